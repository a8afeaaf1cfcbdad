"""A site in a hearing: it reads exactly the text that is heard, answers until the deadline, and sees what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from fellesnett.desk.local.scope import Here, here
from fellesnett.desk.national.pages import attempt
from fellesnett.desk.orders.forms import AnswerForm
from fellesnett.desk.orders.frame import block_names, chapters, here_trail, page, value_of
from fellesnett.editorial import subjects
from fellesnett.foundation.clock import now
from fellesnett.national.gates import Reason
from fellesnett.national.telling import changed_blocks
from fellesnett.participation import queries
from fellesnett.participation.actions import answer_hearing
from fellesnett.participation.models import Invitation
from fellesnett.participation.permissions import may_answer


def hearing(request: HttpRequest, site: str, hearing: int) -> HttpResponse:
    """Read, remark and answer; afterwards, what was answered and what became of it."""
    where = here(request, site)
    related = ("hearing__candidate__topic", "hearing__opened_by", "site", "answered_by")
    invitation = get_object_or_404(Invitation.objects.for_site(where.site).select_related(*related), hearing=hearing)
    candidate = invitation.hearing.candidate
    blocks = [block["id"] for section in candidate.sections for block in section["blocks"]]
    form = AnswerForm(request.POST or None, invitation=invitation, blocks=blocks)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: _answer(invitation, form, where))
        if not reasons:
            messages.success(request, _("Svaret er sendt."))
            return redirect("desk_orders:hearing", site, hearing)
        invitation.refresh_from_db(fields=["answer", "reason", "answered_by", "answered_at"])
        if any(reason.code == "answered_meanwhile" for reason in reasons):
            form = form.with_what_stands_seen(invitation)
    return _screen(request, where, invitation, form, reasons=reasons)


def _answer(invitation: Invitation, form: AnswerForm, where: Here) -> None:
    said = form.cleaned_data
    answer_hearing(
        invitation=invitation, answer=said["answer"], reason=said["reason"], remarks=form.remarks, content_hash=said["hash"],
        by=where.user, at=now(), instead_of=said["instead_of"] or 0,
    )  # fmt: skip


def _screen(request: HttpRequest, where: Here, invitation: Invitation, form: AnswerForm, **more: Any) -> HttpResponse:
    hearing = invitation.hearing
    value = value_of(hearing.candidate)
    newer, before = queries.newer_text(hearing), queries.text_before(hearing.candidate)
    may = hearing.is_open and may_answer(where.user, where.site)
    may_change = bool(invitation.answer) and may and now() <= hearing.deadline
    shows_form = may and (not invitation.answer or request.method == "POST" or (may_change and "endre" in request.GET))
    names = block_names(value)
    remarks = list(invitation.remarks.select_related("replied_by"))
    return page(
        request,
        "hearing.html",
        hearing.candidate.title,
        here_trail(where),
        where=where,
        invitation=invitation,
        hearing=hearing,
        language=hearing.candidate.language,
        form=form if shows_form else None,
        may_change=may_change,
        earlier=list(invitation.earlier_answers.select_related("answered_by")),
        chapters=[(name, [(block, form.of(block.id)) for block in blocks]) for _key, name, blocks in chapters(value)],
        changed=changed_blocks(before, value),
        before=before,
        since=changed_blocks(value, newer) if newer else [],
        is_changed=newer is not None,
        remarks=[(remark, names.get(remark.block, "")) for remark in remarks],
        unseen=queries.is_told(where.site, subjects.hearing(hearing.pk)),
        subject=subjects.hearing(hearing.pk),
        is_late=hearing.deadline < now(),
        **more,
    )
