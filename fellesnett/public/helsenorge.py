"""helsenorge beside the hospital: the ways there, in one table.

The hospital tells what happens and where; appointments, records, travel and prescriptions are at helsenorge, behind a
log-in. An address stands here only where helsenorge has it. A language that is missing is served in bokmål, and said so
to those who did not ask for Norwegian. An editor may not change the table: an address that leads patients astray on every
hospital's pages at once is mended by a release.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from fellesnett.foundation.languages import NORWEGIAN, SOURCE

ON_TOPICS = ("appointments", "journal", "travel", "rights")
ON_FRONT_PAGES = ("appointments", "journal", "travel", "prescriptions", "choose", "rights")


@dataclass(frozen=True, slots=True)
class Way:
    """A link out to helsenorge: what it is called, what happens there, and in which language (`note` says so)."""

    key: str
    text: str
    what: str
    href: str
    lang: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    what: str
    addresses: dict[str, str]


TABLE: dict[str, _Entry] = {
    "front": _Entry(
        _("Logg inn på Helsenorge"),
        _("Timer, journal, resepter og meldinger på ett sted."),
        {
            "nb": "https://www.helsenorge.no/",
            "nn": "https://www.helsenorge.no/nn/",
            "en": "https://www.helsenorge.no/en/",
        },
    ),
    "appointments": _Entry(
        _("Se eller endre timen din"),
        _("Logg inn og se når og hvor du skal møte. Send melding til sykehuset hvis timen ikke passer."),
        {"nb": "https://www.helsenorge.no/timeavtaler/"},
    ),
    "journal": _Entry(
        _("Les journalen din"),
        _("Logg inn og les journal og prøvesvar fra sykehuset."),
        {"nb": "https://www.helsenorge.no/pasientjournal/", "en": "https://www.helsenorge.no/en/patient-records/"},
    ),
    "travel": _Entry(
        _("Søk om å få dekket reisen"),
        _("Logg inn og søk når du har vært til behandling."),
        {
            "nb": "https://www.helsenorge.no/pasientreiser/",
            "en": "https://www.helsenorge.no/en/patient-travel/how-to-apply-for-a-travel-allowance/",
        },
    ),
    "prescriptions": _Entry(
        _("Se reseptene dine"),
        _("Logg inn og se hva du har fått av legen, eller be om ny resept."),
        {
            "nb": "https://www.helsenorge.no/legemidler/resepter/",
            "nn": "https://www.helsenorge.no/nn/legemidler/resepter/",
            "en": "https://www.helsenorge.no/en/medicines/prescriptions/",
        },
    ),
    "choose": _Entry(
        _("Velg behandlingssted"),
        _("Sammenlign ventetider, og se hvor du kan velge å bli behandlet."),
        {
            "nb": "https://tjenester.helsenorge.no/velg-behandlingssted",
            "en": "https://www.helsenorge.no/en/choosing-a-treatment-centre/get-help-choosing-a-treatment-centre/",
        },
    ),
    "rights": _Entry(
        _("Rettighetene dine på sykehus"),
        _("Les hva du har rett til når du er henvist til sykehus."),
        {"nb": "https://www.helsenorge.no/rettigheter/sykehus-og-spesialist/"},
    ),
}


def way(key: str, language: str) -> Way:
    """One way to helsenorge, for a page in this language. Words are in the active language. Raises KeyError."""
    entry = TABLE[key]
    lang = language if language in entry.addresses else SOURCE
    foreign = lang in NORWEGIAN and language not in NORWEGIAN
    return Way(key, gettext(entry.text), gettext(entry.what), entry.addresses[lang], lang, gettext("på norsk") if foreign else "")


def on_topic(language: str) -> tuple[Way, ...]:
    """What someone who has an appointment does at helsenorge."""
    return tuple(way(key, language) for key in ON_TOPICS)


def on_front_page(language: str) -> tuple[Way, ...]:
    """Every errand at helsenorge, for a front page."""
    return tuple(way(key, language) for key in ON_FRONT_PAGES)
