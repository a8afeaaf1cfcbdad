"""«Fortsatt riktig»: when a page is to be looked over, and the button that says that it still holds."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel

from fellesnett.desk.local.scope import number
from fellesnett.foundation.clock import now
from fellesnett.pages.actions import confirm_page
from fellesnett.pages.gates import NotReady
from fellesnett.pages.models import SitePage, looked_over_models
from fellesnett.pages.permissions import may_page


class ReviewPanel(Panel):  # type: ignore[misc]
    """Shown for a page that readers see and that grows old."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/sitepages/review.html"

        def is_shown(self) -> bool:
            page: SitePage = self.instance
            return bool(page.pk and page.live and page.is_looked_over and page.review_by)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            page: SitePage = self.instance
            late = page.review_by is not None and page.review_by < timezone.localdate(now())
            confirm = reverse(f"wagtailsnippets_pages_{page._meta.model_name}:still_right", args=[page.pk])
            may = may_page(self.request.user, "publish", page)
            return {**context, "review_by": page.review_by, "late": late, "confirm": confirm if may else ""}


@require_POST
def still_right(request: HttpRequest, pk: str, model: str) -> HttpResponseBase:
    """The page holds as readers see it. Nothing of what stands in the form is saved."""
    user: Any = request.user
    kind = next(each for each in looked_over_models() if each._meta.model_name == model)
    page: SitePage = get_object_or_404(kind._default_manager.select_related("site__organization"), pk=number(pk))
    try:
        confirmed = confirm_page(page, by=user, at=now())
    except NotReady as problem:
        messages.error(request, str(problem))
    else:
        day = date_format(confirmed.review_by, "j. F Y")  # type: ignore[arg-type]
        messages.success(request, _("Takk. Vi spør igjen innen %(day)s.") % {"day": day})
    return HttpResponseRedirect(reverse(f"wagtailsnippets_pages_{model}:edit", args=[page.pk]))
