"""The one way an order comes to another state: a step that is written once, and its line in the log."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fellesnett.editorial import log, subjects
from fellesnett.participation.models import ENDS, Order, OrderState, OrderStep

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def hold_order(pk: int) -> Order:
    """The order as it is now, held until the transaction ends."""
    Order.objects.select_for_update(of=("self",)).get(pk=pk)
    held: Order = Order.objects.select_related("site__organization", "ordered_by", "writer", "topic").get(pk=pk)
    return held


def step(order: Order, state: OrderState, *, by: User | None, at: datetime, reason: str = "", **payload: Any) -> log.Entry:
    """Move the order, write the step, and give the line for the log: the caller appends it last."""
    order.state = state
    if state in ENDS:
        order.closed_at, order.closed_reason = at, reason
    order.save()
    OrderStep.objects.create(order=order, state=state, by=by, at=at, reason=reason)
    return log.Entry(f"order.{state}", subjects.order(order.pk), payload, organization=order.site.organization)
