"""Documents in and out: what is read back is what was written, and bad input is named exactly."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

import pytest

from fellesnett.composition.blocks import Change, Lineage
from fellesnett.composition.composing import compose
from fellesnett.composition.documents import (
    InvalidDocument,
    edition_document,
    layer_document,
    operation_document,
    plan_document,
    read_edition,
    read_layer,
    read_operation,
    snapshot_document,
)
from fellesnett.composition.operations import Base, Content, Layer, Override, Reason
from fellesnett.composition.tests.samples import (
    DUSJ,
    FASTE,
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

HASH = "sha256:" + "0" * 64
EDITION: dict[str, Any] = {
    "topic": "kneprotese",
    "kind": "treatment",
    "language": "nb",
    "number": 3,
    "title": "Kneprotese",
    "sections": [
        {
            "key": "before",
            "blocks": [
                {"id": "b1", "type": "text", "html": "<p>Du må faste.</p>", "policy": "open"},
                {"id": "b2", "type": "slot", "slot": "phone", "required": True, "label": "Telefon"},
            ],
        }
    ],
    "lineage": [{"kind": "move", "from": ["b7"], "to": ["b1"]}],
    "changes": [{"block": "b1", "class": "content"}],
}
LAYER: dict[str, Any] = {
    "layer": "site",
    "owner": "helse-bergen",
    "operations": [
        {
            "op": "override",
            "id": "o1",
            "target": "b1",
            "content": [{"type": "text", "html": "<p>Hos oss.</p>"}],
            "base": {"edition": 2, "block_hash": HASH},
            "reason": {"code": "local_practice", "text": "Egen rutine"},
            "valid_until": "2027-11-01",
        },
        {"op": "fill", "id": "o3", "slot": "b2", "value": "55 97 50 00"},
    ],
}


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The document with one value put in; a path is keys and numbers, parted by dots."""
    result = copy.deepcopy(document)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = result
    for step in way:
        inner = inner[step]
    inner[last] = value
    return result


def test_the_documented_edition_and_layer_are_read() -> None:
    read = read_edition(EDITION)
    assert (read.number, read.sections[0].blocks[1].label, read.changes[0].change_class) == (3, "Telefon", "content")
    operation = read_layer(LAYER).operations[0]
    assert operation == Override(
        "o1",
        "b1",
        (Content("text", "<p>Hos oss.</p>"),),
        Base(2, HASH),
        Reason("local_practice", "Egen rutine"),
        datetime.date(2027, 11, 1),
    )


def test_what_is_written_is_read_back() -> None:
    whole = edition(
        3,
        ("before", [text("b1", FASTE, "locked"), slot("p1"), text("b2", DUSJ, kind="warning")]),
        lineage=[Lineage("split", ("b0",), ("b1", "b2"))],
        changes=[Change("b1", "safety")],
    )
    assert read_edition(json.loads(json.dumps(edition_document(whole)))) == whole
    spoken = layer(override("b1", FASTE), supplement("b1", DUSJ), omit("b2"), fill("p1"), retitle("Kne"))
    assert read_layer(layer_document(spoken)) == spoken
    assert read_layer(layer_document(Layer("place", "lab", (), "nn"))) == Layer("place", "lab", (), "nn")
    full = read_layer(LAYER).operations[0]
    assert read_operation(operation_document(full)) == full


