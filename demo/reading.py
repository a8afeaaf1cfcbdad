"""The demonstration's files as values: organizations, sites, places, people and topics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("nb", "nn", "en", "se")


@dataclass(frozen=True)
class TopicFile:
    """One topic with its text in each language that it has."""

    key: str
    kind: str
    unit: str
    high_risk: bool
    codes: tuple[dict[str, str], ...]
    titles: dict[str, str]
    synonyms: dict[str, list[str]]
    sections: dict[str, list[dict[str, Any]]]
    machine_drafts: frozenset[str]

    @property
    def languages(self) -> tuple[str, ...]:
        """Bokmål first: the other languages follow it."""
        return tuple(code for code in LANGUAGES if code in self.titles)

    def text(self, language: str) -> list[dict[str, Any]]:
        """The sections in one language, in the form of interfaces.md section 3."""
        return [{"key": key, "blocks": [_block(block, language) for block in blocks]} for key, blocks in self.sections.items()]


def _block(block: dict[str, Any], language: str) -> dict[str, Any]:
    common = {"id": block["id"], "type": block["type"], "policy": block.get("policy", "open")}
    if block["type"] == "slot":
        return {**common, "slot": block["slot"], "required": block.get("required", False), "label": block["label"][language]}
    if block["type"] == "source":
        return {**common, "policy": "locked", "html": "", "attribution": block["attribution"]}
    return {**common, "html": block[language]}


@cache
def organizations() -> dict[str, list[dict[str, Any]]]:
    """`organizations`, `sites` and `people`, as they stand in organizations.yaml."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((FOLDER / "organizations.yaml").read_text(encoding="utf-8"))
    return found


@cache
def geography() -> dict[str, Any]:
    """`areas`, `districts`, `renumbered` and `postal_codes`, as they stand in catchment.yaml."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / "catchment.yaml").read_text(encoding="utf-8"))
    return found


@cache
def topics() -> tuple[TopicFile, ...]:
    """Every topic file, in the order of their names."""
    return tuple(_topic(path) for path in sorted((FOLDER / "topics").glob("*.yaml")))


def _topic(path: Path) -> TopicFile:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return TopicFile(
        key=data["slug"],
        kind=data["kind"],
        unit=data["owner"],
        high_risk=data["high_risk"],
        codes=tuple(data["codes"]),
        titles=data["title"],
        synonyms=data.get("synonyms", {}),
        sections=data["sections"],
        machine_drafts=frozenset(data.get("machine_draft", ())),
    )
