"""A release of a code system takes force, and signposts are about codes that are gone: whoever answers for them is asked, and
decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.codes.models import Release
from fellesnett.codes.retiring import RetiredTag, instead, rows_retired
from fellesnett.editorial import log, retired_codes, subjects
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.retired_codes import Bearer
from fellesnett.editorial.wording import worded
from fellesnett.national.gates import Reason, refuse
from fellesnett.national.gates.codes import to_keep, to_retag
from fellesnett.national.locking import national_office
from fellesnett.organizations.models import Organization, Role
from fellesnett.signposts.gates import is_down
from fellesnett.signposts.models import Signpost, SignpostCoding
from fellesnett.signposts.permissions import demand_reviewer

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Tag = RetiredTag[SignpostCoding]


def retired_tags(on: date, *, release: Release | None = None, signpost: Signpost | None = None) -> list[Tag]:
    """The codes of signposts that are up which the releases in force (or this one) lack; of one signpost where it is named."""
    about = SignpostCoding.objects.filter(signpost__in=Signpost.objects.up())
    if signpost is not None:
        about = about.filter(signpost=signpost)
    shown = about.select_related("system", "signpost__owner").prefetch_related("signpost__arms").order_by("code")
    return sorted(rows_retired(shown, on, release), key=_by_publisher)


def _by_publisher(tag: Tag) -> tuple[str, int]:
    return tag.coding.signpost.publisher.casefold(), tag.coding.signpost_id


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask whoever answers for a signpost that is about a code this release lacks. Returns the questions opened now."""
    tags, office = retired_tags(timezone.localdate(at), release=release), cache(national_office)
    return retired_codes.ask(
        tags, noun="signpost", release=release, bearer=lambda coding: _bearer(coding.signpost, office()), at=at
    )


def _bearer(signpost: Signpost, office: Organization) -> Bearer:
    return Bearer(
        subject=subjects.signpost(signpost.pk),
        title=str(signpost),
        reason=worded("Velg hvilken kode som skal stå i stedet, så veiviseren fortsatt står på de rette temaene."),
        detail={"signpost": signpost.pk},
        organization=office,
        role=Role.NATIONAL_EDITOR,
        owner=signpost.owner,
    )


@transaction.atomic
def retag(*, signpost: Signpost, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> Signpost:
    """Put other codes of the same system in the place of one, or none. Raises NotAllowed, NotReady."""
    signpost = Signpost.objects.held(signpost.pk)
    demand_reviewer(by, signpost)
    codings = signpost.codings  # type: ignore[attr-defined]
    wanted = instead(system, code, to, timezone.localdate(at))
    refuse(_down(signpost) or [*to_retag(wanted, codings), *([] if to else _last(signpost))])
    wanted.put(codings)
    close_answered(signpost, by=by, at=at)
    log.append([log.Entry("signpost.retagged", subjects.signpost(signpost.pk), wanted.said)], by=by, at=at)
    return signpost


@transaction.atomic
def keep_codes(*, signpost: Signpost, system: str, reason: str, by: User, at: datetime) -> Signpost:
    """Let the retired codes of this system stand, until the next release. Raises NotAllowed, NotReady."""
    signpost = Signpost.objects.held(signpost.pk)
    demand_reviewer(by, signpost)
    refuse(_down(signpost) or [*to_keep(system, signpost.codings, reason)])  # type: ignore[attr-defined]
    retired_codes.close(subjects.signpost(signpost.pk), {system}, by=by, at=at, resolution=retired_codes.KEPT)
    payload = {"system": system, "reason": reason.strip()}
    log.append([log.Entry("signpost.codes_kept", subjects.signpost(signpost.pk), payload)], by=by, at=at)
    return signpost


def close_answered(signpost: Signpost, *, by: User, at: datetime) -> None:
    """The questions about those systems of which no code is retired any more are answered. A step inside a verb."""
    on = timezone.localdate(at)
    retired_codes.close_answered(subjects.signpost(signpost.pk), lambda: retired_tags(on, signpost=signpost), by=by, at=at)


def _down(signpost: Signpost) -> list[Reason]:
    return [] if signpost.is_up else [is_down()]


def _last(signpost: Signpost) -> Iterator[Reason]:
    """Without its only code a signpost that stands at no topic would be about nothing."""
    if signpost.codings.count() == 1 and not signpost.topics.exists():  # type: ignore[attr-defined]
        what = _("Det er det eneste veiviseren hører til.")
        yield Reason("about_nothing", what, _("Velg en kode i stedet, eller ta veiviseren ned."))
