"""One new edition handed to fifty hospitals, beside the same change through Wagtail's own page aliases.

Twenty of the hospitals have local text: ten where the change is, ten elsewhere. Ours ends with pages, plans, open items
and log stored in one transaction; Wagtail's ends with fifty alias pages that say the same. Both on the embedded database.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench import database
from bench.database import Cost, cost

SITES = (10, 50)
ROUNDS = 5
LIMIT = 300.0
BLOCKS = 24
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def run() -> list[dict[str, Any]]:
    """Milliseconds of server time and queries, with the spread over several editions."""
    with database.fresh():
        few, many = (list(_ours(sites)) for sites in SITES)
        lane = list(_ours(SITES[-1], change_class="safety"))
        peer = list(_aliases(SITES[-1]))
    ours, theirs = _middle(many), _middle(peer)
    what = f"ms of processor time for {SITES[-1]} sites, 20 with local text; Wagtail's page aliases"
    return [
        _figure("roll_out.time", many, theirs.milliseconds, what, f"<= {LIMIT:g} ms", ours.milliseconds <= LIMIT),
        _figure(
            "roll_out.safety",
            lane,
            theirs.milliseconds,
            f"{what}; live at once everywhere",
            f"<= {LIMIT:g} ms",
            _middle(lane).milliseconds <= LIMIT,
        ),
        _counted(
            "roll_out.queries",
            ours.queries,
            theirs.queries,
            "queries for 50 sites; Wagtail's page aliases",
            "fewer",
            theirs.queries,
        ),
        _counted(
            "roll_out.growth",
            ours.queries,
            _middle(few).queries,
            "queries for 50 sites; for 10 sites",
            "no more",
            _middle(few).queries,
        ),
    ]


def _middle(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(cost.milliseconds for cost in costs), max(cost.queries for cost in costs))


def _figure(name: str, costs: list[Cost], other: float, what: str, goal: str, met: bool) -> dict[str, Any]:
    times = [cost.milliseconds for cost in costs]
    own = statistics.median(times)
    return {
        "name": name,
        "ours": round(own, 1),
        "other": round(other, 1),
        "what": what,
        "ratio": round(own / other, 4),
        "spread": round(max(times) - min(times), 1),
        "goal": goal,
        "met": met,
    }


def _counted(name: str, own: int, other: int, what: str, goal: str, limit: int) -> dict[str, Any]:
    shared = {"name": name, "ours": own, "other": other, "what": what}
    return {**shared, "ratio": round(own / other, 4), "spread": 0, "goal": goal, "met": own <= limit}


# --- ours -----------------------------------------------------------------------------------------------------------


def _ours(sites: int, change_class: str = "content") -> Iterator[Cost]:
    """One roll-out an edition, after the hospitals have approved what came before."""
    from bench import hospitals

    topic = hospitals.lay(f"{change_class}-{sites}", sites, BLOCKS, at=MORNING)
    for number in range(1, ROUNDS + 1):
        edition = hospitals.next_edition(topic, number, change_class, at=MORNING + timedelta(days=number))
        yield cost(lambda edition=edition: hospitals.roll_out(edition))  # type: ignore[misc]


# --- Wagtail's own --------------------------------------------------------------------------------------------------


def _aliases(sites: int) -> Iterator[Cost]:
    """A page published with a change, and carried to its alias on every site by Wagtail itself."""
    from wagtail.models import Page, Site

    from bench.peer_app.models import PeerTopicPage

    root = Page.get_first_root_node()
    home = root.add_child(instance=Page(title="National", slug="national"))
    source = home.add_child(instance=PeerTopicPage(title="Topic", slug="topic", body=_body(0)))
    source.save_revision().publish()
    for number in range(sites):
        front = root.add_child(instance=Page(title=f"Site {number}", slug=f"site-{number}"))
        Site.objects.create(hostname=f"peer{number}.example", root_page=front)
        source.create_alias(parent=front)
    for number in range(1, ROUNDS + 1):
        page = PeerTopicPage.objects.get(pk=source.pk)
        page.body = _body(number)
        revision = page.save_revision()
        yield cost(revision.publish)


def _body(number: int) -> list[tuple[str, Any]]:
    from wagtail.rich_text import RichText

    from bench.hospitals import words

    return [("text", RichText(words(block, number if block == 1 else 0))) for block in range(BLOCKS)]
