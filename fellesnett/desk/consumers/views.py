"""Those who copy: their keys, what they are told of, what was sent. A key or a secret stands in one answer and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Case, Count, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.access.gates import Reason, Refused
from fellesnett.delivery.actions import (
    change_subscription,
    describe_consumer,
    make_key,
    redeliver,
    revoke_key,
    rotate_secret,
    send_test,
    subscribe,
    turn_off,
    turn_on,
)
from fellesnett.delivery.actions.consumers import RECORD
from fellesnett.delivery.models import Consumer, Delivery, Key, OffBecause, Subscription
from fellesnett.desk.access.frame import attempt
from fellesnett.desk.consumers.forms import ConsumerForm, KeyForm, RotateForm, SubscriptionForm, as_form
from fellesnett.desk.consumers.frame import all_trail, consumer_trail, page
from fellesnett.desk.consumers.tries import tried
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now

Done = TypeVar("Done")
SHOWN = 50
ENDED = Case(When(off_because=OffBecause.ENDED, then=1), default=0)  # below those that stand
FAILING = Q(subscriptions__off_at__isnull=True, subscriptions__failing_since__isnull=False)
OFF = Q(subscriptions__off_at__isnull=False) & ~Q(subscriptions__off_because=OffBecause.ENDED)


@require_safe
def consumers(request: HttpRequest) -> HttpResponse:
    """Everybody, with what they have."""
    rows = Consumer.objects.annotate(
        keys_open=Count("keys", filter=Q(keys__revoked_at__isnull=True), distinct=True),
        told=Count("subscriptions", filter=Q(subscriptions__off_at__isnull=True), distinct=True),
        failing=Count("subscriptions", filter=FAILING, distinct=True),
        off=Count("subscriptions", filter=OFF, distinct=True),
    )
    return page(request, "consumers.html", _("Mottakere"), [], consumers=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def new_consumer(request: HttpRequest) -> HttpResponse:
    """Write down who copies."""
    form = ConsumerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: describe_consumer(record=form.cleaned_data, by=person(request), at=now()))
        if made:
            return redirect("desk_national:consumer", made.pk)
    return page(request, "new.html", _("Ny mottaker"), all_trail(), _status(request), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def consumer(request: HttpRequest, consumer: int) -> HttpResponse:
    """One: who to write to, its keys, what it is told of."""
    row = get_object_or_404(Consumer, pk=consumer)
    form = ConsumerForm(request.POST or None, initial={name: getattr(row, name) for name in RECORD})
    if request.method == "POST" and form.is_valid():
        if _try(form, lambda: describe_consumer(consumer=row, record=form.cleaned_data, by=person(request), at=now())):
            messages.success(request, _("Lagret."))
            return redirect("desk_national:consumer", row.pk)
        row = get_object_or_404(Consumer, pk=consumer)
    return _consumer(request, row, form=form, status=_status(request))


@require_POST
def make_one_key(request: HttpRequest, consumer: int) -> HttpResponse:
    """A key, shown in this answer."""
    row = get_object_or_404(Consumer, pk=consumer)
    form = KeyForm(request.POST)
    made = _try(form, lambda: make_key(consumer=row, limit=form.cleaned_data["limit"], by=person(request), at=now()))
    if made is None:
        return _consumer(request, row, key_form=form, status=422)
    return _show_once(request, row, _("Ny nøkkel"), made[1])


@require_POST
def revoke(request: HttpRequest, consumer: int, api_key: int) -> HttpResponse:
    """It opens nothing any more."""
    key = get_object_or_404(Key, pk=api_key, consumer=consumer)
    revoke_key(key=key, by=person(request), at=now())
    messages.success(request, _("Nøkkelen er trukket. Den virker ikke lenger."))
    return redirect("desk_national:consumer", consumer)


@require_http_methods(["GET", "HEAD", "POST"])
def new_subscription(request: HttpRequest, consumer: int) -> HttpResponse:
    """Tell an address of changes. Its secret is shown in the answer."""
    row = get_object_or_404(Consumer, pk=consumer)
    form = SubscriptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda: subscribe(consumer=row, wanted=form.wanted(), by=person(request), at=now()))
        if made:
            return _show_once(request, row, _("Nytt abonnement"), made[1], subscription=made[0])
    return page(request, "new.html", _("Nytt abonnement"), consumer_trail(row), _status(request), form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, consumer: int, subscription: UUID) -> HttpResponse:
    """One: how it stands, what was sent, and what it asks for."""
    row = _row(consumer, subscription)
    form = SubscriptionForm(request.POST or None, initial=as_form(row))
    if request.method == "POST":
        if _try(form, lambda: change_subscription(subscription=row, wanted=form.wanted(), by=person(request), at=now())):
            messages.success(request, _("Lagret."))
            return _back(row)
        row = _row(consumer, subscription)
    return _subscription(request, row, form, _status(request))


@require_POST
def rotate(request: HttpRequest, consumer: int, subscription: UUID) -> HttpResponse:
    """A new secret, shown in this answer."""
    row = _row(consumer, subscription)
    form = RotateForm(request.POST)
    secret = _try(form, lambda: rotate_secret(subscription=row, overlap=form.time(), by=person(request), at=now()))
    if secret is None:
        return _subscription(request, row, SubscriptionForm(initial=as_form(row)), 422)
    return _show_once(request, row.consumer, _("Ny hemmelighet"), secret, subscription=row)


@require_POST
def switch(request: HttpRequest, consumer: int, subscription: UUID) -> HttpResponse:
    """On or off."""
    row, by = _row(consumer, subscription), person(request)
    if request.POST.get("on") == "1":
        turn_on(subscription=row, by=by, at=now())
        messages.success(request, _("Slått på. Det som skjedde i mellomtiden, varsles også."))
    else:
        turn_off(subscription=row, by=by, at=now())
        messages.success(request, _("Slått av. Mottakeren varsles ikke."))
    return _back(row)


@require_POST
def send_again(request: HttpRequest, consumer: int, subscription: UUID, delivery: UUID) -> HttpResponse:
    """The same message once more."""
    row = _row(consumer, subscription)
    found = get_object_or_404(Delivery, pk=delivery, subscription=row)
    reasons = attempt(lambda: redeliver(delivery=found, by=person(request), at=now()))
    return _told(request, row, reasons, _("Meldingen sendes på nytt om litt."))


@require_POST
def test(request: HttpRequest, consumer: int, subscription: UUID) -> HttpResponse:
    """A message that tells of nothing, to see whether it is taken."""
    row = _row(consumer, subscription)
    reasons = attempt(lambda: send_test(subscription=row, by=person(request), at=now()))
    return _told(request, row, reasons, _("Prøven sendes om litt. Last siden på nytt for å se hvordan det gikk."))


def _told(request: HttpRequest, row: Subscription, reasons: Iterable[Reason], done: str) -> HttpResponse:
    """What came of it, on the subscription's own page."""
    against = [f"{reason.text} {reason.what_to_do}".strip() for reason in reasons]
    for words in against:
        messages.error(request, words)
    if not against:
        messages.success(request, done)
    return _back(row)


