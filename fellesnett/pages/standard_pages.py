"""The pages that a site of each kind needs from its first day, as they stand in `standard/*.yaml`: scaffolds to be filled in.

What only the hospital knows is marked `[Fyll inn: ...]` and keeps a page from being published. A text that is true at every
hospital is marked `published: true`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "standard"


@dataclass(frozen=True)
class StandardPage:
    """One page: which kinds of site need it, what it is, and its words by language."""

    key: str
    model: str
    kinds: frozenset[str]
    published: bool
    facts: dict[str, Any]
    words: dict[str, dict[str, Any]]

    def values(self, language: str) -> dict[str, Any]:
        """The values of the page's fields in this language."""
        words = dict(self.words[language])
        return {**self.facts, **words, "body": [_block(block) for block in words["body"]]}


def _block(block: dict[str, Any]) -> dict[str, Any]:
    (kind, value), *_rest = block.items()
    if kind == "links":
        value = [{"note": "", **link} for link in value]
    return {"type": kind, "value": value}


@cache
def standard_pages() -> tuple[StandardPage, ...]:
    """Every standard page, by the names of their files."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


def _read(path: Path) -> StandardPage:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return StandardPage(
        key=path.stem,
        model=found["page"],
        kinds=frozenset(found["sites"]),
        published=found.get("published", False),
        facts=found.get("facts", {}),
        words={language: found[language] for language in ("nb", "nn")},
    )


def pages_for(kind: str) -> tuple[StandardPage, ...]:
    """The pages that a site of this kind needs (`hospital`, `region`, `pharmacy`, `ict`, `company`)."""
    return tuple(page for page in standard_pages() if kind in page.kinds)
