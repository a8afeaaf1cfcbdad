"""The people and sites that a form of one site may name."""

from __future__ import annotations

from django.db.models import QuerySet

from fellesnett.accounts.models import User
from fellesnett.adoption.permissions import EDITORS
from fellesnett.organizations.models import Organization, OrganizationKind, Place, Role, Site
from fellesnett.organizations.permissions import users_with

WITHOUT_PATIENTS = (
    OrganizationKind.NATIONAL,
    OrganizationKind.ICT_COMPANY,
    OrganizationKind.JOINTLY_OWNED_COMPANY,
    OrganizationKind.MUNICIPALITY,
)


def clinicians(organization: Organization) -> QuerySet[User]:
    """Who may answer clinically here."""
    return User.objects.filter(users_with(organization, Role.CLINICIAN)).order_by("first_name", "last_name", "pk")


def writers(organization: Organization) -> QuerySet[User]:
    """Who may write local text here, and so read what colleagues say of it."""
    return User.objects.filter(users_with(organization, *EDITORS)).order_by("first_name", "last_name", "pk")


def places(organization: Organization) -> QuerySet[Place]:
    """The places of an organization and of all below it."""
    return Place.objects.filter(organization__path__startswith=organization.path).order_by("slug", "pk")


def other_sites(site: Site) -> QuerySet[Site]:
    """Where a topic may be offered instead: at sites that meet patients."""
    elsewhere = Site.objects.filter(is_front_door=False).exclude(pk=site.pk).exclude(organization__kind__in=WITHOUT_PATIENTS)
    return elsewhere.order_by("name")