def _row(consumer: int, subscription: UUID) -> Subscription:
    return get_object_or_404(
        Subscription.objects.select_related("consumer", "site", "made_by", "made_with"), pk=subscription, consumer=consumer
    )


def _back(row: Subscription) -> HttpResponse:
    return redirect("desk_national:consumer_subscription", row.consumer_id, row.pk)


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _try(form: forms.Form, verb: Callable[[], Done]) -> Done | None:
    """Do it where the form holds; what stands in the way is said at the field it is about."""
    if not form.is_valid():
        return None
    try:
        return verb()
    except Refused as refusal:
        for reason in refusal.reasons:
            form.add_error(reason.code if reason.code in form.fields else None, reason.text)
    return None


def _consumer(request: HttpRequest, row: Consumer, *, status: int, **forms_: Any) -> HttpResponse:
    shown = {"form": ConsumerForm(initial={name: getattr(row, name) for name in RECORD}), "key_form": KeyForm(), **forms_}
    return page(
        request, "consumer.html", row.name, all_trail(), status, consumer=row, keys=row.keys.all(),
        subscriptions=row.subscriptions.select_related("made_by", "made_with").order_by(ENDED, "made_at"), **shown,
    )  # fmt: skip


def _subscription(request: HttpRequest, row: Subscription, form: SubscriptionForm, status: int) -> HttpResponse:
    return page(
        request, "subscription.html", _("Abonnement"), consumer_trail(row.consumer), status, subscription=row, form=form,
        rotate_form=RotateForm(), deliveries=[(one, tried(one.tries)) for one in row.deliveries.all()[:SHOWN]],
    )  # fmt: skip


def _show_once(
    request: HttpRequest, row: Consumer, title: str, secret: str, subscription: Subscription | None = None
) -> HttpResponse:
    return page(request, "secret.html", title, consumer_trail(row), secret=secret, consumer=row, subscription=subscription)
