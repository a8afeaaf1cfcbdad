"""Wagtail's admin, cut down to what is ours: menu, front page, style. Rooms add their own by the same hooks, later in order."""

# mypy: disable-error-code="untyped-decorator"
from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from fellesnett.desk.local.panel import LocalPanel, menu_items
from fellesnett.desk.national.doors import READING_ROLES
from fellesnett.desk.national.panels import WaitingPanel
from fellesnett.desk.national.topics import person
from fellesnett.desk.national.viewsets import ToApproval, TopicTextViewSet
from fellesnett.desk.national.waiting import national_roles
from fellesnett.desk.sitepages.buttons import AskToPublish, PublishHere, UnpublishHere
from fellesnett.desk.sitepages.menu import page_menu
from fellesnett.desk.sitepages.pictures import PictureViewSet
from fellesnett.desk.sitepages.profiles import ProfileViewSet
from fellesnett.desk.sitepages.viewsets import SitePageViewSet
from fellesnett.desk.sitepages.waiting import BranchPanel
from fellesnett.insight.permissions import BOARD_ROLES, may_see_boards
from fellesnett.national.models import TopicText
from fellesnett.organizations.models import Role
from fellesnett.organizations.permissions import NATIONAL_ROLES
from fellesnett.pages.models import SitePage, page_models
from fellesnett.pages.permissions import roles_anywhere

register_snippet(TopicTextViewSet)
for page_model in page_models():
    register_snippet(SitePageViewSet(model=page_model))
register_snippet(PictureViewSet())
register_snippet(ProfileViewSet())

OWN_MENU_PREFIX = "desk-"
FIRST, LAST = -100, 1000
STYLES = sorted(source.name for source in (Path(__file__).parent / "static/desk/styles").glob("*.css"))


@hooks.register("insert_global_admin_css")
@cache  # on every screen of the desk, and the same as long as the program runs
def desk_style() -> SafeString:
    """Every source in `styles/NN-name.css`, in the order of its number: one file a subject, as the public styles are."""
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(f"desk/styles/{name}"),) for name in STYLES))


@hooks.register("construct_main_menu", order=LAST)
def only_our_menu(request: HttpRequest, items: list[Any]) -> None:
    """Keep what the desk registered: every item of ours has a name that begins with `desk-`."""
    items[:] = [item for item in items if item.name.startswith(OWN_MENU_PREFIX)]
    request.desk_menu = items  # type: ignore[attr-defined]  # drawn once more, for browsers without script


@hooks.register("construct_homepage_panels", order=FIRST)
def no_foreign_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's own panels speak of everybody's pages. Ours are added after this, by the same hook."""
    panels.clear()


@hooks.register("construct_homepage_summary_items", order=LAST)
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of all pages, images and documents are nobody's business here."""
    items.clear()


class SavedAtEveryKey(EntityFeature):  # type: ignore[misc]
    """A feature that every editor of ours has. The editor writes into its form 250 ms after the last key: whoever pressed «Lagre»
    sooner, by keys or on a slow machine, was told that it was saved and lost the last words."""

    def construct_options(self, options: dict[str, Any]) -> None:
        super().construct_options(options)
        options["stateSaveInterval"] = 0


@hooks.register("register_rich_text_features", order=LAST)
def links_to_addresses_only(features: FeatureRegistry) -> None:
    """The link button opens the dialog for addresses: the page chooser shows every hospital's drafts, and is shut."""
    choosers = {
        "pageChooser": reverse_lazy("wagtailadmin_choose_page_external_link"),
        "externalLinkChooser": reverse_lazy("wagtailadmin_choose_page_external_link"),
        "emailLinkChooser": reverse_lazy("wagtailadmin_choose_page_email_link"),
        "phoneLinkChooser": reverse_lazy("wagtailadmin_choose_page_phone_link"),
        "anchorLinkChooser": reverse_lazy("wagtailadmin_choose_page_anchor_link"),
    }
    options = {
        "type": "LINK",
        "icon": "link",
        "description": _("Lenke"),
        "attributes": ["url", "id", "parentId"],
        "allowlist": {"href": "^(http:|https:|mailto:|tel:|#|undefined$)"},
        "chooserUrls": choosers,
    }
    features.register_editor_plugin("draftail", "link", SavedAtEveryKey(options, js=["wagtailadmin/js/page-chooser-modal.js"]))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [
        path("", include("fellesnett.desk.mine.urls")),
        path("sikkerhet/", include("fellesnett.desk.access.urls")),
        path("nasjonalt/", include("fellesnett.desk.national.urls")),
        path("oversikt/", include("fellesnett.desk.boards.urls")),
        path("nasjonalt/", include("fellesnett.desk.orders.national_urls")),
        path("lokalt/<slug:site>/", include("fellesnett.desk.orders.site_urls")),
        path("", include("fellesnett.desk.local.urls")),
    ]


class NationalItem(MenuItem):
    """The way to the national base, for those who read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return not READING_ROLES.isdisjoint(national_roles(request))


@hooks.register("register_admin_menu_item")
def national_item() -> MenuItem:
    address = reverse("desk_national:topics")
    return NationalItem(_("Nasjonal base"), address, name="desk-national", icon_name="doc-full", order=200)


class BoardsItem(MenuItem):
    """The way to the boards, for those who have any. The menu knows the roles, and asks only where national ones are held."""

    def is_shown(self, request: HttpRequest) -> bool:
        user = person(request)
        return any(role in BOARD_ROLES and not part for role, part in roles_anywhere(user)) or may_see_boards(user)


@hooks.register("register_admin_menu_item")
def boards_item() -> MenuItem:
    return BoardsItem(_("Oversikter"), reverse("desk_boards:front"), name="desk-boards", icon_name="table", order=205)


@hooks.register("register_admin_menu_item")
def orders_item() -> MenuItem:
    return NationalItem(
        _("Bestillinger og innspill"), reverse("desk_life:orders"), name="desk-orders", icon_name="list-ul", order=207
    )


class NationalAlertsItem(MenuItem):
    """The way to the alerts to the whole country, for those who may raise them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return not NATIONAL_ROLES.isdisjoint(national_roles(request))


