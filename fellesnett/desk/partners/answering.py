"""One delivery beside what stands, and the site's answer to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.local.frame import attempt
from fellesnett.desk.local.scope import Here, here
from fellesnett.desk.partners import comparing
from fellesnett.desk.partners.forms import RefuseForm
from fellesnett.desk.partners.frame import deliveries_trail, page
from fellesnett.foundation.clock import now
from fellesnett.partners.actions import accept, refuse
from fellesnett.partners.models import Noun, Submission
from fellesnett.partners.outcomes import became
from fellesnett.partners.permissions import may_answer
from fellesnett.partners.queries import RELATED, compare_place, compare_service, compare_text, may_still_deliver


@require_safe
def delivery(request: HttpRequest, site: str, submission: UUID) -> HttpResponse:
    """What was delivered, beside what stands now."""
    where = here(request, site)
    return _screen(request, where, _row(where, submission))


def _row(where: Here, pk: UUID) -> Submission:
    related = ("site__organization", *RELATED, "decided_by", "overtaken_by", "text__adoption__topic")
    return get_object_or_404(Submission.objects.for_site(where.site).select_related(*related), pk=pk)


def _screen(
    request: HttpRequest, where: Here, row: Submission, status: int = 200, ticked: Collection[int] = (), **more: Any
) -> HttpResponse:
    shown = {"form": RefuseForm(), "open_refusal": "form" in more, **more}
    return page(
        request,
        "delivery.html",
        row.title,
        deliveries_trail(where),
        status,
        where=where,
        delivery=row,
        language=row.text.language if row.text else where.site.language,
        may_answer=row.is_waiting and may_answer(where.user, where.site),
        has_lost_leave=row.is_waiting and not may_still_deliver(row),
        became=became(row),
        about=_about(where, row),
        **_compared(row, where, ticked),
        **shown,
    )


def _compared(row: Submission, where: Here, ticked: Collection[int]) -> dict[str, Any]:
    """The comparison, while it waits: an answered delivery is told of by what came of it."""
    if not row.is_waiting:
        return {"changes": [], "seen": ""}
    if row.noun == Noun.PLACE:
        place = compare_place(row)
        return {"changes": comparing.place_changes(place, where.site.language), "seen": place.hash}
    if row.noun == Noun.SERVICE:
        service = compare_service(row)
        return {"changes": comparing.service_changes(service, where.site.language), "seen": service.hash}
    text = compare_text(row)
    return {"changes": comparing.text_changes(text, text.standing.text.language, ticked), "seen": text.hash}


def _about(where: Here, row: Submission) -> str:
    """Where the text is approved, the place is written, or the topic is answered."""
    if row.text:
        return reverse("desk_local:text", args=[where.site.slug, row.text.adoption.topic.key, row.text.language])
    if row.place_id:
        return reverse("desk_local:place", args=[where.site.slug, row.place_id])
    topic = row.service.topic.key if row.service else row.acts[0].get("topic")
    return reverse("desk_local:topic", args=[where.site.slug, topic]) if topic else ""


@require_POST
def take_in(request: HttpRequest, site: str, submission: UUID) -> HttpResponse:
    """Take it in, as it was compared on the screen."""
    where = here(request, site)
    row = _row(where, submission)
    clinical = {int(value) for value in request.POST.getlist("clinical") if value.isdecimal() and len(value) < 6}
    seen = request.POST.get("seen", "")
    reasons = attempt(lambda: accept(submission=row, seen=seen, by=where.user, at=now(), clinical=clinical))
    if reasons:
        return _screen(request, where, _row(where, submission), 409, clinical, reasons=reasons)
    if row.noun == Noun.PLACE:
        messages.success(request, _("Tatt inn. Stedet sier det nå."))
        return redirect("desk_local:delivery", site, submission)
    if row.noun == Noun.SERVICE:
        messages.success(request, _("Tatt inn. Se hva dere nå svarer om temaet, og godkjenn sidene som venter."))
        return redirect(_about(where, row))
    messages.success(request, _("Tatt inn som utkast hos dere. Se siden slik den blir, og godkjenn den."))
    return redirect(_about(where, row))


@require_POST
def turn_down(request: HttpRequest, site: str, submission: UUID) -> HttpResponse:
    """Say no, and why."""
    where, form = here(request, site), RefuseForm(request.POST)
    row = _row(where, submission)
    if not form.is_valid():
        return _screen(request, where, row, 422, form=form)
    reasons = attempt(lambda: refuse(submission=row, reason=form.cleaned_data["reason"], by=where.user, at=now()))
    if reasons:
        return _screen(request, where, _row(where, submission), 409, reasons=reasons)
    messages.success(request, _("Avvist. Partneren leser hvorfor i kvitteringen."))
    return redirect("desk_local:deliveries", site)
