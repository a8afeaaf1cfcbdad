"""The national desk handles an order: gives it to a writer with an owner and a day, or says why it will not be written."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.editorial import log
from fellesnett.editorial.actions import close_items, open_item, open_items_bulk
from fellesnett.foundation import languages
from fellesnett.national.actions import assign_topic, create_topic, write_text
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import Topic, TopicText
from fellesnett.national.permissions import demand_approver, demand_writer
from fellesnett.national.sections import TEMPLATES
from fellesnett.participation import asking, gates
from fellesnett.participation.actions.retagging import hand_on
from fellesnett.participation.actions.steps import hold_order, step
from fellesnett.participation.models import Order, OrderState

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Site


@transaction.atomic
def assign_order(
    *,
    order: Order,
    writer: User | None,
    unit: str,
    owner: User | None,
    deadline: date | None,
    by: User,
    at: datetime,
    deputy: User | None = None,
    key: str = "",
    topic: Topic | None = None,
) -> Order:
    """Give an order to a writer, with a professional owner and a day. Assigned again: another writer, owner or day.

    Without `topic` (and where the order changes none), a topic called `key` is made.
    Raises NotAllowed, NotReady.
    """
    demand_approver(by)
    known = topic or order.topic or order.changes
    topic = hold_topic(known.pk) if known else None
    order = hold_order(order.pk)
    gates.refuse(gates.to_assign(order, writer, deadline, topic, timezone.localdate(at)))
    if topic is None:
        topic = _new_topic(order, key, unit, owner, deputy, by, at)
    if (topic.unit, topic.owner_id, topic.deputy_id) != (unit.strip(), owner and owner.pk, deputy and deputy.pk):
        topic = assign_topic(topic=topic, unit=unit, owner=owner, deputy=deputy, by=by, at=at)
    again = order.state != OrderState.RECEIVED
    order.topic, order.writer, order.deadline = topic, writer, deadline
    order.assigned_at = order.assigned_at or at
    state = OrderState(order.state) if again else OrderState.ASSIGNED
    entry = step(order, state, by=by, at=at, topic=topic.key, writer=writer.pk if writer else None)
    close_items(keys=[asking.handle_key(order), asking.write_key(order)], by=by, at=at, resolution="fordelt")
    if state in (OrderState.ASSIGNED, OrderState.WRITING):
        open_item(asking.to_write(order, at))
    hand_on(order, by=by, at=at)
    log.append([entry], by=by, at=at)
    return order


def _new_topic(order: Order, key: str, unit: str, owner: User | None, deputy: User | None, by: User, at: datetime) -> Topic:
    codes = [(coding.system.key, coding.code, coding.display) for coding in order.codings.select_related("system")]
    spoken = languages.SOURCE if languages.SOURCE in order.languages or not order.languages else order.languages[0]
    return create_topic(
        key=key, kind=order.kind, title=order.title, unit=unit.strip(), owner=owner, deputy=deputy, codes=codes,
        synonyms={spoken: order.synonyms} if order.synonyms else {}, by=by, at=at, is_demonstration=order.site.is_demonstration,
    )  # fmt: skip


@transaction.atomic
def begin_writing(*, order: Order, by: User, at: datetime) -> Order:
    """The writer begins: a new topic gets its empty draft, in the name of whoever writes it (so that the one who assigned may
    approve), and those who ordered see that it is being written. Raises NotAllowed, NotReady."""
    demand_writer(by)
    topic = hold_topic(order.topic_id) if order.topic_id else None
    order = hold_order(order.pk)
    gates.refuse(gates.to_begin(order, by))
    if topic is not None and not TopicText.objects.filter(topic=topic, language=languages.SOURCE).exists():
        empty = [{"key": section, "blocks": []} for section in TEMPLATES[topic.kind]]
        write_text(topic=topic, language=languages.SOURCE, title=order.title, sections=empty, by=by, at=at)
    log.append([step(order, OrderState.WRITING, by=by, at=at)], by=by, at=at)
    return order


@transaction.atomic
def decline_order(*, order: Order, reason: str, by: User, at: datetime) -> Order:
    """It will not be written, and why. Those who ordered are told. Raises NotAllowed, NotReady."""
    demand_approver(by)
    order = hold_order(order.pk)
    gates.refuse(gates.to_close(order, reason))
    entry = step(order, OrderState.DECLINED, by=by, at=at, reason=reason.strip())
    _close_and_tell(order, by, at)
    log.append([entry], by=by, at=at)
    return order


@transaction.atomic
def merge_order(*, order: Order, topic: Topic | None, reason: str, by: User, at: datetime) -> Order:
    """A topic that exists meets the need, and why. Those who ordered are told which. Raises NotAllowed, NotReady."""
    demand_approver(by)
    topic = hold_topic(topic.pk) if topic else None
    order = hold_order(order.pk)
    gates.refuse(gates.to_merge(order, topic, reason))
    order.topic = topic
    entry = step(order, OrderState.MERGED, by=by, at=at, reason=reason.strip(), topic=topic.key if topic else "")
    _close_and_tell(order, by, at)
    log.append([entry], by=by, at=at)
    return order


def sites_behind(order: Order) -> list[Site]:
    """The site that ordered, and those that stand behind the order."""
    backings = order.backings.select_related("site__organization").order_by("pk")
    return [order.site, *(backing.site for backing in backings)]


def _close_and_tell(order: Order, by: User, at: datetime) -> None:
    keys = [asking.handle_key(order), asking.write_key(order)]
    close_items(keys=keys, by=by, at=at, resolution=order.get_state_display())
    hand_on(order, by=by, at=at)
    told = [asking.to_see_refusal(order, site, at) for site in sites_behind(order)]
    for item in told:
        if order.state == OrderState.MERGED and order.topic:
            item.detail["adopt"] = order.topic.key
    open_items_bulk(told)
