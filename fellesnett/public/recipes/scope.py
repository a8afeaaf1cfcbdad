"""The front of a site within a site: where it is. The pages that belong to it come from `scopes`."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import SubSite
from fellesnett.public import place_pages
from fellesnett.public.recipes.recipe import Recipe, Values, by_title


def shown(page: SubSite, today: date) -> Values:
    return {
        "contacts": (place_pages.contact_of(page.place, page.site, page.language, today),) if page.place else (),
        "data": {
            "@type": "MedicalOrganization",
            "name": page.title,
            "description": page.lead,
            "parentOrganization": {"@type": "MedicalOrganization", "name": page.site.name},
        },
    }


RECIPE = Recipe(
    model=SubSite,
    list_title=_("Sykehus og sentre med egne sider"),
    shown=shown,
    listed=by_title,
    page_template="public/pages/scope.html",
)
