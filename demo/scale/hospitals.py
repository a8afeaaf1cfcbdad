"""Hospitals take texts into use by the hundred. The rows are written in bulk; the pages are composed, approved and shown by
the same code as everybody's."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from demo.scale.ground import telephones
from demo.scale.texts import bodies
from fellesnett.accounts.models import User
from fellesnett.adoption.actions.answering import short_code
from fellesnett.adoption.candidates import candidates_of
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, ApprovalKind, LocalOperation, OperationState
from fellesnett.adoption.recipes import document_of
from fellesnett.adoption.validating import a_year_after
from fellesnett.editorial import log, subjects
from fellesnett.national.models import Edition
from fellesnett.organizations.models import Role, Site


class Country:
    """Every site that takes texts into use, with the person who answers there and its share of the texts."""

    def __init__(self) -> None:
        shares = {row["slug"]: float(row["adopts"]) for row in bodies()["sites"]}
        sites = Site.objects.filter(slug__in=shares).select_related("organization")
        self.sites = sorted((site for site in sites if shares[site.slug]), key=lambda site: site.slug)
        self.shares = shares
        self.editors = {site.pk: User.objects.get(email=f"redaktor.{site.slug}@demo.example") for site in self.sites}

    def users_of(self, edition: Edition) -> list[Site]:
        """The sites that use this text: the same ones whenever it is asked."""
        return [
            site for site in self.sites if random.Random(f"{site.slug}/{edition.topic.key}").random() < self.shares[site.slug]
        ]


def take_into_use(editions: Sequence[Edition], country: Country, *, at: datetime) -> int:
    """Adopt, fill in and approve these editions at the sites that use them. Returns how many adoptions. Call inside a
    transaction."""
    adoptions = Adoption.objects.bulk_create(
        _adoption(edition, site, country, at) for edition in editions for site in country.users_of(edition)
    )
    by_topic = {edition.topic_id: edition for edition in editions}
    texts = AdoptedText.objects.bulk_create(
        AdoptedText(adoption=adoption, language="nb", edition=by_topic[adoption.topic_id]) for adoption in adoptions
    )
    fills = [fill for text in texts for fill in _fills(text, country, at)]
    LocalOperation.objects.bulk_create(fills)
    held = gather([adoption.pk for adoption in adoptions])
    entries = [entry for text in held.texts.values() for entry in _told(held, text, country)]
    pages = [
        NextPage(text, page.place, page.recipe, _yes(country.editors[text.adoption.site_id]))
        for text in held.texts.values()
        for page in candidates_of(held, text)
    ]
    entries += put_live(held, pages, at=at)
    log.append(entries, by=None, at=at)
    return len(adoptions)


def _adoption(edition: Edition, site: Site, country: Country, at: datetime) -> Adoption:
    return Adoption(
        site=site,
        topic=edition.topic,
        answer=Answer.ADOPTED,
        answered_by=country.editors[site.pk],
        answered_at=at,
        unit=f"{edition.topic.unit}, {site.name}"[:160],
        short_code=short_code(site, edition.topic),
    )


def _fills(text: AdoptedText, country: Country, at: datetime) -> Iterator[LocalOperation]:
    slots = [block["id"] for section in text.edition.sections for block in section["blocks"] if block["type"] == "slot"]
    for number, slot in enumerate(slots, 1):
        yield LocalOperation(
            layer="site",
            adoption=text.adoption,
            language="nb",
            key=f"o{number}",
            op="fill",
            target=slot,
            value=telephones()[text.adoption.site.slug],
            base_edition=text.edition,
            valid_until=a_year_after(at),
            author=country.editors[text.adoption.site_id],
            created_at=at,
            state=OperationState.ACTIVE,
        )


def _told(held: Holdings, text: AdoptedText, country: Country) -> Iterator[log.Entry]:
    adoption = text.adoption
    editor = country.editors[adoption.site_id]

    def entry(verb: str, payload: dict[str, Any], role: str = "") -> log.Entry:
        return log.Entry(verb, subjects.adoption(adoption.pk), payload, adoption.site.organization, editor, role)

    stated = {"site": adoption.site.slug, "topic": adoption.topic.key, "editions": {"nb": text.edition_id}, "variant": None}
    yield entry("adoption.adopted", stated, Role.EDITOR)
    for row in held.rows(text):
        written = {"operation": row.pk, "layer": "site", "language": "nb", "place": None, "replaces": None}
        yield entry("operation.saved", {**written, "document": document_of(row)}, Role.EDITOR)
        used = {"text": text.pk, "language": "nb", "operation": row.pk, "key": row.key}
        yield entry("operation.active", used)


def _yes(editor: User) -> Yes:
    return Yes(ApprovalKind.PERSON, editor.get_full_name(), Role.EDITOR, editor)
