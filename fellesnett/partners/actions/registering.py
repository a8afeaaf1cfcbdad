"""Who is a partner, and where it may deliver. Said at the desk, and logged."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotAllowed, NotReady, Reason
from fellesnett.codes.queries import normalize_code
from fellesnett.editorial import log, subjects
from fellesnett.organizations.identifiers import MUNICIPALITY, ORGNR, normalize
from fellesnett.organizations.models import Identifier, Organization, OrganizationKind
from fellesnett.partners import gates
from fellesnett.partners.models import Leave, Partner
from fellesnett.partners.permissions import demand_manager, may_give_leave

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Site


@transaction.atomic
def describe_partner(
    *,
    organization: Organization,
    contact_name: str,
    contact_email: str,
    by: User,
    at: datetime,
    partner: Partner | None = None,
    again: bool = False,
) -> Partner:
    """Write down who delivers and whom to talk to there: a new partner, or the one given. One that was ended begins again with
    no leave, where that is asked for (`again`). Raises NotAllowed, NotReady (each reason's code is the field it is about)."""
    demand_manager(by)
    row = _held(partner) if partner else Partner(organization=organization)
    gates.refuse(gates.to_describe(organization, contact_name, contact_email, partner))
    gates.refuse(gates.to_begin_again(row, again=again))
    row.contact_name, row.contact_email = contact_name.strip(), contact_email.strip()
    row.described_by, row.described_at, row.ended_by, row.ended_at = by, at, None, None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:  # somebody else wrote it down in the same moment
        raise NotReady(gates.is_partner()) from fault
    _log("partner.described", row, {}, row.organization, by, at)
    return row


@transaction.atomic
def write_down_organization(
    *, kind: str, orgnr: str, by: User, at: datetime, name: str = "", municipality: str = ""
) -> Organization:
    """Write down an organization that no imported list has, so that it can become a partner: a municipality, which is called what
    the code list calls it, a contract specialist, or a private one. Raises NotAllowed, NotReady (each reason's code is the field
    it is about)."""
    demand_manager(by)
    orgnr = normalize(orgnr)
    reasons = list(gates.to_write_down(kind, name, orgnr))
    numbers = {ORGNR: orgnr}
    if kind == OrganizationKind.MUNICIPALITY:
        called, about = gates.municipality_of(municipality, timezone.localdate(at))
        reasons += about
        name = f"{called} kommune"
        numbers[MUNICIPALITY] = normalize_code(gates.KOMMUNER, municipality)
    gates.refuse(reasons)
    try:
        with transaction.atomic():
            row = Organization.objects.create(key=f"{kind.replace('_', '-')}-{orgnr}", kind=kind, name=name.strip())
            Identifier.objects.bulk_create(
                Identifier(organization=row, system=system, value=value) for system, value in numbers.items()
            )
    except IntegrityError as fault:  # somebody else wrote it down in the same moment, of this kind or another
        raise NotReady(gates.is_written_down()) from fault
    said = {"organization": row.key, "kind": kind, **numbers}
    log.append([log.Entry("organization.written_down", subjects.organization(row.pk), said, row)], by=by, at=at)
    return row


@transaction.atomic
def end_partner(*, partner: Partner, by: User, at: datetime) -> Partner:
    """It delivers no more, from now on; every leave it had is taken back. What it has delivered stays. Ended before, nothing
    happens. Raises NotAllowed."""
    demand_manager(by)
    row = _held(partner)
    if row.is_standing:
        Leave.objects.filter(partner=row, taken_at__isnull=True).update(taken_by=by, taken_at=at)
        row.ended_by, row.ended_at = by, at
        row.save(update_fields=["ended_by", "ended_at"])
        _log("partner.ended", row, {}, row.organization, by, at)
    return row


@transaction.atomic
def give_leave(
    *, partner: Partner, site: Site, content: bool, places: bool, services: bool = False, by: User, at: datetime
) -> Leave:
    """Let a partner deliver to a site. Leave that stands there already is taken back, and this stands instead; the same
    again changes nothing. Raises NotAllowed, NotReady."""
    _demand_giver(partner, site, by)
    partner = _held(partner)
    nouns = {"content": content, "places": places, "services": services}
    gates.refuse(gates.to_give_leave(partner, site, is_for_something=any(nouns.values())))
    standing = Leave.objects.filter(partner=partner, site=site, taken_at__isnull=True)
    before = standing.select_for_update(of=("self",)).first()  # whoever takes it back holds it alone
    if before and (before.content, before.places, before.services) == (content, places, services):
        return before
    if before:
        _take_back(before, by, at)
    row = Leave.objects.create(partner=partner, site=site, **nouns, given_by=by, given_at=at)
    _log("leave.given", partner, {"site": site.slug, **nouns}, site.organization, by, at)
    return row


@transaction.atomic
def take_leave_back(*, leave: Leave, by: User, at: datetime) -> Leave:
    """The partner delivers to this site no more. Taken back before, nothing happens. Raises NotAllowed."""
    row = Leave.objects.select_for_update(of=("self",)).select_related("partner", "site__organization").get(pk=leave.pk)
    _demand_giver(row.partner, row.site, by)
    if row.taken_at is None:
        _take_back(row, by, at)
        _log("leave.taken_back", row.partner, {"site": row.site.slug}, row.site.organization, by, at)
    return row


def _held(partner: Partner) -> Partner:
    """The partner as it is now, held until the transaction ends."""
    held: Partner = Partner.objects.select_for_update(of=("self",)).select_related("organization").get(pk=partner.pk)
    return held


def _take_back(row: Leave, by: User, at: datetime) -> None:
    row.taken_by, row.taken_at = by, at
    row.save(update_fields=["taken_by", "taken_at"])


def _demand_giver(partner: Partner, site: Site, by: User) -> None:
    if not may_give_leave(by, partner, site):
        words = _("Bare nettansvarlig ved %(site)s kan gi og ta tilbake lov til å levere dit.")
        raise NotAllowed(Reason("no_authority", words % {"site": site}))


def _log(verb: str, partner: Partner, payload: dict[str, object], organization: Organization, by: User, at: datetime) -> None:
    said = {"organization": partner.organization.key, **payload}
    log.append([log.Entry(verb, subjects.partner(partner.pk), said, organization)], by=by, at=at)
