"""The table of semantics.md section 3, row by row and cell by cell."""

from __future__ import annotations

import pytest

from fellesnett.composition.blocks import Block, Change, Edition, Lineage
from fellesnett.composition.composing import compose
from fellesnett.composition.operations import Base, Layer, Operation
from fellesnett.composition.tests.samples import (
    DUSJ,
    FASTE,
    HJEM,
    base_of,
    edition,
    fill,
    layer,
    omit,
    override,
    retitle,
    slot,
    supplement,
    text,
)
from fellesnett.composition.updates import OUTCOMES, Outcome, plan_update, retarget

OLD = edition(1, ("before", [text("b1", FASTE), text("b2", DUSJ)]), ("after", [text("b3", HJEM)]))
NEW_FASTE = FASTE.replace("gode sko", "gode innesko")
OURS = FASTE.replace("resepsjonen", "vestibylen")
OWN = "<p>Parker i garasjen under bygget.</p>"


def newer(*before: Block, after: tuple[Block, ...] = (text("b3", HJEM),), **more: object) -> Edition:
    return edition(2, ("before", before), ("after", after), **more)  # type: ignore[arg-type]


UNCHANGED = newer(text("b1", FASTE), text("b2", DUSJ))
CHANGED = newer(text("b1", NEW_FASTE), text("b2", DUSJ))
ADDED = newer(text("b1", FASTE), text("b9", OWN), text("b2", DUSJ))
REMOVED = newer(text("b2", DUSJ))
MOVED = newer(text("b2", DUSJ), after=(text("b3", HJEM), text("b1", FASTE)))
SPLIT = newer(
    text("b8", "<p>Du må faste før operasjonen.</p>"),
    text("b9", "<p>Ta med gode sko. Vi tar imot deg i resepsjonen.</p>"),
    text("b2", DUSJ),
    lineage=[Lineage("split", ("b1",), ("b8", "b9"))],
)
JOINED = newer(text("b8", FASTE + DUSJ), lineage=[Lineage("join", ("b1", "b2"), ("b8",))])
NOW_EQUAL = newer(text("b1", OURS), text("b2", DUSJ))

NOTHING: tuple[Operation, ...] = ()
SUPPLEMENT = (supplement("b1", OWN, base=base_of(OLD, "b1")),)
OVERRIDE = (override("b1", OURS, base=base_of(OLD, "b1")),)
OMIT = (omit("b1", base=base_of(OLD, "b1")),)


def outcomes(new: Edition, operations: tuple[Operation, ...], old: Edition = OLD) -> dict[tuple[str, str | None], Outcome]:
    plan = plan_update(old, new, [layer(*operations)] if operations else [])
    return {(item.block, item.operation): item for item in plan.outcomes}


