"""Ways onward from a topic: to other topics about the same disease or the same operation."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from fellesnett.national.models import Edition, EditionState, Topic
from fellesnett.national.naming import path_of
from fellesnett.organizations.models import Site
from fellesnett.public import hosts, languages, showings
from fellesnett.public.labels import KIND_NAMES

CATEGORY = 3
"""Signs of a code that name its category: I50 of I509 in ICD-10, NGB of NGB20 in NCSP and NCMP."""
MOST = 6


@dataclass(frozen=True, slots=True)
class Related:
    text: str
    href: str
    kind: str


def related(site: Site, language: str, topic: Topic) -> tuple[Related, ...]:
    """The topics with a code in one of this topic's categories that this site shows in this language, by title.

    At most `MOST`: the reader wants the next page, not a list. As they are, or were `SITE_MAP_SECONDS` ago: every topic
    page asks.
    """
    kept, asked = hosts.directory().related, (site.slug, language, topic.key)
    if asked not in kept:
        kept[asked] = _related_now(site, language, topic)
    return kept[asked]


def _related_now(site: Site, language: str, topic: Topic) -> tuple[Related, ...]:
    kinds = _akin(topic)
    titles = _titles(site, language, kinds) if kinds else {}
    found = (
        Related(title, languages.path_in(site, language, path_of(kinds[key], key)), str(KIND_NAMES[kinds[key]]))
        for key, title in titles.items()
    )
    return tuple(sorted(found, key=lambda each: each.text.casefold())[:MOST])


def _akin(topic: Topic) -> dict[str, str]:
    """Key -> kind of the topics in use that share a category with this one."""
    shared = Q()
    for system, code in topic.codings.values_list("system_id", "code"):
        shared |= Q(codings__system_id=system, codings__code__startswith=code[:CATEGORY])
    if not shared:
        return {}
    akin = Topic.objects.filter(shared, withdrawn_at__isnull=True).exclude(pk=topic.pk)
    return dict(akin.order_by().values_list("key", "kind").distinct())


def _titles(site: Site, language: str, keys: dict[str, str]) -> dict[str, str]:
    if not site.is_front_door:
        return showings.titles_of(site, keys, language)
    live = Edition.objects.filter(topic__key__in=keys, language=language, state=EditionState.LIVE)
    return dict(live.order_by().values_list("topic__key", "title"))
