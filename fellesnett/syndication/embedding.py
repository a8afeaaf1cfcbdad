"""`/embed/<id>`: a text in a frame on somebody else's page, as it is now: what is taken away is said to be so, there too."""

from __future__ import annotations

import json
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fellesnett.delivery.addresses import origin_of as origin_of_site
from fellesnett.delivery.models import Change, Item
from fellesnett.delivery.schema import ASPECTS
from fellesnett.foundation import clock
from fellesnett.foundation.languages import foreign_to, interface_of
from fellesnett.syndication import fragments
from fellesnett.syndication.doors import framed_by_all, open_to_all
from fellesnett.syndication.fragments import Document
from fellesnett.syndication.refusals import Refused


@framed_by_all
@open_to_all
def embed(request: HttpRequest, id: UUID) -> HttpResponse:
    """The text, or those of its sections that `aspects` names, in the language of the text."""
    item = Item.objects.texts().select_related("site", "topic", "edition").filter(pk=id).first()
    if item is None:
        raise Refused(404, _("Ingen tekst har denne id-en."))
    aspects = _aspects(request.GET.get("aspects", ""))
    with translation.override(interface_of(item.language)):
        return _gone(request, item) if item.gone_at else _shown(request, item, aspects)


def _aspects(written: str) -> tuple[str, ...]:
    asked = tuple(word for word in written.split(",") if word)
    if unknown := set(asked) - set(ASPECTS.values()):
        raise Refused(400, _("«%(word)s» er ikke et aspekt.") % {"word": min(unknown)[:40]})
    return asked


def _shown(request: HttpRequest, item: Item, aspects: tuple[str, ...]) -> HttpResponse:
    document: Document = json.loads(item.document)
    chosen = fragments.select(document, aspects)
    values = {
        "language": interface_of(item.language),
        "said": _lang(item.language),
        "title": document["title"],
        "sections": chosen.sections,
        "rest": chosen.rest,
        "parts": chosen.is_part and not chosen.rest,
        "demonstration": (item.site is not None and item.site.is_demonstration) or item.behind[0].is_demonstration,
        **_provenance(document),
    }
    said = render(request, "syndication/embed.html", values)
    return _with_pictures(request, said, fragments.origin_of(document))


def _provenance(document: Document) -> dict[str, Any]:
    """Whom it is from, who has gone through it and when, which version it is, and what may be done with it."""
    day = fragments.in_figures
    reviewed = {"who": document["reviewed_by"], "day": day(document["clinically_reviewed"])}
    facts = {"version": document["version"], "day": day(document["review_due"])}
    exact = f"{fragments.origin_of(document)}/v/{document['snapshot'].removeprefix('sha256:')}/"
    return {
        "web": document["links"]["web"],
        "licence": document["licence"],
        "attribution": document["attribution"]["text"],
        "reviewed": _("Faglig gjennomgått %(day)s av %(who)s.") % reviewed,
        "late": document["review_due"] < timezone.localdate(clock.now()).isoformat(),
        "small_print": _("Versjon %(version)s. Gjennomgås innen %(day)s. Norsk lisens for offentlige data (NLOD).") % facts,
        "approval": exact if document["scope"] == "local" else "",
    }


def _gone(request: HttpRequest, item: Item) -> HttpResponse:
    """That it is taken away, with the text that took over, or the way to the hospital."""
    after = _successor(item)
    site = item.site if item.site and item.site.is_open else None
    values = {
        "language": interface_of(item.language),
        "said": _lang(item.language),
        "title": _("Teksten er tatt bort"),
        "successor": _title_and_way(after) if after else None,
        "site": {"name": site.name, "web": f"{origin_of_site(site)}/"} if site else None,
    }
    return render(request, "syndication/gone.html", values, status=410)


def _successor(item: Item) -> Item | None:
    """The text that is read in the place of one that is gone: what took over may be gone too, and something else be there."""
    been: set[UUID] = set()
    after: Item | None = item
    while after and after.gone_at and after.pk not in been:
        been.add(after.pk)
        after = Change.objects.filter(item=after).select_related("replaced_by").latest("seq").replaced_by
    return after if after and not after.gone_at else None


def _title_and_way(item: Item) -> dict[str, str]:
    document = json.loads(item.document)
    return {"title": document["title"], "web": document["links"]["web"]}


def _lang(language: str) -> str:
    """The `lang` of words in the language of the text, where the words around them are in another."""
    foreign = foreign_to(language, language)
    return format_html(' lang="{}"', foreign) if foreign else ""


def _with_pictures(request: HttpRequest, said: HttpResponse, origin: str) -> HttpResponse:
    """The pictures of a text are its own site's: where another host shows it, they may come from there."""
    if urlsplit(origin).netloc != request.get_host():
        cast(Any, said)._csp_update = {"img-src": [origin]}
    return said
