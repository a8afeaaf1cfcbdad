"""Composition (semantics.md section 2): who may say what, and what the reader then meets."""

from __future__ import annotations

import pytest

from fellesnett.composition.blocks import Block, Edition, Policy
from fellesnett.composition.composing import (
    CompositionError,
    LanguageVersion,
    Notice,
    Snapshot,
    base_for,
    check_operation,
    compose,
    patch,
    violations,
)
from fellesnett.composition.operations import Layer, Operation
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
from fellesnett.composition.updates import plan_update

OWN = "<p>Parker i garasjen.</p>"
REGION = "<p>I Helse Vest møter du fastende.</p>"
FIXED = "sha256:b26a7de4e31b4c6965b75417666ff869b5d602a14e951ee929818bf2c71f85db"
NATIONAL = edition(3, ("before", [text("b1", FASTE), slot("p1"), text("b2", DUSJ)]), ("after", [text("b3", HJEM)]))


def group(*operations: Operation) -> Layer:
    return layer(*operations, kind="group", owner="helse-vest")


def place(*operations: Operation) -> Layer:
    return layer(*operations, kind="place", owner="kirurgisk-poliklinikk")


def ids(snapshot: Snapshot, section: int = 0) -> list[str]:
    return [block.id for block in snapshot.sections[section].blocks]


def words(snapshot: Snapshot) -> dict[str, str]:
    return {block.id: block.html for block in snapshot.blocks()}


# --- one layer ------------------------------------------------------------------------------------------------------


def test_without_operations_the_page_is_the_national_text() -> None:
    snapshot = compose(NATIONAL, [layer()])
    assert [(block.id, block.html) for block in snapshot.blocks()] == [("b1", FASTE), ("p1", ""), ("b2", DUSJ), ("b3", HJEM)]
    assert {block.source for block in snapshot.blocks()} == {compose(NATIONAL).sections[0].blocks[0].source}
    assert snapshot.hash == compose(NATIONAL).hash
    assert snapshot.missing_slots == ("p1",)


def test_override_takes_the_place_of_the_block() -> None:
    snapshot = compose(NATIONAL, [layer(override("b1", OWN, HJEM))])
    assert ids(snapshot) == ["b1", "o1.2", "p1", "b2"]
    block = snapshot.sections[0].blocks[0]
    assert (block.html, block.source.layer, block.source.owner) == (OWN, "site", "helse-bergen")
    assert (block.source.edition, block.source.operation) == (None, "o1")


@pytest.mark.parametrize(
    ("position", "target", "expected"),
    [
        ("before", "b1", ["s1.1", "b1", "p1", "b2"]),
        ("after", "b1", ["b1", "s1.1", "p1", "b2"]),
        ("end", "before", ["b1", "p1", "b2", "s1.1"]),
    ],
)
def test_supplement(position: str, target: str, expected: list[str]) -> None:
    assert ids(compose(NATIONAL, [layer(supplement(target, OWN, position=position))])) == expected  # type: ignore[arg-type]


def test_one_layer_may_override_and_supplement_the_same_block() -> None:
    assert ids(compose(NATIONAL, [layer(supplement("b1", HJEM), override("b1", OWN))])) == ["b1", "s1.1", "p1", "b2"]


def test_a_supplement_on_an_omitted_block_stands_at_its_place() -> None:
    assert ids(compose(NATIONAL, [layer(omit("p1"), supplement("p1", OWN))])) == ["b1", "s1.1", "b2"]


def test_omit_and_section_override() -> None:
    assert ids(compose(NATIONAL, [layer(omit("before"))])) == []
    snapshot = compose(NATIONAL, [layer(override("before", OWN, HJEM), supplement("b2", DUSJ))])
    assert ids(snapshot) == ["o1.1", "o1.2", "s1.1"]
    assert snapshot.missing_slots == ()


def test_fill() -> None:
    snapshot = compose(NATIONAL, [layer(fill("p1", "55 97 <50> 00"))])
    block = snapshot.sections[0].blocks[1]
    assert block.html == '<p>Telefon: <a href="tel:55975000">55 97 &lt;50&gt; 00</a></p>'
    assert (block.source.layer, block.source.edition, block.source.operation) == ("site", 3, "f1")
    assert snapshot.missing_slots == ()


