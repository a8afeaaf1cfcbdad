"""Why an alert cannot be raised, changed or ended, in words and by field. A busy person reads them in a hurry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.foundation import languages
from fellesnett.organizations.models import OrganizationKind, Role, Site, SiteState
from fellesnett.organizations.permissions import is_national, may_at_site
from fellesnett.pages.gates import Reason
from fellesnett.pages.models import Alert, AlertKind, Reach, Service

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

RAISERS = (Role.SITE_OWNER, Role.EDITOR)
LONGEST = timedelta(days=90)
OF_ALL = languages.SOURCE
LENGTHS = {"title": 120, "text": 300, "link": 300, "link_text": 120, "long_text": 6000}
_PATH = re.compile(r"/(?:[-a-zA-Z0-9_]+/)*")
_LINK = re.compile(r"(?:https://[^\s]+|/[^\s/][^\s]*|/)")


@dataclass(frozen=True, slots=True)
class Words:
    """What an alert says in one language."""

    title: str
    text: str
    link: str = ""
    link_text: str = ""
    long_text: str = ""


@dataclass(frozen=True)
class WantedAlert:
    """An alert as somebody wants it. `site` is None for the whole country; `path` is written without language prefix."""

    kind: str
    reach: str
    site: Site | None
    starts_at: datetime
    stops_at: datetime
    words: Mapping[str, Words]
    level: int = 0
    path: str = ""
    services: tuple[Service, ...] = field(default=())

    @property
    def needed_language(self) -> str:
        """The language it must be said in: the site's own, or bokmål where it is said to all."""
        return self.site.language if self.site else OF_ALL


def may_raise(user: User, site: Site | None) -> bool:
    """The national editors everywhere; the site owner and the editors at their own site."""
    return is_national(user) or (site is not None and may_at_site(user, site, *RAISERS))


def blockers_to_alert(wanted: WantedAlert, *, by: User, at: datetime) -> tuple[Reason, ...]:
    """Everything that stands in the way of showing this alert; empty when nothing does."""
    if reason := _right(by, wanted.site):
        return (reason,)
    return (*_about_kind(wanted), *_about_reach(wanted), *_about_time(wanted, at), *_about_words(wanted))


def blockers_to_change(alert: Alert, wanted: WantedAlert, *, by: User, at: datetime) -> tuple[Reason, ...]:
    """The same, for an alert that is there: it is not over, keeps its kind, and stays where it was raised."""
    if reasons := blockers_to_end(alert, by=by, at=at):
        return reasons
    reasons = _of_another_site(alert, wanted)
    if wanted.kind != alert.kind:
        reasons = (
            *reasons,
            Reason("kind", _("Typen kan ikke endres. Velg «Bytt type», så blir det en ny melding i samme øyeblikk."), "kind"),
        )
    return (*reasons, *blockers_to_alert(wanted, by=by, at=at))


def blockers_to_replace(alert: Alert, wanted: WantedAlert, *, by: User, at: datetime) -> tuple[Reason, ...]:
    """The same, for an alert that is to give way to one of another kind at the same place."""
    if reasons := blockers_to_end(alert, by=by, at=at):
        return reasons
    reasons = _of_another_site(alert, wanted)
    if wanted.kind == alert.kind:
        reasons = (*reasons, Reason("kind", _("Meldingen er av denne typen. Velg en annen, eller endre meldingen."), "kind"))
    return (*reasons, *blockers_to_alert(wanted, by=by, at=at))


def _of_another_site(alert: Alert, wanted: WantedAlert) -> tuple[Reason, ...]:
    if (wanted.site.pk if wanted.site else None) == alert.site_id:
        return ()
    return (Reason("site", _("Meldingen hører til et annet nettsted. Lag en ny."), "site"),)


def blockers_to_end(alert: Alert, *, by: User, at: datetime) -> tuple[Reason, ...]:
    """Why the alert cannot be ended now."""
    if reason := _right(by, alert.site):
        return (reason,)
    if alert.state(at) == "past":
        return (Reason("over", _("Meldingen er avsluttet. Lag en ny hvis den fortsatt gjelder.")),)
    return ()


