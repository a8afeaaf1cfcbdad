"""Secrets of second steps as they are stored: sealed with a key that is derived from SECRET_KEY, never as they are used."""

from __future__ import annotations

import hmac
import os
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


class Unreadable(Exception):
    """A sealed secret was sealed under another SECRET_KEY."""


def sealed(secret: bytes) -> str:
    """The secret, encrypted (AES-256-GCM), as text of 64 characters for a secret of 20 bytes."""
    nonce = os.urandom(_NONCE)
    return urlsafe_b64encode(nonce + AESGCM(next(_keys())).encrypt(nonce, secret, None)).decode()


def unsealed(text: str) -> bytes:
    """The secret. Keys in SECRET_KEY_FALLBACKS are tried too. Raises Unreadable."""
    raw = urlsafe_b64decode(text)
    for key in _keys():
        try:
            return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], None)
        except InvalidTag:
            continue
    raise Unreadable


def fingerprints(code: str) -> list[str]:
    """What is stored of a recovery code: 16 characters (80 bits) of a keyed hash. The first is of today's key."""
    return [b32encode(hmac.digest(key, code.encode(), sha256))[:16].decode().lower() for key in _keys()]


def _keys() -> Iterator[bytes]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield hmac.digest(str(secret).encode(), b"fellesnett.access.sealing", sha256)
