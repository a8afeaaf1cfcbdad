"""Hospital pharmacies: by name, with this week's hours in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import Pharmacy
from fellesnett.public import place_pages
from fellesnett.public.components import Fact
from fellesnett.public.recipes.recipe import Entry, Recipe, Values, entry_of


def shown(page: Pharmacy, today: date) -> Values:
    contacts = (place_pages.contact_of(page.place, page.site, page.language, today),) if page.place else ()
    return {
        "contacts": contacts,
        "services": page.service_list,
        "order_url": page.order_url,
        "facts": tuple(_facts(page)),
        "data": {
            "@type": "Pharmacy",
            "name": page.title,
            "description": page.lead,
            "telephone": page.place.phone if page.place else "",
            "identifier": page.licence_number,
            "parentOrganization": {"@type": "Organization", "name": page.site.name},
        },
    }


def _facts(page: Pharmacy) -> list[Fact]:
    sends = gettext("Vi sender medisiner hjem til deg.") if page.delivers else gettext("Du henter medisinene hos oss.")
    facts = [Fact(gettext("Levering"), sends)]
    if page.licence_number:
        facts.append(Fact(gettext("Konsesjonsnummer"), page.licence_number))
    return facts


def listed(pages: Sequence[Any], language: str, today: date) -> list[Entry]:
    ordered = sorted(pages, key=lambda page: page.title.casefold())
    return [entry_of(page, page.place.opening_hours_in(language) if page.place else "") for page in ordered]


RECIPE = Recipe(
    model=Pharmacy,
    list_title=_("Apotek"),
    list_lead=_("Her finner du apotekene våre, og når de er åpne."),
    shown=shown,
    listed=listed,
    page_template="public/pages/pharmacy.html",
)
