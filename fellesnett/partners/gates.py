"""Why not, in plain Norwegian with what to do: for whoever delivers, and for whoever answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.models import AdoptedText, Answer
from fellesnett.codes.models import CodeSystem, Concept
from fellesnett.codes.queries import find_in_force, in_force, normalize_code
from fellesnett.codes.retiring import Chains
from fellesnett.organizations.identifiers import MUNICIPALITY, ORGNR, fault_of_orgnr
from fellesnett.organizations.models import Identifier, Organization, OrganizationKind, Site, SiteState
from fellesnett.partners.models import Noun, Partner, Submission

LAID_DOWN = "Nettstedet ble lagt ned før leveringen var besvart."
"""Why what waits at a site that is laid down is refused; in bokmål, as it is stored."""
KOMMUNER = "kommuner"
"""The code system of municipality numbers."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was delivered: where in the document (`sections.0.blocks.2.content`), and what to do."""

    field: str
    text: str


class Invalid(Exception):
    """What was delivered cannot be taken in; every fault is said."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.text}" for fault in faults))
        self.faults = faults


class Forbidden(Exception):
    """This partner may not do this here. The words say who can give leave."""


class Exists(Exception):
    """It is there already: it is changed, not made anew. `about` is its id."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


class Changed(Exception):
    """What the partner changed is no longer as the partner saw it."""


class TakesBack(Exception):
    """What is wanted is what stands already, and a delivery of the partner's own that asks for something else waits: it is
    taken back, not delivered over."""

    def __init__(self, waiting: Submission) -> None:
        super().__init__(str(waiting.pk))
        self.waiting = waiting


def refuse(reasons: Iterable[Reason]) -> None:
    """Raises NotReady where there is any."""
    if found := tuple(reasons):
        raise NotReady(found)


def demand_leave(partner: Partner, site: Site | None, noun: Noun) -> Site:
    """The site, where this partner may deliver such things to it. Raises Forbidden, in the same words for a site that does not
    exist: whoever may not deliver to a site learns nothing of it."""
    standing = partner.leaves.standing().filter(site=site).first() if site else None
    if site is None or standing is None or not standing.covers(noun):
        words = _("%(partner)s har ikke lov til å levere dette hit. Be nettansvarlig ved nettstedet om lov.")
        raise Forbidden(words % {"partner": partner})
    if site.state == SiteState.CLOSED:
        raise Forbidden(_("Nettstedet er lagt ned."))
    return site


def to_describe(organization: Organization, contact_name: str, contact_email: str, known: Partner | None) -> Iterator[Reason]:
    """What stands in the way of a partner. Each reason's code is the field it is about."""
    if not Identifier.objects.filter(organization=organization, system=ORGNR).exists():
        words = _("Virksomheten må ha et organisasjonsnummer her: det er det tokenet fra Maskinporten sier.")
        yield Reason("organization", words)
    others = Partner.objects.exclude(pk=known.pk) if known else Partner.objects.all()
    if others.filter(organization=organization).exists():
        yield is_partner()
    if not contact_name.strip():
        yield Reason("contact_name", _("Skriv hvem vi kan snakke med der."))
    if "@" not in contact_email:
        yield Reason("contact_email", _("Skriv e-postadressen til den vi kan snakke med."))


OUTSIDE = (OrganizationKind.MUNICIPALITY, OrganizationKind.CONTRACT_SPECIALIST, OrganizationKind.PRIVATE)
"""The kinds that stand in no list we import, and are written down here when they are to deliver."""


def to_write_down(kind: str, name: str, orgnr: str) -> Iterator[Reason]:
    """What stands in the way of an organization that no list has. Each reason's code is the field it is about."""
    if kind not in OUTSIDE:
        yield Reason("kind", _("Velg kommune, avtalespesialist eller privat."))
    if kind != OrganizationKind.MUNICIPALITY and not name.strip():
        yield Reason("name", _("Skriv hva virksomheten heter."))
    if fault := fault_of_orgnr(orgnr):
        yield Reason("orgnr", _("%(fault)s. Slå det opp i Enhetsregisteret.") % {"fault": capfirst(fault)})
    if known := Identifier.objects.filter(system=ORGNR, value=orgnr).select_related("organization").first():
        yield Reason("orgnr", _("%(name)s har dette nummeret, og kan velges i listen.") % {"name": known.organization})


