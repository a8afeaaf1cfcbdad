"""The open interface: an item beside the same bytes from memory, a thousand items beside building them, and the export's memory.

Each request goes through the whole of Django, in this process, and is measured in processor time; every figure is the median of
several rounds. The peers hold the same texts: Wagtail's pages and its API, and tables of their own with Django REST framework.
"""

from __future__ import annotations

import json
import statistics
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from bench import database
from bench.database import cost

TEXTS, AT_A_TIME = 1_000, 200
ASKED, ROUNDS = 300, 5
FEW, MANY = 1_200, 12_000
BLOCKS = 5  # in each of two sections
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MEMORY_ALLOWED = 1.1


def run() -> list[dict[str, Any]]:
    """Ratios to the peers, each from the same run."""
    with database.fresh():
        _lay()
        return [_item(), *_thousand(), _memory()]


# --- the data -------------------------------------------------------------------------------------------------------


def _lay() -> None:
    """A thousand national texts, told; and the same words in the peers' tables."""
    from fellesnett.adoption.tests.factories import make_edition, make_topic, text
    from fellesnett.api import doors
    from fellesnett.codes.tests.factories import make_code_system
    from fellesnett.delivery.following import follow, publish_edition
    from fellesnett.delivery.models import FeedHead
    from fellesnett.delivery.tests.factories import make_front_door
    from fellesnett.delivery.writing import Feed
    from fellesnett.national.models import TopicCoding

    doors.OFTEN.limit = 10**9
    front_door = make_front_door()
    system = make_code_system("icd10", oid="2.16.578.1.12.4.1.1.7110")
    peers = _Peers(front_door.organization)
    feed = Feed(FeedHead.objects.get())
    for number in range(TEXTS):
        topic = make_topic(f"tema-{number}", title=f"Tema {number}")
        codes = [TopicCoding.objects.create(topic=topic, system=system, code=f"M{number + part}") for part in (0, 1)]
        sections = {key: [text(f"{key}-{number}-{block}", words(number, block)) for block in range(BLOCKS)] for key in KEYS}
        publish_edition(feed, make_edition(topic, sections, at=MORNING), MORNING, recall=False)
        peers.add(topic.title, codes, {key: "".join(block["html"] for block in sections[key]) for key in KEYS})
    feed.head.save()
    follow(at=MORNING)


KEYS = ("before", "after")


def words(number: int, block: int) -> str:
    """A paragraph of some length."""
    said = "Du må faste i seks timer før undersøkelsen, og drikke vann til to timer før. " * 4
    return f"<p>Avsnitt {block} om tema {number}. {said.strip()}</p>"


class _Peers:
    def __init__(self, organization: Any) -> None:
        from wagtail.models import Page, Site

        self.organization = organization
        root = Page.get_first_root_node()
        self.home = root.add_child(instance=Page(title="Front", slug="front"))
        Site.objects.update_or_create(hostname="www.localhost", defaults={"root_page": self.home, "is_default_site": True})

    def add(self, title: str, codes: list[Any], sections: dict[str, str]) -> None:
        from wagtail.rich_text import RichText

        from bench.peer_app.models import PeerCode, PeerSection, PeerText, PeerTopicPage

        body = [("text", RichText(html)) for html in sections.values()]
        self.home.add_child(instance=PeerTopicPage(title=title, slug=title.lower().replace(" ", "-"), body=body))
        row = PeerText.objects.create(title=title, language="nb", owner=self.organization, modified=MORNING)
        row.codes.set(PeerCode.objects.bulk_create(PeerCode(system="icd10", code=one.code, display="Kode") for one in codes))
        PeerSection.objects.bulk_create(
            PeerSection(text=row, position=place, heading=key, html=html) for place, (key, html) in enumerate(sections.items())
        )


# --- the figures ----------------------------------------------------------------------------------------------------


def _item() -> dict[str, Any]:
    from bench.peer_app.urls import STATIC
    from fellesnett.delivery.models import Item

    item = Item.objects.texts()[0]
    address = f"/api/v1/content/{item.pk}"
    STATIC["bytes"] = item.document.encode()
    ours, static = _in_turn(_many(address), _many("/peer/static"))
    return _row("api.item", ours, static, f"ms for {ASKED} items; the same bytes from memory", 1.3)


