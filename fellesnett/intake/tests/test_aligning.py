"""A changed file is read again: what a person would call the same block keeps its id."""

from __future__ import annotations

from dataclasses import replace

from fellesnett.intake.aligning import align
from fellesnett.intake.naming import name_blocks
from fellesnett.intake.queries import History
from fellesnett.intake.records import StagedBlock, StagedSection, StagedText, StagedTopic, Tally

FIRST = ("Ta av smykker.", "Du skal faste i 6 timer før du kommer.", "Ta med lesestoff.", "Ring oss hvis du er syk.")


def text(language: str, *paragraphs: str, section: str = "body") -> StagedText:
    blocks = tuple(StagedBlock("text", f"<p>{words}</p>") for words in paragraphs)
    return StagedText(language, "Faste", (StagedSection(section, blocks),))


def staged(*texts: StagedText) -> StagedTopic:
    topic = StagedTopic("kilde-faste", "support_article", "Kilde", "Kilde, CC0", texts, ("fil.json",), Tally())
    return name_blocks(topic)


def read_again(before: StagedTopic, *texts: StagedText) -> StagedTopic:
    history = History()
    for one in before.texts:
        history = history.after(one)
    return align(staged(*texts), history)


def ids(topic: StagedTopic, language: str = "nb") -> list[str]:
    found = topic.text(language)
    assert found is not None
    return [block.id for block in found.blocks]


def test_the_same_file_gives_the_same_ids_and_other_words_do_not_change_them() -> None:
    assert ids(staged(text("nb", *FIRST))) == ids(staged(text("nb", *FIRST)))
    assert ids(staged(text("nb", "En.", "To."))) == ids(staged(text("nb", "Tre.", "Fire.")))
    assert len(set(ids(staged(text("nb", *FIRST))))) == 4


def test_a_changed_sentence_a_new_block_and_a_removed_one() -> None:
    before = staged(text("nb", *FIRST))
    after = read_again(
        before, text("nb", FIRST[0], "Du skal faste i 8 timer før du kommer.", "Helt ny beskjed om parkering.", FIRST[3])
    )
    a, b, c, d = ids(before)
    kept = ids(after)
    assert kept[:2] == [a, b]
    assert kept[3] == d
    assert kept[2] not in {a, b, c, d}


def test_a_block_put_first_moves_nobody() -> None:
    before = staged(text("nb", *FIRST))
    after = read_again(before, text("nb", "Velkommen til oss.", *FIRST))
    assert ids(after)[1:] == ids(before)
    assert ids(after)[0] not in ids(before)


def test_a_block_that_changes_section_keeps_its_id() -> None:
    before = staged(text("nb", *FIRST))
    moved = StagedText(
        "nb", "Faste", (*text("nb", FIRST[2], section="introduction").sections, *text("nb", *FIRST[:2], FIRST[3]).sections)
    )
    a, b, c, d = ids(before)
    assert ids(read_again(before, moved)) == [c, a, b, d]


def test_an_id_that_went_never_comes_back() -> None:
    before = staged(text("nb", *FIRST))
    shorter = read_again(before, text("nb", *FIRST[:3]))
    history = History()
    for topic in (before, shorter):
        history = history.after(topic.texts[0])
    back = align(staged(text("nb", *FIRST)), history)
    assert ids(back)[:3] == ids(before)[:3]
    assert ids(back)[3] not in ids(before)


def test_a_type_that_changes_is_another_block() -> None:
    before = staged(text("nb", "En.", "To."))
    table = StagedText(
        "nb", "Faste", (StagedSection("body", (StagedBlock("text", "<p>En.</p>"), StagedBlock("warning", "<p>To.</p>"))),)
    )
    assert ids(read_again(before, table))[0] == ids(before)[0]
    assert ids(read_again(before, table))[1] != ids(before)[1]


def test_a_block_new_in_both_languages_is_tied_also_the_second_time() -> None:
    nynorsk = ("Ta av smykke.", "Du skal faste i 6 timar.", "Ta med lesestoff.", "Ring oss.")
    before = staged(text("nb", *FIRST), text("nn", *nynorsk))
    assert ids(before) == ids(before, "nn")
    after = read_again(before, text("nb", "Ny øverst her.", *FIRST), text("nn", "Ny øvst her.", *nynorsk))
    assert ids(after)[1:] == ids(before)
    assert ids(after) == ids(after, "nn")


def test_a_language_that_comes_in_a_file_of_its_own_is_tied_to_what_is_here() -> None:
    before = staged(text("nb", *FIRST))
    after = read_again(before, text("en", "Take off rings.", "Fast for 6 hours.", "Bring a book.", "Call us."))
    assert ids(after, "en") == ids(before)
    history = History().after(before.texts[0]).after(after.texts[0])
    again = align(staged(text("en", "Take off rings.", "Fast for 8 hours now.", "Bring a book.", "Call us.")), history)
    assert ids(again, "en") == ids(before)


def test_a_language_that_does_not_match_is_told_from_the_others() -> None:
    before = staged(text("nb", *FIRST))
    after = read_again(before, text("en", "Take off rings.", "Fast for 6 hours."))
    assert not set(ids(after, "en")) & set(ids(before))
    assert "ikke knyttet sammen" in after.remarks[0].why


def test_a_text_that_is_wholly_new_keeps_no_id() -> None:
    before = staged(text("nb", *FIRST))
    other = read_again(before, text("nb", *(f"Alt annet nummer {number} her." for number in range(4))))
    assert not set(ids(other)) & set(ids(before))


def test_the_last_block_of_a_section_can_go_and_the_section_with_it() -> None:
    before = staged(text("nb", *FIRST))
    empty = read_again(before, replace(text("nb"), sections=()))
    assert ids(empty) == []
