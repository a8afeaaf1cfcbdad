"""`/feeds/...`: what is new and changed at a site, for whoever follows it; asked again and again, and mostly answered 304.

A reader is told that nothing is new by the mark of the whole feed (ETag) alone. No moment covers all that it shows: what the
site, its organization, a place and a topic are called may change, and a text may leave it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from fellesnett.delivery.addresses import ALL, FEED_TYPES, FOLLOWED, origin_of, site_at
from fellesnett.foundation.languages import interface_of
from fellesnett.organizations.models import Site
from fellesnett.syndication import subjects, writers
from fellesnett.syndication.doors import open_to_all
from fellesnett.syndication.refusals import Refused
from fellesnett.syndication.subjects import Told
from fellesnett.syndication.writers import Feed

_WRITERS: dict[str, Callable[[Feed], str]] = {"atom": writers.as_atom, "rss": writers.as_rss, "json": writers.as_json}
LAST_PAGE = 40  # as far back as 2,000 entries: whoever wants everything takes the export

Question = Callable[[Site, str, int], Told | None]
"""Asks for what a site tells in a language, a page of it."""


@open_to_all
def by_word(request: HttpRequest, word: str, form: str) -> HttpResponse:
    """What stands under the word of a list (`nyheter`, `behandlinger`), or all of it (`alt`)."""
    if word not in (ALL, *FOLLOWED):
        raise Refused(404, _("Adressen finnes ikke her."))
    return _answer(
        request,
        form,
        lambda language: subjects.name_of(word),
        lambda site, language, page: subjects.about_word(site, word, language, page),
    )


@open_to_all
def by_topic(request: HttpRequest, topic: str, form: str) -> HttpResponse:
    """The texts on a topic, by its key."""

    def title(language: str) -> str:
        if name := subjects.name_of_topic(topic, language):
            return name
        raise Refused(404, _("Adressen finnes ikke her."))

    return _answer(request, form, title, lambda site, language, page: subjects.about_topic(site, topic, language, page))


@open_to_all
def by_code(request: HttpRequest, system: str, code: str, form: str) -> HttpResponse:
    """The texts about a code, by any name of its system."""
    return _answer(
        request,
        form,
        lambda language: code,
        lambda site, language, page: subjects.about_code(site, system, code, language, page),
    )


def _answer(request: HttpRequest, form: str, title: Callable[[str], str], ask: Question) -> HttpResponse:
    site = site_at(request.get_host()) or Site.objects.filter(is_front_door=True).first()
    if site is None or not site.is_open:
        raise Refused(404, _("Adressen finnes ikke her."))
    language, page = _language(request, site), _page(request)
    with translation.override(interface_of(language)):
        told = ask(site, language, page)
        if told is None:
            raise Refused(404, _("Vi kjenner ikke kodeverket."))
        said = _WRITERS[form](_feed(request, site, title(language), language, page, told))
    return HttpResponse(said, content_type=f"{FEED_TYPES[form]}; charset=utf-8")


def _feed(request: HttpRequest, site: Site, title: str, language: str, page: int, told: Told) -> Feed:
    origin = origin_of(site)
    here = iri_to_uri(request.path)
    spoken = {"language": language} if language != site.language else {}

    def address(number: int, path: str = here) -> str:
        asked = spoken | ({"page": str(number)} if number > 1 else {})
        return f"{origin}{path}" + (f"?{urlencode(asked)}" if asked else "")

    return Feed(
        id=address(1, here.rpartition(".")[0]),  # the same in every form
        title=f"{title} – {site.name}",
        home=f"{origin}{site.path_in(language, '/')}",
        address=address(page),
        following=address(page + 1) if told.more and page < LAST_PAGE else "",
        language=language,
        author=site.organization.name,
        entries=told.entries,
    )


def _language(request: HttpRequest, site: Site) -> str:
    asked = request.GET.get("language", "") or site.language
    if asked not in site.languages:
        raise Refused(404, _("Nettstedet har ikke dette språket."))
    return asked


def _page(request: HttpRequest) -> int:
    written = request.GET.get("page", "1")
    if not (written.isascii() and written.isdecimal() and 1 <= int(written[:9]) <= LAST_PAGE):
        raise Refused(404, _("Så langt tilbake går ikke lista."))
    return int(written[:9])
