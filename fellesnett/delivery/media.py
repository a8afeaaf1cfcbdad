"""Which pictures and films may go with a text. One that we do not know to be shared stays on the page it was made for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fellesnett.composition import richtext
from fellesnett.pages.models import Picture, Rights

_MEDIUM = re.compile(r"<img[^>]*>|<video[^>]*>.*?</video>", re.DOTALL)
_FIGURE = re.compile(r"<figure[^>]*>.*?</figure>", re.DOTALL)
_ADDRESS = re.compile(r'src="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Passed:
    """The addresses of the pictures in a text that may be passed on, and how many pictures and films may not."""

    shared: frozenset[str]
    left_out: int

    def of(self, html: str) -> str:
        """The text with what may be passed on; a figure goes with its words. Empty where nothing is left."""
        if not _MEDIUM.search(html):
            return html
        kept = _MEDIUM.sub(self._kept, _FIGURE.sub(self._kept, html))
        return richtext.normalize(kept)

    def _kept(self, found: re.Match[str]) -> str:
        return found[0] if _addresses(found[0]) <= self.shared else ""


def passed_on(texts: Iterable[str]) -> Passed:
    """What of these texts' pictures and films may be passed on: pictures of ours that their owner shares. One query, where
    there are pictures at all."""
    media = [_addresses(medium) for html in texts for medium in _MEDIUM.findall(html)]
    files = [address.removeprefix("/") for addresses in media for address in addresses]
    shared = Picture.objects.filter(rights=Rights.SHARED, file__in=files).values_list("file", flat=True) if files else ()
    addresses = frozenset(f"/{file}" for file in shared)
    return Passed(addresses, sum(not found <= addresses for found in media))


def _addresses(html: str) -> set[str]:
    """The addresses of the pictures and films in a piece of text; one without an address is never shared."""
    return {address for medium in _MEDIUM.findall(html) for address in _ADDRESS.findall(medium) or [""]}
