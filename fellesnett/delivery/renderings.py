"""A text in other forms, from the document that is stored: Markdown, a plain page, JSON-LD. Any form of the documents is read.

Each carries whom the text is from, its licence, its version and its dates: a copy that has lost them is no longer right.
"""

from __future__ import annotations

import html as entities
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from markdownify import markdownify

Document = Mapping[str, Any]

ABOUT = {"condition": "MedicalCondition", "examination": "MedicalTest", "treatment": "MedicalProcedure"}
"""What a text is about, in schema.org's words. A support article is about none of them."""
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def as_markdown(document: Document) -> str:
    """CommonMark, with the facts of the text as YAML above it: every value is JSON, which YAML is too."""
    facts = {name: document[name] for name in ("id", "type", "version", "language", "modified", "review_due", "licence")}
    head = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())
    parts = [f"---\n{head}\n---", f"# {_escaped(document['title'])}"]
    for section in document["sections"]:
        parts += [f"## {_escaped(section['heading'])}"] if section["heading"] else []
        parts.append(_markdown(section["html"]))
    parts += _onward_in_markdown(document)
    said = document["attribution"]
    parts.append(f"[{_escaped(said['text'])}](<{said['url']}>). {document['licence']}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _onward_in_markdown(document: Document) -> list[str]:
    ways = [f"- [{_escaped(way['title'])}](<{way['url']}>), {_escaped(way['publisher'])}" for way in document.get("onward", ())]
    return [f"## {_heading_of_ways(document)}", "\n".join(ways)] if ways else []


def _heading_of_ways(document: Document) -> str:
    with translation.override(document["language"]):
        return _("Mer hos andre")


def _escaped(words: str) -> str:
    return _markdown(entities.escape(words))


def _markdown(html: str) -> str:
    return str(markdownify(html, heading_style="ATX", bullets="-")).strip()


def as_page(document: Document) -> str:
    """A page by itself: no scripts, no styles, nothing fetched but pictures that may be passed on."""
    title, said = entities.escape(document["title"]), document["attribution"]
    address = entities.escape(said["url"])
    return (
        f'<!doctype html><html lang="{document["language"]}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<link rel="canonical" href="{address}"><link rel="license" href="{document["licence"]}"></head>'
        f"<body><main><h1>{title}</h1>{''.join(_page_sections(document))}{_onward_on_page(document)}</main>"
        f'<footer><p><a href="{address}">{entities.escape(said["text"])}</a></p><p>{_small_print(document)}</p></footer>'
        "</body></html>"
    )


def _page_sections(document: Document) -> Iterator[str]:
    for section in document["sections"]:
        heading = f"<h2>{entities.escape(section['heading'])}</h2>" if section["heading"] else ""
        yield f'<section id="{section["id"]}">{heading}{"".join(_blocks(section, document["language"]))}</section>'


def _onward_on_page(document: Document) -> str:
    """Others answer for what is there: the links say whose it is."""
    ways = "".join(
        f'<li><a href="{entities.escape(way["url"])}" hreflang="{way["language"]}" rel="external">'
        f"{entities.escape(way['title'])}</a>, {entities.escape(way['publisher'])}</li>"
        for way in document.get("onward", ())
    )
    heading = entities.escape(_heading_of_ways(document))
    return f"<section><h2>{heading}</h2><ul>{ways}</ul></section>" if ways else ""


def _blocks(section: Document, language: str) -> Iterator[str]:
    for block in section["blocks"]:
        foreign = block["language"] != language
        yield f'<div lang="{block["language"]}">{block["html"]}</div>' if foreign else block["html"]


def _small_print(document: Document) -> str:
    facts = {"version": document["version"], "day": document["review_due"]}
    with translation.override(document["language"]):
        words = _("Versjon %(version)s. Gjennomgås innen %(day)s. Norsk lisens for offentlige data (NLOD).") % facts
    return entities.escape(words)


def as_linked_data(document: Document) -> str:
    """JSON-LD in schema.org's words: a page for patients about a condition, a test or a procedure, with its codes."""
    said = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": document["id"],
        "url": document["links"]["web"],
        "name": document["title"],
        "inLanguage": document["language"],
        "version": document["version"],
        "datePublished": document["first_published"],
        "dateModified": document["modified"],
        "lastReviewed": document["clinically_reviewed"],
        "reviewedBy": {"@type": "MedicalOrganization", "name": document["reviewed_by"]},
        "publisher": publisher_of(document),
        "license": document["licence"],
        "creditText": document["attribution"]["text"],
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "about": _about(document),
        "relatedLink": [way["url"] for way in document.get("onward", ())],
        "hasPart": [_part(section) for section in document["sections"]],
    }
    kept = {name: value for name, value in said.items() if value not in (None, "", [], {})}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).translate(ESCAPES)


def publisher_of(document: Document) -> dict[str, Any]:
    """Whose it is, by the number that Enhetsregisteret knows it by."""
    owner = document["owner"]
    said: dict[str, Any] = {"@type": "MedicalOrganization", "name": owner["name"]}
    if owner["orgnr"]:
        said["identifier"] = {"@type": "PropertyValue", "propertyID": "organisasjonsnummer", "value": owner["orgnr"]}
    return said


def _about(document: Document) -> dict[str, Any]:
    kind = ABOUT.get(document["type"])
    if kind is None:
        return {}
    codes = [{"@type": "MedicalCode", "codingSystem": code["system"], "codeValue": code["code"]} for code in document["codes"]]
    said: dict[str, Any] = {"@type": kind, "name": document["title"]}
    said |= {"alternateName": document["synonyms"]} if document["synonyms"] else {}
    return said | ({"code": codes} if codes else {})


def _part(section: Document) -> dict[str, Any]:
    headline = {"headline": section["heading"]} if section["heading"] else {}
    return {"@type": "WebPageElement", "text": section["text"], **headline}
