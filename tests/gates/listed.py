"""What the sitemaps of the demonstration list as if it were real, held against what the pages said when they were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import lxml.etree

from tests.gates.pages import Answer, without_language

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


def met(listed: Iterable[Listed], answers: Iterable[Answer]) -> list[Listed]:
    """Every listed address with what its page said when it was read; then the lasting addresses that no sitemap lists.
    What nobody met on the way is not reached by any link, and so has no status (0)."""
    read_at = {_address(answer.host, answer.path): answer for answer in answers if answer.form is None}
    named = {found.address for found in listed}
    lasting = {canonical for answer in read_at.values() if answer.status == 200 and (canonical := answer.canonical)}
    others = [Listed(address, in_a_sitemap=False) for address in sorted(lasting - named)]
    return [_with(found, read_at.get(found.address)) for found in (*listed, *others)]


def _address(host: str, path: str) -> str:
    return f"http://{host}{path}"


def _with(found: Listed, answer: Answer | None) -> Listed:
    if answer is None or answer.status != 200:
        return replace(found, status=answer.status if answer else 0)
    links = answer.tree.xpath("//link[@rel='alternate'][@hreflang]")
    return replace(
        found,
        canonical=answer.canonical,
        noindex=not answer.findable,
        in_head={link.get("hreflang"): link.get("href") for link in links},
        language=answer.headers.get("content-language", ""),
        route=without_language(answer.route),
    )


def as_if_real() -> ExitStack:
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
