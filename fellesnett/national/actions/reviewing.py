"""A clinician looks a live edition over: it holds, it must be changed, or it should go (semantics.md section 7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.national.actions.releasing import review_by
from fellesnett.national.gates import refuse, steps
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Edition
from fellesnett.national.permissions import demand_clinician
from fellesnett.national.signals import reviewed
from fellesnett.organizations.models import Role

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
    close_items(keys=wanted_keys(edition), by=by, at=at, resolution="kvalitetssikret")
    payload = {
        "number": edition.number,
        "hash": edition.content_hash,
        "review_by": edition.review_by.isoformat(),
        "comment": comment,
    }
    log.append([log.Entry("edition.reviewed", subject, payload)], by=by, at=at)
    transaction.on_commit(partial(reviewed.send, sender=Edition, edition=edition, by=by, at=at))
    return edition


def wanted_keys(edition: Edition) -> list[str]:
    """The questions that a review of this edition can lead to."""
    return [f"review:{edition.pk}:{what}" for what in ("change", "withdraw")]


CHANGE_WITHIN, WITHDRAW_WITHIN = timedelta(days=30), timedelta(days=30)


@transaction.atomic
def ask_for_change(*, edition: Edition, by: User, at: datetime, comment: str) -> OpenItem:
    """The words do not hold: the national editors are asked to write a new edition. The review date stands until it is
    released, so that boards and readers see it come near. Raises NotAllowed, NotReady."""
    title, within = gettext_noop("{title}: må endres etter kvalitetssikring"), CHANGE_WITHIN
    return _found_wanting(edition, "change", title, Role.NATIONAL_EDITOR, within, comment=comment, by=by, at=at)


@transaction.atomic
def propose_withdrawal(*, edition: Edition, by: User, at: datetime, comment: str) -> OpenItem:
    """The text should go: the national medical editor is asked to withdraw the topic. Raises NotAllowed, NotReady."""
    title, within = gettext_noop("{title}: foreslått trukket etter kvalitetssikring"), WITHDRAW_WITHIN
    return _found_wanting(edition, "withdraw", title, Role.NATIONAL_MEDICAL_EDITOR, within, comment=comment, by=by, at=at)


def _found_wanting(
    edition: Edition, what: str, title: str, role: str, within: timedelta, *, comment: str, by: User, at: datetime
) -> OpenItem:
    topic = hold_topic(edition.topic_id)
    demand_clinician(by, topic)
    edition = Edition.objects.get(pk=edition.pk)
    refuse([*steps.to_confirm_review(edition), *steps.to_say_no(comment)])
    subject = subjects.text(topic.key, edition.language)
    close_items(subject=subject, kinds=[OpenItemKind.REVIEW_DUE], by=by, at=at, resolution="lest, og funnet at noe må gjøres")
    item = open_item(
        OpenItem(
            kind=OpenItemKind.RELEASE,
            organization=national_office(),
            role=role,
            subject=subject,
            key=f"review:{edition.pk}:{what}",
            title=worded(title, title=edition.title),
            reason=f"{by}: {comment.strip()}",
            detail={"edition": edition.pk, "topic": topic.key, "language": edition.language, "review": what},
            opened_at=at,
            deadline=at + within,
        )
    )
    payload = {"number": edition.number, "hash": edition.content_hash, "wanted": what}
    log.append([log.Entry("edition.found_wanting", subject, payload)], by=by, at=at)
    return item
