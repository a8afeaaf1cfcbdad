"""Where the links lead, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml.html import HtmlElement

from tests.gates.pages import Answer, addresses_in

VAGUE = {
    *(
        "les mer",
        "les meir",
        "les mer her",
        "klikk her",
        "klikk",
        "trykk her",
        "her",
        "mer",
        "meir",
        "se mer",
        "sjå meir",
        "se her",
    ),
    *("lenke", "link", "denne siden", "denne sida", "mer informasjon", "meir informasjon", "loga eambbo", "loga", "dás", "deike"),
    *("read more", "click here", "here", "more", "this page", "more information", "see more"),
}
BARE = re.compile(r"(https?://|www\.)\S+|[\w.-]+\.\w+/\S+", re.IGNORECASE)
SHORT = re.compile(r"https?://[\w.-]+/b/[\w-]+")
"""A short address is written out on paper for whoever types it: there the address is the information."""
Known = Mapping[tuple[str, str], Answer]


def by_address(answers: Iterable[Answer]) -> dict[tuple[str, str], Answer]:
    return {(answer.host, answer.path): answer for answer in answers if answer.form is None}


def dead(answer: Answer, known: Known) -> list[str]:
    """Links, pictures and styles of a page that lead to something that is not there, or to a place on a page that is not."""
    hosts = {host for host, _ in known}
    faults = []
    for address in dict.fromkeys(addresses_in(answer)):
        plain, anchor = urldefrag(urljoin(f"http://{answer}", address))
        to = urlsplit(plain)
        if to.hostname not in hosts or to.scheme not in ("http", "https"):
            continue
        where = (to.hostname or "", to.path + (f"?{to.query}" if to.query else ""))
        end = answer if where == (answer.host, answer.path) else _end(where, known)
        if end is not answer and (end is None or end.status != 200):
            faults.append(f"{address} answers {end.status if end else 'nothing'}")
        elif anchor and end and end.is_page and not _has(end, unquote(anchor)):
            faults.append(f"{address}: there is no #{anchor} on that page")
    return faults


def _end(where: tuple[str, str], known: Known) -> Answer | None:
    """What stands there after at most five redirects."""
    for _ in range(5):
        answer = known.get(where)
        if answer is None or not answer.location:
            return answer
        to = urlsplit(urljoin(f"http://{answer}", answer.location))
        where = (to.hostname or "", to.path + (f"?{to.query}" if to.query else ""))
    return None


def _has(answer: Answer, anchor: str) -> bool:
    return bool(answer.tree.xpath("//*[@id=$anchor]", anchor=anchor))


def vague(answer: Answer) -> list[str]:
    """Links that do not say where they lead, read by somebody who hears the links alone."""
    return [f"{link.get('href')}: {name!r}" for link, name in named_links(answer) if not _says_where(name)]


def _says_where(name: str) -> bool:
    plain = re.sub(r"[^\w\s./:-]", "", name).strip(" .:-").lower()
    return bool(plain) and plain not in VAGUE and (not BARE.fullmatch(plain) or bool(SHORT.fullmatch(plain)))


def named_links(answer: Answer) -> Iterator[tuple[HtmlElement, str]]:
    """Every link with the name a screen reader gives it."""
    for link in answer.tree.xpath("//a[@href]"):
        labelled = [word for identity in link.get("aria-labelledby", "").split() for word in _text_of(answer, identity)]
        yield link, _folded([link.get("aria-label", ""), *labelled] if link.get("aria-label") or labelled else _words(link))


def _text_of(answer: Answer, identity: str) -> list[str]:
    return [element.text_content() for element in answer.tree.xpath("//*[@id=$identity]", identity=identity)]


def _words(link: HtmlElement) -> list[str]:
    return [link.text_content(), *(picture.get("alt", "") for picture in link.iter("img")), *link.xpath(".//svg/@aria-label")]


def _folded(words: Iterable[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(words)).strip()


def insecure(answer: Answer) -> list[str]:
    """Links to other people's pages without https."""
    found = [link.get("href") for link in answer.tree.xpath("//a[starts-with(@href, 'http:')]")]
    return [address for address in found if not (urlsplit(address).hostname or "").endswith("localhost")]
