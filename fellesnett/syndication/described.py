"""What the catalogue tells of: the datasets, in which forms each can be had, and the services. In bokmål, nynorsk and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Text = dict[str, str]


class Words(Protocol):
    """What has a name and a description in each language."""

    @property
    def title(self) -> Text: ...
    @property
    def description(self) -> Text: ...


@dataclass(frozen=True, slots=True)
class Described:
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form in which a dataset can be had, by the European Union's word for its file type and IANA's for its media type."""

    title: Text
    path: str
    file_type: str
    media_type: str
    service: str = ""
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    key: str
    types: tuple[str, ...]  # of what is delivered (`delivery.schema.Type`)
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    distributions: tuple[Distribution, ...]
    services: tuple[str, ...] = ()  # by which it can be asked for, beside those of the distributions


@dataclass(frozen=True, slots=True)
class Service:
    key: str
    path: str
    description_path: str
    file_types: tuple[str, ...]
    title: Text
    description: Text


def _json(path: str) -> Distribution:
    title = {"nb": "JSON, side for side", "nn": "JSON, side for side", "en": "JSON, page by page"}
    return Distribution(title, path, "JSON", "application/json", service="api")


_ATOM = {
    "nb": "Strøm av nytt og endret (Atom)",
    "nn": "Straum av nytt og endra (Atom)",
    "en": "Feed of what is new and changed (Atom)",
}
_HEALTH = {"nb": "helse", "nn": "helse", "en": "health"}
_HOSPITAL = {"nb": "sykehus", "nn": "sjukehus", "en": "hospital"}

CATALOGUE = Described(
    title={
        "nb": "Åpne data fra sykehusenes nettsteder",
        "nn": "Opne data frå nettstadene til sjukehusa",
        "en": "Open data from the hospitals' websites",
    },
    description={
        "nb": "Pasientinformasjon, steder, virksomheter, kurs, studier og nyheter fra spesialisthelsetjenesten i Norge.",
        "nn": "Pasientinformasjon, stader, verksemder, kurs, studiar og nyhende frå spesialisthelsetenesta i Noreg.",
        "en": "Patient information, places, organizations, courses, studies and news from Norway's specialist health service.",
    },
)