@hooks.register("register_admin_menu_item")
def national_alerts_item() -> MenuItem:
    return NationalAlertsItem(
        _("Meldinger til hele landet"), reverse("desk_national:alerts"), name="desk-alerts", icon_name="warning", order=210
    )


@hooks.register("register_admin_menu_item")
def recalls_item() -> MenuItem:
    return NationalItem(
        _("Tilbakekallinger"), reverse("desk_national:recalls"), name="desk-recalls", icon_name="check", order=212
    )


@hooks.register("register_admin_menu_item")
def consumers_item() -> MenuItem:
    return NationalAlertsItem(
        _("Mottakere"), reverse("desk_national:consumers"), name="desk-consumers", icon_name="redirect", order=213
    )


@hooks.register("register_admin_menu_item")
def codes_item() -> MenuItem:
    return NationalItem(_("Kodeverk"), reverse("desk_national:code_systems"), name="desk-codes", icon_name="code", order=214)


@hooks.register("register_admin_menu_item")
def sources_item() -> MenuItem:
    return NationalAlertsItem(_("Kilder"), reverse("desk_national:sources"), name="desk-sources", icon_name="download", order=215)


@hooks.register("register_admin_menu_item")
def partners_item() -> MenuItem:
    return ProvidersItem(_("Partnere"), reverse("desk_national:partners"), name="desk-partners", icon_name="upload", order=215)


@hooks.register("register_admin_menu_item")
def signposts_item() -> MenuItem:
    return NationalItem(_("Veivisere"), reverse("desk_national:signposts"), name="desk-signposts", icon_name="link", order=208)


class ProvidersItem(MenuItem):
    """The ways to the organizations' own log-ins and to national and regional roles, for the one who answers for them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return Role.NATIONAL_MEDICAL_EDITOR in national_roles(request)


@hooks.register("register_admin_menu_item")
def people_item() -> MenuItem:
    return ProvidersItem(_("Folk og tilgang"), reverse("desk_national:people"), name="desk-people", icon_name="group", order=216)


@hooks.register("register_admin_menu_item")
def providers_item() -> MenuItem:
    return ProvidersItem(
        _("Virksomhetenes innlogging"), reverse("desk_national:providers"), name="desk-providers", icon_name="key", order=220
    )


# The next ones are open to everybody with a place in the desk, and the menu is drawn for nobody else: they ask nothing.


@hooks.register("register_admin_menu_item")
def waiting_item() -> MenuItem:
    return MenuItem(_("Venter på deg"), reverse("desk_local:inbox"), name="desk-waiting", icon_name="tasks", order=100)


@hooks.register("register_admin_menu_item")
def letters_item() -> MenuItem:
    return MenuItem(_("E-post til deg"), reverse("desk_mine:letters"), name="desk-letters", icon_name="mail", order=890)


@hooks.register("register_admin_menu_item")
def security_item() -> MenuItem:
    return MenuItem(
        _("Innlogging og sikkerhet"), reverse("desk_security:overview"), name="desk-security", icon_name="lock", order=950
    )


@hooks.register("register_admin_menu_item")
def gallery_item() -> MenuItem:
    return MenuItem(_("Komponenter"), reverse("public_gallery"), name="desk-gallery", icon_name="grip", order=900)


@hooks.register("register_admin_menu_item")
def manual_item() -> MenuItem:
    return MenuItem(_("Slik gjør du"), reverse("desk_manual:contents"), name="desk-manual", icon_name="info-circle", order=880)


@hooks.register("register_snippet_action_menu_item")
def to_approval(model: type) -> ActionMenuItem | None:
    return ToApproval(order=50) if model is TopicText else None


@hooks.register("register_snippet_action_menu_item")
def publish_here(model: type) -> ActionMenuItem | None:
    return PublishHere(order=20) if issubclass(model, SitePage) else None


@hooks.register("register_snippet_action_menu_item")
def ask_to_publish(model: type) -> ActionMenuItem | None:
    return AskToPublish(order=25) if issubclass(model, SitePage) else None


@hooks.register("register_snippet_action_menu_item")
def unpublish_here(model: type) -> ActionMenuItem | None:
    return UnpublishHere(order=30) if issubclass(model, SitePage) else None


@hooks.register("construct_homepage_panels")
def national_waiting(request: HttpRequest, panels: list[Any]) -> None:
    panel = WaitingPanel(request)
    if panel.is_shown:
        panels.append(panel)


@hooks.register("construct_homepage_panels")
def branch_waiting(request: HttpRequest, panels: list[Any]) -> None:
    panel = BranchPanel(request)
    if panel.is_shown:
        panels.append(panel)


@hooks.register("construct_main_menu")
def local_items(request: HttpRequest, items: list[Any]) -> None:
    items.extend(menu_items(request))


@hooks.register("construct_main_menu")
def pages_item(request: HttpRequest, items: list[Any]) -> None:
    items.extend(page_menu(request))


@hooks.register("construct_homepage_panels")
def local_waiting(request: HttpRequest, panels: list[Any]) -> None:
    panel = LocalPanel(request)
    if panel.is_shown:
        panels.append(panel)
