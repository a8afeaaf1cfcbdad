"""The pieces of text in an answer of the API, found without knowing what becomes of them; and their plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fellesnett.composition import richtext
from fellesnett.intake.fields import Object, objects, string

MEDIA = ("ImageObject", "VideoObject")


def children(part: Object, file: str, place: str) -> list[Object]:
    """What stands below an element. `hasPart` repeats `mainEntityOfPage`; where it holds something else, both are read."""
    page, parts = objects(part, "mainEntityOfPage", file, place), objects(part, "hasPart", file, place)
    return page + [item for item in parts if item not in page]


def strings(element: Object, file: str, place: str) -> Iterator[tuple[str, str]]:
    """Each piece of text at or below an element of any form, with its place."""
    if element.get("@type") in MEDIA or element.get("name") == "link":
        keys = ("name", "headline", "caption", "description", "text", "credit", "license", "provider", "embedUrl", "url")
        yield place, " ".join(plain(words) for key in keys if (words := string(element, key, file, place)) and words != "link")
        return
    if element.get("@type") == "ViewAction":
        yield place, " ".join(string(element, key, file, place) for key in ("name", "target"))
        return
    for key in ("headline", "text", "subjectOf", "description"):
        if words := string(element, key, file, place):
            yield f"{place}.{key}", plain(words) or words
    for key in ("mainEntity", "acceptedAnswer", "image", "potentialAction"):
        value = element.get(key)
        if isinstance(value, str) and value.strip():
            yield f"{place}.{key}", plain(value) or value
        for number, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, dict):
                yield from strings(item, file, f"{place}.{key}[{number}]")
    for number, item in enumerate(children(element, file, place)):
        yield from strings(item, file, f"{place}[{number}]")


def count(document: Object, file: str) -> int:
    """How many pieces of text the answer holds, counted without knowing what becomes of them."""
    lists = ("mainEntityOfPage", "hasPart", "modules", "relatedLink")
    inside = 0
    for key in lists:
        for item in objects(document, key, file, ""):
            inside += 1 if key == "relatedLink" else sum(1 for _ in strings(item, file, key))
    return inside + bool(string(document, "description", file, ""))


def plain(html: str) -> str:
    return " ".join(richtext.text(richtext.normalize(html)).split()) if len(html) <= richtext.LIMIT else html


def bare(words: str) -> str:
    return re.sub(r"\W+", "", plain(words)).lower()


def public_address(address: str) -> str:
    """A link inside the API leads to the public page."""
    return re.sub(r"^https?://api\.service\.nhs\.uk/(?:nhs-website-content/)?", "https://www.nhs.uk/", address)
