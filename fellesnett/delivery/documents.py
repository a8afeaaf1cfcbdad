"""From what a page says to the document that others copy. Made in the language of the text, and checked by its schema."""

from __future__ import annotations

import html as entities
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django.utils import timezone, translation
from django.utils.translation import gettext

from fellesnett.codes.models import CodeSystem
from fellesnett.composition import richtext
from fellesnett.composition.blocks import Attribution
from fellesnett.composition.blocks import Section as SignedSection
from fellesnett.composition.canonical import block_hash, canonical_json, digest
from fellesnett.composition.classifying import classify_html
from fellesnett.composition.composing import ComposedBlock, ComposedSection, Snapshot
from fellesnett.delivery import schema
from fellesnett.delivery.addresses import API, origin_of, web_address
from fellesnett.delivery.media import Passed, passed_on
from fellesnett.delivery.models import Item
from fellesnett.national.models import Edition, Topic
from fellesnett.national.naming import WITHOUT_HEADING, section_heading
from fellesnett.national.signing import standing_alone
from fellesnett.national.sourcing import retired_among
from fellesnett.organizations.identifiers import ORGNR, RESH
from fellesnett.organizations.models import Organization, Site

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
    onward: Sequence[schema.Onward] = ()
    alone: frozenset[str] | None = None  # the sections that may stand alone, where they are known already


def document_of(item: Item, shown: Shown) -> schema.Content:
    """The whole document of an item whose row says which version this is and when."""
    with translation.override(item.language):
        return _document(item, shown)


def touched_up(item: Item, siblings: Sequence[Item], onward: Sequence[schema.Onward]) -> schema.Content:
    """The document with what stands around its words as it is now: tags, names, dates of review, other languages, ways onward."""
    around = _around(item, siblings, onward)
    return schema.Content.model_validate_json(item.document).model_copy(update=around)


def dated(document: schema.Document, item: Item) -> schema.Document:
    """The document with the number and the times of its item."""
    of_the_row = {name: getattr(item, name) for name in _OF_THE_ROW}
    said = attribution_of(document.owner.name, item.changed, item.language, document.attribution.url)
    return document.model_copy(update={**of_the_row, "attribution": said})


def say_the_same(before: str, after: str) -> bool:
    """Do two stored documents say the same, but for case, punctuation and addresses? Then nobody needs to read it again.

    `before` may be in an older form of the documents. The rule is that of national changes (`composition.classifying`).
    """
    old, new = json.loads(before), json.loads(after)
    if [section["id"] for section in old["sections"]] != [section["id"] for section in new["sections"]]:
        return False
    pairs = zip(_readings(old), _readings(new), strict=True)
    return all(one == other or classify_html(one, other, new["language"]).lowest == "editorial" for one, other in pairs)


def _readings(document: dict[str, Any]) -> Iterator[str]:
    """What is read, piece by piece: the title, then each section with its heading."""
    yield entities.escape(document["title"])
    for section in document["sections"]:
        yield f"<h3>{entities.escape(section['heading'])}</h3>{section['html']}"


def whose_and_where(site: Site) -> Callable[[str], bool]:
    """Whether a stored document names the site's organization and the site's address as they are now. Asks the database once."""
    owner, origin = owner_of(site.organization).model_dump(mode="json"), f"{origin_of(site)}/"

    def says(document: str) -> bool:
        said = json.loads(document)
        return bool(said["owner"] == owner and said["links"]["web"].startswith(origin))

    return says


def web_of(item: Item) -> str:
    """Where the stored document says that it is read on the web; empty where nothing is stored, or it is read nowhere."""
    said = json.loads(item.document) if item.document else {}
    return str(said.get("links", {}).get("web") or "")


def content_hash(document: schema.Document) -> str:
    """What tells one document from another, its number and times aside."""
    return digest(document.model_dump(mode="json", exclude={*_OF_THE_ROW, "attribution"}))


def as_text(document: schema.Document) -> str:
    """The document as it is stored and served: JSON with sorted keys, the same for the same document."""
    return canonical_json(document.model_dump(mode="json")).decode()


def name_of(item: Item) -> str:
    return item.pk.urn


def _document(item: Item, shown: Shown) -> schema.Content:
    shown = replace(shown, page=_without_retired(shown.page))
    topic, page = item.behind[0], shown.page
    passed = passed_on(block.html for block in page.blocks())
    sections = tuple(_sections(shown, passed))
    web = web_address(shown.site, topic, item.language, item.place)
    here = f"{API}/content/{item.pk}"
    return schema.Content(
        id=name_of(item),
        type=cast(schema.Kind, topic.kind),
        version=item.version,
        seq=item.seq,
        status="published",
        language=item.language,
        title=page.title,
        intro=next((section.text for section in sections if section.aspect == "overview"), ""),
        topic=topic.key,
        scope="local" if item.site_id else "national",
        site=item.site.slug if item.site else None,
        place=item.place.slug if item.place else None,
        owner=owner_of(shown.owner),
        based_on=_based_on(shown) if item.site_id else None,
        audience=("patient",),
        sections=sections,
        media_left_out=passed.left_out,
        first_published=item.first_published,
        changed=item.changed,
        modified=item.modified,
        snapshot=page.hash,
        licence=schema.LICENCE,
        attribution=attribution_of(shown.owner.name, item.changed, item.language, web),
        links=schema.Links(self=here, web=web, versions=f"{here}/versions", variants=f"{here}/variants"),
        **_around(item, shown.siblings, shown.onward),
    )


