"""What waits, site by site: how much of which kind, how old, so that whoever answers for many sees who may need a hand.

A number is how much is asked of a site, not how good it is: the sites stand by name, and nobody is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils.translation import gettext_lazy as _

from fellesnett.editorial.actions import ESCALATED
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.insight.boards.scope import Scope
from fellesnett.organizations.models import Site

WEEK, MONTH = timedelta(days=7), timedelta(days=30)

CLASSES: dict[str, tuple[object, tuple[str, ...]]] = {
    "safety": (_("Sikkerhet"), (OpenItemKind.SAFETY,)),
    "choices": (
        _("Valg å ta"),
        (
            OpenItemKind.CONFLICT,
            OpenItemKind.HIDDEN_CHANGE,
            OpenItemKind.STILL_RIGHT,
            OpenItemKind.ORPHAN,
            OpenItemKind.POLICY,
            OpenItemKind.WITHDRAWN,
        ),
    ),
    "approvals": (_("Å godkjenne"), (OpenItemKind.UPDATE, OpenItemKind.SIGN_OFF, OpenItemKind.RELEASE)),
    "reviews": (
        _("Å se over"),
        (
            OpenItemKind.LAPSING,
            OpenItemKind.REVIEW_DUE,
            OpenItemKind.LANGUAGE_BEHIND,
            OpenItemKind.DEAD_LINK,
            OpenItemKind.RETIRED_CODE,
        ),
    ),
    "people": (_("Lesere og folk"), (OpenItemKind.FEEDBACK, OpenItemKind.HAND_OVER, OpenItemKind.ACCESS)),
}
"""The kinds of open items, put together to what somebody has to do. A kind that stands nowhere is counted under the last."""
_CLASS_OF = {str(kind): name for name, (_label, kinds) in CLASSES.items() for kind in kinds}


@dataclass
class SiteSum:
    """What waits at one site, or (`site` empty) at the national office. `raised`: was taken to the site owner and the region, and
    waits still."""

    site: Site | None
    by_class: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    week: int = 0
    month: int = 0
    older: int = 0
    overdue: int = 0
    raised: int = 0
    oldest: datetime | None = None

    @property
    def all(self) -> int:
        return sum(self.by_class.values())

    def days(self, at: datetime) -> int:
        """Whole days that the oldest has waited."""
        return (at - self.oldest).days if self.oldest else 0


def site_sums(scope: Scope, *, at: datetime) -> list[SiteSum]:
    """Every site of the scope by name; before them the national office, for those who see the whole country. One query.

    What was taken to somebody above is counted once, where it was first asked.
    """
    sums: dict[int | None, SiteSum] = {None: SiteSum(None)} if scope.is_nation else {}
    sums |= {site.pk: SiteSum(site) for site in scope.sites}
    wanted = Q(site__in=scope.keys) | (Q(site__isnull=True) if scope.is_nation else Q(pk__in=[]))
    items = OpenItem.objects.open().filter(wanted).exclude(key__startswith=ESCALATED).order_by()
    counted = items.values_list("site", "kind").annotate(
        fresh=Count("pk", filter=Q(opened_at__gt=at - WEEK)),
        old=Count("pk", filter=Q(opened_at__lte=at - MONTH)),
        late=Count("pk", filter=Q(asks=True, deadline__lt=at)),
        raised=Count("pk", filter=Q(escalated_at__isnull=False, site__isnull=False)),
        every=Count("pk"),
        first=Min("opened_at"),
    )
    for site, kind, fresh, old, late, raised, every, first in counted:
        one = sums[site]
        one.by_class[_CLASS_OF.get(kind, "people")] += every
        one.week += fresh
        one.older += old
        one.month += every - fresh - old
        one.overdue += late
        one.raised += raised
        one.oldest = min(filter(None, (one.oldest, first)))
    return list(sums.values())
