"""Links to our own pages: no need to ask anybody, the database knows what stands there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from fellesnett.adoption.models import Adoption, Answer, Showing
from fellesnett.delivery.addresses import host_of
from fellesnett.foundation.languages import CODES
from fellesnett.national.models import Edition, Topic
from fellesnett.national.naming import KIND_OF_LIST, path_of
from fellesnett.organizations.models import Site
from fellesnett.pages.models import MenuEntry, OldAddress, SitePage, page_models


@dataclass(frozen=True, slots=True)
class Stands:
    """What stands at one of our own addresses. `moved_to`: the path it has now, where it has moved."""

    exists: bool
    moved_to: str = ""


THERE, GONE = Stands(exists=True), Stands(exists=False)


def our_hosts(sites: Iterable[Site] | None = None) -> dict[str, Site]:
    """Every name our sites answer to. One query where the sites are not given."""
    found: dict[str, Site] = {}
    for site in Site.objects.all() if sites is None else sites:
        found[host_of(site)] = site
        found |= {f"{site.slug}.{domain}": site for domain in settings.SITE_BASE_DOMAINS}
    return found


def stands(href: str, hosts: dict[str, Site], here: Site | None) -> Stands | None:
    """What stands at an address of ours, seen from a page of `here`. None where it is no page of ours, or one we do not judge
    (lists, forms, files)."""
    parts = urlsplit(href)
    site = hosts.get(parts.hostname or "") if parts.hostname else here
    if site is None or parts.scheme not in ("http", "https", "") or not parts.path.startswith("/"):
        return None
    words = [word for word in parts.path.split("/") if word]
    language = words.pop(0) if words and words[0] in CODES else site.language
    if len(words) < 2:
        return None
    if words[0] in KIND_OF_LIST:
        return _topic(site, language, words)
    model = next((model for model in page_models() if model.folder == words[0]), None)
    return _page(site, language, model, words[1]) if model and len(words) == 2 else None


def menus_leading_nowhere(sites: Iterable[int]) -> dict[int, list[str]]:
    """By the key of each of these sites, the ways in its menu where no page of it stands any more."""
    hosts, found = our_hosts(), dict[int, list[str]]()
    for entry in MenuEntry.objects.filter(profile__site__in=list(sites)).select_related("profile__site"):
        site = entry.profile.site
        there = stands(entry.path, hosts, site)
        if there is not None and not there.exists:
            found.setdefault(site.pk, []).append(entry.path)
    return found


def _topic(site: Site, language: str, words: list[str]) -> Stands:
    topic = Topic.objects.filter(key=words[1]).first()
    if topic is None or not _is_shown(topic, site):
        return GONE
    if KIND_OF_LIST[words[0]] == topic.kind:
        return THERE
    return Stands(exists=True, moved_to=site.path_in(language, path_of(topic.kind, topic.key)))


def _is_shown(topic: Topic, site: Site) -> bool:
    if site.is_front_door:
        return Edition.objects.live().filter(topic=topic).exists()
    own_page = Adoption.objects.for_site(site).filter(topic=topic, answer=Answer.OWN_PAGE)
    return own_page.exists() or Showing.objects.live().filter(text__adoption__site=site, text__adoption__topic=topic).exists()


def _page(site: Site, language: str, model: type[SitePage], slug: str) -> Stands:
    live = model._default_manager.filter(site=site, language=language, live=True)
    if live.filter(slug=slug).exists():
        return THERE
    old = OldAddress.objects.for_site(site).filter(language=language, folder=model.folder, slug=slug).first()
    page = live.filter(work=old.work).first() if old else None
    return Stands(exists=True, moved_to=page.address) if page else GONE
