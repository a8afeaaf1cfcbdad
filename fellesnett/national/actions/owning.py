"""Who answers for a topic: unit, person and deputy; and what happens when they leave (semantics.md section 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from fellesnett.accounts.models import User
from fellesnett.editorial import leaving, log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.national.gates import Reason, because, refuse, steps
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Topic
from fellesnett.national.permissions import demand_writer
from fellesnett.organizations.models import LANGUAGE_CHOICES, Role

if TYPE_CHECKING:
    from fellesnett.organizations.models import Organization

SUBJECT = "national"
OWNERLESS = "ownerless:national"


@transaction.atomic
def assign_topic(*, topic: Topic, unit: str, owner: User | None, deputy: User | None = None, by: User, at: datetime) -> Topic:
    """Say who answers for a topic. What was asked of the former owner is asked of the new. Raises NotAllowed, NotReady."""
    demand_writer(by)
    topic = hold_topic(topic.pk)
    refuse([*steps.withdrawn(topic), *faults(unit, owner, deputy)])
    log.append(_assign(topic, unit, owner, deputy), by=by, at=at)
    return topic


def faults(unit: str, owner: User | None, deputy: User | None) -> Iterator[Reason]:
    """What is wrong with these as the answerable: nothing may be without an owner."""
    if not unit.strip():
        yield because("no_unit")
    if owner is None:
        yield because("no_owner")
    elif owner == deputy:
        yield because("own_deputy")
    for person in (owner, deputy):
        if person is not None and not person.is_active:
            yield because("person_inactive")


def _assign(topic: Topic, unit: str, owner: User | None, deputy: User | None) -> list[log.Entry]:
    before = topic.owner
    topic.unit, topic.owner, topic.deputy = unit.strip(), owner, deputy
    topic.save(update_fields=["unit", "owner", "deputy"])
    if before is not None and before != owner:
        about = [subjects.topic(topic.key), *(subjects.text(topic.key, code) for code, _name in LANGUAGE_CHOICES)]
        OpenItem.objects.open().filter(owner=before, subject__in=about).update(owner=owner)
    return [entry_of(topic)]


def entry_of(topic: Topic) -> log.Entry:
    """Who answers, as the log tells it."""
    payload = {"unit": topic.unit, "owner": topic.owner_id, "deputy": topic.deputy_id}
    return log.Entry("topic.assigned", subjects.topic(topic.key), payload)


# --- when somebody leaves -------------------------------------------------------------------------------------------


def topics_of(person: User) -> QuerySet[Topic]:
    """The topics in use that this person answers for, as owner or deputy."""
    return Topic.objects.filter(Q(owner=person) | Q(deputy=person), withdrawn_at__isnull=True).order_by("title", "pk")


@transaction.atomic
def hand_over_topics(*, person: User, topics: Sequence[Topic], to: User, unit: str = "", by: User, at: datetime) -> int:
    """Another takes these topics over, as owner where this person was the owner, as deputy where they were that. Also in
    part: the question stays open while anything is left. Returns how many. Raises NotAllowed, NotReady."""
    demand_writer(by)
    refuse([because("same_person")] if to == person else faults(unit or "–", to, None))
    entries = []
    for pk in sorted(topic.pk for topic in topics):
        topic = hold_topic(pk)
        if person.pk not in (topic.owner_id, topic.deputy_id):
            continue
        owner = to if topic.owner_id == person.pk else topic.owner
        deputy = to if topic.deputy_id == person.pk else topic.deputy
        entries += _assign(topic, unit or topic.unit, owner, None if deputy == owner else deputy)
    if not topics_of(person).exists():
        key = leaving.key_of(person.pk, "national")
        close_items(keys=[key], by=by, at=at, resolution="overlevert")
    log.append(entries, by=by, at=at)
    return len(entries)


def open_hand_overs(*, at: datetime) -> list[OpenItem]:
    """Ask the national editors to let others take over from whoever is gone, and to find owners where there are none.

    Run again: nothing new. What is no longer so is closed.
    """
    in_use = Topic.objects.filter(withdrawn_at__isnull=True)
    people = User.objects.filter(Q(pk__in=in_use.values("owner")) | Q(pk__in=in_use.values("deputy")))
    standing = list(OpenItem.objects.open().filter(kind=OpenItemKind.HAND_OVER, site__isnull=True))
    known = {person.pk: person for person in people}
    gone = leaving.who_is_gone(known.values(), at=at)
    ownerless = in_use.filter(owner__isnull=True).exists()
    if not (gone or ownerless or standing):
        return []
    office = national_office()
    asked = [
        leaving.hand_over_item(known[pk], why, organization=office, site=None, role=Role.NATIONAL_EDITOR, subject=SUBJECT, at=at)
        for pk, why in gone.items()
    ]
    if ownerless:
        asked.append(_ownerless(office, at))
    return leaving.ask({item.key: item for item in asked}, standing=standing, at=at)


def _ownerless(office: Organization, at: datetime) -> OpenItem:
    return OpenItem(
        kind=OpenItemKind.HAND_OVER,
        organization=office,
        role=Role.NATIONAL_EDITOR,
        subject=SUBJECT,
        key=OWNERLESS,
        title=worded("Temaer mangler fagansvarlig"),
        reason=worded("Hvert tema skal ha en som svarer for det. Velg fagansvarlig for dem som mangler."),
        opened_at=at,
        deadline=at + leaving.TAKE_OVER_WITHIN,
    )
