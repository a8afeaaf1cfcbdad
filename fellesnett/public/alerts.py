"""Which alerts a page shows, as values: part of the frame of every page, and so of its ETag.

All alerts in force are few. A process keeps them for `ALERT_SECONDS`; with what a page may be kept by caches, an alert to the
whole country is on every page within seven seconds. The process that raises one forgets at once.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.pages.models import Alert, AlertKind, AlertText
from fellesnett.pages.queries import Spoken, alerts_in_force, language_of, reaches
from fellesnett.pages.wording import word_of
from fellesnett.public import languages
from fellesnett.public.labels import language_name


@dataclass(frozen=True, slots=True)
class Shown:
    """One alert on a page. `lang` is given where it is said in another language than the page's, `note` says so."""

    number: int
    kind: str
    level: int
    word: str  # what kind of alert and how grave, in words
    title: str
    text: str
    href: str  # its own page
    link: str = ""
    link_text: str = ""
    lang: str = ""
    note: str = ""
    folded: bool = False  # its words stand behind what it is called


_kept: tuple[float, tuple[Spoken, ...]] | None = None


def in_force(at: datetime) -> tuple[Spoken, ...]:
    """Those in force now, read at most `ALERT_SECONDS` ago; those that begin or end meanwhile do so to the second."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] >= settings.ALERT_SECONDS:
        _kept = (time.monotonic(), alerts_in_force(at, within=timedelta(seconds=settings.ALERT_SECONDS + 1)))
    return tuple(spoken for spoken in _kept[1] if spoken.alert.state(at) == "current")


def forget(**_: Any) -> None:
    """An alert was raised, changed or ended in this process (wired in `apps.py`)."""
    global _kept
    _kept = None


def shown_at(
    request: HttpRequest, site: Site, language: str, told: Collection[int] = ()
) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    """What this page shows above the site's name (information) and under the path (emergency and operations); without
    those that the page itself has told. Where there are several, only an emergency is told in full: what the reader came
    for must be on the first screen of a telephone."""
    path = _path(request, site)
    found = [
        shown(spoken.alert, spoken.texts, site, language)
        for spoken in in_force(clock.now())
        if spoken.alert.pk not in told and reaches(spoken.alert, site, path)
    ]
    if len(found) > 1:
        found = [replace(each, folded=each.kind != AlertKind.EMERGENCY) for each in found]
    above = tuple(each for each in found if each.kind == AlertKind.INFORMATION)
    below = sorted(
        (each for each in found if each.kind != AlertKind.INFORMATION), key=lambda each: each.kind != AlertKind.EMERGENCY
    )
    return above, tuple(below)


def _path(request: HttpRequest, site: Site) -> str:
    """The page's address on its site without language prefix; of a draft under preview, the address it will have."""
    previewed = getattr(request, "previewed", None)
    if previewed is not None:
        return str(previewed.path)
    first, _, rest = request.path_info.strip("/").partition("/")
    return f"/{rest}/".replace("//", "/") if first in languages.PREFIXES else request.path_info


def shown(alert: Alert, texts: Mapping[str, AlertText], site: Site, language: str) -> Shown:
    """An alert as values, in the page's language where it is said in it."""
    spoken = language_of(texts, language, site.language)
    text, other = texts[spoken], spoken != language
    return Shown(
        number=alert.pk,
        kind=alert.kind,
        level=alert.level,
        word=word_of(alert.kind, alert.level),
        title=text.title,
        text=text.text,
        href=languages.path_in(site, language, f"/drift/{alert.pk}/"),
        link=text.link,
        link_text=text.link_text,
        lang=languages.foreign_to(spoken, language),
        note=gettext("Meldingen finnes bare på %(language)s.") % {"language": language_name(spoken)} if other else "",
    )
