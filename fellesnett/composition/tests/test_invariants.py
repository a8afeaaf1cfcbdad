"""The invariants of semantics.md section 8 that the pure core can hold, over random histories."""

from __future__ import annotations

import copy
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition import richtext
from fellesnett.composition.blocks import Block, Edition, Section
from fellesnett.composition.canonical import block_hash, section_hash
from fellesnett.composition.composing import compose, violations
from fellesnett.composition.differences import diff
from fellesnett.composition.merging import merge
from fellesnett.composition.operations import Base, Fill, Layer, LayerKind, Omit, Operation, Override, Supplement, target_of
from fellesnett.composition.tests.samples import content
from fellesnett.composition.units import units
from fellesnett.composition.updates import plan_update

STEADY = settings(max_examples=120)
SENTENCES = (
    "Du må faste før operasjonen.",
    "Du må faste i 6 timer.",
    "Du kan ikke kjøre bil.",
    "Ta med gode sko.",
    "Dusj kvelden før.",
    "Bruk rene klær.",
    "Møt i resepsjonen.",
    "De fleste reiser hjem dagen etter.",
)
BLOCK_IDS = ("b1", "b2", "b3", "b4", "b5")
SECTION_KEYS = ("before", "after")
html = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True).map(lambda items: f"<p>{' '.join(items)}</p>")


@st.composite
def editions(draw: st.DrawFn, number: int = 1) -> Edition:
    """Up to five blocks in two sections, and a slot."""
    ids = draw(st.lists(st.sampled_from(BLOCK_IDS), min_size=1, unique=True))
    cut = draw(st.integers(0, len(ids)))
    slot = Block("p1", "slot", slot="phone", required=True, label="Telefon")
    sections = tuple(
        Section(key, tuple(Block(identity, "text", draw(html)) for identity in part))
        for key, part in zip(SECTION_KEYS, (ids[:cut], ids[cut:]), strict=True)
    )
    sections = (replace(sections[0], blocks=(*sections[0].blocks, slot)), sections[1])
    return Edition("kneprotese", "treatment", "nb", number, "Kneprotese", sections)


@st.composite
def layers(draw: st.DrawFn, page: Edition) -> tuple[Layer, ...]:
    """A group and a site that say what they may."""
    built: list[Layer] = []
    kinds: tuple[LayerKind, ...] = ("group", "site")
    for kind in kinds:
        kept: list[Operation] = []
        for number in range(draw(st.integers(0, 4))):
            operation = draw(operations(page, f"{kind}-{number}"))
            if not violations(page, [*built, Layer(kind, kind, (*kept, operation))]):
                kept.append(operation)
        built.append(Layer(kind, kind, tuple(kept)))
    return tuple(built)


@st.composite
def operations(draw: st.DrawFn, page: Edition, identity: str) -> Operation:
    blocks = {block.id: block for section in page.sections for block in section.blocks}
    target = draw(st.sampled_from([*blocks, *SECTION_KEYS]))
    with_base = target in blocks and draw(st.booleans())
    base = Base(page.number, block_hash(blocks[target])) if with_base else None
    own = content(f"<p>{draw(st.sampled_from(SENTENCES))} {identity}.</p>")
    choice = draw(st.sampled_from(["override", "omit", "supplement", "fill"]))
    if choice == "override":
        return Override(identity, target, own, base)
    if choice == "omit":
        return Omit(identity, target, base)
    if choice == "fill":
        return Fill(identity, "p1", "55 97 50 00")
    return Supplement(identity, "after" if target in blocks else "end", target, own, base)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Edition, Edition, tuple[Layer, ...]]:
    old = draw(editions())
    return old, draw(editions(2)), draw(layers(old))


def spoken(given_layers: tuple[Layer, ...]) -> list[Operation]:
    return [operation for layer in given_layers for operation in layer.operations]


@STEADY
@given(histories(), st.booleans())
def test_2_no_national_act_destroys_local_text(history: tuple[Edition, Edition, tuple[Layer, ...]], withdrawn: bool) -> None:
    old, new, given_layers = history
    before = copy.deepcopy(given_layers)
    plan = plan_update(old, new, given_layers, withdrawn=withdrawn)
    assert given_layers == before
    answered = {item.operation for item in plan.outcomes}
    assert answered >= {operation.id for operation in spoken(given_layers)}
    own = {item.operation: item for item in plan.outcomes if item.operation}
    for operation in spoken(given_layers):
        outcome = own[operation.id]
        if isinstance(operation, Override | Supplement) and outcome.outcome in ("orphan", "base_gone", "parked"):
            assert outcome.proposal_html == "".join(item.html for item in operation.content)


