"""The environment, read once and typed. Production refuses to start when something it needs is missing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Environment:
    """What the operator may set (interfaces.md section 4)."""

    name: str
    secret_key: str
    data_dir: Path
    database_url: str
    allowed_hosts: tuple[str, ...]
    base_domains: tuple[str, ...]
    csrf_origins: tuple[str, ...]


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set when FELLESNETT_ENV=production")
    return value


def _words(name: str, default: str = "") -> tuple[str, ...]:
    return tuple(word for word in os.environ.get(name, default).replace(",", " ").split() if word)


def read() -> Environment:
    """Read the environment.

    Raises ImproperlyConfigured, naming the variable, when production lacks one or has a default secret.
    """
    name = os.environ.get("FELLESNETT_ENV", "local")
    if name not in ("local", "production"):
        raise ImproperlyConfigured(f"FELLESNETT_ENV must be local or production, not {name!r}")
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    database_url = os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'fellesnett.sqlite3'}"
    local_secret = "local-only-not-a-secret"  # noqa: S105
    if name == "production":
        secret = _required("SECRET_KEY")
        if secret == local_secret or len(secret) < 40:
            raise ImproperlyConfigured("SECRET_KEY must be at least 40 characters and not the local default")
        hosts = tuple(_required("FELLESNETT_ALLOWED_HOSTS").replace(",", " ").split())
        return Environment(
            name, secret, data_dir, database_url, hosts, _words("FELLESNETT_BASE_DOMAINS"), _words("FELLESNETT_CSRF_ORIGINS")
        )
    return Environment(name, os.environ.get("SECRET_KEY") or local_secret, data_dir, database_url, ("*",), ("localhost",), ())
