"""Owners who leave: somebody else must take over what they answer for (semantics.md section 7).

Which texts a person answers for is known by the rooms above; here stands who is gone, and the question that follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fellesnett.accounts.models import User
from fellesnett.editorial import log
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.editorial.wording import Said, parts_of, said_again, worded
from fellesnett.organizations.models import Membership

if TYPE_CHECKING:
    from fellesnett.organizations.models import Organization, Site

NOTICE = timedelta(days=30)
"""So long before somebody's last day the hand-over opens."""

SILENT_FOR = timedelta(days=60)
TAKE_OVER_WITHIN = timedelta(days=14)


class Gone(StrEnum):
    """Why somebody else must take over."""

    CLOSED = "closed"
    LEAVES = "leaves"
    WITHOUT_ROLE = "without_role"
    SILENT = "silent"


WORDS = {
    Gone.CLOSED: gettext_noop("Kontoen er stengt."),
    Gone.LEAVES: gettext_noop("Siste dag er {day}."),
    Gone.WITHOUT_ROLE: gettext_noop("Har ikke lenger noen rolle her."),
    Gone.SILENT: gettext_noop("Har ikke vært innom på 60 dager."),
}


def who_is_gone(people: Iterable[User], *, at: datetime, here: Organization | None = None) -> dict[int, Gone]:
    """The key of each of these people who is gone or soon will be, and why. `here` narrows which roles count to those held
    there or above. Two queries, however many people."""
    known = {person.pk: person for person in people}
    roles = Membership.objects.standing(timezone.localdate(at)).filter(user__in=known)
    if here is not None:
        roles = roles.filter(organization__in=here.lineage)
    with_role = set(roles.values_list("user_id", flat=True))
    heard = set(Event.objects.filter(actor__in=known, at__gt=at - SILENT_FOR).values_list("actor_id", flat=True))
    found = {pk: _why(person, pk in with_role, pk in heard, at) for pk, person in known.items()}
    return {pk: why for pk, why in found.items() if why is not None}


def _why(person: User, has_role: bool, is_heard: bool, at: datetime) -> Gone | None:
    if not person.is_active:
        return Gone.CLOSED
    if person.leaves_on is not None and person.leaves_on <= timezone.localdate(at) + NOTICE:
        return Gone.LEAVES
    if not has_role:
        return Gone.WITHOUT_ROLE
    last = max(person.date_joined, person.last_login or person.date_joined)
    return Gone.SILENT if not is_heard and last <= at - SILENT_FOR else None


def in_words(person: User, why: Gone) -> str:
    """Why, for those who are to take over."""
    return said_again({"why": parts_of(_said(person, why))}, "why", "")


def _said(person: User, why: Gone) -> Said:
    return worded(WORDS[why], day=f"{person.leaves_on:%d.%m.%Y}" if person.leaves_on else "")


# --- the question ---------------------------------------------------------------------------------------------------


def key_of(person: int, where: str) -> str:
    """One open item for a person and a place: the national office, or a site."""
    return f"hand_over:{where}:{person}"


def hand_over_item(
    person: User, why: Gone, *, organization: Organization, site: Site | None, role: str, subject: str, at: datetime
) -> OpenItem:
    """Everything a person answers for at one place, as one question."""
    last_day = _end_of(person.leaves_on) if why == Gone.LEAVES and person.leaves_on else at + TAKE_OVER_WITHIN
    return OpenItem(
        kind=OpenItemKind.HAND_OVER,
        organization=organization,
        site=site,
        role=role,
        subject=subject,
        key=key_of(person.pk, site.slug if site else "national"),
        title=worded("{person}: la andre overta det faglige ansvaret", person=person),
        reason=_said(person, why),
        detail={"person": person.pk, "why": str(why)},
        opened_at=at,
        deadline=max(last_day, at + timedelta(days=1)),
    )


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


@transaction.atomic
def ask(wanted: Mapping[str, OpenItem], *, standing: Iterable[OpenItem], at: datetime) -> list[OpenItem]:
    """Open what is not asked yet, and close what of `standing` is no longer so. Run again: nothing. Returns the new items."""
    before = {item.key for item in standing}
    gone = sorted(before - set(wanted))
    if gone:
        close_items(keys=gone, by=None, at=at, resolution="ikke lenger nødvendig")
    fresh = open_items_bulk(item for key, item in wanted.items() if key not in before)
    log.append(
        [log.Entry("hand_over.asked", item.subject, {"item": item.pk}, item.organization) for item in fresh], by=None, at=at
    )
    return fresh


@transaction.atomic
def announce(*, person: User, last_day: date | None, by: User, at: datetime) -> User:
    """Write down somebody's last day, or that they stay. The hand-over opens a month before. The caller has asked who may."""
    person = User.objects.select_for_update().get(pk=person.pk)
    person.leaves_on = last_day
    person.save(update_fields=["leaves_on"])
    said = last_day.isoformat() if last_day else None
    log.append([log.Entry("person.leaving", f"user:{person.pk}", {"last_day": said})], by=by, at=at)
    return person
