"""The manual's pages: one file a task and language below `pages/`, read once a process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language, gettext, gettext_lazy, override

from fellesnett.foundation.languages import SOURCE

FOLDER = Path(__file__).parent / "pages"
QUOTED = re.compile("«([^»]*)»")
WRITTEN_IN = ("nb", "nn")
SUBJECTS: dict[str, Any] = {
    "start": gettext_lazy("Komme inn og finne fram"),
    "changes": gettext_lazy("Nasjonale endringer hos dere"),
    "own": gettext_lazy("Egen tekst på nasjonale sider"),
    "site": gettext_lazy("Nettstedets egne sider"),
    "people": gettext_lazy("Folk, roller og ansvar"),
    "national": gettext_lazy("Nasjonal redaksjon"),
}
"""The order in which the front page of the manual lists its tasks."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What can go wrong, and what one does then."""

    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the screen: the file's name without its ending, and what it shows for whoever does not see it."""

    name: str
    alt: str

    @property
    def file(self) -> str:
        return f"desk/manual/{self.name}.webp"


@dataclass(frozen=True, slots=True)
class Page:
    """One task as an editor says it. `words` are what else people call it; `see` names the next tasks."""

    slug: str
    title: str
    subject: str
    when: str
    steps: tuple[str, ...]
    then: str
    wrong: tuple[Trouble, ...] = ()
    pictures: tuple[Picture, ...] = ()
    words: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


def page_in(slug: str, language: str) -> Page:
    """The page as it is written in one language. Raises KeyError or TypeError for a file that lacks a part."""
    raw: Mapping[str, Any] = yaml.safe_load((FOLDER / language / f"{slug}.yaml").read_text(encoding="utf-8"))
    with override(language):
        return _page(slug, raw)


def _on_screen(text: str) -> str:
    """What the screens say stands quoted in the words of the code, and is read in the reader's language."""
    return QUOTED.sub(lambda quoted: f"«{gettext(quoted[1])}»", text)


def _page(slug: str, raw: Mapping[str, Any]) -> Page:
    return Page(
        slug=slug,
        title=raw["title"],
        subject=raw["subject"],
        when=_on_screen(raw["when"]),
        steps=tuple(_on_screen(step) for step in raw["steps"]),
        then=_on_screen(raw["then"]),
        wrong=tuple(Trouble(_on_screen(each["what"]), _on_screen(each["do"])) for each in raw.get("wrong", ())),
        pictures=tuple(Picture(**each) for each in raw.get("pictures", ())),
        words=tuple(raw.get("words", ())),
        see=tuple(raw.get("see", ())),
    )


@cache
def pages_in(language: str) -> dict[str, Page]:
    """Every page in one language, by its name in the address."""
    slugs = sorted(path.stem for path in (FOLDER / language).glob("*.yaml"))
    return {slug: page_in(slug, language) for slug in slugs}


def pages() -> dict[str, Page]:
    """Every page in the language that the desk speaks now."""
    spoken = get_language() or SOURCE
    return pages_in(spoken if spoken in WRITTEN_IN else SOURCE)
