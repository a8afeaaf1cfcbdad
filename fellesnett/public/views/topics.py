"""The topic page: of a hospital, of one of its places, of the national front door; and what stands where it is not."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from fellesnett.adoption.models import Adoption, Answer, Showing
from fellesnett.foundation import clock
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site
from fellesnett.public import dates, hosts, languages, showings, topic_pages
from fellesnett.public.labels import KIND_NAMES, LIST_NAMES, LIST_OF_KIND, language_name
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@public_page
def topic(request: HttpRequest, site: Site, language: str, word: str, key: str, place: str = "") -> HttpResponseBase:
    """`/<list>/<key>/` and `/<list>/<key>/<place>/`"""
    wanted = request.GET.get("sted", "")
    if wanted and not place and _SLUG.fullmatch(wanted):
        return HttpResponsePermanentRedirect(f"{request.path}{wanted}/")
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
    return f"/{LIST_OF_KIND[found.kind]}/{found.key}/"


# --- a hospital's page ----------------------------------------------------------------------------------------------


def _hospital(
    request: HttpRequest, site: Site, language: str, adoption: Adoption, live: list[Showing], slug: str
) -> HttpResponseBase:
    places = showings.places_of(adoption, live)
    place = next((known for known in places if known.slug == slug), None)
    if slug and place is None:
        raise Http404
    here = {showing.text.language: showing for showing in live if showing.place_id is None}
    at_place = {showing.text.language: showing for showing in live if place and showing.place_id == place.pk}
    showing = at_place.get(language) or here.get(language)
    if showing is None:
        return _other_language(request, site, language, adoption.topic, {**here, **at_place}, slug)
    path = path_of(adoption.topic)
    at_slug = f"{path}{slug}/" if slug else path
    same_as_hospital = language in here and here[language].snapshot.hash == showing.snapshot.hash
    existing, word = dict.fromkeys({**here, **at_place}, at_slug), LIST_OF_KIND[adoption.topic.kind]
    frame = frame_of(request, site, language, path if same_as_hospital else at_slug, existing=existing, current=word)
    page = hospital_page(site, language, adoption, showing, places, place)
    return render(request, "public/topic.html", frame, page, snapshot=showing.snapshot.hash)


def hospital_page(
    site: Site, language: str, adoption: Adoption, showing: Showing, places: list[Place], place: Place | None
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
        "kind_name": str(KIND_NAMES[adoption.topic.kind]),
        "crumb": _crumb(site, language, adoption.topic),
        "snapshot": showing.snapshot.hash,
        "sections": topic_pages.shown_sections(snapshot, composed.kinds, speakers),
        "here": place.name_in(language) if place else "",
        "choices": _choices(site, language, path, places, place),
        "contacts": tuple(topic_pages.contact_of(each, language) for each in ([place] if place else places)),
        "unit": adoption.unit,
        "owner_unit": adoption.topic.unit,
        "source": adoption.topic.source,
        "review": topic_pages.review_of(edition.reviewed_on, edition.review_by, today, language),
        "approved": topic_pages.approval_in_words(showing.approval, language),
        "edition": edition.number,
        "changed": edition.note_public,
        "version": f"/v/{showing.snapshot.hash.removeprefix('sha256:')}/",
        "short_address": f"/b/{adoption.short_code}",
        "machine_draft": edition.machine_draft,
        "demonstration": adoption.topic.is_demonstration,
    }


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
        if code in languages.PREFIXES
    )
    page = {"title": found.title, "wanted": language_name(language), "offers": offers, "crumb": _crumb(site, language, found)}
    return render(request, "public/topic_other_language.html", frame, page)


def _absent(request: HttpRequest, site: Site, language: str, found: Topic, adoption: Adoption | None) -> HttpResponseBase:
    """No page here, and why: not offered (then where), taken down, or not yet described."""
    answer = adoption.answer if adoption else Answer.UNDECIDED
    path = path_of(found)
    frame = frame_of(request, site, language, path, current=LIST_OF_KIND[found.kind], indexed=False)
    showing = showings.sites_showing(found)
    named = list(adoption.offered_at.all()) if adoption and answer == Answer.NOT_OFFERED else []
    page = {
        "title": found.title,
        "answer": str(answer),
        "crumb": _crumb(site, language, found),
        "offered_at": hospital_links(request, named or showing, path, showing),
        "national": hosts.address_of(hosts.directory().front_door, request, path),
        "successor": _successor(site, language, found),
        "demonstration": found.is_demonstration,
    }
    status = {Answer.NOT_OFFERED: 200, Answer.WITHDRAWN: 410}.get(Answer(answer), 404)
    return render(request, "public/topic_absent.html", frame, page, status=status)


def _successor(site: Site, language: str, found: Topic) -> Link | None:
    if found.successor is None:
        return None
    return Link(found.successor.title, languages.path_in(site, language, path_of(found.successor)))


def hospital_links(request: HttpRequest, sites: list[Site], path: str, showing: list[Site]) -> tuple[Link, ...]:
    """Hospitals with the address of their page of a topic; of their front page where they show none."""
    shown = {site.pk for site in showing}
    return tuple(Link(site.name, hosts.address_of(site, request, path if site.pk in shown else "/")) for site in sites)


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
    frame = frame_of(request, site, language, path, existing=dict.fromkeys(editions, path), current=word)
    offering = showings.sites_showing(found)
    page = {
        "title": edition.title,
        "kind_name": str(KIND_NAMES[found.kind]),
        "crumb": _crumb(site, language, found),
        "snapshot": snapshot.hash,
        "sections": topic_pages.shown_sections(snapshot, {}, topic_pages.Speakers(site.name), national=True),
        "hospitals": hospital_links(request, offering, path, offering),
        "owner_unit": found.unit,
        "source": found.source,
        "review": topic_pages.review_of(edition.reviewed_on, edition.review_by, timezone.localdate(clock.now()), language),
        "released": dates.in_words(edition.effective_at, language),
        "edition": edition.number,
        "changed": edition.note_public,
        "machine_draft": edition.machine_draft,
        "demonstration": found.is_demonstration,
    }
    return render(request, "public/topic_national.html", frame, page, snapshot=snapshot.hash)


# --- short and exact addresses --------------------------------------------------------------------------------------


@require_safe
def short_address(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/b/<code>`: from a letter or a QR code to the page, on whichever site it is asked for. Never expires."""
    adoption = showings.adoption_of_code(code)
    if adoption is None:
        raise Http404
    path = path_of(adoption.topic)
    same = adoption.site.pk == hosts.site_of(request).pk
    response = HttpResponseRedirect(path if same else hosts.address_of(adoption.site, request, path))
    response["Cache-Control"] = "public, max-age=60"
    return response


