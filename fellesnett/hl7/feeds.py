"""An answer to a journal system, in each form it may be asked for: Atom, the same tree as JSON, a page.

The forms are those of MedlinePlus Connect, which journal systems read today: the feed repeats what was asked as categories
(`scheme` the name of the parameter, `term` its value), each entry is one text with its address and its beginning.
"""

from __future__ import annotations

import html as entities
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import etree

from fellesnett.delivery import schema
from fellesnett.foundation.answering import for_xml
from fellesnett.hl7.knowledge_requests import Question
from fellesnett.hl7.matching import Found, Rule

ATOM = "http://www.w3.org/2005/Atom"
XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text. `summary` is HTML: how the text begins, and whom it is from."""

    id: str
    title: str
    address: str
    updated: str
    language: str
    summary: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Feed:
    base: str
    language: str
    title: str
    subtitle: str
    author: str
    updated: str
    id: str
    echoed: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


def feed_of(question: Question, found: Sequence[Found], *, base: str, author: str, at: datetime) -> Feed:
    """The answer. It has the same id each time the same is asked; what is never repeated is no part of it."""
    entries = tuple(_entry(one) for one in found)
    asked = question.criteria[0]
    return Feed(
        base=base,
        language=question.language,
        title=_("Pasientinformasjon"),
        subtitle=" ".join(filter(None, (asked.code, *(word for name, word in question.echoed if name.lower().endswith(".dn"))))),
        author=author,
        updated=max((entry.updated for entry in entries), default=at.isoformat()),
        id=uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([base, question.echoed])).urn,
        echoed=question.echoed,
        entries=entries,
    )


def _entry(found: Found) -> Entry:
    document = json.loads(found.item.document)
    sections = document["sections"]
    first = next((section for section in sections if section["aspect"] == "overview"), sections[0] if sections else None)
    web = document["links"]["web"]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(web))
    begins = first["html"].replace('="/', f'="{origin}/') if first else ""
    return Entry(
        id=document["id"],
        title=document["title"],
        address=web,
        updated=document["modified"],
        language=document["language"],
        summary=f"{begins}<p>{document['attribution']['html']}. {entities.escape(document['reviewed_by'])}</p>",
        rule=found.rule,
    )


def as_atom(feed: Feed) -> bytes:
    """Atom (RFC 4287)."""
    root: Any = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    root.set(f"{XML}lang", feed.language)
    root.set(f"{XML}base", feed.base)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    author = _add(root, "author")
    _add(author, "name", feed.author)
    _add(author, "uri", feed.base)
    _add(root, "updated", feed.updated)
    _add(root, "id", feed.id)
    _add(root, "rights", schema.LICENCE)
    for scheme, term in feed.echoed:
        _add(root, "category", scheme=scheme, term=term)
    for entry in feed.entries:
        told = _add(root, "entry")
        told.set(f"{XML}lang", entry.language)
        _add(told, "title", entry.title)
        _add(told, "link", rel="alternate", type="text/html", title=entry.title, href=entry.address, hreflang=entry.language)
        _add(told, "id", entry.id)
        _add(told, "updated", entry.updated)
        _add(told, "category", scheme="match", term=entry.rule)
        _add(told, "summary", entry.summary, type="html")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _add(above: Any, name: str, text: str = "", **attributes: str) -> Any:
    element = etree.SubElement(above, f"{{{ATOM}}}{name}", {key: for_xml(value) for key, value in attributes.items()})
    element.text = for_xml(text) or None
    return element


def as_json(feed: Feed) -> str:
    """The same tree: what is text in Atom stands under `_value`."""
    said = {
        "base": feed.base,
        "lang": feed.language,
        "title": _text(feed.title),
        "subtitle": _text(feed.subtitle),
        "author": {"name": {"_value": feed.author}, "uri": {"_value": feed.base}},
        "updated": {"_value": feed.updated},
        "category": [{"scheme": scheme, "term": term} for scheme, term in feed.echoed],
        "id": {"_value": feed.id},
        "rights": _text(schema.LICENCE),
        "entry": [_entry_as_json(entry) for entry in feed.entries],
    }
    return json.dumps({"feed": said}, ensure_ascii=False)


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return {
        "lang": entry.language,
        "title": _text(entry.title),
        "link": [{"title": entry.title, "rel": "alternate", "type": "text/html", "href": entry.address}],
        "id": {"_value": entry.id},
        "updated": {"_value": entry.updated},
        "category": [{"scheme": "match", "term": entry.rule}],
        "summary": _text(entry.summary, "html"),
    }


def _text(value: str, form: str = "text") -> dict[str, str]:
    return {"type": form, "_value": value}


def as_list(feed: Feed) -> SafeString:
    """The inside of a page, for the window of a journal system. Each text opens by itself."""
    head = format_html("<h1>{}</h1>", feed.title)
    if not feed.entries:
        return head + format_html("<p>{}</p>", _("Vi har ingen tekst om dette."))
    return head + format_html_join(
        "",
        '<article lang="{}"><h2><a href="{}" rel="noopener" target="_blank">{}</a></h2>{}</article>',
        # cleaned when it was written; what stands in it is what stands on our own pages
        ((entry.language, entry.address, entry.title, mark_safe(entry.summary)) for entry in feed.entries),
    )
