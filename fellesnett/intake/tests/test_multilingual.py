"""Public documents in three languages become one topic, tied by block id where the versions match."""

from __future__ import annotations

from fellesnett.intake.recognizing import read
from fellesnett.intake.tests.samples import document, lines

BOKMAL = document("nob", ("h", "Om syn"), ("p", "Du kan få briller."), ("li", "to"), ("li", "tre"), ("h", "Når"), ("p", "Nå."))
NYNORSK = document(
    "nno", ("h", "Om syn"), ("p", "Du kan få briller, du òg."), ("li", "to"), ("li", "tre"), ("h", "Når"), ("p", "No.")
)
SAMI = document("sme", ("h", "Oaidnu"), ("p", "Don oaččut čalbmelásiid."), ("li", "guokte"), ("h", "Goas"), ("p", "Dál."))


def test_versions_that_match_share_every_block_id() -> None:
    [topic] = read(lines(NYNORSK, BOKMAL), "nav.jsonl").topics
    assert (topic.source_id, topic.kind) == ("giellalt-abc123", "support_article")
    nb, nn = topic.text("nb"), topic.text("nn")
    assert nb is not None
    assert nn is not None
    assert [block.html for block in nb.blocks] == [
        "<h3>Om syn</h3><p>Du kan få briller.</p>",
        "<ul><li>to</li><li>tre</li></ul>",
        "<h3>Når</h3><p>Nå.</p>",
    ]
    assert [block.id for block in nb.blocks] == [block.id for block in nn.blocks]
    assert nn.title == "Om syn"
    assert topic.remarks == ()


def test_a_chapter_that_does_not_match_gets_ids_of_its_own_and_is_named() -> None:
    [topic] = read(lines(BOKMAL, SAMI), "nav.jsonl").topics
    nb, se = topic.text("nb"), topic.text("se")
    assert nb is not None
    assert se is not None
    assert [one.id == other.id for one, other in zip(nb.blocks, se.blocks, strict=True)] == [False, False, True]
    [remark] = topic.remarks
    assert "kapittel 1" in remark.place
    assert "ikke knyttet sammen" in remark.why


def test_another_number_of_chapters_ties_nothing() -> None:
    [topic] = read(lines(BOKMAL, document("sme", ("h", "Oaidnu"), ("p", "Dál."))), "nav.jsonl").topics
    assert not {block.id for block in topic.texts[0].blocks} & {block.id for block in topic.texts[1].blocks}
    assert "2 kapitler" in topic.remarks[0].why


def test_a_block_in_another_language_is_placed_and_pointed_out() -> None:
    mixed = document("nno", ("h", "Syn"), ("p", "Dette er bokmål."))
    mixed["blocks"][1]["lang"] = "nob"
    [topic] = read(lines(mixed), "nav.jsonl").topics
    [remark] = topic.remarks
    assert (remark.place, remark.what, remark.left_out) == ("linje 1.blocks[1]", "Dette er bokmål.", False)
    assert topic.tally.placed == 2


def test_a_document_mostly_in_another_language_is_pointed_out_as_a_whole() -> None:
    wrong = document("nob", ("h", "Bearaš"), ("p", "Dáppe"))
    for block in wrong["blocks"]:
        block["lang"] = "sme"
    assert "ligner sme, ikke nob" in read(lines(wrong), "nav.jsonl").topics[0].remarks[-1].why


def test_traces_of_version_control_and_second_versions_are_left_out_whole() -> None:
    merged = document("nob", ("h", "Om syn"), ("p", "<<<<<<< HEAD ======= >>>>>>> 59960224"), ("p", "Briller."))
    [topic] = read(lines(merged, document("nob", ("h", "Om syn"), ("p", "Enda en."))), "nav.jsonl").topics
    left = [(remark.what, remark.place) for remark in topic.remarks if remark.left_out]
    assert left == [
        ("<<<<<<< HEAD ======= >>>>>>> 59960224", "linje 1.blocks[1]"),
        ("Om syn", "linje 2.blocks[0]"),
        ("Enda en.", "linje 2.blocks[1]"),
    ]
    assert (topic.tally.read, topic.tally.placed, topic.tally.left) == (5, 2, 3)


def test_a_line_that_cannot_be_read_is_named_and_the_others_go_on() -> None:
    data = (
        lines(BOKMAL)
        + b'\n{"group": \n'
        + lines(
            document("nob", ("p", "x"), group="../x"),
            document("qqq", ("p", "x"), group="g"),
            document("nob", ("p", "y"), group="h", free=False),
            document("nob", group="tom"),
        )
    )
    reading = read(data, "nav.jsonl")
    assert [topic.source_id for topic in reading.topics] == ["giellalt-abc123"]
    assert [(refusal.place, refusal.fault.split(":")[0]) for refusal in reading.refusals] == [
        ("linje 2", "ikke gyldig JSON"),
        ("linje 3", "group skal være bokstaver og tall"),
        ("linje 4", "språket «qqq» er ikke et vi tar inn"),
        ("linje 5", "dokumentet er ikke merket som fritt"),
        ("linje 6", "dokumentet har ingen tekst"),
    ]


def test_a_long_title_is_cut_at_a_word_and_reported_whole() -> None:
    long = "Lov om " + "syn og briller og " * 20 + "slutt"
    [topic] = read(lines(document("nob", ("h", long), ("p", "x"))), "lov.jsonl").topics
    assert len(topic.texts[0].title) <= 200
    assert topic.texts[0].title.endswith(" …")
    assert [remark.what for remark in topic.remarks] == [long]


def test_a_table_cell_outside_its_table_stands_as_a_paragraph_and_is_pointed_out() -> None:
    [topic] = read(lines(document("nob", ("h", "Satser"), ("td", "100 kr"))), "nav.jsonl").topics
    assert topic.texts[0].blocks[0].html == "<h3>Satser</h3><p>100 kr</p>"
    assert "«td» har ingen plass" in topic.remarks[0].why
