"""A signpost is put up, changed, looked over and taken down; and what falls due by the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import normalize_code
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.foundation.clock import months_after
from fellesnett.national.gates import Reason, refuse
from fellesnett.national.locking import national_office
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Organization, Role
from fellesnett.signposts.gates import blockers, is_down
from fellesnett.signposts.models import Arm, Signpost, SignpostCoding, SignpostState
from fellesnett.signposts.permissions import demand_editor, demand_reviewer
from fellesnett.signposts.retagging import close_answered

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

NOTICES = (30, 0)
"""Days before the day of review on which the owner is asked."""
MONTHS_BETWEEN = 12
"""A review that says nothing else holds for a year."""


@dataclass(frozen=True, slots=True)
class Said:
    """One arm as it is written: language, title, address."""

    language: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Written:
    """All that is written on a signpost. `codes` are (system key, code)."""

    publisher: str
    arms: Sequence[Said]
    unit: str
    owner: User | None
    review_by: date
    kind: str = "information"
    audience: str = "everyone"
    topics: Sequence[Topic] = ()
    codes: Sequence[tuple[str, str]] = ()
    last_day: date | None = None


@transaction.atomic
def put_up(*, written: Written, by: User, at: datetime) -> Signpost:
    """Show readers of these topics the way to what others have written. Raises NotAllowed, NotReady."""
    demand_editor(by)
    today = timezone.localdate(at)
    _hold_register()
    refuse([*blockers(written, today), *_unknown(written)])
    signpost = Signpost(put_up_at=at, reviewed_on=today)
    _write(signpost, written)
    _log("signpost.put_up", signpost, written, by, at)
    return signpost


@transaction.atomic
def change(*, signpost: Signpost, written: Written, by: User, at: datetime) -> Signpost:
    """Write all of it anew. One that was taken down goes up again. Raises NotAllowed, NotReady."""
    demand_editor(by)
    _hold_register()
    signpost = Signpost.objects.held(signpost.pk)
    refuse([*blockers(written, timezone.localdate(at), signpost), *_unknown(written)])
    before = _about(signpost)
    if written.review_by != signpost.review_by:
        _close_reviews(signpost, by=by, at=at, resolution="ny dag er satt")
    signpost.state, signpost.taken_down_at, signpost.taken_down_because = SignpostState.UP, None, ""
    _write(signpost, written)
    close_answered(signpost, by=by, at=at)
    _log("signpost.changed", signpost, written, by, at, was=before)
    return signpost


@transaction.atomic
def confirm_review(*, signpost: Signpost, by: User, at: datetime) -> Signpost:
    """It still leads right: to be looked over again in a year. Raises NotAllowed, NotReady."""
    signpost = Signpost.objects.held(signpost.pk)
    demand_reviewer(by, signpost)
    today = timezone.localdate(at)
    following = months_after(today, MONTHS_BETWEEN)
    refuse([] if signpost.is_up else [is_down()])
    signpost.reviewed_on, signpost.review_by = today, following
    signpost.save(update_fields=["reviewed_on", "review_by"])
    _close_reviews(signpost, by=by, at=at, resolution="sett over")
    payload = {"review_by": following.isoformat()}
    log.append([log.Entry("signpost.reviewed", subjects.signpost(signpost.pk), payload)], by=by, at=at)
    return signpost


@transaction.atomic
def take_down(*, signpost: Signpost, reason: str, by: User, at: datetime) -> Signpost:
    """Show it no more. Raises NotAllowed, NotReady."""
    demand_editor(by)
    signpost = Signpost.objects.held(signpost.pk)
    refuse([] if signpost.is_up else [is_down()])
    refuse([] if reason.strip() else [Reason("no_reason", _("Begrunnelsen mangler."), _("Skriv hvorfor."))])
    signpost.state, signpost.taken_down_at, signpost.taken_down_because = SignpostState.DOWN, at, reason.strip()[:255]
    signpost.save(update_fields=["state", "taken_down_at", "taken_down_because"])
    close_items(subject=subjects.signpost(signpost.pk), by=by, at=at, resolution="veiviseren er tatt ned")
    entry = log.Entry("signpost.taken_down", subjects.signpost(signpost.pk), {"reason": signpost.taken_down_because})
    log.append([entry], by=by, at=at)
    return signpost


@transaction.atomic
def open_reviews(*, at: datetime) -> list[OpenItem]:
    """Ask whoever answers for a signpost a month before it is to be looked over, and on the day. Each is asked once while it
    stands; the second takes the place of the first. Returns the items opened now."""
    today = timezone.localdate(at)
    due = list(Signpost.objects.due(today + timedelta(days=NOTICES[0])).select_related("owner").prefetch_related("arms"))
    if not due:
        return []
    office = national_office()
    wanted = [_question(signpost, office, today, at) for signpost in due]
    asked = set(OpenItem.objects.open().filter(key__in=[item.key for item in wanted]).values_list("key", flat=True))
    fresh = [item for item in wanted if item.key not in asked]
    earlier = [key for item in fresh for key in _earlier(item.key)]
    close_items(keys=earlier, by=None, at=at, resolution="avløst av et nytt varsel")
    opened = open_items_bulk(fresh)
    log.append([log.Entry("signpost.review_due", item.subject, {"item": item.pk}) for item in opened], by=None, at=at)
    return opened


def _question(signpost: Signpost, office: Organization, today: date, at: datetime) -> OpenItem:
    stage = min(notice for notice in NOTICES if (signpost.review_by - today).days <= notice)
    return OpenItem(
        kind=OpenItemKind.REVIEW_DUE,
        organization=office,
        role=Role.NATIONAL_EDITOR,
        owner=signpost.owner,
        subject=subjects.signpost(signpost.pk),
        key=f"signpost:{signpost.pk}:{signpost.review_by}:{stage}",
        title=worded("{title}: veiviseren skal ses over", title=str(signpost)),
        reason=worded("Følg lenken. Bekreft at den fortsatt er riktig, endre den, eller ta den ned."),
        detail={"signpost": signpost.pk},
        urgent=stage == 0,
        opened_at=at,
        deadline=timezone.make_aware(datetime.combine(signpost.review_by, time(23, 59))),
    )


def _earlier(key: str) -> Iterator[str]:
    base, _colon, stage = key.rpartition(":")
    return (f"{base}:{notice}" for notice in NOTICES if notice > int(stage))


# --- steps ------------------------------------------------------------------------------------------------------------


def _hold_register() -> None:
    """Whoever puts up or changes a signpost waits for the one before: that no address has two is asked of them all."""
    Organization.objects.select_for_update(no_key=True).get(pk=national_office().pk)


def _unknown(written: Written) -> Iterator[Reason]:
    keys = {key for key, _code in written.codes}
    known = set(CodeSystem.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in sorted(keys - known):
        yield Reason("unknown_system", _("Kodeverket «%(key)s» er ikke lastet inn.") % {"key": key}, _("Last det inn først."))


def _write(signpost: Signpost, written: Written) -> None:
    signpost.publisher, signpost.unit = written.publisher.strip(), written.unit.strip()
    signpost.kind, signpost.audience = written.kind, written.audience
    signpost.owner, signpost.review_by, signpost.last_day = written.owner, written.review_by, written.last_day
    signpost.save()
    signpost.topics.set(written.topics)
    systems = CodeSystem.objects.in_bulk([key for key, _code in written.codes], field_name="key")
    signpost.codings.all().delete()
    codes = {(systems[key].pk, normalize_code(key, code)) for key, code in written.codes}
    SignpostCoding.objects.bulk_create(SignpostCoding(signpost=signpost, system_id=pk, code=code) for pk, code in sorted(codes))
    signpost.arms.all().delete()
    Arm.objects.bulk_create(
        Arm(signpost=signpost, language=arm.language, title=arm.title.strip(), address=arm.address) for arm in written.arms
    )


def _close_reviews(signpost: Signpost, *, by: User, at: datetime, resolution: str) -> None:
    subject = subjects.signpost(signpost.pk)
    close_items(subject=subject, kinds=[OpenItemKind.REVIEW_DUE], by=by, at=at, resolution=resolution)


def _about(signpost: Signpost) -> dict[str, list[str]]:
    """The topics and codes it stands at, in the words of the log."""
    codes = signpost.codings.order_by("system__key", "code").values_list("system__key", "code")  # type: ignore[attr-defined]
    topics = signpost.topics.order_by("key").values_list("key", flat=True)
    return {"topics": list(topics), "codes": [f"{key}:{code}" for key, code in codes]}


def _log(verb: str, signpost: Signpost, written: Written, by: User, at: datetime, **more: object) -> None:
    payload = {
        "addresses": {arm.language: arm.address for arm in written.arms},
        "topics": sorted(topic.key for topic in written.topics),
        "codes": sorted(f"{key}:{code}" for key, code in written.codes),
        "owner": written.owner.pk if written.owner else None,
        "review_by": written.review_by.isoformat(),
        **more,
    }
    log.append([log.Entry(verb, subjects.signpost(signpost.pk), payload)], by=by, at=at)
