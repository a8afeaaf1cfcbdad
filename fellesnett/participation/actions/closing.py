"""What closes by itself: a hearing whose text became an edition, and the offer to a site that has answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import OpenItemKind
from fellesnett.participation import asking
from fellesnett.participation.models import Hearing, Order

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.adoption.models import Adoption
    from fellesnett.national.models import Edition


def close_overtaken(edition: Edition, *, at: datetime) -> int:
    """End the hearings of a text that was released meanwhile. What sites answered stands. Returns how many."""
    held = Hearing.objects.select_for_update(of=("self",)).about(edition.topic, edition.language).open()
    hearings = list(held.filter(opened_at__lte=edition.released_at))
    for hearing in hearings:
        hearing.ended_at, hearing.summary = at, f"Utgave {edition.number} ble sluppet mens høringen var åpen."
        hearing.save(update_fields=["ended_at", "summary"])
        keys = [asking.end_key(hearing), *(asking.answer_key(row) for row in hearing.invitations.all())]
        close_items(keys=keys, by=None, at=at, resolution=f"utgave {edition.number} er sluppet")
    entries = (log.Entry("hearing.overtaken", subjects.hearing(one.pk), {"edition": edition.pk}) for one in hearings)
    log.append(entries, by=None, at=at)
    return len(hearings)


@transaction.atomic
def close_offers(*, adoption: Adoption, by: User | None, at: datetime) -> int:
    """The site has answered for the topic: what asked it to is closed. Returns how many questions."""
    orders = Order.objects.filter(topic=adoption.topic_id)
    keys = [asking.told_key(order, adoption.site) for order in orders]
    return close_items(keys=keys, kinds=[OpenItemKind.ORDER], by=by, at=at, resolution="dere har svart for temaet")
