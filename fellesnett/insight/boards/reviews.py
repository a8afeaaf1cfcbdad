"""Reviews due: what must be looked over, by professional community, owner and month. National texts by their review date, local
text by the day it ends (semantics.md section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellesnett.accounts.models import User
from fellesnett.adoption.models import Adoption, Answer, LocalOperation, OperationState
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.models import Edition

SOON, LATER, AHEAD = timedelta(days=30), timedelta(days=90), timedelta(days=365)
"""Within a month, within three, and how far ahead a board looks."""

BY = {"unit": _("Fagmiljø"), "owner": _("Den som svarer"), "month": _("Måned"), "site": _("Nettsted")}
"""What can be added up: national texts by the first three, local text by all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One community, one owner (their key; `0`: nobody), one month (`2026-11`), only what is overdue. Empty: all."""

    unit: str = ""
    owner: str = ""
    month: str = ""
    overdue: bool = False


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Sum:
    """What falls due for one community, person, month or site. `key` narrows the list to it; `first` is the earliest day."""

    key: str
    name: str
    overdue: int
    soon: int
    later: int
    beyond: int
    first: date


@dataclass(frozen=True, slots=True)
class _Where:
    """What a kind of row calls the day, the community, the owner and the site."""

    day: str
    unit: str
    owner: str
    site: str = ""


_NATIONAL = _Where("review_by", "topic__unit", "topic__owner")
_LOCAL = _Where("valid_until", "adoption__unit", "answers", "adoption__site")


def national(scope: Scope, wanted: Wanted = EVERYTHING, *, at: datetime) -> QuerySet[Edition]:
    """The live editions to be reviewed within a year, overdue first: all for those who read the national base, else those of
    topics that the scope's sites use."""
    today = timezone.localdate(at)
    found = Edition.objects.live().without_text().filter(review_by__lte=today + AHEAD, topic__withdrawn_at__isnull=True)
    if not scope.is_nation:
        used = Adoption.objects.filter(topic=OuterRef("topic"), site__in=scope.keys, answer=Answer.ADOPTED)
        found = found.filter(Exists(used))
    found = found.filter(_narrowed(wanted, _NATIONAL, today)).select_related("topic__owner", "topic__deputy")
    return found.order_by("review_by", "topic__title", "language")


def local(scope: Scope, wanted: Wanted = EVERYTHING, *, at: datetime) -> QuerySet[LocalOperation]:
    """The local text in use at the scope's sites that ends within a year, what is past its day first."""
    today = timezone.localdate(at)
    found = LocalOperation.objects.filter(state=OperationState.ACTIVE, valid_until__lte=today + AHEAD)
    found = found.filter(adoption__site__in=scope.keys, adoption__answer=Answer.ADOPTED)
    found = found.annotate(answers=Coalesce("clinical_owner", "adoption__clinical_owner"))
    found = found.filter(_narrowed(wanted, _LOCAL, today))
    related = ("adoption__topic", "adoption__site", "clinical_owner", "adoption__clinical_owner")
    return found.select_related(*related).order_by("valid_until", "adoption__topic__title", "pk")


def _narrowed(wanted: Wanted, where: _Where, today: date) -> Q:
    condition = Q()
    if wanted.unit:
        condition &= Q(**{where.unit: wanted.unit})
    if wanted.owner:
        condition &= Q(**({f"{where.owner}__isnull": True} if wanted.owner == "0" else {where.owner: int(wanted.owner)}))
    if wanted.month:
        year, month = wanted.month.split("-")
        condition &= Q(**{f"{where.day}__year": int(year), f"{where.day}__month": int(month)})
    return condition & Q(**{f"{where.day}__lt": today}) if wanted.overdue else condition


def sums(found: QuerySet[Any], by: str, scope: Scope, *, at: datetime) -> list[Sum]:
    """National or local rows added up by one of `BY`: those with the most overdue first, months in order. Two queries."""
    where = _NATIONAL if found.model is Edition else _LOCAL
    today = timezone.localdate(at)
    field = {"unit": where.unit, "owner": where.owner, "site": where.site or where.unit}.get(by, "month")
    rows = found.order_by().select_related(None)
    rows = rows.annotate(month=TruncMonth(where.day)) if field == "month" else rows
    counted = list(rows.values_list(field).annotate(**_counts(where.day, today)).order_by())
    names = _names(by, [row[0] for row in counted], scope)
    made = [Sum(_key(by, row[0]), names.get(row[0]) or str(_("Ikke oppgitt")), *row[1:]) for row in counted]
    return sorted(made, key=lambda one: one.first if by == "month" else (-one.overdue, -one.soon, one.name))  # type: ignore[arg-type,return-value]


def _counts(day: str, today: date) -> dict[str, Any]:
    return {
        "n_overdue": Count("pk", filter=Q(**{f"{day}__lt": today})),
        "n_soon": Count("pk", filter=Q(**{f"{day}__gte": today, f"{day}__lte": today + SOON})),
        "n_later": Count("pk", filter=Q(**{f"{day}__gt": today + SOON, f"{day}__lte": today + LATER})),
        "n_beyond": Count("pk", filter=Q(**{f"{day}__gt": today + LATER})),
        "n_first": Min(day),
    }


def _key(by: str, value: Any) -> str:
    if by == "month":
        return f"{value:%Y-%m}"
    return str(value or (0 if by == "owner" else ""))


def _names(by: str, keys: Sequence[Any], scope: Scope) -> dict[Any, str]:
    if by == "owner":
        return {person.pk: str(person) for person in User.objects.filter(pk__in=[key for key in keys if key])}
    if by == "site":
        return {site.pk: site.name for site in scope.sites}
    return {key: f"{key:%Y-%m}" if by == "month" else str(key) for key in keys}
