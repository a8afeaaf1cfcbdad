"""Places, by no-basis-Location: those that a site which readers can visit shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from fellesnett.delivery.models import Item
from fellesnett.delivery.queries import beginning
from fellesnett.hl7 import moments
from fellesnett.hl7.directory.asking import PROFILES, Criterion, Rows, held, named, number, reading
from fellesnett.hl7.directory.organizations import reference
from fellesnett.hl7.fhir import Asked, Refused, Resource
from fellesnett.hl7.listed import Include, Kind
from fellesnett.organizations import facts
from fellesnett.organizations.models import Place

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KILOMETRES_IN_A_DEGREE = 111.2


def _places() -> QuerySet[Place]:
    subject = Concat(Value("place:"), Cast("pk", CharField()), output_field=CharField())
    shown = Item.objects.shown().filter(type="place").values("subject")
    found = Place.objects.annotate(subject=subject).filter(subject__in=shown)
    return found.select_related("organization", "part_of").order_by("pk")


def _find_places(asked: Asked, on: date) -> Sequence[Resource]:
    return Rows(_changed_when(asked, held(_places(), asked, _TRUE_OF)), _told)


def _changed_when(asked: Asked, found: QuerySet[Place]) -> QuerySet[Place]:
    """Those of them that were changed when the question says. Raises Refused."""
    asking = moments.asked_of(asked)
    if not asking:
        return found
    return found.filter(pk__in=[pk for pk, at in _changed_at(list(found)).items() if all(one.holds(at) for one in asking)])


def _changed_at(rows: Sequence[Place]) -> dict[int, datetime]:
    """When anything that places show last changed, by their keys: the place, the one it is a building of, whose it is. By what
    the feed has told of them, and by when somebody wrote the place down, which the feed may not have told yet."""
    wanted = [subject for row in rows for subject in _spoken_of(row)]
    told = dict(Item.objects.shown().filter(subject__in=wanted).values_list("subject", "modified"))
    known = {row.pk: [row.described_at, *(told.get(subject) for subject in _spoken_of(row))] for row in rows}
    return {pk: max(filter(None, changes)) for pk, changes in known.items() if any(changes)}


def _spoken_of(row: Place) -> tuple[str, ...]:
    """All whose words it shows, as the feed names them."""
    return (f"place:{row.pk}", f"place:{row.part_of_id}", f"organization:{row.organization_id}")


def _near(written: str) -> Q:
    """`latitude|longitude|distance|km`, the distance 20 km where none is said: a square about the point."""
    parts = [*written.split("|"), "", ""][:4]
    try:
        latitude, longitude = float(parts[0]), float(parts[1])
        reach = float(parts[2] or 20) / (1000 if parts[3] == "m" else 1) / _KILOMETRES_IN_A_DEGREE
        fits = parts[3] in ("", "km", "m") and abs(latitude) < 90 and abs(longitude) <= 180 and 0 <= reach <= 360
    except ValueError:
        fits = False
    if not fits:
        raise Refused(400, _("Skriv near som breddegrad|lengdegrad|avstand|km."))
    wide = reach / math.cos(math.radians(latitude))
    return Q(latitude__range=_about(latitude, reach), longitude__range=_about(longitude, min(wide, 360)))


def _about(middle: float, reach: float) -> tuple[str, str]:
    return f"{middle - reach:.5f}", f"{middle + reach:.5f}"


_TRUE_OF: dict[str, Criterion] = {
    "_id": lambda id: Q(pk=number(id)),
    "address-city": lambda written: beginning(written, "city"),
    "address-postalcode": lambda written: Q(postal_code__startswith=written),
    "name": lambda written: beginning(written, "name__nb", "name__nn"),
    "near": _near,
    "organization": lambda written: Q(organization=named(written, "Organization")),
    "partof": lambda written: Q(part_of=named(written, "Location")),
}


def _told(rows: Sequence[Place]) -> list[Resource]:
    changed = _changed_at(rows)
    return [_location(row, changed.get(row.pk)) for row in rows]


def _location(one: Place, changed: datetime | None) -> Resource:
    """By no-basis-Location: whose it is, where, when it is open, and how to call."""
    said: Resource = {
        "resourceType": "Location",
        "id": str(one.pk),
        "meta": {"profile": [f"{PROFILES}-Location"]},
        "status": "active",
        "mode": "instance",
        "name": one.name_in("nb"),
        "telecom": [{"system": "phone", "value": phone.number, "use": "work"} for phone in facts.phones_of(one, "nb")],
        "address": _address(one),
        "managingOrganization": reference(one.organization),
        "hoursOfOperation": list(_hours(one)),
    }
    if changed:
        said["meta"]["lastUpdated"] = changed.isoformat(timespec="seconds")
    if one.latitude is not None and one.longitude is not None:
        said["position"] = {"latitude": float(one.latitude), "longitude": float(one.longitude)}
    if one.part_of:
        said["partOf"] = {"reference": f"Location/{one.part_of.pk}", "display": one.part_of.name_in("nb")}
    return {name: value for name, value in said.items() if value not in ([], {})}


def _address(one: Place) -> Resource:
    said = {"line": [one.address] if one.address else [], "city": one.city, "postalCode": one.postal_code}
    kept: Resource = {name: value for name, value in said.items() if value}
    return kept | ({"use": "work", "type": "physical", "country": "NO"} if kept else {})


def _hours(one: Place) -> Iterable[Resource]:
    for opening in facts.openings_of(one):
        yield {
            "daysOfWeek": [_DAYS[opening.weekday - 1]],
            "openingTime": f"{opening.opens:%H:%M:%S}",
            "closingTime": f"{opening.closes:%H:%M:%S}",
        }


LOCATION = Kind(
    _find_places,
    reading("Location", _places, lambda row: _told([row])[0]),
    (moments.NAME, *_TRUE_OF),
    {"organization": Include("managingOrganization", "Organization"), "partof": Include("partOf", "Location")},
    lambda ids: _told(list(_places().filter(pk__in=map(number, ids)))),
    versioned=False,
)