@STEADY
@given(histories())
def test_2_every_operation_has_exactly_one_cell_of_its_own(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    old, new, given_layers = history
    own = [item.operation for item in plan_update(old, new, given_layers).outcomes if item.outcome != "hidden_change"]
    assert sorted(item for item in own if item) == sorted(operation.id for operation in spoken(given_layers))


@STEADY
@given(histories())
def test_3_every_national_change_is_seen(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    """A block that changed, came or went yields an outcome that is more than `unchanged` or `keep`."""
    old, new, given_layers = history
    outcomes = plan_update(old, new, given_layers).outcomes
    replaced = {operation.target for operation in spoken(given_layers) if isinstance(operation, Override | Omit)}
    same_words = {
        before.key for before, now in zip(old.sections, new.sections, strict=True) if section_hash(before) == section_hash(now)
    }
    for change in diff(old, new):
        if not change.text_changed or change.section_from in same_words & replaced:
            continue
        names = {*change.from_ids, *change.to_ids, change.section_from, change.section_to}
        told = {item.outcome for item in outcomes if item.block in names}
        told |= {item.outcome for item in outcomes if item.operation and item.block in SECTION_KEYS}
        assert told - {"unchanged", "keep"}, change


@STEADY
@given(histories())
def test_3_a_clean_plan_shows_every_national_change(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    """Where the machine asks nobody, the page holds each new national text that no layer had replaced before."""
    old, new, given_layers = history
    plan = plan_update(old, new, given_layers)
    if plan.snapshot_if_clean is None:
        return
    page = compose(new, given_layers)
    assert plan.snapshot_if_clean == page.hash
    shown = {block.id: block.html for block in page.blocks()}
    replaced = {operation.target for operation in spoken(given_layers) if isinstance(operation, Override | Omit)}
    for section in new.sections:
        for block in section.blocks:
            if section.key not in replaced and block.id not in replaced and block.type != "slot":
                assert shown[block.id] == block.html


@STEADY
@given(histories())
def test_4_nothing_pure_moves_a_base(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    old, new, given_layers = history
    bases = [(operation.id, operation.base) for operation in spoken(given_layers)]
    first = plan_update(old, new, given_layers)
    compose(old, given_layers)
    assert [(operation.id, operation.base) for operation in spoken(given_layers)] == bases
    assert plan_update(old, new, given_layers) == first


@STEADY
@given(editions())
def test_5_without_operations_the_page_is_the_national_text(page: Edition) -> None:
    snapshot = compose(page, [Layer("site", "unn")])
    assert [section.key for section in snapshot.sections] == [section.key for section in page.sections]
    for section, composed in zip(page.sections, snapshot.sections, strict=True):
        expected = [(block.id, block.type, block.html, block_hash(block)) for block in section.blocks]
        assert [(block.id, block.type, block.html, block.hash) for block in composed.blocks] == expected
    assert {block.source.layer for block in snapshot.blocks()} <= {"national"}


@STEADY
@given(histories())
def test_5_compose_is_deterministic_and_every_block_has_one_source(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    old, _, given_layers = history
    snapshot = compose(old, given_layers)
    assert compose(copy.deepcopy(old), copy.deepcopy(given_layers)) == snapshot
    ids = [block.id for block in snapshot.blocks()]
    assert len(ids) == len(set(ids))
    known = {operation.id for operation in spoken(given_layers)}
    for block in snapshot.blocks():
        assert (block.source.layer == "national") == (block.source.operation is None)
        assert block.source.operation is None or block.source.operation in known


@STEADY
@given(histories())
def test_5_no_supplement_and_no_override_is_lost_on_the_way(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    """What the layer nearest the reader says is on the page, each text once."""
    old, _, given_layers = history
    last = given_layers[-1]
    shown = [block.html for block in compose(old, given_layers).blocks()]
    for operation in last.operations:
        if isinstance(operation, Override | Supplement):
            assert shown.count(operation.content[0].html) == 1, target_of(operation)


@STEADY
@given(html, html, html)
def test_6_a_merge_invents_no_text(base: str, national: str, local: str) -> None:
    merged = merge(base, national, local, "nb")
    known = {unit.text for source in (base, national, local) for unit in units(source, "nb")}
    assert {unit.text for unit in merged.units} <= known
    if merged.html:
        assert {unit.text for unit in units(merged.html, "nb")} <= known
        for word in richtext.text(merged.html).split():
            assert word in f"{base} {national} {local}".replace("<p>", " ").replace("</p>", " ").split()


@STEADY
@given(histories())
def test_7_to_national_and_back_again_restores_the_local_text(history: tuple[Edition, Edition, tuple[Layer, ...]]) -> None:
    old, _, given_layers = history
    local = compose(old, given_layers)
    assert compose(old, []).hash == compose(old).hash
    assert compose(old, given_layers) == local


@STEADY
@given(histories())
def test_7_a_national_change_that_is_taken_back_leaves_everything_as_it_was(
    history: tuple[Edition, Edition, tuple[Layer, ...]],
) -> None:
    old, _, given_layers = history
    again = replace(old, number=3)
    plan = plan_update(old, again, given_layers)
    assert {item.outcome for item in plan.outcomes} <= {"unchanged", "keep"}
    assert plan.snapshot_if_clean == compose(again, given_layers).hash
