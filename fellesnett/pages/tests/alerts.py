"""Alerts for the tests of this room and of the doors above it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_user
from fellesnett.pages.actions.alerting import raise_alert
from fellesnett.pages.gates.alerts import WantedAlert, Words
from fellesnett.pages.models import Alert, AlertKind, Reach
from fellesnett.pages.tests.factories import editor_of

STORM = {
    "nb": Words("Full beredskap etter ulykke", "Kom bare til sykehuset hvis det haster."),
    "nn": Words("Full beredskap etter ulukke", "Kom berre til sjukehuset om det hastar."),
    "se": Words("Lihkohisvuohta", "Boađe dušše jus lea hoahppu."),
    "en": Words("Major accident", "Come to the hospital only if it is urgent."),
}


def wanted_at(site: Site | None, now: datetime, **changes: Any) -> WantedAlert:
    """Visiting hours at a site, from now on and for a day, unless something else is said."""
    facts: dict[str, Any] = {
        "kind": AlertKind.INFORMATION,
        "reach": Reach.SITE if site else Reach.ALL,
        "site": site,
        "starts_at": now,
        "stops_at": now + timedelta(days=1),
        "words": {site.language if site else "nb": Words("Færre besøk", "Bare to kan besøke deg om gangen.")},
    }
    return WantedAlert(**(facts | changes))


def make_alert(site: Site | None, now: datetime, *, by: User | None = None, **changes: Any) -> Alert:
    """An alert raised by an editor of the site, or by the national office where it is of no site."""
    by = by or (editor_of(site) if site else national_editor())
    return raise_alert(wanted=wanted_at(site, now, **changes), by=by, at=now)


def national_editor() -> User:
    return make_user(roles={make_national_office(): Role.NATIONAL_EDITOR})


def make_emergency(now: datetime, **changes: Any) -> Alert:
    """An emergency of the gravest level, in the whole country, in four languages."""
    return make_alert(None, now, **({"kind": AlertKind.EMERGENCY, "level": 3, "words": STORM} | changes))
