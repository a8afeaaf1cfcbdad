"""«Før nettstedet åpner»: what a site in preparation lacks, with the way to each thing, and the act that lets readers in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.local.frame import page, site_trail
from fellesnett.desk.local.scope import Here, here
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import SiteState
from fellesnett.pages.actions import begin_pages, go_public
from fellesnett.pages.actions.beginning import missing_pages
from fellesnett.pages.gates import NotReady
from fellesnett.pages.gates.beginning import Remaining, blockers_to_begin, blockers_to_go_public, remaining, unfinished
from fellesnett.pages.models import FrontPage, SitePage
from fellesnett.pages.permissions import may

OF_PROFILE = ("reach", "post", "owner_line", "declaration")
LISTS = {"departments": "department", "pharmacies": "pharmacy"}


@require_safe
def beginning(request: HttpRequest, site: str) -> HttpResponse:
    """What is left to do, what must be done first."""
    where = here(request, site)
    left = [(each, _way_to(each, where)) for each in remaining(where.site)]
    return page(
        request,
        "beginning.html",
        _("Før nettstedet åpner"),
        site_trail(where),
        where=where,
        preparing=where.site.state == SiteState.PREPARING,
        needed=[row for row in left if row[0].must],
        wanted=[row for row in left if not row[0].must],
        drafts=[(each, _edit(each.page, where)) for each in unfinished(where.site)],
        lacking=[] if blockers_to_begin(where.site, by=where.user) else list(_titles(where)),
        may_not=blockers_to_go_public(where.site, by=where.user),
    )


@require_POST
def begin(request: HttpRequest, site: str) -> HttpResponse:
    """Make the standard pages that the site lacks."""
    where = here(request, site)
    try:
        made = begin_pages(site=where.site, by=where.user, at=now())
        words = ngettext("%(count)d side er laget.", "%(count)d sider er laget.", len(made))
        messages.success(request, words % {"count": len(made)})
    except NotReady as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(where))


@require_POST
def let_readers_in(request: HttpRequest, site: str) -> HttpResponse:
    """Open the site to readers."""
    where = here(request, site)
    try:
        go_public(site=where.site, by=where.user, at=now())
        messages.success(request, _("Nettstedet er åpent. Alle som har adressen, kan lese det nå."))
    except NotReady as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(where))


def _address(where: Here) -> str:
    return reverse("desk_local:beginning", args=[where.site.slug])


def _titles(where: Here) -> list[str]:
    return [standard.words[where.site.language]["title"] for standard in missing_pages(where.site)]


def _edit(draft: SitePage, where: Here) -> str:
    """Where a page is written, for those who may."""
    if not may(where.user, "change", where.site):
        return ""
    return reverse(f"wagtailsnippets_pages_{draft._meta.model_name}:edit", args=[draft.pk])


def _way_to(each: Remaining, where: Here) -> str:
    """Where this is done; empty for what this person does not do."""
    slug, profile = where.site.slug, getattr(where.site, "profile", None)
    if each.code in ("places", "answers", "topics"):
        return reverse("desk_local:places" if each.code == "places" else "desk_local:texts", args=[slug])
    if each.code == "logo" and may(where.user, "describe", where.site):
        return reverse("desk_local:look", args=[slug])
    if each.code in ("front", "own_front"):
        front = FrontPage.objects.for_site(where.site).in_language(where.site.language).first()
        return _edit(front, where) if front else ""
    if each.code in LISTS and may(where.user, "add", where.site):
        return reverse(f"wagtailsnippets_pages_{LISTS[each.code]}:list")
    if each.code in OF_PROFILE and profile and profile.pk and may(where.user, "describe", where.site):
        return reverse("wagtailsnippets_pages_siteprofile:edit", args=[profile.pk])
    return ""
