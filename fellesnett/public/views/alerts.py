"""Service status (`/drift/`), and each alert's own page with its whole text and its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext, pgettext

from fellesnett.foundation import clock
from fellesnett.organizations.facts import said
from fellesnett.organizations.models import Site
from fellesnett.pages.models import Alert, AlertKind, ChangeKind, Service
from fellesnett.pages.queries import alerts_at, grave_by_service, language_of, services_at
from fellesnett.public import dates, languages
from fellesnett.public.alerts import Shown, shown
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page

PAST_SHOWN = 50
PATH = "/drift/"


@dataclass(frozen=True, slots=True)
class Status:
    """One service and how it is."""

    name: str
    description: str
    level: int  # 0: running
    word: str


@dataclass(frozen=True, slots=True)
class Timed:
    """An alert in a list: what it says, and from when to when."""

    alert: Shown
    period: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of an alert's history, with what it said from then on where that was something new."""

    at: str
    what: str
    title: str = ""
    text: str = ""
    lang: str = ""


@public_page
def status(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/drift/`: how each service is, and the alerts that are current, planned and past."""
    now = clock.now()
    known = list(alerts_at(site)) if site.pk else []
    current = [alert for alert in known if alert.state(now) == "current"]
    planned = [alert for alert in known if alert.state(now) == "planned" and alert.kind == AlertKind.OPERATIONS]
    past = [alert for alert in known if _is_past(alert, now)][:PAST_SHOWN]
    existing = dict.fromkeys(languages.worded_at(site), PATH)
    told = {alert.pk for alert in current if alert.kind == AlertKind.OPERATIONS}  # an emergency stands on top everywhere
    frame = frame_of(request, site, language, PATH, existing=existing, current="drift", told=told)
    page = {
        "title": gettext("Driftsmeldinger"),
        "services": _statuses(services_at(site), current, language),
        "current": _timed(current, site, language),
        "planned": _timed(sorted(planned, key=lambda alert: alert.starts_at), site, language),
        "past": _timed(past, site, language),
    }
    return render(request, "public/status.html", frame, page)


def _is_past(alert: Alert, now: datetime) -> bool:
    """Over, and shown while it lasted: what was called off before it began was never said to anybody."""
    return alert.state(now) == "past" and alert.over_at > alert.starts_at


def _statuses(services: Iterable[Service], current: Iterable[Alert], language: str) -> tuple[Status, ...]:
    levels = grave_by_service(current)
    words = {
        0: pgettext("tjeneste", "I drift"),
        1: pgettext("tjeneste", "I drift, med små feil"),
        2: pgettext("tjeneste", "Noe virker ikke"),
        3: pgettext("tjeneste", "Ute av drift"),
    }
    return tuple(
        Status(said(each.name, language) or each.slug, said(each.description, language), level, words[level])
        for each in services
        for level in (levels.get(each.pk, 0),)
    )


def _timed(alerts: Iterable[Alert], site: Site, language: str) -> tuple[Timed, ...]:
    return tuple(
        Timed(shown(alert, {text.language: text for text in alert.texts.all()}, site, language), _period(alert, language))
        for alert in alerts
    )


def _period(alert: Alert, language: str) -> str:
    if dates.same_day(alert.starts_at, alert.over_at):
        return dates.span(alert.starts_at, alert.over_at, language)
    words = {"start": dates.with_time(alert.starts_at, language), "stop": dates.with_time(alert.over_at, language)}
    return gettext("Fra %(start)s til %(stop)s") % words


@public_page
def alert(request: HttpRequest, site: Site, language: str, number: int) -> HttpResponseBase:
    """`/drift/<number>/`: all that an alert says and has said. It stays when the alert is over."""
    now = clock.now()
    found = alerts_at(site).filter(pk=number).first() if site.pk else None
    if found is None or not _may_be_read(found, now):
        raise Http404
    texts = {text.language: text for text in found.texts.all()}
    path = f"{PATH}{found.pk}/"
    existing = {code: path for code in languages.of_site(site) if code in texts or code == site.language}
    lasts = found.state(now) != "past"
    frame = frame_of(request, site, language, path, existing=existing, current="drift", indexed=lasts, told={found.pk})
    spoken = shown(found, texts, site, language)
    page = {
        "title": spoken.title,
        "title_lang": spoken.lang,
        "alert": spoken,
        "state": found.state(now),
        "period": _period(found, language),
        "paragraphs": _paragraphs(texts[language_of(texts, language, site.language)].long_text),
        "services": tuple(said(service.name, language) or service.slug for service in found.services.all()),
        "history": _history(found, site, language),
        "near": _near(found, site, language, now),
        "crumbs": (Link(gettext("Driftsmeldinger"), languages.path_in(site, language, PATH)),),
        "data": _data(found, spoken),
    }
    return render(request, "public/alert_page.html", frame, page)


def _near(alert: Alert, site: Site, language: str, now: datetime) -> tuple[tuple[str, Shown], ...]:
    """The alert that this one gave way to, and the one that it came instead of, where readers here can read them."""
    around = alerts_at(site).filter(Q(follows=alert) | Q(followed_by=alert))
    return tuple(
        (
            gettext("Ny melding") if each.follows_id == alert.pk else gettext("Forrige melding"),
            shown(each, {text.language: text for text in each.texts.all()}, site, language),
        )
        for each in around.order_by("-pk")
        if _may_be_read(each, now)
    )


def _may_be_read(alert: Alert, now: datetime) -> bool:
    if alert.state(now) == "planned":
        return alert.kind == AlertKind.OPERATIONS
    return alert.state(now) == "current" or _is_past(alert, now)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())


def _history(alert: Alert, site: Site, language: str) -> tuple[Happened, ...]:
    """What happened, newest first. Who did it is kept, and told at the desk alone."""
    words = {
        ChangeKind.RAISED: gettext("Meldingen ble lagt ut"),
        ChangeKind.CHANGED: gettext("Meldingen ble endret"),
        ChangeKind.ENDED: gettext("Meldingen ble avsluttet"),
    }
    lines, before = [], ("", "")
    for change in alert.changes.all():
        spoken = language_of(change.words, language, site.language)
        said_now = (change.words[spoken]["title"], change.words[spoken]["text"])
        title, text = said_now if said_now != before else ("", "")
        lang = languages.foreign_to(spoken, language)
        lines.append(Happened(dates.with_time(change.at, language), words[ChangeKind(change.kind)], title, text, lang))
        before = said_now
    return tuple(reversed(lines))


def _data(alert: Alert, spoken: Shown) -> dict[str, Any]:
    return {
        "@type": "SpecialAnnouncement",
        "name": spoken.title,
        "text": spoken.text,
        "datePosted": alert.starts_at,
        "expires": alert.over_at,
    }
