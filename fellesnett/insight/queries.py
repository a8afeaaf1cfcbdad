"""Questions: what readers say of a page, how many, and what was done with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet

from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import Said, parts_of, said_again, together, worded
from fellesnett.insight.models import Feedback, FeedbackMonth, Found

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.insight.querysets import FeedbackQuerySet
    from fellesnett.organizations.models import Site


@dataclass(frozen=True, slots=True)
class Summary:
    """How many answered what, and how many of them wrote something."""

    yes: int
    partly: int
    no: int
    wrote: int

    @property
    def answers(self) -> int:
        return self.yes + self.partly + self.no


@dataclass(frozen=True, slots=True)
class PageSaid:
    """What is kept of what readers say of one page; `waiting` where somebody is asked to answer for it."""

    path: str
    title: str
    summary: Summary
    newest: datetime
    waiting: bool


def key_of(site: Site, path: str) -> str:
    """The key of the open item about a page: one for each."""
    return f"feedback:{site.pk}:{sha256(path.encode()).hexdigest()[:40]}"


_COUNTS = {
    "yes": Count("pk", filter=Q(found=Found.YES)),
    "partly": Count("pk", filter=Q(found=Found.PARTLY)),
    "no": Count("pk", filter=Q(found=Found.NO)),
    "wrote": Count("pk", filter=~Q(text="")),
}


def summary(item: OpenItem) -> Summary:
    """What the answers behind an open item say. One query."""
    return Summary(**Feedback.objects.filter(item=item).aggregate(**_COUNTS))


def in_words(said: Summary) -> str:
    """`7 svar: 2 ja, 1 delvis, 4 nei. 3 har skrevet noe.`"""
    return said_again({"counts": parts_of(counts(said))}, "counts", "")


def counts(found: Summary) -> Said:
    """The same, as it is written down in the inbox."""
    known = (("{n} ja", found.yes), ("{n} delvis", found.partly), ("{n} nei", found.no))
    answers = ", ".join(message.format(n=count) for message, count in known if count)  # the same in both forms of Norwegian
    counted = worded("{n} svar: {answers}.", n=found.answers, answers=answers)
    return together(counted, worded("{n} har skrevet noe.", n=found.wrote)) if found.wrote else counted


def pages_said(site: Site) -> list[PageSaid]:
    """The pages of a site that readers have said something of, those that wait first, then the newest. Two queries."""
    open_paths = {item.detail.get("path") for item in _items(site).filter(closed_at__isnull=True)}
    rows = Feedback.objects.for_site(site).order_by().values("path").annotate(newest=Max("at"), name=Max("title"), **_COUNTS)
    found = [
        PageSaid(
            row["path"],
            row["name"],
            Summary(row["yes"], row["partly"], row["no"], row["wrote"]),
            row["newest"],
            row["path"] in open_paths,
        )
        for row in rows
    ]
    return sorted(found, key=lambda page: (page.waiting, page.newest, page.path), reverse=True)


def open_item_of(site: Site, path: str) -> OpenItem | None:
    """The open item about a page, where there is one."""
    return OpenItem.objects.for_site(site).open().filter(key=key_of(site, path)).select_related("site__organization").first()


def answers_about(site: Site, path: str) -> FeedbackQuerySet:
    """What readers of a site say of one page, newest first, with the item each belongs to."""
    found: FeedbackQuerySet = Feedback.objects.for_site(site).of_page(path).select_related("item__closed_by")
    return found


def months_of(site: Site, path: str, since: date) -> Iterable[FeedbackMonth]:
    """The counts that stay, month by month, newest first."""
    return FeedbackMonth.objects.for_site(site).of_page(path).filter(month__gte=since).order_by("-month")


def waiting_nationally(user: User) -> list[OpenItem]:
    """What readers of the national front door say, and this person is asked about."""
    asked = OpenItem.objects.for_user(user).open().filter(kind=OpenItemKind.FEEDBACK, site__is_front_door=True)
    return list(asked.select_related("site").order_by("deadline", "pk"))


def _items(site: Site) -> QuerySet[OpenItem]:
    return OpenItem.objects.for_site(site).filter(kind=OpenItemKind.FEEDBACK)
