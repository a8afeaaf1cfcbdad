"""What a hospital's A to Å list lacks: topics that others offer, each with where, so that a gap in the list is no riddle."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import Site
from fellesnett.public import alphabet, hosts, showings
from fellesnett.public.offering import is_hospital
from fellesnett.public.topic_pages import Link

AT_ONCE = 40  # more lines than this are shown when asked for (`?vis=alle`): the list itself stays short
NAMED = 3  # hospitals named for each topic
PARAMETER, EVERYTHING = "vis", "alle"


@dataclass(frozen=True, slots=True)
class Missing:
    """A topic that this hospital does not show: its title, what the hospital says, and who offers it. It has a page here only
    where the hospital has `declined` it: a page that is not written is no place to lead anybody."""

    title: str
    key: str
    note: str
    hospitals: tuple[Link, ...]
    more: int
    declined: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """`lines` are left out, and counted, where there are many and nobody has asked for them."""

    count: int
    lines: tuple[Missing, ...]


def offered_elsewhere(request: HttpRequest, site: Site, language: str, word: str) -> Elsewhere | None:
    """The topics of a list that other hospitals show and this one does not, in any language. Nothing on a site that is no
    hospital's, and nothing about advice, which is not offered anywhere."""
    kind = KIND_OF_LIST[word]
    if site.is_front_door or kind == TopicKind.SUPPORT_ARTICLE or not is_hospital(site):
        return None
    hospitals = {each.pk: each for each in hosts.directory().open_sites if is_hospital(each)}
    titles, offering = showings.national_titles(kind, language), showings.sites_by_topic(kind)
    missing = {
        key: near
        for key, pks in offering.items()
        if key in titles
        and site.pk not in pks
        and (near := _nearest_first(site, [hospitals[pk] for pk in pks if pk in hospitals]))
    }
    if request.GET.get(PARAMETER) != EVERYTHING and len(missing) > AT_ONCE:
        return Elsewhere(len(missing), ())
    declined = showings.declined_at(site, kind)
    lines = [_line(request, word, key, titles[key], near, declined=key in declined) for key, near in missing.items()]
    return Elsewhere(len(lines), tuple(sorted(lines, key=lambda line: alphabet.sort_key(line.title, language))))


def _nearest_first(site: Site, hospitals: list[Site]) -> list[Site]:
    """Those of the same region first, by name."""
    region = site.organization.lineage[:1]
    return sorted(hospitals, key=lambda each: (each.organization.lineage[:1] != region, alphabet.sort_key(each.name)))


def _line(request: HttpRequest, word: str, key: str, title: str, near: list[Site], *, declined: bool) -> Missing:
    links = tuple(Link(each.name, hosts.address_of(each, request, f"/{word}/{key}/")) for each in near[:NAMED])
    note = gettext("Tilbys ikke her.") if declined else gettext("Ikke beskrevet her ennå.")
    return Missing(title, key, note, links, len(near) - len(links), declined)
