"""Who is who in the demonstration, and the codes that its topics use."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from demo import PASSWORD, geography
from demo.places import lay_places
from demo.reading import organizations, topics
from fellesnett.accounts.models import User
from fellesnett.codes.actions import import_release
from fellesnett.codes.systems.rows import ConceptRow
from fellesnett.organizations.models import Identifier, Membership, Organization
from fellesnett.pages.actions import open_site
from fellesnett.pages.models import SiteProfile

CODE_VERSION = "demonstrasjon"
OPENS_SITES = "nasjonal@demo.example"


@transaction.atomic
def lay(*, at: datetime) -> None:
    """Make or bring up to date the organizations, sites, places, people and codes. Running it again changes nothing."""
    for row in organizations()["organizations"]:
        _organization(row)
    hashed = make_password(PASSWORD)
    for row in organizations()["people"]:
        _person(row, hashed)
    for row in organizations()["sites"]:
        _site(row, at)
    lay_places(at=at)
    geography.lay()
    _codes(at)


def _organization(row: dict[str, str]) -> None:
    parent = Organization.objects.get(key=row["parent"]) if "parent" in row else None
    facts = {"kind": row["kind"], "name": row["name"], "short_name": row.get("short", ""), "parent": parent}
    organization = Organization.objects.update_or_create(key=row["key"], defaults=facts)[0]
    if "orgnr" in row:
        Identifier.objects.update_or_create(system="orgnr", value=row["orgnr"], defaults={"organization": organization})


def _site(row: dict[str, Any], at: datetime) -> None:
    site = open_site(
        organization=Organization.objects.get(key=row["organization"]),
        slug=row["slug"],
        name=row["name"],
        language=row["language"],
        other_languages=row.get("other", []),
        brand_color=row["color"],
        is_demonstration=True,
        in_preparation=False,
        by=User.objects.get(email=OPENS_SITES),
        at=at,
    )
    SiteProfile.objects.filter(site=site).update(phone=row.get("phone", ""), **row.get("profile", {}))


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
