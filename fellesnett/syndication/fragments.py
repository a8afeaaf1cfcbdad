"""A stored text as it stands in a frame on another's page: its sections, whom each passage is from, and what must follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Document = Mapping[str, Any]
ALWAYS = "warnings"  # the aspect of what a reader must know whatever else is read


@dataclass(frozen=True, slots=True)
class Way:
    """The way to another publisher, whose words a passage holds."""

    address: str
    words: str
    licence: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One block, with a label where it is not the plain national text."""

    html: SafeString
    looks: str
    label: str
    lang: str
    way: Way | None


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    heading: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The sections that were asked for, and those that must go with them where no clinician has signed them as right alone."""

    sections: tuple[Section, ...]
    rest: tuple[Section, ...]
    is_part: bool


def select(document: Document, aspects: Sequence[str]) -> Selection:
    """The sections about these aspects (none: all), in the order of the text. Where it has none about them any more: all."""
    every = document["sections"]
    asked = [said for said in every if said["aspect"] in aspects]
    if not asked:
        return Selection(_sections(document, every), (), is_part=False)
    shown = [said for said in every if said in asked or _warns(said)]
    left = [said for said in every if said not in shown]
    alone = all(said["standalone_approved"] for said in asked)
    return Selection(_sections(document, shown), () if alone else _sections(document, left), is_part=bool(left))


def _warns(section: Document) -> bool:
    """What is shown whatever was asked for: what to be aware of, and a safety change that stands above an older text."""
    return section["aspect"] == ALWAYS or any(block["safety_notice"] for block in section["blocks"])


def origin_of(document: Document) -> str:
    """The scheme, host and port of the site whose text it is."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(document["links"]["web"]))


def _sections(document: Document, chosen: Sequence[Document]) -> tuple[Section, ...]:
    return tuple(Section(said["id"], said["heading"], tuple(_passages(document, said["blocks"]))) for said in chosen)


def _passages(document: Document, blocks: Sequence[Document]) -> Iterator[Passage]:
    """Neighbouring blocks that are labelled alike are one passage."""

    def voice(block: Document) -> tuple[str, str, str, Way | None]:
        lang = block["language"] if block["language"] != document["language"] else ""
        return _looks(block), _label(document, block), lang, _way(block)

    for (looks, label, lang, way), group in groupby(blocks, key=voice):
        html = "".join(block["html"] for block in group)
        yield Passage(_leading_out(html, origin_of(document)), looks, label, lang, way)


def _leading_out(html: str, origin: str) -> SafeString:
    """Cleaned when it was written. What it leads to is on the site it is from, and opens outside the frame."""
    return mark_safe(html.replace('="/', f'="{origin}/').replace('<a href="http', '<a target="_blank" rel="noopener" href="http'))


def _looks(block: Document) -> str:
    if block["safety_notice"]:
        return "notice"
    if block["type"] == "warning":
        return "warning"
    return "plain" if block["source"]["layer"] == "national" else "local"


def _label(document: Document, block: Document) -> str:
    """What is said above a passage: that it is urgent, that it is another's, or that it holds at this hospital alone."""
    if block["safety_notice"]:
        return _("Viktig endring")
    if block["type"] == "warning":
        return _("Viktig")
    borrowed = block["borrowed"]
    if borrowed and borrowed["fetched"]:
        facts = {"source": borrowed["name"], "date": in_figures(borrowed["fetched"])}
        return _("Informasjon fra %(source)s, hentet %(date)s.") % facts
    return _("Ved %(place)s") % {"place": document["owner"]["name"]} if block["source"]["layer"] != "national" else ""


def _way(block: Document) -> Way | None:
    said = block["borrowed"]
    return Way(said["address"], _("Les mer hos %(source)s") % {"source": said["name"]}, said["licence"]) if said else None


def in_figures(day: str) -> str:
    """A day of ISO 8601 as it is written in Norway: 24.11.2026."""
    return f"{date.fromisoformat(day):%d.%m.%Y}"
