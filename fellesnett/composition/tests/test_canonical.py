"""Canonical JSON and hashes (interfaces.md section 3)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import unicodedata

import pytest

from fellesnett.composition.blocks import Block, Change, Section
from fellesnett.composition.canonical import (
    block_hash,
    canonical_json,
    digest,
    edition_hash,
    operation_hash,
    section_hash,
)
from fellesnett.composition.operations import Base
from fellesnett.composition.tests.samples import DUSJ, FASTE, edition, fill, omit, override, retitle, slot, supplement, text


def test_canonical_json_has_one_spelling() -> None:
    value = {"b": [1, True, None], "a": unicodedata.normalize("NFD", "blåbær")}
    assert canonical_json(value) == '{"a":"blåbær","b":[1,true,null]}'.encode()


def test_no_number_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


def test_digest_is_sha256_over_that() -> None:
    assert digest({"a": 1}) == "sha256:" + hashlib.sha256(b'{"a":1}').hexdigest()


def test_the_block_hash_can_be_recomputed_by_anyone() -> None:
    spelled = json.dumps({"html": "<p>Dusj på kvelden.</p>", "type": "text"}, ensure_ascii=False, separators=(",", ":"))
    expected = "sha256:" + hashlib.sha256(spelled.encode()).hexdigest()
    assert block_hash(text("b1", "<p>Dusj på kvelden.</p>")) == expected


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"id": "b2"}, True),
        ({"policy": "locked"}, True),
        ({"edition": 7}, True),
        ({"html": "<p>Dusj  kvelden\nfør. Bruk rene klær.</p>"}, True),
        ({"html": DUSJ.upper()}, False),
        ({"type": "warning"}, False),
    ],
)
def test_what_the_block_hash_sees(changed: dict[str, object], same: bool) -> None:
    block = Block("b1", "text", DUSJ)
    assert (block_hash(block) == block_hash(dataclasses.replace(block, **changed))) is same  # type: ignore[arg-type]


def test_a_slot_is_its_kind_label_and_duty() -> None:
    variants = [slot("p"), slot("p", "Vakt"), slot("p", kind="place"), slot("p", required=False)]
    assert len({block_hash(item) for item in variants}) == 4
    assert block_hash(slot("p")) == block_hash(slot("q"))
    assert block_hash(slot("p")) == digest({"label": "Telefon", "required": True, "slot": "phone", "type": "slot"})


def test_a_section_is_its_blocks_in_order() -> None:
    one, other = text("b1", FASTE), text("b2", DUSJ)
    assert section_hash(Section("before", (one, other))) != section_hash(Section("before", (other, one)))
    assert section_hash(Section("before", (one,))) != section_hash(Section("after", (one,)))


def test_an_edition_is_everything_it_states() -> None:
    first = edition(1, ("before", [text("b1", FASTE)]))
    others = [
        edition(2, ("before", [text("b1", FASTE)])),
        edition(1, ("before", [text("b9", FASTE)])),
        edition(1, ("before", [text("b1", FASTE, "locked")])),
        edition(1, ("before", [text("b1", FASTE)]), title="Kne"),
        edition(1, ("before", [text("b1", FASTE)]), changes=[Change("b1", "content")]),
    ]
    assert len({edition_hash(item) for item in (first, *others)}) == 6


def test_an_operation_is_what_it_says_not_its_id_or_base() -> None:
    base = Base(1, "sha256:" + "0" * 64)
    assert operation_hash(override("b1", FASTE)) == operation_hash(override("b1", FASTE, id="x", base=base))
    different = [override("b1", FASTE), override("b2", FASTE), omit("b1"), fill("b1"), retitle("b1"), supplement("b1", FASTE)]
    assert len({operation_hash(item) for item in different}) == 6