def test_rich_text_is_read_in_normal_form() -> None:
    read = read_edition(changed(EDITION, "sections.0.blocks.0.html", "<div>Du  må <b>faste</b></div>"))
    assert read.sections[0].blocks[0].html == "<p>Du må <strong>faste</strong></p>"


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("number", "3", "number: must be a whole number"),
        ("number", True, "number: must be a whole number"),
        ("number", -1, "number: must be 1 or more"),
        ("number", 10**400, "number: must be 2147483647 or less"),
        ("language", "no", "language: must be one of nb, nn, se, smj, sma, en"),
        ("language", ["nb"], "language: must be one of nb, nn, se, smj, sma, en"),
        ("title", " ", "title: must not be empty"),
        ("extra", 1, "extra: unknown key"),
        ("sections", {}, "sections: must be a list"),
        ("sections.0", [], "sections[0]: must be an object"),
        ("sections.0.key", 7, "sections[0].key: must be a string"),
        ("sections.0.blocks.1.html", 5, "sections[0].blocks[1].html: a slot has no text of its own"),
        ("sections.0.blocks.0.html", 5, "sections[0].blocks[0].html: must be a string"),
        ("sections.0.blocks.0.html", None, "sections[0].blocks[0].html: must be a string"),
        ("sections.0.blocks.0.html", "\ud800", "sections[0].blocks[0].html: holds half a character (a lone surrogate)"),
        ("sections.0.blocks.0.id", "", "sections[0].blocks[0].id: must not be empty"),
        ("sections.0.blocks.0.id", "b 1", "sections[0].blocks[0].id: must not hold spaces or control characters"),
        ("sections.0.blocks.0.id", "b2", "sections[0].blocks[1].id: 'b2' stands twice"),
        ("sections.0.blocks.0.type", "poem", "type: must be one of"),
        ("sections.0.blocks.0.policy", "shut", "policy: must be one of open, supplement_only, locked"),
        ("sections.0.blocks.0.label", "x", "sections[0].blocks[0].label: stands only on a slot"),
        ("sections.0.blocks.1.slot", "fax", "sections[0].blocks[1].slot: must be one of"),
        ("sections.0.blocks.1.required", "yes", "required: must be true or false"),
        ("sections.0.blocks.0.html", "<p>" + "a" * 1_000_000, "more than 1000000 bytes of rich text"),
        ("sections.0.blocks.0.html", "a" * 10_000_001, "more than 10000000 characters"),
        ("sections.0.blocks.0.html", "<ul><li>" * 300, "nested more than 100 levels"),
        ("sections.0.blocks.0.html", "<script>x</script>", "html: holds what patients' pages may never hold: script"),
        ("sections.0.blocks.0.html", "<p onclick=x>", "html: holds what patients' pages may never hold: p[onclick]"),
        ("lineage.0.kind", "merge", "lineage[0].kind: must be one of split, join, move"),
        ("lineage.0.to", ["b9"], "lineage[0].to: 'b9' is no block of this edition"),
        ("lineage.0.from", [], "lineage[0].from: must name a block"),
        ("lineage.0.from", ["a", "b"], "lineage[0].from: a move has one old block"),
        ("changes.0.class", "huge", "changes[0].class: must be one of editorial, content, safety"),
    ],
)
def test_a_bad_edition_is_refused(path: str, value: object, fault: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_edition(changed(EDITION, path, value), "E.json")
    assert str(refused.value).startswith("E.json: ")
    assert fault in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("layer", "national", "layer: must be one of group, site, place"),
        ("operations.0.op", "replace", "operations[0].op: must be one of"),
        ("operations.0.content", [], "operations[0].content: must hold a block"),
        ("operations.0.content.0.type", "slot", "operations[0].content[0].type: must be one of"),
        ("operations.0.content.0.html", "<p> </p>", "operations[0].content[0].html: must not be empty"),
        ("operations.0.valid_until", "2027-02-30", "operations[0].valid_until: is not a day in the calendar"),
        ("operations.0.valid_until", "1.11.2027", "operations[0].valid_until: must be a date, as 2027-11-01"),
        ("operations.0.base.block_hash", "sha256:x", "block_hash: must be sha256: and 64 hexadecimal digits"),
        ("operations.0.base.edition", 0, "operations[0].base.edition: must be 1 or more"),
        ("operations.0.reason.code", "because", "operations[0].reason.code: must be one of"),
        ("operations.0.position", "after", "operations[0].position: unknown key"),
        ("operations.1.id", "o1", "operations[1].id: 'o1' stands twice"),
        ("operations.1.value", "", "operations[1].value: must not be empty"),
    ],
)
def test_a_bad_layer_is_refused(path: str, value: object, fault: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_layer(changed(LAYER, path, value), "L.json")
    assert fault in str(refused.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_edition({key: value for key, value in EDITION.items() if key != "title"}, "E.json")
    assert (refused.value.source, refused.value.field, refused.value.fault) == ("E.json", "title", "is missing")
    for data in (None, [], "x", 3):
        with pytest.raises(InvalidDocument, match="must be an object"):
            read_edition(data)


def test_a_snapshot_and_a_plan_as_documented() -> None:
    page = edition(3, ("before", [text("b1", FASTE), slot("p1")]))
    document = snapshot_document(compose(page))
    assert document["missing_slots"] == ["p1"]
    block = document["sections"][0]["blocks"][0]
    assert block["source"] == {"layer": "national", "owner": "", "edition": 3, "operation": None}
    assert set(block) == {"id", "type", "html", "hash", "source"}
    plan = plan_document(plan_update(page, edition(4, ("before", [text("b1", DUSJ)])), [layer(fill("p1"))]))
    assert plan["snapshot_if_clean"] is None
    assert {"block", "operation", "outcome", "class", "reasons"} <= set(plan["outcomes"][0])
