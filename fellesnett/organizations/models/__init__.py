"""Who is who and where: organizations, their sites and places, and who may act for them. One file each."""

from fellesnett.foundation.languages import CHOICES as LANGUAGE_CHOICES
from fellesnett.organizations.models.geography import CatchmentArea, MunicipalityNumberChange, PostalCode
from fellesnett.organizations.models.membership import BRANCH_ROLES, Membership, MembershipQuerySet, Role
from fellesnett.organizations.models.organization import Identifier, Organization, OrganizationKind, OrganizationQuerySet, keys_in
from fellesnett.organizations.models.place import Place, PlaceKind, PlaceQuerySet
from fellesnett.organizations.models.site import Site, SiteQuerySet, SiteState
from fellesnett.organizations.models.sourced import PlacePosition, RegisteredUnit, SourcedFact, SourcedFactQuerySet

__all__ = [
    "BRANCH_ROLES",
    "LANGUAGE_CHOICES",
    "CatchmentArea",
    "Identifier",
    "Membership",
    "MembershipQuerySet",
    "MunicipalityNumberChange",
    "Organization",
    "OrganizationKind",
    "OrganizationQuerySet",
    "Place",
    "PlaceKind",
    "PlacePosition",
    "PlaceQuerySet",
    "PostalCode",
    "RegisteredUnit",
    "Role",
    "Site",
    "SiteQuerySet",
    "SiteState",
    "SourcedFact",
    "SourcedFactQuerySet",
    "keys_in",
]
