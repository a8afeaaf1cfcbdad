"""Who is who in the demonstration, and the codes that its topics use."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from demo import PASSWORD
from demo.reading import organizations, topics
from fellesnett.accounts.models import User
from fellesnett.codes.actions import import_release
from fellesnett.codes.systems.rows import ConceptRow
from fellesnett.organizations.models import Identifier, Membership, Organization, Place, Site

CODE_VERSION = "demonstrasjon"


@transaction.atomic
def lay(*, at: datetime) -> None:
    """Make or bring up to date the organizations, sites, places, people and codes. Running it again changes nothing."""
    for row in organizations()["organizations"]:
        _organization(row)
    for row in organizations()["sites"]:
        _site(row)
    for row in organizations()["places"]:
        _place(row)
    hashed = make_password(PASSWORD)
    for row in organizations()["people"]:
        _person(row, hashed)
    _codes(at)


def _organization(row: dict[str, str]) -> None:
    parent = Organization.objects.get(key=row["parent"]) if "parent" in row else None
    facts = {"kind": row["kind"], "name": row["name"], "short_name": row.get("short", ""), "parent": parent}
    organization = Organization.objects.update_or_create(key=row["key"], defaults=facts)[0]
    if "orgnr" in row:
        Identifier.objects.update_or_create(system="orgnr", value=row["orgnr"], defaults={"organization": organization})


def _site(row: dict[str, str]) -> None:
    facts = {
        "organization": Organization.objects.get(key=row["organization"]),
        "name": row["name"],
        "brand_color": row["color"],
        "language": row["language"],
        "other_languages": row.get("other", []),
        "is_front_door": row.get("front_door", False),
        "is_demonstration": True,
    }
    Site.objects.update_or_create(slug=row["slug"], defaults=facts)


def _place(row: dict[str, str]) -> None:
    facts = {name: value for name, value in row.items() if name not in ("organization", "slug")}
    organization = Organization.objects.get(key=row["organization"])
    Place.objects.update_or_create(organization=organization, slug=row["slug"], defaults=facts)


def _person(row: dict[str, dict[str, list[str]]], hashed: str) -> None:
    first, _, last = str(row["name"]).partition(" ")
    facts = {
        "first_name": first,
        "last_name": last,
        "title": row["title"],
        "language": row.get("language", "nb"),
        "is_demonstration": True,
        "is_active": True,
    }
    user, new = User.objects.update_or_create(email=row["email"], defaults=facts)
    if new:
        User.objects.filter(pk=user.pk).update(password=hashed)
    for key, roles in row["roles"].items():
        for role in roles:
            Membership.objects.get_or_create(user=user, organization=Organization.objects.get(key=key), role=role)


def _codes(at: datetime) -> None:
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for topic in topics():
        for code in topic.codes:
            rows[code["system"]][code["code"]] = code["display"]
    for system, codes in rows.items():
        concepts = [ConceptRow(code=code, display=display) for code, display in sorted(codes.items())]
        import_release(system=system, version=CODE_VERSION, valid_from=date(2025, 1, 1), rows=concepts, at=at)
