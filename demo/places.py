"""The demonstration's places, written down by the editor who answers for each, through the same verb as everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

import yaml
from django.utils import timezone

from demo.reading import FOLDER
from fellesnett.organizations.describing import open_place
from fellesnett.organizations.models import Membership, Organization, Place, PlaceKind, Role


@cache
def places() -> list[dict[str, Any]]:
    """The places as they stand in places.yaml, each building after its place."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / "places.yaml").read_text(encoding="utf-8"))["places"]
    return found


def lay_places(*, at: datetime) -> None:
    """Write down the places that are not there. One that is stays as it is: somebody may have changed it."""
    known = set(Place.objects.values_list("organization__key", "slug"))
    for row in places():
        if (row["organization"], row["slug"]) not in known:
            _open(row, at)


def _open(row: dict[str, Any], at: datetime) -> None:
    organization = Organization.objects.get(key=row["organization"])
    above = Place.objects.get(organization=organization, slug=row["part_of"]) if "part_of" in row else None
    editor = Membership.objects.filter(organization=organization, role=Role.EDITOR).order_by("pk")[0].user
    record = record_of(row, timezone.localdate(at))
    open_place(organization=organization, slug=row["slug"], part_of=above, record=record, by=editor, at=at)


def record_of(row: dict[str, Any], today: date) -> dict[str, Any]:
    """The record of a place in the form that the verb takes."""
    return {
        "name": row["name"],
        "kind": row.get("kind", PlaceKind.HOSPITAL),
        **{name: row.get(name, "") for name in ("address", "postal_code", "city")},
        "latitude": row["latitude"],  # where the building is; where no source tells that, where its town is (two decimals)
        "longitude": row["longitude"],
        "phones": [{"number": each["number"], "label": each["label"], "hours": _week([each])} for each in row["phones"]],
        "hours": _hours(row["hours"]),
        "exceptions": [_exception(each, today) for each in row["exceptions"]],
        "meeting": row["meeting"],
        "descriptions": row["descriptions"],
    }


def _hours(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows for the same service are one entry."""
    labels = list({repr(row.get("label", {})): row.get("label", {}) for row in rows}.values())
    return [{"label": label, "week": _week(row for row in rows if row.get("label", {}) == label)} for label in labels]


def _week(rows: Iterable[dict[str, Any]]) -> list[list[Any]]:
    return [[day, row["from"], row["to"].replace("24:00", "23:59")] for row in rows for day in row.get("days", ())]


def _exception(row: dict[str, Any], today: date) -> dict[str, Any]:
    first = _next(row["first"], today)
    last = _next(row.get("last", row["first"]), first)
    return {"first": str(first), "last": str(last), "opens": row.get("from"), "closes": row.get("to"), "note": row["note"]}


def _next(day: str, today: date) -> date:
    """The first such day of the year that is not over: `12-24`."""
    month, number = (int(part) for part in day.split("-"))
    this_year = date(today.year, month, number)
    return this_year if this_year >= today else this_year.replace(year=today.year + 1)
