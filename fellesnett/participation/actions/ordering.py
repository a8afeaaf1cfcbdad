"""A site wishes for a text: the order with its obligatory fields, each page by itself, and those who want the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import normalize_code
from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import open_items_bulk
from fellesnett.national.gates import Reason
from fellesnett.national.sections import TopicKind
from fellesnett.participation import asking, gates
from fellesnett.participation.actions.steps import hold_order, step
from fellesnett.participation.likeness import Wish, similar
from fellesnett.participation.models import Backing, Order, OrderCoding, OrderState
from fellesnett.participation.permissions import demand_speaker

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Site


@dataclass(frozen=True, slots=True)
class RelatedWish:
    """An examination or a treatment that a diagnosis brings: an order by itself."""

    kind: TopicKind
    title: str


@transaction.atomic
def place_order(
    *,
    site: Site,
    kind: str,
    title: str,
    reason: str,
    by: User,
    at: datetime,
    synonyms: Sequence[str] = (),
    codes: Sequence[tuple[str, str]] = (),
    unit: str = "",
    owner_wish: str = "",
    languages: Sequence[str] = ("nb",),
    wanted_by: date | None = None,
    despite: str = "",
    changes: Topic | None = None,
    related: Sequence[RelatedWish] = (),
) -> Order:
    """Order a text in the name of a site. `codes` are (code system key, code); `related` are ordered with it, as children.

    `changes` is the topic to be changed, where it is no new one. Where something is called the same already, `despite` says
    why that is not enough. Raises NotAllowed, NotReady.
    """
    demand_speaker(by, site)
    today = timezone.localdate(at)
    codes = [(system, normalize_code(system, code)) for system, code in codes]
    reasons = list(
        gates.to_order(kind=kind, title=title, reason=reason, languages=languages, wanted_by=wanted_by, codes=codes, on=today)
    )
    if changes is None:
        reasons += gates.to_duplicate(similar(Wish(title, reason, tuple(synonyms), tuple(codes)), site=site), despite)
    for wish in related:
        reasons += _missing_or_there(wish, despite)
    gates.refuse(reasons)
    order = Order.objects.create(
        site=site, ordered_by=by, ordered_at=at, kind=kind, title=title.strip(), synonyms=list(synonyms), reason=reason.strip(),
        despite=despite.strip(), unit=unit.strip(), owner_wish=owner_wish.strip(), languages=list(dict.fromkeys(languages)),
        wanted_by=wanted_by, changes=changes,
    )  # fmt: skip
    systems = CodeSystem.objects.in_bulk([system for system, _code in codes], field_name="key")
    OrderCoding.objects.bulk_create(
        OrderCoding(order=order, system=systems[system], code=code) for system, code in dict.fromkeys(codes)
    )
    children = [
        Order.objects.create(
            site=site, ordered_by=by, ordered_at=at, kind=wish.kind, title=wish.title.strip(), reason=reason.strip(),
            unit=unit.strip(), languages=order.languages, wanted_by=wanted_by, parent=order,
        )
        for wish in related
    ]  # fmt: skip
    everything = [order, *children]
    entries = [step(one, OrderState.RECEIVED, by=by, at=at, parent=one.parent_id, kind=str(one.kind)) for one in everything]
    open_items_bulk(asking.to_handle(one, at) for one in everything)
    log.append(entries, by=by, at=at)
    return order


def _missing_or_there(wish: RelatedWish, despite: str) -> list[Reason]:
    if not wish.title.strip():
        return [gates.because("no_title")]
    return list(gates.to_duplicate(similar(Wish(wish.title)), despite))


@transaction.atomic
def back_order(*, order: Order, site: Site, by: User, at: datetime, note: str = "") -> Backing:
    """Another site wants the same text: it is told what becomes of it, as those who ordered. Raises NotAllowed, NotReady."""
    demand_speaker(by, site)
    order = hold_order(order.pk)
    gates.refuse(gates.to_back(order, site))
    backing = Backing.objects.create(order=order, site=site, by=by, at=at, note=note.strip())
    entry = log.Entry("order.backed", subjects.order(order.pk), {"site": site.slug}, organization=site.organization)
    log.append([entry], by=by, at=at)
    return backing
