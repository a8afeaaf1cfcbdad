"""Of a safety change or a withdrawal: who has it, who has acted on it, who has not, and since when."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fellesnett.delivery.permissions import may_manage_consumers
from fellesnett.delivery.recalls import recalls
from fellesnett.desk.consumers.frame import page
from fellesnett.desk.national.topics import person


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The newest, one line each."""
    manages = may_manage_consumers(person(request))
    return page(request, "recalls.html", _("Hvem har sikkerhetsendringene"), [], recalls=recalls(), manages=manages)


@require_safe
def one(request: HttpRequest, recalled: int, recall_day: str) -> HttpResponse:
    """Everybody who asked to be told of it, those who lack it first."""
    try:
        day = date.fromisoformat(recall_day)
    except ValueError as fault:
        raise Http404 from fault
    found = recalls(topic=recalled, day=day)
    if not found:
        raise Http404
    trail = [(_("Hvem har sikkerhetsendringene"), reverse("desk_national:recalls"))]
    manages = may_manage_consumers(person(request))
    return page(request, "recall.html", found[0].topic.title, trail, recall=found[0], manages=manages)
