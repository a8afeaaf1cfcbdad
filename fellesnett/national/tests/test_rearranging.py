"""Splits, joins and moves: done by the editor, recorded, and told to the sites as they happened."""

from __future__ import annotations

import pytest

from fellesnett.composition.differences import diff
from fellesnett.editorial.models import Event
from fellesnett.national import actions
from fellesnett.national.changes import Tangled, floors, told
from fellesnett.national.drafting import edition_value, sections_document
from fellesnett.national.models import TopicText
from fellesnett.national.tests.factories import AT, finish, make_edition, make_text, make_topic, national_editor

pytestmark = pytest.mark.django_db

EAT, DRINK, SLEEP = "<p>Du kan spise lett.</p>", "<p>Du kan drikke vann.</p>", "<p>Sov godt.</p>"


@pytest.fixture
def first():
    return make_edition(
        make_topic("kneprotese"), {"before": [("b1", EAT + DRINK), ("b2", SLEEP)], "after": [("a1", "<p>Gå tur.</p>")]}
    )


@pytest.fixture
def text(first):
    return TopicText.objects.get()


def act(verb, text, **said):
    return verb(text=text, by=national_editor(), at=AT, **said)


def ids(text):
    return {
        section["key"]: [block["id"] for block in section["blocks"]] for section in sections_document(text) if section["blocks"]
    }


def refused(verb, text, **said):
    with pytest.raises(actions.NotReady) as refusal:
        act(verb, text, **said)
    assert TopicText.objects.get().pending_lineage == []
    return refusal.value.codes


def test_a_split_block_gives_its_place_type_and_policy_to_its_parts(text):
    TopicText.objects.get()
    text = act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", DRINK)])
    assert ids(text) == {"before": ["b3", "b4", "b2"], "after": ["a1"]}
    assert text.pending_lineage == [{"kind": "split", "from": ["b1"], "to": ["b3", "b4"]}]
    assert Event.objects.get(verb="block.split").payload["from"] == ["b1"]


def test_a_split_with_the_same_words_is_editorial_and_reaches_the_edition_as_a_split(first, text):
    text = act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", DRINK)])
    candidate = actions.submit(text=text, by=national_editor(), at=AT, classes={"b3": "editorial", "b4": "editorial"})
    assert candidate.needs_confirmation == []
    edition = finish(candidate)
    assert edition.lineage == [{"kind": "split", "from": ["b1"], "to": ["b3", "b4"]}]
    assert [fact.kind for fact in diff(first.value, edition.value)] == ["split", "unchanged", "unchanged"]
    assert TopicText.objects.get().pending_lineage == []


def test_a_split_that_slips_in_a_new_number_is_no_editorial_change(first, text):
    text = act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", "<p>Du kan drikke 2 dl vann.</p>")])
    floor = floors(first.value, edition_value(text, 2, lineage=text.pending_lineage))
    assert {block: (item.lowest, item.confirmable) for block, item in floor.items()} == {
        "b3": ("content", False),
        "b4": ("content", False),
    }


def test_joined_blocks_stand_where_the_first_stood_under_the_strictest_policy(text):
    sections = {"before": [("b1", EAT), ("b2", {"html": SLEEP, "policy": "locked"})]}
    text = make_text(text.topic, sections)
    text = act(actions.join_blocks, text, blocks=["b1", "b2"], into="b5")
    joined = sections_document(text)[2]["blocks"]
    assert joined == [{"id": "b5", "type": "text", "html": EAT + SLEEP, "policy": "locked"}]
    assert text.pending_lineage == [{"kind": "join", "from": ["b1", "b2"], "to": ["b5"]}]


def test_joining_can_bring_new_words(text):
    text = act(actions.join_blocks, text, blocks=["b2", "a1"], into="b5", html="<p>Sov godt, og gå tur.</p>")
    assert ids(text) == {"before": ["b1", "b5"]}


def test_a_moved_block_keeps_its_id_and_says_that_it_moved(first, text):
    text = act(actions.move_block, text, block="b2", section="after", position=0)
    assert ids(text) == {"before": ["b1"], "after": ["b2", "a1"]}
    edition = finish(actions.submit(text=text, by=national_editor(), at=AT, classes={"b2": "editorial"}))
    fact = next(fact for fact in diff(first.value, edition.value) if "b2" in fact.to_ids)
    assert (fact.kind, fact.section_from, fact.section_to) == ("moved", "before", "after")


def test_a_move_that_was_told_is_not_told_again_in_the_next_edition(text):
    text = act(actions.move_block, text, block="b2", section="after", position=0)
    finish(actions.submit(text=text, by=national_editor(), at=AT, classes={"b2": "editorial"}))
    text = TopicText.objects.get()
    text = act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", DRINK)])
    candidate = actions.submit(text=text, by=national_editor(), at=AT, classes={"b3": "editorial", "b4": "editorial"})
    assert [item["kind"] for item in candidate.lineage] == ["split"]


