"""What may be followed at a site: its news, its events, its texts of a kind, about a topic or a code."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fellesnett.codes.queries import systems_by_any_name
from fellesnett.delivery.addresses import ALL, PAGES_FOLLOWED, origin_of
from fellesnett.delivery.models import Item
from fellesnett.foundation.languages import stand_ins
from fellesnett.national.naming import KIND_OF_LIST
from fellesnett.national.queries import topics_with_code
from fellesnett.organizations.models import Site
from fellesnett.pages.models import BoardMeeting

AT_A_TIME = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TYPE_OF_FOLDER = {"nyheter": "news", "arrangementer": "event", "kliniske-studier": "study"}
BOARD = "styret"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is told. `updated` is when its meaning last changed: a corrected spelling tells nobody anything."""

    id: str
    title: str
    address: str
    language: str
    author: str
    published: datetime
    updated: datetime
    summary: str
    html: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Some of what a feed tells, newest first. Is there more?"""

    entries: tuple[Entry, ...]
    more: bool


def name_of(word: str) -> str:
    """What a feed is about, as the list it is of is called."""
    return {
        ALL: _("Alt nytt"),
        "nyheter": _("Nyheter"),
        "arrangementer": _("Kurs og arrangementer"),
        "kliniske-studier": _("Kliniske studier"),
        BOARD: _("Styret"),
        "behandlinger": _("Behandlinger"),
        "undersokelser": _("Undersøkelser"),
        "sykdommer": _("Sykdommer"),
        "artikler": _("Gode råd og fakta"),
    }[word]


def name_of_topic(key: str, language: str) -> str | None:
    """What a topic is called where it is read, in this language where it can be; None where nobody has been told of it.

    Its title at the desk is for the editors alone, and so is that there is a topic before a text on it is shown.
    """
    told = Item.objects.texts().filter(topic__key=key).order_by(F("gone_at").asc(nulls_last=True), "modified")
    titles = dict(told.values_list("language", "edition__title"))
    return next((titles[code] for code in (*stand_ins(language), *titles) if code in titles), None)


def about_word(site: Site, word: str, language: str, page: int) -> Told:
    """What a site tells under the word of a list, or under `ALL`."""
    if word == BOARD:
        return _board(site, language, page)
    return _items(_of_words(site, [word] if word != ALL else [*PAGES_FOLLOWED, *KIND_OF_LIST]), language, page)


def about_topic(site: Site, topic: str, language: str, page: int) -> Told:
    """The site's texts on a topic, by its key: the hospital's own and its places'; at the front door the national one."""
    return _items(_texts(site).filter(topic__key=topic), language, page)


def about_code(site: Site, system: str, code: str, language: str, page: int) -> Told | None:
    """The site's texts that are tagged with a code or with one above it; None where there is no such code system."""
    known = systems_by_any_name(system)
    if known is None:
        return None
    return _items(_texts(site).filter(topic__in=topics_with_code(known.key, code)), language, page)


def _texts(site: Site) -> QuerySet[Item]:
    texts = Item.objects.texts()
    return texts.filter(site__isnull=True) if site.is_front_door else texts.filter(site=site)


def _of_words(site: Site, words: Iterable[str]) -> QuerySet[Item]:
    """What stands under these words. A study is shown by every hospital, and told by the one that leads it."""
    kinds = [KIND_OF_LIST[word] for word in words if word in KIND_OF_LIST]
    types = [TYPE_OF_FOLDER[word] for word in words if word in TYPE_OF_FOLDER]
    here = Q(site__isnull=True) if site.is_front_door else Q(site=site)
    wanted = Q(here, subject="", type__in=kinds) | Q(type__in=types, site=site)
    return Item.objects.filter(wanted)


def _items(found: QuerySet[Item], language: str, page: int) -> Told:
    shown = found.filter(language=language, gone_at__isnull=True).exclude(document="")
    shown = shown.select_related("place").order_by("-changed", "-seq")
    first = (page - 1) * AT_A_TIME
    rows = list(shown[first : first + AT_A_TIME + 1])
    return Told(tuple(_entry(row) for row in rows[:AT_A_TIME]), len(rows) > AT_A_TIME)


def _entry(item: Item) -> Entry:
    said = json.loads(item.document)
    origin = said["links"]["web"].split("/", 3)[:3]
    place = f" – {item.place.name_in(item.language)}" if item.place and not item.subject else ""
    return Entry(
        id=said["id"],
        title=said["title"] + place,
        address=said["links"]["web"],
        language=item.language,
        author=said["owner"]["name"],
        published=item.first_published,
        updated=item.changed,
        summary=said.get("lead") or said.get("intro", ""),
        html=_html(said, "/".join(origin)),
        categories=tuple(f"{code['system']}|{code['code']}" for code in said.get("codes", ())),
    )


def _html(said: dict[str, Any], origin: str) -> str:
    """What a site tells is read in the feed; a text for patients on its own page, where it is as it is now."""
    whole = said.get("html", "")
    if "sections" in said:
        first = next((section for section in said["sections"] if section["aspect"] == "overview"), None)
        whole = first["html"] if first else ""
    absolute = whole.replace('="/', f'="{origin}/')
    return f"{absolute}<p>{said['attribution']['html']}</p>"


def _board(site: Site, language: str, page: int) -> Told:
    """Meetings of the board. They are told on the site alone, so their pages are read."""
    found = BoardMeeting.objects.for_site(site).live().filter(language=language).order_by("-last_published_at", "-pk")
    first = (page - 1) * AT_A_TIME
    rows = list(found[first : first + AT_A_TIME + 1])
    entries = tuple(_meeting(site, row) for row in rows[:AT_A_TIME])
    return Told(entries, len(rows) > AT_A_TIME)


def _meeting(site: Site, row: BoardMeeting) -> Entry:
    return Entry(
        id=uuid.uuid5(row.work, row.language).urn,
        title=row.title,
        address=f"{origin_of(site)}{row.address}",
        language=row.language,
        author=site.organization.name,
        published=row.first_published_at or NEVER,
        updated=row.last_published_at or NEVER,
        summary=row.lead,
        html=format_html("<p>{}</p>", row.lead),
        categories=(),
    )
