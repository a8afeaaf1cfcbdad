"""What partners have delivered to a site, and who may deliver here."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.local.frame import attempt, site_trail
from fellesnett.desk.local.scope import Here, here
from fellesnett.desk.partners.forms import LeaveForm
from fellesnett.desk.partners.frame import page
from fellesnett.foundation.clock import now
from fellesnett.organizations.models import Role
from fellesnett.partners.actions import give_leave, take_leave_back
from fellesnett.partners.models import Leave, Submission
from fellesnett.partners.queries import RELATED

ROWS = 25


@require_safe
def deliveries(request: HttpRequest, site: str) -> HttpResponse:
    """What waits for an answer first, then what is answered; and who may deliver here."""
    return _screen(request, here(request, site), LeaveForm())


def _screen(request: HttpRequest, where: Here, form: LeaveForm, status: int = 200, **more: object) -> HttpResponse:
    own = Submission.objects.for_site(where.site).select_related(*RELATED, "decided_by").newest_first()
    answered = own.exclude(pk__in=own.waiting().order_by().values("pk"))
    return page(
        request,
        "deliveries.html",
        _("Fra partnere"),
        site_trail(where),
        status,
        where=where,
        waiting=Paginator(own.waiting(), ROWS).get_page(request.GET.get("venter")),
        found=Paginator(answered, ROWS).get_page(request.GET.get("side")),
        leaves=Leave.objects.standing().for_site(where.site).select_related("partner__organization", "given_by"),
        may_give=Role.SITE_OWNER in where.rights.roles,
        form=form,
        **more,
    )


@require_POST
def give(request: HttpRequest, site: str) -> HttpResponse:
    """Let a partner deliver here."""
    where, form = here(request, site), LeaveForm(request.POST)
    if not form.is_valid():
        return _screen(request, where, form, 422)
    said = form.cleaned_data
    reasons = attempt(lambda: give_leave(site=where.site, by=where.user, at=now(), **said))
    if reasons:
        return _screen(request, where, form, 409, reasons=reasons)
    messages.success(request, _("%(partner)s kan levere hit.") % {"partner": said["partner"]})
    return redirect("desk_local:deliveries", site)


@require_POST
def take_back(request: HttpRequest, site: str, leave: int) -> HttpResponse:
    """The partner delivers here no more."""
    where = here(request, site)
    row = get_object_or_404(Leave.objects.for_site(where.site).select_related("partner__organization"), pk=leave)
    reasons = attempt(lambda: take_leave_back(leave=row, by=where.user, at=now()))
    if reasons:
        return _screen(request, where, LeaveForm(), 409, reasons=reasons)
    messages.success(request, _("%(partner)s kan ikke lenger levere hit.") % {"partner": row.partner})
    return redirect("desk_local:deliveries", site)
