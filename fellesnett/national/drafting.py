"""From the editors' StreamFields to values, and back. A block's StreamField id is its block id, both ways."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from wagtail.blocks import StreamValue
from wagtail.rich_text import expand_db_html

from fellesnett.composition import richtext
from fellesnett.composition.blocks import Edition
from fellesnett.composition.documents import read_edition
from fellesnett.national.fields import SectionField
from fellesnett.national.sections import SECTION_KEYS, SECTION_NAMES, TEMPLATES

if TYPE_CHECKING:
    from fellesnett.national.models import TopicText

Document = dict[str, Any]
MEDIA = frozenset({"image", "video"})
ATTRIBUTED = ("name", "address", "title", "fetched", "licence")
_ADDRESS = re.compile(r'\bsrc="([^"]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_INTERNAL = re.compile(r"\b(?:linktype|embedtype)=")


def edition_value(text: TopicText, number: int, *, lineage: Sequence[Document] = (), changes: Sequence[Document] = ()) -> Edition:
    """What this text becomes as edition `number`: rich text in normal form, sections in the template's order.

    Raises `composition.documents.InvalidDocument` naming the field and its fault (script, size, an id twice).
    """
    document = {
        "topic": text.topic.key,
        "kind": text.topic.kind,
        "language": text.language,
        "number": number,
        "title": text.title,
        "sections": sections_document(text),
        "lineage": list(lineage),
        "changes": list(changes),
    }
    return read_edition(document, str(text))


def sections_document(text: TopicText) -> list[Document]:
    """The sections of interfaces.md section 3: all of the template, empty ones too (a site may supplement there), and
    any other that holds text, so that the gate can say so."""
    template = TEMPLATES[text.topic.kind]
    return [
        {"key": key, "blocks": blocks}
        for key in (*template, *(key for key in SECTION_KEYS if key not in template))
        if (blocks := block_documents(text, key)) or key in template
    ]


def block_documents(text: TopicText, section: str) -> list[Document]:
    """The blocks of one section, rich text as it was typed (not yet normalised)."""
    return [_block_document(child) for child in getattr(text, section)]


def _block_document(child: Any) -> Document:
    value = child.value
    if child.block_type == "source":
        return _source_document(str(child.id), value)
    document: Document = {"id": str(child.id), "type": child.block_type, "policy": value.get("policy") or "open"}
    if child.block_type == "slot":
        return document | {"slot": value["slot"], "required": bool(value["required"]), "label": value["label"] or ""}
    if child.block_type in MEDIA:
        return document | {"html": media_html(child.block_type, value["url"] or "", value["alt"] or "", value["caption"] or "")}
    return document | {"html": _source(value["html"])}


def _source_document(identity: str, value: Any) -> Document:
    """Another publisher's words: the same for every hospital."""
    fetched = value["fetched"]
    return {
        "id": identity,
        "type": "source",
        "policy": "locked",
        "html": _source(value["html"]),
        "attribution": {name: (value[name] or "").strip() for name in ("name", "address", "title", "licence")}
        | {"fetched": fetched.isoformat() if fetched else None},
    }


def _source(value: Any) -> str:
    html = str(getattr(value, "source", value) or "")
    return expand_db_html(html) if _INTERNAL.search(html) else html


def media_html(kind: str, url: str, alt: str, caption: str = "") -> str:
    """A picture or film as rich text. A film's description is its caption: there is no other place for it."""
    address = entities.escape(url)
    if kind == "video":
        inner, words = f'<video src="{address}"></video>', caption or alt
    else:
        inner, words = f'<img src="{address}" alt="{entities.escape(alt)}">', caption
    return f"<figure>{inner}{f'<figcaption>{entities.escape(words, quote=False)}</figcaption>' if words else ''}</figure>"


# --- the other way --------------------------------------------------------------------------------------------------


def stream_data(sections: Iterable[Mapping[str, Any]]) -> dict[str, list[Document]]:
    """Section key -> raw StreamField data, from sections in the form of interfaces.md section 3; ids are kept.

    Sections that are not named come back empty, so that what is written is the whole text. Raises `KeyError` for a
    section that no template has.
    """
    given = {section["key"]: section["blocks"] for section in sections}
    unknown = set(given) - set(SECTION_KEYS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return {key: [_raw(block) for block in given.get(key, ())] for key in SECTION_KEYS}


def _raw(block: Mapping[str, Any]) -> Document:
    kind = block.get("type", "text")
    value: Document = {"policy": block.get("policy", "open")}
    if kind == "slot":
        value |= {"label": block.get("label", ""), "slot": block["slot"], "required": bool(block.get("required", False))}
    elif kind in MEDIA:
        value |= _media(kind, block.get("html", ""))
    elif kind == "source":
        value = {"html": block.get("html", "")} | {name: block["attribution"].get(name) for name in ATTRIBUTED}
    else:
        value["html"] = block.get("html", "")
    return {"type": kind, "id": block["id"], "value": value}


def _media(kind: str, html: str) -> Document:
    normal = richtext.normalize(html)
    address, alt, caption = (_found(pattern, normal) for pattern in (_ADDRESS, _ALT, _CAPTION))
    words = richtext.text(f"<p>{caption}</p>") if caption else ""
    if kind == "video":
        return {"url": address, "alt": words, "caption": ""}
    return {"url": address, "alt": alt, "caption": words}


def _found(pattern: re.Pattern[str], html: str) -> str:
    match = pattern.search(html)
    return entities.unescape(match[1]) if match and pattern is not _CAPTION else match[1] if match else ""


def fill_sections(text: TopicText, data: Mapping[str, Sequence[Document]]) -> None:
    """Put raw StreamField data into the fields of a text. Nothing is saved."""
    for key, raw in data.items():
        block = cast(SectionField, text._meta.get_field(key)).stream_block
        setattr(text, key, StreamValue(block, list(raw), is_lazy=True))


def raw_sections(text: TopicText) -> dict[str, list[Document]]:
    """The raw StreamField data of every section, for copying or rearranging."""
    return {key: [dict(item) for item in getattr(text, key).get_prep_value()] for key in SECTION_KEYS}


def block_ids(text: TopicText) -> Iterator[str]:
    """The block ids of a text, in reading order."""
    for key in SECTION_KEYS:
        for child in getattr(text, key):
            yield str(child.id)


def preview_sections(text: TopicText) -> list[dict[str, Any]]:
    """The text as the preview shows it: headings and cleaned HTML, slots by their label."""
    return [
        {"key": section["key"], "name": SECTION_NAMES[section["key"]], "blocks": [_shown(block) for block in section["blocks"]]}
        for section in sections_document(text)
        if section["blocks"]
    ]


def _shown(block: Document) -> Document:
    return block | {"html": richtext.normalize(block.get("html", ""))}
