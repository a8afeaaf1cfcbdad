"""Enhetsregisteret (data.brreg.no): what the state has registered on the organization numbers we know.

Once a month every number is asked for; between, the register's own list of updates says which to ask for again. The register's
facts are kept beside ours. Where it calls a body something else, or says that it is no more, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import AwareDatetime, Field

from fellesnett.editorial.wording import worded
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.records import Ask, Kept, Reading, Record, Shape, ShapeChanged
from fellesnett.intake.sources import ours
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Identifier, Organization
from fellesnett.organizations.registering import (
    Provenance,
    UnitFacts,
    forget_unit,
    register_unit,
    set_inactive,
    take_name,
)

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.intake.models import Fetched, Source, SourcedRecord

SOURCE = "Enhetsregisteret"
MAIN, SUB = "enheter", "underenheter"
SWEPT_EVERY = timedelta(days=30)
PAGE = 1000
KEPT_UPPER = frozenset({"HF", "RHF", "AS", "ASA", "ANS", "DA", "SA", "BA", "NKS", "IKS", "KF", "IKT"})


class Address(Shape):
    """Where it is, or where its letters go."""

    adresse: list[str | None] = Field(default_factory=list)
    postnummer: str | None = None
    poststed: str | None = None
    kommune: str | None = None
    kommunenummer: str | None = None


class Form(Shape):
    kode: str
    beskrivelse: str


class Unit(Shape):
    """A unit or a subunit. One that is deleted has a day of deletion, and may lack all but its name."""

    organisasjonsnummer: str = Field(pattern=r"^[0-9]{9}$")
    navn: str = Field(min_length=1)
    organisasjonsform: Form
    slettedato: date | None = None
    overordnet_enhet: str | None = None
    forretningsadresse: Address | None = None
    beliggenhetsadresse: Address | None = None


class Update(Shape):
    oppdateringsid: int
    dato: AwareDatetime
    organisasjonsnummer: str
    endringstype: str


class Updates(Shape):
    oppdaterte_enheter: list[Update] = Field(default_factory=list)
    oppdaterte_underenheter: list[Update] = Field(default_factory=list)


class Link(Shape):
    href: str


class Links(Shape):
    next: Link | None = None


class UpdatePage(Shape):
    """A page of the list of updates; with none of them, it has no `_embedded`."""

    embedded: Updates | None = Field(default=None, alias="_embedded")
    links: Links = Field(alias="_links")


class Enhetsregisteret(Importer):
    name = "enhetsregisteret"
    title = gettext_lazy("Enhetsregisteret")
    publisher = "Brønnøysundregistrene"
    base = "https://data.brreg.no/enhetsregisteret/api"
    every = timedelta(days=1)
    lasts = timedelta(days=90)
    usable = (404, 410)

    def asks(self, source: Source, at: datetime) -> Iterable[Ask]:
        swept, ids = _cursor(source.cursor)
        if swept is None or at.date() - swept >= SWEPT_EVERY:
            for number in sorted(ours.numbers()):
                yield self._unit(MAIN, number)
        for kind in (MAIN, SUB):
            yield Ask(f"updates:{kind}", self.address(f"/oppdateringer/{kind}?{_since(ids.get(kind, 0), at)}&size={PAGE}"))

    def _unit(self, kind: str, number: str) -> Ask:
        return Ask(f"{kind}:{number}", self.address(f"/{kind}/{number}"))

    def read(self, fetched: Fetched) -> Reading:
        kind, _colon, what = fetched.key.partition(":")
        if kind == "updates":
            return self._updates(what.partition(":")[0], fetched)
        if fetched.status != 200:
            return self._nothing(kind, what, fetched)
        unit = Unit.read(fetched.body)
        if unit.organisasjonsnummer != what:
            raise ShapeChanged("organisasjonsnummer: another number than was asked for")
        wrong = _wrong(unit)
        return Reading((Record(what, {"refused": wrong} if wrong else _facts(unit, kind)),))

    def _nothing(self, kind: str, number: str, fetched: Fetched) -> Reading:
        """No unit has the number: a subunit may. Neither has: the register has nothing on it, or no more."""
        if kind == MAIN and fetched.status == 404:
            return Reading(onward=(self._unit(SUB, number),))
        return Reading((Record(number, {"unknown": True}),))

    def _updates(self, kind: str, fetched: Fetched) -> Reading:
        page, known = UpdatePage.read(fetched.body), ours.numbers()
        found = (page.embedded.oppdaterte_enheter + page.embedded.oppdaterte_underenheter) if page.embedded else []
        onward = [self._unit(kind, each.organisasjonsnummer) for each in found if each.organisasjonsnummer in known]
        swept, ids = _cursor(fetched.source.cursor)
        ids[kind] = max([ids.get(kind, 0), *(each.oppdateringsid for each in found)])
        if page.links.next and found:
            onward.append(Ask(f"updates:{kind}:{ids[kind]}", page.links.next.href))
        began = (fetched.source.round_began_at or fetched.confirmed_at).date()
        stale = swept is None or began - swept >= SWEPT_EVERY
        return Reading(onward=tuple(onward), cursor=_written(began if stale else swept or began, ids))

    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        identifier = Identifier.objects.select_related("organization").filter(system=ORGNR, value=record.key).first()
        if identifier is None:
            return Kept()
        subject = f"organization:{identifier.organization.key}"
        if wrong := record.facts.get("refused"):
            return Kept(subject, question={"kind": "refused", "facts": {"place": wrong}, "choices": ["keep"]})
        if record.facts.get("unknown"):
            forget_unit(identifier=identifier)
            return Kept(
                subject, question={"kind": "unknown", "facts": {"ours": identifier.organization.name}, "choices": ["keep"]}
            )
        register_unit(identifier=identifier, facts=_unit_facts(record.facts), provenance=self._provenance(row, fetched))
        return Kept(subject, question=_question(record.facts, identifier.organization))

    def _provenance(self, row: SourcedRecord, fetched: Fetched) -> Provenance:
        address = f"https://virksomhet.brreg.no/nb/oppslag/enheter/{row.key}"
        return Provenance(SOURCE, address, fetched.confirmed_at, self.expires(fetched))

    def remove(self, row: SourcedRecord, at: datetime) -> None:
        identifier = Identifier.objects.filter(system=ORGNR, value=row.key).first()
        if identifier is not None:
            forget_unit(identifier=identifier)

    def ask_in_words(self, row: SourcedRecord) -> str:
        question = _QUESTIONS[row.question["kind"]]
        return worded(question, number=row.key, **row.question["facts"])

    def choices(self, question: Mapping[str, Any]) -> dict[str, Any]:
        said = {key: _CHOICES[question["kind"], key] for key in question["choices"]}
        return {key: worded(words, **question["facts"]) for key, words in said.items()}

    def settle(self, row: SourcedRecord, choice: str, by: User, at: datetime) -> None:
        organization = Organization.objects.get(identifiers__system=ORGNR, identifiers__value=row.key)
        if choice == "take":
            take_name(organization=organization, name=row.question["facts"]["register"], at=at)
        if choice == "inactive":
            set_inactive(organization=organization, at=at)


_QUESTIONS = {
    "name": gettext_noop("Registeret skriver «{register}» om {number}. Vi skriver «{ours}»."),
    "deleted": gettext_noop("{ours} ({number}) er slettet i registeret {day}."),
    "unknown": gettext_noop("Registeret kjenner ikke {number}, som står på {ours}."),
    "refused": gettext_noop("Det registeret har om {number}, kan ikke tas inn: {place}"),
}
_CHOICES = {
    ("name", "take"): gettext_noop("Skriv «{register}»"),
    ("name", "keep"): gettext_noop("Behold «{ours}»"),
    ("deleted", "inactive"): gettext_noop("Sett virksomheten som lagt ned"),
    ("deleted", "keep"): gettext_noop("La den stå"),
    ("unknown", "keep"): gettext_noop("La nummeret stå"),
    ("refused", "keep"): gettext_noop("La det ligge til registeret er rettet"),
}


FOUR, NINE = re.compile("[0-9]{4}"), re.compile("[0-9]{9}")


def _wrong(unit: Unit) -> str:
    """The first number that cannot be one, by its name in the register; empty where all can."""
    said = [("overordnetEnhet", unit.overordnet_enhet, NINE)]
    for name, where in (("forretningsadresse", unit.forretningsadresse), ("beliggenhetsadresse", unit.beliggenhetsadresse)):
        if where is not None:
            said += [(f"{name}.postnummer", where.postnummer, FOUR), (f"{name}.kommunenummer", where.kommunenummer, FOUR)]
    return next((place for place, number, form in said if number and not form.fullmatch(number)), "")


def _facts(unit: Unit, kind: str) -> dict[str, Any]:
    where = (unit.forretningsadresse if kind == MAIN else unit.beliggenhetsadresse) or Address()
    return {
        "name": " ".join(unit.navn.split())[:255],
        "form": unit.organisasjonsform.beskrivelse[:120],
        "parent_orgnr": unit.overordnet_enhet or "",
        "address": ", ".join(line.strip() for line in where.adresse if line and line.strip())[:255],
        "postal_code": where.postnummer or "",
        "city": (where.poststed or "")[:80],
        "municipality": (where.kommune or "")[:80],
        "municipality_number": where.kommunenummer or "",
        "deleted_on": unit.slettedato.isoformat() if unit.slettedato else "",
    }


def _unit_facts(facts: Mapping[str, Any]) -> UnitFacts:
    return UnitFacts(**{**facts, "deleted_on": date.fromisoformat(facts["deleted_on"]) if facts["deleted_on"] else None})


def _question(facts: Mapping[str, Any], organization: Organization) -> dict[str, Any]:
    called = organization.name
    if facts["deleted_on"]:
        if not organization.active:
            return {}
        return {"kind": "deleted", "facts": {"ours": called, "day": facts["deleted_on"]}, "choices": ["inactive", "keep"]}
    if facts["name"].casefold() == " ".join(called.split()).casefold():
        return {}
    return {"kind": "name", "facts": {"register": in_small_letters(facts["name"]), "ours": called}, "choices": ["take", "keep"]}


def in_small_letters(name: str) -> str:
    """A name that the register has in capitals alone, as it is written in a sentence: the first word with a capital."""
    if not name.isupper():
        return name
    words = [word if word in KEPT_UPPER else word.lower() for word in name.split()]
    return " ".join(word.capitalize() if not place and word not in KEPT_UPPER else word for place, word in enumerate(words))


# --- how far the updates are read -----------------------------------------------------------------------------------


def _cursor(written: str) -> tuple[date | None, dict[str, int]]:
    """`2026-11-24 enheter=12 underenheter=7`: the day of the last sweep, and the last update of each list."""
    if not written:
        return None, {}
    day, *ids = written.split()
    return date.fromisoformat(day), {kind: int(number) for kind, _equals, number in (each.partition("=") for each in ids)}


def _written(swept: date, ids: Mapping[str, int]) -> str:
    return " ".join([swept.isoformat(), *(f"{kind}={number}" for kind, number in sorted(ids.items()))])


def _since(last: int, at: datetime) -> str:
    """From the update after the last one, else from the day before: what came while the sweep went on is asked for again."""
    return f"oppdateringsid={last + 1}" if last else f"dato={(at - timedelta(days=1)):%Y-%m-%dT00:00:00.000Z}"
