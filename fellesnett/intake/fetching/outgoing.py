"""One question to a source: conditional, with limits on time and size, and never anywhere but at the source itself.

https only (this machine, in tests), redirects only on the same host, every connection opened by `foundation.reaching`. No
proxy, cookie or password of this machine is used; what opens a source's door is sent to that source alone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from threading import Timer
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from urllib3.exceptions import DecodeError, HTTPError

from fellesnett.foundation.reaching import CONNECT_SECONDS, Inside, Outside

AGENT = "Fellesnett-kilder/1.0"
READ_SECONDS = 15.0
"""The longest silence within an answer."""
WHOLE_SECONDS = 60.0
"""The whole of an answer, however steadily it drips."""
LARGEST = 16 * 1024 * 1024
"""Bytes of an answer, unpacked."""
PIECE = 64 * 1024
STEPS = 3
REDIRECTS = (301, 302, 303, 307, 308)
LONGEST_WAIT = 7 * 24 * 3600
"""Seconds that a source may ask us to stay away."""


class NoAnswer(Exception):
    """Nothing of use came. `fault` is a word of `faults`; `wait_seconds` is what the source asked for."""

    def __init__(self, fault: str, *, place: str = "", wait_seconds: int = 0) -> None:
        super().__init__(f"{fault}: {place}" if place else fault)
        self.fault, self.place, self.wait_seconds = fault, place, wait_seconds


@dataclass(frozen=True, slots=True)
class Conditions:
    """What we have: the server may answer that nothing has changed."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        both = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in both.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: 200 with a body, 304 without, or a status that the asker said it can use."""

    url: str
    status: int
    body: bytes = b""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """Where a source lives, what opens its door, and the statuses beside 200 and 304 that say something (404: there is none)."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    usable: tuple[int, ...] = ()


NOTHING = Conditions()


def get(url: str, *, house: House, at: datetime, had: Conditions = NOTHING) -> Answer:
    """Ask one address of a source, which may have come from the source itself. Raises NoAnswer."""
    wall = Outside(loopback=settings.SOURCES_MAY_REACH_LOOPBACK)
    ends = time.monotonic() + WHOLE_SECONDS
    over = Timer(WHOLE_SECONDS, wall.cut)
    over.daemon = True
    over.start()
    home = f" (+https://{settings.SITE_BASE_DOMAINS[0]}/)" if settings.SITE_BASE_DOMAINS else ""
    said = {"User-Agent": AGENT + home, "Accept": "application/json", **house.headers, **had.headers()}
    try:
        with requests.Session() as session:
            session.trust_env = False
            for scheme in ("http://", "https://"):
                session.mount(scheme, wall)
            return _follow(session, url, said, house, at, ends)
    except Inside as fault:
        raise NoAnswer("inside", place=url) from fault
    except requests.exceptions.SSLError as fault:
        raise NoAnswer("certificate", place=url) from fault
    except (requests.RequestException, HTTPError, OSError, UnicodeError, ValueError, AttributeError) as fault:
        raise NoAnswer(_word(fault, ends), place=url) from fault
    finally:
        over.cancel()


def _word(fault: Exception, ends: float) -> str:
    if time.monotonic() >= ends or isinstance(fault, requests.exceptions.Timeout) or "timed out" in repr(fault):
        return "slow"
    if isinstance(fault, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema | ValueError):
        return "malformed"
    return "no_host" if "NameResolution" in repr(fault) else "cut"


def _follow(session: requests.Session, url: str, headers: Mapping[str, str], house: House, at: datetime, ends: float) -> Answer:
    here = url
    for _step in range(STEPS):
        _demand_safe(here, house.address)
        with session.get(
            here, headers=headers, allow_redirects=False, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
        ) as response:
            onward = response.headers.get("Location", "")
            if response.status_code not in REDIRECTS or not onward:
                return _answer(response, here, (200, 304, *house.usable), at, ends)
        here = urljoin(here, onward)
    raise NoAnswer("elsewhere", place=here[:300])


def _demand_safe(here: str, home: str) -> None:
    """https, and the source's own host: what opens a door there must reach nobody else."""
    parts, asked = urlsplit(here), urlsplit(home)
    plain = parts.scheme == "http" and settings.SOURCES_MAY_REACH_LOOPBACK and parts.hostname == "127.0.0.1"
    if parts.scheme != "https" and not plain:
        raise NoAnswer("not_https", place=here[:300])
    if (parts.hostname, parts.port) != (asked.hostname, asked.port) or parts.username:
        raise NoAnswer("elsewhere", place=here[:300])


def _answer(response: requests.Response, here: str, usable: tuple[int, ...], at: datetime, ends: float) -> Answer:
    status = response.status_code
    if status not in usable:
        raise NoAnswer(_status_word(status), place=here[:300], wait_seconds=_wait(response.headers.get("Retry-After", ""), at))
    body = b"" if status == 304 else _body(response, here, ends)
    return Answer(here, status, body, response.headers.get("ETag", "")[:255], response.headers.get("Last-Modified", "")[:60])


def _status_word(status: int) -> str:
    if status in (401, 403):
        return "key"
    return "busy" if status in (429, 503) else "broken" if status >= 500 else "refused"


def _wait(said: str, at: datetime) -> int:
    """Seconds that `Retry-After` asks for, as a number or a date; none where it says something else."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        return min(int(said[:9]), LONGEST_WAIT)
    try:
        return min(max(0, int((parsedate_to_datetime(said) - at).total_seconds())), LONGEST_WAIT)
    except (ValueError, TypeError):
        return 0


def _body(response: requests.Response, here: str, ends: float) -> bytes:
    """The whole body, unpacked. One that ends before its length is cut, one that is too large or slow is left."""
    declared = response.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > LARGEST:
        raise NoAnswer("too_large", place=here[:300])
    found = bytearray()
    try:
        while piece := response.raw.read1(PIECE, decode_content=True):
            found += piece
            if len(found) > LARGEST:
                raise NoAnswer("too_large", place=here[:300])
            if time.monotonic() > ends:
                raise NoAnswer("slow", place=here[:300])
    except DecodeError as fault:
        raise NoAnswer("cut", place=here[:300]) from fault
    if declared.isdigit() and response.raw.tell() != int(declared):
        raise NoAnswer("cut", place=here[:300])
    return bytes(found)
