"""A partner delivers. It is checked, stored as it came, and put before whoever answers at the site; nothing is shown of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption.models import AdoptedText, Adoption
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.organizations.models import Place, Site
from fellesnett.partners import asking, gates, keys, places, services, texts
from fellesnett.partners.acts import acts_between
from fellesnett.partners.models import Noun, Partner, RequestKey, Submission, SubmissionState, Way
from fellesnett.partners.queries import hold_waiting, seen_record, seen_text
from fellesnett.partners.records import Document, Records, Row, demand_same
from fellesnett.partners.schema import LocalText, PlaceDocument, ServiceDocument


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it came: `body` as it was sent, `etag` of what the partner saw (None for something new), the partner's own key for
    the request, and the organization number of a supplier that acted for it."""

    partner: Partner
    way: Way
    body: str
    etag: str | None
    key: RequestKey
    supplier: str = ""


def hash_of(body: str) -> str:
    """`sha256:<hex>` of a body as it came."""
    return f"sha256:{hashlib.sha256(body.encode()).hexdigest()}"


@transaction.atomic
def deliver_text(*, delivery: Delivery, text: AdoptedText, change: Callable[[LocalText], LocalText], at: datetime) -> Submission:
    """Deliver a site's local parts of a text. `change` makes what is wanted of what the partner sees there now.

    A delivery of the same partner that waits is overtaken: the newer holds all that it asked for. Raises Forbidden, Exists,
    Changed, Invalid, TakesBack, keys.Busy.
    """
    partner = _hold(delivery.partner)
    site = gates.demand_leave(partner, _hold_site(text.adoption.site), Noun.CONTENT)
    hold_waiting(Submission(partner=partner, site=site, noun=Noun.CONTENT, text=text))
    now = texts.standing(text)
    parts, seen = seen_text(now, partner)
    if delivery.way == Way.NEW and seen.document.title is None and not seen.document.sections:
        pass
    elif delivery.way == Way.NEW:
        raise gates.Exists(texts.id_of(text))
    elif delivery.etag != seen.etag:
        raise gates.Changed
    wanted = change(seen.document)
    identity = ("site", "topic", "language")
    if any(getattr(wanted, name) != getattr(seen.document, name) for name in identity):
        raise gates.Invalid(gates.Fault("site", _("Nettsted, tema og språk står fast. De kan ikke endres.")))
    acts = acts_between(now, parts, wanted, at=at)
    title = f"{text.adoption.topic.title} ({text.get_language_display()})"
    return _received(delivery, partner, site, acts, at, noun=Noun.CONTENT, title=title, text=text)


@transaction.atomic
def deliver_place(
    *,
    delivery: Delivery,
    site: Site | None,
    place: Place | None,
    change: Callable[[PlaceDocument | None], PlaceDocument],
    at: datetime,
) -> Submission:
    """Deliver what a place of a site says, or a new place (`place` is None). Otherwise as `deliver_text`."""
    return _deliver_record(places, delivery, site, place, change, at)


@transaction.atomic
def deliver_service(
    *,
    delivery: Delivery,
    site: Site | None,
    service: Adoption | None,
    change: Callable[[ServiceDocument | None], ServiceDocument],
    at: datetime,
) -> Submission:
    """Deliver where a service is done, a new service (`service` is None), or that it is offered no more (`Way.REMOVE`: then
    `change` is not asked). Otherwise as `deliver_text`."""
    return _deliver_record(services, delivery, site, service, change, at)