def _without_retired(page: Snapshot) -> Snapshot:
    """The page where words of others that hold no more give way to a sentence that says so, and nobody has signed that."""
    retired = retired_among((block.attribution, block.html) for block in page.blocks())
    if not retired:
        return page
    sections = (replace(section, blocks=tuple(_or_gone(block, retired) for block in section.blocks)) for section in page.sections)
    return replace(page, sections=tuple(sections))


def _or_gone(block: ComposedBlock, retired: frozenset[tuple[str, str]]) -> ComposedBlock:
    said = block.attribution
    if said is None or (said.address, block.html) not in retired or not block.html:
        return block
    words = gettext("Teksten fra %(source)s gjelder ikke lenger, og er tatt bort.") % {"source": said.name}
    return replace(
        block,
        html=f"<p>{entities.escape(words)}</p>",
        hash="",
        attribution=replace(said, title="", fetched=None, licence=""),
    )


def _around(item: Item, siblings: Sequence[Item], onward: Sequence[schema.Onward]) -> dict[str, Any]:
    """What stands around the words and may change without them."""
    topic, edition = item.behind
    return {
        "synonyms": tuple(sorted(word.term for word in topic.synonyms.all() if word.language == item.language)),
        "codes": codes_of(topic),
        "clinically_reviewed": edition.reviewed_on,
        "review_due": edition.review_by,
        "reviewed_by": topic.unit,
        "translations": tuple(schema.Translation(language=other.language, id=name_of(other)) for other in siblings),
        "onward": tuple(onward),
    }


def attribution_of(owner: str, changed: datetime, language: str, url: str) -> schema.Attribution:
    """Whom it is from and when it last changed, in words and as a link to its page, where it has one."""
    with translation.override(language):
        words = gettext("Fra %(owner)s, sist endret %(day)s") % {"owner": owner, "day": f"{timezone.localtime(changed):%d.%m.%Y}"}
    html = f'<a href="{entities.escape(url)}">{entities.escape(words)}</a>' if url else entities.escape(words)
    return schema.Attribution(text=words, html=html, url=url)


def codes_of(topic: Topic) -> tuple[schema.Code, ...]:
    """The codes that a topic is tagged with, in order."""
    tags = sorted(topic.codings.all(), key=lambda coding: (coding.system.key, coding.code))
    return tuple(code_of(tag.system, tag.code, tag.display) for tag in tags)


def code_of(system: CodeSystem, code: str, display: str) -> schema.Code:
    """A code, with its system by the canonical URL, else by its OID."""
    return schema.Code(system=name_of_system(system), oid=system.oid, code=code, display=display, relation="about")


def name_of_system(system: CodeSystem) -> str:
    return system.url or f"urn:oid:{system.oid}"


def owner_of(organization: Organization) -> schema.Owner:
    """The organization that speaks, by the numbers that registers know it by."""
    numbers = {number.system: number.value for number in organization.identifiers.all()}
    return schema.Owner(key=organization.key, name=organization.name, orgnr=numbers.get(ORGNR), resh_id=numbers.get(RESH))


def _based_on(shown: Shown) -> schema.BasedOn:
    diverged = any(block.source.layer != "national" for block in shown.page.blocks())
    return schema.BasedOn(id=name_of(shown.national) if shown.national else None, edition=shown.edition.number, diverged=diverged)


def _sections(shown: Shown, passed: Passed) -> Iterator[schema.Section]:
    alone = _standing_alone(shown)
    for section in shown.page.sections:
        said = [(block, html) for block in section.blocks if block.html and (html := passed.of(block.html))]
        if said:
            yield _section(shown.page, section.key, said, alone=section.key in alone)


def _standing_alone(shown: Shown) -> frozenset[str]:
    """The sections that are shown here just as a clinician has said they may stand alone, but for gaps that were filled."""
    edition = shown.edition.value
    signed = standing_alone(edition) if shown.alone is None else shown.alone
    approved = {section.key: section for section in edition.sections if section.key in signed}
    here = (section for section in shown.page.sections if section.key in approved)
    return frozenset(section.key for section in here if _as_signed(section, approved[section.key]))


def _as_signed(section: ComposedSection, signed: SignedSection) -> bool:
    if [block.id for block in section.blocks] != [block.id for block in signed.blocks]:
        return False
    pairs = zip(section.blocks, signed.blocks, strict=True)
    return all(block.lang is None and (one.type == "slot" or block.hash == block_hash(one)) for block, one in pairs)


def _section(page: Snapshot, key: str, said: Sequence[tuple[ComposedBlock, str]], *, alone: bool) -> schema.Section:
    html = "".join(html for _block, html in said)
    return schema.Section(
        id=key,
        aspect=schema.ASPECTS[key],
        heading="" if key in WITHOUT_HEADING else section_heading(page.kind, key),
        audience="patient",
        standalone_approved=alone,
        html=html,
        text=richtext.text(html),
        blocks=tuple(_block(block, html, page.language) for block, html in said),
    )


def _block(block: ComposedBlock, html: str, language: str) -> schema.Block:
    source = block.source
    return schema.Block(
        id=block.id,
        type=block.type,
        html=html,
        language=block.lang or language,
        source=schema.Source(layer=source.layer, owner=source.owner, edition=source.edition),
        borrowed=_borrowed(block.attribution) if block.attribution else None,
        safety_notice=block.notice,
    )


def _borrowed(said: Attribution) -> schema.Borrowed:
    return schema.Borrowed(name=said.name, address=said.address, title=said.title, fetched=said.fetched, licence=said.licence)
