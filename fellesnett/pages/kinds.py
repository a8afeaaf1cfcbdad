"""What a new site begins with, by the kind of organization behind it: menu, front page. Data, to be read from top to bottom.

The words are where a site starts; its editors change them. Menu points without words of their own are called what the
list they lead to is called, in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fellesnett.organizations.models import OrganizationKind

Words = dict[str, str]  # language -> words


@dataclass(frozen=True)
class Way:
    """A menu point or a task: an address on the site (or elsewhere) and its words by language."""

    path: str
    words: tuple[tuple[str, str], ...] = ()

    def label(self, language: str) -> str:
        """The words in this language; empty where there are none."""
        return dict(self.words).get(language, "")


def way(path: str, **words: str) -> Way:
    return Way(path, tuple(words.items()))


@dataclass(frozen=True)
class SiteKind:
    """How a site of one kind starts."""

    key: str
    menu: tuple[Way, ...]
    tasks: tuple[Way, ...]
    lead: tuple[tuple[str, str], ...]

    def lead_in(self, language: str) -> str:
        return dict(self.lead).get(language, "")


def _lead(**words: str) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())


HOSPITAL = SiteKind(
    key="hospital",
    menu=(
        way("/behandlinger/"),
        way("/undersokelser/"),
        way("/avdelinger/"),
        way("/steder/", nb="Finn fram", nn="Finn fram", se="Gávnna min", en="Find us"),
        way(
            "/praktisk-informasjon/",
            nb="For pasienter og pårørende",
            nn="For pasientar og pårørande",
            en="Patients and relatives",
        ),
        way("/kontakt/", nb="Kontakt oss", nn="Kontakt oss", se="Váldde oktavuođa", en="Contact us"),
    ),
    tasks=(
        way(
            "/behandlinger/",
            nb="Jeg skal til time eller behandling",
            nn="Eg skal til time eller behandling",
            se="Mun galggan dikšui",
            en="I have an appointment",
        ),
        way(
            "/praktisk-informasjon/besok/",
            nb="Jeg skal besøke noen",
            nn="Eg skal besøkje nokon",
            se="Mun galggan guossái",
            en="I am visiting someone",
        ),
        way("/steder/", nb="Finn fram til oss", nn="Finn fram til oss", se="Gávnna min lusa", en="Find your way"),
        way("/avdelinger/", nb="Finn en avdeling", nn="Finn ei avdeling", se="Gávnna ossodaga", en="Find a department"),
        way("/rettigheter/", nb="Rettighetene dine", nn="Rettane dine", se="Du vuoigatvuođat", en="Your rights"),
        way(
            "/kontakt/",
            nb="Ring eller skriv til oss",
            nn="Ring eller skriv til oss",
            se="Riŋge dahje čále midjiide",
            en="Call or write to us",
        ),
    ),
    lead=_lead(
        nb="Les hva som skjer før, under og etter, og hvor du møter opp hos oss.",
        nn="Les kva som skjer før, under og etter, og kvar du møter opp hos oss.",
        se="Loga mii dáhpáhuvvá ovdal, dan botta ja maŋŋil, ja gosa don boađát.",
        en="Read what happens before, during and after, and where to meet.",
    ),
)

REGION = SiteKind(
    key="region",
    menu=(
        way("/sykehus/", nb="Sykehusene våre", nn="Sjukehusa våre", se="Min buohcciviesut", en="Our hospitals"),
        way("/rettigheter/", nb="Rettigheter og ventetid", nn="Rettar og ventetid", en="Rights and waiting times"),
        way("/styret/", nb="Styret og planer", nn="Styret og planar", en="The board"),
        way("/kvalitet/"),
        way("/nyheter/"),
        way("/om-oss/", nb="Om oss", nn="Om oss", se="Min birra", en="About us"),
    ),
    tasks=(
        way(
            "/sykehus/",
            nb="Finn sykehuset ditt",
            nn="Finn sjukehuset ditt",
            se="Gávnna iežat buohcciviesu",
            en="Find your hospital",
        ),
        way("/rettigheter/", nb="Hva du har rett til", nn="Kva du har rett til", en="What you are entitled to"),
        way("/styret/", nb="Saker til styret", nn="Saker til styret", en="Papers for the board"),
        way("/kvalitet/", nb="Resultater fra sykehusene", nn="Resultat frå sjukehusa", en="Results from the hospitals"),
        way("/kontakt/", nb="Ring eller skriv til oss", nn="Ring eller skriv til oss", en="Call or write to us"),
    ),
    lead=_lead(
        nb="Vi har ansvar for at du får behandling på sykehus når du trenger det.",
        nn="Vi har ansvar for at du får behandling på sjukehus når du treng det.",
        en="We make sure that you get hospital care when you need it.",
    ),
)

PHARMACY = SiteKind(
    key="pharmacy",
    menu=(
        way("/apotek/", nb="Finn apotek", nn="Finn apotek", en="Find a pharmacy"),
        way("/artikler/", nb="Råd om medisiner", nn="Råd om medisinar", en="About medicines"),
        way("/praktisk-informasjon/", nb="Hent resept", nn="Hent resept", en="Collect a prescription"),
        way("/nyheter/"),
        way("/jobb/"),
        way("/kontakt/", nb="Kontakt oss", nn="Kontakt oss", en="Contact us"),
    ),
    tasks=(
        way("/apotek/", nb="Finn apotek og åpningstid", nn="Finn apotek og opningstid", en="Pharmacies and opening hours"),
        way("/praktisk-informasjon/hente-resept/", nb="Hent en resept", nn="Hent ein resept", en="Collect a prescription"),
        way("/artikler/", nb="Råd om medisiner", nn="Råd om medisinar", en="Advice on medicines"),
        way("/kontakt/", nb="Ring apoteket", nn="Ring apoteket", en="Call the pharmacy"),
    ),
    lead=_lead(
        nb="Apoteket på sykehuset. Vi hjelper deg å bruke medisinene riktig.",
        nn="Apoteket på sjukehuset. Vi hjelper deg å bruke medisinane rett.",
        en="The pharmacy at the hospital. We help you use your medicines right.",
    ),
)

ICT = SiteKind(
    key="ict",
    menu=(
        way("/drift/", nb="Driftsmeldinger", nn="Driftsmeldingar", en="Service status"),
        way("/om-oss/", nb="Om oss", nn="Om oss", en="About us"),
        way("/nyheter/"),
        way("/jobb/", nb="Jobb hos oss", nn="Jobb hos oss", en="Work with us"),
        way("/kontakt/", nb="Kundesenter", nn="Kundesenter", en="Customer centre"),
    ),
    tasks=(
        way("/drift/", nb="Er systemene i drift?", nn="Er systema i drift?", en="Are the systems up?"),
        way("/kontakt/", nb="Nå kundesenteret", nn="Nå kundesenteret", en="Reach the customer centre"),
        way("/jobb/", nb="Ledige stillinger", nn="Ledige stillingar", en="Vacancies"),
        way("/om-oss/", nb="Hva vi gjør", nn="Kva vi gjer", en="What we do"),
    ),
    lead=_lead(
        nb="Vi drifter datasystemene som sykehusene er avhengige av, hele døgnet.",
        nn="Vi driftar datasystema som sjukehusa er avhengige av, heile døgnet.",
        en="We run the computer systems that the hospitals depend on, around the clock.",
    ),
)

COMPANY = SiteKind(
    key="company",
    menu=(
        way("/praktisk-informasjon/", nb="Slik gjør du", nn="Slik gjer du", en="How to"),
        way("/om-oss/", nb="Om oss", nn="Om oss", en="About us"),
        way("/styret/", nb="Åpenhet og styret", nn="Openheit og styret", en="Openness and the board"),
        way("/nyheter/"),
        way("/jobb/"),
        way("/kontakt/", nb="Kontakt", nn="Kontakt", en="Contact"),
    ),
    tasks=(
        way("/praktisk-informasjon/", nb="Slik gjør du", nn="Slik gjer du", en="How to"),
        way("/om-oss/", nb="Hva vi gjør for sykehusene", nn="Kva vi gjer for sjukehusa", en="What we do for the hospitals"),
        way("/styret/", nb="Saker til styret", nn="Saker til styret", en="Papers for the board"),
        way("/kontakt/", nb="Ring eller skriv til oss", nn="Ring eller skriv til oss", en="Call or write to us"),
    ),
    lead=_lead(
        nb="Vi løser en oppgave for alle sykehusene sammen.",
        nn="Vi løyser ei oppgåve for alle sjukehusa saman.",
        en="We do one task for all the hospitals together.",
    ),
)

FRONT_DOOR = SiteKind(
    key="front_door",
    menu=(
        way(
            "/behandlinger/",
            nb="Behandlinger fra A til Å",
            nn="Behandlingar frå A til Å",
            se="Divššut A rájes Å rádjai",
            en="Treatments A to Å",
        ),
        way("/undersokelser/"),
        way("/sykdommer/"),
        way("/sykehus/", nb="Finn sykehus", nn="Finn sjukehus", se="Gávnna buohcciviesu", en="Find a hospital"),
        way("/apotek/", nb="Finn apotek", nn="Finn apotek", se="Gávnna apotehka", en="Find a pharmacy"),
        way("/rettigheter/"),
    ),
    tasks=(
        way("/behandlinger/", nb="Finn en behandling", nn="Finn ei behandling", se="Gávnna divššu", en="Find a treatment"),
        way("/undersokelser/", nb="Finn en undersøkelse", nn="Finn ei undersøking", se="Gávnna iskosa", en="Find an examination"),
        way("/sykdommer/", nb="Les om en sykdom", nn="Les om ein sjukdom", se="Loga dávdda birra", en="Read about a condition"),
        way(
            "/sykehus/",
            nb="Finn sykehuset ditt",
            nn="Finn sjukehuset ditt",
            se="Gávnna iežat buohcciviesu",
            en="Find your hospital",
        ),
        way("/rettigheter/", nb="Rettighetene dine", nn="Rettane dine", se="Du vuoigatvuođat", en="Your rights"),
    ),
    lead=_lead(
        nb="Les om behandlinger, undersøkelser og sykdommer. Fagfolk har skrevet tekstene. Sykehusene legger til det som gjelder hos dem.",
        nn="Les om behandlingar, undersøkingar og sjukdommar. Fagfolk har skrive tekstane. Sjukehusa legg til det som gjeld hos dei.",
        se="Loga divššuid, iskosiid ja dávddaid birra.",
        en="Read about treatments, examinations and conditions. Clinicians wrote the texts. The hospitals add what applies with them.",
    ),
)

KINDS: dict[str, SiteKind] = {
    OrganizationKind.NATIONAL: FRONT_DOOR,
    OrganizationKind.REGIONAL_HEALTH_AUTHORITY: REGION,
    OrganizationKind.HEALTH_TRUST: HOSPITAL,
    OrganizationKind.HOSPITAL: HOSPITAL,
    OrganizationKind.PRIVATE_NONPROFIT: HOSPITAL,
    OrganizationKind.PRIVATE: HOSPITAL,
    OrganizationKind.CONTRACT_SPECIALIST: HOSPITAL,
    OrganizationKind.HOSPITAL_PHARMACY: PHARMACY,
    OrganizationKind.ICT_COMPANY: ICT,
    OrganizationKind.JOINTLY_OWNED_COMPANY: COMPANY,
    OrganizationKind.MUNICIPALITY: COMPANY,
}


def kind_of(organization: Any) -> SiteKind | None:
    """What a site of this organization begins with; None where organizations of this kind have no site (a unit)."""
    return KINDS.get(organization.kind)