def test_retitle() -> None:
    assert compose(NATIONAL, [layer(retitle("Protese i kneet"))]).title == "Protese i kneet"


# --- several layers -------------------------------------------------------------------------------------------------


def test_a_later_layer_replaces_what_an_earlier_one_overrode() -> None:
    layers = [group(override("b1", REGION, HJEM)), layer(override("b1", OWN, id="o2"))]
    assert words(compose(NATIONAL, layers)) == {"b1": OWN, "p1": "", "b2": DUSJ, "b3": HJEM}


def test_a_later_layer_speaks_of_what_an_earlier_one_added() -> None:
    layers = [group(supplement("b1", REGION)), layer(override("s1.1", OWN)), place(omit("b3"))]
    assert words(compose(NATIONAL, layers)) == {"b1": FASTE, "s1.1": OWN, "p1": "", "b2": DUSJ}


def test_a_later_layer_fills_the_slot_anew() -> None:
    snapshot = compose(NATIONAL, [group(fill("p1", "51 00 00 00")), layer(fill("p1"))])
    assert "55 97 50 00" in words(snapshot)["p1"]
    assert snapshot.sections[0].blocks[1].source.owner == "helse-bergen"


def test_a_later_layer_replaces_the_whole_section() -> None:
    layers = [group(supplement("b1", REGION)), layer(override("before", OWN))]
    assert ids(compose(NATIONAL, layers)) == ["o1.1"]


def test_ids_stay_apart_when_two_layers_name_their_operations_alike() -> None:
    found = ids(compose(NATIONAL, [group(supplement("b1", REGION)), layer(supplement("b1", OWN))]))
    assert len(found) == len(set(found)) == 5


def test_what_an_earlier_layer_left_out_is_not_there_for_a_later_one() -> None:
    with pytest.raises(CompositionError, match="unknown_target"):
        compose(NATIONAL, [group(omit("b1")), layer(override("b1", OWN))])


def test_layers_come_in_order_and_in_the_language_of_the_edition() -> None:
    with pytest.raises(CompositionError, match="layer_order"):
        compose(NATIONAL, [layer(), group()])
    with pytest.raises(CompositionError, match="wrong_language"):
        compose(NATIONAL, [Layer("site", "helse-bergen", (), "nn")])


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (override("b7", OWN), "unknown_target"),
        (omit("nowhere"), "unknown_target"),
        (fill("p7"), "unknown_target"),
        (supplement("b7", OWN), "unknown_target"),
        (supplement("nowhere", OWN, position="end"), "unknown_target"),
        (fill("b1"), "not_a_slot"),
        (supplement("b1", OWN, position="end"), "wrong_position"),
        (supplement("before", OWN), "wrong_position"),
        (override("b1"), "empty_content"),
        (supplement("b1", "  "), "empty_content"),
        (fill("p1", " "), "empty_content"),
        (retitle(" "), "empty_content"),
    ],
)
def test_an_operation_that_cannot_stand(operation: Operation, code: str) -> None:
    assert [item.code for item in check_operation(NATIONAL, operation)] == [code]
    with pytest.raises(CompositionError) as refused:
        compose(NATIONAL, [layer(operation)])
    assert (refused.value.reason, refused.value.operation) == (code, operation.id)


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ((override("b1", OWN), override("b1", HJEM, id="o2")), "duplicate_override"),
        ((override("b1", OWN), omit("b1")), "duplicate_override"),
        ((override("b1", OWN), omit("before")), "duplicate_override"),
        ((retitle("A"), retitle("B", id="r2")), "duplicate_override"),
        ((fill("p1"), fill("p1", "1", id="f2")), "already_filled"),
    ],
)
def test_two_answers_to_one_question(operations: tuple[Operation, ...], code: str) -> None:
    assert [item.code for item in violations(NATIONAL, [layer(*operations)])] == [code]
    with pytest.raises(CompositionError, match=code):
        compose(NATIONAL, [layer(*operations)])