def test_what_is_rearranged_while_a_candidate_waits_is_told_by_the_edition_after(text):
    text = act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", DRINK)])
    candidate = actions.submit(text=text, by=national_editor(), at=AT, classes={"b3": "editorial", "b4": "editorial"})
    act(actions.move_block, text, block="b2", section="after", position=1)
    finish(candidate)
    assert TopicText.objects.get().pending_lineage == [{"kind": "move", "from": ["b2"], "to": ["b2"]}]


def test_what_was_sent_back_is_still_to_be_told(text):
    text = act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", DRINK)])
    classes = {"b3": "editorial", "b4": "editorial"}
    candidate = actions.submit(text=text, by=national_editor(), at=AT, classes=classes)
    actions.send_back(candidate=candidate, by=national_editor(), at=AT, reason="Vent litt.")
    assert actions.submit(text=text, by=national_editor(), at=AT, classes=classes).lineage == candidate.lineage


def test_language_versions_are_rearranged_each_by_itself(first, text):
    nynorsk = actions.start_language_version(topic=first.topic, language="nn", by=national_editor(), at=AT)
    act(actions.split_block, text, block="b1", parts=[("b3", EAT), ("b4", DRINK)])
    nynorsk.refresh_from_db()
    assert nynorsk.pending_lineage == []


@pytest.mark.parametrize(
    ("verb", "said", "code"),
    [
        (actions.split_block, {"block": "b9", "parts": [("n1", EAT), ("n2", DRINK)]}, "unknown_block"),
        (actions.split_block, {"block": "b1", "parts": [("n1", EAT)]}, "too_few"),
        (actions.split_block, {"block": "b1", "parts": [("b1", EAT), ("n2", DRINK)]}, "id_in_use"),
        (actions.split_block, {"block": "b1", "parts": [("n1", EAT), ("n1", DRINK)]}, "id_in_use"),
        (actions.join_blocks, {"blocks": ["b1"], "into": "n1"}, "too_few"),
        (actions.join_blocks, {"blocks": ["b1", "b1"], "into": "n1"}, "too_few"),
        (actions.join_blocks, {"blocks": ["b1", "b2"], "into": "a1"}, "id_in_use"),
        (actions.join_blocks, {"blocks": ["b1", "b9"], "into": "n1"}, "unknown_block"),
        (actions.move_block, {"block": "b9", "section": "after", "position": 0}, "unknown_block"),
        (actions.move_block, {"block": "b1", "section": "symptoms", "position": 0}, "wrong_section"),
    ],
)
def test_an_impossible_rearrangement_changes_nothing(text, verb, said, code):
    assert code in refused(verb, text, **said)


def test_a_slot_is_not_split(text):
    make_text(text.topic, {"before": [("b1", {"slot": "phone", "label": "Telefon"})]})
    assert "not_words" in refused(actions.split_block, text, block="b1", parts=[("n1", EAT), ("n2", DRINK)])


# --- many acts in one draft -----------------------------------------------------------------------------------------


def _value(*names):
    topic = make_topic()
    return edition_value(make_text(topic, {"before": [(name, f"<p>{name}</p>") for name in names]}), 1)


@pytest.mark.parametrize(
    ("old", "acts", "new", "expected"),
    [
        ("a", [("split", "a", "bc")], "bc", [("split", "a", "bc")]),
        ("a", [("split", "a", "bc"), ("split", "c", "de")], "bde", [("split", "a", "bde")]),
        ("ab", [("join", "ab", "c"), ("move", "c", "c")], "c", [("join", "ab", "c")]),
        ("abc", [("join", "ab", "d"), ("join", "dc", "e")], "e", [("join", "abc", "e")]),
        ("a", [("split", "a", "bc"), ("join", "bc", "d")], "d", [("move", "a", "d")]),
        ("a", [("move", "a", "a"), ("move", "a", "a")], "a", [("move", "a", "a")]),
        ("a", [("split", "a", "bc")], "b", [("move", "a", "b")]),
        ("a", [("split", "a", "bc")], "x", []),
        ("a", [("split", "n", "bc")], "abc", []),
        ("ab", [("join", "an", "c")], "bc", [("move", "a", "c")]),
        ("ab", [("split", "a", "cd"), ("split", "b", "ef")], "cdef", [("split", "a", "cd"), ("split", "b", "ef")]),
    ],
)
def test_many_acts_on_the_same_blocks_are_told_as_one(old, acts, new, expected):
    pending = [{"kind": kind, "from": list(before), "to": list(after)} for kind, before, after in acts]
    records = told(pending, _value(*old), _value(*new))
    assert [(item["kind"], "".join(item["from"]), "".join(item["to"])) for item in records] == expected


def test_several_blocks_that_became_several_others_must_be_told_in_two_editions(text):
    pending = [{"kind": "join", "from": ["a", "b"], "to": ["c"]}, {"kind": "split", "from": ["c"], "to": ["d", "e"]}]
    with pytest.raises(Tangled):
        told(pending, _value("a", "b"), _value("d", "e"))
    text = act(actions.join_blocks, text, blocks=["b1", "b2"], into="b5")
    text = act(actions.split_block, text, block="b5", parts=[("b6", EAT), ("b7", SLEEP)])
    with pytest.raises(actions.NotReady) as refusal:
        actions.submit(text=text, by=national_editor(), at=AT)
    assert refusal.value.codes == ("tangled",)
