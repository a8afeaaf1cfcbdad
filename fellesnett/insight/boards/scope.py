"""Which sites a person's boards speak of: one's own, one's region's, or with a national role all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from fellesnett.insight.permissions import BOARD_ROLES, held_by, reads_the_nation
from fellesnett.organizations.models import Organization, OrganizationKind, Site, SiteState
from fellesnett.organizations.queries import HOSPITAL_KINDS

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

TREATS, EVERY_KIND = "", "alle"


class Outside(Exception):
    """A site or a region that this person has no part in, or that does not exist."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How the boards are narrowed: the key of a region, the slug of a site, a kind of organization (empty: those that treat
    patients)."""

    region: str = ""
    site: str = ""
    kind: str = TREATS


AS_IT_COMES = Asked()


@dataclass(frozen=True)
class Scope:
    """`open_sites` are all that this person may see, `sites` those that were asked for, by name. `national`: holds a role
    that reads the national base. `acts_at`: keys of the sites whose desk opens for this person."""

    open_sites: tuple[Site, ...]
    sites: tuple[Site, ...]
    regions: tuple[Organization, ...]
    asked: Asked
    national: bool
    acts_at: frozenset[int]

    @cached_property
    def keys(self) -> tuple[int, ...]:
        return tuple(site.pk for site in self.sites)

    @property
    def site(self) -> Site | None:
        """The only site there is to see."""
        return self.sites[0] if len(self.sites) == 1 else None

    @property
    def region(self) -> Organization | None:
        return next((region for region in self.regions if region.key == self.asked.region), None)

    @property
    def is_nation(self) -> bool:
        """Is this the whole country, and not a part of it?"""
        return self.national and not (self.asked.region or self.asked.site)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of organization among the open sites."""
        found = {site.organization.kind for site in self.open_sites}
        return tuple(kind for kind in OrganizationKind.values if kind in found)

    def region_of(self, site: Site) -> Organization | None:
        """The regional health authority above a site."""
        return _region_of(site, self.regions)

    def by_region(self) -> list[tuple[Organization | None, tuple[Site, ...]]]:
        """The sites asked for under their region; those under none stand last."""
        groups = [(region, tuple(site for site in self.sites if self.region_of(site) == region)) for region in self.regions]
        rest = tuple(site for site in self.sites if self.region_of(site) is None)
        return [(region, sites) for region, sites in [*groups, (None, rest)] if sites]


def scope_of(user: User, asked: Asked = AS_IT_COMES) -> Scope:
    """What this person's boards speak of. Three queries at most. Raises `Outside`."""
    held = held_by(user)
    paths = tuple(path for role, path, _kind in held if role in BOARD_ROLES)
    national = reads_the_nation(held)
    every = Site.objects.exclude(is_front_door=True).exclude(state=SiteState.CLOSED).select_related("organization")
    all_sites = list(every.order_by("name"))
    own = [site for site in all_sites if site.organization.path.startswith(paths)]
    found = all_sites if national else own
    regions = Organization.objects.filter(kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY).order_by("name")
    above = tuple(region for region in regions if any(region.pk in site.organization.lineage for site in found))
    chosen = _chosen(found, above, asked)
    return Scope(tuple(found), chosen, above, asked, national, frozenset(site.pk for site in own))


def _chosen(sites: Iterable[Site], regions: tuple[Organization, ...], asked: Asked) -> tuple[Site, ...]:
    found = list(sites)
    if asked.site:
        found = [site for site in found if site.slug == asked.site]
        if not found:
            raise Outside(asked.site)
    if asked.region:
        region = next((region for region in regions if region.key == asked.region), None)
        if region is None:
            raise Outside(asked.region)
        found = [site for site in found if region.pk in site.organization.lineage]
    if asked.site or asked.kind == EVERY_KIND:
        return tuple(found)
    kinds = {asked.kind} if asked.kind else HOSPITAL_KINDS
    narrowed = [site for site in found if site.organization.kind in kinds]
    return tuple(narrowed or (found if asked.kind == TREATS else ()))


def _region_of(site: Site, regions: Iterable[Organization]) -> Organization | None:
    lineage = site.organization.lineage
    return next((region for region in regions if region.pk in lineage), None)