@pytest.mark.parametrize(
    ("policy", "operation", "code"),
    [
        ("locked", override("b1", OWN), "policy_locked"),
        ("locked", omit("b1"), "policy_locked"),
        ("locked", supplement("b1", OWN), "policy_locked"),
        ("locked", override("before", OWN), "section_has_guarded_block"),
        ("supplement_only", override("b1", OWN), "policy_supplement_only"),
        ("supplement_only", omit("b1"), "policy_supplement_only"),
        ("supplement_only", omit("before"), "section_has_guarded_block"),
        ("supplement_only", supplement("b1", OWN), None),
        ("locked", supplement("before", OWN, position="end"), None),
    ],
)
def test_policy(policy: Policy, operation: Operation, code: str | None) -> None:
    guarded = edition(3, ("before", [text("b1", FASTE, policy)]))
    assert [item.code for item in violations(guarded, [layer(operation)])] == ([code] if code else [])
    assert compose(guarded, [layer(operation)], lenient=True)
    if code:
        with pytest.raises(CompositionError, match=code):
            compose(guarded, [layer(operation)])


def test_a_locked_slot_may_be_filled() -> None:
    locked = Block("p1", "slot", "", "locked", "phone", True, "Telefon")
    assert compose(edition(1, ("before", [locked])), [layer(fill("p1"))]).missing_slots == ()


def test_a_guarded_block_stays_guarded_for_later_layers() -> None:
    guarded = edition(3, ("before", [text("b1", FASTE, "supplement_only")]))
    found = violations(guarded, [group(supplement("b1", REGION)), layer(override("b1", OWN))])
    assert [(item.code, item.layer) for item in found] == [("policy_supplement_only", "site")]


def test_all_faults_are_told_at_once() -> None:
    found = violations(NATIONAL, [group(omit("b7")), layer(fill("b1"), supplement("b1", ""))])
    assert [(item.code, item.layer) for item in found] == [
        ("unknown_target", "group"),
        ("not_a_slot", "site"),
        ("empty_content", "site"),
    ]


# --- language -------------------------------------------------------------------------------------------------------

NYNORSK = edition(
    3, ("before", [text("b1", "<p>Du må faste.</p>"), text("b2", "<p>Dusj kvelden før.</p>")]), ("after", []), language="nn"
)


def bokmal(*layers: Layer) -> LanguageVersion:
    return LanguageVersion(NATIONAL, layers)


def test_a_block_overridden_in_bokmal_stands_in_bokmal_on_the_nynorsk_page() -> None:
    block = compose(NYNORSK, [layer()], elsewhere=[bokmal(layer(override("b1", OWN)))]).sections[0].blocks[0]
    assert (block.id, block.html, block.lang, block.source.operation) == ("b1", OWN, "nb", "o1")


def test_a_block_omitted_elsewhere_is_left_out_here() -> None:
    assert ids(compose(NYNORSK, [], elsewhere=[bokmal(layer(omit("b1")))])) == ["b2"]


def test_what_is_handled_here_stands() -> None:
    own = layer(override("b1", "<p>Parker i garasjen under.</p>"))
    page = compose(NYNORSK, [own], elsewhere=[bokmal(layer(override("b1", OWN)))])
    assert page.hash == compose(NYNORSK, [own]).hash


def test_another_speakers_override_here_does_not_handle_what_the_place_said_there() -> None:
    page = compose(NYNORSK, [layer(override("b1", HJEM))], elsewhere=[bokmal(place(override("b1", OWN)))])
    assert page.sections[0].blocks[0].lang == "nb"


def test_a_section_overridden_elsewhere() -> None:
    page = compose(NYNORSK, [], elsewhere=[bokmal(layer(override("before", OWN)))])
    assert [(block.id, block.lang) for block in page.sections[0].blocks] == [("o1.1", "nb")]


def test_a_supplement_here_stays_beside_the_borrowed_block() -> None:
    page = compose(NYNORSK, [layer(supplement("b1", HJEM))], elsewhere=[bokmal(layer(override("b1", OWN)))])
    assert ids(page) == ["b1", "s1.1", "b2"]


