"""What happened to each block between two editions."""

from __future__ import annotations

from fellesnett.composition.blocks import Block, Change, Lineage
from fellesnett.composition.differences import BlockChange, diff, renamed
from fellesnett.composition.tests.samples import DUSJ, FASTE, HJEM, edition, slot, text

A, B, C, D = (text(name, f"<p>Avsnitt {name}.</p>") for name in "abcd")
OLD = edition(1, ("before", [A, B, C, D]), ("after", [text("x", HJEM)]))


def facts(*before: Block, after: tuple[Block, ...] = (text("x", HJEM),), **more: object) -> dict[str, BlockChange]:
    new = edition(2, ("before", before), ("after", after), **more)  # type: ignore[arg-type]
    return {"+".join(change.to_ids or change.from_ids): change for change in diff(OLD, new)}


def kinds(*before: Block, **more: object) -> dict[str, str]:
    return {name: change.kind for name, change in facts(*before, **more).items()}  # type: ignore[arg-type]


def test_the_same_text_is_unchanged() -> None:
    assert set(kinds(A, B, C, D).values()) == {"unchanged"}


def test_changed_new_and_removed() -> None:
    found = kinds(text("a", FASTE), text("n", DUSJ), C, D)
    assert found == {"a": "changed", "n": "new", "c": "unchanged", "d": "unchanged", "x": "unchanged", "b": "removed"}


def test_the_fewest_blocks_that_explain_a_new_order_have_moved() -> None:
    assert kinds(B, C, D, A) == {"b": "unchanged", "c": "unchanged", "d": "unchanged", "a": "moved", "x": "unchanged"}


def test_a_new_block_in_front_moves_nothing() -> None:
    assert "moved" not in kinds(text("n", DUSJ), A, B, C, D).values()


def test_a_block_in_another_section_has_moved_and_may_have_changed_too() -> None:
    change = facts(B, C, D, after=(text("a", FASTE), text("x", HJEM)))["a"]
    assert (change.kind, change.section_from, change.section_to, change.text_changed) == ("moved", "before", "after", True)


def test_splits_and_joins_are_read_from_the_record() -> None:
    found = facts(text("a1", FASTE), text("a2", DUSJ), B, C, D, lineage=[Lineage("split", ("a",), ("a1", "a2"))])
    assert found["a1+a2"].kind == "split"
    assert "a" not in found
    joined = kinds(A, text("bc", FASTE), D, lineage=[Lineage("join", ("b", "c"), ("bc",))])
    assert joined == {"a": "unchanged", "bc": "joined", "d": "unchanged", "x": "unchanged"}


def test_a_split_may_keep_the_old_id() -> None:
    assert kinds(A, text("n", DUSJ), B, C, D, lineage=[Lineage("split", ("a",), ("a", "n"))])["a+n"] == "split"


def test_without_a_record_nothing_is_guessed() -> None:
    found = kinds(text("a1", "<p>Avsnitt a.</p>"), B, C, D)
    assert (found["a1"], found["a"]) == ("new", "removed")


def test_a_recorded_move_may_give_a_new_id() -> None:
    new = edition(2, ("before", [text("q", A.html), B, C, D]), lineage=[Lineage("move", ("a",), ("q",))])
    assert renamed(OLD, new) == {"a": "q"}
    assert not next(change for change in diff(OLD, new) if change.to_ids == ("q",)).text_changed


def test_a_record_about_other_editions_is_not_about_these() -> None:
    assert set(kinds(A, B, C, D, lineage=[Lineage("split", ("z",), ("a", "b"))]).values()) == {"unchanged"}


def test_the_declared_class_stands_on_the_block() -> None:
    assert facts(text("a", FASTE), B, C, D, changes=[Change("a", "safety")])["a"].change_class == "safety"
    assert facts(A, C, D, changes=[Change("b", "content")])["b"].change_class == "content"


def test_a_policy_is_a_fact_of_its_own() -> None:
    change = facts(text("a", A.html, "locked"), B, C, D)["a"]
    assert (change.kind, change.policy_changed, change.policy_tightened) == ("unchanged", True, True)


def test_a_slot_changes_with_its_label() -> None:
    old, new = edition(1, ("before", [slot("p", "Telefon")])), edition(2, ("before", [slot("p", "Vakttelefon")]))
    assert diff(old, new)[0].kind == "changed"
