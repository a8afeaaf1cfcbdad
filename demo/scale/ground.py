"""The rest of the country's hospitals, each with an editor and a clinician. Every person is invented."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from demo import PASSWORD
from demo.scale.texts import bodies
from fellesnett.accounts.models import User
from fellesnett.organizations.models import Membership, Organization, Role, Site

COLORS = ("#003087", "#00698f", "#7a1f4d", "#0b6e4f", "#5b2c83", "#1f5673", "#8a3b00", "#00703c")
FIRST = (
    "Anna",
    "Bjørn",
    "Eli",
    "Geir",
    "Hanne",
    "Ivar",
    "Kari",
    "Lars",
    "Mona",
    "Nils",
    "Oda",
    "Per",
    "Randi",
    "Stian",
    "Tone",
    "Ulf",
)
LAST = ("Berg", "Dahl", "Eide", "Foss", "Haugen", "Lie", "Moen", "Nes", "Olsen", "Ruud", "Solberg", "Vik")


@transaction.atomic
def lay() -> None:
    """Make the organizations, sites and people. Running it again changes nothing."""
    for row in bodies()["organizations"]:
        Organization.objects.get_or_create(
            key=row["key"], defaults={"kind": row["kind"], "name": row["name"], "short_name": row["short"]}
        )
    password = make_password(PASSWORD)
    for number, row in enumerate(bodies()["sites"]):
        organization = _organization(row)
        facts = {
            "organization": organization,
            "name": row["name"],
            "brand_color": COLORS[number % len(COLORS)],
            "language": row.get("language", "nb"),
            "other_languages": row.get("other", []),
            "is_demonstration": True,
        }
        Site.objects.get_or_create(slug=row["slug"], defaults=facts)
        _person(
            f"redaktor.{row['slug']}", "kommunikasjonsrådgiver", (Role.SITE_OWNER, Role.EDITOR), organization, number, password
        )
        _person(f"lege.{row['slug']}", "overlege", (Role.CLINICIAN, Role.EDITOR), organization, number + 5, password)


def _organization(row: dict[str, Any]) -> Organization:
    if "organization" in row:
        return Organization.objects.get(key=row["organization"])
    parent = Organization.objects.get(key=row["region"]) if "region" in row else None
    facts = {"kind": row["kind"], "name": row["name"], "parent": parent}
    return Organization.objects.get_or_create(key=row["slug"], defaults=facts)[0]


def _person(name: str, title: str, roles: tuple[Role, ...], organization: Organization, number: int, password: str) -> None:
    facts = {
        "first_name": FIRST[number % len(FIRST)],
        "last_name": LAST[number % len(LAST)],
        "title": title,
        "password": password,
        "is_demonstration": True,
    }
    user, _new = User.objects.get_or_create(email=f"{name}@demo.example", defaults=facts)
    for role in roles:
        Membership.objects.get_or_create(user=user, organization=organization, role=role)


@cache
def telephones() -> dict[str, str]:
    """The telephone number of each site, by slug."""
    return {row["slug"]: row["phone"] for row in bodies()["sites"]}