@pytest.mark.parametrize(
    ("row", "new", "operations", "block", "operation", "expected"),
    [
        ("unchanged, no operation", UNCHANGED, NOTHING, "b1", None, "unchanged"),
        ("unchanged, supplement", UNCHANGED, SUPPLEMENT, "b1", "s1", "keep"),
        ("unchanged, override", UNCHANGED, OVERRIDE, "b1", "o1", "keep"),
        ("unchanged, omit", UNCHANGED, OMIT, "b1", "u1", "keep"),
        ("text changed, no operation", CHANGED, NOTHING, "b1", None, "clean_change"),
        ("text changed, supplement", CHANGED, SUPPLEMENT, "b1", "s1", "ask_still_right"),
        ("text changed, supplement: the block itself", CHANGED, SUPPLEMENT, "b1", None, "clean_change"),
        ("text changed elsewhere in the block, override", CHANGED, OVERRIDE, "b1", "o1", "proposal"),
        ("text changed, omit", CHANGED, OMIT, "b1", "u1", "ask_still_left_out"),
        ("new, no operation", ADDED, NOTHING, "b9", None, "clean_addition"),
        ("new, supplement on a neighbour", ADDED, (supplement("b1", DUSJ),), "b1", "s1", "keep"),
        ("new, section overridden", ADDED, (override("before", OURS),), "b9", "o1", "hidden_change"),
        ("new, section omitted", ADDED, (omit("before"),), "b9", "u1", "hidden_change"),
        ("new, only a block overridden", ADDED, OVERRIDE, "b9", None, "clean_addition"),
        ("removed, no operation", REMOVED, NOTHING, "b1", None, "clean_removal"),
        ("removed, supplement", REMOVED, SUPPLEMENT, "b1", "s1", "orphan"),
        ("removed, override", REMOVED, OVERRIDE, "b1", "o1", "base_gone"),
        ("removed, omit", REMOVED, OMIT, "b1", "u1", "dissolve"),
        ("moved, no operation", MOVED, NOTHING, "b1", None, "clean_move"),
        ("moved, supplement", MOVED, SUPPLEMENT, "b1", "s1", "keep"),
        ("moved, override", MOVED, OVERRIDE, "b1", "o1", "keep"),
        ("moved, omit", MOVED, OMIT, "b1", "u1", "keep"),
        ("split, no operation", SPLIT, NOTHING, "b8", None, "clean_change"),
        ("split, no operation: the other part", SPLIT, NOTHING, "b9", None, "clean_change"),
        ("split, supplement", SPLIT, SUPPLEMENT, "b1", "s1", "ask_still_right"),
        ("split, override", SPLIT, OVERRIDE, "b1", "o1", "conflict"),
        ("split, omit", SPLIT, OMIT, "b1", "u1", "ask_still_left_out"),
        ("joined, no operation", JOINED, NOTHING, "b8", None, "clean_change"),
        ("joined, supplement", JOINED, SUPPLEMENT, "b1", "s1", "ask_still_right"),
        ("joined, override", JOINED, OVERRIDE, "b1", "o1", "conflict"),
        ("joined, omit", JOINED, OMIT, "b1", "u1", "ask_still_left_out"),
        ("now equal, supplement", ADDED, SUPPLEMENT, "b1", "s1", "dissolve"),
        ("now equal, override", NOW_EQUAL, OVERRIDE, "b1", "o1", "converged"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) and " " in value else None,
)
def test_table(
    row: str, new: Edition, operations: tuple[Operation, ...], block: str, operation: str | None, expected: str
) -> None:
    assert outcomes(new, operations)[block, operation].outcome == expected


@pytest.mark.parametrize("operations", [NOTHING, SUPPLEMENT, OVERRIDE, OMIT])
def test_withdrawn_parks_every_operation_and_takes_the_national_blocks_down(operations: tuple[Operation, ...]) -> None:
    plan = plan_update(OLD, OLD, [layer(*operations)], withdrawn=True)
    assert {item.outcome for item in plan.outcomes if item.operation} <= {"parked"}
    assert [item.block for item in plan.outcomes if item.outcome == "clean_removal"] == ["b1", "b2", "b3"]
    assert plan.snapshot_if_clean is None
    assert len(plan.outcomes) == 3 + len(operations)


def test_every_outcome_is_in_the_vocabulary() -> None:
    for new in (UNCHANGED, CHANGED, ADDED, REMOVED, MOVED, SPLIT, JOINED, NOW_EQUAL):
        for operations in (NOTHING, SUPPLEMENT, OVERRIDE, OMIT, (override("before", OURS),)):
            assert {item.outcome for item in outcomes(new, operations).values()} <= set(OUTCOMES)


def test_the_proposal_holds_both_changes() -> None:
    proposal = outcomes(CHANGED, OVERRIDE)["b1", "o1"].proposal_html
    assert proposal == FASTE.replace("gode sko", "gode innesko").replace("resepsjonen", "vestibylen")


def test_the_same_sentence_changed_on_both_sides_is_a_conflict() -> None:
    new = newer(text("b1", FASTE.replace("resepsjonen", "skranken")), text("b2", DUSJ))
    outcome = outcomes(new, OVERRIDE)["b1", "o1"]
    assert outcome.outcome == "conflict"
    assert outcome.proposal_html is None


def test_a_changed_number_is_a_conflict_whatever_the_alignment_says() -> None:
    old = edition(1, ("before", [text("b1", "<p>Du må faste i 6 timer. Ta med sko.</p>")]))
    new = edition(2, ("before", [text("b1", "<p>Du må faste i 8 timer. Ta med sko.</p>")]))
    outcome = outcomes(new, (override("b1", "<p>Du må faste i 6 timer. Ta med gode sko.</p>"),), old)["b1", "o1"]
    assert outcome.outcome == "conflict"
    assert "sensitive:8" in outcome.reasons


def test_an_override_that_says_what_its_base_said_is_offered_the_national_text() -> None:
    outcome = outcomes(CHANGED, (override("b1", FASTE),))["b1", "o1"]
    assert (outcome.outcome, outcome.proposal_html, outcome.reasons) == ("proposal", NEW_FASTE, ("local_equals_base",))


def test_a_block_that_moved_and_changed_tells_both() -> None:
    new = newer(text("b2", DUSJ), after=(text("b3", HJEM), text("b1", NEW_FASTE)))
    assert outcomes(new, NOTHING)["b1", None].reasons == ("moved",)
    assert outcomes(new, NOTHING)["b1", None].outcome == "clean_change"
    assert (outcomes(new, OVERRIDE)["b1", "o1"].outcome, outcomes(new, OVERRIDE)["b1", "o1"].reasons) == ("proposal", ("moved",))
    assert outcomes(new, SUPPLEMENT)["b1", "s1"].reasons == ("moved",)


# --- bases ----------------------------------------------------------------------------------------------------------


def test_an_operation_left_behind_is_asked_about_until_somebody_answers() -> None:
    """Nothing changed between 2 and 3, but the override still stands on edition 1."""
    third = edition(3, ("before", CHANGED.sections[0].blocks), ("after", [text("b3", HJEM)]))
    plan = plan_update(CHANGED, third, [layer(*OVERRIDE)], bases={OVERRIDE[0].base.block_hash: text("b1", FASTE)})  # type: ignore[union-attr]
    outcome = next(item for item in plan.outcomes if item.operation == "o1")
    assert outcome.outcome == "proposal"


def test_a_base_that_nobody_knows_is_a_conflict() -> None:
    unknown = Base(1, "sha256:" + "0" * 64)
    assert outcomes(CHANGED, (override("b1", OURS, base=unknown),))["b1", "o1"].reasons == ("base_unknown",)
    assert outcomes(CHANGED, (override("b1", OURS, base=unknown),))["b1", "o1"].outcome == "conflict"
    assert outcomes(CHANGED, (supplement("b1", OWN, base=unknown),))["b1", "s1"].reasons == ("base_unknown",)


def test_a_national_text_that_came_back_to_the_base_asks_nothing() -> None:
    assert outcomes(OLD, OVERRIDE, CHANGED)["b1", "o1"].outcome == "keep"


def test_an_operation_without_a_base_takes_the_adopted_edition_as_base() -> None:
    assert outcomes(CHANGED, (override("b1", OURS),))["b1", "o1"].outcome == "proposal"


# --- whole sections -------------------------------------------------------------------------------------------------

SECTION = (override("before", FASTE + DUSJ.replace("rene", "nyvaskede")),)


def test_a_changed_block_in_an_overridden_section_is_merged_into_the_section() -> None:
    found = outcomes(CHANGED, SECTION)
    assert found["before", "o1"].outcome == "proposal"
    assert found["before", "o1"].proposal_html == NEW_FASTE + DUSJ.replace("rene", "nyvaskede")
    assert ("b1", None) not in found


def test_a_removed_block_in_an_overridden_section_is_no_clean_update() -> None:
    found = outcomes(REMOVED, SECTION)
    assert found["before", "o1"].needs_person


def test_a_new_block_in_an_overridden_section_leaves_the_rest_as_it_is() -> None:
    found = outcomes(ADDED, SECTION)
    assert found["before", "o1"].outcome == "keep"
    assert found["b9", "o1"].outcome == "hidden_change"
    assert found["b9", "o1"].proposal_html == OWN
    assert plan_update(OLD, ADDED, [layer(*SECTION)]).snapshot_if_clean is None


def test_a_removed_block_is_missed_though_its_words_stand_twice_in_the_section() -> None:
    """Two blocks with the same words: taking one away is a change."""
    twice = edition(1, ("before", [text("b1", FASTE), text("b2", FASTE)]))
    once = edition(2, ("before", [text("b1", FASTE)]))
    assert outcomes(once, SECTION, twice)["before", "o1"].needs_person


def test_an_operation_made_before_the_group_spoke_asks_nothing_while_the_national_text_stands() -> None:
    ours = override("b1", OWN, id="o9", base=base_of(OLD, "b1"))
    plan = plan_update(OLD, UNCHANGED, [group(*OVERRIDE), layer(ours)])
    assert {item.outcome for item in plan.outcomes if item.operation} == {"keep"}


def test_a_block_that_moves_into_an_omitted_section_is_a_hidden_change() -> None:
    assert outcomes(MOVED, (omit("after"),))["b1", "u1"].outcome == "hidden_change"


def test_an_omitted_section_with_a_changed_text_asks() -> None:
    found = outcomes(CHANGED, (omit("before"),))
    assert found["before", "u1"].outcome == "ask_still_left_out"
    assert found["before", "u1"].change_class == "content"


def test_a_section_that_is_gone() -> None:
    gone = edition(2, ("after", [text("b3", HJEM)]))
    assert outcomes(gone, (omit("before"),))["before", "u1"].outcome == "dissolve"
    assert outcomes(gone, SECTION)["before", "o1"].outcome == "base_gone"
    assert outcomes(gone, (supplement("before", OWN, position="end"),))["before", "s1"].outcome == "orphan"


@pytest.mark.parametrize(
    ("new", "expected"),
    [(UNCHANGED, "keep"), (CHANGED, "ask_still_right"), (REMOVED, "ask_still_right"), (ADDED, "dissolve"), (MOVED, "keep")],
)
def test_supplement_at_the_end_of_a_section(new: Edition, expected: str) -> None:
    assert outcomes(new, (supplement("before", OWN, position="end"),))["before", "s1"].outcome == expected


# --- slots and titles -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "now", "expected"),
    [
        ("unchanged", slot("p1"), "keep"),
        ("no longer required", slot("p1", required=False), "keep"),
        ("another kind", slot("p1", kind="place"), "ask_still_right"),
        ("another label", slot("p1", label="Telefon til sengeposten"), "ask_still_right"),
        ("became a text", text("p1", HJEM), "orphan"),
        ("removed", text("p2", HJEM), "orphan"),
    ],
)
def test_fill(row: str, now: Block, expected: str) -> None:
    old, new = edition(1, ("before", [slot("p1")])), edition(2, ("before", [now]))
    outcome = outcomes(new, (fill("p1"),), old)["p1", "f1"]
    assert outcome.outcome == expected
    if expected == "orphan":
        assert outcome.proposal_html == '<p>Telefon: <a href="tel:55975000">55 97 50 00</a></p>'


