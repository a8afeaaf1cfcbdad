"""Editors have worked on an imported draft, and the source comes again: what people did stands."""

from __future__ import annotations

from typing import Any

from fellesnett.intake.keeping import keep_edits
from fellesnett.intake.records import StagedBlock, StagedSection, StagedText


def read_text(*blocks: tuple[str, str], section: str = "body") -> StagedText:
    return StagedText(
        "nb", "T", (StagedSection(section, tuple(StagedBlock("text", f"<p>{words}</p>", name) for name, words in blocks)),)
    )


def draft(*blocks: tuple[str, str], section: str = "body") -> list[dict[str, Any]]:
    return [
        {
            "key": section,
            "blocks": [{"id": name, "type": "text", "html": f"<p>{words}</p>", "policy": "open"} for name, words in blocks],
        }
    ]


def met(drafted: list[dict[str, Any]], last: StagedText, new: StagedText) -> tuple[list[tuple[str, str]], list[str]]:
    sections, remarks = keep_edits(drafted, last, new, "fil")
    blocks = [(block["id"], block.get("html", "")[3:-4]) for section in sections for block in section["blocks"]]
    return blocks, [remark.why for remark in remarks]


LAST = read_text(("a", "En."), ("b", "To."), ("c", "Tre."))


def test_an_untouched_draft_takes_what_the_source_says() -> None:
    new = read_text(("a", "En ny."), ("n", "Inn."), ("c", "Tre."))
    assert met(draft(("a", "En."), ("b", "To."), ("c", "Tre.")), LAST, new) == (
        [("a", "En ny."), ("n", "Inn."), ("c", "Tre.")],
        [],
    )


def test_an_editors_wording_stands_where_the_source_is_as_before() -> None:
    assert met(draft(("a", "Vårt."), ("b", "To."), ("c", "Tre.")), LAST, LAST) == (
        [("a", "Vårt."), ("b", "To."), ("c", "Tre.")],
        [],
    )


def test_both_changed_the_editors_wording_stands_and_the_sources_is_told() -> None:
    blocks, whys = met(
        draft(("a", "Vårt."), ("b", "To."), ("c", "Tre.")), LAST, read_text(("a", "Kildens."), ("b", "To."), ("c", "Tre."))
    )
    assert blocks[0] == ("a", "Vårt.")
    assert whys == ["både redaksjonen og kilden har endret blokken: redaksjonens tekst står, dette er kildens"]


def test_both_came_to_the_same_words_and_nobody_is_asked() -> None:
    blocks, whys = met(
        draft(("a", "Likt."), ("b", "To."), ("c", "Tre.")), LAST, read_text(("a", "Likt."), ("b", "To."), ("c", "Tre."))
    )
    assert (blocks[0], whys) == (("a", "Likt."), [])


def test_the_editors_own_blocks_stay_behind_the_block_they_stood_behind() -> None:
    drafted = draft(("a", "En."), ("own", "Vår."), ("b", "To."), ("c", "Tre."))
    drafted[0]["blocks"].insert(
        0, {"id": "slot", "type": "slot", "slot": "phone", "label": "Telefon", "required": True, "policy": "open"}
    )
    sections, _remarks = keep_edits(drafted, LAST, read_text(("a", "En."), ("n", "Inn."), ("c", "Tre.")), "fil")
    assert [block["id"] for block in sections[0]["blocks"]] == ["slot", "a", "own", "n", "c"]
    assert sections[0]["blocks"][0]["label"] == "Telefon"


def test_a_block_gone_from_the_source_stays_where_editors_had_changed_it() -> None:
    blocks, whys = met(draft(("a", "En."), ("b", "Vårt."), ("c", "Tre.")), LAST, read_text(("a", "En.")))
    assert blocks == [("a", "En."), ("b", "Vårt.")]
    assert whys == ["kilden har tatt bort blokken, men redaksjonen har endret den: den står"]


def test_a_block_the_editors_took_out_stays_out() -> None:
    assert met(draft(("a", "En."), ("c", "Tre.")), LAST, LAST) == ([("a", "En."), ("c", "Tre.")], [])
    blocks, whys = met(draft(("a", "En."), ("c", "Tre.")), LAST, read_text(("a", "En."), ("b", "To, endret."), ("c", "Tre.")))
    assert [name for name, _words in blocks] == ["a", "c"]
    assert "fortsatt borte" in whys[0]


def test_a_block_the_editors_moved_stays_moved_and_policy_stands() -> None:
    drafted = draft(("b", "To."), section="introduction") + draft(("a", "En."), ("c", "Tre."))
    drafted[0]["blocks"][0]["policy"] = "locked"
    sections, _remarks = keep_edits(drafted, LAST, read_text(("a", "En."), ("b", "To, ny."), ("c", "Tre.")), "fil")
    found = {section["key"]: section["blocks"] for section in sections}
    assert found["introduction"] == [{"id": "b", "type": "text", "html": "<p>To, ny.</p>", "policy": "locked"}]
    assert [block["id"] for block in found["body"]] == ["a", "c"]