def test_the_first_language_in_order_of_preference_wins_and_the_title_stays() -> None:
    sami = LanguageVersion(
        edition(3, ("before", [text("b1", "<p>Ii galgga borrat.</p>")]), language="se"), (layer(override("b1", HJEM)),)
    )
    page = compose(NYNORSK, [], elsewhere=[sami, bokmal(layer(override("b1", OWN), retitle("Annet")))])
    assert page.sections[0].blocks[0].lang == "se"
    assert page.title == NYNORSK.title


def test_the_same_language_is_not_elsewhere() -> None:
    with pytest.raises(CompositionError, match="same_language"):
        compose(NATIONAL, [], elsewhere=[bokmal()])


# --- safety ---------------------------------------------------------------------------------------------------------

WARNING = Notice("b1", "<p>Nytt: du må faste i 8 timer.</p>", 4)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ((), ["notice-b1", "b1", "p1", "b2"]),
        ((override("b1", OWN),), ["notice-b1", "b1", "p1", "b2"]),
        ((supplement("b1", OWN, position="before"),), ["s1.1", "notice-b1", "b1", "p1", "b2"]),
        ((omit("b1"),), ["notice-b1", "p1", "b2"]),
        ((override("before", OWN),), ["notice-b1", "o1.1"]),
        ((omit("before"),), ["notice-b1"]),
    ],
)
def test_a_safety_notice_stands_above_its_block(operations: tuple[Operation, ...], expected: list[str]) -> None:
    page = compose(NATIONAL, [layer(*operations)], notices=[WARNING])
    assert ids(page) == expected
    block = next(block for block in page.blocks() if block.notice)
    assert (block.type, block.source.layer, block.source.edition) == ("warning", "national", 4)


def test_a_notice_for_a_block_that_is_not_here_stands_at_the_top() -> None:
    assert ids(compose(NATIONAL, [], notices=[Notice("b77", "<p>Viktig.</p>", 4)]))[0] == "notice-b77"


def test_patch_takes_single_blocks_from_a_newer_edition() -> None:
    newer = edition(
        4, ("before", [text("b1", "<p>Nå 8 timer.</p>"), text("b9", OWN), text("b2", HJEM)]), ("urgent", [text("b8", HJEM)])
    )
    patched = patch(NATIONAL, newer, ["b1", "b9", "b8", "b3"])
    assert [block.id for block in patched.sections[0].blocks] == ["b1", "b9", "p1", "b2"]
    assert [section.key for section in patched.sections] == ["before", "urgent", "after"]
    assert patched.sections[2].blocks == ()
    assert [block.source.edition for block in compose(patched).blocks()] == [4, 4, 3, 3, 4]
    assert patched.number == 3


def test_patch_of_nothing_is_nothing() -> None:
    assert patch(NATIONAL, edition(4), []) == NATIONAL


# --- bases ----------------------------------------------------------------------------------------------------------


def test_a_base_is_the_text_as_the_earlier_layers_leave_it() -> None:
    assert base_for(NATIONAL, [], "b1") == base_of(NATIONAL, "b1")
    assert base_for(NATIONAL, [], "before") == base_of(NATIONAL, "before")
    assert base_for(NATIONAL, [layer(fill("p1"))], "p1") == base_of(NATIONAL, "p1")
    earlier = [group(override("b1", REGION, HJEM))]
    assert base_for(NATIONAL, earlier, "b1") != base_for(NATIONAL, [], "b1")
    mine = override("b1", OWN, id="o2", base=base_for(NATIONAL, earlier, "b1"))
    plan = plan_update(NATIONAL, NATIONAL, [*earlier, layer(mine)])
    assert {item.outcome for item in plan.outcomes if item.operation} == {"keep"}
    with pytest.raises(CompositionError, match="unknown_target"):
        base_for(NATIONAL, [], "b77")


def test_the_hash_tells_who_spoke() -> None:
    first, second = (compose(NATIONAL, [layer(override("b1", FASTE), owner=owner)]).hash for owner in ("helse-bergen", "unn"))
    assert len({first, second, compose(NATIONAL).hash}) == 3


def test_the_hash_does_not_change_with_time() -> None:
    """A stored approval is bound to these bytes: if this fails, every approval in the base is lost."""
    fixed: Edition = edition(1, ("before", [text("b1", FASTE), slot("p1")]))
    assert compose(fixed, [layer(override("b1", OWN), fill("p1"))]).hash == FIXED