def test_retitle() -> None:
    renamed = newer(*OLD.sections[0].blocks, title="Kunstig kneledd")
    assert outcomes(UNCHANGED, (retitle("Protese i kneet"),))["", "r1"].outcome == "keep"
    assert outcomes(renamed, (retitle("Protese i kneet"),))["", "r1"].outcome == "ask_still_right"
    assert outcomes(renamed, (retitle("Kunstig kneledd"),))["", "r1"].outcome == "dissolve"


# --- layers, policies, classes --------------------------------------------------------------------------------------


def group(*operations: Operation) -> Layer:
    return layer(*operations, kind="group", owner="helse-vest")


def test_a_site_that_overrides_the_group_hears_of_the_groups_text_only() -> None:
    ours = override("b1", OWN, id="o9")
    plan = plan_update(OLD, CHANGED, [group(*OVERRIDE), layer(ours)])
    found = {item.operation: item.outcome for item in plan.outcomes if item.operation}
    assert found == {"o1": "proposal", "o9": "keep"}


def test_a_supplement_on_what_the_group_overrode_follows_the_group() -> None:
    plan = plan_update(OLD, REMOVED, [group(*OVERRIDE), layer(*SUPPLEMENT)])
    assert {item.operation: item.outcome for item in plan.outcomes if item.operation} == {"o1": "base_gone", "s1": "orphan"}


