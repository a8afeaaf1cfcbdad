"""Writing down what a place is and says: one verb for a new place, one for a known one. Nothing else writes a place."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.organizations import signals
from fellesnett.organizations.checking import RECORD, Fault, Record, faults, tidied
from fellesnett.organizations.models import Organization, Place, Role
from fellesnett.organizations.permissions import roles_at

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

DESCRIBERS = (Role.SITE_OWNER, Role.EDITOR)


class PlaceRefused(Exception):
    """The place was not written; `faults` say why, at their fields."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        super().__init__(" ".join(fault.text for fault in found))
        self.faults = found


def may_describe(user: User, organization: Organization) -> bool:
    """The site owner and the editors of the organization a place belongs to."""
    return not roles_at(user, organization).isdisjoint(DESCRIBERS)


def record_of(place: Place) -> dict[str, Any]:
    """What the place says now, in the form that `describe_place` takes."""
    return {name: getattr(place, name) for name in RECORD}


@transaction.atomic
def open_place(
    *, organization: Organization, slug: str, record: Record, by: User, at: datetime, part_of: Place | None = None
) -> Place:
    """Write down a new place, or a building of one (`part_of`). Its `slug` is its address and never changes.

    Raises `PlaceRefused` with every fault.
    """
    refused = [*_rights(by, organization), *_slug_faults(organization, slug), *_part_faults(organization, part_of)]
    kept = _checked(record, at, refused)
    place = Place(organization=organization, slug=slug, part_of=part_of, described_by=by, described_at=at, **kept)
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as fault:  # somebody else opened it in the same moment
        raise PlaceRefused((_taken(),)) from fault
    _announce(place, kept, by, at)
    return place


@transaction.atomic
def describe_place(*, place: Place, record: Record, by: User, at: datetime) -> Place:
    """Write down all that a place says. The same again changes, and announces, nothing.

    What topics show of it follows on commit (`signals.place_changed`). Raises `PlaceRefused` with every fault.
    """
    stored = Place.objects.select_for_update(of=("self",)).select_related("organization", "part_of").get(pk=place.pk)
    before = record_of(stored)
    kept = _checked(record, at, [*_rights(by, stored.organization)], before)
    changed = {name: value for name, value in kept.items() if value != before[name]}
    if not changed:
        return stored
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.described_by, stored.described_at = by, at
    stored.save()
    _announce(stored, changed, by, at)
    return stored


def _checked(record: Record, at: datetime, refused: list[Fault], before: Record | None = None) -> dict[str, Any]:
    kept = tidied(record)
    if found := (*refused, *faults(kept, today=timezone.localdate(at), before=before)):
        raise PlaceRefused(found)
    return kept


def _rights(by: User, organization: Organization) -> list[Fault]:
    if may_describe(by, organization):
        return []
    words = _("Bare nettansvarlig og redaktører ved %(organization)s kan endre stedet. Be en av dem gjøre det.")
    return [Fault("", words % {"organization": organization})]


def _slug_faults(organization: Organization, slug: str) -> list[Fault]:
    try:
        validate_slug(slug)
    except ValidationError:
        return [Fault("slug", _("Kortnavnet kan bare ha bokstavene a–z, tall og bindestrek. Skriv for eksempel «voss»."))]
    if Place.objects.filter(organization=organization, slug=slug).exists():
        return [_taken()]
    return []


def _taken() -> Fault:
    return Fault("slug", _("Et annet sted her har dette kortnavnet. Velg et annet."))


def _part_faults(organization: Organization, part_of: Place | None) -> list[Fault]:
    if part_of and part_of.organization_id != organization.pk:
        return [Fault("part_of", _("En bygning må høre til et sted ved samme virksomhet."))]
    if part_of and part_of.part_of_id:
        return [Fault("part_of", _("En bygning kan ikke ha bygninger under seg. Velg stedet den hører til."))]
    return []


def _announce(place: Place, changed: dict[str, Any], by: User, at: datetime) -> None:
    signals.place_described.send(Place, place=place, changed=changed, by=by, at=at)
    transaction.on_commit(lambda: signals.place_changed.send(Place, place=place, by=by, at=at))
