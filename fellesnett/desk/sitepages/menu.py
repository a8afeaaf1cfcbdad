"""«Sider» in the menu: every kind of page that a site owns, for those who write at one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from fellesnett.desk.sitepages.doors import PICTURE, PROFILE
from fellesnett.pages.models import page_models
from fellesnett.pages.permissions import may_somewhere

LAST = 1000


def page_menu(request: HttpRequest) -> list[MenuItem]:
    """One item that opens into the kinds of page; nothing for those who write nowhere."""
    user: Any = request.user
    mine = [model for model in page_models() if may_somewhere(user, "view", model)]
    if not mine:
        return []
    items = [
        MenuItem(
            capfirst(str(model._meta.verbose_name_plural)),
            reverse(f"wagtailsnippets_pages_{model._meta.model_name}:list"),
            name=f"desk-{model._meta.model_name}",
            order=number,
        )
        for number, model in enumerate(mine)
    ]
    if may_somewhere(user, "view"):
        items.append(MenuItem(_("Bilder"), reverse(PICTURE + "list"), name="desk-pictures", order=LAST))
    if may_somewhere(user, "describe"):
        items.append(MenuItem(_("Meny og bunn"), reverse(PROFILE + "list"), name="desk-profile", order=LAST))
    menu = Menu(register_hook_name=None, construct_hook_name=None, items=items)
    return [SubmenuMenuItem(_("Sider"), menu, name="desk-pages", icon_name="doc-full-inverse", order=150)]
