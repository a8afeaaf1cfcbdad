"""The A to Å lists of a site."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.organizations.models import Site
from fellesnett.public import alphabet, languages, showings
from fellesnett.public.elsewhere import offered_elsewhere
from fellesnett.public.labels import LIST_NAMES, language_name
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page


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
        "others": offered_elsewhere(request, site, language, word),
    }
    return render(request, "public/list.html", frame, page)


def _anchor(letter: str) -> str:
    return "tall" if letter == alphabet.DIGITS else f"bokstav-{letter.lower()}"


def _fuller_list(site: Site, language: str, existing: dict[str, str]) -> Link | None:
    """The same list in the language in which the site says most, where that is not this one."""
    other = languages.preferred(site, set(existing))
    if other is None or other == language:
        return None
    return Link(language_name(other), languages.path_in(site, other, existing[other]), other)
