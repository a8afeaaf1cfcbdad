"""The open interface: an item beside a static answer, a thousand beside building them, the memory of the export, the feed.

Each request goes to the application as it is served, in this process, and is measured in processor time; every figure is the
median of several rounds. The static answer is a plain view that has the same bytes in memory and sends them with the same
headers through the same middleware. An item is asked of the web server too, over a socket, beside that view, a file that the
server itself sends (WhiteNoise), and bytes from memory before everything: that one says what is left to win, and has no goal.
The peers hold the same texts: Wagtail's pages and its API, and tables of their own with Django REST framework.
"""

from __future__ import annotations

import statistics
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from bench import database, served
from bench.database import cost

TEXTS, AT_A_TIME = 1_000, 200
ASKED, SERVED, ROUNDS = 300, 1_000, 3
FEW, MANY = 1_200, 12_000
BLOCKS = 5  # in each of two sections
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MEMORY_ALLOWED = 1.1
PAGES = 10
GROWTH_ALLOWED = 1.3


def run() -> Iterator[dict[str, Any]]:
    """Ratios to the peers, each from the same run."""
    with database.fresh():
        _lay()
        yield from _item()
        yield from _served()
        yield from _thousand()
        yield _memory()
        yield from _feed()


# --- the data -------------------------------------------------------------------------------------------------------


def _lay() -> None:
    """A thousand national texts, told; and the same words in the peers' tables."""
    from fellesnett.adoption.tests.factories import make_edition, make_topic, text
    from fellesnett.api import doors
    from fellesnett.codes.tests.factories import make_code_system
    from fellesnett.delivery.following import follow
    from fellesnett.delivery.models import FeedHead
    from fellesnett.delivery.showing import publish_edition
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
    feed.close()
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


def _item() -> Iterator[dict[str, Any]]:
    address, static = f"/api/v1/content/{_peer().item()[0]}", "/peer/static"
    yield _row("api.item", *_in_turn(_many(address), _many(static)), f"ms for {ASKED} items; the same bytes, static", 1.3)
    gzip = {"HTTP_ACCEPT_ENCODING": "gzip"}
    yield _row("api.item_packed", *_in_turn(_many(address, gzip), _many(static, gzip)), f"ms for {ASKED}, both with gzip", 1.3)
    held = {"HTTP_IF_NONE_MATCH": dict(_peer().item()[1])["ETag"]}
    yield _row("api.item_held", *_in_turn(_many(address, held), _many(static, held)), f"ms for {ASKED} that the reader has", 1.3)


def _peer() -> Any:
    from bench.peer_app import urls

    return urls


def _served() -> Iterator[dict[str, Any]]:
    """The same over a socket, from a web server of its own."""
    address = f"/api/v1/content/{_peer().item()[0]}"
    with served.server() as server:
        asked = [lambda path=path: server.spent_on(path, SERVED) for path in (address, "/peer/static", served.FILE, "/peer/raw")]
        for act in asked:
            act()
        rounds = [[act() for act in asked] for _round in range(ROUNDS)]
    ours, static, file, raw = (list(times) for times in zip(*rounds, strict=True))
    what = f"ms that the server spends on {SERVED} items over a socket;"
    yield _row("api.served", ours, static, f"{what} a static answer", 1.3)
    yield _row("api.served_file", ours, file, f"{what} a static file", 1.3)
    yield _row("api.served_raw", ours, raw, f"{what} bytes from memory, before everything", None)


def _thousand() -> Iterator[dict[str, Any]]:
    ours, packed, built, framework, wagtail = _in_turn(
        lambda: _pages("/api/v1/content"),
        lambda: _pages("/api/v1/content", HTTP_ACCEPT_ENCODING="gzip"),
        _build,
        lambda: _pages("/peer/texts"),
        lambda: _pages("/peer/wagtail/pages/"),
    )
    yield _row("api.thousand_packed", packed, built, f"ms for {TEXTS} texts with gzip; building them, without", 0.1)
    yield _row("api.thousand", ours, built, f"ms for {TEXTS} texts as stored; building them from the database", 0.1)
    yield _row("api.thousand_drf", ours, framework, f"ms for {TEXTS} texts; Django REST framework", 0.1)
    yield _row("api.thousand_wagtail", ours, wagtail, f"ms for {TEXTS} texts; Wagtail's API v2", 0.1)


def _memory() -> dict[str, Any]:
    few, many = (_peak_of_export(items) for items in (FEW, MANY))
    what = f"kB at most in the export of {MANY} items; of {FEW}"
    return _row("api.export_memory", [many], [few], what, MEMORY_ALLOWED)


def _peak_of_export(items: int) -> float:
    """Kilobytes at most while the export is read to its end."""
    from fellesnett.delivery.models import FeedHead, Item

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
    FeedHead.objects.update(seq=items)
    tracemalloc.start()
    lines = _ask("/api/v1/export")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if lines.count != items:
        raise RuntimeError(f"the export has {lines.count} lines, not {items}")
    return peak / 1000


