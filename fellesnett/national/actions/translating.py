"""A translation is held against the bokmål that is live now: it says the same already, and needs no new text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.foundation.languages import SOURCE
from fellesnett.national import left_behind
from fellesnett.national.gates import Reason, because, refuse, steps
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import Edition
from fellesnett.national.permissions import demand_approver, demand_writer
from fellesnett.national.signals import followed

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def confirm_translation(*, edition: Edition, source: int, by: User, at: datetime) -> Edition:
    """The words of this live translation say what bokmål edition number `source` says: it follows that from now on.

    No word changes, so no hospital is asked anything. Where bokmål has changed for safety's sake since, only the national
    medical editor may say so: the warnings that stand in bokmål above the translation then go. Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    topic = hold_topic(edition.topic_id)
    edition = Edition.objects.without_text().select_related("follows").get(pk=edition.pk)
    live = Edition.objects.live().without_text().filter(topic=topic, language=SOURCE).first()
    refuse([*steps.withdrawn(topic), *_blockers(edition, live, source)])
    if left_behind.class_since(edition, source) == "safety":
        demand_approver(by)
    before = edition.follows.number if edition.follows else 0
    edition.topic, edition.follows = topic, live
    edition.save(update_fields=["follows"])
    subject = subjects.text(topic.key, edition.language)
    close_items(keys=[left_behind.key_of(topic, edition.language)], by=by, at=at, resolution="sier det samme som bokmål")
    payload = {"number": edition.number, "hash": edition.content_hash, "source": source, "before": before}
    log.append([log.Entry("edition.follows", subject, payload)], by=by, at=at)
    transaction.on_commit(partial(followed.send, sender=Edition, edition=edition, by=by, at=at))
    return edition


def _blockers(edition: Edition, live: Edition | None, source: int) -> Iterator[Reason]:
    yield from steps.to_confirm_review(edition)
    if live is None or edition.language == SOURCE or edition.follows_id == live.pk:
        yield because("not_behind")
    elif live.number != source:
        yield because("source_moved", number=live.number)
