"""From what a page says to the document that others copy. Made in the language of the text, and checked by its schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils import timezone, translation
from django.utils.translation import gettext

from fellesnett.composition import richtext
from fellesnett.composition.canonical import canonical_json, digest
from fellesnett.composition.composing import ComposedBlock, ComposedSection, Snapshot
from fellesnett.delivery import schema
from fellesnett.delivery.addresses import API, web_address
from fellesnett.delivery.models import Item
from fellesnett.national.models import Edition, Topic
from fellesnett.national.naming import WITHOUT_HEADING, section_heading
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Organization, Site

_WORD = re.compile(r"\w+|(?<=\d)[.,](?=\d)|[-−–](?=\d)|[^\w\s.,;:!?()«»\"'…−–-]")
"""A word; and a sign that carries meaning: a decimal mark, a minus or a range before a figure, <, ≥, %, +, /."""
_OF_THE_ROW = ("version", "seq", "first_published", "changed", "modified")
"""What says when and as which number a text was delivered, and nothing of the text itself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is read, with what stands around it."""

    page: Snapshot
    edition: Edition
    site: Site  # the front door for the national text
    owner: Organization
    national: Item | None  # the national item behind a hospital's text
    siblings: Sequence[Item] = ()  # the same text in other languages


def document_of(item: Item, shown: Shown) -> schema.Content:
    """The whole document of an item whose row says which version this is and when."""
    with translation.override(item.language):
        return _document(item, shown)


def touched_up(item: Item, siblings: Sequence[Item]) -> schema.Content:
    """The document with what stands around its words as it is now: tags, names, dates of review, other languages."""
    around = _around(item, siblings)
    return schema.Content.model_validate_json(item.document).model_copy(update=around)


def dated(document: schema.Content, item: Item) -> schema.Content:
    """The document with the number and the times of its item."""
    of_the_row = {name: getattr(item, name) for name in _OF_THE_ROW}
    words = _attribution(document.owner.name, item.changed, item.language)
    return document.model_copy(update={**of_the_row, "attribution": document.attribution.model_copy(update={"text": words})})


def say_the_same(before: schema.Content, after: schema.Content) -> bool:
    """Do two versions hold the same words, whatever their case, punctuation and addresses? Then nobody needs to read it again."""
    return _words(before) == _words(after)


def _words(document: schema.Content) -> list[str]:
    said = [document.title, *(line for section in document.sections for line in (section.heading, section.text))]
    return _WORD.findall(" ".join(said).casefold())


def content_hash(document: schema.Content) -> str:
    """What tells one document from another, its number and times aside."""
    return digest(document.model_dump(mode="json", exclude={*_OF_THE_ROW, "attribution"}))


def as_text(document: schema.Content) -> str:
    """The document as it is stored and served: JSON with sorted keys, the same for the same document."""
    return canonical_json(document.model_dump(mode="json")).decode()


def name_of(item: Item) -> str:
    return item.pk.urn


def _document(item: Item, shown: Shown) -> schema.Content:
    topic, page = item.topic, shown.page
    web = web_address(shown.site, topic, item.language, item.place)
    here = f"{API}/content/{item.pk}"
    return schema.Content(
        id=name_of(item),
        type=cast(schema.Kind, topic.kind),
        version=item.version,
        seq=item.seq,
        language=item.language,
        title=page.title,
        topic=topic.key,
        scope="local" if item.site_id else "national",
        site=item.site.slug if item.site else None,
        place=item.place.slug if item.place else None,
        owner=_owner(shown.owner),
        based_on=_based_on(shown) if item.site_id else None,
        sections=tuple(_sections(page)),
        first_published=item.first_published,
        changed=item.changed,
        modified=item.modified,
        snapshot=page.hash,
        licence=schema.LICENCE,
        attribution=schema.Attribution(text=_attribution(shown.owner.name, item.changed, item.language), url=web),
        links=schema.Links(self=here, web=web, versions=f"{here}/versions"),
        **_around(item, shown.siblings),
    )


def _around(item: Item, siblings: Sequence[Item]) -> dict[str, Any]:
    """What stands around the words and may change without them."""
    topic, edition = item.topic, item.edition
    return {
        "synonyms": tuple(sorted(word.term for word in topic.synonyms.all() if word.language == item.language)),
        "codes": tuple(_codes(topic)),
        "clinically_reviewed": edition.reviewed_on,
        "review_due": edition.review_by,
        "reviewed_by": topic.unit,
        "translations": tuple(schema.Translation(language=other.language, id=name_of(other)) for other in siblings),
    }


def _attribution(owner: str, changed: datetime, language: str) -> str:
    with translation.override(language):
        return gettext("Fra %(owner)s, sist endret %(day)s") % {"owner": owner, "day": f"{timezone.localtime(changed):%d.%m.%Y}"}


def _codes(topic: Topic) -> Iterator[schema.Code]:
    for coding in sorted(topic.codings.all(), key=lambda coding: (coding.system.key, coding.code)):
        system = coding.system
        yield schema.Code(system=system.url or f"urn:oid:{system.oid}", oid=system.oid, code=coding.code, display=coding.display)


def _owner(organization: Organization) -> schema.Owner:
    numbers = [number.value for number in organization.identifiers.all() if number.system == ORGNR]
    return schema.Owner(key=organization.key, name=organization.name, orgnr=numbers[0] if numbers else None)


def _based_on(shown: Shown) -> schema.BasedOn:
    diverged = any(block.source.layer != "national" for block in shown.page.blocks())
    return schema.BasedOn(id=name_of(shown.national) if shown.national else None, edition=shown.edition.number, diverged=diverged)


def _sections(page: Snapshot) -> Iterator[schema.Section]:
    for section in page.sections:
        said = [block for block in section.blocks if block.html]
        if said:
            yield _section(page, section, said)


def _section(page: Snapshot, section: ComposedSection, blocks: Iterable[ComposedBlock]) -> schema.Section:
    blocks = tuple(blocks)
    html = "".join(block.html for block in blocks)
    return schema.Section(
        id=section.key,
        heading="" if section.key in WITHOUT_HEADING else section_heading(page.kind, section.key),
        html=html,
        text=richtext.text(html),
        blocks=tuple(_block(block, page.language) for block in blocks),
    )


def _block(block: ComposedBlock, language: str) -> schema.Block:
    source = block.source
    return schema.Block(
        id=block.id,
        type=block.type,
        html=block.html,
        language=block.lang or language,
        source=schema.Source(layer=source.layer, owner=source.owner, edition=source.edition),
        safety_notice=block.notice,
    )
