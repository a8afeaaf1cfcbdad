"""What a page may weigh. The numbers are the issue's; a telephone in a valley pays for each byte."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from tests.gates.links import Known
from tests.gates.pages import Answer

KIB = 1024
HTML, CSS, THEME, SCRIPT = 15 * KIB, 20 * KIB, KIB, 15 * KIB
REQUESTS, ELEMENTS, SHIFT = 8, 800, 0.02
LONG: Mapping[str, str] = {
    "list.html": "an A to Å is as long as the alphabet of what the site has",
    "api-docs_nb.html": "has every call of the interface, each with its form",
    "api-docs_en.html": "the same in English",
}
"""Page types that may have more elements, and why."""


def over(answer: Answer, known: Known) -> list[str]:
    """Everything in which a page is over its budget."""
    weights = {
        "HTML": (len(gzip.compress(answer.body.encode(), 6)), HTML),
        "styles": (_squeezed(answer, known, "//link[@rel='stylesheet'][not(starts-with(@href, '/tema/'))]/@href"), CSS),
        "theme": (_squeezed(answer, known, "//link[@rel='stylesheet'][starts-with(@href, '/tema/')]/@href"), THEME),
        "scripts": (_squeezed(answer, known, "//script[@src]/@src"), SCRIPT),
        "requests": (1 + len(set(_loaded(answer))), REQUESTS),
    }
    if answer.page_type not in LONG:
        weights["elements"] = (sum(1 for _ in answer.tree.iter("*")), ELEMENTS)
    return [f"{what}: {found} of {allowed}" for what, (found, allowed) in weights.items() if found > allowed]


def _loaded(answer: Answer) -> list[str]:
    lazy = "not(@loading='lazy')"
    wanted = f"//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img[{lazy}]/@src"
    return [str(address) for address in answer.tree.xpath(wanted)]


def _squeezed(answer: Answer, known: Known, wanted: str) -> int:
    """The bytes of these files, compressed as they were served."""
    places = [urlsplit(urljoin(f"http://{answer}", str(address))) for address in answer.tree.xpath(wanted)]
    return sum(known[place.hostname or "", place.path].squeezed for place in places)


def foreign(answer: Answer) -> list[str]:
    """Files that a page would fetch from others."""
    wanted = (
        "//link[contains('stylesheet icon preload preconnect', @rel)]/@href | //@src | //@srcset | //@poster | //object/@data"
    )
    return [
        str(address)
        for address in answer.tree.xpath(wanted)
        if urljoin(f"http://{answer}", str(address)).split("/")[2] != answer.host
    ]
