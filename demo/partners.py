"""A private hospital delivers from its own system to its own site: what waits for the editor's answer, and what was taken in.

Our own writing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from demo.base import person
from fellesnett.adoption.models import AdoptedText
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site
from fellesnett.partners import keys, places
from fellesnett.partners.actions import accept, deliver_place, deliver_service, deliver_text, describe_partner, give_leave
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.models import Partner, Submission, Way
from fellesnett.partners.queries import compare_text, seen_record, seen_text
from fellesnett.partners.schema import LocalBlock, LocalSection, LocalText, Piece, PlaceDocument, ServiceDocument
from fellesnett.partners.texts import standing

EDITOR = "redaktor.lovisenberg"


@transaction.atomic
def a_partner(now: datetime) -> None:
    """Lovisenberg delivers: a text that the editor has taken in, and a text, a place and a service that wait."""
    if Partner.objects.exists():
        return
    site = Site.objects.select_related("organization").get(slug="lovisenberg")
    partner = describe_partner(
        organization=site.organization, contact_name="Liv Levering", contact_email="liv.levering@demo.example",
        by=person("nasjonal"), at=now - timedelta(days=40),
    )  # fmt: skip
    given = now - timedelta(days=39)
    give_leave(partner=partner, site=site, content=True, places=True, services=True, by=person("nasjonal"), at=given)
    taken_in = _about_text(
        partner, site, "mandeloperasjon", "mandeloperasjon-1", now - timedelta(days=9),
        "<p>Du ligger på oppvåkningen hos oss i fire til seks timer før du reiser hjem.</p>",
    )  # fmt: skip
    accept(submission=taken_in, seen=compare_text(taken_in).hash, by=person(EDITOR), at=now - timedelta(days=7))
    _about_text(
        partner, site, "galleblaere-operasjon", "galleblaere-operasjon-1", now - timedelta(days=3),
        "<p>En sykepleier fra dagkirurgien hos oss ringer deg dagen etter at du er kommet hjem.</p>",
    )  # fmt: skip
    _about_place(partner, site, now - timedelta(days=2))
    _about_service(partner, site, now - timedelta(days=1))


def _about_text(partner: Partner, site: Site, topic: str, key: str, at: datetime, html: str) -> Submission:
    """One more paragraph at the end of what happens after."""
    text = AdoptedText.objects.select_related("adoption__site").get(
        adoption__site=site, adoption__topic__key=topic, language="nb"
    )
    etag = seen_text(standing(text), partner)[1].etag
    said = LocalBlock(operation="supplement", target="after", position="end", content=(Piece(html=html),))

    def change(seen: LocalText) -> LocalText:
        return seen.model_copy(update={"sections": (*seen.sections, LocalSection(id="after", blocks=(said,)))})

    return deliver_text(delivery=_came(partner, Way.CHANGE, etag, key, {"after": html}, at), text=text, change=change, at=at)


def _about_place(partner: Partner, site: Site, at: datetime) -> Submission:
    """What visitors should know of parking."""
    place = Place.objects.get(slug="lovisenberggata", organization=site.organization)
    etag = seen_record(places, site, place, partner).etag
    parking = "Det er få plasser ved sykehuset. Ta buss eller trikk om du kan."
    delivery = _came(partner, Way.CHANGE, etag, "lovisenberggata-1", {"parking": parking}, at)

    def change(seen: PlaceDocument | None) -> PlaceDocument:
        known = seen or PlaceDocument(site=site.slug, slug=place.slug, name=place.name)
        described = {**known.descriptions, "nb": {**known.descriptions.get("nb", {}), "parking": parking}}
        return known.model_copy(update={"descriptions": described})

    return deliver_place(delivery=delivery, site=site, place=place, change=change, at=at)


def _about_service(partner: Partner, site: Site, at: datetime) -> Submission:
    """It has begun to offer another examination."""
    topic = Topic.objects.get(key="mammografi")
    said = ServiceDocument(site=site.slug, topic=topic.key)
    delivery = _came(partner, Way.NEW, None, "mammografi-1", said.model_dump(mode="json"), at)
    return deliver_service(delivery=delivery, site=site, service=None, change=lambda _seen: said, at=at)


def _came(partner: Partner, way: Way, etag: str | None, key: str, body: Any, at: datetime) -> Delivery:
    sent = json.dumps(body)
    taken = keys.take(partner, key, hashlib.sha256(sent.encode()).hexdigest(), at=at)
    return Delivery(partner=partner, way=way, body=sent, etag=etag, key=taken)
