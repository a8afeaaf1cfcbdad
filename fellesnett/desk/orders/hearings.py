"""The national desk's hearings: opened on a frozen text, answered by sites, each remark answered, and ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.national.pages import attempt, topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.desk.orders.forms import EndHearingForm, OpenHearingForm, ReplyForm, in_days
from fellesnett.desk.orders.frame import block_names, desk_trail, page, value_of
from fellesnett.foundation.clock import now
from fellesnett.national.gates import Reason
from fellesnett.national.models import Candidate
from fellesnett.national.permissions import may_write
from fellesnett.national.telling import changed_blocks
from fellesnett.organizations.models import Site
from fellesnett.participation import queries
from fellesnett.participation.actions import end_hearing, open_hearing, reply_to_remark
from fellesnett.participation.models import AskedBecause, Hearing, Remark

ROWS = 25
WEEKS = 21


@require_safe
def hearings(request: HttpRequest) -> HttpResponse:
    """Every hearing, the open ones first."""
    found = Paginator(queries.hearings_with_counts(), ROWS).get_page(request.GET.get("side"))
    return page(request, "hearings.html", _("Høringer"), desk_trail("hearings")[:1], found=found, tab="hearings")


def hearing_new(request: HttpRequest, candidate: int) -> HttpResponse:
    """Send a frozen text on hearing."""
    one = get_object_or_404(Candidate.objects.select_related("topic"), pk=candidate)
    asked = queries.to_be_asked(one.topic)
    sites = Site.objects.open().filter(is_front_door=False).order_by("name")
    form = OpenHearingForm(request.POST or None, sites=sites, chosen=[site.pk for site in asked], day=in_days(WEEKS, now()))
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        made: list[Hearing] = []
        reasons = attempt(lambda: made.append(_open(request, one, form, asked)))
        if made:
            messages.success(request, _("Teksten er på høring. De som er spurt, har fått den i innboksen."))
            return redirect("desk_life:hearing", made[0].pk)
    return page(
        request, "hearing_new.html", _("Send på høring"), topic_trail(one.topic), candidate=one, form=form, reasons=reasons
    )


def _open(request: HttpRequest, one: Candidate, form: OpenHearingForm, asked: dict[Site, str]) -> Hearing:
    sites = {site: asked.get(site, str(AskedBecause.CHOSEN)) for site in form.cleaned_data["sites"]}
    question = form.cleaned_data["question"]
    return open_hearing(candidate=one, sites=sites, deadline=form.deadline, question=question, by=person(request), at=now())


@require_safe
def hearing(request: HttpRequest, hearing: int) -> HttpResponse:
    return _screen(request, hearing)


def _screen(request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponse:
    related = ("candidate__topic", "opened_by", "ended_by")
    one = get_object_or_404(Hearing.objects.select_related(*related), pk=pk)
    value = value_of(one.candidate)
    names = block_names(value)
    newer = queries.newer_text(one)
    invitations = list(one.invitations.select_related("site", "answered_by").prefetch_related("earlier_answers__answered_by"))
    for invitation in invitations:
        invitation.hearing = one
    remarks = list(Remark.objects.filter(invitation__hearing=one).select_related("invitation__site", "replied_by").order_by("pk"))
    order = {"": -1, **{block: index for index, block in enumerate(names)}}
    remarks.sort(key=lambda remark: (order.get(remark.block, len(order)), remark.pk))
    typed = more.pop("typed", {})
    may = may_write(person(request)) and one.is_open
    return page(
        request,
        "hearing_desk.html",
        _("Høring: %(title)s") % {"title": one.candidate.title},
        desk_trail("hearings"),
        status=status,
        hearing=one,
        candidate=one.candidate,
        language=one.candidate.language,
        invitations=invitations,
        answered=sum(bool(row.answer) for row in invitations),
        against=[row for row in invitations if row.answer == "disagree"],
        rows=[(row, names.get(row.block, ""), typed.get(row.pk) or ReplyForm(prefix=f"m{row.pk}")) for row in remarks],
        unanswered=sum(not row.outcome and row.withdrawn_at is None for row in remarks),
        is_changed=newer is not None,
        since=changed_blocks(value, newer) if newer else [],
        may=may,
        **{"end_form": EndHearingForm(), **more},
    )


@require_POST
def reply(request: HttpRequest, hearing: int, remark: int) -> HttpResponse:
    """Say what became of a remark."""
    one = get_object_or_404(Remark, pk=remark, invitation__hearing=hearing)
    form = ReplyForm(request.POST, prefix=f"m{remark}")
    if not form.is_valid():
        return _screen(request, hearing, 422, typed={remark: form})
    reasons = attempt(lambda: reply_to_remark(remark=one, **form.cleaned_data, by=person(request), at=now()))
    if reasons:
        return _screen(request, hearing, 409, typed={remark: form}, reasons=reasons)
    messages.success(request, _("Merknaden er besvart."))
    return redirect("desk_life:hearing", hearing)


@require_POST
def end(request: HttpRequest, hearing: int) -> HttpResponse:
    """End the hearing."""
    one = get_object_or_404(Hearing.objects.select_related("candidate"), pk=hearing)
    form = EndHearingForm(request.POST)
    if not form.is_valid():
        return _screen(request, hearing, 422, end_form=form)
    reasons = attempt(lambda: end_hearing(hearing=one, summary=form.cleaned_data["summary"], by=person(request), at=now()))
    if reasons:
        return _screen(request, hearing, 409, end_form=form, reasons=reasons)
    messages.success(request, _("Høringen er avsluttet."))
    return redirect("desk_life:hearing", hearing)
