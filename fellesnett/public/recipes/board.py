"""Board meetings: the next one first, then back in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import BoardMeeting
from fellesnett.pages.reading import Way
from fellesnett.public import dates
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Entry, Recipe, Values, entry_of


@dataclass(frozen=True, slots=True)
class Item:
    """One item on the agenda, as it may be shown."""

    number: str
    title: str
    closed: bool
    ground: str
    papers: tuple[Way, ...]
    decision: str


def shown(page: BoardMeeting, today: date) -> Values:
    when = _when(page, page.language)
    facts = [Fact(gettext("Når"), when), Fact(gettext("Hvor"), page.place_text, own=("text",))]
    if page.stream_url:
        facts.append(Fact(gettext("Følg møtet"), gettext("Se møtet direkte på nett"), page.stream_url))
    if page.minutes_url:
        facts.append(Fact(gettext("Protokoll"), gettext("Les protokollen fra møtet"), page.minutes_url))
    return {
        "dated": when,
        "facts": tuple(facts),
        "items": tuple(_item(block.value) for block in page.agenda),
        "is_held": _day(page) < today,
        "data": {
            "@type": "Event",
            "name": page.title,
            "description": page.lead,
            "startDate": page.starts_at,
            "location": {"@type": "Place", "name": page.place_text},
            "organizer": {"@type": "Organization", "name": page.site.name},
        },
    }


def _item(value: Any) -> Item:
    papers = tuple(Way(paper["text"], paper["href"], paper["note"]) for paper in value["papers"])
    return Item(value["number"], value["title"], value["closed"], value["ground"], papers, value["decision"])


def listed(pages: Sequence[Any], language: str, today: date) -> list[Entry]:
    """The coming meetings, the next one first; then those that have been, the latest first."""
    coming = sorted((page for page in pages if _day(page) >= today), key=_day)
    held = sorted((page for page in pages if _day(page) < today), key=_day, reverse=True)
    ahead = [entry_of(page, gettext("Neste møte: %(when)s") % {"when": _when(page, language)}) for page in coming[:1]]
    return ahead + [entry_of(page, _when(page, language)) for page in (*coming[1:], *held)]


def _day(page: BoardMeeting) -> date:
    """The day of a meeting; a draft under preview may lack it, and is then ahead."""
    return timezone.localtime(page.starts_at).date() if page.starts_at else date.max


def _when(page: BoardMeeting, language: str) -> str:
    return dates.with_time(page.starts_at, language) if page.starts_at else ""


RECIPE = Recipe(
    model=BoardMeeting,
    list_title=_("Styret"),
    list_lead=_("Møtene i styret er åpne for alle. Sakene legges ut før møtet."),
    shown=shown,
    listed=listed,
    page_template="public/pages/board.html",
)
