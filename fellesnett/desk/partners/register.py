"""Who is a partner: written down and ended by the national medical editor, with leave to its own sites."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.access.machines import are_welcome
from fellesnett.adoption.gates import NotReady
from fellesnett.desk.local.frame import attempt
from fellesnett.desk.national.topics import person
from fellesnett.desk.partners.forms import OrganizationForm, OwnLeaveForm, PartnerForm
from fellesnett.desk.partners.frame import page, partners_trail
from fellesnett.foundation.clock import now
from fellesnett.partners.actions import describe_partner, end_partner, give_leave, take_leave_back, write_down_organization
from fellesnett.partners.models import Leave, Partner, SubmissionState
from fellesnett.partners.permissions import may_give_leave


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """Everybody, with where they may deliver and how much waits."""
    standing = Q(leaves__taken_at__isnull=True)
    waiting = Q(submissions__state=SubmissionState.WAITING)
    rows = Partner.objects.select_related("organization").annotate(
        sites=Count("leaves", filter=standing, distinct=True), unanswered=Count("submissions", filter=waiting, distinct=True)
    )
    return page(request, "partners.html", _("Partnere"), [], partners=rows, on=are_welcome())


@require_http_methods(["GET", "HEAD", "POST"])
def new_partner(request: HttpRequest) -> HttpResponse:
    """Write down who delivers."""
    form = PartnerForm(request.POST or None, initial={"organization": request.GET.get("virksomhet", "")[:10]})
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: describe_partner(by=person(request), at=now(), **form.cleaned_data))
        if not reasons:
            made = Partner.objects.get(organization=form.cleaned_data["organization"])
            return redirect("desk_national:partner", made.pk)
        return page(request, "new.html", _("Ny partner"), partners_trail(), 409, form=form, reasons=reasons)
    return page(request, "new.html", _("Ny partner"), partners_trail(), 422 if request.method == "POST" else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def new_organization(request: HttpRequest) -> HttpResponse:
    """Write down an organization that stands in no list, so that it can be chosen."""
    form, title = OrganizationForm(request.POST or None), _("Ny virksomhet")
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "organization.html", title, partners_trail(), status, form=form)
    try:
        made = write_down_organization(by=person(request), at=now(), **form.cleaned_data)
    except NotReady as refusal:
        for reason in refusal.reasons:
            form.add_error(reason.code, reason.text)
        return page(request, "organization.html", title, partners_trail(), 422, form=form)
    messages.success(request, _("%(name)s er skrevet ned, og kan bli partner.") % {"name": made})
    return redirect(f"{reverse('desk_national:new_partner')}?{urlencode({'virksomhet': made.pk})}")


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: HttpRequest, partner: int) -> HttpResponse:
    """One: whom to talk to, and where it may deliver."""
    row = _row(partner)
    initial = {"contact_name": row.contact_name, "contact_email": row.contact_email}
    form = PartnerForm(request.POST or None, partner=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        said, again = {**form.cleaned_data, "organization": row.organization}, "igjen" in request.POST
        reasons = attempt(lambda: describe_partner(partner=row, again=again, by=person(request), at=now(), **said))
        if not reasons:
            messages.success(request, _("Lagret."))
            return redirect("desk_national:partner", partner)
        return _screen(request, _row(partner), 409, form=form, reasons=reasons)
    return _screen(request, row, 422 if request.method == "POST" else 200, form=form)


def _row(pk: int) -> Partner:
    return get_object_or_404(Partner.objects.select_related("organization"), pk=pk)


def _screen(request: HttpRequest, row: Partner, status: int = 200, **more: Any) -> HttpResponse:
    user = person(request)
    initial = {"contact_name": row.contact_name, "contact_email": row.contact_email}
    leaves = Leave.objects.standing().filter(partner=row).select_related("site__organization", "given_by")
    shown = {"form": PartnerForm(partner=row, initial=initial), "own_form": OwnLeaveForm(partner=row), **more}
    return page(
        request,
        "partner.html",
        str(row),
        partners_trail(),
        status,
        partner=row,
        leaves=[(leave, may_give_leave(user, row, leave.site)) for leave in leaves],
        numbers=[one.value for one in row.organization.identifiers.all() if one.system == "orgnr"],
        delivered=row.submissions.select_related("site").newest_first()[:20],
        **shown,
    )


@require_POST
def give_own(request: HttpRequest, partner: int) -> HttpResponse:
    """Leave to a site of its own."""
    row = _row(partner)
    form = OwnLeaveForm(request.POST, partner=row)
    if not form.is_valid():
        return _screen(request, row, 422, own_form=form)
    reasons = attempt(lambda: give_leave(partner=row, by=person(request), at=now(), **form.cleaned_data))
    if reasons:
        return _screen(request, row, 409, own_form=form, reasons=reasons)
    messages.success(request, _("Lagret."))
    return redirect("desk_national:partner", partner)


@require_POST
def take_own_back(request: HttpRequest, partner: int, leave: int) -> HttpResponse:
    """No more."""
    row = get_object_or_404(Leave.objects.filter(partner=partner), pk=leave)
    reasons = attempt(lambda: take_leave_back(leave=row, by=person(request), at=now()))
    if reasons:
        return _screen(request, _row(partner), 409, reasons=reasons)
    messages.success(request, _("Lagret."))
    return redirect("desk_national:partner", partner)


@require_POST
def end(request: HttpRequest, partner: int) -> HttpResponse:
    """It delivers no more."""
    reasons = attempt(lambda: end_partner(partner=_row(partner), by=person(request), at=now()))
    if reasons:
        return _screen(request, _row(partner), 409, reasons=reasons)
    messages.success(request, _("Partneren er avsluttet, og kan ikke levere mer."))
    return redirect("desk_national:partner", partner)