def _thousand() -> Iterator[dict[str, Any]]:
    ours, built, framework, wagtail = _in_turn(
        lambda: _pages("/api/v1/content"), _build, lambda: _pages("/peer/texts"), lambda: _pages("/peer/wagtail/pages/")
    )
    yield _row("api.thousand", ours, built, f"ms for {TEXTS} texts as stored; building them from the database", 0.1)
    yield _row("api.thousand_drf", ours, framework, f"ms for {TEXTS} texts; Django REST framework", 0.1)
    yield _row("api.thousand_wagtail", ours, wagtail, f"ms for {TEXTS} texts; Wagtail's API v2", 0.1)


def _memory() -> dict[str, Any]:
    few, many = (_peak_of_export(items) for items in (FEW, MANY))
    what = f"kB at most in the export of {MANY} items; of {FEW}"
    return _row("api.export_memory", [many], [few], what, MEMORY_ALLOWED)


def _peak_of_export(items: int) -> float:
    """Kilobytes at most while the export is read to its end."""
    from fellesnett.delivery.models import Item

    document = Item.objects.texts()[0].document
    there = Item.objects.count()
    times = {"first_published": MORNING, "changed": MORNING, "modified": MORNING}
    Item.objects.bulk_create(
        (
            Item(type="news", subject=f"page:newsitem:{number}", language="nb", version=1, seq=number, document=document, **times)
            for number in range(there, items)
        ),
        batch_size=500,
    )
    tracemalloc.start()
    lines = _ask("/api/v1/export")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if lines.count != items:
        raise RuntimeError(f"the export has {lines.count} lines, not {items}")
    return peak / 1000


# --- asking ---------------------------------------------------------------------------------------------------------


def _many(address: str) -> Callable[[], None]:
    def ask() -> None:
        for _time in range(ASKED):
            _ask(address)

    return ask


def _pages(address: str) -> None:
    """A thousand, as many at a time as a list may hold."""
    field = "cursor" if address.startswith("/api") else "offset"
    more = "&fields=*&type=peer_app.PeerTopicPage" if "wagtail" in address else ""
    following, read = "0", 0
    while read < TEXTS:
        said = json.loads(_ask(f"{address}?limit={AT_A_TIME}&{field}={following}{more}").first)
        items = said.get("items") or said["results"]
        read += len(items)
        following = str(items[-1]["seq"]) if field == "cursor" else str(read)


def _build() -> None:
    """What our documents would cost if each were made when it is asked for."""
    from fellesnett.composition.composing import compose
    from fellesnett.delivery.documents import Shown, as_text, document_of
    from fellesnett.delivery.models import Item
    from fellesnett.organizations.models import Site

    front_door = Site.objects.select_related("organization").get(is_front_door=True)
    items = Item.objects.texts().select_related("topic", "edition__topic", "site", "place")
    items = items.prefetch_related("topic__synonyms", "topic__codings__system")
    for item in items.order_by("seq"):
        as_text(document_of(item, Shown(compose(item.edition.value), item.edition, front_door, front_door.organization, None)))


class _Said:
    """What came of a request: its first piece, and how many pieces."""

    def __init__(self, pieces: Any) -> None:
        self.first, self.count = b"", 0
        for piece in pieces:
            self.first = self.first or piece
            self.count += 1


def _ask(address: str) -> _Said:
    """One request through the whole of Django, as the server hands it over."""
    path, _mark, query = address.partition("?")
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "www.localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "www.localhost:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    answer = _application()(environ, lambda line, headers: status.append(line))
    said = _Said(answer)
    answer.close()
    if not status[0].startswith("200"):
        raise RuntimeError(f"{address} answered {status[0]}: {said.first[:300]!r}")
    return said


def _application() -> Any:
    if not _MADE:
        from django.core.handlers.wsgi import WSGIHandler

        _MADE.append(WSGIHandler())
    return _MADE[0]


_MADE: list[Any] = []


def _in_turn(*acts: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of processor time of each act, round by round, after once to warm up."""
    for act in acts:
        act()
    rounds = [[cost(act).milliseconds for act in acts] for _round in range(ROUNDS)]
    return [list(times) for times in zip(*rounds, strict=True)]


def _row(name: str, ours: list[float], other: list[float], what: str, goal: float) -> dict[str, Any]:
    """The ratio of the medians; the spread is that of the ratio from round to round."""
    own, peer = statistics.median(ours), statistics.median(other)
    ratios = [one / another for one, another in zip(ours, other, strict=True)]
    return {
        "name": name,
        "ours": round(own, 1),
        "other": round(peer, 1),
        "what": what,
        "ratio": round(own / peer, 3),
        "spread": round(max(ratios) - min(ratios), 3),
        "goal": f"<= {goal:g}",
        "met": own / peer <= goal,
    }
