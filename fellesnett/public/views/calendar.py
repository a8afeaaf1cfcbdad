"""Events as iCalendar (RFC 5545): one of them, or all that are coming at a site, to be followed by a calendar program.

A meeting has the same UID however it is moved, and a SEQUENCE that grows each time the event is published anew, so that a
calendar that follows moves it too. A cancelled event stays until its day has passed, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as Entry

from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.pages.models import Event
from fellesnett.public import hosts
from fellesnett.public.recipes import event
from fellesnett.public.views.doors import public_page

ASKED_AGAIN = timedelta(hours=6)


@public_page
def one(request: HttpRequest, site: Site, language: str, slug: str) -> HttpResponseBase:
    """`/arrangementer/<slug>.ics`"""
    found = event.RECIPE.found_at(site).filter(language=language, slug=slug).first()
    if found is None:
        raise Http404
    return _file(request, site, language, [found])


@public_page
def coming(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/arrangementer/kalender.ics`: what is coming, to be followed by a calendar program."""
    pages = list(event.RECIPE.found_at(site).in_language(language))
    return _file(request, site, language, event.coming(pages, timezone.localdate(clock.now())))


def _file(request: HttpRequest, site: Site, language: str, pages: Iterable[Event]) -> HttpResponse:
    calendar = Calendar()
    calendar.add("prodid", f"-//{site.name}//Fellesnett//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", f"{event.RECIPE.list_title} – {site.name}")  # RFC 7986
    calendar.add("x-wr-calname", f"{event.RECIPE.list_title} – {site.name}")  # the same, where programs are older than that
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    for page in pages:
        for number, meeting in enumerate(page.sessions):
            calendar.add_component(_entry(request, site, page, str(meeting.id or number), meeting.value))
    calendar.add_missing_timezones()
    headers = {"Cache-Control": "public, max-age=300", "Content-Disposition": 'attachment; filename="kalender.ics"'}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)


def _entry(request: HttpRequest, site: Site, page: Event, meeting: str, when: dict[str, datetime]) -> Entry:
    entry = Entry()
    told = page.last_published_at or when["start"]
    said: dict[str, Any] = {
        "uid": f"{page.work}-{page.language}-{meeting}@{site.slug}",
        "sequence": page.live_revision_id or 0,  # grows each time the page is published
        "dtstamp": told.astimezone(UTC),
        "last-modified": told.astimezone(UTC),
        "dtstart": timezone.localtime(when["start"]),
        "dtend": timezone.localtime(when["end"]),
        "summary": page.title,
        "description": page.lead,
        "location": event.where(page),
        "url": hosts.address_of(site, request, page.address),
        "status": "CANCELLED" if page.cancelled else "CONFIRMED",
    }
    for name, value in said.items():
        entry.add(name, value)
    return entry
