"""Why a signpost cannot stand as it is written: reasons in words, with what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from fellesnett.national.gates import Reason
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site
from fellesnett.signposts.models import Arm, Audience, Signpost, SignpostKind

if TYPE_CHECKING:
    from fellesnett.signposts.actions import Written

LONGEST_WAIT = 3
"""Years that may pass before a signpost is looked over: what others write changes without a word to us."""


def blockers(said: Written, today: date, signpost: Signpost | None = None) -> Iterator[Reason]:
    """What is in the way of putting up or changing this; all of it, not only the first."""
    if not said.publisher.strip():
        yield Reason("no_publisher", _("Det står ikke hvem som står bak."), _("Skriv navnet slik leserne kjenner det."))
    if said.kind not in SignpostKind.values or said.audience not in Audience.values:
        yield Reason("unknown_kind", _("Typen finnes ikke."), _("Velg en fra listen."))
    if not said.topics and not said.codes:
        yield Reason("about_nothing", _("Veiviseren hører ikke til noe tema."), _("Velg minst ett tema eller én kode."))
    if said.owner is None or not said.owner.is_active:
        yield Reason("no_owner", _("Ingen svarer for veiviseren."), _("Velg en ansvarlig som er i bruk."))
    if not said.unit.strip():
        yield Reason("no_unit", _("Fagmiljøet mangler."), _("Skriv hvilket fagmiljø som svarer."))
    yield from _days(said, today)
    yield from _arms(said, signpost)


def _days(said: Written, today: date) -> Iterator[Reason]:
    if not today < said.review_by <= today.replace(year=today.year + LONGEST_WAIT, day=min(today.day, 28)):
        yield Reason("bad_review", _("Dagen for gjennomgang passer ikke."), _("Velg en dag de neste tre årene."))
    if said.last_day is not None and said.last_day < today:
        yield Reason("past_last_day", _("Siste dag er passert."), _("Velg en dag fram i tid, eller ta veiviseren ned."))


def _arms(said: Written, signpost: Signpost | None) -> Iterator[Reason]:
    if not said.arms:
        yield Reason("no_arm", _("Tittel og adresse mangler."), _("Skriv dem på minst ett språk."))
    languages, ours = dict(LANGUAGE_CHOICES), {site.host.partition(":")[0].lower() for site in Site.objects.all() if site.host}
    others = Arm.objects.filter(signpost__state="up", address__in=[arm.address for arm in said.arms])
    taken = set(others.exclude(signpost=signpost).values_list("address", flat=True))
    for arm in said.arms:
        if arm.language not in languages:
            yield Reason("unknown_language", _("Språket «%(code)s» finnes ikke her.") % {"code": arm.language}, "")
        if not arm.title.strip():
            yield Reason("no_title", _("En adresse mangler tittel."), _("Skriv hva siden heter der."))
        if not is_address(arm.address):
            facts = {"address": arm.address[:80] or "–"}
            yield Reason("bad_address", _("«%(address)s» er ikke en nettadresse.") % facts, _("Den begynner med https://."))
        elif (urlsplit(arm.address).hostname or "").lower() in ours:
            yield Reason("own_address", _("Adressen er på et av våre egne nettsteder."), _("Lenk til temaet i teksten."))
        elif arm.address in taken:
            facts = {"address": arm.address}
            yield Reason("address_taken", _("%(address)s har en veiviser fra før.") % facts, _("Endre den som finnes."))


def is_down() -> Reason:
    """Why nothing is decided about a signpost that is taken down."""
    return Reason("is_down", _("Veiviseren er tatt ned."), _("Endre den, så kommer den opp igjen."))


def is_address(address: str) -> bool:
    """An encrypted address that a reader can follow, and that says nothing of who follows it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    whole = parts.scheme == "https" and "." in (parts.hostname or "") and parts.username is None
    return whole and port in (None, 443) and len(address) <= 500 and not any(sign.isspace() for sign in address)
