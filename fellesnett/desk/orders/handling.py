"""The national desk's orders: which wait, what resembles them, who writes, and why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk.codes.choosing import change, let_stand
from fellesnett.desk.codes.rows import of_order
from fellesnett.desk.national.owning import clinicians
from fellesnett.desk.national.pages import attempt
from fellesnett.desk.national.topics import person
from fellesnett.desk.orders.forms import AssignOrderForm, DeclineForm, MergeForm
from fellesnett.desk.orders.frame import desk_trail, language_names, page, road, steps_of
from fellesnett.foundation.clock import now
from fellesnett.national.gates import Reason
from fellesnett.national.models import Candidate, TopicText
from fellesnett.national.permissions import may_approve, may_write
from fellesnett.participation import queries
from fellesnett.participation.actions import assign_order, begin_writing, decline_order, merge_order
from fellesnett.participation.actions.retagging import keep_codes, retag_order
from fellesnett.participation.likeness import Likeness, Wish, similar
from fellesnett.participation.models import ENDS, Hearing, Order, OrderState

ROWS = 25


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """What is ordered and not yet released, those that nobody has taken first; or what is done."""
    done = request.GET.get("vis") == "ferdige"
    rows = Order.objects.filter(state__in=ENDS).select_related("site", "topic") if done else queries.orders_waiting()
    found = Paginator(rows.order_by("-closed_at", "-pk") if done else rows, ROWS).get_page(request.GET.get("side"))
    return page(request, "orders.html", _("Bestillinger"), desk_trail("orders")[:1], found=found, done=done, tab="orders")


@require_safe
def order(request: HttpRequest, order: int) -> HttpResponse:
    return _screen(request, order)


def _screen(request: HttpRequest, pk: int, status: int = 200, **more: Any) -> HttpResponse:
    related = ("site", "ordered_by", "topic", "writer", "parent", "changes")
    one = get_object_or_404(Order.objects.select_related(*related), pk=pk)
    user = person(request)
    codes = list(one.codings.select_related("system"))
    alike = _alike(one, [(coding.system.key, coding.code) for coding in codes]) if one.state == OrderState.RECEIVED else []
    first = next((row.topic.pk for row in alike if row.topic), None)
    retired = of_order(user, timezone.localdate(now()), one)
    handles = one.is_open and may_approve(user)
    return page(
        request,
        "handle.html",
        one.title,
        desk_trail("orders"),
        status=status,
        order=one,
        road=road(one),
        steps=steps_of(one),
        languages=language_names(one),
        codings=codes,
        rows=retired,
        keep=reverse("desk_life:order_keep", args=[one.pk]) if retired and may_write(user) else "",
        children=one.children.order_by("pk"),
        backings=one.backings.select_related("site", "by").order_by("site__name"),
        alike=alike,
        begins=one.state == OrderState.ASSIGNED and one.writer_id == user.pk,
        text=TopicText.objects.filter(topic=one.topic_id).order_by("pk").first() if one.topic_id else None,
        candidates=_candidates(one),
        hearings=Hearing.objects.about(one.topic).select_related("candidate") if one.topic else [],
        handles=handles,
        **{
            "assign_form": AssignOrderForm(order=one, owners=clinicians()) if handles else None,
            "decline_form": DeclineForm(),
            "merge_form": MergeForm(initial={"topic": first}),
            **more,
        },
    )


def _alike(one: Order, codes: list[tuple[str, str]]) -> list[Likeness]:
    return similar(Wish(one.title, one.reason, tuple(one.synonyms), tuple(codes)), other_than=one)


def _candidates(one: Order) -> list[Candidate]:
    """The open candidates of the topic, that can go on hearing."""
    if one.topic_id is None:
        return []
    found = Candidate.objects.filter(topic=one.topic_id, language__in=one.languages).exclude(state__in=["released", "returned"])
    return list(found.defer("sections", "lineage", "changes"))


def _act(
    request: HttpRequest, pk: int, verb: Callable[..., object], done: str, form: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    """One verb on one order: done and told, or refused with the words of the gate, and nothing typed is lost."""
    one = get_object_or_404(Order, pk=pk)
    if form is not None and not form.is_valid():
        return _screen(request, pk, 422, **{name: form})
    values = form.cleaned_data if form is not None else {}
    reasons = attempt(lambda: verb(order=one, by=person(request), at=now(), **values))
    if reasons:
        return _screen(request, pk, 409, reasons=reasons, **({name: form} if form is not None else {}))
    messages.success(request, done)
    return redirect("desk_life:order", pk)


@require_POST
def assign(request: HttpRequest, order: int) -> HttpResponse:
    one = get_object_or_404(Order.objects.select_related("topic", "changes"), pk=order)
    form = AssignOrderForm(request.POST, order=one, owners=clinicians())
    return _act(request, order, assign_order, _("Bestillingen er fordelt."), form, "assign_form")


@require_POST
def begin(request: HttpRequest, order: int) -> HttpResponse:
    """Begin, and go to where it is written."""
    one = get_object_or_404(Order, pk=order)
    reasons = attempt(lambda: begin_writing(order=one, by=person(request), at=now()))
    if reasons:
        return _screen(request, order, 409, reasons=reasons)
    text = TopicText.objects.filter(topic=one.topic_id).order_by("pk").first()
    if text is None:
        return redirect("desk_life:order", order)
    return redirect(reverse("wagtailsnippets_national_topictext:edit", args=[text.pk]))


@require_POST
def retag(request: HttpRequest, order: int) -> HttpResponse:
    """Put the chosen codes in the place of a retired one; none, to take it away."""
    verb = partial(retag_order, order=get_object_or_404(Order, pk=order), by=person(request), at=now())
    return change(request, verb, own=_own(order), again=partial(_unchanged, request, order))


@require_POST
def keep(request: HttpRequest, order: int) -> HttpResponse:
    """Let the retired codes of a system stand."""
    verb = partial(keep_codes, order=get_object_or_404(Order, pk=order), by=person(request), at=now())
    return let_stand(request, verb, own=_own(order), again=partial(_unchanged, request, order))


def _own(order: int) -> str:
    return reverse("desk_life:order", args=[order])


def _unchanged(request: HttpRequest, order: int, reasons: tuple[Reason, ...], typed: str) -> HttpResponse:
    return _screen(request, order, 422, reasons=reasons, typed=typed)


@require_POST
def decline(request: HttpRequest, order: int) -> HttpResponse:
    form = DeclineForm(request.POST)
    return _act(
        request, order, decline_order, _("Bestillingen er avslått. De som bestilte, har fått beskjed."), form, "decline_form"
    )


@require_POST
def merge(request: HttpRequest, order: int) -> HttpResponse:
    form = MergeForm(request.POST)
    done = _("Bestillingen er løst med et tema som finnes. De som bestilte, har fått beskjed.")
    return _act(request, order, merge_order, done, form, "merge_form")
