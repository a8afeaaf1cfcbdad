"""A site that is laid down no longer uses anything: its pages come down, its local text and its proof stay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.adoption.actions.answering import end_use
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.editorial import log, subjects

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

RETIRED = "site_closed"


@transaction.atomic
def retire(*, adoption: Adoption, by: User, at: datetime) -> bool:
    """Take down what one adoption of a closed site shows, and close what it was asked. False where it was done before.

    Called by the verb that closes a site, which has asked who may. Logged as `adoption.withdrawn`.
    """
    stored = Adoption.objects.select_for_update(no_key=True).select_related("site__organization", "topic").get(pk=adoption.pk)
    if stored.answer == Answer.WITHDRAWN and stored.reason == RETIRED:
        return False
    stored.answer, stored.answered_by, stored.answered_at, stored.reason = Answer.WITHDRAWN, by, at, RETIRED
    stored.save(update_fields=["answer", "answered_by", "answered_at", "reason"])
    payload = {"site": stored.site.slug, "topic": stored.topic.key, "reason": RETIRED}
    organization = stored.site.organization
    entries = [log.Entry("adoption.withdrawn", subjects.adoption(stored.pk), payload, organization)]
    log.append([*entries, *end_use(stored, by=by, at=at, why=RETIRED)], by=by, at=at)
    return True
