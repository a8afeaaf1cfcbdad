"""HTML that obeys the strict policy: nothing runs and nothing is styled in the page itself. And headers that say so."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import html5lib
from html5lib.html5parser import ParseError

from tests.gates.pages import Answer

DATA = "application/ld+json"
FRAMED = {"embed/<uuid:id>"}
"""The only addresses that others may show in a frame."""
ACTS = ("default-src", "script-src", "form-action")


def invalid(answer: Answer) -> list[str]:
    """The first fault of the HTML."""
    try:
        html5lib.HTMLParser(strict=True).parse(answer.body)
    except ParseError as fault:
        return [f"not valid HTML: {fault}"]
    return []


def inline(answer: Answer) -> list[str]:
    """Styles and scripts written into the page."""
    styled = [f"style on <{element.tag}>" for element in answer.tree.xpath("//*[@style]")]
    sheets = ["<style>" for _ in answer.tree.iter("style")]
    scripts = [
        f"<script type={script.get('type')!r}>"
        for script in answer.tree.iter("script")
        if not script.get("src") and script.get("type") != DATA
    ]
    acts = [
        f"{name} on <{element.tag}>" for element in answer.tree.iter("*") for name in element.attrib if str(name).startswith("on")
    ]
    return styled + sheets + scripts + acts + [str(it) for it in answer.tree.xpath("//@href[starts-with(., 'javascript:')]")]


def data_faults(answer: Answer) -> list[str]:
    """Structured data that a search engine could not read."""
    faults = []
    for script in answer.tree.xpath("//script[@type=$data]", data=DATA):
        try:
            found = json.loads(script.text or "")
        except ValueError as fault:
            faults.append(f"JSON-LD: {fault}")
            continue
        faults += [f"JSON-LD without {name}" for name in ("@context", "@type") if not _says(found, name)]
    return faults


def _says(found: Any, name: str) -> bool:
    """Whether the data, or each part of its graph, has a name's value."""
    if isinstance(found, list):
        return bool(found) and all(_says(part, name) for part in found)
    if name == "@type" and "@graph" in found:
        return _says(found["@graph"], name)
    return bool(found.get(name))


def missing_headers(answer: Answer) -> list[str]:
    """Headers that a page should have had, or should not."""
    headers = answer.headers
    wanted = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=()",
    }
    faults = [f"{name}: {headers.get(name)}" for name, value in wanted.items() if value not in headers.get(name, "")]
    if answer.cookies or "cookie" in headers.get("vary", "").lower():
        faults.append(f"cookies: {answer.cookies}, Vary: {headers.get('vary')}")
    return faults + lax(headers.get("content-security-policy", ""), framed_from=answer.host if answer.route in FRAMED else "")


def lax(policy: str, *, framed_from: str = "") -> list[str]:
    """What a content security policy allows that it should not, or forgets to forbid. A page that may stand in
    anybody's frame runs nothing and sends nothing, and has the pictures of the host it is from."""
    rules = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    forgotten = [f"no {name}" for name in ("default-src", "form-action", "base-uri", "frame-ancestors") if name not in rules]
    said = [(name, word) for name, words in rules.items() for word in words]
    refused = [rule for rule in said if rule[1] not in {"'self'", "'none'"}]
    if framed_from:
        refused = [rule for rule in refused if not _of_a_frame(rule, framed_from)]
        refused += [(name, word) for name, word in said if name in ACTS and word == "'self'"]
    return forgotten + [f"{name} {word}" for name, word in refused]


def _of_a_frame(rule: tuple[str, str], host: str) -> bool:
    name, word = rule
    return rule == ("frame-ancestors", "*") or (name == "img-src" and urlsplit(word).hostname == host)
