"""What a page costs the server at national scale: fifty sites, 1,500 topics, 12,000 adoptions, on both databases.

Each page is asked for five times after once to warm up, by the person or patient who would; the limit is 200 ms of processor
time, the database's included, and 30 queries. Beside the inbox stands Wagtail's own list of the same hospital's pages. The
country is loaded once, on the embedded database, and its rows are copied to a throw-away PostgreSQL. `BENCH_DATA_DIR` names
a folder with a country, to spare the loading.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench import country
from bench.database import Cost, cost

TIMES = 5
LIMIT_TIME, LIMIT_QUERIES = 200.0, 30
LIMIT_VERIFY = 300.0
HOSPITAL = "oslo-universitetssykehus"
EDITOR, CLINICIAN = f"redaktor.{HOSPITAL}@demo.example", f"lege.{HOSPITAL}@demo.example"
REGION, NATIONAL = "systemeier@demo.example", "nasjonal@demo.example"
DESK = "www.localhost"
BOARDS = {
    "front": "",
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
FILES = {
    "coverage": "dekning/fil/",
    "coverage_sites": "dekning/nettsteder/fil/",
    "releases": "utgaver/fil/",
    "overrides": "lokale-endringer/fil/",
    "languages": "sprak/fil/",
    "languages_sites": "sprak/nettsteder/fil/",
    "reviews": "kvalitetssikring/fil/",
    "waiting": "venter/fil/",
}
"""Each board's file: every row of the whole country."""
PEER = "/admin/sider/avdelinger/"
WISH = {
    "kind": "treatment",
    "title": "Innsetting av ny hofte hos eldre",
    "reason": "Rundt 300 pasienter i året spør hva de skal gjøre før operasjonen.",
    "synonyms": "hofteprotese",
    "codes": "icd10 M16",
    "languages": ["nb"],
    "do": "check",
}


@dataclass(frozen=True)
class Asked:
    """A page, and who asks for it: nobody known where there is no e-mail address. With `form`, it is sent."""

    email: str
    address: str
    host: str = DESK
    form: dict[str, Any] = field(default_factory=dict)


def run() -> Iterator[dict[str, Any]]:
    """Milliseconds and queries of every page on both databases, and the minutes that proving it all takes."""
    with country.embedded() as folder:
        yield from _measured("sqlite")
        yield _verify()
        yield from json.loads(country.on_postgres("bench.pages", folder) or "[]")


def _measured(name: str) -> Iterator[dict[str, Any]]:
    costs = {page: _costs(_asking(asked)) for page, asked in _pages().items()}
    for page, found in costs.items():
        figures = _figures(f"pages.{name}.{page}", found)
        yield from map(_without_goal, figures) if page.startswith("file_") else figures
    yield _beside(f"pages.{name}.inbox_beside_wagtail", costs["inbox"], _costs(_asking(Asked(EDITOR, PEER))))
    yield _once(f"pages.{name}.likeness_first", _likeness_anew)


# --- what is asked for ----------------------------------------------------------------------------------------------


def _pages() -> dict[str, Asked]:
    from fellesnett.adoption.models import AdoptedText, Showing, Update

    own = AdoptedText.objects.filter(adoption__site__slug=HOSPITAL)
    waits = Update.objects.open().filter(text__in=own).order_by("clean", "pk").select_related("to_edition__topic")
    shown = Showing.objects.live().filter(text__in=own, text__adoption__topic__kind="treatment").order_by("pk")[0].text
    site, host, key = f"/admin/lokalt/{HOSPITAL}", f"{HOSPITAL}.localhost", shown.adoption.topic.key
    newest = waits[0].to_edition
    text = f"{newest.topic.key}/{newest.language}"
    return {
        "inbox": Asked(EDITOR, "/admin/venter/"),
        "inbox_unit": Asked(CLINICIAN, "/admin/venter/?hvem=enhet"),
        "inbox_all": Asked(EDITOR, "/admin/venter/?hvem=alle"),
        "inbox_batch": Asked(EDITOR, "/admin/venter/?velg=alle"),
        "inbox_region": Asked(REGION, "/admin/venter/?hvem=alle"),
        "inbox_national": Asked(NATIONAL, "/admin/nasjonalt/venter/?hvem=alle"),
        "site": Asked(EDITOR, f"{site}/"),
        "texts": Asked(EDITOR, f"{site}/tekster/"),
        "workbench": Asked(EDITOR, f"{site}/tekster/{key}/nb/"),
        "decide": Asked(EDITOR, f"{site}/oppdatering/{waits[0].pk}/"),
        "decide_clean": Asked(EDITOR, f"{site}/oppdatering/{waits.filter(clean=True)[0].pk}/"),
        "compare": Asked(NATIONAL, f"/admin/nasjonalt/tema/{text}/utgaver/sammenlign/?fra=1&til={newest.number}"),
        "national": Asked(NATIONAL, "/admin/nasjonalt/"),
        "order_check": Asked(EDITOR, f"{site}/bestilling/ny/", form=WISH),
        **{f"board_{name}": Asked(NATIONAL, f"/admin/oversikt/{path}") for name, path in BOARDS.items()},
        "board_release": Asked(NATIONAL, f"/admin/oversikt/utgaver/{text}/{newest.number}/"),
        "board_override": Asked(NATIONAL, f"/admin/oversikt/lokale-endringer/sted/?{_departed_place()}"),
        **{f"file_{name}": Asked(NATIONAL, f"/admin/oversikt/{path}") for name, path in FILES.items()},
        "topic": Asked("", f"/behandlinger/{key}/", host),
        "a_to_z": Asked("", "/behandlinger/", host),
    }


