"""A site that is several editions behind is told all that happened between (semantics.md section 3)."""

from __future__ import annotations

import pytest

from fellesnett.composition.blocks import Block, Change, ChangeClass, Edition, Lineage, Section
from fellesnett.composition.canonical import block_hash
from fellesnett.composition.composing import compose
from fellesnett.composition.operations import Base, Content, Layer, Omit, Operation, Override, Supplement
from fellesnett.composition.spans import in_one_step, joined_changes, joined_lineage
from fellesnett.composition.updates import Outcome, plan_update


def edition(number: int, blocks: str, *lineage: Lineage, changes: str = "", topic: str = "kneprotese") -> Edition:
    """An edition from "a=Text b=Other": a word for each block. Changes as "a:safety b:editorial"."""
    made = [Block(item.partition("=")[0], html=f"<p>{item.partition('=')[2] or item}.</p>") for item in blocks.split()]
    told = [item.partition(":") for item in changes.split()]
    classes: dict[str, ChangeClass] = {"editorial": "editorial", "content": "content", "safety": "safety"}
    return Edition(
        topic=topic,
        kind="treatment",
        language="nb",
        number=number,
        title="Kneprotese",
        sections=(Section("before", tuple(made)),),
        lineage=lineage,
        changes=tuple(Change(block, classes[change_class]) for block, _, change_class in told),
    )


def split(old: str, *new: str) -> Lineage:
    return Lineage("split", (old,), new)


def join(new: str, *old: str) -> Lineage:
    return Lineage("join", old, (new,))


def move(old: str, new: str) -> Lineage:
    return Lineage("move", (old,), (new,))


HISTORIES: list[tuple[str, list[Edition], list[Lineage]]] = [
    (
        "split, then one part renamed",
        [edition(2, "b1"), edition(3, "b2 b3", split("b1", "b2", "b3")), edition(4, "b4 b3", move("b2", "b4"))],
        [split("b1", "b4", "b3")],
    ),
    (
        "renamed twice",
        [edition(2, "a"), edition(3, "b", move("a", "b")), edition(4, "c", move("b", "c"))],
        [move("a", "c")],
    ),
    (
        "renamed there and back",
        [edition(2, "a"), edition(3, "b", move("a", "b")), edition(4, "a", move("b", "a"))],
        [move("a", "a")],
    ),
    (
        "renamed early, nothing said later",
        [edition(2, "a x"), edition(3, "b x", move("a", "b")), edition(4, "b x=Y")],
        [move("a", "b")],
    ),
    (
        "joined, then split again otherwise",
        [edition(2, "a b"), edition(3, "c", join("c", "a", "b")), edition(4, "d e", split("c", "d", "e"))],
        [Lineage("join", ("a", "b"), ("d", "e"))],
    ),
    (
        "split, then joined again",
        [edition(2, "a"), edition(3, "b c", split("a", "b", "c")), edition(4, "d", join("d", "b", "c"))],
        [split("a", "d")],
    ),
    (
        "split, one part joined with a neighbour",
        [edition(2, "a n"), edition(3, "b c n", split("a", "b", "c")), edition(4, "b m", join("m", "c", "n"))],
        [Lineage("join", ("a", "n"), ("b", "m"))],
    ),
    (
        "split, and one part removed: it is a split still",
        [edition(2, "a"), edition(3, "b c", split("a", "b", "c")), edition(4, "c")],
        [split("a", "c")],
    ),
    (
        "split with its own id kept, and the other part removed",
        [edition(2, "a"), edition(3, "a b", split("a", "a", "b")), edition(4, "a")],
        [split("a", "a")],
    ),
    (
        "joined with a block that is newer than the site's edition",
        [edition(2, "a"), edition(3, "a n"), edition(4, "j", join("j", "a", "n"))],
        [join("j", "a")],
    ),
    (
        "renamed, then removed: nothing is left to follow",
        [edition(2, "a k"), edition(3, "b k", move("a", "b")), edition(4, "k")],
        [],
    ),
    (
        "split of a block that came in between",
        [edition(2, "k"), edition(3, "k n"), edition(4, "k o p", split("n", "o", "p"))],
        [],
    ),
    (
        "a record of blocks that were never here",
        [edition(2, "k"), edition(3, "k"), edition(4, "k q", move("z", "q"))],
        [],
    ),
    (
        "three steps",
        [
            edition(2, "a"),
            edition(3, "b c", split("a", "b", "c")),
            edition(4, "b d e", split("c", "d", "e")),
            edition(5, "f d e", move("b", "f")),
        ],
        [split("a", "f", "d", "e")],
    ),
]


