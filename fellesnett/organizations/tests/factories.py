"""Hospitals, sites, places and people with roles, for the tests of this room and of every room above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from django.utils.text import slugify

from fellesnett.accounts.models import User
from fellesnett.accounts.tests.factories import make_person
from fellesnett.organizations.models import (
    CatchmentArea,
    Identifier,
    Membership,
    Organization,
    OrganizationKind,
    Place,
    Site,
)

_numbers = count(1)


def make_organization(
    name: str = "",
    *,
    kind: str = OrganizationKind.HEALTH_TRUST,
    parent: Organization | None = None,
    orgnr: str = "",
    **fields: Any,
) -> Organization:
    """An organization; its key is the slug of its name. `orgnr` gives it an organization number."""
    name = name or f"Sykehus {next(_numbers)} HF"
    fields.setdefault("key", slugify(name.translate(str.maketrans("øØ", "oO"))))
    organization = Organization.objects.create(name=name, kind=kind, parent=parent, **fields)
    if orgnr:
        Identifier.objects.create(organization=organization, system="orgnr", value=orgnr)
    return organization


def make_national_office(name: str = "Nasjonal redaksjon") -> Organization:
    """The national editorial office; the same one when asked twice."""
    found = Organization.objects.filter(kind=OrganizationKind.NATIONAL).first()
    return found or make_organization(name, kind=OrganizationKind.NATIONAL)


def make_site(slug: str = "", *, organization: Organization | None = None, **fields: Any) -> Site:
    """A website on `<slug>.localhost`, of its own new health trust unless an organization is given."""
    slug = slug or f"sykehus-{next(_numbers)}"
    name = fields.setdefault("name", slug.replace("-", " ").capitalize())
    fields.setdefault("host", f"{slug}.localhost")
    organization = organization or make_organization(f"{name} HF", key=slug)
    return Site.objects.create(slug=slug, organization=organization, **fields)


def make_place(organization: Organization, slug: str = "", *, name: str = "", **fields: Any) -> Place:
    """Where patients meet; the name is given in bokmål (pass `names={...}` for more languages).

    `phone`, `meeting_point` and `opening_hours` are the short way to say one of each, in bokmål.
    """
    slug = slug or f"sted-{next(_numbers)}"
    names = fields.pop("names", None) or {"nb": name or slug.replace("-", " ").capitalize()}
    if phone := fields.pop("phone", ""):
        fields["phones"] = [{"number": phone, "label": {}, "hours": []}]
    if meeting_point := fields.pop("meeting_point", ""):
        fields["meeting"] = {"nb": {"text": meeting_point}}
    if opening_hours := fields.pop("opening_hours", ""):
        fields["descriptions"] = {"nb": {"hours": opening_hours}}
    return Place.objects.create(organization=organization, slug=slug, name=names, **fields)


def make_user(
    email: str = "",
    *,
    roles: Mapping[Organization, str | Iterable[str]] | None = None,
    password: str | None = None,
    **fields: Any,
) -> User:
    """A person with a role, or several, at each of these organizations: `roles={bergen: Role.EDITOR}`."""
    user = make_person(email, password=password, **fields)
    for organization, held in (roles or {}).items():
        for role in [held] if isinstance(held, str) else held:
            Membership.objects.create(user=user, organization=organization, role=role)
    return user


def make_area(number: str, municipality: str, *, hospital: Organization | None = None, **fields: Any) -> CatchmentArea:
    """A municipality (or a district of it) served by a hospital, whose trust and region are those above it."""
    above = list(Organization.objects.filter(pk__in=hospital.lineage).order_by("path")) if hospital else []
    fields.setdefault("region", next((one for one in above if one.kind == OrganizationKind.REGIONAL_HEALTH_AUTHORITY), None))
    fields.setdefault("trust", next((one for one in above if one.kind == OrganizationKind.HEALTH_TRUST), hospital))
    fields.setdefault("source_hospital", hospital.name if hospital else "")
    return CatchmentArea.objects.create(municipality_number=number, municipality=municipality, hospital=hospital, **fields)
