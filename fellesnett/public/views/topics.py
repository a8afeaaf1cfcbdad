"""The topic page: of a hospital, of one of its places, of the national front door; and what stands where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode, urljoin

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from fellesnett.adoption.models import Adoption, Showing
from fellesnett.composition.composing import Snapshot
from fellesnett.editorial import subjects
from fellesnett.foundation import clock
from fellesnett.foundation.languages import SOURCE
from fellesnett.national import naming
from fellesnett.national.models import Topic
from fellesnett.national.naming import LIST_OF_KIND
from fellesnett.national.sections import TopicKind
from fellesnett.national.sourcing import retired_among
from fellesnett.organizations.models import Place, Site
from fellesnett.public import (
    absence,
    dates,
    helsenorge,
    homes,
    hosts,
    indexing,
    languages,
    matching,
    onward,
    showings,
    signposts,
    structured,
    topic_pages,
    waiting,
)
from fellesnett.public.feedback import asking
from fellesnett.public.finding import private
from fellesnett.public.labels import KIND_NAMES, LIST_NAMES, language_name
from fellesnett.public.offering import ANCHOR, hospitals_offering
from fellesnett.public.rendering import Frame, frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page

_AS_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


@public_page
def topic(request: HttpRequest, site: Site, language: str, word: str, key: str, place: str = "") -> HttpResponseBase:
    """`/<list>/<key>/` and `/<list>/<key>/<place>/`"""
    if site.is_front_door:
        return _national(request, site, language, word, key, place)
    adoption = showings.adoption_of(site, key)
    found = adoption.topic if adoption else showings.topic_of(key)
    if found is None:
        raise Http404
    if LIST_OF_KIND[found.kind] != word:
        return _moved(site, language, found, place)
    if adoption is None:
        return _absent(request, site, language, found, None)
    live = showings.showings_of(adoption)
    if not live:
        return _absent(request, site, language, found, adoption)
    return _hospital(request, site, language, adoption, live, place)


def _moved(site: Site, language: str, found: Topic, place: str = "") -> HttpResponseBase:
    path = path_of(found) + (f"{place}/" if place else "")
    return HttpResponsePermanentRedirect(languages.path_in(site, language, path))


def path_of(found: Topic) -> str:
    """The path of a topic, without language prefix."""
    return naming.path_of(found.kind, found.key)


# --- a hospital's page ----------------------------------------------------------------------------------------------


def _hospital(
    request: HttpRequest, site: Site, language: str, adoption: Adoption, live: list[Showing], slug: str
) -> HttpResponseBase:
    places = showings.places_of(adoption, live)
    if not slug and (there := _old_link(request.GET.get("sted", ""), places)):
        return HttpResponsePermanentRedirect(f"{request.path}{there.slug}/")
    place = next((known for known in places if known.slug == slug), None)
    if slug and place is None:
        raise Http404
    here = {showing.text.language: showing for showing in live if showing.place_id is None}
    at_place = {showing.text.language: showing for showing in live if place and showing.place_id == place.pk}
    showing = at_place.get(language) or here.get(language)
    if showing is None:
        return _other_language(request, site, language, adoption.topic, {**here, **at_place}, slug)
    path, key = path_of(adoption.topic), adoption.topic.key
    at_slug = f"{path}{slug}/" if slug else path
    existing, word = dict.fromkeys({**here, **at_place}, at_slug), LIST_OF_KIND[adoption.topic.kind]
    own = indexing.of_its_own(_hashes(at_place), _hashes(here)) if slug else list(here)
    lasting, told = (at_slug, own) if language in own else (path, [])  # a page like the hospital's leads to the hospital's
    frame = frame_of(request, site, language, lasting, existing=existing, alternates=dict.fromkeys(told, at_slug), current=word)
    frame = _to_be_shown_elsewhere(frame)
    page = hospital_page(request, site, language, adoption, showing, places, place)
    page["paper"] = hosts.address_of(site, request, page["short_address"])
    page["feedback"] = asking(site, language, at_slug, page, subjects.topic(key))
    return render(request, "public/topic.html", frame, page, snapshot=showing.snapshot.hash)


def _to_be_shown_elsewhere(frame: Frame) -> Frame:
    """The frame of a page whose text others may show in a frame of theirs (oEmbed 1.0, section 4: discovery). The whole address:
    those who ask take it as it stands (WordPress)."""
    return replace(frame, oembed=urljoin(frame.canonical, f"/oembed?{urlencode({'url': frame.canonical})}"))


def _hashes(showings_here: dict[str, Showing]) -> dict[str, str]:
    return {language: showing.snapshot.hash for language, showing in showings_here.items()}


def _old_link(wanted: str, places: list[Place]) -> Place | None:
    """The place that `?sted=` of the old websites means, by short name or by name. An unknown one means the hospital."""
    sought = _as_slug(wanted)
    return next((place for place in places if sought in (place.slug, *map(_as_slug, place.name.values()))), None)


def _as_slug(name: str) -> str:
    return slugify(name.translate(_AS_LETTERS))


def _retired(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """Words of others on the page that hold no more, whatever edition it shows. No query where it has none of others'."""
    return retired_among((block.attribution, block.html) for block in snapshot.blocks())


