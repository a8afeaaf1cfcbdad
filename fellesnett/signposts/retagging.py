"""A release of a code system takes force, and signposts are about codes that are gone: their owners are asked, and decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.codes.models import CodeSystem, Release
from fellesnett.codes.queries import find_in_force
from fellesnett.codes.retiring import RetiredTag, put_instead, tags_retired
from fellesnett.editorial import log, retired_codes, subjects
from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.wording import worded
from fellesnett.national.gates import Reason, because, refuse
from fellesnett.national.locking import national_office
from fellesnett.organizations.models import Organization, Role
from fellesnett.signposts.gates import is_down
from fellesnett.signposts.models import Signpost, SignpostCoding, SignpostState
from fellesnett.signposts.permissions import demand_reviewer

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def retired_tags(
    on: date, *, release: Release | None = None, signpost: Signpost | None = None
) -> list[RetiredTag[SignpostCoding]]:
    """The codes of signposts that are up which the releases in force (or this one) lack; of one signpost where it is named."""
    releases = [release] if release else list(Release.objects.active(on).select_related("system"))
    codings = SignpostCoding.objects.filter(system__in=[one.system_id for one in releases])
    about = codings.filter(signpost__state=SignpostState.UP) if signpost is None else codings.filter(signpost=signpost)
    shown = about.select_related("system", "signpost__owner").prefetch_related("signpost__arms")
    found = tags_retired(shown.order_by("signpost__publisher", "signpost", "code"), releases, on)
    return sorted(found, key=lambda tag: (tag.coding.signpost.publisher.casefold(), tag.coding.signpost_id))


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask whoever answers for a signpost that is about a code this release lacks. Returns the questions opened now."""
    tags = retired_tags(timezone.localdate(at), release=release)
    office = national_office() if tags else None
    wanted = [_question(list(group), office, at) for _signpost, group in groupby(tags, key=lambda tag: tag.coding.signpost_id)]
    return retired_codes.ask(noun="signpost", release=release, wanted=wanted, verb="signpost.codes_retired", at=at)


def _question(tags: Sequence[RetiredTag[SignpostCoding]], office: Organization | None, at: datetime) -> OpenItem:
    signpost = tags[0].coding.signpost
    return retired_codes.question(
        tags,
        thing=_thing(signpost),
        title=str(signpost),
        reason=worded("Velg hvilken kode som skal stå i stedet, så veiviseren fortsatt står på de rette temaene."),
        organization=office,
        role=Role.NATIONAL_EDITOR,
        owner=signpost.owner,
        subject=subjects.signpost(signpost.pk),
        detail={"signpost": signpost.pk},
        at=at,
    )


@transaction.atomic
def retag(*, signpost: Signpost, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> Signpost:
    """Put other codes of the same system in the place of one, or none. Raises NotAllowed, NotReady."""
    signpost = _hold(signpost)
    demand_reviewer(by, signpost)
    there = {each: find_in_force(system, each, timezone.localdate(at)) for each in to}
    refuse([*_faults(signpost, system, code, to), *_unknown(system, [each for each, found in there.items() if found is None])])
    texts = {found.code: found.display for found in there.values() if found}
    one = CodeSystem.objects.get(key=system)
    put_instead(signpost.codings, one, code, texts)  # type: ignore[attr-defined]
    close_answered(signpost, by=by, at=at)
    payload = {"system": system, "code": code, "to": sorted(texts)}
    log.append([log.Entry("signpost.retagged", subjects.signpost(signpost.pk), payload)], by=by, at=at)
    return signpost


@transaction.atomic
def keep_codes(*, signpost: Signpost, system: str, reason: str, by: User, at: datetime) -> Signpost:
    """Let the retired codes of this system stand, until the next release. Raises NotAllowed, NotReady."""
    signpost = _hold(signpost)
    demand_reviewer(by, signpost)
    one = CodeSystem.objects.filter(key=system, pk__in=signpost.codings.values("system")).first()  # type: ignore[attr-defined]
    refuse([] if one else [_no_such(system)])
    refuse([] if reason.strip() else [because("no_reason")])
    if one:
        retired_codes.close(thing=_thing(signpost), system=one, by=by, at=at, resolution=retired_codes.KEPT)
    payload = {"system": system, "reason": reason.strip()}
    log.append([log.Entry("signpost.codes_kept", subjects.signpost(signpost.pk), payload)], by=by, at=at)
    return signpost


def close_answered(signpost: Signpost, *, by: User, at: datetime) -> None:
    """The questions about those systems of which no code is retired any more are answered. A step inside a verb."""
    left = {tag.release.system_id for tag in retired_tags(timezone.localdate(at), signpost=signpost)}
    for system in CodeSystem.objects.exclude(pk__in=left):
        retired_codes.close(thing=_thing(signpost), system=system, by=by, at=at, resolution=retired_codes.CHANGED)


def _hold(signpost: Signpost) -> Signpost:
    held: Signpost = Signpost.objects.select_for_update(of=("self",)).get(pk=signpost.pk)
    return held


def _faults(signpost: Signpost, system: str, code: str, to: Sequence[str]) -> Iterator[Reason]:
    if not signpost.is_up:
        yield is_down()
    elif not signpost.codings.filter(system__key=system, code=code).exists():  # type: ignore[attr-defined]
        yield _no_such(f"{system} {code}")
    elif not to and signpost.codings.count() == 1 and not signpost.topics.exists():  # type: ignore[attr-defined]
        what = _("Det er det eneste veiviseren hører til.")
        yield Reason("about_nothing", what, _("Velg en kode i stedet, eller ta veiviseren ned."))


def _no_such(code: str) -> Reason:
    return Reason("no_such_tag", _("Veiviseren har ikke koden %(code)s.") % {"code": code}, _("Last siden på nytt."))


def _unknown(system: str, codes: Sequence[str]) -> Iterator[Reason]:
    return (because("unknown_code", code=f"{system} {each}") for each in codes)


def _thing(signpost: Signpost) -> str:
    return f"signpost:{signpost.pk}"
