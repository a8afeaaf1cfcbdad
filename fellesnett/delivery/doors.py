"""What the doors to what is delivered have alike: how often whoever asks may ask, and what pages of other sites may read.

Whoever has asked too often costs no question to the database: an address is counted by itself, and so is a key that this
process has seen hold. Of keys that it has not seen, an address may be wrong a few times a minute; one that was refused is
refused again without asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.delivery import keys
from fellesnett.delivery.models import Key
from fellesnett.foundation import clock, limiting
from fellesnett.foundation.limiting import SlidingCounter, Standing

WINDOW = 60  # seconds
USUAL = 600  # questions within it
GUESSES = 20  # keys within it, from one address, that turn out to be none of ours
EXPOSED = "Accept-Ranges, Content-Range, ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, X-Snapshot-Seq"
SENT = f"Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match, If-Range, Range, {keys.HEADER}"
_SHOWN = f"HTTP_{keys.HEADER.upper().replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class Counted:
    """How the reader stands who has just asked, and by which key."""

    standing: Standing
    key: Key | None = None
    holds: bool = True  # False: a key was shown that is none of ours, or is revoked

    @property
    def refusal(self) -> tuple[int, str] | None:
        """The status and the words for whoever comes no further."""
        if not self.standing.allowed:
            return 429, _("Vent et minutt, og spør igjen.")
        return None if self.holds else (401, _("Nøkkelen i X-API-Key gjelder ikke. Be om en ny, eller spør uten."))


def counter() -> SlidingCounter:
    """A door counts for itself."""
    return SlidingCounter(limit=USUAL, window=timedelta(seconds=WINDOW))


def over(often: SlidingCounter, environ: Mapping[str, Any]) -> Standing | None:
    """How a reader stands who has asked too often already; None for all others. Asks the database nothing, and counts nothing.

    A key that was not seen before is not judged by how often its address has asked: it may have a limit of its own. It is
    judged by how many wrong ones came from there.
    """
    known = keys.recalled(environ.get(_SHOWN, ""))
    if shows_a_strange_key(environ):
        standing = often.look(_guesser(environ), clock.now(), GUESSES)
    elif known:
        standing = often.look(known.reader, clock.now(), known.limit)
    else:
        standing = often.look(limiting.address_in(environ), clock.now())
    return None if standing.allowed else standing


def shows_a_strange_key(environ: Mapping[str, Any]) -> bool:
    """Does a question come with a key that this process has neither seen hold nor refused?"""
    return keys.is_strange(environ.get(_SHOWN, ""))


def count(often: SlidingCounter, environ: Mapping[str, Any]) -> Counted:
    """Count a question, of the key that it came with, else of the address it came from. A guessed key is the address's."""
    if (standing := over(often, environ)) is not None:
        return Counted(standing)
    strange = shows_a_strange_key(environ)
    try:
        key = key_in(environ)
    except keys.UnknownKey:
        if strange:
            often.take(_guesser(environ), clock.now(), GUESSES)
        return Counted(take(often, environ, None), holds=False)
    return Counted(take(often, environ, key), key)


def _guesser(environ: Mapping[str, Any]) -> str:
    return f"guessing:{limiting.address_in(environ)}"


def key_in(environ: Mapping[str, Any]) -> Key | None:
    """The key that came with a question, its use remembered. At most one query. Raises UnknownKey."""
    return keys.shown(environ.get(_SHOWN, ""), timezone.localdate(clock.now()))


def take(often: SlidingCounter, environ: Mapping[str, Any], key: Key | None) -> Standing:
    """Count a question of this key, else of the address it came from."""
    return often.take(keys.reader(key, limiting.address_in(environ)), clock.now(), limit=key.limit if key else None)


def preflight(request: HttpRequest, ways: str = "GET, HEAD") -> HttpResponse | None:
    """What a browser is told that asks first, for a page of another site (Fetch, 4.8); None for every other question."""
    if request.method != "OPTIONS":
        return None
    answer = HttpResponse(status=204)
    answer["Access-Control-Allow-Methods"] = ways
    answer["Access-Control-Allow-Headers"] = SENT
    answer["Access-Control-Max-Age"] = "86400"
    return answer


def dressed(answer: HttpResponse, counted: Counted | None = None) -> HttpResponse:
    """The answer, for pages of other sites too, with how often the reader may ask and when to ask again."""
    if counted is not None:
        for name, value in limiting.as_headers(counted.standing, WINDOW):
            answer[name] = value
        if answer.status_code == 429:
            answer["Retry-After"] = str(max(1, counted.standing.reset))
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Expose-Headers"] = EXPOSED
    return answer