@require_safe
def version(request: HttpRequest, digest: str) -> HttpResponseBase:
    """`/v/<hash>/`: exactly what this site showed, with who approved it and when it was shown."""
    site = hosts.site_of(request)
    history = showings.history_of(site, f"sha256:{digest.removeprefix('sha256:').lower()}")
    if not history:
        raise Http404
    language = history[0].text.language
    with translation.override(language):
        return _version(request, site, language, history)


def _period(row: Showing, language: str) -> tuple[str, str]:
    shown = topic_pages.shown_period(row.live_from, row.live_to, language)
    return shown, topic_pages.approval_in_words(row.approval, language)


def _version(request: HttpRequest, site: Site, language: str, history: list[Showing]) -> HttpResponseBase:
    latest = next((row for row in reversed(history) if row.place_id is None), history[-1])
    adoption = latest.text.adoption
    frame = frame_of(request, site, language, None, indexed=False)
    page = hospital_page(site, language, adoption, latest, [latest.place] if latest.place else [], latest.place) | {
        "periods": tuple(dict.fromkeys(_period(row, language) for row in history)),
        "is_shown": any(row.live_to is None for row in history),
        "current": languages.path_in(site, language, path_of(adoption.topic)),
    }
    return render(request, "public/version.html", frame, page, snapshot=latest.snapshot.hash)
