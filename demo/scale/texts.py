"""Generated texts: plausible combinations of parts written by hand. The same seed gives the same texts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import slugify

FOLDER = Path(__file__).resolve().parent
COUNTS = {"condition": 470, "examination": 390, "treatment": 480, "support_article": 120}
KINDS = {"condition": "conditions", "examination": "examinations", "treatment": "treatments"}
CARE = ("referral", "before", "before_medicine", "during", "after", "after_list", "be_aware")
SECTIONS = {
    "treatment": ("introduction", *CARE),
    "examination": ("introduction", *CARE),
    "condition": ("introduction_condition", "symptoms", "referral", "assessment", "treatment", "living_with", "be_aware"),
    "support_article": ("introduction", "body"),
}
STANDS_IN = {"introduction_condition": "introduction", "before_medicine": "before", "after_list": "after"}
TYPES = {"be_aware": "warning", "after_list": "list"}


@dataclass(frozen=True)
class Made:
    """One generated topic: what it is called, and its text in bokmål."""

    key: str
    kind: str
    unit: str
    title: str
    high_risk: bool
    part: str

    @property
    def sections(self) -> list[dict[str, Any]]:
        """Sections in the form of interfaces.md section 3."""
        chance = random.Random(self.key)
        found: dict[str, list[dict[str, Any]]] = {}
        for name in SECTIONS[self.kind]:
            block = {
                "id": f"{self.key}-{name}",
                "type": TYPES.get(name, "text"),
                "policy": "open",
                "html": self.say(name, chance),
            }
            found.setdefault(STANDS_IN.get(name, name), []).append(block)
        if self.kind != "support_article":
            found["referral"].append(self.telephone)
        return [{"key": key, "blocks": blocks} for key, blocks in found.items()]

    @property
    def telephone(self) -> dict[str, Any]:
        """The gap that every hospital fills."""
        label = "Telefon til poliklinikken"
        return {"id": f"{self.key}-telefon", "type": "slot", "slot": "phone", "label": label, "required": True, "policy": "open"}

    @property
    def main_block(self) -> str:
        """The block that hospitals most often have something to say about."""
        return f"{self.key}-{SECTIONS[self.kind][1]}"

    def say(self, name: str, chance: random.Random) -> str:
        """One of the sentences of this name, about this topic."""
        small = self.title if self.title[:2].isupper() else self.title[0].lower() + self.title[1:]
        return str(chance.choice(_words()["sentences"][name])).format(
            x=self.part,
            t=small,
            T=self.title,
            h=chance.choice((4, 6, 8)),
            m=chance.choice((20, 30, 45, 60, 90)),
            d=chance.choice((3, 5, 7, 10)),
            w=chance.choice((2, 3, 4, 6)),
        )


@cache
def made() -> tuple[Made, ...]:
    """Every generated topic, in a fixed order that mixes the kinds."""
    chance = random.Random(2026)
    found: list[Made] = []
    for kind, count in COUNTS.items():
        names = list(_names(kind))
        chance.shuffle(names)
        found += [_topic(kind, *name, high_risk=chance.random() < 0.1) for name in names[:count]]
    chance.shuffle(found)
    return tuple({topic.key: topic for topic in found}.values())


def _names(kind: str) -> Iterator[tuple[str, str, str]]:
    for group in _words()["parts"].values():
        patterns = _words()["support"] if kind == "support_article" else group[KINDS[kind]]
        for part in group["names"]:
            for pattern in patterns:
                yield pattern.format(x=part), part, group["unit"]


def _topic(kind: str, title: str, part: str, unit: str, *, high_risk: bool) -> Made:
    letters = str.maketrans({"ø": "o", "å": "a", "æ": "ae", "Ø": "o", "Å": "a", "Æ": "ae"})
    return Made(slugify(title.translate(letters))[:60].strip("-"), kind, unit, title, high_risk, part)


@cache
def _words() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "words.yaml").read_text(encoding="utf-8"))
    return read


@cache
def bodies() -> dict[str, list[dict[str, Any]]]:
    """`organizations` and `sites`, as they stand in bodies.yaml."""
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load((FOLDER / "bodies.yaml").read_text(encoding="utf-8"))
    return read