@pytest.mark.parametrize(
    ("policy", "operations", "expected"),
    [
        ("locked", SUPPLEMENT, "ask_still_right"),
        ("locked", OVERRIDE, "conflict"),
        ("supplement_only", OMIT, "conflict"),
        ("supplement_only", SUPPLEMENT, "keep"),
        ("supplement_only", (override("before", OWN, id="o1"),), "conflict"),
    ],
)
def test_a_policy_tightened_afterwards_opens_a_question(policy: str, operations: tuple[Operation, ...], expected: str) -> None:
    new = newer(text("b1", FASTE, policy), text("b2", DUSJ))  # type: ignore[arg-type]
    (operation,) = operations
    outcome = next(item for item in plan_update(OLD, new, [layer(operation)]).outcomes if item.operation == operation.id)
    assert outcome.outcome == expected
    assert ("policy_tightened" in outcome.reasons) == (expected != "keep")


def test_the_declared_class_goes_before_the_floor() -> None:
    declared = newer(text("b1", NEW_FASTE), text("b2", DUSJ), changes=[Change("b1", "safety")])
    assert outcomes(declared, NOTHING)["b1", None].change_class == "safety"
    assert outcomes(declared, OVERRIDE)["b1", "o1"].change_class == "safety"
    assert outcomes(CHANGED, NOTHING)["b1", None].change_class == "content"
    assert outcomes(CHANGED, NOTHING)["b2", None].change_class is None
    spaced = newer(text("b1", FASTE.replace("Ta med gode sko.", "Ta med gode sko!")), text("b2", DUSJ))
    assert outcomes(spaced, NOTHING)["b1", None].change_class == "editorial"