@pytest.mark.parametrize(("editions", "expected"), [row[1:] for row in HISTORIES], ids=[row[0] for row in HISTORIES])
def test_the_way_of_each_block_is_followed_through_every_edition(editions: list[Edition], expected: list[Lineage]) -> None:
    assert list(joined_lineage(editions)) == expected


CLASSES: list[tuple[str, list[Edition], dict[str, str]]] = [
    (
        "content then editorial is content",
        [edition(2, "a"), edition(3, "a=B", changes="a:content"), edition(4, "a=C", changes="a:editorial")],
        {"a": "content"},
    ),
    (
        "editorial then content is content",
        [edition(2, "a"), edition(3, "a=B", changes="a:editorial"), edition(4, "a=C", changes="a:content")],
        {"a": "content"},
    ),
    (
        "safety wins, wherever it stands",
        [edition(2, "a"), edition(3, "a=B", changes="a:safety"), edition(4, "a=C", changes="a:content")],
        {"a": "safety"},
    ),
    (
        "safety follows a renamed block",
        [edition(2, "a"), edition(3, "a=B", changes="a:safety"), edition(4, "b=B", move("a", "b"), changes="b:editorial")],
        {"a": "safety", "b": "safety"},
    ),
    (
        "safety before a split stands for every part",
        [edition(2, "a"), edition(3, "a=B", changes="a:safety"), edition(4, "b c", split("a", "b", "c"), changes="b:content")],
        {"a": "safety", "b": "safety", "c": "safety"},
    ),
    (
        "what nobody classed has the machine's floor, so a later editorial does not lower it",
        [edition(2, "a=Ja"), edition(3, "a=Nei"), edition(4, "a=NEI", changes="a:editorial")],
        {"a": "content"},
    ),
    (
        "editorial all the way, declared or by the floor",
        [edition(2, "a=Ja"), edition(3, "a=JA"), edition(4, "a=ja", changes="a:editorial")],
        {"a": "editorial"},
    ),
    (
        "a removal that was a matter of safety",
        [edition(2, "a k"), edition(3, "k", changes="a:safety"), edition(4, "k")],
        {"a": "safety"},
    ),
    (
        "a class that a removed block had before it went",
        [edition(2, "a k"), edition(3, "a=B k", changes="a:safety"), edition(4, "k", changes="a:content")],
        {"a": "safety"},
    ),
]


@pytest.mark.parametrize(("editions", "expected"), [row[1:] for row in CLASSES], ids=[row[0] for row in CLASSES])
def test_the_highest_class_of_all_editions_counts(editions: list[Edition], expected: dict[str, str]) -> None:
    assert {change.block: change.change_class for change in joined_changes(editions)} == expected


# --- plans ----------------------------------------------------------------------------------------------------------

E2 = edition(2, "b1=Foer k=Kafe")
E3 = edition(3, "b2=Ett b3=Annet k=Kafe", split("b1", "b2", "b3"), changes="b2:safety b3:content")
E4 = edition(4, "b4=Ett b3=Annet k=Kafe", move("b2", "b4"), changes="b4:editorial")


def layer(*operations: Operation) -> Layer:
    return Layer("site", "helse-bergen", operations)


