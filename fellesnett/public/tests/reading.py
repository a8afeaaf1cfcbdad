"""Reading a page as a test: its text, its elements, and whether it is valid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import html5lib
from django.test import Client

HTML = "{http://www.w3.org/1999/xhtml}"


class Visit:
    """What one host answered at one path."""

    def __init__(self, client: Client, host: str, path: str, **headers: str) -> None:
        self.response: Any = client.get(path, headers={"host": host, **headers})
        self.status: int = self.response.status_code
        self.location: str = self.response.headers.get("Location", "")
        self.html: str = self.response.content.decode()

    @property
    def tree(self) -> Any:
        """The parsed page. Raises ParseError where the HTML is not valid."""
        return html5lib.HTMLParser(strict=True).parse(self.html)

    def all(self, tag: str, **attributes: str) -> list[Any]:
        wanted = {name.replace("_", "-").rstrip("-"): value for name, value in attributes.items()}
        found = self.tree.iter(f"{HTML}{tag}")
        return [element for element in found if all(value in element.get(name, "").split() for name, value in wanted.items())]

    def one(self, tag: str, **attributes: str) -> Any:
        (found,) = self.all(tag, **attributes)
        return found

    def block(self, identity: str) -> Any:
        """The element that holds a block of the text."""
        (found,) = [element for element in self.tree.iter() if element.get("data-block") == identity]
        return found

    def blocks(self) -> dict[str, Any]:
        return {element.get("data-block"): element for element in self.tree.iter() if element.get("data-block")}

    @property
    def text(self) -> str:
        return words(self.one("body"))

    def links(self, tag: str = "main") -> dict[str, str]:
        """Words -> address of the links in a part of the page."""
        return {words(link): link.get("href") for part in self.all(tag) for link in part.iter(f"{HTML}a")}


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", " ".join(_pieces(element))).strip()


def _pieces(element: Any) -> Iterator[str]:
    yield from element.itertext()
