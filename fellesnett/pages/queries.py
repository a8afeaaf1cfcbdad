"""Questions about alerts and services. Which alerts a page shows is worked out from one short list of all in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from fellesnett.foundation import languages
from fellesnett.organizations.models import Site
from fellesnett.pages.models import Alert, AlertKind, AlertText, Reach, Service

PLACES = "/steder/"


@dataclass(frozen=True)
class Spoken:
    """An alert and what it says, by language."""

    alert: Alert
    texts: Mapping[str, AlertText]


def alerts_in_force(at: datetime, *, within: timedelta = timedelta()) -> tuple[Spoken, ...]:
    """Every alert in the country that is in force now, or will be `within` a moment, gravest first. One query."""
    rows = AlertText.objects.filter(alert__ended_at__isnull=True, alert__starts_at__lte=at + within, alert__stops_at__gt=at)
    texts: dict[int, dict[str, AlertText]] = {}
    alerts: dict[int, Alert] = {}
    for row in rows.select_related("alert__site__organization"):
        alerts[row.alert_id] = row.alert
        texts.setdefault(row.alert_id, {})[row.language] = row
    ordered = sorted(alerts.values(), key=lambda alert: (-alert.level, -alert.starts_at.timestamp(), -alert.pk))
    return tuple(Spoken(alert, texts[alert.pk]) for alert in ordered)


def reaches(alert: Alert, site: Site, path: str) -> bool:
    """Does the alert reach this page? `path` is the page's address on its site, without language prefix."""
    if alert.reach == Reach.ALL:
        return True
    if alert.reach == Reach.REGION:
        return alert.site is not None and site.organization_id is not None and _is_under(site, alert.site)
    if alert.site_id is None or alert.site_id != site.pk:
        return False
    if alert.reach == Reach.PAGE:
        return path == alert.path
    return alert.reach == Reach.SITE or path.startswith(alert.path) or _is_at_place(alert.path, path)


def _is_under(site: Site, region: Site) -> bool:
    return bool(site.organization.path.startswith(region.organization.path))


def _is_at_place(part: str, path: str) -> bool:
    """An alert about a place reaches the pages of topics at that place too: `/behandlinger/kneprotese/haukeland/`."""
    steps = path.strip("/").split("/")
    return part.startswith(PLACES) and len(steps) == 3 and steps[2] == part.strip("/").split("/")[-1]


def alerts_at(site: Site) -> QuerySet[Alert]:
    """Every alert that pages of this site show, will show or have shown, newest first."""
    return Alert.objects.reaching(site).select_related("site").prefetch_related("texts", "services")


def services_at(site: Site) -> list[Service]:
    """The services that a site tells the status of."""
    return list(Service.objects.filter(site=site, retired=False)) if site.pk else []


def grave_by_service(alerts: Iterable[Alert]) -> dict[int, int]:
    """The gravest level that operations alerts give each service. A service in none of them is running."""
    found: dict[int, int] = {}
    for alert in alerts:
        if alert.kind == AlertKind.OPERATIONS:
            for service in alert.services.all():
                found[service.pk] = max(found.get(service.pk, 0), alert.level)
    return found


def language_of(spoken: Collection[str], wanted: str, own: str) -> str:
    """The language to say it in: the page's, else the other form of Norwegian, else the site's own, else bokmål, else any."""
    kin = languages.NORWEGIAN if wanted in languages.NORWEGIAN else ()
    order = (wanted, *kin, own, *languages.NORWEGIAN, *spoken)
    return next((code for code in order if code in spoken), "")
