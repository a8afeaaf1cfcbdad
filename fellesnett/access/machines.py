"""How machines prove who they are: access tokens of Maskinporten's kind, checked against the keys their issuer publishes.

Nothing here knows partners: it says which organization a token that holds speaks for, or in one word why it does not hold.
A token is never stored and never written in a log, and neither is any part of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from joserfc.jws import JWSRegistry
from urllib3.exceptions import HTTPError

from fellesnett.access.oidc import is_safe_address

SIGNED_WITH = ("RS256", "RS384", "RS512", "ES256", "ES384")
"""Signatures with a key that the issuer alone has. `none` and signatures with a shared secret are never taken."""
LONGEST = 8_192
LEEWAY = 10
"""How many seconds the issuer's clock may be ahead of or behind ours. Maskinporten's tokens live for two minutes."""
SECONDS = 8
PATIENCE = 2
"""How long a token waits while another has the issuer asked. Whoever makes up keys can hold up few, and nobody for long."""
LARGEST_ANSWER = 256 * 1024
KEPT = timedelta(minutes=10)
"""How long keys are believed before the issuer is asked again."""
KEPT_WITHOUT_ANSWER = timedelta(hours=1)
"""How long they are believed where the issuer does not answer."""
ASKED_AGAIN = timedelta(seconds=30)
"""A token with a key we do not know has the issuer asked anew, but not more often than this."""
AUTHORITY = "iso6523-actorid-upis"
_NORWEGIAN = re.compile(r"0192:(\d{9})")


class TokenRefused(Exception):
    """The token does not hold. `code` is one word, for tests and counters; it says nothing of what the token held."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IssuerUnreachable(Exception):
    """The issuer's keys cannot be had now, and whether a token holds cannot be said."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Whom a token speaks for. `organization` and `supplier` are organization numbers of nine digits; a supplier acts for
    the organization by delegation in Altinn, and is empty where the organization acts itself."""

    organization: str
    supplier: str
    scopes: frozenset[str]


def are_welcome() -> bool:
    """Has the operator said whose tokens to trust?"""
    return _trusted() is not None


def scope(name: str) -> str:
    """One of our scopes as a token spells it: `fellesnett:content.write`."""
    return f"{_trusted().prefix}:{name}"


def _trusted() -> Any:
    """The issuer, the audience and the prefix of our scopes, as the operator has set them; None where partners cannot deliver."""
    return settings.MASKINPORTEN


def machine_of(token: str, *, at: datetime) -> Machine:
    """Whom this token speaks for. Raises TokenRefused, IssuerUnreachable.

    Checked: the signature by a key of the issuer, `iss`, `aud`, `exp`, `iat` and `nbf`, and `consumer` as Maskinporten
    writes it (ISO 6523). `settings.MASKINPORTEN` must be set.
    """
    trusted = _trusted()
    if len(token) > LONGEST or token.count(".") != 2:
        raise TokenRefused("malformed")
    claims = _claims(token, at)
    _demand_claims(claims, trusted.issuer, trusted.audience, at)
    organization = _number(claims.get("consumer"))
    if not organization:
        raise TokenRefused("no_consumer")
    supplier = _number(claims["supplier"]) if claims.get("supplier") else ""
    if supplier is None:
        raise TokenRefused("no_supplier")
    scope = claims.get("scope")
    return Machine(organization, supplier, frozenset(scope.split() if isinstance(scope, str) else ()))


def _claims(token: str, at: datetime) -> Mapping[str, Any]:
    """What a token with a true signature says."""

    def key(of: Any) -> RSAKey | ECKey:
        kid = of.headers().get("kid")
        if not isinstance(kid, str) or not kid:
            raise TokenRefused("no_key_named")
        return KEYS.key(kid, at)

    try:
        said = jwt.decode(token, key, algorithms=list(SIGNED_WITH), registry=JWSRegistry(algorithms=list(SIGNED_WITH)))
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise TokenRefused("bad_signature") from fault
    return said.claims


def _demand_claims(claims: Mapping[str, Any], issuer: str, audience: str, at: datetime) -> None:
    times = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if any(isinstance(value, bool) or not isinstance(value, int) for value in times.values()):
        raise TokenRefused("malformed")
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        registry.validate(dict(claims))
    except ClaimError as fault:
        raise TokenRefused({"iss": "wrong_issuer", "aud": "wrong_audience"}.get(fault.claim, "expired")) from fault


def _number(party: Any) -> str | None:
    """The organization number of a party in ISO 6523's spelling: `{"authority": "iso6523-actorid-upis", "ID": "0192:..."}`."""
    if not isinstance(party, dict) or party.get("authority") != AUTHORITY:
        return None
    found = _NORWEGIAN.fullmatch(str(party.get("ID", "")))
    return found[1] if found else None


