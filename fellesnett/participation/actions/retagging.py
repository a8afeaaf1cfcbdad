"""A release of a code system takes force while an order waits to be given to somebody: its codes go over to the topic then, so
the national editors are asked which shall stand instead of those that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.codes.models import Release
from fellesnett.codes.retiring import RetiredTag, instead, rows_retired
from fellesnett.editorial import log, retired_codes, subjects
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.retired_codes import Bearer
from fellesnett.editorial.wording import worded
from fellesnett.national.actions.retagging import ask_about_retired as ask_about_topics
from fellesnett.national.gates import Reason, refuse
from fellesnett.national.gates.codes import to_keep, to_retag
from fellesnett.national.locking import national_office
from fellesnett.national.permissions import demand_writer
from fellesnett.organizations.models import Role
from fellesnett.participation.actions.steps import hold_order
from fellesnett.participation.gates import because
from fellesnett.participation.models import Order, OrderCoding, OrderState

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization

Tag = RetiredTag[OrderCoding]


def retired_tags(on: date, *, release: Release | None = None, order: Order | None = None) -> list[Tag]:
    """The codes of orders that nobody is given yet which the releases in force (or this one) lack; of one where it is named."""
    codings = OrderCoding.objects.filter(order__state=OrderState.RECEIVED)
    if order is not None:
        codings = codings.filter(order=order)
    return sorted(rows_retired(codings.select_related("system", "order__site").order_by("code"), on, release), key=_by_title)


def _by_title(tag: Tag) -> tuple[str, int]:
    return tag.coding.order.title.casefold(), tag.coding.order_id


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask about every waiting order that has a code which this release lacks. Returns the questions opened now."""
    tags, office = retired_tags(timezone.localdate(at), release=release), cache(national_office)
    return retired_codes.ask(tags, noun="order", release=release, bearer=lambda coding: _bearer(coding.order, office()), at=at)


def _bearer(order: Order, office: Organization) -> Bearer:
    return Bearer(
        subject=subjects.order(order.pk),
        title=order.title,
        reason=worded("Velg hvilken kode som skal stå i stedet, før bestillingen fordeles: koden følger med til temaet."),
        detail={"order": order.pk},
        organization=office,
        role=Role.NATIONAL_EDITOR,
    )


@transaction.atomic
def retag_order(*, order: Order, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> Order:
    """Put other codes of the same system in the place of one, or none. Raises NotAllowed, NotReady."""
    demand_writer(by)
    order, on = hold_order(order.pk), timezone.localdate(at)
    wanted = instead(system, code, to, on)
    refuse(_given(order) or [*to_retag(wanted, order.codings)])
    wanted.put(order.codings)
    retired_codes.close_answered(subjects.order(order.pk), lambda: retired_tags(on, order=order), by=by, at=at)
    log.append([log.Entry("order.retagged", subjects.order(order.pk), wanted.said, order.site.organization)], by=by, at=at)
    return order


@transaction.atomic
def keep_codes(*, order: Order, system: str, reason: str, by: User, at: datetime) -> Order:
    """Let the retired codes of this system stand, until the next release. Raises NotAllowed, NotReady."""
    demand_writer(by)
    order = hold_order(order.pk)
    refuse(_given(order) or [*to_keep(system, order.codings, reason)])
    retired_codes.close(subjects.order(order.pk), {system}, by=by, at=at, resolution=retired_codes.KEPT)
    payload = {"system": system, "reason": reason.strip()}
    log.append([log.Entry("order.codes_kept", subjects.order(order.pk), payload, order.site.organization)], by=by, at=at)
    return order


def hand_on(order: Order, *, by: User, at: datetime) -> None:
    """The order is given to somebody, or closed: what was asked of it is asked of the topic that got its codes, if any is still
    retired there. A step inside the verb that moves the order."""
    subject = subjects.order(order.pk)
    if systems := retired_codes.asked(subject):
        retired_codes.close(subject, systems, by=by, at=at, resolution=retired_codes.GONE)
        for release in Release.objects.active(timezone.localdate(at)).filter(system__key__in=systems).select_related("system"):
            ask_about_topics(release=release, at=at)


def _given(order: Order) -> list[Reason]:
    return [] if order.state == OrderState.RECEIVED else [because("order_closed", state=order.get_state_display())]
