"""The shortest way to a document: asked for plainly by its id, it is answered before Django's own machinery begins.

Nothing is remembered of what documents say: each answer is one question to the database, so what is taken back is gone for
the next who asks. What *is* remembered are the headers that stand on every such answer, whatever it is about: they are taken
from an answer that went the long way, and never written here a second time. Whatever is not plain (a parameter, another form,
a condition that is not just the mark we gave, a key that does not hold or is not known yet, a document that is not there)
goes the long way.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import Error, connection

from fellesnett.api import doors, forms
from fellesnett.delivery import serving
from fellesnett.delivery.doors import WINDOW, key_in, over, shows_a_strange_key, take
from fellesnett.delivery.keys import UnknownKey
from fellesnett.foundation.limiting import Standing, as_headers

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]
Headers = tuple[tuple[str, str], ...]

_PLAIN = re.compile(
    rf"/api/v1/({'|'.join([serving.TEXTS, *serving.TYPES])})/"
    r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z"
)
_NOT_PLAIN = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
_HOW = ("REQUEST_METHOD", "wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO", "SCRIPT_NAME")
"""What the headers around an answer may depend on, besides the answer."""
_OF_THE_ANSWER = frozenset(("etag", "last-modified", "content-length", "content-encoding", "ratelimit", "ratelimit-policy"))
_ONE_MARK = re.compile(r'(?:W/)?("[\x21\x23-\x7e]*")')
READ, HELD = "200 OK", "304 Not Modified"
MOST = 500  # ways of asking that are remembered: each host name has some


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that is asked for plainly, and in which way."""

    folder: str
    id: UUID
    packed: bool
    way: tuple[Any, ...]


class Edge:
    """The application behind, and the short way in front of it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._around: OrderedDict[tuple[Any, ...], Headers] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        asked = _asked(environ)
        if asked is None:
            return self.application(environ, start_response)
        answered = self._answer(asked, environ, start_response)
        return self.application(environ, self._watching(asked, start_response)) if answered is None else answered

    def _answer(self, asked: Asked, environ: Environ, start_response: Start) -> list[bytes] | None:
        """The whole answer; None where it must go the long way, and then nothing has been counted.

        Whoever has asked too often is told so by the long way, which asks the database nothing either.
        """
        if not self._around or shows_a_strange_key(environ) or over(doors.OFTEN, environ) is not None:
            return None
        if (found := _found(asked)) is None:
            return None
        etag = forms.etag_of(found, packed=asked.packed)
        held = _holds(environ, found, etag)
        around = self._recalled((HELD if held else READ, *asked.way))
        if held is None or around is None or (standing := _standing(environ)) is None:
            return None
        head = [*around, *as_headers(standing, WINDOW), ("ETag", etag), ("Last-Modified", found.modified)]
        if held:
            start_response(HELD, head)
            return [b""]
        if asked.packed:
            head.append(("Content-Encoding", "gzip"))
        start_response(READ, [*head, ("Content-Length", str(len(found.body)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else found.body]

    def _watching(self, asked: Asked, start_response: Start) -> Start:
        """Remember what stands around an answer that went the long way."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if status in (READ, HELD):
                kept = ((name, value) for name, value in headers if name.lower() not in _OF_THE_ANSWER)
                self._remember((status, *asked.way), tuple(kept))
            return start_response(status, headers, *more)

        return start

    def _recalled(self, way: tuple[Any, ...]) -> Headers | None:
        with self._lock:
            if way in self._around:
                self._around.move_to_end(way)
            return self._around.get(way)

    def _remember(self, way: tuple[Any, ...], headers: Headers) -> None:
        """The way that nobody has asked in for longest is forgotten first."""
        with self._lock:
            self._around[way] = headers
            self._around.move_to_end(way)
            while len(self._around) > MOST:
                self._around.popitem(last=False)


def _asked(environ: Environ) -> Asked | None:
    """What is asked for, where it is asked plainly."""
    if environ.get("QUERY_STRING") or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    plain = _PLAIN.match(environ.get("PATH_INFO", ""))
    if plain is None or any(name in environ for name in _NOT_PLAIN):
        return None
    folder = plain[1]
    if folder == serving.TEXTS and forms.accepted(environ.get("HTTP_ACCEPT", "*/*")) != "json":
        return None
    packed = forms.reads_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return Asked(folder, UUID(plain[2]), packed, (folder, *(environ.get(name) for name in _HOW)))


def _found(asked: Asked) -> serving.Ready | None:
    """The document. A database that does not answer is the long way's to tell of."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return serving.ready(asked.folder, asked.id, packed=asked.packed)
    except Error:
        return None


def _holds(environ: Environ, found: serving.Ready, etag: str) -> bool | None:
    """Does whoever asks hold just this already? None where what is said of it takes more reading than this."""
    said = environ.get("HTTP_IF_NONE_MATCH")
    if said is not None:
        mark = _ONE_MARK.fullmatch(said)
        return mark[1] == etag.removeprefix("W/") if mark else None
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return False if since is None else (True if since == found.modified else None)


def _standing(environ: Environ) -> Standing | None:
    """How the reader stands, counted once. None where it comes no further: nothing is counted, and the long way says why."""
    try:
        key = key_in(environ)
    except (UnknownKey, Error):
        return None
    standing = take(doors.OFTEN, environ, key)
    return standing if standing.allowed else None
