"""The demonstration's Sámi texts are drafts: what a life may hang on stands in them in Norwegian, and says so."""

from __future__ import annotations

import re

import lxml.html
import pytest

from demo.reading import topics

CALLS = re.compile(r"\b113\b|\b116 ?117\b|straks|med en gang", re.IGNORECASE)


def sami_blocks() -> dict[str, tuple[str, str]]:
    """(bokmål, Northern Sámi) of every block that tells somebody to call or to act at once."""
    found = {}
    for topic in topics():
        if "se" not in topic.languages:
            continue
        for blocks in topic.sections.values():
            for block in blocks:
                if "se" in block and CALLS.search(block.get("nb", "")) and block.get("type") == "warning":
                    found[block["id"]] = (block["nb"], block["se"])
    return found


@pytest.mark.parametrize("name", sorted(sami_blocks()))
def test_a_warning_is_in_norwegian_and_marked_so(name: str) -> None:
    norwegian, sami = sami_blocks()[name]
    parts = lxml.html.fragments_fromstring(sami)
    assert [part.get("lang") for part in parts] == ["nb"] * len(parts)
    assert words(sami) == words(norwegian)


def words(html: str) -> list[str]:
    return " ".join(lxml.html.fromstring(f"<div>{html}</div>").itertext()).split()


def test_there_are_such_warnings() -> None:
    assert len(sami_blocks()) >= 5
