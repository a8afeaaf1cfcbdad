"""Why a site cannot be opened, in words: who may open one, whether its address is free and its colour can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.foundation import languages
from fellesnett.organizations.models import Organization, Role, Site
from fellesnett.organizations.permissions import is_national
from fellesnett.pages.gates import Reason
from fellesnett.pages.kinds import kind_of

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
RESERVED = frozenset({"admin", "api", "static", "media", "kontroll"})


@dataclass(frozen=True)
class Wanted:
    """The site that somebody wants to open."""

    organization: Organization
    slug: str
    name: str
    language: str
    other_languages: tuple[str, ...]
    brand_color: str
    host: str | None


def blockers_to_open(wanted: Wanted, *, by: User) -> tuple[Reason, ...]:
    """Everything that stands in the way, by field; empty when the site can be opened, or opened again."""
    return (*_about_person(by), *_about_organization(wanted), *_about_address(wanted), *_about_looks(wanted))


def _about_person(by: User) -> list[Reason]:
    if is_national(by, Role.NATIONAL_MEDICAL_EDITOR):
        return []
    return [Reason("no_role", _("Bare nasjonal redaksjon åpner nettsteder. Send dem navn, adresse og språk."))]


def _about_organization(wanted: Wanted) -> list[Reason]:
    reasons = []
    if kind_of(wanted.organization) is None:
        reasons.append(Reason("kind", _("En enhet får ikke eget nettsted. Åpne det for virksomheten over."), "organization"))
    if not wanted.organization.active:
        reasons.append(Reason("closed", _("Virksomheten er ikke aktiv. Velg en som er i drift."), "organization"))
    if not wanted.name.strip():
        reasons.append(Reason("name", _("Skriv navnet som skal stå øverst på nettstedet."), "name"))
    return reasons


def _about_address(wanted: Wanted) -> list[Reason]:
    reasons = []
    if not _SLUG.fullmatch(wanted.slug) or wanted.slug in RESERVED:
        reasons.append(Reason("slug", _("Kortnavnet kan bare ha a–z, tall og bindestrek, og noen ord er opptatt."), "slug"))
    taken = Site.objects.filter(slug=wanted.slug).exclude(organization=wanted.organization)
    if taken.exists():
        reasons.append(Reason("slug_taken", _("Kortnavnet «%(slug)s» er i bruk. Velg et annet.") % {"slug": wanted.slug}, "slug"))
    if wanted.host and not _HOST.fullmatch(wanted.host):
        reasons.append(Reason("host", _("Skriv vertsnavnet uten https:// og skråstrek: sykehuset.no"), "host"))
    if wanted.host and Site.objects.filter(host=wanted.host).exclude(slug=wanted.slug).exists():
        reasons.append(Reason("host_taken", _("Et annet nettsted svarer på dette vertsnavnet."), "host"))
    front_doors = Site.objects.filter(is_front_door=True).exclude(slug=wanted.slug)
    kind = kind_of(wanted.organization)
    if kind is not None and kind.key == "front_door" and front_doors.exists():
        reasons.append(Reason("front_door", _("Den nasjonale inngangen finnes fra før."), "organization"))
    return reasons


def _about_looks(wanted: Wanted) -> list[Reason]:
    reasons = []
    if wanted.language not in languages.NORWEGIAN:
        reasons.append(
            Reason("language", _("Nettstedets eget språk er bokmål eller nynorsk. Andre språk kommer i tillegg."), "language")
        )
    unknown = set(wanted.other_languages) - {*languages.CODES}
    if unknown or wanted.language in wanted.other_languages:
        reasons.append(Reason("languages", _("Velg andre språk fra listen, og ikke nettstedets eget."), "other_languages"))
    if not _COLOR.fullmatch(wanted.brand_color):
        reasons.append(Reason("color", _("Skriv profilfargen som # og seks tegn, for eksempel #003087."), "brand_color"))
    return reasons
