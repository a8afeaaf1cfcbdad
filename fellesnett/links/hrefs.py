"""Which addresses stand in what is stored, and which of them are outside our own sites. Pure, but for the names of our sites."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from fellesnett.links.models import LONGEST

_HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"', re.IGNORECASE)
_BARE = re.compile(r"\bhttps?://[^\s<>\"'«»()]+", re.IGNORECASE)
_SAFE = "/%:=&?~+!$,;'@()*[]|"
_ADDRESS_FIELDS = frozenset({"href", "url", "address"})


def hrefs_in(value: Any, key: str = "") -> Iterator[str]:
    """Every link in a stored document: in its rich text, and in the fields that hold an address."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from hrefs_in(each, str(name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from hrefs_in(each, key)
    elif isinstance(value, str):
        if key in _ADDRESS_FIELDS and value.strip():
            yield value.strip()
        yield from (html.unescape(href).strip() for href in _HREF.findall(value))


def bare_addresses(value: Any) -> Iterator[str]:
    """Web addresses in plain words, as in what a place says of itself."""
    if isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from bare_addresses(each)
    elif isinstance(value, str):
        yield from (found.rstrip(".,;:!?") for found in _BARE.findall(value))


def normal(href: str) -> str:
    """A web address as it is asked for: without what stands after `#`, its host in small letters. Empty where it is none."""
    try:
        parts = urlsplit(href.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username is not None:
        return ""
    shown = f"[{host}]" if ":" in host else host
    place = f"{shown}:{port}" if port else shown
    path, query = (quote(words, safe=_SAFE) for words in (parts.path or "/", parts.query))
    url = urlunsplit((parts.scheme.lower(), place, path, query, ""))
    return url if len(url) <= LONGEST else ""


def host_of(url: str) -> str:
    """The host of a normal address, without its port."""
    return urlsplit(url).hostname or ""
