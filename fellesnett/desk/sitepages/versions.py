"""The languages of a page, in its editor: which exist, how to begin the next; and whom a contributor asks to publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel

from fellesnett.foundation.clock import now
from fellesnett.organizations.models import LANGUAGE_CHOICES
from fellesnett.pages.actions import start_version
from fellesnett.pages.gates import NotReady
from fellesnett.pages.models import SitePage, page_models
from fellesnett.pages.permissions import may_page

NAMES = dict(LANGUAGE_CHOICES)


@dataclass(frozen=True, slots=True)
class Version:
    """A language of the site. `edit` where the page has it, `start` where it can be begun."""

    name: str
    state: str = ""
    edit: str = ""
    start: str = ""
    current: bool = False


def versions_of(page: SitePage) -> tuple[Version, ...]:
    """Every language of the page's site, and what the page has in it. One query."""
    found = {each.language: each for each in type(page)._default_manager.filter(work=page.work)}
    return tuple(_version(page, code, found.get(code)) for code in page.site.languages)


def _version(page: SitePage, code: str, there: Any) -> Version:
    namespace, name = f"wagtailsnippets_pages_{page._meta.model_name}:", str(NAMES.get(code, code))
    if there is None:
        return Version(name, start=reverse(namespace + "start_version", args=[page.pk, code]))
    state = _("publisert") if there.live else _("utkast")
    return Version(name, state, edit=reverse(namespace + "edit", args=[there.pk]), current=there.pk == page.pk)


class LanguagesPanel(Panel):  # type: ignore[misc]
    """Shown when there is a choice of language, or something a contributor should know."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/languages.html"

        def is_shown(self) -> bool:
            return bool(self._versions() or self._asks_others())

        def _versions(self) -> tuple[Version, ...]:
            page: SitePage = self.instance
            return versions_of(page) if page.pk and len(page.site.languages) > 1 else ()

        def _asks_others(self) -> bool:
            """Does somebody else have to publish this?"""
            page: SitePage = self.instance
            return bool(page.pk) and not may_page(self.request.user, "publish", page)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "versions": self._versions(), "asks_others": self._asks_others()}


@require_POST
def start(request: HttpRequest, pk: str, code: str, model: str) -> HttpResponseBase:
    """Begin the page in another language of its site, and go there."""
    user: Any = request.user
    kind = next(each for each in page_models() if each._meta.model_name == model)
    page: SitePage = get_object_or_404(kind._default_manager.select_related("site__organization"), pk=pk)
    address = f"wagtailsnippets_pages_{model}:edit"
    if code not in page.site.languages:
        messages.error(request, _("Nettstedet har ikke dette språket."))
        return HttpResponseRedirect(reverse(address, args=[page.pk]))
    try:
        version = start_version(page, language=code, by=user, at=now())
    except NotReady as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(reverse(address, args=[page.pk]))
    messages.success(request, _("Her er et utkast som venter på oversettelse. Teksten er lik originalen til du endrer den."))
    return HttpResponseRedirect(reverse(address, args=[version.pk]))
