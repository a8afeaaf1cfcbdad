"""Another publisher's words on a page: no hospital changes them, and everybody sees whose they are."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fellesnett.composition.blocks import Attribution, Block, Edition, Section
from fellesnett.composition.canonical import block_hash, content_hash
from fellesnett.composition.classifying import classify
from fellesnett.composition.commands import COMMANDS
from fellesnett.composition.composing import LanguageVersion, Snapshot, compose, violations
from fellesnett.composition.differences import diff
from fellesnett.composition.documents import InvalidDocument, edition_document, layer_document, read_edition, read_layer
from fellesnett.composition.operations import Fill, Layer, LayerKind, Omit, Operation, Override, Retitle, Supplement
from fellesnett.composition.tests.samples import DUSJ, content, edition, layer, omit, override, supplement, text
from fellesnett.composition.updates import plan_update

HELSENORGE = Attribution(
    "helsenorge.no",
    "https://www.helsenorge.no/sykdom/hjerte-og-kar/hjertesvikt/",
    "Hjertesvikt",
    datetime.date(2026, 3, 12),
    "Gjengitt etter avtale",
)
ONLY_A_LINK = Attribution("helsenorge.no", "https://www.helsenorge.no/sykdom/kols/", "Kols")
ORD = "<p>Hjertet klarer ikke å pumpe nok blod.</p>"


def source(identity: str = "kilde", html: str = ORD, said: Attribution = HELSENORGE) -> Block:
    return Block(identity, "source", html, "locked", attribution=said)


def heart_failure(number: int = 1, said: Attribution = HELSENORGE, html: str = ORD) -> Edition:
    return edition(number, ("introduction", [text("b1", DUSJ), source(html=html, said=said)]), ("treatment", [text("b2", DUSJ)]))


def shown(page: Snapshot) -> Any:
    return next(block for block in page.blocks() if block.id == "kilde")


# --- nobody changes it ----------------------------------------------------------------------------------------------

TARGETS = ("b1", "kilde", "b2", "introduction", "treatment")


@st.composite
def anything(draw: st.DrawFn, identity: str) -> Operation:
    """Any operation at all, lawful or not."""
    target = draw(st.sampled_from(TARGETS))
    own = content(f"<p>Hos oss er det annerledes {identity}.</p>")
    choice = draw(st.sampled_from(["override", "omit", "before", "after", "end", "fill", "retitle"]))
    if choice == "override":
        return Override(identity, target, own)
    if choice == "omit":
        return Omit(identity, target)
    if choice == "fill":
        return Fill(identity, target, "55 97 50 00")
    return Retitle(identity, "Svakt hjerte") if choice == "retitle" else Supplement(identity, choice, target, own)  # type: ignore[arg-type]


@st.composite
def layers(draw: st.DrawFn) -> tuple[Layer, ...]:
    """What a group, a site and a place once said when every policy was open."""
    kinds: tuple[LayerKind, ...] = ("group", "site", "place")
    once = replace(heart_failure(), sections=tuple(_opened(section) for section in heart_failure().sections))
    built: list[Layer] = []
    for kind in kinds:
        kept: list[Operation] = []
        for number in range(draw(st.integers(0, 3))):
            operation = draw(anything(f"{kind}-{number}"))
            if not violations(once, [*built, Layer(kind, kind, (*kept, operation))]):
                kept.append(operation)
        built.append(Layer(kind, kind, tuple(kept)))
    return tuple(built)


def _opened(section: Section) -> Section:
    return replace(section, blocks=tuple(Block(block.id, "text", block.html) for block in section.blocks))


@settings(max_examples=200)
@given(layers())
def test_what_hospitals_said_before_it_came_never_hides_or_changes_it(given_layers: tuple[Layer, ...]) -> None:
    page = compose(heart_failure(), given_layers, lenient=True)
    block = shown(page)
    assert (block.html, block.attribution, block.source.layer) == (ORD, HELSENORGE, "national")
    assert block.hash == block_hash(source())
    assert [each.id for each in page.blocks()].count("kilde") == 1


@settings(max_examples=200)
@given(anything("o1"))
def test_an_operation_on_it_is_refused_and_says_why(operation: Operation) -> None:
    codes = {fault.code for fault in violations(heart_failure(), [Layer("site", "helse-bergen", (operation,))])}
    target = getattr(operation, "target", getattr(operation, "slot", ""))
    if target == "kilde" and not isinstance(operation, Retitle):
        assert codes & {"policy_locked", "wrong_position", "not_a_slot"}
    if target == "introduction" and isinstance(operation, Override | Omit):
        assert codes == {"section_has_guarded_block"}


@settings(max_examples=100)
@given(layers())
def test_another_language_never_takes_its_place(given_layers: tuple[Layer, ...]) -> None:
    english = replace(heart_failure(html="<p>The heart is too weak.</p>"), language="en")
    there = LanguageVersion(english, given_layers)
    page = compose(heart_failure(), elsewhere=[there], lenient=True)
    assert shown(page).html == ORD
    assert [each.id for each in page.blocks()].count("kilde") == 1


# --- what it says is hashed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        replace(HELSENORGE, name="Helsedirektoratet"),
        replace(HELSENORGE, address="https://www.helsenorge.no/"),
        replace(HELSENORGE, title="Svakt hjerte"),
        replace(HELSENORGE, fetched=datetime.date(2026, 3, 13)),
        replace(HELSENORGE, fetched=None),
        replace(HELSENORGE, licence=""),
    ],
)
def test_every_word_of_the_attribution_is_part_of_the_hash(said: Attribution) -> None:
    assert block_hash(source(said=said)) != block_hash(source())
    assert compose(heart_failure(said=said)).hash != compose(heart_failure()).hash
    assert [fact.kind for fact in diff(heart_failure(), heart_failure(2, said)) if "kilde" in fact.to_ids] == ["changed"]


def test_its_hash_is_the_documented_one() -> None:
    document = edition_document(heart_failure())["sections"][0]["blocks"][1]
    from fellesnett.composition.canonical import digest

    assert block_hash(source()) == digest({key: value for key, value in document.items() if key not in ("id", "policy")})


def test_the_hash_of_a_text_is_as_it_always_was() -> None:
    assert block_hash(text("b1", ORD)) == content_hash("text", ORD)
    assert (
        block_hash(text("b1", "<p>Ta med gode sko.</p>"))
        == "sha256:0ab4ad8decef9809f5db56fe78613363dbd5134d128d5993381aac011d35ae09"
    )


@pytest.mark.parametrize(
    ("said", "lowest"),
    [
        (replace(HELSENORGE, fetched=datetime.date(2026, 9, 1)), "editorial"),
        (replace(HELSENORGE, address="https://www.helsenorge.no/hjertesvikt/"), "editorial"),
        (replace(HELSENORGE, name="Helsedirektoratet"), "content"),
    ],
)
def test_a_new_day_or_address_is_editorial_and_another_speaker_is_not(said: Attribution, lowest: str) -> None:
    (answer,) = classify(heart_failure(), heart_failure(2, said))
    assert (answer.block, answer.lowest) == ("kilde", lowest)


def test_a_source_that_arrives_in_a_chapter_a_hospital_replaced_is_not_hidden_and_does_not_ask() -> None:
    old = edition(1, ("introduction", [text("b1", DUSJ)]))
    new = edition(2, ("introduction", [text("b1", DUSJ), source()]))
    plan = plan_update(old, new, [layer(override("introduction", "<p>Hos oss.</p>"))])
    assert {outcome.block: outcome.outcome for outcome in plan.outcomes}["kilde"] == "clean_addition"
    assert shown(compose(new, [layer(override("introduction", "<p>Hos oss.</p>"))], lenient=True)).html == ORD


# --- as documents ---------------------------------------------------------------------------------------------------


def test_it_is_read_back_as_it_was_written() -> None:
    for each in (heart_failure(), heart_failure(said=ONLY_A_LINK, html="")):
        assert read_edition(json.loads(json.dumps(edition_document(each)))) == each


def _changed(**block: Any) -> dict[str, Any]:
    document = edition_document(heart_failure())
    kept = document["sections"][0]["blocks"][1] | block
    document["sections"][0]["blocks"][1] = {key: value for key, value in kept.items() if value != "gone"}
    return document


def _said(**said: Any) -> dict[str, Any]:
    whole = edition_document(heart_failure())["sections"][0]["blocks"][1]["attribution"] | said
    return {"attribution": {key: value for key, value in whole.items() if value != "gone"}}


@pytest.mark.parametrize(
    ("block", "field"),
    [
        ({"policy": "open"}, "policy"),
        ({"attribution": "gone"}, "attribution"),
        (_said(name=" "), "attribution.name"),
        (_said(name="gone"), "attribution.name"),
        (_said(address="http://www.helsenorge.no/"), "attribution.address"),
        (_said(address="javascript:alert(1)"), "attribution.address"),
        (_said(address='https://www.helsenorge.no/"onclick='), "attribution.address"),
        (_said(fetched=None), "attribution.fetched"),
        (_said(fetched="12. mars"), "attribution.fetched"),
        (_said(author="ukjent"), "attribution.author"),
        ({"type": "text"}, "attribution"),
    ],
)
def test_a_source_that_does_not_say_whose_it_is_is_refused(block: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_edition(_changed(**block))
    assert refused.value.field == f"sections[0].blocks[1].{field}"


def test_a_policy_left_out_is_locked() -> None:
    assert read_edition(_changed(policy="gone")) == heart_failure()


def test_a_hospital_cannot_speak_as_somebody_else() -> None:
    document = layer_document(layer(supplement("b2", DUSJ)))
    document["operations"][0]["content"][0]["type"] = "source"
    with pytest.raises(InvalidDocument, match="must be one of"):
        read_layer(document)


def test_the_commands_take_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = heart_failure(), heart_failure(2, ONLY_A_LINK, "")
    bergen = layer(supplement("b2", "<p>Ring oss.</p>"), omit("b1"))
    for name, document in {
        "e1": edition_document(old),
        "e2": edition_document(new),
        "l1": layer_document(bergen),
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    e1, e2, l1 = (str(tmp_path / f"{name}.json") for name in ("e1", "e2", "l1"))
    assert COMMANDS["compose"](["--edition", e2, "--layer", l1]) == 0
    composed = json.loads(capsys.readouterr().out)
    (kept,) = [block for block in composed["sections"][0]["blocks"] if block["id"] == "kilde"]
    assert (kept["html"], kept["attribution"]["name"]) == ("", "helsenorge.no")
    assert COMMANDS["plan-update"](["--from", e1, "--to", e2, "--layer", l1]) == 0
    outcomes = json.loads(capsys.readouterr().out)["outcomes"]
    assert [item["outcome"] for item in outcomes if item["block"] == "kilde"] == ["clean_change"]
    assert COMMANDS["classify"](["--from", e1, "--to", e2]) == 0
    assert [item["block"] for item in json.loads(capsys.readouterr().out)["changes"]] == ["kilde"]
