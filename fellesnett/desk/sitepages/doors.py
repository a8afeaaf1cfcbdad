"""The doors of the pages' editors: a list is for those who write somewhere, a page for those with a role at its site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from fellesnett.desk.rules import Arguments, Door, Rule
from fellesnett.pages.models import Picture, SitePage, SiteProfile, page_models
from fellesnett.pages.permissions import may_page, sites_where
from fellesnett.pages.retagging import CODED

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

WITHOUT_A_PAGE = {
    "list": ("view", "Sidene ved egne nettsteder."),
    "list_results": ("view", "Det samme, når listen filtreres."),
    "add": ("add", "Ny side ved et eget nettsted."),
    "preview_on_add": ("add", "Forhåndsvisning av en ny side."),
}
OF_A_PAGE = {
    "edit": ("change", "Siden i redigering."),
    "start_version": ("change", "Siden på et språk til."),
    "hints": ("change", "Rådene om siden ett for ett, og hva som beholdes."),
    "delete": ("delete", "Slett siden."),
    "history": ("view", "Hva som har skjedd med siden."),
    "history_results": ("view", "Det samme, når listen filtreres."),
    "preview_on_edit": ("change", "Forhåndsvisning mens det skrives."),
    "revisions_view": ("view", "Et tidligere utkast."),
    "revisions_revert": ("change", "Hent tilbake et tidligere utkast."),
    "revisions_compare": ("view", "To utkast mot hverandre."),
    "revisions_unschedule": ("publish", "Ta bort tidsbestilt publisering."),
    "unpublish": ("publish", "Ta siden ned."),
    "lock": ("lock", "Lås siden mens den skrives om."),
    "unlock": ("unlock", "Lås opp."),
}

OF_WHAT_GROWS_OLD = {"still_right": ("publish", "Si at siden fortsatt er riktig.")}

OF_WHAT_IS_CODED = {
    "retag": ("publish", "Bytt en utgått kode på siden."),
    "keep_codes": ("publish", "Behold utgåtte koder, med begrunnelse."),
}


def somewhere(action: str, model: type[SitePage] | None = None) -> Rule:
    """Those who may do this with pages of this kind at one site at least."""

    def rule(user: User, arguments: Arguments, request: HttpRequest) -> bool:
        return sites_where(user, action, model).exists()

    return rule


def of_page(model: type[SitePage | SiteProfile | Picture], action: str) -> Rule:
    """Those who may do this with the page that the address names."""

    def rule(user: User, arguments: Arguments, request: HttpRequest) -> bool:
        rows: Any = model._default_manager
        page = rows.select_related("site__organization").filter(pk=str(arguments.get("pk"))).first()
        return page is not None and may_page(user, action, page)

    return rule


def _doors_of(model: type[SitePage]) -> list[Door]:
    namespace = f"wagtailsnippets_pages_{model._meta.model_name}:"
    lists = [Door(namespace + name, somewhere(action, model), why) for name, (action, why) in WITHOUT_A_PAGE.items()]
    whole = OF_A_PAGE | (OF_WHAT_GROWS_OLD if model.is_looked_over else {}) | (OF_WHAT_IS_CODED if model in CODED else {})
    return lists + [Door(namespace + name, of_page(model, action), why) for name, (action, why) in whole.items()]


PROFILE = "wagtailsnippets_pages_siteprofile:"
PICTURE = "wagtailsnippets_pages_picture:"
PICTURES = (
    Door(PICTURE + "list", somewhere("view"), "Bildene ved egne nettsteder."),
    Door(PICTURE + "list_results", somewhere("view"), "Det samme, når listen filtreres."),
    Door(PICTURE + "add", somewhere("add"), "Nytt bilde ved et eget nettsted."),
    Door(PICTURE + "edit", of_page(Picture, "change"), "Et bilde, med beskrivelse og rettigheter."),
    Door(PICTURE + "point", of_page(Picture, "change"), "Hvilket punkt i bildet som blir med når det skjæres til."),
    Door(PICTURE + "file", of_page(Picture, "view"), "Selve bildet, slik det vises ved siden av skjemaet."),
    Door(PICTURE + "delete", of_page(Picture, "delete"), "Slett et bilde."),
    Door(PICTURE + "history", of_page(Picture, "view"), "Hvem som har endret bildet."),
    Door(PICTURE + "history_results", of_page(Picture, "view"), "Det samme, når listen filtreres."),
)


def doors() -> tuple[Door, ...]:
    """The doors of every kind of page, and of what a site says of itself."""
    profile = (
        Door(PROFILE + "list", somewhere("describe"), "Egne nettsteders profiler."),
        Door(PROFILE + "list_results", somewhere("describe"), "Det samme, når listen filtreres."),
        Door(PROFILE + "history", of_page(SiteProfile, "describe"), "Hvem som har endret profilen."),
        Door(PROFILE + "history_results", of_page(SiteProfile, "describe"), "Det samme, når listen filtreres."),
        Door(PROFILE + "edit", of_page(SiteProfile, "describe"), "Menyen, bunnen og erklæringene til et eget nettsted."),
    )
    return (*(door for model in page_models() for door in _doors_of(model)), *PICTURES, *profile)
