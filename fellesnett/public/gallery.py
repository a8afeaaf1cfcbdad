"""Every component with an example: what it is called, when to use it, and how it is taken into a template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from fellesnett.organizations.facts import Phone
from fellesnett.public.alerts import Shown
from fellesnett.public.components import Card, Care, Fact, Picture, Step, Tag, bar_chart, pagination
from fellesnett.public.place_pages import Contact, OtherDay
from fellesnett.public.recipes.recipe import Entry
from fellesnett.public.topic_pages import Link, Passage, Review, ShownBlock, ShownSection

HERE = "#galleri"


@dataclass(frozen=True)
class Component:
    """A template under `components/`, and the examples that it is shown with."""

    name: str
    title: str
    when: str
    examples: tuple[Mapping[str, Any], ...]

    @property
    def template(self) -> str:
        return f"components/{self.name}.html"

    @property
    def include(self) -> str:
        """The line that takes it into a template."""
        names = " ".join(f"{name}={name}" for name in self.examples[0])
        return f'{{% include "{self.template}"{f" with {names} only" if names else ""} %}}'

    def shown(self) -> tuple[str, ...]:
        """Each example as HTML, in the active language."""
        return tuple(render_to_string(self.template, dict(values)) for values in self.examples)


def _block(identity: str, html: str, kind: str = "text", source: str = "national") -> ShownBlock:
    return ShownBlock(identity, kind, html, source, None)


def _passage(*blocks: ShownBlock, speaker: str = "national", label: str = "", note: str = "", counts: str = "") -> Passage:
    return Passage(speaker, label, note, "", "", bool(counts), blocks, counts=counts)


_PASSAGES = (
    _passage(_block("p1", "<p>Du får time i posten eller på Helsenorge. Ta med listen over medisinene dine.</p>")),
    _passage(
        _block("p2", "<p>Møt i resepsjonen i 2. etasje et kvarter før timen.</p>", source="site"),
        speaker="site",
        label="Hos oss ved Voss sjukehus",
        note="Gjelder her i stedet for den nasjonale teksten.",
    ),
    _passage(_block("p3", "<p>Ring oss samme dag hvis du har feber.</p>", "warning")),
    _passage(
        _block("p4", "<p>Slutt med blodfortynnende medisin tidligere enn før.</p>", "warning"),
        counts="Følg dette. Sykehusets egen tekst under er eldre, og er ikke endret ennå.",
    ),
)
_SECTIONS = (ShownSection("before", "Før undersøkelsen", True, ()), ShownSection("after", "Etter undersøkelsen", True, ()))

TEXT = (
    Component(
        "passages",
        "Tekst fra flere",
        "Skriver ut tekstene på en temaside. Lokal tekst sier hvem som snakker. En viktig endring sier hva som gjelder.",
        ({"passages": _PASSAGES},),
    ),
    Component(
        "care_card",
        "Ta kontakt hvis",
        "Når noen må gjøre noe hvis noe skjer. Overskriften er én handling. Bare noen få på en side.",
        (
            {
                "care": Care(
                    "normal",
                    "Ring avdelingen hvis du får",
                    ("mer vondt dag for dag", "feber over 38,5 grader", "puss fra såret"),
                    (Link("Ring 55 97 50 00", "tel:+4755975000"),),
                )
            },
            {
                "care": Care(
                    "urgent",
                    "Ring legevakten hvis du får",
                    ("vondt i leggen", "tung pust"),
                    (Link("Ring 116 117", "tel:116117"),),
                )
            },
            {"care": Care("emergency", "Ring 113 hvis du får vondt i brystet", (), (Link("Ring 113", "tel:113"),))},
        ),
    ),
    Component(
        "callout",
        "Viktig å vite",
        "Det ene leseren må få med seg. Ikke mer enn én eller to på en side.",
        ({"heading": "Du må faste", "html": "<p>Ikke spis de siste seks timene før undersøkelsen.</p>"},),
    ),
    Component(
        "steps",
        "Steg for steg",
        "Når ting skjer eller gjøres i rekkefølge. Bruk aldri faner til det.",
        ({"steps": (Step("Du møter opp", "Resepsjonen er i 1. etasje."), Step("Vi tar blodprøver", "Det tar ti minutter."))},),
    ),
    Component(
        "table",
        "Tabell",
        "Når det er noe å sammenligne. Overskriften sier hva tabellen viser.",
        (
            {
                "caption": "Medisiner du må slutte med før operasjonen",
                "head": ("Medisin", "Slutt"),
                "rows": (("Blodfortynnende", "2 dager før"), ("Diabetestabletter", "Samme dag")),
            },
        ),
    ),
    Component(
        "bar_chart",
        "Tall som søyler",
        "Når tall skal sammenlignes. Tallene står som tekst. bar_chart() i components.py regner ut lengdene.",
        (
            {
                "chart": bar_chart(
                    "Ventetid på hofteprotese, uker",
                    (("Voss", "9 uker", 9), ("Haukeland", "14 uker", 14), ("Stord", "11 uker", 11)),
                    of="Sykehus",
                    unit="Ventetid",
                    mark=("gjennomsnittet i landet, 12 uker", 12),
                )
            },
        ),
    ),
    Component(
        "picture",
        "Bilde",
        "Med høyde og bredde hopper ikke siden. Skriv alternativ tekst når bildet sier noe. first=True bare øverst.",
        (
            {
                "picture": Picture(
                    "/static/public/icon.svg", 160, 160, "Et hvitt kors på blå bunn", "Merket vårt.", "Fellesnett"
                ),
                "first": False,
            },
        ),
    ),
)

FACTS = (
    Component(
        "facts",
        "Fakta",
        "Korte fakta: tid, sted, pris, hvem. Ikke til løpende tekst.",
        (
            {
                "facts": (
                    Fact("Tid", "Mandag 4. mai kl. 17.00–19.00", also=("Mandag 11. mai kl. 17.00–19.00",)),
                    Fact("Sted", "Haukeland universitetssjukehus", more=("Inngang nord, 2. etasje",)),
                    Fact("Telefon", "55 97 50 00", "tel:+4755975000"),
                )
            },
        ),
    ),
    Component(
        "tag",
        "Merke",
        "Ett ord om tilstand eller type. Ordet sier det. Fargen gjentar det bare.",
        tuple(
            {"tag": tag}
            for tag in (
                Tag("Avlyst", "danger"),
                Tag("Venteliste", "warning"),
                Tag("Ledige plasser", "success"),
                Tag("Nytt", "info"),
                Tag("Kurs", "accent"),
                Tag("Avsluttet"),
            )
        ),
    ),
    Component(
        "date_line",
        "Datolinje",
        "Dagen noe er skrevet eller skjer, under eller over en overskrift.",
        ({"text": "12. mars 2026", "iso": "2026-03-12", "before": "Publisert"},),
    ),
    Component(
        "contacts",
        "Kontakt og oppmøte",
        "Stedene der pasienter møter. Hentes fra stedene til nettstedet, og skrives aldri på siden.",
        (
            {
                "contacts": (
                    Contact(
                        slug="voss",
                        name="Voss sjukehus",
                        href=HERE,
                        address="Sjukehusvegen 16",
                        town="5704 Voss",
                        meeting_point="Hovedinngangen, 1. etasje (D1.1)",
                        meeting_lang="",
                        phones=(Phone("56 53 35 00", "Sentralbord", "alle dager hele døgnet"),),
                        hours=("mandag–fredag 08.00–15.30",),
                        other_days=(OtherDay("torsdag 24. desember 2026", "08.00–12.00", "Julaften"),),
                        visit=HERE,
                    ),
                )
            },
        ),
    ),
    Component(
        "about",
        "Om denne siden",
        "Nederst på en temaside: hvem som svarer for teksten, når den er gjennomgått, og hvem som har godkjent den.",
        (
            {
                "unit": "Ortopedisk poliklinikk",
                "review": Review("3. februar 2026", "3. februar 2029", False),
                "approved": "Sjefen på avdelingen, kliniker, 5. mars 2026",
                "edition": 3,
                "version": HERE,
            },
        ),
    ),
    Component("machine_draft", "Maskinoversatt", "Når ingen har lest oversettelsen.", ({"machine_draft": True},)),
)

WAYS = (
    Component(
        "tasks",
        "Det folk kommer for",
        "Øverst på en forside: fire til seks gjøremål med ordene folk selv bruker.",
        (
            {
                "tasks": (
                    Card("Jeg skal til time", HERE, "Slik forbereder du deg"),
                    Card("Besøkstid", HERE),
                    Card("Finn fram på sykehuset", HERE, "Innganger, buss og parkering"),
                )
            },
        ),
    ),
    Component(
        "cards",
        "Lenkekort",
        "Noen få veier videre som er like viktige. Til lange lister: bruk entries.",
        ({"cards": (Card("Behandlinger", HERE, "48 sider"), Card("Hjerteavdelingen", HERE, "Voss sjukehus", "Avdeling"))},),
    ),
    Component(
        "entries",
        "Liste over sider",
        "Nyheter, kurs og andre sider med dag eller ingress. level er nivået på overskriftene.",
        (
            {
                "entries": (
                    Entry(Link("Ny inngang til poliklinikken", HERE), "Fra mandag går du inn fra parken.", "12. mars 2026"),
                ),
                "level": 3,
            },
        ),
    ),
    Component(
        "links",
        "Lenker videre",
        "Noen lenker med ord som sier hvor de fører.",
        ({"links": (Link("Rettigheter når du venter på behandling", HERE), Link("Patient rights", HERE, "en"))},),
    ),
    Component(
        "contents",
        "På denne siden",
        "Lange sider med flere kapitler. Følger med på brede skjermer.",
        ({"sections": _SECTIONS, "contacts": True},),
    ),
    Component(
        "breadcrumb",
        "Du er her",
        "Står på alle sider. Siden gir title, og crumb eller crumbs. Rammen skriver den ut.",
        ({"frame": {"home": HERE}, "crumb": Link("Behandlinger", HERE), "title": "Kneprotese"},),
    ),
    Component(
        "pagination",
        "Sider i en liste",
        "Lister over femti. pagination() i components.py lager verdiene.",
        ({"pagination": pagination(3, 9, "?side=")},),
    ),
    Component(
        "alert",
        "Varsel",
        "Melding, driftsmelding eller beredskap, til alle som kommer. Legges inn under Varsler, aldri på en side.",
        (
            {"alert": Shown(1, "information", 0, "Informasjon", "Sommerstengt poliklinikk", "Stengt i uke 28–30.", HERE)},
            {"alert": Shown(2, "operations", 2, "Driftsmelding: noe virker ikke", "Telefonen er nede", "Kom innom.", HERE)},
            {"alert": Shown(3, "emergency", 2, "Gul beredskap", "Ulykke på E16", "Kom bare hvis du har fått beskjed.", HERE)},
            {"alert": Shown(4, "operations", 1, "Driftsmelding: har liten betydning", "Heisen står", "Gå.", HERE, folded=True)},
        ),
    ),
)

GROUPS: tuple[tuple[str, tuple[Component, ...]], ...] = (
    ("Tekst og tall", TEXT),
    ("Fakta", FACTS),
    ("Veier videre", WAYS),
)
COMPONENTS = tuple(component for _, group in GROUPS for component in group)