DATASETS = (
    Dataset(
        key="texts",
        types=("condition", "examination", "treatment", "support_article"),
        title={"nb": "Pasientinformasjon", "nn": "Pasientinformasjon", "en": "Patient information"},
        description={
            "nb": "Tekster for pasienter om sykdommer, undersøkelser og behandlinger: de nasjonale og hvert sykehus sine egne, med "
            "koder, hvem som har gått gjennom dem, og når. Hver tekst kan vises på andres sider.",
            "nn": "Tekstar for pasientar om sjukdommar, undersøkingar og behandlingar: dei nasjonale og kvart sjukehus sine eigne, "
            "med kodar, kven som har gått gjennom dei, og når. Kvar tekst kan visast på andre sine sider.",
            "en": "Texts for patients on conditions, examinations and treatments: the national ones and each hospital's own, with "
            "codes, who has reviewed them, and when. Any text may be shown on the pages of others.",
        },
        keywords=(
            _HEALTH,
            _HOSPITAL,
            {"nb": "behandling", "nn": "behandling", "en": "treatment"},
            {"nb": "pasientinformasjon", "nn": "pasientinformasjon", "en": "patient information"},
        ),
        distributions=(
            _json("/api/v1/content"),
            Distribution(
                {
                    "nb": "Alt i én fil, én tekst på hver linje",
                    "nn": "Alt i éi fil, éin tekst på kvar linje",
                    "en": "All in one file, a text on each line",
                },
                "/api/v1/export",
                "JSON",
                "application/jsonl",
                service="api",
                is_file=True,
            ),
            Distribution(_ATOM, "/feeds/alt.atom", "ATOM", "application/atom+xml", is_file=True),
        ),
        services=("fhir", "infobutton"),
    ),
    Dataset(
        key="directory",
        types=("organization", "place"),
        title={"nb": "Sykehus og steder", "nn": "Sjukehus og stader", "en": "Hospitals and places"},
        description={
            "nb": "Virksomhetene i spesialisthelsetjenesten med organisasjonsnummer, og stedene der pasienter møter: adresse, telefon, "
            "åpningstider, oppmøte og hvordan du kommer dit.",
            "nn": "Verksemdene i spesialisthelsetenesta med organisasjonsnummer, og stadene der pasientar møter: adresse, telefon, "
            "opningstider, oppmøte og korleis du kjem dit.",
            "en": "The organizations of the specialist health service by their number, and the places where patients meet: address, "
            "telephone, opening hours, where to meet and how to get there.",
        },
        keywords=(_HEALTH, _HOSPITAL, {"nb": "åpningstider", "nn": "opningstider", "en": "opening hours"}),
        distributions=(_json("/api/v1/places"), _json("/api/v1/organizations")),
        services=("fhir",),
    ),
    Dataset(
        key="services",
        types=("service",),
        title={"nb": "Tilbud ved sykehusene", "nn": "Tilbod ved sjukehusa", "en": "What the hospitals offer"},
        description={
            "nb": "Hvilke behandlinger og undersøkelser hvert sykehus tilbyr, ved hvilke avdelinger og steder, hvordan du blir henvist, "
            "og ventetid der sykehuset har en kilde for den.",
            "nn": "Kva behandlingar og undersøkingar kvart sjukehus tilbyr, ved kva avdelingar og stader, korleis du blir tilvist, og "
            "ventetid der sjukehuset har ei kjelde for henne.",
            "en": "Which treatments and examinations each hospital offers, by which departments and at which places, how one is "
            "referred, and waiting times where the hospital has a source for them.",
        },
        keywords=(_HEALTH, _HOSPITAL, {"nb": "ventetid", "nn": "ventetid", "en": "waiting time"}),
        distributions=(_json("/api/v1/services"),),
        services=("fhir",),
    ),
    Dataset(
        key="activities",
        types=("event", "study", "news"),
        title={
            "nb": "Kurs, kliniske studier og nyheter",
            "nn": "Kurs, kliniske studiar og nyhende",
            "en": "Courses, clinical studies and news",
        },
        description={
            "nb": "Kurs for pasienter og pårørende, åpne møter, kliniske studier som tar imot deltakere, og nyheter fra sykehusene.",
            "nn": "Kurs for pasientar og pårørande, opne møte, kliniske studiar som tek imot deltakarar, og nyhende frå sjukehusa.",
            "en": "Courses for patients and relatives, open meetings, clinical studies that take in participants, and hospital news.",
        },
        keywords=(
            _HEALTH,
            _HOSPITAL,
            {"nb": "kurs", "nn": "kurs", "en": "course"},
            {"nb": "kliniske studier", "nn": "kliniske studiar", "en": "clinical trials"},
        ),
        distributions=(_json("/api/v1/events"), _json("/api/v1/studies"), _json("/api/v1/news")),
    ),
)

SERVICES = (
    Service(
        key="api",
        path="/api/v1",
        description_path="/openapi.json",
        file_types=("JSON", "JSON_LD", "HTML"),
        title={"nb": "Åpent grensesnitt, versjon 1", "nn": "Ope grensesnitt, versjon 1", "en": "Open interface, version 1"},
        description={
            "nb": "Alt innhold som JSON, med en strøm av endringer for den som holder en kopi. Krever ingen nøkkel.",
            "nn": "Alt innhald som JSON, med ein straum av endringar for den som held ein kopi. Krev ingen nøkkel.",
            "en": "All content as JSON, with a feed of changes for whoever keeps a copy. Needs no key.",
        },
    ),
    Service(
        key="fhir",
        path="/fhir/r4",
        description_path="/fhir/r4/metadata",
        file_types=("JSON",),
        title={"nb": "HL7 FHIR R4", "nn": "HL7 FHIR R4", "en": "HL7 FHIR R4"},
        description={
            "nb": "Kodeverk, sykehus, steder, tilbud og tekster slik journalsystemer spør etter dem.",
            "nn": "Kodeverk, sjukehus, stader, tilbod og tekstar slik journalsystem spør etter dei.",
            "en": "Code systems, hospitals, places, what is offered and texts as health record systems ask for them.",
        },
    ),
    Service(
        key="infobutton",
        path="/infobutton/v1/service",
        description_path="/docs",
        file_types=("ATOM", "JSON", "HTML"),
        title={"nb": "HL7 Infobutton", "nn": "HL7 Infobutton", "en": "HL7 Infobutton"},
        description={
            "nb": "En kode inn, tekster for pasienter ut.",
            "nn": "Ein kode inn, tekstar for pasientar ut.",
            "en": "A code in, texts for patients out.",
        },
    ),
)
