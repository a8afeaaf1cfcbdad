"""The front page of a site, and its A to Å lists."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fellesnett.organizations.models import OrganizationKind, Site
from fellesnett.public import alphabet, hosts, languages, showings, topic_pages
from fellesnett.public.labels import KIND_OF_LIST, LIST_NAMES, language_name
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page

HOSPITALS = frozenset(
    {
        OrganizationKind.HEALTH_TRUST,
        OrganizationKind.HOSPITAL,
        OrganizationKind.PRIVATE_NONPROFIT,
        OrganizationKind.PRIVATE,
        OrganizationKind.CONTRACT_SPECIALIST,
    }
)


@public_page
def home(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/`: what this site has, and nothing it has not."""
    counts = showings.counts_at(site, language)
    entries = tuple(
        (Link(str(LIST_NAMES[word]), languages.path_in(site, language, f"/{word}/")), counts[kind])
        for word, kind in KIND_OF_LIST.items()
        if counts.get(kind)
    )
    frame = frame_of(request, site, language, "/", existing=dict.fromkeys(languages.of_site(site), "/"))
    page = {
        "entries": entries,
        "hospitals": _sites(request, hospitals=True) if site.is_front_door else (),
        "others": _sites(request, hospitals=False) if site.is_front_door else (),
        "contacts": () if site.is_front_door else _contacts(site, language),
    }
    return render(request, "public/home.html", frame, page)


def _contacts(site: Site, language: str) -> tuple[topic_pages.Contact, ...]:
    return tuple(topic_pages.contact_of(place, language) for place in showings.places_at(site))


def _sites(request: HttpRequest, *, hospitals: bool) -> tuple[Link, ...]:
    """The sites of hospitals, or all others; the front door itself aside."""
    sites = (site for site in hosts.directory().by_slug.values() if not site.is_front_door)
    wanted = (site for site in sites if (site.organization.kind in HOSPITALS) is hospitals)
    ordered = sorted(wanted, key=lambda site: alphabet.sort_key(site.name))
    return tuple(Link(site.name, hosts.address_of(site, request)) for site in ordered)


@public_page
def a_to_z(request: HttpRequest, site: Site, language: str, word: str) -> HttpResponseBase:
    """`/<list>/`: every topic of a kind, and the other words people use for them."""
    kind = KIND_OF_LIST[word]
    titles = showings.national_titles(kind, language) if site.is_front_door else showings.titles_at(site, kind, language)
    groups = alphabet.by_letter(showings.with_synonyms(titles, language), lambda item: item.term, language)
    existing = dict.fromkeys(showings.languages_of_list(site, kind), f"/{word}/")
    frame = frame_of(request, site, language, f"/{word}/", existing=existing, current=word, indexed=bool(titles))
    page = {
        "title": str(LIST_NAMES[word]),
        "groups": tuple((letter, _anchor(letter), tuple(items)) for letter, items in groups),
        "base": languages.path_in(site, language, f"/{word}/"),
        "elsewhere": _fuller_list(site, language, existing),
    }
    return render(request, "public/list.html", frame, page)


def _anchor(letter: str) -> str:
    return "tall" if letter == alphabet.DIGITS else f"bokstav-{letter.lower()}"


def _fuller_list(site: Site, language: str, existing: dict[str, str]) -> Link | None:
    """The same list in the language in which the site says most, where that is not this one."""
    other = languages.preferred(site, {code for code in existing if code in languages.PREFIXES})
    if other is None or other == language:
        return None
    return Link(language_name(other), languages.path_in(site, other, existing[other]), other)
