"""The verbs of a site that is not open yet: its standard pages, and the day its owner opens it to readers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.organizations.models import Site, SiteState
from fellesnett.pages.gates import NotReady
from fellesnett.pages.gates.beginning import blockers_to_begin, blockers_to_go_public
from fellesnett.pages.kinds import kind_of
from fellesnett.pages.models import SitePage
from fellesnett.pages.standard_pages import StandardPage, pages_for
from fellesnett.pages.units import UNIT

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def begin_pages(*, site: Site, by: User, at: datetime) -> list[SitePage]:
    """Make the standard pages that the site lacks, in its own language: drafts, and live where the text is true everywhere.

    A page that the site has under the same address is left as it is. Raises NotReady. Logged as `site.pages_begun`.
    """
    if reasons := blockers_to_begin(site, by=by):
        raise NotReady(reasons)
    return lay_pages(site, by=by, at=at)


def lay_pages(site: Site, *, by: User, at: datetime) -> list[SitePage]:
    """The same, as a step inside a verb that has asked."""
    made = [_make(site, standard, by) for standard in missing_pages(site)]
    if made:
        payload = {"pages": [page.address for page in made]}
        log.append([log.Entry("site.pages_begun", subjects.site(site.slug), payload, site.organization)], by=by, at=at)
    return made


def missing_pages(site: Site) -> Iterator[StandardPage]:
    """The standard pages of the site's kind that it has no page in place of."""
    kind = kind_of(site.organization)
    for standard in pages_for(kind.key) if kind else ():
        here = apps.get_model("pages", standard.model)._default_manager.filter(site=site, language=site.language)
        if not here.filter(slug=standard.words[site.language]["slug"]).exists():
            yield standard


def _make(site: Site, standard: StandardPage, by: User) -> SitePage:
    model = apps.get_model("pages", standard.model)
    page: SitePage = model(site=site, language=site.language, unit=UNIT[site.language], live=False)
    page.is_demonstration = site.is_demonstration
    for name, value in standard.values(site.language).items():
        setattr(page, name, value)
    page.save()
    revision = page.save_revision(user=by, clean=False)
    if standard.published:
        revision.publish(user=by, skip_permission_checks=True)
    return page


@transaction.atomic
def go_public(*, site: Site, by: User, at: datetime) -> Site:
    """Let readers in: from now every address of the site answers. Raises NotReady. Logged as `site.went_public`."""
    stored = Site.objects.select_for_update(of=("self",)).select_related("organization").get(pk=site.pk)
    if reasons := blockers_to_go_public(stored, by=by):
        raise NotReady(reasons)
    stored.state = SiteState.OPEN
    stored.save(update_fields=["state"])
    log.append([log.Entry("site.went_public", subjects.site(stored.slug), {}, stored.organization)], by=by, at=at)
    return stored
