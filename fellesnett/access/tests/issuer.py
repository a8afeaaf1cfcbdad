"""Maskinporten as it looks to us: an issuer on loopback with its description, its keys, and tokens of every faulty kind."""

from __future__ import annotations

import base64
import hmac
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from fellesnett.foundation.tests.loopback import Answering, listening

AUDIENCE = "https://fellesnett.example/api/v1/partner"
PREFIX = "fellesnett"
SPECIALIST = "983974724"  # organization numbers whose check digit is right
SUPPLIER = "974760673"


def party(number: str, authority: str = "iso6523-actorid-upis") -> dict[str, str]:
    """An organization as Maskinporten names it."""
    return {"authority": authority, "ID": f"0192:{number}"}


@dataclass
class Issuer:
    """`keys` are published and sign; `asked` counts by path; `fault` is a status it answers everything with; `encoding` is
    what it says of its bytes, which are plain."""

    port: int = 0
    keys: dict[str, RSAKey | ECKey] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fault: int = 0
    encoding: str = ""
    description: dict[str, Any] = field(default_factory=dict)
    more_keys: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def trusted(self) -> SimpleNamespace:
        """What an operator sets to trust it."""
        return SimpleNamespace(issuer=self.name, audience=AUDIENCE, prefix=PREFIX)

    def add_key(self, kid: str, *, curve: str = "") -> RSAKey | ECKey:
        self.keys[kid] = _made(kid, curve)
        return self.keys[kid]

    def claims(self, at: datetime, organization: str = SPECIALIST, **changed: Any) -> dict[str, Any]:
        """What a token says (docs.digdir.no, "Maskinporten access token"). None takes a claim away."""
        now = int(at.timestamp())
        said = {
            "iss": self.name,
            "aud": AUDIENCE,
            "scope": f"{PREFIX}:content.write {PREFIX}:places.write {PREFIX}:services.write",
            "client_id": str(uuid.uuid5(uuid.NAMESPACE_DNS, organization)),
            "client_amr": "virksomhetssertifikat",
            "token_type": "Bearer",
            "iat": now,
            "exp": now + 119,
            "jti": str(uuid.uuid4()),
            "consumer": party(organization),
        }
        return {name: value for name, value in {**said, **changed}.items() if value is not None}

    def token(self, at: datetime, organization: str = SPECIALIST, *, kid: str = "", header: Any = None, **changed: Any) -> str:
        """A signed token, by the first key unless another is named."""
        name = kid or next(iter(self.keys))
        key = self.keys[name]
        algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
        return jwt.encode({"alg": algorithm, "kid": name, **(header or {})}, self.claims(at, organization, **changed), key)

    def signed_with_public_key(self, at: datetime) -> str:
        """A token signed by HS256, with what everybody can read as the shared secret (the old confusion of algorithms)."""
        name, key = next(iter(self.keys.items()))
        said = ".".join(_part(part) for part in ({"alg": "HS256", "kid": name}, self.claims(at)))
        signature = hmac.digest(key.as_pem(private=False), said.encode(), "sha256")
        return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def unsigned(self, at: datetime) -> str:
        """A token with `alg: none`."""
        parts = ({"alg": "none", "kid": next(iter(self.keys))}, self.claims(at))
        return ".".join(_part(part) for part in parts) + "."

    def answer(self, path: str) -> Any:
        self.asked.append(path)
        if path == "/.well-known/oauth-authorization-server":
            return {"issuer": self.name, "jwks_uri": f"{self.name}jwk", **self.description}
        if path == "/jwk":
            return {"keys": [*self.more_keys, *({**key.as_dict(private=False), "use": "sig"} for key in self.keys.values())]}
        return None


@cache
def _made(kid: str, curve: str) -> RSAKey | ECKey:
    """A key pair, made once: it takes a while."""
    return ECKey.generate_key(curve, {"kid": kid}) if curve else RSAKey.generate_key(2048, {"kid": kid})


def _part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@contextmanager
def issuing() -> Iterator[Issuer]:
    issuer = Issuer()
    issuer.add_key("first")

    class Handler(Answering):
        def do_GET(self) -> None:
            said = issuer.answer(self.path)
            headers = {"Content-Type": "application/json"}
            if issuer.fault == 302:
                headers["Location"] = f"{issuer.name}jwk"
            if issuer.encoding:
                headers["Content-Encoding"] = issuer.encoding
            self.say(issuer.fault or (200 if said is not None else 404), headers, json.dumps(said).encode())

    with listening(Handler) as machine:
        issuer.port = machine.server_port
        yield issuer