def _feed() -> Iterator[dict[str, Any]]:
    """The feed with many services beside the feed with few: what a page of it costs, wherever it is, for a copy of some of it."""
    _tell_services(FEW)
    few = _in_turn(*(lambda ask=ask: ask(FEW) for ask in (_first, _middle, _last)))
    _tell_services(MANY)
    many = _in_turn(*(lambda ask=ask: ask(MANY) for ask in (_first, _middle, _last)))
    for where, ours, other in zip(("first", "middle", "last"), many, few, strict=True):
        what = f"ms for {PAGES} times the {where} page of {MANY} services' lines; of {FEW}"
        yield _row(f"api.feed_{where}", ours, other, what, GROWTH_ALLOWED)


def _first(services: int) -> None:
    _narrowed(_newest() - services)


def _middle(services: int) -> None:
    _narrowed(_newest() - services // 2)


def _last(services: int) -> None:
    _narrowed(_newest() - AT_A_TIME)


def _narrowed(since: int) -> None:
    """A page of the feed for whoever copies the services of one owner."""
    for _time in range(PAGES):
        _ask(f"/api/v1/changes?type=service&owner=www&limit={AT_A_TIME}&since={since}")


def _newest() -> int:
    from fellesnett.delivery.models import FeedHead

    return FeedHead.objects.get().seq


def _tell_services(wanted: int) -> None:
    """So many services of the front door's organization, each with its line at the end of the feed."""
    from fellesnett.delivery.models import Change, FeedHead, Item
    from fellesnett.organizations.models import Site

    owner, head = Site.objects.get(is_front_door=True).organization, FeedHead.objects.get()
    there = Item.objects.filter(type="service").count()
    facts = {"type": "service", "language": "nb", "version": 1, "document": "{}", "owner": owner}
    times = {"first_published": MORNING, "changed": MORNING, "modified": MORNING}
    items = Item.objects.bulk_create(
        (
            Item(subject=f"adoption:{number}", seq=head.seq + number - there + 1, **facts, **times)
            for number in range(there, wanted)
        ),
        batch_size=500,
    )
    Change.objects.bulk_create(
        (Change(seq=row.seq, item=row, kind="published", version=1, at=MORNING, significant=True, owner=owner) for row in items),
        batch_size=500,
    )
    head.seq += len(items)
    head.save()


# --- asking ---------------------------------------------------------------------------------------------------------


def _many(address: str, headers: dict[str, str] | None = None) -> Callable[[], None]:
    def ask() -> None:
        for _time in range(ASKED):
            _ask(address, **headers or {})

    return ask


def _pages(address: str, **headers: str) -> None:
    """A thousand, as many at a time as a list may hold. What is said is not read here: that is the reader's own cost."""
    more = "&fields=*&type=peer_app.PeerTopicPage" if "wagtail" in address else ""
    onward, pages = f"{address}?limit={AT_A_TIME}{more}", 0
    while onward:
        said = _ask(onward, **headers)
        pages += 1
        if address.startswith("/api"):
            onward = said.onward
        else:
            onward = f"{address}?limit={AT_A_TIME}&offset={pages * AT_A_TIME}{more}" if pages * AT_A_TIME < TEXTS else ""
    if pages * AT_A_TIME != TEXTS:
        raise RuntimeError(f"{address} has {pages} pages")


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
    """What came of a request: its first piece, how many pieces, and where the next page is."""

    def __init__(self, pieces: Any, headers: dict[str, str]) -> None:
        self.first, self.count = b"", 0
        self.onward = headers.get("Link", "").removeprefix("<").partition(">")[0]
        for piece in pieces:
            self.first = self.first or piece
            self.count += 1


def _ask(address: str, **headers: str) -> _Said:
    """One request to the application, as the server hands it over."""
    path, _mark, query = address.partition("?")
    said: list[Any] = []
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
        **headers,
    }
    answer = _application()(environ, lambda line, named: said.extend((line, dict(named))))
    came = _Said(answer, said[1])
    if hasattr(answer, "close"):
        answer.close()
    if said[0][:3] not in ("200", "304"):
        raise RuntimeError(f"{address} answered {said[0]}: {came.first[:300]!r}")
    return came


def _application() -> Any:
    if not _MADE:
        from fellesnett.config.wsgi import application

        _MADE.append(application)
    return _MADE[0]


_MADE: list[Any] = []


def _in_turn(*acts: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of processor time of each act, round by round, after once to warm up."""
    for act in acts:
        act()
    rounds = [[cost(act).milliseconds for act in acts] for _round in range(ROUNDS)]
    return [list(times) for times in zip(*rounds, strict=True)]


def _row(name: str, ours: list[float], other: list[float], what: str, goal: float | None) -> dict[str, Any]:
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
        "goal": "none" if goal is None else f"<= {goal:g}",
        "met": None if goal is None else own / peer <= goal,
    }
