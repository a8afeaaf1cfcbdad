"""The environment, read once and typed. Production refuses to start when something it needs is missing."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
LOCAL_CONTACT = "mailto:sikkerhet@demo.example"


@dataclass(frozen=True)
class Security:
    """Whom to tell of a weakness, as RFC 9116 has it: addresses (the first is preferred), until when they hold, the policy."""

    contacts: tuple[str, ...] = ()
    expires: date | None = None
    policy: str = ""


@dataclass(frozen=True)
class Mail:
    """How letters leave the house. `kind` is smtp, console, file or none; `security` is none, starttls or tls."""

    kind: str
    sender: str = "Fellesnett <fellesnett@localhost>"
    links: str = "http://www.localhost:8000"  # the address that links in letters begin with
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "none"
    folder: Path = Path()


@dataclass(frozen=True)
class Maskinporten:
    """Whose tokens let partners deliver: the issuer exactly as it names itself, the audience that a token must be meant for, and
    the prefix of our scopes that Digdir has given (`prefix:content.write`)."""

    issuer: str
    audience: str
    prefix: str


SECURITY = {"smtp": ("none", 25), "smtp+tls": ("starttls", 587), "smtps": ("tls", 465)}


def _port() -> str:
    return os.environ.get("PORT") or "8000"


def _source_keys() -> dict[str, str]:
    keys = {"helsedirektoratet": os.environ.get("HAPI_KEY", ""), "stillinger": os.environ.get("NAV_FEED_TOKEN", "")}
    return {name: key.strip() for name, key in keys.items() if key.strip()}


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
    waiting_time_sources: tuple[str, ...]  # by name, parted by semicolon; none: no waiting times are shown
    mail: Mail
    security: Security
    maskinporten: Maskinporten | None  # none: partners cannot deliver by the interface
    robots_welcome: bool  # may search engines list the sites? Never a developer's own machine
    links_checked: bool  # may the worker ask what the texts lead to? Never from a developer's own machine
    port: str = field(default_factory=_port)  # that a developer's own machine serves on
    source_keys: dict[str, str] = field(default_factory=_source_keys, repr=False)  # what opens the sources that ask for a key


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set when FELLESNETT_ENV=production")
    return value


def _words(name: str, default: str = "") -> tuple[str, ...]:
    return tuple(word for word in os.environ.get(name, default).replace(",", " ").split() if word)


def _names(name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in os.environ.get(name, "").split(";") if part.strip())


def _mail(production: bool, data_dir: Path) -> Mail:
    """Letters: as files below DATA_DIR on a developer's machine, and not at all in production until EMAIL_URL says how."""
    url = os.environ.get("EMAIL_URL", "")
    if production and not url:
        return Mail("none")
    sender = os.environ.get("EMAIL_FROM") or ("" if production else Mail.sender)
    links = os.environ.get("EMAIL_LINKS") or ("" if production else f"http://www.localhost:{_port()}")
    if not sender:
        raise ImproperlyConfigured("EMAIL_FROM must be set when EMAIL_URL is, such as Fellesnett <fellesnett@example.no>")
    if not links.startswith("https://" if production else ("http://", "https://")):
        raise ImproperlyConfigured(
            "EMAIL_LINKS must be the address that links in letters begin with, such as https://www.example.no"
        )
    return _carrier(url or f"file://{data_dir / 'mail'}", sender, links.rstrip("/"))


def _carrier(url: str, sender: str, links: str) -> Mail:
    """`smtp+tls://user:password@host:587`, `smtps://...`, `smtp://...`, `file:///folder` or `console:`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise ImproperlyConfigured(f"EMAIL_URL cannot be read: {fault}") from fault
    if parts.scheme == "console":
        return Mail("console", sender, links)
    if parts.scheme == "file" and parts.path:
        return Mail("file", sender, links, folder=Path(unquote(parts.path)))
    if parts.scheme not in SECURITY or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must be smtp+tls://user:password@host:587, smtps://, smtp://, file:///folder or console:"
        )
    security, usual = SECURITY[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail("smtp", sender, links, parts.hostname, port or usual, user, password, security)


def _maskinporten(production: bool) -> Maskinporten | None:
    """All three or none."""
    said = {
        "MASKINPORTEN_ISSUER": os.environ.get("MASKINPORTEN_ISSUER", "").strip(),
        "MASKINPORTEN_AUDIENCE": os.environ.get("MASKINPORTEN_AUDIENCE", "").strip(),
        "MASKINPORTEN_PREFIX": os.environ.get("MASKINPORTEN_PREFIX", "").strip(),
    }
    if not any(said.values()):
        return None
    if missing := [name for name, value in said.items() if not value]:
        raise ImproperlyConfigured(f"{' and '.join(missing)} must be set when partners are to deliver with Maskinporten")
    if not said["MASKINPORTEN_ISSUER"].startswith("https://" if production else ("http://", "https://")):
        raise ImproperlyConfigured("MASKINPORTEN_ISSUER must be the issuer as it names itself, such as https://maskinporten.no/")
    return Maskinporten(*said.values())


def _date(name: str) -> date | None:
    value = os.environ.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name} must be a date such as 2027-05-01, not {value!r}") from fault


def _choice(name: str, default: str, *others: str) -> str:
    value = os.environ.get(name) or default
    if value not in (default, *others):
        raise ImproperlyConfigured(f"{name} must be one of {', '.join((default, *others))}, not {value!r}")
    return value


def _security(name: str) -> Security:
    """In production only what the operator says (`checks.py` asks for it); locally an address that nobody reads."""
    known = Security(_names("SECURITY_CONTACT"), _date("SECURITY_EXPIRES"), os.environ.get("SECURITY_POLICY", "").strip())
    if name == "production" or known.contacts:
        return known
    return Security((LOCAL_CONTACT,), (datetime.now(UTC) + timedelta(days=180)).date())


def read() -> Environment:
    """Read the environment.

    Raises ImproperlyConfigured, naming the variable, when production lacks one or has a default secret.
    """
    name = os.environ.get("FELLESNETT_ENV", "local")
    if name not in ("local", "production"):
        raise ImproperlyConfigured(f"FELLESNETT_ENV must be local or production, not {name!r}")
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    database_url = os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'fellesnett.sqlite3'}"
    mail = _mail(name == "production", data_dir)
    sources, security = _names("WAITING_TIME_SOURCES"), _security(name)
    partners = _maskinporten(name == "production")
    robots, links = _choice("FELLESNETT_ROBOTS", "welcome", "shut"), _choice("FELLESNETT_LINKS", "check", "leave")
    local_secret = "local-only-not-a-secret"  # noqa: S105
    if name == "production":
        secret = _required("SECRET_KEY")
        if secret == local_secret or len(secret) < 40:
            raise ImproperlyConfigured("SECRET_KEY must be at least 40 characters and not the local default")
        hosts = tuple(_required("FELLESNETT_ALLOWED_HOSTS").replace(",", " ").split())
        domains, origins = _words("FELLESNETT_BASE_DOMAINS"), _words("FELLESNETT_CSRF_ORIGINS")
        may = (robots == "welcome", links == "check")
        return Environment(name, secret, data_dir, database_url, hosts, domains, origins, sources, mail, security, partners, *may)
    secret = os.environ.get("SECRET_KEY") or local_secret
    return Environment(
        name, secret, data_dir, database_url, ("*",), ("localhost",), (), sources, mail, security, partners, False, False
    )