def _departed_place() -> str:
    """A place in a text where a hospital says something else, as the board's address names it."""
    from fellesnett.adoption.models import LocalOperation

    overridden = LocalOperation.objects.filter(op="override", state="active", adoption__isnull=False)
    departed = overridden.order_by("pk").select_related("adoption__topic")[0]
    return f"tema={departed.adoption.topic.key}&blokk={departed.target}"


def _asking(asked: Asked) -> Callable[[], None]:
    from django.test import Client

    client = Client(headers={"host": asked.host})
    if asked.email:
        _sign_in(client, asked.email)

    def ask() -> None:
        answer: Any = client.post(asked.address, asked.form) if asked.form else client.get(asked.address)
        if answer.status_code != 200:
            raise RuntimeError(f"{asked.address} answered {answer.status_code}")
        if answer.streaming:
            sum(len(part) for part in answer.streaming_content)

    return ask


def _sign_in(client: Any, email: str) -> None:
    from fellesnett.access.actions.sign_ins import begin
    from fellesnett.access.models import Method
    from fellesnett.accounts.models import User
    from fellesnett.desk.access.sessions import SIGN_IN
    from fellesnett.foundation.clock import now

    user = User.objects.get(email=email)
    client.force_login(user)
    session = client.session
    session[SIGN_IN] = begin(user=user, method=Method.PASSWORD, at=now()).pk  # the desk looks for it at each page
    session.save()


def _likeness_anew() -> None:
    """Does it exist already, asked of a process that has read no text yet."""
    from fellesnett.participation.likeness import Wish, content, similar

    content.forget()
    similar(Wish(WISH["title"], WISH["reason"], (WISH["synonyms"],), (("icd10", "M16"),)))


# --- the figures ----------------------------------------------------------------------------------------------------


def _costs(ask: Callable[[], None]) -> list[Cost]:
    ask()
    return [cost(ask) for _time in range(TIMES)]


def _figures(name: str, costs: list[Cost]) -> Iterator[dict[str, Any]]:
    yield _time_of(name, costs)
    queries = max(cost.queries for cost in costs)
    row = _row(f"{name}_queries", queries, LIMIT_QUERIES, "queries; the limit", 0, queries < LIMIT_QUERIES)
    yield {**row, "goal": f"< {LIMIT_QUERIES}"}


def _without_goal(figure: dict[str, Any]) -> dict[str, Any]:
    """A file is fetched now and then, and sent as it is made: told, and held to the limit of no screen."""
    return {**figure, "goal": "none set", "met": None}


def _time_of(name: str, costs: list[Cost]) -> dict[str, Any]:
    times = [cost.milliseconds for cost in costs]
    middle = statistics.median(times)
    return _row(name, middle, LIMIT_TIME, "ms; the limit", max(times) - min(times), middle <= LIMIT_TIME)


def _beside(name: str, costs: list[Cost], peer: list[Cost]) -> dict[str, Any]:
    own, theirs = (statistics.median(cost.milliseconds for cost in found) for found in (costs, peer))
    times = [cost.milliseconds for cost in costs]
    what = "ms for all that waits at a hospital; Wagtail's own list of the hospital's pages, in the same desk"
    return {**_row(name, own, theirs, what, max(times) - min(times), True), "goal": "for comparison", "met": None}


def _once(name: str, act: Callable[[], None]) -> dict[str, Any]:
    spent = cost(act)
    what = f"ms and {spent.queries} queries, once in the life of a process; the limit of a page"
    return {**_row(name, spent.milliseconds, LIMIT_TIME, what, 0, True), "goal": "for comparison", "met": None}


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
        "other": round(limit, 1),
        "what": what,
        "ratio": round(own / limit, 3),
        "spread": round(spread, 1),
        "goal": f"<= {limit:g}",
        "met": met,
    }


if __name__ == "__main__":
    country.open_copy(sys.argv[1])
    print(json.dumps(list(_measured("postgres"))))
