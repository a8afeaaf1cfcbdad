"""The whole at a glance: the one or two numbers of each board that say whether it needs to be opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fellesnett.insight.boards import coverage, languages, overrides, releases, reviews, waiting
from fellesnett.insight.boards.scope import Scope


@dataclass(frozen=True, slots=True)
class Glance:
    """Topics that no site has, or that somebody has not answered; editions on their way, and those with somebody late; places
    that several sites depart from; topics with a language behind; overdue reviews; open items, those past their day, and those
    that were taken upwards and wait still."""

    without: int
    unanswered: int
    on_their_way: int
    late: int
    several: int
    languages: int
    reviews: int
    items: int
    overdue: int
    raised: int


def glance(scope: Scope, *, at: datetime) -> Glance:
    """The numbers for these sites. Eleven queries, however many sites and topics."""
    rows = reviews.national if scope.national else reviews.local
    sums = waiting.site_sums(scope, at=at)
    return Glance(
        without=coverage.topics(scope, coverage.Wanted(only="without")).count(),
        unanswered=coverage.topics(scope, coverage.Wanted(only="unanswered")).count(),
        on_their_way=releases.editions(scope, at=at, only="waiting").count(),
        late=releases.editions(scope, at=at, only="late").count(),
        several=len(overrides.hot(scope, overrides.Wanted(least=2))),
        languages=languages.topics(scope).count(),
        reviews=rows(scope, reviews.Wanted(overdue=True), at=at).count(),
        items=sum(one.all for one in sums),
        overdue=sum(one.overdue for one in sums),
        raised=sum(one.raised for one in sums),
    )