def base(of: Edition, block: str) -> Base:
    return Base(of.number, next(block_hash(item) for section in of.sections for item in section.blocks if item.id == block))


def content(text: str) -> tuple[Content, ...]:
    return (Content("text", f"<p>{text}</p>"),)


def outcome_of(operation: Operation) -> Outcome:
    plan = plan_update(E2, E4, [layer(operation)], through=[E3])
    return next(outcome for outcome in plan.outcomes if outcome.operation == operation.id)


ANSWERS: list[tuple[str, Operation, str]] = [
    ("an override", Override("o", "b1", content("Vårt"), base(E2, "b1")), "conflict"),
    ("an omission", Omit("o", "b1", base(E2, "b1")), "ask_still_left_out"),
    ("a supplement", Supplement("o", "after", "b1", content("Vårt"), base(E2, "b1")), "ask_still_right"),
]


@pytest.mark.parametrize(("operation", "expected"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_a_site_two_editions_behind_is_asked_against_all_parts_of_a_split(operation: Operation, expected: str) -> None:
    outcome = outcome_of(operation)
    assert (outcome.outcome, outcome.against, outcome.change_class) == (expected, ("b4", "b3"), "safety")


def test_without_the_editions_between_the_override_would_seem_to_have_lost_its_block() -> None:
    operation = Override("o", "b1", content("Vårt"), base(E2, "b1"))
    assert plan_update(E2, E4, [layer(operation)]).outcomes[-1].outcome == "base_gone"


def test_a_renamed_block_takes_its_override_along_over_two_editions() -> None:
    newest = edition(4, "q=Foer k=Kafe", move("p", "q"))
    between = edition(3, "p=Foer k=Kafe", move("b1", "p"))
    operation = Override("o", "b1", content("Vårt"), base(E2, "b1"))
    plan = plan_update(E2, newest, [layer(operation)], through=[between])
    followed = layer(Override("o", "q", content("Vårt"), base(E2, "b1")))
    assert [item.outcome for item in plan.outcomes if item.operation] == ["keep"]
    assert plan.snapshot_if_clean == compose(newest, [followed]).hash


def test_the_page_of_many_steps_is_the_page_of_the_last_edition() -> None:
    assert compose(in_one_step([E2, E3, E4])) == compose(E4)


def test_an_operation_made_against_an_edition_between_is_merged_with_its_own_base() -> None:
    between = edition(3, "b1=Midt k=Kafe")
    newest = edition(4, "b1=Sist k=Kafe")
    operation = Override("o", "b1", content("Midt."), base(between, "b1"))
    plan = plan_update(E2, newest, [layer(operation)], through=[between])
    assert [(item.outcome, item.reasons) for item in plan.outcomes if item.operation] == [("proposal", ("local_equals_base",))]


def test_nothing_between_is_the_plan_of_one_step() -> None:
    operation = Override("o", "k", content("Vårt"), base(E2, "k"))
    assert plan_update(E2, E3, [layer(operation)], through=()) == plan_update(E2, E3, [layer(operation)])
    assert in_one_step([E2, E3]) is E3


@pytest.mark.parametrize(
    ("editions", "fault"),
    [
        ([E2, E4, E3], "edition 3 does not come after edition 4"),
        ([E2, E2, E3], "edition 2 does not come after edition 2"),
        ([E2, edition(3, "a", topic="hofteprotese"), E4], "edition 3 is another text than edition 2"),
    ],
)
def test_editions_out_of_order_or_of_another_text_are_refused(editions: list[Edition], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        in_one_step(editions)


def test_of_a_split_with_two_classes_the_higher_counts() -> None:
    newer = edition(3, "b2=Ett b3=Annet k=Kafe", split("b1", "b2", "b3"), changes="b2:content b3:safety")
    told = {outcome.block: outcome.change_class for outcome in plan_update(E2, newer).outcomes}
    assert told == {"b2": "safety", "b3": "safety", "k": None}
