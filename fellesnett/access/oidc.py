"""OpenID Connect with one provider, by Authlib: discovery, code with PKCE, state, nonce, and every check of the token.

Nothing here knows people: it returns the claims of a token that holds, or says in one word why it does not.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest
from joserfc.errors import JoseError

from fellesnett.access.models import Provider

logger = logging.getLogger(__name__)

SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a key that the provider alone has. `none` and signatures with the shared secret are never taken."""
SECONDS = 8
LEEWAY = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFault(Exception):
    """The provider cannot be used, or its answer does not hold. `code` is one word for the record."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a token that holds says of a person, and the token itself, for logging out at the provider."""

    claims: Mapping[str, Any]
    id_token: str


def authorization(request: HttpRequest, provider: Provider, *, answer_at: str) -> str:
    """Where to send the person. State, nonce and the PKCE verifier are kept in the session. Raises ProviderFault."""
    app = _app(provider)
    response = _asked(lambda: app.authorize_redirect(request, answer_at))
    return str(response["Location"])


def answer(request: HttpRequest, provider: Provider) -> Vouched:
    """The claims of the token that the provider's answer leads to. Raises ProviderFault.

    The state is used up by asking. `iss`, `aud`, `exp`, `iat`, `azp`, `at_hash`, nonce and signature are checked; Authlib
    leaves `aud` alone unless it is told to look.
    """
    issuer = request.GET.get("iss")
    if issuer not in (None, provider.issuer):
        raise ProviderFault("wrong_issuer", issuer)
    options = {
        "iss": {"essential": True, "values": [provider.issuer]},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    app = _app(provider)
    token = _asked(lambda: app.authorize_access_token(request, claims_options=options, leeway=LEEWAY))
    claims = token.get("userinfo")
    if not claims or not claims.get("sub"):
        raise ProviderFault("no_id_token")
    return Vouched(dict(claims), str(token["id_token"]))


def look_up(provider: Provider) -> Mapping[str, Any]:
    """The provider's own description of itself, checked. Raises ProviderFault."""
    found: Mapping[str, Any] = _app(provider).server_metadata
    return found


def log_out_at(provider: Provider, *, id_token: str, back_to: str) -> str:
    """Where the person logs out of the provider too; empty when it has no such place. Raises ProviderFault."""
    end = str(look_up(provider).get("end_session_endpoint") or "")
    if not end or not is_safe_address(end):
        return ""
    asked = {"id_token_hint": id_token, "post_logout_redirect_uri": back_to, "client_id": provider.client_id}
    return f"{end}{'&' if '?' in end else '?'}{urlencode({name: value for name, value in asked.items() if value})}"


def secret_of(provider: Provider) -> str:
    """The client secret, by name: `OIDC_X` in the environment, else the file that `OIDC_X_FILE` points to. Empty: public client.

    Raises ProviderFault when a name is given and nothing stands behind it.
    """
    if not provider.secret_name:
        return ""
    if value := os.environ.get(provider.secret_name):
        return value
    path = os.environ.get(f"{provider.secret_name}_FILE", "")
    try:
        value = Path(path).read_text(encoding="utf-8").strip() if path else ""
    except OSError as fault:
        raise ProviderFault("no_secret", fault) from fault
    if not value:
        raise ProviderFault("no_secret", provider.secret_name)
    return value


def _app(provider: Provider) -> DjangoOAuth2App:
    """Authlib's client for the provider, with its description fetched and checked."""
    app = OAuth().register(
        name=f"provider-{provider.pk}",
        client_id=provider.client_id,
        client_secret=secret_of(provider) or None,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
            "max_redirects": 0,  # a description or a key that has moved is told of, not followed
            **({} if provider.secret_name else {"token_endpoint_auth_method": "none"}),
        },
    )
    described = _asked(app.load_server_metadata)
    if not isinstance(described, dict) or described.get("issuer") != provider.issuer:
        raise ProviderFault("wrong_issuer", "the description names another")
    for name in ENDPOINTS:
        if not is_safe_address(str(described.get(name, ""))):
            raise ProviderFault("unsafe_address", name)
    offered = described.get("id_token_signing_alg_values_supported") or ["RS256"]
    described["id_token_signing_alg_values_supported"] = [name for name in offered if name in SIGNED_WITH]
    if not described["id_token_signing_alg_values_supported"]:
        raise ProviderFault("weak_signature")
    return app


def is_safe_address(address: str) -> bool:
    """TLS, or this machine where that is allowed (never in production)."""
    parts = urlsplit(address)
    loopback = settings.PROVIDERS_ON_LOOPBACK and parts.hostname in ("127.0.0.1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and loopback))


def _asked(ask: Callable[[], Any]) -> Any:
    """Ask, and say in one word what went wrong. The words of the provider go to the machine's log, never to the screen."""
    try:
        return ask()
    except requests.RequestException as fault:
        raise _told("unreachable", fault) from fault
    except AuthlibBaseError as fault:
        raise _told(str(fault.error or "refused"), fault) from fault
    except JoseError as fault:
        raise _told(_word_of(fault), fault) from fault
    except (ValueError, TypeError, KeyError, RuntimeError) as fault:
        raise _told("malformed", fault) from fault


def _word_of(fault: JoseError) -> str:
    claim = getattr(fault, "claim", "")
    return f"{fault.error}:{claim}" if claim else str(fault.error)


def _told(code: str, fault: Exception) -> ProviderFault:
    logger.warning("sign-in through a provider failed: %s (%s)", code, type(fault).__name__)
    return ProviderFault(code, fault)
