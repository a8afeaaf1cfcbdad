"""A study's or an event's retired codes, in its editor: what is proposed for each, and the buttons that choose."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel

from fellesnett.desk import sent
from fellesnett.desk.codes.choosing import LONGEST, chosen, kept, onward
from fellesnett.desk.codes.rows import of_page
from fellesnett.desk.local.scope import number, person
from fellesnett.foundation.clock import now
from fellesnett.pages.gates import NotReady
from fellesnett.pages.models import SitePage
from fellesnett.pages.retagging import CODED, keep_codes, retag


class CodesPanel(Panel):  # type: ignore[misc]
    """Shown for a page that readers see and that has a retired code. Its buttons save nothing of what stands in the form."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/codes.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page: SitePage = self.instance
            shown = type(page)._default_manager.filter(pk=page.pk, live=True).first()  # not the draft: readers see this
            self.rows = of_page(self.request.user, timezone.localdate(now()), shown) if shown and self.request else []

        def is_shown(self) -> bool:
            return bool(self.rows)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            page: SitePage = self.instance
            keep = reverse(f"wagtailsnippets_pages_{page._meta.model_name}:keep_codes", args=[page.pk])
            return {**context, "rows": self.rows, "keep": keep if self.rows[0].retag else ""}


@require_POST
def retag_codes(request: HttpRequest, pk: str, model: str) -> HttpResponseBase:
    """Put the chosen codes in the place of a retired one."""
    page, choice, user = _page(pk, model), chosen(request), person(request)
    try:
        refused = choice.carry_out(lambda **said: retag(page=page, **said, by=user, at=now()))
    except NotReady as problem:
        messages.error(request, str(problem))
    else:
        messages.error(request, str(refused[0])) if refused else messages.success(request, choice.told)
    return redirect(onward(request, _editor(page)))


@require_POST
def keep(request: HttpRequest, pk: str, model: str) -> HttpResponseBase:
    """Let the retired codes stand."""
    page = _page(pk, model)
    try:
        keep_codes(page=page, reason=sent.words(request.POST, "keep_because", LONGEST), by=person(request), at=now())
    except NotReady as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, kept())
    return redirect(_editor(page))


def _page(pk: str, model: str) -> SitePage:
    kind = next(each for each in CODED if each._meta.model_name == model)
    found: SitePage = get_object_or_404(kind._default_manager.select_related("site__organization"), pk=number(pk))
    return found


def _editor(page: SitePage) -> str:
    return reverse(f"wagtailsnippets_pages_{page._meta.model_name}:edit", args=[page.pk])