# --- the issuer's keys ----------------------------------------------------------------------------------------------


class Keys:
    """The keys an issuer signs with, as it publishes them (RFC 8414, RFC 7517): kept for a while, asked for anew where a token
    names another, since issuers change keys."""

    def __init__(self) -> None:
        self._lock = Lock()  # of what is known; never held while the issuer is asked
        self._asking = Lock()  # one asks at a time
        self._forget()

    def forget(self) -> None:
        """Know nothing, as a process does that has just begun."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._issuer = ""
        self._keys: dict[str, RSAKey | ECKey] = {}
        self._fetched: datetime | None = None
        self._asked: datetime | None = None

    def key(self, kid: str, at: datetime) -> RSAKey | ECKey:
        """The key with this name. Whoever has a key that may be believed waits for nobody; whoever has none waits a little for
        the one who asks, and is then told that it cannot be said now. Raises TokenRefused, IssuerUnreachable."""
        with self._lock:
            if self._issuer != _trusted().issuer:
                self._forget()
                self._issuer = _trusted().issuer
            wanting = kid not in self._keys or self._older_than(KEPT, at)
            may_do = kid in self._keys and not self._older_than(KEPT_WITHOUT_ANSWER, at)
        if wanting and self._asking.acquire(timeout=0 if may_do else PATIENCE):
            try:
                self._ask(kid, at)
            finally:
                self._asking.release()
        elif wanting and not may_do:
            raise IssuerUnreachable
        with self._lock:
            if self._older_than(KEPT_WITHOUT_ANSWER, at):
                raise IssuerUnreachable
            if kid not in self._keys:
                raise TokenRefused("unknown_key")
            return self._keys[kid]

    def _older_than(self, age: timedelta, at: datetime) -> bool:
        return self._fetched is None or at - self._fetched > age

    def _may_ask(self, at: datetime) -> bool:
        return self._asked is None or at - self._asked > ASKED_AGAIN

    def _ask(self, kid: str, at: datetime) -> None:
        """Take the keys anew, unless somebody did so just now; those we have stand where the issuer does not answer."""
        with self._lock:
            wanting = kid not in self._keys or self._older_than(KEPT, at)
            if not wanting or not self._may_ask(at):
                return
            self._asked, issuer = at, self._issuer
        with suppress(IssuerUnreachable):
            found = _published(issuer)
            with self._lock:
                if self._issuer == issuer:
                    self._keys, self._fetched = found, at


KEYS = Keys()


def _published(issuer: str) -> dict[str, RSAKey | ECKey]:
    """The keys by name. Raises IssuerUnreachable."""
    described = _fetched(_metadata_address(issuer))
    if described.get("issuer") != issuer:
        raise IssuerUnreachable("the description names another issuer")
    try:
        found = KeySet.import_key_set({"keys": list(_for_signatures(_fetched(str(described.get("jwks_uri", "")))))})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise IssuerUnreachable("the keys cannot be read") from fault
    return {str(key.kid): key for key in found if isinstance(key, RSAKey | ECKey)}


def _metadata_address(issuer: str) -> str:
    """Where an authorization server describes itself (RFC 8414 section 3.1)."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path.rstrip('/')}"


def _for_signatures(answer: Mapping[str, Any]) -> Iterator[Any]:
    """Public keys that sign and have a name. A shared secret among them is passed by, and so is what is meant to encrypt."""
    for key in answer["keys"]:
        if key.get("kty") in ("RSA", "EC") and key.get("kid") and key.get("use", "sig") == "sig":
            yield {name: value for name, value in key.items() if name != "d"}


def _fetched(address: str) -> Mapping[str, Any]:
    """A JSON object from the issuer: over TLS, no redirect followed, no more than a key set can need."""
    if not is_safe_address(address):
        raise IssuerUnreachable("unsafe address")
    asked = {"timeout": SECONDS, "allow_redirects": False, "stream": True, "headers": {"Accept": "application/json"}}
    try:
        with requests.get(address, **asked) as answer:  # type: ignore[arg-type]  # noqa: S113
            if answer.status_code != 200:
                raise IssuerUnreachable(f"status {answer.status_code}")
            body = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
        said = json.loads(body) if len(body) <= LARGEST_ANSWER else None
    except (requests.RequestException, HTTPError, OSError, ValueError) as fault:  # reading raw, urllib3 speaks for itself
        raise IssuerUnreachable(type(fault).__name__) from fault
    if not isinstance(said, dict):
        raise IssuerUnreachable("not an object")
    return said
