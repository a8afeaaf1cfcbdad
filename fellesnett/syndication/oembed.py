"""`/oembed` (oEmbed 1.0): the address of a page in, the frame that shows its text out. For editors that ask by themselves."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import etree

from fellesnett.delivery import queries
from fellesnett.delivery.models import Item
from fellesnett.foundation.answering import for_xml
from fellesnett.foundation.languages import interface_of
from fellesnett.syndication import frames
from fellesnett.syndication.doors import open_to_all
from fellesnett.syndication.fragments import Document, origin_of
from fellesnett.syndication.refusals import Refused

CACHE_AGE = 3600  # seconds: the code stays right; what the frame shows is asked for each time


@open_to_all
def oembed(request: HttpRequest) -> HttpResponse:
    """A `rich` answer (section 2.3.4.4): the frame, no wider or higher than asked for."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):  # section 2.3.3
        raise Refused(501, _("Be om format=json eller format=xml."))
    width = min(_pixels(request, "maxwidth", frames.WIDEST), frames.WIDEST)
    height = min(_pixels(request, "maxheight", frames.HEIGHT), frames.HEIGHT)
    item = text_at(request.GET.get("url", ""))
    with translation.override(interface_of(item.language)):
        said = _said(item, json.loads(item.document), width, height)
    if form == "xml":
        return HttpResponse(_as_xml(said), content_type="text/xml; charset=utf-8")
    return HttpResponse(json.dumps(said, ensure_ascii=False), content_type="application/json")


def text_at(url: str) -> Item:
    """The text that stands at a web address and can be read. Raises Refused, in words, where there is none."""
    try:
        item = queries.item_at(url)
    except ValueError:
        raise Refused(404, _("Skriv hele adressen, for eksempel https://www.unn.no/behandlinger/kneprotese/.")) from None
    if item is None or item.gone_at:
        raise Refused(404, _("Ingen av tekstene våre står på denne adressen."))
    return item


def _said(item: Item, document: Document, width: int, height: int) -> dict[str, Any]:
    origin = origin_of(document)
    return {
        "version": "1.0",
        "type": "rich",
        "title": document["title"],
        "author_name": document["owner"]["name"],
        "author_url": document["links"]["web"],
        "provider_name": document["owner"]["name"],
        "provider_url": f"{origin}/",
        "cache_age": CACHE_AGE,
        "html": str(frames.frame_of(frames.address_of(item, document), document, width=width, height=height)),
        "width": width,
        "height": height,
    }


def _as_xml(said: dict[str, Any]) -> bytes:
    root = etree.Element("oembed")
    for name, value in said.items():
        etree.SubElement(root, name).text = for_xml(str(value))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True)


def _pixels(request: HttpRequest, name: str, usual: int) -> int:
    written = request.GET.get(name, "")
    if not written:
        return usual
    if not (written.isascii() and written.isdecimal() and int(written[:9]) > 0):
        raise Refused(400, _("«%(name)s» må være et antall piksler.") % {"name": name})
    return int(written[:9])