def is_written_down() -> Reason:
    """It has become known while this was written."""
    return Reason("orgnr", _("Virksomheten er nettopp skrevet ned, og kan velges i listen."))


def municipality_of(number: str, on: date) -> tuple[str, Iterator[Reason]]:
    """What the municipality of this number is called on this day, and what is wrong with the number: of one that is no more, the
    reason names those that took over."""
    system = CodeSystem.objects.filter(key=KOMMUNER).first()
    code = normalize_code(KOMMUNER, number)
    found = find_in_force(system, code, on) if system else None
    return (found.display if found else ""), _about_municipality(system, code, found, on)


def _about_municipality(system: CodeSystem | None, code: str, found: Concept | None, on: date) -> Iterator[Reason]:
    if system is None:
        yield Reason("municipality", _("Kommunelisten er ikke lest inn. Be den som drifter løsningen om det."))
    elif found is None:
        yield Reason("municipality", _no_more(system, code, on))
    elif known := Identifier.objects.filter(system=MUNICIPALITY, value=code).select_related("organization").first():
        yield Reason("municipality", _("%(name)s er alt skrevet ned, og kan velges i listen.") % {"name": known.organization})


def _no_more(system: CodeSystem, code: str, on: date) -> str:
    release = in_force(system, on)
    alive = Concept.objects.filter(release=release).values_list("code", "display")
    names = dict(alive)
    now = ", ".join(f"{each} {names[each]}" for each in Chains(system, on).ends(code, names))
    if now:
        return _("%(code)s er ikke i bruk lenger. Nå: %(now)s.") % {"code": code, "now": now}
    return _("%(code)s er ikke et kommunenummer. Det har fire sifre.") % {"code": code or "–"}


def is_partner() -> Reason:
    """The organization is written down already."""
    return Reason("organization", _("Virksomheten er partner allerede."))


def to_begin_again(partner: Partner, *, again: bool) -> Iterator[Reason]:
    """An ended partner is not brought back by whoever only saves what stood on an older screen."""
    if not partner.is_standing and not again:
        words = _("Partneren er avsluttet. Ingenting er lagret. Last inn på nytt for å la den bli partner igjen.")
        yield Reason("ended", words)


def to_give_leave(partner: Partner, site: Site, *, is_for_something: bool) -> Iterator[Reason]:
    """What stands in the way of leave to deliver."""
    if not partner.is_standing:
        yield Reason("ended", _("Partneren er avsluttet."))
    if not is_for_something:
        yield Reason("nothing", _("Velg hva partneren kan levere: tekster, steder eller tjenester."))
    if site.state == SiteState.CLOSED:
        yield Reason("closed", _("Nettstedet er lagt ned."))


def to_answer(submission: Submission, *, reason: str = "", needs_reason: bool = False) -> Iterator[Reason]:
    """What stands in the way of an answer."""
    if not submission.is_waiting:
        words = _("Leveringen er allerede %(state)s. Last inn på nytt for å se hva som skjedde.")
        yield Reason("answered", words % {"state": submission.get_state_display()})
    elif needs_reason and not reason.strip():
        yield Reason("needs_reason", _("Skriv hvorfor dere ikke tar den inn. Partneren leser det i kvitteringen."))


def to_take_in(submission: Submission) -> Iterator[Reason]:
    """What stands in the way of a yes. A site that is laid down shows nothing, and may still say no."""
    yield from to_answer(submission)
    if submission.is_waiting and submission.site.state == SiteState.CLOSED:
        yield Reason("closed", _("Nettstedet er lagt ned."))


def to_write_on(text: AdoptedText) -> Iterator[Reason]:
    """What stands in the way of local text on what a site uses."""
    if text.adoption.answer != Answer.ADOPTED:
        yield Reason("not_in_use", _("Temaet er ikke i bruk her lenger. Ta det i bruk først."))


def unseen() -> Reason:
    """What stands here changed after the screen was opened."""
    words = _("Noe er endret hos dere etter at du åpnet sammenlikningen. Se den på nytt, og svar så.")
    return Reason("unseen", words)
