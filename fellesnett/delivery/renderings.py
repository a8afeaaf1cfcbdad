"""A text in other forms, from the document that is stored: Markdown, a plain page, JSON-LD. Any form of the documents is read.

Each carries whom the text is from, its licence, its version and its dates, and of each block who speaks in it: a copy that has
lost them is no longer right. Another publisher's words say whose they are, under which licence, where they stand.
"""

from __future__ import annotations

import html as entities
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext as _
from markdownify import markdownify

Document = Mapping[str, Any]

ABOUT = {"condition": "MedicalCondition", "examination": "MedicalTest", "treatment": "MedicalProcedure"}
"""What a text is about, in schema.org's words. A support article is about none of them."""
OWN_WORDS = "urn:fellesnett:"
"""What begins the names of what schema.org has no word for."""
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def as_markdown(document: Document) -> str:
    """CommonMark, with the facts of the text as YAML above it: every value is JSON, which YAML is too."""
    facts = {name: document[name] for name in ("id", "type", "version", "language", "modified", "review_due", "licence")}
    facts["sections"] = [_whose(section) for section in document["sections"]]
    head = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())
    parts = [f"---\n{head}\n---", f"# {_escaped(document['title'])}"]
    for section in document["sections"]:
        parts += [f"## {_escaped(section['heading'])}"] if section["heading"] else []
        parts += [_markdown(words) for block in section["blocks"] for words in _pieces(document, block)]
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
        alone = str(_whose(section)["standalone_approved"]).lower()
        blocks = "".join(_block(document, block) for block in section["blocks"])
        yield f'<section id="{section["id"]}" data-standalone-approved="{alone}">{heading}{blocks}</section>'


def _onward_on_page(document: Document) -> str:
    """Others answer for what is there: the links say whose it is."""
    ways = "".join(
        f'<li><a href="{entities.escape(way["url"])}" hreflang="{way["language"]}" rel="external">'
        f"{entities.escape(way['title'])}</a>, {entities.escape(way['publisher'])}</li>"
        for way in document.get("onward", ())
    )
    heading = entities.escape(_heading_of_ways(document))
    return f"<section><h2>{heading}</h2><ul>{ways}</ul></section>" if ways else ""


def _block(document: Document, block: Document) -> str:
    """A block by the names that pages have too (`data-block`, `data-source`): who speaks can be read by machines."""
    source = block["source"]
    told = {"data-block": block["id"], "data-source": source["layer"], "data-owner": source["owner"]}
    told |= {"data-edition": str(source["edition"])} if source["edition"] is not None else {}
    told |= {"lang": block["language"]} if block["language"] != document["language"] else {}
    words = "".join(f' {name}="{entities.escape(value)}"' for name, value in told.items() if value)
    return f"<div{words}>{''.join(_pieces(document, block))}</div>"


def _whose(section: Document) -> dict[str, Any]:
    """Who speaks in each block of a section, and whether it may stand alone: in words that no form has of its own."""
    blocks = [{name: block.get(name) for name in ("id", "source", "borrowed", "safety_notice")} for block in section["blocks"]]
    return {"id": section["id"], "standalone_approved": section.get("standalone_approved", False), "blocks": blocks}


def _pieces(document: Document, block: Document) -> Iterator[str]:
    """What is read of a block, as HTML: that it is urgent, its words, and whose they are where they are another publisher's.
    What leads to the site it is from has that site's whole address."""
    with translation.override(document["language"]):
        urgent = f"<p><strong>{entities.escape(_('Viktig endring'))}</strong></p>" if block.get("safety_notice") else ""
        whose = _credit(block["borrowed"]) if block.get("borrowed") else ""
    home = urlsplit(document["links"]["web"])
    yield from filter(None, (urgent, block["html"].replace('="/', f'="{home.scheme}://{home.netloc}/'), whose))


def _credit(borrowed: Document) -> str:
    name, licence = borrowed["name"], entities.escape(borrowed["licence"])
    way = _("Les mer hos %(source)s") % {"source": name}
    words = f'<a href="{entities.escape(borrowed["address"])}">{entities.escape(way)}</a>. {licence}'
    if borrowed["fetched"]:
        day = f"{date.fromisoformat(borrowed['fetched']):%d.%m.%Y}"
        words = f"{entities.escape(_('Informasjon fra %(source)s, hentet %(date)s.') % {'source': name, 'date': day})} {words}"
    return f"<p>{words.strip()}</p>"


def _small_print(document: Document) -> str:
    facts = {"version": document["version"], "day": document["review_due"]}
    with translation.override(document["language"]):
        words = _("Versjon %(version)s. Gjennomgås innen %(day)s. Norsk lisens for offentlige data (NLOD).") % facts
    return entities.escape(words)


def as_linked_data(document: Document) -> str:
    """JSON-LD in schema.org's words: a page for patients about a condition, a test or a procedure, with its codes."""
    said = {
        "@context": ["https://schema.org", {"fellesnett": OWN_WORDS}],
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
        "fellesnett:review_due": document["review_due"],
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
    whose = _whose(section)
    return {
        "@type": "WebPageElement",
        "identifier": section["id"],
        "text": section["text"],
        "fellesnett:standalone_approved": whose["standalone_approved"],
        "hasPart": [_voice(block) for block in whose["blocks"]],
        **headline,
    }


def _voice(block: Document) -> dict[str, Any]:
    """Who speaks in a block; where its words are another publisher's, that publisher, and its licence."""
    said = {"@type": "WebPageElement", "identifier": block["id"]}
    said |= {f"fellesnett:source_{name}": value for name, value in block["source"].items() if value}
    if (other := block["borrowed"]) is not None:
        publisher = {"@type": "Organization", "name": other["name"]}
        said |= {"publisher": publisher, "isBasedOn": other["address"], "fellesnett:licence": other["licence"]}
    return said
