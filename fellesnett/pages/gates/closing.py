"""Why a site cannot be closed, and what closing it means, counted, for whoever is about to do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption, Showing
from fellesnett.editorial.models import OpenItem
from fellesnett.organizations.models import Membership, Place, Role, Site, SiteState
from fellesnett.organizations.permissions import is_national
from fellesnett.pages.gates import Reason
from fellesnett.pages.models import Alert, page_models

if TYPE_CHECKING:
    from datetime import datetime

    from fellesnett.accounts.models import User


@dataclass(frozen=True, slots=True)
class Onward:
    """Where the readers of a closed site are led: another site here, or an address elsewhere."""

    site: Site | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that closing does, and to how many."""

    code: str
    text: str
    count: int


def blockers_to_close(site: Site, onward: Onward, *, by: User) -> tuple[Reason, ...]:
    """Everything that stands in the way of closing this site; empty when nothing does, or it is closed already."""
    if not is_national(by, Role.NATIONAL_MEDICAL_EDITOR):
        return (Reason("no_role", _("Bare nasjonal redaksjon legger ned nettsteder. Be dem om det.")),)
    if site.is_front_door:
        return (Reason("front_door", _("Den nasjonale inngangen kan ikke legges ned.")),)
    return tuple(_about_onward(site, onward))


def _about_onward(site: Site, onward: Onward) -> Iterator[Reason]:
    if bool(onward.site) == bool(onward.url):
        yield Reason(
            "successor", _("Si hvor leserne skal gå: et annet nettsted her, eller en adresse som begynner med https://.")
        )
    elif onward.url:
        try:
            URLValidator(schemes=["https"])(onward.url)
        except ValidationError:
            yield Reason("successor", _("Etterfølgerens adresse må begynne med https://."))
    elif onward.site and (onward.site.pk == site.pk or not onward.site.is_open):
        yield Reason("successor", _("Etterfølgeren må være et annet nettsted som er åpent."))
    if site.state == SiteState.CLOSED and (site.successor_id, site.successor_url) != (
        onward.site.pk if onward.site else None,
        onward.url,
    ):
        yield Reason("closed", _("Nettstedet er lagt ned med en annen etterfølger."))


def consequences(site: Site, *, at: datetime) -> tuple[Consequence, ...]:
    """What closing does to all that the site has. Also what is kept."""
    pages = Counter[bool]()
    for model in page_models():
        pages.update(model._default_manager.filter(site=site).values_list("live", flat=True))
    showings = Showing.objects.for_site(site)
    return (
        Consequence("pages", _("publiserte sider tas ned"), pages[True]),
        Consequence("drafts", _("utkast blir liggende"), pages[False]),
        Consequence("topics", _("temasider tas ned"), showings.live().count()),
        Consequence("answers", _("svar på temaer avsluttes"), Adoption.objects.for_site(site).count()),
        Consequence("proof", _("viste versjoner kan fortsatt ses på /v/"), showings.count()),
        Consequence("alerts", _("meldinger avsluttes"), _current_alerts(site, at)),
        Consequence("items", _("åpne saker lukkes"), OpenItem.objects.open().filter(site=site).count()),
        Consequence("places", _("steder blir liggende hos virksomheten"), Place.objects.for_site(site).count()),
        Consequence("people", _("roller står som før"), Membership.objects.filter(organization=site.organization).count()),
    )


def _current_alerts(site: Site, at: datetime) -> int:
    return Alert.objects.filter(site=site, ended_at__isnull=True, stops_at__gt=at).count()
