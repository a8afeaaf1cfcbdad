"""What the demonstration answered, and the pages chosen to be looked at closely."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

_PREFIX = re.compile(r"^<language:prefix>/")
_HEAD_LINKS = "contains('stylesheet icon alternate canonical manifest', @rel) and not(contains(@type, 'oembed'))"
"""What a page's head leads to. Each text's own frame is asked for in `seeds.py`: there are a thousand of them, all alike."""
ROOMS = ("public/", "syndication/", "api/")
"""The folders of templates that write pages: the sites' own, those that others show or copy from, and that of programmers."""
LINKS = f"//a[@href] | //link[@href and {_HEAD_LINKS}] | //area[@href]"
SOURCES = "//img[@src] | //script[@src] | //source[@src] | //video[@src] | //audio[@src] | //iframe[@src]"


@dataclass(frozen=True)
class Answer:
    """What one host said at one path."""

    host: str
    path: str
    body: str = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    form: dict[str, str] | None = None
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    route: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    templates: list[str] = field(default_factory=list)
    squeezed: int = 0
    owner: str = ""
    """The kind of organization whose site it is."""
    findable: bool = False
    """May search engines list it, when the demonstration is real?"""

    def __str__(self) -> str:
        return f"{self.host}{self.path}"

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("text/html") and not self.location

    @cached_property
    def tree(self) -> HtmlElement:
        return lxml.html.document_fromstring(self.body)

    @property
    def canonical(self) -> str:
        """The address that a page says is its lasting one; empty where it says none."""
        return "".join(self.tree.xpath("//link[@rel='canonical']/@href")) if self.is_page and self.body.strip() else ""

    @property
    def language(self) -> str:
        return str(self.tree.get("lang", ""))

    @property
    def plain_route(self) -> str:
        """The route without its language; the word of a folder or a list written out where each has pages of its own."""
        return without_language(self.route).replace("<folder:folder>", self.named.get("folder", ""))

    @property
    def page_type(self) -> str:
        """Pages of one type are written by one template, for one kind of thing; each kind of body has its own front page."""
        path = next((name for name in self.templates if name.startswith(ROOMS)), "?")
        template = path.removeprefix("public/").replace("/", "-")
        folder = self.owner if template == "home.html" else self.named.get("folder", "")
        return f"{template.removesuffix('.html')}-{folder}.html" if folder else template


def without_language(route: str) -> str:
    return _PREFIX.sub("", route)


def addresses_in(answer: Answer) -> Iterator[str]:
    """Every address that an answer leads to: links, pictures, styles, forms that ask, and where it sends on."""
    if answer.location:
        yield answer.location
    if not answer.is_page or not answer.body.strip():
        return
    yield from (element.get("href") for element in answer.tree.xpath(LINKS))
    yield from (element.get("src") for element in answer.tree.xpath(SOURCES))
    questions = answer.tree.xpath("//form[@action and not(@method='post')]")
    yield from (form.get("action").partition("#")[0] for form in questions)  # the place on the page comes with the answer


def answers_to_forms(answer: Answer) -> Iterator[tuple[str, dict[str, str]]]:
    """Each form that a page sends: as nobody filled it in, filled in, and with what the page itself wrote in it spoilt."""
    if not answer.is_page or not answer.body.strip():
        return
    for form in answer.tree.xpath("//form[@method='post']"):
        fields = form.xpath(".//input[@name] | .//textarea[@name]")
        hidden = {field.get("name"): field.get("value", "") for field in fields if field.get("type") == "hidden"}
        seen = [field for field in fields if field.get("type") != "hidden" and not field.xpath("ancestor::*[@hidden]")]
        filled = hidden | {field.get("name"): field.get("value") or "Jeg fant det ikke." for field in reversed(seen)}
        for data in (hidden, filled, filled | dict.fromkeys(hidden, "x")):
            yield form.get("action") or answer.path, data


def read(folder: Path) -> list[Answer]:
    lines = (folder / "answers.jsonl").read_text().splitlines()
    return [Answer(**json.loads(line)) for line in lines]


def chosen(answers: Iterable[Answer], language: str) -> dict[str, Answer]:
    """Of every type of page the fullest one in a language: what can go wrong is most likely there."""
    found: dict[str, Answer] = {}
    for answer in answers:
        if answer.is_page and answer.language in (language, *(["nn"] if language == "nb" else [])):
            best = found.get(answer.page_type)
            if best is None or len(answer.body) > len(best.body):
                found[answer.page_type] = answer
    return dict(sorted(found.items()))
