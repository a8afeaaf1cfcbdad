"""What a reader meets at a site that is not open: one that is being prepared, or one that is no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from fellesnett.national.naming import KIND_OF_LIST, path_of
from fellesnett.organizations.models import Site, SiteState
from fellesnett.public import dates, hosts, languages, showings
from fellesnett.public.recipes import BY_FOLDER
from fellesnett.public.rendering import Frame, frame_of, render

GONE = 410


def answer(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """The same topic, place or page where the successor has it; else that the site is gone, or not here yet, with ways on."""
    if site.state == SiteState.PREPARING:
        return _not_open(request, site, language)
    successor = hosts.open_in_place_of(site)
    match = request.resolver_match
    asked = {name: value for name, value in match.kwargs.items() if name != "prefix"} if match else {}
    if successor and (path := same_path(successor, language, asked)):
        there = language if language in successor.languages else successor.language
        moved = HttpResponsePermanentRedirect(hosts.address_of(successor, request, languages.path_in(successor, there, path)))
        moved["Cache-Control"] = "public, max-age=3600"
        return moved
    return _closed(request, site, language, successor)


def _bare(request: HttpRequest, site: Site, language: str) -> Frame:
    """The frame without ways into the site: they all lead here."""
    return replace(frame_of(request, site, language, None, indexed=False), menu=(), about=())


def _not_open(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    frame = _bare(request, site, language)
    page = {"onward": hosts.address_of(hosts.directory().front_door, request)}
    return render(request, "public/not_open.html", frame, page, status=404)


def _closed(request: HttpRequest, site: Site, language: str, successor: Site | None) -> HttpResponseBase:
    frame = _bare(request, site, language)
    address = hosts.address_of(successor, request) if successor else site.successor_url
    page = {
        "closed": _day(site.closed_at, language),
        "successor": successor.name if successor else _host_of(site.successor_url),
        "address": address,
        "national": _national(request),
        "onward": hosts.address_of(hosts.directory().front_door, request),
    }
    return render(request, "public/closed.html", frame, page, status=GONE)


def same_path(successor: Site, language: str, asked: dict[str, Any]) -> str:
    """Where the successor has what was asked for, without language prefix; empty where it has no such thing.

    Front pages and lists are not the same thing at another hospital: there the reader is told that the site is gone.
    """
    if "key" in asked:
        return _same_topic(successor, asked["key"], asked.get("place") or asked.get("slug", ""))
    if "folder" in asked and "slug" in asked:
        found = BY_FOLDER[asked["folder"]].found_at(successor).filter(slug=asked["slug"])
        here = found.filter(language=language).first() or found.filter(language=successor.language).first()
        return here.path if here else ""
    if set(asked) == {"slug"}:
        place = next((each for each in showings.places_at(successor) if each.slug == asked["slug"]), None)
        return place.path if place else ""
    return ""


def _same_topic(successor: Site, key: str, place: str) -> str:
    adoption = showings.adoption_of(successor, key)
    live = showings.showings_of(adoption) if adoption else []
    if adoption is None or not live:
        return ""
    path = path_of(adoption.topic.kind, key)
    return f"{path}{place}/" if place in {each.slug for each in showings.places_of(adoption, live)} else path


def _national(request: HttpRequest) -> str:
    """The national text about the topic that was asked for, where the front door has one."""
    match, front_door = request.resolver_match, hosts.directory().front_door
    topic = showings.topic_of(match.kwargs["key"]) if match and "key" in match.kwargs else None
    if topic is None or front_door.pk is None or topic.kind not in KIND_OF_LIST.values() or not showings.live_editions(topic):
        return ""
    return hosts.address_of(front_door, request, path_of(topic.kind, topic.key))


def _host_of(url: str) -> str:
    return url.removeprefix("https://").partition("/")[0]


def _day(moment: datetime | None, language: str) -> str:
    return dates.in_words(moment, language) if moment else ""
