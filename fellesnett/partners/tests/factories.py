"""Partners, and what they deliver, for the tests of this room and of the doors above it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from fellesnett.access.tests.issuer import SPECIALIST
from fellesnett.accounts.models import User
from fellesnett.adoption.actions import sign_operation
from fellesnett.adoption.checks import page_faults, record_faults, showing_faults
from fellesnett.adoption.models import AdoptedText, Adoption, LocalOperation
from fellesnett.adoption.tests.factories import MORNING, Hospital, approve_candidate
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Identifier, Organization, OrganizationKind, Place, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user
from fellesnett.partners import keys, places, services
from fellesnett.partners.actions import accept, deliver_place, deliver_service, deliver_text, describe_partner, give_leave
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.checks import partner_faults
from fellesnett.partners.models import Partner, Submission, Way
from fellesnett.partners.queries import compare_text, seen_record, seen_text
from fellesnett.partners.schema import LocalText, PlaceDocument, ServiceDocument
from fellesnett.partners.texts import document_of, parts_of, standing

_numbers = count(1)


def chief() -> User:
    """The system owner."""
    found = User.objects.filter(memberships__role=Role.NATIONAL_MEDICAL_EDITOR).first()
    return found or make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})


def owner_of(site: Site) -> User:
    found = User.objects.filter(memberships__role=Role.SITE_OWNER, memberships__organization=site.organization).first()
    return found or make_user(roles={site.organization: Role.SITE_OWNER})


def make_partner(
    *sites: Site,
    organization: Organization | None = None,
    number: str = SPECIALIST,
    content: bool = True,
    places: bool = True,
    services: bool = True,
) -> Partner:
    """An organization that may deliver to these sites: the specialist, unless another is given."""
    organization = organization or make_organization(f"spesialist-{next(_numbers)}", kind=OrganizationKind.CONTRACT_SPECIALIST)
    Identifier.objects.get_or_create(organization=organization, system=ORGNR, defaults={"value": number})
    partner = describe_partner(
        organization=organization, contact_name="Kari Vik", contact_email="kari@spesialist.example", by=chief(), at=MORNING
    )
    for site in sites:
        give_leave(partner=partner, site=site, content=content, places=places, services=services, by=owner_of(site), at=MORNING)
    return partner


def show(hospital: Hospital, text: AdoptedText, *, at: datetime = MORNING) -> None:
    """Have patients read all that is drafted: what is clinical is signed, and the page approved."""
    for row in LocalOperation.objects.filter(state="draft", clinical=True):
        sign_operation(operation=row, text=text, by=hospital.clinician, at=at)
    approve_candidate(text, by=hospital.editor, at=at)


def supplement(html: str, *, target: str = "oppmote", section: str = "before", **more: Any) -> dict[str, Any]:
    """A document's section with one new paragraph after a block."""
    said = {"operation": "supplement", "target": target, "position": "after", "content": [{"html": html}], **more}
    return {"id": section, "blocks": [said]}


def fill(value: str, target: str = "telefon") -> dict[str, Any]:
    return {"id": "before", "blocks": [{"operation": "fill", "target": target, "value": value}]}


def deliver(
    partner: Partner,
    text: AdoptedText,
    *,
    way: Way = Way.CHANGE,
    at: datetime = MORNING,
    etag: str | None = None,
    change: Callable[[LocalText], LocalText] | None = None,
    **said: Any,
) -> Submission:
    """Deliver to a text: what stands with `said` instead, or what `change` makes of it."""

    def wanted(document: LocalText) -> LocalText:
        return LocalText.model_validate({**document.model_dump(mode="json"), **said})

    etag = etag or seen_text(standing(text), partner)[1].etag
    return deliver_text(delivery=_came(partner, way, etag, said, at), text=text, change=change or wanted, at=at)


def deliver_about_place(
    partner: Partner, site: Site, place: Place | None, *, at: datetime = MORNING, etag: str | None = None, **said: Any
) -> Submission:
    """Deliver what a place says: what it says now with `said` instead, or a new one."""
    seen = seen_record(places, site, place, partner) if place else None

    def wanted(document: PlaceDocument | None) -> PlaceDocument:
        before = document.model_dump(mode="json") if document else {"site": site.slug}
        return PlaceDocument.model_validate({**before, **said})

    delivery = _came(partner, Way.CHANGE if place else Way.NEW, etag or (seen.etag if seen else None), said, at)
    return deliver_place(delivery=delivery, site=site, place=place, change=wanted, at=at)


def deliver_about_service(
    partner: Partner,
    site: Site,
    service: Adoption | None,
    *,
    way: Way | None = None,
    at: datetime = MORNING,
    etag: str | None = None,
    **said: Any,
) -> Submission:
    """Deliver where a service is done, a new one, or (`Way.REMOVE`) that it is offered no more."""
    seen = seen_record(services, site, service, partner) if service else None

    def wanted(document: ServiceDocument | None) -> ServiceDocument:
        before = document.model_dump(mode="json") if document else {"site": site.slug}
        return ServiceDocument.model_validate({**before, **said})

    way = way or (Way.CHANGE if service else Way.NEW)
    delivery = _came(partner, way, etag or (seen.etag if seen else None), said, at)
    return deliver_service(delivery=delivery, site=site, service=service, change=wanted, at=at)


def _came(partner: Partner, way: Way, etag: str | None, body: Any, at: datetime) -> Delivery:
    key = keys.take(partner, f"key-{next(_numbers)}", "same", at=at)
    return Delivery(partner=partner, way=way, body=json.dumps(body), etag=etag, key=key)


# --- what came of it --------------------------------------------------------------------------------------------------


def take_in(submission: Submission, by: Any, at: datetime, **more: Any) -> Submission:
    """Look at the comparison, and say yes to it."""
    return accept(submission=submission, seen=compare_text(submission).hash, by=by, at=at, **more)


def told(submission: Submission) -> Submission:
    submission.refresh_from_db()
    return submission


def proven() -> bool:
    """Nothing is broken, of what this room and the one below can prove."""
    return [*partner_faults(), *page_faults(), *showing_faults(), *record_faults()] == []


def stands(text: AdoptedText) -> Any:
    return document_of(text, parts_of(standing(text)))
