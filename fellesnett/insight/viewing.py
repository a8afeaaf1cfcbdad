"""How often each page is opened: a number for each site, page and day, and nothing of who opened it.

A process counts in memory and adds what it has counted to the day's number every `VIEWS_WRITTEN_SECONDS`, in one transaction
of its own: no visitor waits for it. Processes add to the same number, so several are right together. What a process has
counted since it last wrote is lost when it ends: a minute at most.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from fellesnett.insight.models import ViewDay
from fellesnett.organizations.models import Site

logger = logging.getLogger(__name__)

LONGEST_PATH = 300
Page = tuple[int, str, date]
"""The key of a site, an address without language prefix, and a day."""


class Tally:
    """What this process has counted and not yet written."""

    def __init__(self) -> None:
        self._seen: Counter[Page] = Counter()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None

    def view(self, site: int, path: str, at: datetime) -> None:
        """One more opening of this page. Touches memory alone."""
        if len(path) > LONGEST_PATH:
            return
        with self._lock:
            self._seen[site, path, timezone.localdate(at)] += 1
            self._see_to_a_writer()

    def write(self) -> int:
        """Add what is counted to the days' numbers, all or nothing, and begin anew. Returns how many openings there were.

        Raises DatabaseError where the database will not have it; what was counted is then kept for the next time.
        """
        with self._lock:
            taken, self._seen = self._seen, Counter()
        try:
            return add(taken)
        except BaseException:
            with self._lock:
                self._seen.update(taken)
            raise

    def forget(self) -> None:
        """Let what is counted go."""
        with self._lock:
            self._seen.clear()

    def _see_to_a_writer(self) -> None:
        """The thread that writes is begun by the first opening, in whichever process that came to."""
        if settings.VIEWS_WRITTEN_SECONDS and (self._writer is None or not self._writer.is_alive()):
            self._writer = threading.Thread(target=self._go_on_writing, name="views", daemon=True)
            self._writer.start()

    def _go_on_writing(self) -> None:
        while True:
            time.sleep(settings.VIEWS_WRITTEN_SECONDS)
            self._write_alone()

    def _write_alone(self) -> None:
        """Write, and leave no connection behind. A database that is away is asked again next time."""
        try:
            self.write()
        except Exception:
            logger.exception("the openings of pages were not written; they are kept until next time")
        finally:
            connection.close()


tally = Tally()
"""This process's own."""

_ADD = """
    INSERT INTO insight_viewday (site_id, path, day, views) VALUES (%s, %s, %s, %s)
    ON CONFLICT (site_id, path, day) DO UPDATE SET views = insight_viewday.views + excluded.views
"""
"""The database adds, so two processes never write over each other; Django's own upsert can only put in place of."""


def add(seen: Mapping[Page, int]) -> int:
    """Add these openings to the days' numbers, in one transaction. A site that is gone has no numbers. Returns how many."""
    if not seen:
        return 0
    known = set(Site.objects.filter(pk__in={site for site, _path, _day in seen}).values_list("pk", flat=True))
    rows = sorted((*page, views) for page, views in seen.items() if page[0] in known)  # in one order: nobody waits in a ring
    said = [(site, path, connection.ops.adapt_datefield_value(day), views) for site, path, day, views in rows]
    if said:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_ADD, said)
    return sum(views for *_page, views in rows)


DAYS = 30
"""How far back a number goes where no other is named."""
FEW = 5
"""Fewer than this are not told apart."""


def by_site(path: str, *, at: datetime) -> dict[int, int]:
    """How often this page was opened at each site (by key) the last `DAYS` days. One query."""
    return _summed("site", ViewDay.objects.since(_first(at)).filter(path=path))


def by_path(site: Site, paths: list[str], *, at: datetime) -> dict[str, int]:
    """How often each of these pages of a site was opened the last `DAYS` days. One query."""
    return _summed("path", ViewDay.objects.since(_first(at)).filter(site=site, path__in=paths))


def over_sites(paths: Collection[str], sites: Collection[int], *, at: datetime) -> dict[str, int]:
    """How often each of these pages was opened the last `DAYS` days, at these sites (by key) together. One query."""
    return _summed("path", ViewDay.objects.since(_first(at)).filter(path__in=paths, site__in=sites))


def site_by_site(paths: Collection[str], sites: Collection[int], *, at: datetime) -> dict[tuple[int, str], int]:
    """(site, page) -> how often it was opened the last `DAYS` days. One query."""
    days = ViewDay.objects.since(_first(at)).filter(path__in=paths, site__in=sites).order_by()
    return {(site, path): views for site, path, views in days.values_list("site", "path").annotate(Sum("views"))}


def in_words(views: int) -> str:
    """A number as it is shown: few are not told apart."""
    return _("under 5") if views < FEW else number_format(views, force_grouping=True)


def _first(at: datetime) -> date:
    return timezone.localdate(at) - timedelta(days=DAYS - 1)


def _summed(by: str, days: QuerySet[ViewDay]) -> dict[Any, int]:
    return dict(days.order_by().values_list(by).annotate(Sum("views")))
