"""`python -m tests.gates.world FOLDER`: the demonstration that lies in the folder, read from end to end, then served.

A process of its own, since it commits what it adds. It writes what every address answered to
`FOLDER/answers.jsonl`, prints one line with its port, and serves until its standard input is closed. With the database
of an earlier run in the folder it adds nothing and only reads anew.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import urldefrag, urljoin, urlsplit

from tests.demonstrated import TODAY, stand_still

if TYPE_CHECKING:
    from tests.gates.listed import Listed

THEMES = {"dark": "#003283", "yellow": "#ffcc00", "middle": "#2f8fbf"}
LIMIT = 20_000
"""Addresses; more than this means that pages make up addresses without end."""

stand_still()


def prepare(folder: Path) -> None:
    """Add to the demonstration in the folder what it has not, unless it is there."""
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "fellesnett.config.settings.local"}
    os.environ.pop("DATABASE_URL", None)
    import django
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    django.setup()
    gc.freeze()  # what is loaded stays: it need not be searched for garbage five thousand times
    gc.set_threshold(100_000, 10, 10)
    call_command("prepare", stdout=sys.stderr)
    setup_test_environment()  # answers tell which templates wrote them
    from fellesnett.organizations.models import Site

    if not Site.objects.filter(slug="bygda").exists():
        open_and_close(folder)
        deliver()


def open_and_close(folder: Path) -> None:
    """A site that is being prepared, and one that is gone: every site of the demonstration is open."""
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Site
    from fellesnett.pages.actions import close_site, open_site
    from fellesnett.pages.gates.closing import Onward

    by = User.objects.get(email="nasjonal@demo.example")
    for slug, name in (("fjord", "Fjord sykehus"), ("bygda", "Bygda sykehus")):
        organization = Organization.objects.create(key=slug, kind="health_trust", name=f"{name} HF")
        open_site(organization=organization, slug=slug, name=name, language="nb", by=by, at=TODAY)
    gone, successor = (Site.objects.get(slug=slug) for slug in ("bygda", "unn"))
    close_site(site=gone, onward=Onward(site=successor), export=folder / "bygda.json", by=by, at=TODAY)


def deliver() -> None:
    """What the worker does: each text becomes a document that others may show. Then one of the site that is gone is taken away,
    and another has taken over."""
    from django.db import transaction

    from fellesnett.delivery.following import follow
    from fellesnett.delivery.models import FeedHead, Item
    from fellesnett.delivery.writing import Feed
    from fellesnett.organizations.models import Site

    follow(at=TODAY)
    with transaction.atomic():
        feed = Feed(FeedHead.objects.select_for_update().get(id=1))
        after = Item.objects.get(topic__key="kneprotese", site__slug="unn", place=None, language="nb")
        kept = {name: getattr(after, name) for name in ("type", "topic", "edition", "language")}
        dates = dict.fromkeys(("first_published", "changed", "modified"), TODAY)
        item = Item.objects.create(site=Site.objects.get(slug="bygda"), **kept, **dates)
        feed.take_away(item, at=TODAY, reason="withdrawn", recall=True, replaced_by=after)
        feed.head.save()


def kinds_of_sites() -> dict[str, str]:
    """What sort of body each host belongs to: their front pages differ."""
    from fellesnett.public import hosts

    sites = hosts.directory().by_slug.values()
    return {f"{site.slug}.localhost": "front_door" if site.is_front_door else site.organization.kind for site in sites}


def as_if_findable() -> AbstractContextManager[object]:
    """The demonstration is shut to robots. What each page would say if it were not is asked of its frame while it is read."""
    return mock.patch("fellesnett.public.indexing.may_be_found", side_effect=lambda site: site.is_open)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def ask(client: Any, host: str, path: str, form: dict[str, str] | None = None) -> dict[str, Any]:
    """What a host answers at a path, as plain values."""
    client.cookies.clear()
    to = {"host": host}
    answer = client.get(path, headers=to) if form is None else client.post(path, form, headers=to)
    match, kind = answer.wsgi_request.resolver_match, answer.headers.get("Content-Type", "")
    frame = answer.context.get("frame") if answer.context else None
    squeezed = client.get(path, headers={**to, "accept-encoding": "gzip"}) if "css" in kind or "script" in kind else None
    return {
        "host": host,
        "path": path,
        "form": form,
        "status": answer.status_code,
        "kind": kind,
        "location": answer.headers.get("Location", ""),
        "headers": {name.lower(): value for name, value in answer.headers.items()},
        "cookies": sorted(answer.cookies),
        "route": match.route if match else "",
        "named": {name: str(value) for name, value in match.kwargs.items()} if match else {},
        "templates": [template.name for template in answer.templates if template.name],
        "body": body_of(answer).decode("utf-8", "replace") if kind.startswith(("text/", "application/")) else "",
        "squeezed": len(body_of(squeezed)) if squeezed else 0,
        "findable": bool(frame and frame.indexed),
    }


def read_everything(folder: Path, listed: Iterable[Listed]) -> None:
    """Ask every address that can be reached from a front page, those of `seeds`, and those that a sitemap lists; write the
    answers down."""
    from django.test import Client

    from tests.gates.pages import Answer, addresses_in, answers_to_forms
    from tests.gates.seeds import seeds

    client = Client(raise_request_exception=False)
    own = kinds_of_sites()
    waiting = deque(seeds())
    waiting.extend((to.hostname or "", to.path, None) for each in listed if (to := urlsplit(each.address)))
    sent: set[str] = set()  # a form's address on one site is enough
    seen = {(host, path) for host, path, form in waiting if form is None}
    with (folder / "answers.jsonl").open("w") as book:
        while waiting:
            host, path, form = waiting.popleft()
            said = ask(client, host, path, form) | {"owner": own.get(host, "")}
            book.write(json.dumps(said, ensure_ascii=False) + "\n")
            answer = Answer(**said)
            if len(seen) > LIMIT:
                raise RuntimeError(f"More than {LIMIT} addresses: {host}{path} makes up addresses without end")
            forms = [(address, data) for address, data in answers_to_forms(answer) if address not in sent]
            sent |= {address for address, _ in forms}
            waiting.extend((host, address, data) for address, data in forms)
            for address in addresses_in(answer):
                to = urlsplit(urldefrag(urljoin(f"http://{host}{path}", address)).url)
                where = (to.hostname or "", to.path + (f"?{to.query}" if to.query else ""))
                if to.hostname in own and where not in seen:
                    seen.add(where)
                    waiting.append((*where, None))


def read_sitemaps(folder: Path) -> list[Listed]:
    """What the sitemaps of all sites list, as if it were real: the sites are open to robots while they are asked."""
    from django.test import Client

    from tests.gates.listed import as_if_real, read

    client = Client(raise_request_exception=False)
    with as_if_real():
        sitemaps = [client.get("/sitemap.xml", headers={"host": host}) for host in kinds_of_sites()]
    # A site without readers yet, or that is no longer, has none.
    found = [each for sitemap in sitemaps if sitemap.status_code == 200 for each in read(sitemap.content.decode())]
    (folder / "listed.json").write_text(json.dumps([asdict(each) for each in found]))
    return found


def write_themes(folder: Path) -> None:
    from fellesnett.public import themes

    (folder / "themes.json").write_text(json.dumps({name: themes.stylesheet(brand) for name, brand in THEMES.items()}))


def serve() -> None:
    """Answer on a free port of this machine until nobody listens at the other end of standard input."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps({"port": server.server_port}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    where = Path(sys.argv[1]).resolve()
    prepare(where)
    write_themes(where)
    listed = read_sitemaps(where)
    with as_if_findable():
        read_everything(where, listed)
    serve()
