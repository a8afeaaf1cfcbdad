"""What time does to open items: a reminder after 7 days, the site owner and the region after 30 (semantics.md section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from fellesnett.editorial import log
from fellesnett.editorial.actions import ESCALATED, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.querysets import OpenItemQuerySet
from fellesnett.editorial.wording import Said, together, worded
from fellesnett.organizations.models import Organization, OrganizationKind, Role

REMIND_AFTER = timedelta(days=7)
ESCALATE_AFTER = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=14)


def _questions() -> OpenItemQuerySet:
    """Open items that are asked for the first time: an escalation is not itself reminded of or escalated, nor is what asks
    nothing."""
    asked = OpenItem.objects.open().filter(asks=True).exclude(key__startswith=ESCALATED).select_related("organization", "site")
    return asked.order_by("pk").select_for_update(of=("self",))


@transaction.atomic
def remind(*, at: datetime) -> list[OpenItem]:
    """Remind once of every item that has been open for 7 days. Returns those reminded of now; run again: none."""
    late = list(_questions().filter(opened_at__lte=at - REMIND_AFTER, reminded_at__isnull=True))
    _stamp(late, "reminded_at", at)
    log.append(_entries("open_item.reminded", late), by=None, at=at)
    return late


@transaction.atomic
def escalate(*, at: datetime) -> list[OpenItem]:
    """Take every site item that has been open for 30 days to the site owner and the region. Returns the new items. What one
    colleague has said to another stays between them."""
    late = list(_questions().exclude(kind=OpenItemKind.COMMENT).filter(opened_at__lte=at - ESCALATE_AFTER, escalated_at=None))
    _stamp(late, "escalated_at", at)
    regions = _Regions()
    raised = open_items_bulk(item for question in late if question.site for item in _raised(question, regions, at))
    log.append(_entries("open_item.escalated", late), by=None, at=at)
    return raised


def _stamp(items: list[OpenItem], field: str, at: datetime) -> None:
    OpenItem.objects.filter(pk__in=[item.pk for item in items]).update(**{field: at})
    for item in items:
        setattr(item, field, at)


def _entries(verb: str, items: Iterable[OpenItem]) -> list[log.Entry]:
    return [log.Entry(verb, item.subject, {"item": item.pk, "kind": item.kind}, item.organization) for item in items]


def _raised(question: OpenItem, regions: _Regions, at: datetime) -> Iterator[OpenItem]:
    yield _raise_to(question, question.organization_id, Role.SITE_OWNER, at)
    region = regions.above(question.organization_id)
    if region is not None:
        yield _raise_to(question, region, Role.REGIONAL_OWNER, at)


def _raise_to(question: OpenItem, organization: int, role: str, at: datetime) -> OpenItem:
    days = (at - question.opened_at).days
    return OpenItem(
        kind=question.kind,
        organization_id=organization,
        site_id=question.site_id,
        role=role,
        subject=question.subject,
        key=f"{ESCALATED}{question.pk}:{role}",
        title=Said(*question.wording["title"]) if "title" in question.wording else question.title,
        reason=together(worded("Saken har stått åpen i {days} dager.", days=days), _reason_of(question)),
        detail={"escalated_from": question.pk},
        urgent=question.urgent,
        opened_at=at,
        deadline=question.opened_at + ESCALATE_AFTER + ANSWER_WITHIN,
    )


def _reason_of(question: OpenItem) -> str:
    return Said(*question.wording["reason"]) if "reason" in question.wording else question.reason


class _Regions:
    """The regional health authority above an organization; the tree is read once."""

    def __init__(self) -> None:
        rows = Organization.objects.values_list("pk", "parent_id", "kind")
        self.tree = {pk: (parent, kind) for pk, parent, kind in rows}

    def above(self, organization: int | None) -> int | None:
        while organization is not None:
            parent, kind = self.tree[organization]
            if kind == OrganizationKind.REGIONAL_HEALTH_AUTHORITY:
                return organization
            organization = parent
        return None
