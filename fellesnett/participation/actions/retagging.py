"""A release of a code system takes force while an order waits to be given to somebody: its codes go over to the topic then, so
the national editors are asked which shall stand instead of those that are gone."""

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
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.national import gates as national
from fellesnett.national.actions.retagging import ask_about_retired as ask_about_topics
from fellesnett.national.gates import Reason, refuse
from fellesnett.national.locking import national_office
from fellesnett.national.permissions import demand_writer
from fellesnett.organizations.models import Role
from fellesnett.participation.actions.steps import hold_order
from fellesnett.participation.gates import because
from fellesnett.participation.models import Order, OrderCoding, OrderState

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization

Tag = RetiredTag[OrderCoding]


def retired_tags(on: date, *, release: Release | None = None, order: Order | None = None) -> list[Tag]:
    """The codes of orders that nobody is given yet which the releases in force (or this one) lack; of one where it is named."""
    releases = [release] if release else list(Release.objects.active(on).select_related("system"))
    codings = OrderCoding.objects.filter(system__in=[one.system_id for one in releases], order__state=OrderState.RECEIVED)
    if order is not None:
        codings = codings.filter(order=order)
    found = tags_retired(codings.select_related("system", "order__site").order_by("code"), releases, on)
    return sorted(found, key=lambda tag: (tag.coding.order.title.casefold(), tag.coding.order_id))


@transaction.atomic
def ask_about_retired(*, release: Release, at: datetime) -> list[OpenItem]:
    """Ask about every waiting order that has a code which this release lacks. Returns the questions opened now."""
    tags = retired_tags(timezone.localdate(at), release=release)
    office = national_office() if tags else None
    wanted = [_question(list(group), office, at) for _order, group in groupby(tags, key=lambda tag: tag.coding.order_id)]
    return retired_codes.ask(noun="order", release=release, wanted=wanted, verb="order.codes_retired", at=at)


def _question(tags: Sequence[Tag], office: Organization | None, at: datetime) -> OpenItem:
    order = tags[0].coding.order
    return retired_codes.question(
        tags,
        thing=_thing(order),
        title=order.title,
        reason=worded("Velg hvilken kode som skal stå i stedet, før bestillingen fordeles: koden følger med til temaet."),
        organization=office,
        role=Role.NATIONAL_EDITOR,
        subject=subjects.order(order.pk),
        detail={"order": order.pk},
        at=at,
    )


@transaction.atomic
def retag_order(*, order: Order, system: str, code: str, to: Sequence[str], by: User, at: datetime) -> Order:
    """Put other codes of the same system in the place of one, or none. Raises NotAllowed, NotReady."""
    demand_writer(by)
    order = hold_order(order.pk)
    there = {each: find_in_force(system, each, timezone.localdate(at)) for each in to}
    refuse([*_faults(order, system, code), *_unknown(system, [each for each, found in there.items() if found is None])])
    texts = {found.code: found.display for found in there.values() if found}
    one = CodeSystem.objects.get(key=system)
    put_instead(order.codings, one, code, texts)
    if one.pk not in {tag.release.system_id for tag in retired_tags(timezone.localdate(at), order=order)}:
        retired_codes.close(thing=_thing(order), system=one, by=by, at=at, resolution=retired_codes.CHANGED)
    payload = {"system": system, "code": code, "to": sorted(texts)}
    log.append([log.Entry("order.retagged", subjects.order(order.pk), payload, order.site.organization)], by=by, at=at)
    return order


@transaction.atomic
def keep_codes(*, order: Order, system: str, reason: str, by: User, at: datetime) -> Order:
    """Let the retired codes of this system stand, until the next release. Raises NotAllowed, NotReady."""
    demand_writer(by)
    order = hold_order(order.pk)
    one = CodeSystem.objects.filter(key=system, pk__in=order.codings.values("system")).first()
    refuse([*([] if one else [_no_such(system)]), *([] if reason.strip() else [because("no_reason")])])
    if one:
        retired_codes.close(thing=_thing(order), system=one, by=by, at=at, resolution=retired_codes.KEPT)
    payload = {"system": system, "reason": reason.strip()}
    log.append([log.Entry("order.codes_kept", subjects.order(order.pk), payload, order.site.organization)], by=by, at=at)
    return order


def hand_on(order: Order, *, by: User, at: datetime) -> None:
    """The order is given to somebody, or closed: what was asked of it is asked of the topic that got its codes, if any is still
    retired there. A step inside the verb that moves the order."""
    asked = OpenItem.objects.open().filter(kind=OpenItemKind.RETIRED_CODE, subject=subjects.order(order.pk))
    systems = set(asked.values_list("detail__system", flat=True))
    if not systems:
        return
    kinds = [OpenItemKind.RETIRED_CODE]
    close_items(subject=subjects.order(order.pk), kinds=kinds, by=by, at=at, resolution=retired_codes.GONE)
    for release in Release.objects.active(timezone.localdate(at)).filter(system__key__in=systems).select_related("system"):
        ask_about_topics(release=release, at=at)


def _faults(order: Order, system: str, code: str) -> Iterator[Reason]:
    if order.state != OrderState.RECEIVED:
        yield because("order_closed", state=order.get_state_display())
    elif not order.codings.filter(system__key=system, code=code).exists():
        yield _no_such(f"{system} {code}")


def _no_such(code: str) -> Reason:
    return Reason("no_such_tag", _("Bestillingen har ikke koden %(code)s.") % {"code": code}, _("Last siden på nytt."))


def _unknown(system: str, codes: Sequence[str]) -> Iterator[Reason]:
    return (national.because("unknown_code", code=f"{system} {each}") for each in codes)


def _thing(order: Order) -> str:
    return f"order:{order.pk}"