def _deliver_record(
    records: Records[Row, Document],
    delivery: Delivery,
    site: Site | None,
    row: Row | None,
    change: Callable[[Document | None], Document],
    at: datetime,
) -> Submission:
    partner = _hold(delivery.partner)
    site = gates.demand_leave(partner, _hold_site(site), records.NOUN)
    if row is None:
        wanted = change(None)
        name = getattr(wanted, records.NAME)
        if known := records.known(site, name):
            raise gates.Exists(records.id_of(known))
        acts = [{"do": "open", records.NAME: name, "fields": records.changes_between(None, wanted, at=at)}]
    else:
        hold_waiting(Submission(partner=partner, site=site, noun=records.NOUN, **{str(records.NOUN): row}))
        row = records.find(records.id_of(row))  # as it is now
        if row is None:
            raise gates.Changed
        seen = seen_record(records, site, row, partner)
        if delivery.etag != seen.etag:
            raise gates.Changed
        wanted = seen.document if delivery.way == Way.REMOVE else change(seen.document)
        acts = _acts_about(records, delivery.way, site, row, wanted, at)
    about = {"title": records.title_of(row, wanted), str(records.NOUN): row}
    return _received(delivery, partner, site, acts, at, noun=records.NOUN, **about)


def _acts_about(
    records: Records[Row, Document], way: Way, site: Site, row: Row, wanted: Document, at: datetime
) -> list[dict[str, Any]]:
    if way == Way.REMOVE:
        return [{"do": "end", "fields": {}}]
    demand_same(records, site, records.name_of(row), wanted)
    fields = records.changes_between(records.fields_of(row), wanted, at=at)
    return [{"do": "describe", "fields": fields}] if fields else []


def _hold(partner: Partner) -> Partner:
    """The partner, held: what one partner delivers comes one by one. Raises Forbidden where it was ended meanwhile."""
    held: Partner = Partner.objects.select_for_update(of=("self",)).select_related("organization").get(pk=partner.pk)
    if not held.is_standing:
        raise gates.Forbidden(_("Partneren er avsluttet."))
    return held


def _hold_site(site: Site | None) -> Site | None:
    """The site as it is now, held: whoever lays it down comes before this, or after and answers it."""
    held = Site.objects.select_for_update(of=("self",), no_key=True).select_related("organization")
    return held.get(pk=site.pk) if site else None


def _received(
    delivery: Delivery, partner: Partner, site: Site, acts: list[dict[str, Any]], at: datetime, **about: Any
) -> Submission:
    row = Submission(
        partner=partner, site=site, way=delivery.way, body=delivery.body, body_hash=hash_of(delivery.body), acts=acts,
        supplier=delivery.supplier, received_at=at, **{**about, "title": about["title"][:255]},
    )  # fmt: skip
    earlier = hold_waiting(row)
    if not acts and earlier:
        raise gates.TakesBack(earlier[0])
    if not acts:
        raise gates.Invalid(gates.Fault("", _("Alt dette står der allerede. Det er ingenting å endre.")))
    if any(one.acts == acts for one in earlier):  # a newer question would put the answer off, night after night
        raise gates.Invalid(gates.Fault("", _("Dette har dere levert før, og det venter på svar.")))
    row.save()
    keys.use(delivery.key, row)
    entries = [_overtaken(one, row, at) for one in earlier]
    open_item(asking.to_answer(row))
    entries.append(
        log.Entry("submission.received", subjects.submission(str(row.pk)), _facts(row), organization=site.organization)
    )
    log.append(entries, by=None, at=at)
    return row


def _facts(row: Submission) -> dict[str, Any]:
    return {
        "partner": row.partner.organization.key, "site": row.site.slug, "noun": str(row.noun), "way": str(row.way),
        "text": row.text_id, "place": row.place_id, "service": row.service_id, "hash": row.body_hash, "supplier": row.supplier,
    }  # fmt: skip


def _overtaken(row: Submission, newer: Submission, at: datetime) -> log.Entry:
    row.state, row.decided_at, row.overtaken_by = SubmissionState.OVERTAKEN, at, newer
    row.save(update_fields=["state", "decided_at", "overtaken_by"])
    close_items(keys=[asking.answer_key(row)], by=None, at=at, resolution="erstattet av en nyere levering")
    facts = {"newer": str(newer.pk)}
    return log.Entry("submission.overtaken", subjects.submission(str(row.pk)), facts, organization=row.site.organization)
