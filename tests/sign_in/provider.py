"""An OpenID Connect provider in a process of its own, on loopback, for tests. It can be told to misbehave.

`python -m tests.sign_in.provider PORT`. Tokens are made with joserfc and nothing of the product is imported. It demands of
its client what a hospital's provider demands: a registered answer address, PKCE with S256, a secret, and a code that is
used once. The people it knows, and its fault of the moment, are set by a PUT of JSON to /control.
"""

from __future__ import annotations

import hashlib
import html
import json
import secrets
import sys
from base64 import b64decode, urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
STRANGERS_KEY = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
CLIENT, SECRET = "fellesnett", "hemmelig-nok-for-en-test-paa-egen-maskin"

WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "wrong_audience": {"aud": "a-neighbour"},
    "wrong_audience_for_us": {"aud": "a-neighbour", "azp": CLIENT},
    "two_audiences": {"aud": [CLIENT, "a-neighbour"], "azp": "a-neighbour"},
    "expired": {"exp": int(time()) - 3600, "iat": int(time()) - 7200},
    "wrong_nonce": {"nonce": "another"},
    "no_nonce": {"nonce": None},
    "wrong_issuer": {"iss": "https://id.example"},
    "no_subject": {"sub": None},
    "wrong_at_hash": {"at_hash": "AAAA"},
}


class Provider(BaseHTTPRequestHandler):
    """One request. What is known is kept on the class: the process is one provider."""

    people: dict[str, dict[str, Any]] = {}
    answers_to: list[str] = []
    fault = ""
    codes: dict[str, dict[str, str]] = {}
    ended: list[dict[str, str]] = []

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]

    def do_PUT(self) -> None:
        """`/control`: {"people": ..., "answers_to": [...], "fault": ...}; what is not named stays."""
        for name, value in json.loads(self._body() or "{}").items():
            setattr(Provider, name, value)
        self._json({"ended": Provider.ended})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = dict(parse_qsl(address.query))
        if address.path == "/.well-known/openid-configuration":
            self._json(self._description())
        elif address.path == "/jwks":
            self._json({"keys": [KEY.as_dict(private=False)]})
        elif address.path == "/authorize":
            self._authorize(asked)
        elif address.path == "/end":
            Provider.ended.append(asked)
            self._page("Du er logget ut", f'<a href="{html.escape(asked.get("post_logout_redirect_uri", "/"))}">Tilbake</a>')
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self._token(dict(parse_qsl(self._body())))

    def _description(self) -> dict[str, Any]:
        algorithms = {"only_none": ["none"], "only_shared": ["HS256"], "none": ["RS256", "none"], "shared": ["RS256", "HS256"]}
        return {
            "issuer": "https://id.example" if Provider.fault == "calls_itself_another" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": "http://id.example/token" if Provider.fault == "token_without_tls" else f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            "id_token_signing_alg_values_supported": algorithms.get(Provider.fault, ["RS256"]),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
        }

    def _authorize(self, asked: dict[str, str]) -> None:
        """A page where the person chooses who to be; with `person` in the address the choice is made."""
        proper = (
            asked.get("client_id") == CLIENT
            and asked.get("redirect_uri") in Provider.answers_to
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and all(asked.get(name) for name in ("state", "nonce", "code_challenge"))
        )
        if not proper:
            self.send_error(400, "not a proper question")
        elif Provider.fault == "denied":
            self._redirect(asked["redirect_uri"], error="access_denied", state=asked["state"])
        elif asked.get("person") in Provider.people:
            code = secrets.token_urlsafe(16)
            Provider.codes[code] = asked
            state = "another" if Provider.fault == "wrong_state" else asked["state"]
            self._redirect(asked["redirect_uri"], code=code, state=state)
        else:
            kept = "".join(f'<input type="hidden" name="{html.escape(n)}" value="{html.escape(v)}">' for n, v in asked.items())
            buttons = "".join(f'<p><button name="person" value="{name}">{name}</button></p>' for name in Provider.people)
            self._page("Hvem er du?", f'<form action="/authorize">{kept}{buttons}</form>')

    def _token(self, sent: dict[str, str]) -> None:
        asked = Provider.codes.pop(sent.get("code", ""), None)
        scheme, _space, credentials = self.headers.get("Authorization", "").partition(" ")
        name, _colon, secret = b64decode(credentials).decode().partition(":") if scheme == "Basic" else ("", "", "")
        if Provider.fault == "broken":
            self._json({"error": "server_error"}, 500)
        elif (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            self._json({"error": "invalid_client"}, 401)
        elif asked is None or asked["redirect_uri"] != sent.get("redirect_uri") or not self._verified(asked, sent):
            self._json({"error": "invalid_grant"}, 400)
        elif Provider.fault == "no_token":
            self._json({"access_token": "a", "token_type": "Bearer"})
        else:
            self._json({"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(asked)})

    def _verified(self, asked: dict[str, str], sent: dict[str, str]) -> bool:
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        return asked["code_challenge"] == urlsafe_b64encode(digest).decode().rstrip("=")

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= Provider.people[asked["person"]] | WRONG_CLAIMS.get(Provider.fault, {})
        claims = {name: value for name, value in claims.items() if value is not None}
        if Provider.fault in ("none", "only_none"):
            parts = ({"alg": "none"}, claims)
            return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
        if Provider.fault in ("shared", "only_shared"):
            return jwt.encode({"alg": "HS256", "kid": "1"}, claims, OctKey.import_key(SECRET))
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, STRANGERS_KEY if Provider.fault == "wrong_key" else KEY)

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def _json(self, value: object, status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(value))

    def _page(self, title: str, body: str) -> None:
        page = f'<!doctype html><html lang="nb"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>{body}'
        self._send(200, "text/html; charset=utf-8", page)

    def _redirect(self, address: str, **answer: str) -> None:
        self.send_response(302)
        self.send_header("Location", f"{address}?{urlencode(answer)}")
        self.end_headers()

    def _send(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_words: object) -> None:
        """Silent."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    print(server.server_port, flush=True)
    server.serve_forever()
