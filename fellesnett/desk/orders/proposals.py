"""The national desk's proposals: what is proposed beside what stands in the draft, taken as a person leaves it, or declined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.national.pages import attempt
from fellesnett.desk.national.topics import person
from fellesnett.desk.orders.forms import DeclineProposalForm, MergeProposalForm, TakeForm
from fellesnett.desk.orders.frame import block_names, desk_trail, page
from fellesnett.editorial import marking
from fellesnett.foundation.clock import now
from fellesnett.national.drafting import sections_document
from fellesnett.national.models import TopicText
from fellesnett.national.permissions import may_write
from fellesnett.participation import queries
from fellesnett.participation.actions import decline_proposal, merge_proposals, take_proposal
from fellesnett.participation.actions.deciding import WRITTEN, topic_text
from fellesnett.participation.models import Proposal, ProposalSource, ProposalState

ROWS = 25


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What sites propose and nobody has answered; or what is answered."""
    done = request.GET.get("vis") == "besvarte"
    rows = Proposal.objects.select_related("topic", "site", "came_in")
    rows = rows.exclude(state=ProposalState.RECEIVED).order_by("-decided_at") if done else rows.waiting().order_by("proposed_at")
    found = Paginator(rows, ROWS).get_page(request.GET.get("side"))
    return page(request, "proposals.html", _("Innspill"), desk_trail("proposals")[:1], found=found, done=done, tab="proposals")


@require_safe
def proposal(request: HttpRequest, proposal: int) -> HttpResponse:
    return _screen(request, proposal)


def _screen(request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponse:
    related = ("topic", "edition__topic", "site", "proposed_by", "decided_by", "came_in", "merged_into__site", "operation")
    one = get_object_or_404(Proposal.objects.select_related(*related), pk=pk)
    text = topic_text(one)
    stands = _stands(one, text)
    names = block_names(one.edition.value) if one.edition else {}
    open_to = one.state == ProposalState.RECEIVED and may_write(person(request))
    others = queries.others_about(one)
    forms_shown = {
        "take_form": _take_form(one, text, stands),
        "decline_form": DeclineProposalForm(),
        "merge_form": MergeProposalForm(others=others),
        **more,
    }
    return page(
        request,
        "proposal_desk.html",
        one.topic.title,
        desk_trail("proposals"),
        status=status,
        proposal=one,
        text=text,
        language=one.language,
        name=names.get(one.block, ""),
        stands=stands,
        marked=marking.marked(stands, one.words, one.language) if stands and one.words else "",
        is_local=one.source == ProposalSource.LOCAL_TEXT,
        others=others[:ROWS],
        open_to=open_to,
        media=forms_shown["take_form"].media,
        **forms_shown,
    )


def _stands(one: Proposal, text: TopicText | None) -> str:
    """The words of the block in the draft as it is now; nothing where it is gone or is no running text."""
    if text is None or not one.block:
        return ""
    blocks = (block for section in sections_document(text) for block in section["blocks"])
    found = next((block for block in blocks if block["id"] == one.block and block["type"] in WRITTEN), None)
    return str(found["html"]) if found else ""


def _take_form(one: Proposal, text: TopicText | None, stands: str, data: Any = None) -> TakeForm:
    supplement = one.operation is not None and one.operation.op == "supplement"
    suggested = stands + one.words if supplement else one.words or stands
    revision = (text.latest_revision_id or 0) if text else 0
    return TakeForm(data, words=suggested if stands else None, revision=revision)


def _act(request: HttpRequest, pk: int, verb: Callable[..., object], done: str, form: forms.Form, name: str) -> HttpResponse:
    one = get_object_or_404(Proposal.objects.select_related("topic", "operation"), pk=pk)
    if not form.is_valid():
        return _screen(request, pk, 422, **{name: form})
    reasons = attempt(lambda: verb(proposal=one, by=person(request), at=now(), **form.cleaned_data))
    if reasons:
        return _screen(request, pk, 409, reasons=reasons, **{name: form})
    messages.success(request, done)
    return redirect("desk_life:proposal", pk)


@require_POST
def take(request: HttpRequest, proposal: int) -> HttpResponse:
    """Take it into the draft, as the editor has left the words."""
    one = get_object_or_404(Proposal.objects.select_related("topic", "operation"), pk=proposal)
    text = topic_text(one)
    form = _take_form(one, text, _stands(one, text), request.POST)
    return _act(
        request, proposal, take_proposal, _("Innspillet er tatt inn. De som sendte det, har fått beskjed."), form, "take_form"
    )


@require_POST
def decline(request: HttpRequest, proposal: int) -> HttpResponse:
    form = DeclineProposalForm(request.POST)
    return _act(request, proposal, decline_proposal, _("De som sendte innspillet, har fått svar."), form, "decline_form")


@require_POST
def merge(request: HttpRequest, proposal: int) -> HttpResponse:
    one = get_object_or_404(Proposal.objects.select_related("topic"), pk=proposal)
    form = MergeProposalForm(request.POST, others=queries.others_about(one))
    return _act(request, proposal, merge_proposals, _("Innspillene behandles sammen."), form, "merge_form")
