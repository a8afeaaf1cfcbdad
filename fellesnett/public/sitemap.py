"""A site's addresses as sitemaps.org has them, with the versions of each page in other languages.

One file as long as everything fits; else an index of several. Robots refuse what is longer than the protocol allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from django.utils.html import escape

from fellesnett.public.indexing import Version, Versions
from fellesnett.public.languages import ANY

MOST_ADDRESSES = 50_000
MOST_BYTES = 50 * 1024 * 1024
_START = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = f'{_START}<urlset {_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_TAIL = "</urlset>\n"

Address = Callable[[str], str]
"""From a path on the site to its full address."""


@dataclass(frozen=True, slots=True)
class File:
    """One sitemap, and the latest change of a page in it where any is known."""

    text: str
    changed: datetime | None


Default = Callable[[set[str]], str | None]
"""Of the languages a page is in, the one for those who read none of them."""


def files(pages: Iterable[Versions], address: Address, default: Default) -> list[File]:
    """As few files as hold every page within the protocol's limits; one, also where there are no pages."""
    found: list[File] = []
    lines: list[str] = []
    moments: list[datetime] = []
    size = room = MOST_BYTES - len(_HEAD) - len(_TAIL)
    for entry, version in _entries(pages, address, default):
        needed = len(entry.encode())
        if len(lines) == MOST_ADDRESSES or needed > size:
            found.append(_file(lines, moments))
            lines, moments, size = [], [], room
        lines.append(entry)
        moments += [version.changed] if version.changed else []
        size -= needed
    return [*found, _file(lines, moments)]


def index(found: Iterable[File], address: Address) -> str:
    """The file that leads to several: `/sitemap-1.xml` and so on."""
    lines = (
        f"<sitemap><loc>{escape(address(f'/sitemap-{number}.xml'))}</loc>{_lastmod(file.changed)}</sitemap>\n"
        for number, file in enumerate(found, 1)
    )
    return f"{_START}<sitemapindex {_SPACE}>\n{''.join(lines)}</sitemapindex>\n"


def _file(lines: list[str], moments: list[datetime]) -> File:
    return File(f"{_HEAD}{''.join(lines)}{_TAIL}", max(moments, default=None))


def _entries(pages: Iterable[Versions], address: Address, default: Default) -> Iterator[tuple[str, Version]]:
    """Every version of a page names all of them, itself too."""
    for versions in pages:
        full = {language: address(version.path) for language, version in versions.items()}
        told = {**full, ANY: full[first]} if (first := default(set(full))) else full
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(where)}/>' for language, where in told.items()
        )
        for language, version in versions.items():
            others = links if len(full) > 1 else ""
            yield f"<url><loc>{escape(full[language])}</loc>{_lastmod(version.changed)}{others}</url>\n", version


def _lastmod(changed: datetime | None) -> str:
    return f"<lastmod>{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