def _right(by: User, site: Site | None) -> Reason | None:
    if site is not None and site.state == SiteState.CLOSED and not is_national(by):
        return Reason("closed", _("Nettstedet er lagt ned. Meldinger vises ikke lenger der."))
    if may_raise(by, site):
        return None
    if site is None:
        return Reason("no_role", _("Bare nasjonal redaksjon varsler hele landet. Ring dem hvis det haster."))
    return Reason("no_role", _("Du kan ikke varsle ved %(site)s. Be en redaktør der, eller nettansvarlig.") % {"site": site})


def _about_kind(wanted: WantedAlert) -> Iterator[Reason]:
    if wanted.kind == AlertKind.INFORMATION and wanted.level:
        yield Reason("level", _("En informasjonsmelding har ikke nivå."), "level")
    if wanted.kind != AlertKind.INFORMATION and wanted.level not in (1, 2, 3):
        yield Reason("level", _("Velg hvor alvorlig det er."), "level")
    foreign = [service for service in wanted.services if wanted.site is None or service.site_id != wanted.site.pk]
    if wanted.services and (wanted.kind != AlertKind.OPERATIONS or foreign):
        yield Reason("services", _("Bare driftsmeldinger om nettstedets egne tjenester kan knyttes til tjenester."), "services")


def _about_reach(wanted: WantedAlert) -> Iterator[Reason]:
    if (wanted.reach == Reach.ALL) != (wanted.site is None):
        yield Reason("reach", _("Velg enten hele landet eller et nettsted."), "reach")
    if wanted.reach == Reach.REGION and wanted.site and not is_region(wanted.site):
        yield Reason("region", _("Bare et regionalt helseforetak varsler hele regionen. Velg hele nettstedet."), "reach")
    narrow = wanted.reach in (Reach.PART, Reach.PAGE)
    if narrow and (not _PATH.fullmatch(wanted.path) or (wanted.reach == Reach.PART and wanted.path == "/")):
        yield Reason("path", _("Skriv adressen på nettstedet, med / først og sist: /steder/haukeland/"), "path")
    if not narrow and wanted.path:
        yield Reason("path", _("Meldingen gjelder mer enn én adresse. La feltet stå tomt."), "path")


def is_region(site: Site) -> bool:
    """Is it the site of a regional health authority, which may warn all sites of its region?"""
    return bool(site.organization.kind == OrganizationKind.REGIONAL_HEALTH_AUTHORITY)


def _about_time(wanted: WantedAlert, at: datetime) -> Iterator[Reason]:
    if wanted.stops_at <= wanted.starts_at:
        yield Reason("stops_at", _("Meldingen må slutte etter at den begynner."), "stops_at")
    elif wanted.stops_at <= at:
        yield Reason("stops_at", _("Tidspunktet er passert. Velg når meldingen skal bort."), "stops_at")
    elif wanted.stops_at - max(wanted.starts_at, at) > LONGEST:
        yield Reason("stops_at", _("En melding kan vises i høyst 90 dager. Du kan forlenge den senere."), "stops_at")


def _about_words(wanted: WantedAlert) -> Iterator[Reason]:
    if wanted.needed_language not in wanted.words:
        text = _("Skriv meldingen på nettstedets eget språk.") if wanted.site else _("Skriv meldingen på bokmål.")
        yield Reason("words", text, f"title_{wanted.needed_language}")
    for language, words in wanted.words.items():
        yield from _about_text(language, words)


def _about_text(language: str, words: Words) -> Iterator[Reason]:
    for name, missing in (("title", _("Skriv en tittel.")), ("text", _("Skriv kort hva folk skal gjøre."))):
        if not getattr(words, name).strip():
            yield Reason("words", missing, f"{name}_{language}")
    for name, most in LENGTHS.items():
        if len(getattr(words, name)) > most:
            yield Reason("long", _("Teksten er for lang. Den kan ha %(most)d tegn.") % {"most": most}, f"{name}_{language}")
    if words.link and not _LINK.fullmatch(words.link):
        yield Reason("link", _("Skriv en adresse som begynner med https:// eller /."), f"link_{language}")
    if bool(words.link) != bool(words.link_text):
        yield Reason("link_text", _("En lenke trenger både adresse og ord."), f"link_text_{language}")
