"""One verb opens a site of any kind: address, colour, languages, menu, front page and declarations, ready to be written in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.organizations.models import Organization, Site, SiteState
from fellesnett.pages.actions.beginning import lay_pages
from fellesnett.pages.gates import NotReady
from fellesnett.pages.gates.opening import Wanted, blockers_to_open
from fellesnett.pages.kinds import SiteKind, kind_of
from fellesnett.pages.models import FrontPage, MenuEntry, SiteProfile
from fellesnett.pages.units import UNIT

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def open_site(
    *,
    organization: Organization,
    slug: str,
    name: str,
    language: str,
    other_languages: Sequence[str] = (),
    brand_color: str = "#003087",
    host: str | None = None,
    is_demonstration: bool = False,
    in_preparation: bool = True,
    by: User,
    at: datetime,
) -> Site:
    """Open the website of an organization, of the kind that the organization is.

    In preparation it has drafts of its standard pages, and readers meet it when its owner lets them (`go_public`); else it is
    open at once, with its menu and front page, and its pages come from elsewhere. The front door is always open at once.
    Opening it again finishes what is missing and leaves what has been changed. Raises NotReady with everything that is
    wrong, before anything is made. Logged as `site.opened`.
    """
    wanted = Wanted(organization, slug, name, language, tuple(other_languages), brand_color, host)
    if reasons := blockers_to_open(wanted, by=by):
        raise NotReady(reasons)
    kind = kind_of(organization)
    assert kind is not None  # noqa: S101 the gate has asked
    site, new = Site.objects.get_or_create(
        slug=slug,
        defaults={
            "organization": organization,
            "name": name,
            "language": language,
            "other_languages": list(other_languages),
            "brand_color": brand_color.lower(),
            "host": host or None,
            "is_front_door": kind.key == "front_door",
            "state": SiteState.PREPARING if in_preparation and kind.key != "front_door" else SiteState.OPEN,
            "is_demonstration": is_demonstration,
        },
    )
    _profile(site, kind)
    for code in site.languages:
        _front_page(site, kind, code, by, at)
    if new:
        payload = {"kind": kind.key, "languages": site.languages, "host": site.host, "state": str(site.state)}
        log.append([log.Entry("site.opened", subjects.site(slug), payload, organization)], by=by, at=at)
        if site.state == SiteState.PREPARING:
            lay_pages(site, by=by, at=at)
    return site


def _profile(site: Site, kind: SiteKind) -> None:
    profile, new = SiteProfile.objects.get_or_create(site=site)
    if new:
        MenuEntry._default_manager.bulk_create(
            MenuEntry(profile=profile, sort_order=number, path=way.path, label=dict(way.words))
            for number, way in enumerate(kind.menu)
        )


def _front_page(site: Site, kind: SiteKind, language: str, by: User, at: datetime) -> None:
    """A live front page in each language that the kind has words in; the site's own language always has them."""
    if not kind.lead_in(language) or FrontPage.objects.for_site(site).in_language(language).exists():
        return
    first = FrontPage.objects.for_site(site).first()
    tasks = [
        {"type": "task", "value": {"text": way.label(language), "href": site.path_in(language, way.path), "note": ""}}
        for way in kind.tasks
    ]
    page = FrontPage(
        site=site,
        language=language,
        title=site.name,
        lead=kind.lead_in(language),
        unit=UNIT.get(language, UNIT["nb"]),
        tasks=tasks,
        live=False,
        is_demonstration=site.is_demonstration,
    )
    if first is not None:
        page.work = first.work
    page.save()
    page.save_revision(user=by, clean=False).publish(user=by, skip_permission_checks=True)
