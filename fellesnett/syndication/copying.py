"""`/embed`: where somebody who is no developer gets the code that shows one of our texts on their own page. Without script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from fellesnett.delivery.addresses import site_at
from fellesnett.delivery.models import Item
from fellesnett.syndication import frames
from fellesnett.syndication.doors import open_to_all
from fellesnett.syndication.fragments import Document
from fellesnett.syndication.oembed import text_at
from fellesnett.syndication.refusals import Refused
from fellesnett.syndication.words import HEIGHTS, WORDS


@csp_update({"frame-src": [SELF]})  # type: ignore[untyped-decorator]
@open_to_all
def page(request: HttpRequest) -> HttpResponse:
    """The page, in the site's own form of Norwegian: the address of a text in, the code to copy out, and how it looks."""
    site = site_at(request.get_host())
    language = site.language if site else "nb"
    with translation.override(language):
        values = {"language": language, "words": WORDS[language], "heights": HEIGHTS, **_asked(request)}
        return render(request, "syndication/copy.html", values)


def _asked(request: HttpRequest) -> dict[str, Any]:
    url = _whole(request.GET.get("url", "").strip())
    if not url:
        return {"url": ""}
    try:
        item = text_at(url)
    except Refused as why:
        return {"url": url, "fault": why.words}
    return {"url": url, **_code(request, item, json.loads(item.document))}


def _whole(url: str) -> str:
    """The address with its scheme, where it was copied without."""
    return f"https://{url}" if url and "://" not in url else url


def _code(request: HttpRequest, item: Item, document: Document) -> dict[str, Any]:
    chosen = _chosen(request, document)
    height = next((number for number in HEIGHTS if str(number) == request.GET.get("height")), frames.HEIGHT)
    address = frames.address_of(item, document, chosen)
    frame = frames.frame_of(address, document, height=height)
    return {
        "name": frames.name_of(document),
        "web": document["links"]["web"],
        "code": f"{frame}\n{frames.link_of(document)}",
        "preview": address.removeprefix(f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"),
        "height": height,
        "sections": [(said["aspect"], said["heading"], said["aspect"] in chosen) for said in _with_headings(document)],
    }


def _chosen(request: HttpRequest, document: Document) -> Sequence[str]:
    """The aspects that were ticked; none where all of them were, which is the whole text."""
    ticked = request.GET.getlist("aspects")
    chosen = [said["aspect"] for said in _with_headings(document) if said["aspect"] in ticked]
    return chosen if len(chosen) < len(_with_headings(document)) else []


def _with_headings(document: Document) -> list[Document]:
    return [said for said in document["sections"] if said["heading"]]
