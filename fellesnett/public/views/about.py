"""What every site must say of itself: its accessibility, its handling of personal data, and what the site is.

One shared text each, joined with the site's own facts, so that no site's copy drifts from the truth.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from fellesnett.organizations.models import Site
from fellesnett.pages.models import SiteProfile, profile_of
from fellesnett.public import dates, languages, menus
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.views import contact
from fellesnett.public.views.doors import public_page


@public_page
def accessibility(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/tilgjengelighet/`: the declaration that the law asks for: what is common to all sites, and this site's own."""
    profile: SiteProfile = profile_of(site)
    breaches = profile.breaches.filter(language__in=[language, site.language]) if profile.pk else ()
    facts = {
        "declaration_url": profile.declaration_url,
        "declared_on": dates.in_words(profile.declared_on, language) if profile.declared_on else "",
        "breaches": tuple((breach.criterion, breach.text, breach.language) for breach in breaches),
    }
    return _about(request, site, language, "tilgjengelighet", gettext("Tilgjengelighet på nettstedet"), facts)


@public_page
def privacy(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/personvern/`: what is kept of those who read here (nothing) and of those who answer the question below a page."""
    return _about(request, site, language, "personvern", gettext("Personvern"), {"controller": site.organization.name})


@public_page
def about(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/om-nettstedet/`: who writes, who approves, and who answers."""
    return _about(request, site, language, "om-nettstedet", gettext("Om nettstedet"), {"controller": site.organization.name})


def _elsewhere(site: Site, language: str) -> dict[str, str]:
    """Where the numbers are, for a site whose foot has none: on its contact page, or at the hospitals."""
    if site.is_front_door:
        return {"finder": languages.path_in(site, language, "/sykehus/")}
    return {"contact_page": languages.path_in(site, language, contact.PATH) if contact.has_numbers(site) else ""}


def _about(request: HttpRequest, site: Site, language: str, word: str, title: str, facts: dict[str, Any]) -> HttpResponseBase:
    path = f"/{word}/"
    frame = frame_of(request, site, language, path, existing=dict.fromkeys(languages.worded_at(site), path))
    page = {"title": title, "foot": menus.foot_of(site), **_elsewhere(site, language), **facts}
    return render(request, f"public/about/{word}.html", frame, page)
