"""A clinician looks a live edition over and finds that it still holds (semantics.md section 7)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import OpenItemKind
from fellesnett.national.actions.releasing import review_by
from fellesnett.national.gates import refuse, steps
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import Edition
from fellesnett.national.permissions import demand_clinician
from fellesnett.national.signals import reviewed

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def confirm_review(*, edition: Edition, by: User, at: datetime, comment: str = "") -> Edition:
    """The words hold as they are: a new review date, no new edition. Raises NotAllowed, NotReady."""
    topic = hold_topic(edition.topic_id)
    demand_clinician(by, topic)
    edition = Edition.objects.get(pk=edition.pk)
    refuse(steps.to_confirm_review(edition))
    edition.topic = topic
    edition.reviewed_on = timezone.localdate(at)
    edition.review_by = review_by(topic, edition.reviewed_on)
    edition.save(update_fields=["reviewed_on", "review_by"])
    subject = subjects.text(topic.key, edition.language)
    close_items(subject=subject, kinds=[OpenItemKind.REVIEW_DUE], by=by, at=at, resolution="kvalitetssikret")
    payload = {
        "number": edition.number,
        "hash": edition.content_hash,
        "review_by": edition.review_by.isoformat(),
        "comment": comment,
    }
    log.append([log.Entry("edition.reviewed", subject, payload)], by=by, at=at)
    transaction.on_commit(partial(reviewed.send, sender=Edition, edition=edition, by=by, at=at))
    return edition
