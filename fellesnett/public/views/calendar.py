"""Events as iCalendar (RFC 5545): one of them, or all that are coming at a site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

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
    for page in pages:
        for number, (start, end) in enumerate(page.times):
            calendar.add_component(_entry(request, site, page, number, start, end))
    headers = {"Cache-Control": "public, max-age=300", "Content-Disposition": 'attachment; filename="kalender.ics"'}
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8", headers=headers)


def _entry(request: HttpRequest, site: Site, page: Event, number: int, start: datetime, end: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{page.work}-{page.language}-{number}@{site.slug}")
    entry.add("dtstamp", (page.last_published_at or start).astimezone(UTC))
    entry.add("dtstart", start.astimezone(UTC))
    entry.add("dtend", end.astimezone(UTC))
    entry.add("summary", page.title)
    entry.add("description", page.lead)
    entry.add("location", event.where(page))
    entry.add("url", hosts.address_of(site, request, page.address))
    entry.add("status", "CANCELLED" if page.cancelled else "CONFIRMED")
    return entry
