"""A site's face, chosen by its owner or editor, and remembered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.organizations.models import Site
from fellesnett.pages import signals
from fellesnett.pages.gates import NotReady
from fellesnett.pages.gates.branding import blockers_to_brand, blockers_to_color, blockers_to_logo
from fellesnett.pages.logos import fit_logo
from fellesnett.pages.models import Logo
from fellesnett.pages.pictures import Fit

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def choose_color(*, site: Site, color: str, by: User, at: datetime) -> Site:
    """Give the site this brand colour (`#rrggbb`). Raises NotReady. Logged as `site.colored`, once."""
    stored = _locked(site)
    if reasons := blockers_to_color(stored, color, by=by):
        raise NotReady(reasons)
    before, stored.brand_color = stored.brand_color, color.lower()
    if before == stored.brand_color:
        return stored
    stored.save(update_fields=["brand_color"])
    payload = {"from": before, "to": stored.brand_color}
    _remember("site.colored", stored, payload, by, at)
    return stored


@transaction.atomic
def put_up_logo(*, site: Site, ground: str, content: bytes, alt: str = "", by: User, at: datetime) -> Logo:
    """Show this picture (SVG, PNG or WebP) as the site's logo on light or dark ground, in place of the one there was.

    `alt` stands for it where it is not seen; empty means the site's name. Raises ValidationError for a file that is no
    logo, and NotReady. Logged as `site.logo_put_up`.
    """
    stored = _locked(site)
    mark = fit_logo(content)
    if reasons := blockers_to_logo(stored, ground, mark.colors, by=by):
        raise NotReady(reasons)
    before = Logo.objects.up().filter(site=stored, ground=ground).first()
    if before is not None:
        _take_down(before, by, at)
    logo = Logo(site=stored, ground=ground, width=mark.fit.width, height=mark.fit.height, colors=list(mark.colors), alt=alt)
    logo.put_up_at, logo.put_up_by = at, by
    logo.file.name = _kept(mark.fit)
    logo.save()
    payload = {"ground": ground, "file": logo.file.name, "replaced": before.file.name if before else None}
    _remember("site.logo_put_up", stored, payload, by, at)
    return logo


@transaction.atomic
def take_down_logo(*, site: Site, ground: str, by: User, at: datetime) -> None:
    """Show the site's name in place of its logo for this ground. Raises NotReady. Logged as `site.logo_taken_down`."""
    stored = _locked(site)
    if reasons := blockers_to_brand(stored, by=by):
        raise NotReady(reasons)
    logo = Logo.objects.up().filter(site=stored, ground=ground).first()
    if logo is None:
        return
    _take_down(logo, by, at)
    _remember("site.logo_taken_down", stored, {"ground": ground, "file": logo.file.name}, by, at)


def _locked(site: Site) -> Site:
    return Site.objects.select_for_update(of=("self",)).select_related("organization").get(pk=site.pk)


def _take_down(logo: Logo, by: User, at: datetime) -> None:
    logo.taken_down_at, logo.taken_down_by = at, by
    logo.save(update_fields=["taken_down_at", "taken_down_by"])


def _kept(made: Fit) -> str:
    """Where the file lies. It is named by its content, so the same file is kept once."""
    name = f"logoer/{made.digest}.{made.ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(made.content))
    return name


def _remember(verb: str, site: Site, payload: dict[str, Any], by: User, at: datetime) -> None:
    log.append([log.Entry(verb, subjects.site(site.slug), payload, site.organization)], by=by, at=at)
    transaction.on_commit(lambda: signals.site_face_changed.send(Site, site=site))
