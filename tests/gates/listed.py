"""What the sitemaps of the demonstration list, read as if it were real: its sites are open while the gates look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
import lxml.html

from tests.gates.pages import without_language

SPACES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@dataclass(frozen=True)
class Listed:
    """An address in a sitemap (or in none), the versions told beside it, and what the page there said of itself."""

    address: str
    versions: Mapping[str, str] = field(default_factory=dict)
    changed: str = ""
    status: int = 200
    canonical: str = ""
    noindex: bool = False
    in_head: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    route: str = ""
    in_a_sitemap: bool = True

    def __str__(self) -> str:
        return self.address


def read(text: str) -> Iterator[Listed]:
    """The addresses of one sitemap."""
    for each in lxml.etree.fromstring(text.encode()).findall("s:url", SPACES):
        versions = {link.get("hreflang"): link.get("href") for link in each.findall("x:link", SPACES)}
        yield Listed(each.findtext("s:loc", "", SPACES), versions, each.findtext("s:lastmod", "", SPACES))


def met(found: Listed, answer: Any) -> Listed:
    """The address with what its page answered."""
    match = answer.wsgi_request.resolver_match
    if answer.status_code != 200:
        return replace(found, status=answer.status_code)
    tree = lxml.html.document_fromstring(answer.content.decode())
    return replace(
        found,
        canonical="".join(tree.xpath("//link[@rel='canonical']/@href")),
        noindex=bool(tree.xpath("//meta[@name='robots']")),
        in_head={link.get("hreflang"): link.get("href") for link in tree.xpath("//link[@rel='alternate'][@hreflang]")},
        language=answer.headers.get("Content-Language", ""),
        route=without_language(match.route if match else ""),
    )


def ask(client: Any, hosts: Iterable[str], lasting: Iterable[str]) -> Iterator[Listed]:
    """Every address that the sitemap of any host lists, asked for; then the lasting addresses that none of them lists.
    Nothing of this is kept in the database."""
    with _as_if_real():
        known = set()
        for host in hosts:
            sitemap = client.get("/sitemap.xml", headers={"host": host})
            for found in read(sitemap.content.decode()) if sitemap.status_code == 200 else ():  # no readers yet, or no longer
                known.add(found.address)
                yield _asked(client, found)
        for address in sorted(set(lasting) - known):
            yield _asked(client, Listed(address, in_a_sitemap=False))


def _asked(client: Any, found: Listed) -> Listed:
    to = urlsplit(found.address)
    return met(found, client.get(to.path, headers={"host": to.netloc}))


def _as_if_real() -> ExitStack:
    """All sites open to robots, until the end of the block; then everything is as it was."""
    from django.db import transaction
    from django.test import override_settings

    from fellesnett.national.models import Topic
    from fellesnett.organizations.models import Site
    from fellesnett.pages.models import page_models
    from fellesnett.public import hosts

    stack = ExitStack()
    stack.callback(hosts.forget)
    stack.enter_context(override_settings(ROBOTS_WELCOME=True, SITE_MAP_SECONDS=600))
    stack.enter_context(transaction.atomic())
    stack.callback(transaction.set_rollback, True)
    for model in (Site, Topic, *page_models()):
        model._default_manager.filter(is_demonstration=True).update(is_demonstration=False)
    hosts.forget()
    return stack


def faults(found: Listed, known: Mapping[str, Listed]) -> list[str]:
    """What is wrong with an address in a sitemap."""
    wrong = [f"answers {found.status}"] if found.status != 200 else []
    wrong += ["is noindex"] if found.noindex else []
    wrong += [f"its page says {found.canonical}"] if found.status == 200 and found.canonical != found.address else []
    wrong += [f"versions in the page: {found.in_head}"] if found.status == 200 and found.in_head != found.versions else []
    wrong += [f"{where} is not listed" for where in found.versions.values() if where not in known]
    if found.versions and found.versions.get(found.language) != found.address:
        wrong.append(f"is not the {found.language} version it says")
    return wrong
