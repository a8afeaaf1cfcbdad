"""A site orders a text: what resembles it is shown first; and then what becomes of the order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk import sent
from fellesnett.desk.local.scope import Here, here, number
from fellesnett.desk.national.pages import attempt
from fellesnett.desk.orders.forms import OrderForm
from fellesnett.desk.orders.frame import here_trail, language_names, page, road, steps_of
from fellesnett.editorial import subjects
from fellesnett.foundation import languages
from fellesnett.foundation.clock import now
from fellesnett.national.gates import Reason
from fellesnett.national.models import Topic
from fellesnett.participation import queries
from fellesnett.participation.actions import back_order, place_order, see_outcome
from fellesnett.participation.likeness import Likeness, similar
from fellesnett.participation.models import Invitation, Order, Proposal
from fellesnett.participation.permissions import may_speak

SHOWN = 50


@require_safe
def overview(request: HttpRequest, site: str) -> HttpResponse:
    """What the site has ordered, been asked about and proposed, and where each of it stands."""
    where = here(request, site)
    orders = Order.objects.for_site(where.site).select_related("site", "topic").order_by("-ordered_at", "-pk")[:SHOWN]
    hearings = Invitation.objects.for_site(where.site).select_related("hearing__candidate__topic")
    return page(
        request,
        "overview.html",
        _("Bestillinger og innspill"),
        here_trail(where)[:1],
        where=where,
        orders=orders,
        invitations=hearings.order_by("-hearing__opened_at")[:SHOWN],
        proposals=Proposal.objects.for_site(where.site).select_related("topic", "came_in")[:SHOWN],
        may_speak=may_speak(where.user, where.site),
    )


def order_new(request: HttpRequest, site: str) -> HttpResponse:
    """Order a text. What resembles it is shown before the order is made, with a way to it."""
    where = here(request, site)
    topic = _topic_to_change(request)
    form = OrderForm(request.POST or None, initial=_initial(where, topic, sent.words(request.GET, "tittel")))
    found: list[Likeness] = []
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        found = [] if topic else similar(form.wish, site=where.site)
        if request.POST.get("do") == "order" and _all_seen(found, form.cleaned_data["seen"]):
            made: list[Order] = []
            reasons = attempt(lambda: made.append(_place(where, form, topic)))
            if made:
                messages.success(request, _("Bestillingen er sendt. Du får beskjed om hva det blir av den."))
                return redirect("desk_orders:order", where.site.slug, made[0].pk)
    return page(
        request,
        "order_new.html",
        _("Bestill en tekst"),
        here_trail(where),
        where=where,
        form=form,
        found=found,
        seen=_names(found),
        checked=request.method == "POST" and form.is_valid(),
        topic=topic,
        reasons=reasons,
    )


def _topic_to_change(request: HttpRequest) -> Topic | None:
    key = sent.words(request.GET, "tema")
    return get_object_or_404(Topic, key=key, withdrawn_at__isnull=True) if key else None


def _initial(where: Here, topic: Topic | None, title: str) -> dict[str, Any]:
    spoken = list(dict.fromkeys([languages.SOURCE, where.site.language]))
    facts = {"title": topic.title, "kind": topic.kind, "unit": topic.unit} if topic else {"title": title[:200]}
    return {"languages": spoken, **facts}


def _place(where: Here, form: OrderForm, topic: Topic | None) -> Order:
    return place_order(site=where.site, **form.fields_of_order, changes=topic, by=where.user, at=now())


def _names(found: list[Likeness]) -> str:
    """What was shown, to be sent along with the order."""
    return " ".join([f"t{row.topic.pk}" for row in found if row.topic] + [f"o{row.order.pk}" for row in found if row.order])


def _all_seen(found: list[Likeness], seen: str) -> bool:
    return set(_names(found).split()) <= set(seen.split())


@require_safe
def order(request: HttpRequest, site: str, order: int) -> HttpResponse:
    """One order: where it stands, who did what, and what may be done when it is released."""
    where = here(request, site)
    return _screen(request, where, order)


def _screen(request: HttpRequest, where: Here, pk: int, status: int = 200, **more: Any) -> HttpResponse:
    orders = Order.objects.for_site(where.site).select_related("site", "ordered_by", "topic", "writer", "parent", "changes")
    one = get_object_or_404(orders, pk=pk)
    return page(
        request,
        "order.html",
        one.title,
        here_trail(where),
        status=status,
        where=where,
        order=one,
        road=road(one),
        steps=steps_of(one),
        languages=language_names(one),
        codings=one.codings.select_related("system"),
        children=one.children.order_by("pk"),
        backings=one.backings.select_related("site").order_by("site__name"),
        adoptable=queries.adoptable(one, where.site),
        unseen=queries.is_told(where.site, subjects.order(one.pk)),
        subject=subjects.order(one.pk),
        may_speak=may_speak(where.user, where.site),
        **more,
    )


@require_POST
def back(request: HttpRequest, site: str) -> HttpResponse:
    """Stand behind another site's order."""
    where = here(request, site)
    one = get_object_or_404(Order.objects.open(), pk=number(request.POST.get("order", "")))
    reasons = attempt(lambda: back_order(order=one, site=where.site, by=where.user, at=now()))
    if not reasons:
        messages.success(request, _("Dere er med på bestillingen, og får beskjed om hva det blir av den."))
    for reason in reasons:
        messages.error(request, str(reason))
    known = Order.objects.for_site(where.site).filter(pk=one.pk).exists()
    return redirect("desk_orders:order", site, one.pk) if known else redirect("desk_orders:overview", site)


@require_POST
def seen(request: HttpRequest, site: str) -> HttpResponse:
    """Somebody here has read what became of it: the case in the inbox closes."""
    where = here(request, site)
    subject = request.POST.get("subject", "")
    kind, _colon, pk = subject.partition(":")
    if kind not in ("order", "hearing", "proposal") or not pk.isdecimal():
        raise Http404
    reasons = attempt(lambda: see_outcome(site=where.site, subject=subject, by=where.user, at=now()))
    for reason in reasons:
        messages.error(request, str(reason))
    if not reasons:
        messages.success(request, _("Saken er lukket."))
    return redirect("desk_orders:overview", site)