# --- the snapshot ---------------------------------------------------------------------------------------------------


def test_a_clean_plan_names_the_snapshot() -> None:
    local = layer(*SUPPLEMENT)
    new = newer(text("b1", FASTE), text("b2", DUSJ.replace("rene", "nyvaskede")))
    plan = plan_update(OLD, new, [local])
    assert plan.is_clean
    assert plan.snapshot_if_clean == compose(new, [local]).hash


def test_a_question_leaves_no_snapshot() -> None:
    assert plan_update(OLD, CHANGED, [layer(*SUPPLEMENT)]).snapshot_if_clean is None


def test_a_block_that_moves_to_a_new_id_takes_its_operations_along() -> None:
    new = newer(text("b7", FASTE), text("b2", DUSJ), lineage=[Lineage("move", ("b1",), ("b7",))])
    plan = plan_update(OLD, new, [layer(*OVERRIDE)])
    outcome = next(item for item in plan.outcomes if item.operation == "o1")
    assert (outcome.outcome, outcome.against) == ("keep", ("b7",))
    followed = retarget(layer(*OVERRIDE), {"b1": "b7"})
    assert plan.snapshot_if_clean == compose(new, [followed]).hash
    assert followed.operations[0].base == OVERRIDE[0].base


def test_a_site_without_operations_gets_the_national_snapshot() -> None:
    for new in (UNCHANGED, CHANGED, ADDED, REMOVED, MOVED, SPLIT, JOINED):
        assert plan_update(OLD, new).snapshot_if_clean == compose(new).hash
