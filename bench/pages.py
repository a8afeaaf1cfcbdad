"""What a page costs the server at national scale: fifty sites, 1,500 topics, 12,000 adoptions, on the embedded database.

Each page is asked for five times after once to warm up, by the person or patient who would; the limit is 200 ms of processor
time and 30 queries. `BENCH_DATA_DIR` names a folder with a national-scale database, to spare the loading of one.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import database
from bench.database import Cost, cost

TIMES = 5
LIMIT_TIME, LIMIT_QUERIES = 200.0, 30
LIMIT_VERIFY = 300.0
EDITOR, NATIONAL, HOSPITAL = "redaktor.oslo-universitetssykehus@demo.example", "nasjonal@demo.example", "oslo-universitetssykehus"
BOARDS = {
    "coverage": "dekning/",
    "coverage_wide": "dekning/?kolonner=alle",
    "coverage_sites": "dekning/nettsteder/",
    "releases": "utgaver/",
    "overrides": "lokale-endringer/",
    "languages": "sprak/",
    "languages_sites": "sprak/nettsteder/",
    "reviews": "kvalitetssikring/",
    "reviews_local": "kvalitetssikring/?hva=lokalt",
    "waiting": "venter/",
}
"""Every board of the whole country, as the national desk asks for it."""


def run() -> list[dict[str, Any]]:
    """Milliseconds and queries of every page, and the minutes that proving it all takes."""
    with _country():
        figures = [figure for name, asked in _pages().items() for figure in _figures(name, *asked)]
        return [*figures, _verify()]


@contextmanager
def _country() -> Iterator[None]:
    if folder := os.environ.get("BENCH_DATA_DIR"):
        database.open_in(folder)
        yield
        return
    with database.fresh():
        from django.core.management import call_command

        call_command("demo", "load", scale="national", stdout=sys.stderr)
        yield


def _pages() -> dict[str, tuple[str, str, str]]:
    """Name of the figure -> who asks, the host, the address."""
    from fellesnett.adoption.models import AdoptedText, Showing, Update

    own = AdoptedText.objects.filter(adoption__site__slug=HOSPITAL)
    update = Update.objects.open().filter(text__in=own).order_by("pk")[0]
    shown = Showing.objects.live().filter(text__in=own, text__adoption__topic__kind="treatment").order_by("pk")[0].text
    key = shown.adoption.topic.key
    site, host = f"/admin/lokalt/{HOSPITAL}", f"{HOSPITAL}.localhost"
    return {
        "inbox": (EDITOR, "www.localhost", "/admin/venter/"),
        "site": (EDITOR, "www.localhost", f"{site}/"),
        "texts": (EDITOR, "www.localhost", f"{site}/tekster/"),
        "workbench": (EDITOR, "www.localhost", f"{site}/tekster/{key}/nb/"),
        "update": (EDITOR, "www.localhost", f"{site}/oppdatering/{update.pk}/"),
        "national": (NATIONAL, "www.localhost", "/admin/nasjonalt/"),
        **{f"board_{name}": (NATIONAL, "www.localhost", f"/admin/oversikt/{path}") for name, path in BOARDS.items()},
        "topic": ("", host, f"/behandlinger/{key}/"),
        "a_to_z": ("", host, "/behandlinger/"),
    }


def _figures(name: str, email: str, host: str, address: str) -> Iterator[dict[str, Any]]:
    from django.test import Client

    from fellesnett.access.actions.sign_ins import begin
    from fellesnett.access.models import Method
    from fellesnett.accounts.models import User
    from fellesnett.desk.access.sessions import SIGN_IN
    from fellesnett.foundation.clock import now

    client = Client(headers={"host": host})
    if email:
        user = User.objects.get(email=email)
        client.force_login(user)
        session = client.session
        session[SIGN_IN] = begin(user=user, method=Method.PASSWORD, at=now()).pk  # the desk looks for it at each page
        session.save()

    def ask() -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")

    ask()
    costs = [cost(ask) for _time in range(TIMES)]
    yield _time_of(f"pages.{name}", costs)
    queries = max(cost.queries for cost in costs)
    yield _row(f"pages.{name}_queries", queries, LIMIT_QUERIES, "queries; the limit", 0, queries <= LIMIT_QUERIES)


def _time_of(name: str, costs: list[Cost]) -> dict[str, Any]:
    times = [cost.milliseconds for cost in costs]
    middle = statistics.median(times)
    return _row(name, middle, LIMIT_TIME, "ms; the limit", max(times) - min(times), middle <= LIMIT_TIME)


def _verify() -> dict[str, Any]:
    from fellesnett.config.verifying import verify
    from fellesnett.foundation import clock

    started = time.perf_counter()
    faults = verify(at=clock.now())
    spent = time.perf_counter() - started
    what = f"seconds to prove 12,000 adoptions ({len(faults)} faults); the limit"
    return _row("pages.verify", spent, LIMIT_VERIFY, what, 0, spent <= LIMIT_VERIFY and not faults)


def _row(name: str, own: float, limit: float, what: str, spread: float, met: bool) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(own, 1),
        "other": limit,
        "what": what,
        "ratio": round(own / limit, 3),
        "spread": round(spread, 1),
        "goal": f"<= {limit:g}",
        "met": met,
    }
