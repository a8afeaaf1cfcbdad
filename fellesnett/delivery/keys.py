"""Keys of those who copy, as they are shown once and as they are kept."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

from fellesnett.delivery.models import Key

HEADER = "X-API-Key"
PREFIX = "fnk_"
HINT = 8
MOST_KNOWN = 2_000


class UnknownKey(Exception):
    """A key was shown that is none of ours, or is revoked."""


def new() -> str:
    """A key as its owner keeps it: 32 random bytes, so that a plain hash is enough to keep."""
    return PREFIX + secrets.token_urlsafe(32)


def hint(secret: str) -> str:
    """What may be shown of a key to tell it from others."""
    return secret[:HINT]


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def holder_of(secret: str) -> Key | None:
    """The key that this is, unless it is revoked or none of ours. One query."""
    if not secret.startswith(PREFIX):
        return None
    return Key.objects.select_related("consumer").filter(secret_hash=hash_of(secret), revoked_at__isnull=True).first()


def shown(words: str, day: date) -> Key | None:
    """The key that these words are, its use remembered; None for no words. One query where there are some that were not refused
    lately. Raises UnknownKey."""
    secret = words.strip()
    if not secret:
        return None
    key = None if is_refused(secret) else holder_of(secret)
    _remember(hash_of(secret), key)
    if key is None:
        raise UnknownKey
    note_use(key, day)
    return key


def _remember(name: str, key: Key | None) -> None:
    if key is None:
        _KNOWN.forget(name)
        _REFUSED.learn(name, True)
    else:
        _KNOWN.learn(name, Known(reader(key, ""), key.limit))


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of a key that held when it was last shown: enough to tell that it has asked too often."""

    reader: str
    limit: int


def recalled(words: str) -> Known | None:
    """A key that these words were when they were last shown to this process. Opens nothing: it may be revoked since."""
    return _KNOWN.recall(hash_of(words.strip()))


def is_refused(words: str) -> bool:
    """Was this shown to this process as a key, and was none? Nobody can have guessed one before it was made, and none that was
    revoked comes back."""
    return bool(_REFUSED.recall(hash_of(words.strip())))


def is_strange(words: str) -> bool:
    """Has this process not been shown these words before? It is not known yet whether they are a key."""
    return bool(words.strip()) and recalled(words) is None and not is_refused(words)


What = TypeVar("What")


class _Memory(Generic[What]):
    """What was learned last of the words that were shown, by their hashes; the oldest is forgotten first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[str, What] = OrderedDict()
        self._lock = Lock()

    def learn(self, name: str, what: What) -> None:
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = what
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def forget(self, name: str) -> None:
        with self._lock:
            self._kept.pop(name, None)

    def recall(self, name: str) -> What | None:
        with self._lock:
            return self._kept.get(name)


_KNOWN: _Memory[Known] = _Memory(MOST_KNOWN)
_REFUSED: _Memory[bool] = _Memory(MOST_KNOWN)


def reader(key: Key | None, address: str) -> str:
    """What one reader is told from another by: the key, else the address."""
    return f"key:{key.pk}" if key else address


def note_use(key: Key, day: date) -> None:
    """Remember the day it was last used. Written once a day."""
    if key.last_used != day:
        Key.objects.filter(pk=key.pk).update(last_used=day)
        key.last_used = day
