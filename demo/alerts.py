"""Messages and services of the demonstration: one that stands, one that is planned, one that is over. No emergency."""

from __future__ import annotations

from datetime import datetime, timedelta

from demo.base import person
from demo.moments import moment_of
from fellesnett.organizations.models import Site
from fellesnett.pages.actions.alerting import end_alert, raise_alert
from fellesnett.pages.gates.alerts import WantedAlert, Words
from fellesnett.pages.models import Alert, AlertKind, Reach, Service

WEST, BERGEN = "redaktor.vest", "redaktor.bergen"
MAINTENANCE = "+3 sun 01:00", "+3 sun 05:00"
SERVICES = {
    "journal": ("Elektronisk pasientjournal", "Her skriv og les tilsette i journalen."),
    "laboratorium": ("Laboratoriesystemet", "Her kjem prøvesvara frå laboratoria."),
    "telefoni": ("Telefon og sentralbord", "Telefonane til sjukehusa i vest."),
}


def tell(*, at: datetime) -> None:
    """Raise the alerts, once."""
    if Alert.objects.exists():
        return
    it = Site.objects.get(slug="helse-vest-ikt")
    rows = [
        Service(site=it, slug=slug, name={"nn": name}, description={"nn": use}, sort_order=number)
        for number, (slug, (name, use)) in enumerate(SERVICES.items())
    ]
    services = {service.slug: service for service in Service.objects.bulk_create(rows)}
    _over(it, services["telefoni"], at)
    slow = Words("Prøvesvar kjem seint", "Laboratoriesystemet er tregt i dag. Svara kjem, men seinare enn vanleg.")
    _raise(it, WEST, at, at, at + timedelta(days=2), slow, level=1, services=(services["laboratorium"],))
    planned = Words("Journalen er nede natt til sundag", "Vi oppgraderer. Sjukehusa har sin eigen rutine så lenge.")
    starts, stops = (moment_of(when, at) for when in MAINTENANCE)
    _raise(it, WEST, at, starts, stops, planned, level=3, services=(services["journal"],))
    visit = Words(
        "Munnbind for besøkande", "Det er mykje influensa no. Ta på munnbind i inngangen når du besøkjer nokon på Haukeland."
    )
    bergen = Site.objects.get(slug="helse-bergen")
    _raise(bergen, BERGEN, at, at, at + timedelta(days=60), visit, kind=AlertKind.INFORMATION)


def _over(it: Site, service: Service, at: datetime) -> None:
    began = at - timedelta(days=6)
    words = Words("Telefonane var nede i Førde", "Ein kabel var graven av. Telefonane verkar att.")
    alert = _raise(it, WEST, began, began, began + timedelta(days=1), words, level=2, services=(service,))
    end_alert(alert=alert, by=person(WEST), at=began + timedelta(hours=3))


def _raise(
    site: Site,
    by: str,
    at: datetime,
    starts: datetime,
    stops: datetime,
    words: Words,
    *,
    kind: str = AlertKind.OPERATIONS,
    level: int = 0,
    services: tuple[Service, ...] = (),
) -> Alert:
    wanted = WantedAlert(kind, Reach.SITE, site, starts, stops, {"nn": words}, level, services=services)
    return raise_alert(wanted=wanted, by=person(by), at=at)