def hospital_page(
    request: HttpRequest,
    site: Site,
    language: str,
    adoption: Adoption,
    showing: Showing,
    places: list[Place],
    place: Place | None,
) -> dict[str, Any]:
    """All that a hospital's topic page says, as values."""
    composed = showings.composed(showing.snapshot)
    snapshot, edition = composed.snapshot, showing.snapshot.edition
    variant = adoption.variant.name if adoption.variant else ""
    speakers = topic_pages.speakers_of(site, variant, place or showing.place, language)
    today = timezone.localdate(clock.now())
    path = path_of(adoption.topic)
    return {
        "title": snapshot.title,
        "title_lang": languages.foreign_to(snapshot.language, language),
        "kind_name": str(KIND_NAMES[adoption.topic.kind]),
        "crumb": _crumb(site, language, adoption.topic),
        "snapshot": showing.snapshot.hash,
        "sections": topic_pages.shown_sections(snapshot, composed.kinds, speakers, retired=_retired(snapshot)),
        "here": place.name_in(language) if place else "",
        "choices": _choices(site, language, path, places, place),
        "contacts": tuple(
            homes.contact(request, site, each, language, today, visit=_sheet(site, language, path, each, showing))
            for each in ([place] if place else places)
        ),
        "unit": adoption.unit,
        "owner_unit": adoption.topic.unit,
        "source": adoption.topic.source,
        "review": topic_pages.review_of(edition.reviewed_on, edition.review_by, today, language),
        "approved": topic_pages.approval_in_words(showing.approval, language) if showing.approval_id else "",
        "edition": edition.number,
        "changed": edition.note_public,
        "data": _data(adoption.topic, snapshot.title, edition.reviewed_on, site.name, hosts.address_of(site, request)),
        "version": f"/v/{showing.snapshot.hash.removeprefix('sha256:')}/",
        "short_address": short_path(adoption, place),
        "machine_draft": edition.machine_draft,
        "demonstration": adoption.topic.is_demonstration,
        "waits": waiting.waits(site, adoption.topic, place, language, today),
        **_onward(site, language, adoption.topic, snapshot),
    }


def _data(found: Topic, title: str, reviewed: date, publisher: str, home: str) -> structured.Data:
    """The page as schema.org knows it."""
    return structured.medical_page(
        kind=found.kind, title=title, reviewed=reviewed, reviewed_by=found.unit, publisher=publisher, home=home
    )


def _onward(site: Site, language: str, found: Topic, snapshot: Snapshot) -> dict[str, Any]:
    """Where to go from a topic: to helsenorge, and to topics that are akin to it. The choice of hospital stands with the
    words about referral, where the page has any."""
    choose = helsenorge.way("choose", language) if found.kind != TopicKind.SUPPORT_ARTICLE else None
    told = any(section.key == "referral" and section.blocks for section in snapshot.sections)
    ways = helsenorge.on_topic(language)
    return {
        "helsenorge": ways if told or choose is None else (*ways, choose),
        "choose": choose,
        "signposts": signposts.onward(site, language, found, timezone.localdate(clock.now())),
        "related": onward.related(site, language, found),
        "matching": matching.matching(site, language, found, timezone.localdate(clock.now())),
    }


def _sheet(site: Site, language: str, path: str, place: Place, showing: Showing) -> str:
    """The address of the sheet to print before a visit; none for what is no longer shown."""
    return languages.path_in(site, language, f"{path}{place.slug}/mitt-besok/") if showing.live_to is None else ""


def short_path(adoption: Adoption, place: Place | None) -> str:
    """The short address of a topic, or of a topic at a place: stands as long as the place's own address does."""
    return f"/b/{adoption.short_code}-{place.slug}" if place else f"/b/{adoption.short_code}"


def _crumb(site: Site, language: str, found: Topic) -> Link:
    word = LIST_OF_KIND[found.kind]
    return Link(str(LIST_NAMES[word]), languages.path_in(site, language, f"/{word}/"))


def _choices(site: Site, language: str, path: str, places: list[Place], place: Place | None) -> tuple[Link, ...]:
    """The places to choose between; nothing where there is no choice."""
    if len(places) < 2:
        return ()
    return tuple(
        Link(each.name_in(language), languages.path_in(site, language, f"{path}{each.slug}/"), current=each == place)
        for each in places
    )


# --- what stands where the page is not ------------------------------------------------------------------------------


def _other_language(
    request: HttpRequest, site: Site, language: str, found: Topic, existing: dict[str, Any], slug: str
) -> HttpResponseBase:
    """The page does not exist in this language: say so, and offer the one that does."""
    path = path_of(found) + (f"{slug}/" if slug else "")
    versions, word = dict.fromkeys(existing, path), LIST_OF_KIND[found.kind]
    frame = frame_of(request, site, language, path, existing=versions, current=word, indexed=False)
    offers = tuple(
        Link(languages.OWN_NAMES[code], languages.path_in(site, code, path), code)
        for code in sorted(existing, key=lambda code: code != languages.preferred(site, set(existing)))
    )
    page = {
        "title": found.title,
        "title_lang": _working(language),
        "wanted": language_name(language),
        "offers": offers,
        "crumb": _crumb(site, language, found),
    }
    return render(request, "public/topic_other_language.html", frame, page)


