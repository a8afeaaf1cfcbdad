"""A place as a document: what it says, what a partner's document would change, and back to the record that is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from fellesnett.organizations.checking import faults as record_faults
from fellesnett.organizations.checking import tidied
from fellesnett.organizations.describing import record_of
from fellesnett.organizations.models import Place, Site, SiteState
from fellesnett.partners.gates import Fault, Invalid
from fellesnett.partners.models import Noun
from fellesnett.partners.records import Fields, too_much
from fellesnett.partners.schema import PlaceDocument

NOUN = Noun.PLACE
NAME = "slug"
IDENTITY = ("site", "slug")
SAID = tuple(name for name in PlaceDocument.model_fields if name not in IDENTITY)
"""What a place says, by the names of the document."""
_IN_DOCUMENT = {
    **{name: f"address.{said}" for name, said in (("address", "street"), ("postal_code", "postal_code"), ("city", "city"))},
    "latitude": "point",
    "longitude": "point",
}


def id_of(place: Place) -> str:
    """What partners call a place: its organization's key and its own short name."""
    return f"{place.organization.key}.{place.slug}"


def find(name: str) -> Place | None:
    """The place that partners call so."""
    key, _dot, slug = name.rpartition(".")
    found = Place.objects.filter(organization__key=key, slug=slug)
    return found.select_related("organization", "part_of").first()


def places_at(sites: Iterable[Site]) -> list[tuple[Site, Place]]:
    """The places that these sites answer for: of their organizations, and of those right below that have no site of their own."""
    sites = list(sites)
    found = list(Place.objects.for_sites(sites).select_related("organization").order_by("organization", "slug"))
    answering = _answering(found)
    return [(answering[place.pk], place) for place in found if answering[place.pk] in sites]


def site_of(place: Place) -> Site | None:
    """The site that answers for a place: its own organization's, else that of the organization above; one that is laid down only
    where no other does."""
    return _answering([place]).get(place.pk)


def _answering(found: Collection[Place]) -> dict[int, Site]:
    """The site that answers for each of these, by the place's key. One query, however many."""
    owners = {key for place in found for key in _owners(place)}
    sites = list(Site.objects.filter(organization__in=owners).select_related("organization").order_by("pk"))
    answers = dict[int, Site]()
    for place in found:
        theirs = [site for site in sites if site.organization_id in _owners(place)]
        if theirs:
            answers[place.pk] = min(theirs, key=lambda site: _rank(site, place))
    return answers


def _rank(site: Site, place: Place) -> tuple[bool, int]:
    return site.state == SiteState.CLOSED, _owners(place).index(site.organization_id)


def _owners(place: Place) -> list[int]:
    """The organization of a place, and the one above it."""
    return [key for key in (place.organization_id, place.organization.parent_id) if key]


def name_of(place: Place) -> str:
    """Its own short name."""
    return place.slug


def known(site: Site, slug: str) -> Place | None:
    """The place of the site's own organization that has this short name already."""
    return Place.objects.filter(organization=site.organization_id, slug=slug).select_related("organization").first()


def title_of(place: Place | None, wanted: PlaceDocument) -> str:
    """Its name, as it stands or as it would be."""
    names = place.name if place else wanted.name
    return next((words for words in names.values() if words.strip()), wanted.slug)


def fields_of(place: Place) -> Fields:
    """What a place says now, by the names of the document."""
    return from_record(record_of(place))


def from_record(record: dict[str, Any]) -> Fields:
    """A stored record by the names of the document."""
    has_point = record["latitude"] is not None
    return {
        "kind": record["kind"],
        "name": record["name"],
        "address": {"street": record["address"], "postal_code": record["postal_code"], "city": record["city"]},
        "point": {"latitude": float(record["latitude"]), "longitude": float(record["longitude"])} if has_point else None,
        "phones": [
            {"number": one["number"], "label": one["label"] or {}, "hours": _week(one["hours"])} for one in record["phones"]
        ],
        "hours": [{"label": one["label"] or {}, "week": _week(one["week"])} for one in record["hours"]],
        "exceptions": [{**one, "note": one["note"] or {}} for one in record["exceptions"]],
        "meeting": record["meeting"],
        "descriptions": record["descriptions"],
    }


def _week(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"day": day, "opens": opens, "closes": closes} for day, opens, closes in rows]


def to_record(fields: Fields) -> dict[str, Any]:
    """The record that says the same, as `describe_place` takes it."""
    address, point = fields["address"], fields["point"]
    return {
        "kind": fields["kind"],
        "name": fields["name"],
        "address": address["street"],
        "postal_code": address["postal_code"],
        "city": address["city"],
        "latitude": Decimal(str(point["latitude"])) if point else None,
        "longitude": Decimal(str(point["longitude"])) if point else None,
        "phones": [{**one, "hours": _rows(one["hours"])} for one in fields["phones"]],
        "hours": [{"label": one["label"], "week": _rows(one["week"])} for one in fields["hours"]],
        "exceptions": fields["exceptions"],
        "meeting": fields["meeting"],
        "descriptions": fields["descriptions"],
    }


def said_in_record(place: Place, fields: Fields) -> dict[str, Any]:
    """These of its fields, by the names of the record."""
    whole = to_record(fields_of(place) | fields)
    return {name: value for name, value in whole.items() if _IN_DOCUMENT.get(name, name).partition(".")[0] in fields}


def _rows(week: Iterable[dict[str, Any]]) -> list[list[Any]]:
    return [[one["day"], one["opens"], one["closes"]] for one in week]


def changes_between(now: Fields | None, wanted: PlaceDocument, *, at: datetime) -> Fields:
    """What the document says otherwise than `now` (None: all of it, of a new place), tidied as it is stored. Raises Invalid."""
    said = wanted.model_dump(mode="json", exclude=set(IDENTITY))
    record = tidied(to_record(said))
    tidy = from_record(record)
    changed = {name: tidy[name] for name in SAID if now is None or tidy[name] != now[name]}
    if excess := [fault for name, value in changed.items() for fault in too_much(name, value)]:
        raise Invalid(*excess)
    before = to_record(now) if now else None
    if found := record_faults(record, today=timezone.localdate(at), before=before):
        raise Invalid(*(Fault(_in_document(fault.field), fault.text) for fault in found))
    return changed


def _in_document(record_field: str) -> str:
    """Where in the document a field of the record is said."""
    first, _dot, rest = record_field.partition(".")
    return ".".join(part for part in (_IN_DOCUMENT.get(first, first), rest) if part)


def document_of(site: Site, slug: str, fields: Fields) -> PlaceDocument:
    return PlaceDocument.model_validate({"site": site.slug, "slug": slug, **fields})
