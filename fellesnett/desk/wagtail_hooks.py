"""Wagtail's admin, cut down to what is ours: menu, front page, style. Rooms add their own by the same hooks, later in order."""

# mypy: disable-error-code="untyped-decorator"
from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet

from fellesnett.desk.local.panel import LocalPanel, menu_items
from fellesnett.desk.national.doors import READERS
from fellesnett.desk.national.panels import WaitingPanel
from fellesnett.desk.national.topics import person
from fellesnett.desk.national.viewsets import ToApproval, TopicTextViewSet
from fellesnett.national.models import TopicText

register_snippet(TopicTextViewSet)

OWN_MENU_PREFIX = "desk-"
FIRST, LAST = -100, 1000


@hooks.register("insert_global_admin_css")
def desk_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("construct_main_menu", order=LAST)
def only_our_menu(request: HttpRequest, items: list[Any]) -> None:
    """Keep what the desk registered: every item of ours has a name that begins with `desk-`."""
    items[:] = [item for item in items if item.name.startswith(OWN_MENU_PREFIX)]


@hooks.register("construct_homepage_panels", order=FIRST)
def no_foreign_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's own panels speak of everybody's pages. Ours are added after this, by the same hook."""
    panels.clear()


@hooks.register("construct_homepage_summary_items", order=LAST)
def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Counts of all pages, images and documents are nobody's business here."""
    items.clear()


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
        "description": "Lenke",
        "attributes": ["url", "id", "parentId"],
        "allowlist": {"href": "^(http:|https:|mailto:|tel:|#|undefined$)"},
        "chooserUrls": choosers,
    }
    features.register_editor_plugin("draftail", "link", EntityFeature(options, js=["wagtailadmin/js/page-chooser-modal.js"]))


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return [path("nasjonalt/", include("fellesnett.desk.national.urls")), path("", include("fellesnett.desk.local.urls"))]


class NationalItem(MenuItem):
    """The way to the national base, for those who read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return READERS(person(request), {}, request)


@hooks.register("register_admin_menu_item")
def national_item() -> MenuItem:
    return NationalItem("Nasjonal base", reverse("desk_national:topics"), name="desk-national", icon_name="doc-full", order=200)


@hooks.register("register_snippet_action_menu_item")
def to_approval(model: type) -> ActionMenuItem | None:
    return ToApproval(order=50) if model is TopicText else None


@hooks.register("construct_homepage_panels")
def national_waiting(request: HttpRequest, panels: list[Any]) -> None:
    panel = WaitingPanel(request)
    if panel.is_shown:
        panels.append(panel)


@hooks.register("construct_main_menu")
def local_items(request: HttpRequest, items: list[Any]) -> None:
    items.extend(menu_items(request))


@hooks.register("construct_homepage_panels")
def local_waiting(request: HttpRequest, panels: list[Any]) -> None:
    panel = LocalPanel(request)
    if panel.is_shown:
        panels.append(panel)