def _working(language: str) -> str:
    """A topic's working title is in bokmål, whatever page tells of it."""
    return languages.foreign_to(SOURCE, language)


def _absent(request: HttpRequest, site: Site, language: str, found: Topic, adoption: Adoption | None) -> HttpResponseBase:
    """No page here, and why (`absence`), with ways on."""
    path, front_door = path_of(found), hosts.directory().front_door
    frame = frame_of(request, site, language, path, current=LIST_OF_KIND[found.kind], indexed=False)
    elsewhere = not site.is_front_door and front_door.pk is not None
    national = elsewhere and bool(showings.live_editions(found))
    page = {
        "title": found.title,
        "title_lang": _working(language),
        "crumb": _crumb(site, language, found),
        "national": hosts.address_of(front_door, request, path) if national else "",
        "nearest": hosts.address_of(front_door, request, f"{path}#{ANCHOR}" if national else "/sykehus/") if elsewhere else "",
        "successor": _successor(site, language, found),
        "demonstration": found.is_demonstration,
        **absence.absence_of(request, site, language, found, adoption, path),
    }
    return render(request, "public/topic_absent.html", frame, page, status=absence.STATUS.get(page["answer"], 404))


def _successor(site: Site, language: str, found: Topic) -> Link | None:
    if found.successor is None:
        return None
    return Link(found.successor.title, languages.path_in(site, language, path_of(found.successor)))


# --- the national front door ----------------------------------------------------------------------------------------


def _national(request: HttpRequest, site: Site, language: str, word: str, key: str, place: str) -> HttpResponseBase:
    """The national text, and the hospitals that offer it."""
    found = showings.topic_of(key)
    if found is None or place:
        raise Http404
    if LIST_OF_KIND[found.kind] != word:
        return _moved(site, language, found)
    editions = showings.live_editions(found)
    if not editions:
        return _absent(request, site, language, found, None)
    if language not in editions:
        return _other_language(request, site, language, found, dict(editions), "")
    edition, path = editions[language], path_of(found)
    snapshot = showings.national(edition)
    search, offered = hospitals_offering(request, language, found, path)
    versions = dict.fromkeys(editions, path)
    frame = frame_of(request, site, language, path, existing=versions, current=word, indexed=not search.asked)
    frame = _to_be_shown_elsewhere(frame)
    page = {
        "title": edition.title,
        "title_lang": languages.foreign_to(language, language),
        "kind_name": str(KIND_NAMES[found.kind]),
        "crumb": _crumb(site, language, found),
        "snapshot": snapshot.hash,
        "sections": topic_pages.shown_sections(
            snapshot, {}, topic_pages.Speakers(site.name), national=True, retired=_retired(snapshot)
        ),
        **offered,
        "owner_unit": found.unit,
        "source": found.source,
        "review": topic_pages.review_of(edition.reviewed_on, edition.review_by, timezone.localdate(clock.now()), language),
        "released": dates.in_words(edition.effective_at, language),
        "edition": edition.number,
        "changed": edition.note_public,
        "data": _data(found, edition.title, edition.reviewed_on, site.name, hosts.address_of(site, request)),
        "machine_draft": edition.machine_draft,
        "demonstration": found.is_demonstration,
        **_onward(site, language, found, snapshot),
    }
    page["feedback"] = asking(site, language, path, page, subjects.topic(key))
    return private(render(request, "public/topic_national.html", frame, page, snapshot=snapshot.hash), search)


# --- short and exact addresses --------------------------------------------------------------------------------------


@require_safe
def version(request: HttpRequest, digest: str) -> HttpResponseBase:
    """`/v/<hash>/`: exactly what this site showed, with who approved it and when it was shown."""
    site = hosts.site_of(request)
    history = showings.history_of(site, f"sha256:{digest.removeprefix('sha256:').lower()}")
    if not history:
        raise Http404
    language = history[0].text.language
    with translation.override(languages.interface_of(language)):
        return _version(request, site, language, history)


def _period(row: Showing, language: str) -> tuple[str, str]:
    shown = topic_pages.shown_period(row.live_from, row.live_to, language)
    return shown, topic_pages.approval_in_words(row.approval, language)


def _version(request: HttpRequest, site: Site, language: str, history: list[Showing]) -> HttpResponseBase:
    latest = next((row for row in reversed(history) if row.place_id is None), history[-1])
    adoption = latest.text.adoption
    frame = frame_of(request, site, language, None, existing={language: request.path}, indexed=False)
    page = hospital_page(request, site, language, adoption, latest, [latest.place] if latest.place else [], latest.place) | {
        "waits": (),  # they are of today, and this is how the page was
        "periods": tuple(dict.fromkeys(_period(row, language) for row in history)),
        "is_shown": any(row.live_to is None for row in history),
        "current": languages.path_in(site, language, path_of(adoption.topic)),
    }
    return render(request, "public/version.html", frame, page, snapshot=latest.snapshot.hash)
