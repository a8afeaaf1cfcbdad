"""The register of units beside our own list: facts are kept, names are asked about, and a round goes on where it was cut."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.intake.fetching import running
from fellesnett.intake.fetching.deciding import settle, turn_on
from fellesnett.intake.fetching.running import fetch
from fellesnett.intake.models import Fetched, Source, SourcedRecord, SourceState
from fellesnett.intake.sources.enhetsregisteret import in_small_letters
from fellesnett.intake.tests.registers import NUMBERS, subunit, unit, updates
from fellesnett.intake.tests.rounds import on, round_at
from fellesnett.intake.tests.servers import Register, Say, says
from fellesnett.organizations.models import Organization, RegisteredUnit
from fellesnett.organizations.tests.factories import make_organization

pytestmark = pytest.mark.django_db

TRUST, CLINIC, UNKNOWN = NUMBERS
UPDATES = "/oppdateringer/enheter", "/oppdateringer/underenheter"


@pytest.fixture
def source(outside: Register, keeper: User, now: datetime) -> Source:
    """On, with one trust and one clinic of ours, and a register that knows both."""
    make_organization("Eksempel sykehus HF", orgnr=TRUST)
    make_organization("Eksempel poliklinikk", orgnr=CLINIC)
    outside.says = {
        f"/enheter/{TRUST}": says(unit(TRUST)),
        f"/underenheter/{CLINIC}": says(subunit(CLINIC, "EKSEMPEL POLIKLINIKK", TRUST)),
        UPDATES[0]: says(updates("enheter")),
        UPDATES[1]: says(updates("underenheter")),
    }
    return on("enhetsregisteret", keeper, now)


def registered(number: str) -> RegisteredUnit:
    return RegisteredUnit.objects.get(identifier__value=number)


def test_the_registers_facts_are_kept_beside_ours_with_whose_they_are(source: Source, now: datetime) -> None:
    run = round_at(source, now)
    assert sorted((each.key, each.state) for each in run.outcomes) == [(TRUST, "new"), (CLINIC, "new")]
    trust, clinic = registered(TRUST), registered(CLINIC)
    assert (trust.name, trust.address, trust.city, trust.form) == (
        "EKSEMPEL SYKEHUS HF", "Sjukehusvegen 16", "VOSS", "Organisasjonsledd",
    )  # fmt: skip
    assert clinic.parent_orgnr == TRUST
    assert (trust.source, trust.fetched_at, trust.expires_at) == ("Enhetsregisteret", now, now + timedelta(days=90))
    assert TRUST in trust.source_address
    assert set(Organization.objects.exclude(kind="national").values_list("name", flat=True)) == {
        "Eksempel sykehus HF", "Eksempel poliklinikk",
    }  # fmt: skip
    assert OpenItem.objects.count() == 0
    source.refresh_from_db()
    assert (source.succeeded_at, source.failures, source.round_began_at) == (now, 0, None)
    assert source.next_at == now + timedelta(days=1)


def test_what_came_is_kept_as_it_came_with_its_hash(source: Source, now: datetime, outside: Register) -> None:
    round_at(source, now)
    kept = Fetched.objects.get(key=f"enheter:{TRUST}")
    said = outside.says[f"/enheter/{TRUST}"]
    assert isinstance(said, Say)
    assert (kept.body, kept.size, kept.status, kept.etag) == (said.body, len(said.body), 200, said.headers["ETag"])
    assert SourcedRecord.objects.get(key=TRUST).fetched == kept


def test_the_next_day_only_what_was_updated_is_asked_for(source: Source, now: datetime, outside: Register) -> None:
    round_at(source, now)
    outside.asked.clear()
    outside.says[UPDATES[0]] = says(
        updates("enheter", (71, "999999999", "Endring"), (72, TRUST, "Endring"), (73, TRUST, "Endring"))
    )
    moved = unit(TRUST, forretningsadresse={"adresse": ["Ny veg 1"], "postnummer": "5700", "poststed": "VOSS"})
    outside.says[f"/enheter/{TRUST}"] = says(moved)
    run = round_at(source, now + timedelta(days=1))
    assert [path.partition("?")[0] for path in outside.paths] == [*UPDATES, f"/enheter/{TRUST}"]
    [outcome] = run.outcomes
    assert outcome.state == "changed"
    assert ("address", "Sjukehusvegen 16", "Ny veg 1") in outcome.changes
    assert registered(TRUST).address == "Ny veg 1"
    outside.asked.clear()
    outside.says[UPDATES[0]] = says(updates("enheter"))
    round_at(source, now + timedelta(days=2))
    assert "oppdateringsid=74&" in outside.paths[0]
    source.refresh_from_db()
    assert source.cursor == "2026-11-24 enheter=73 underenheter=0"


def test_the_updates_are_read_page_by_page_on_the_registers_own_address_alone(
    source: Source, now: datetime, outside: Register
) -> None:
    second = f"{outside.address}/oppdateringer/enheter?oppdateringsid=8&size=1000"
    outside.says[UPDATES[0]] = says(updates("enheter", (7, TRUST, "Endring"), onward=second))
    outside.says["/oppdateringer/enheter?oppdateringsid=8&size=1000"] = says(updates("enheter", (9, CLINIC, "Ny")))
    round_at(source, now)
    source.refresh_from_db()
    assert source.cursor.split()[1] == "enheter=9"
    outside.says[UPDATES[0]] = says(updates("enheter", (10, TRUST, "Endring"), onward="https://annensteds.example/neste"))
    run = fetch(source=source, at=now + timedelta(days=1), dice=lambda: 0.0)
    assert run.fault == "elsewhere"


def test_after_a_month_everything_is_asked_for_and_what_is_the_same_is_confirmed(
    source: Source, now: datetime, outside: Register
) -> None:
    round_at(source, now)
    later = now + timedelta(days=31)
    run = round_at(source, later)
    assert {each.state for each in run.outcomes} == {"unchanged"}
    assert Fetched.objects.filter(key=f"enheter:{TRUST}").count() == 1
    assert registered(TRUST).fetched_at == later
    assert any("if-none-match" in headers for path, headers in outside.asked if path == f"/enheter/{TRUST}")


def test_another_name_in_the_register_is_a_question_and_never_written_over_ours(
    source: Source, now: datetime, outside: Register, keeper: User
) -> None:
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST, "EKSEMPEL UNIVERSITETSSYKEHUS HF"))
    round_at(source, now)
    item = OpenItem.objects.get()
    assert item.kind == "source"
    assert "Eksempel universitetssykehus HF" in item.title
    assert Organization.objects.get(identifiers__value=TRUST).name == "Eksempel sykehus HF"
    row = SourcedRecord.objects.asking().get()
    settle(row=row, choice="keep", by=keeper, at=now)
    assert OpenItem.objects.open().count() == 0
    round_at(source, now + timedelta(days=31))
    assert OpenItem.objects.open().count() == 0  # answered once, not asked again
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST, "EKSEMPEL FJORDSYKEHUS HF"))
    round_at(source, now + timedelta(days=62))
    settle(row=SourcedRecord.objects.asking().get(), choice="take", by=keeper, at=now + timedelta(days=62))
    assert Organization.objects.get(identifiers__value=TRUST).name == "Eksempel fjordsykehus HF"
    assert Event.objects.filter(verb="source.settled", actor=keeper).count() == 2


def test_a_unit_that_is_deleted_is_told_of_and_a_person_decides(
    source: Source, now: datetime, outside: Register, keeper: User
) -> None:
    round_at(source, now)
    gone = unit(TRUST, slettedato="2026-11-20")
    del gone["forretningsadresse"]
    outside.says[f"/enheter/{TRUST}"] = says(gone)
    round_at(source, now + timedelta(days=31))
    assert str(registered(TRUST).deleted_on) == "2026-11-20"
    assert Organization.objects.get(identifiers__value=TRUST).active
    settle(row=SourcedRecord.objects.asking().get(), choice="inactive", by=keeper, at=now)
    assert not Organization.objects.get(identifiers__value=TRUST).active
    assert OpenItem.objects.open().count() == 0


def test_a_number_that_the_register_does_not_know_is_asked_about(source: Source, now: datetime) -> None:
    make_organization("Ukjent klinikk", orgnr=UNKNOWN)
    round_at(source, now)
    assert "Ukjent klinikk" in OpenItem.objects.get().title
    assert not RegisteredUnit.objects.filter(identifier__value=UNKNOWN).exists()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"navn": None}, "navn"),
        ({"organisasjonsnummer": "999999328"}, "another number"),
        ({"organisasjonsform": "HF"}, "organisasjonsform"),
        ({"slettedato": "i går"}, "slettedato"),
    ],
)
def test_another_form_than_before_stops_the_source_and_what_stands_stands(
    source: Source, now: datetime, outside: Register, keeper: User, wrong: dict[str, Any], place: str
) -> None:
    round_at(source, now)
    before = outside.says[f"/enheter/{TRUST}"]
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST, "NYTT NAVN HF", antallAnsatte=4711) | wrong)
    later = now + timedelta(days=31)
    assert fetch(source=source, at=later, dice=lambda: 0.0).fault == "shape"
    source.refresh_from_db()
    assert source.state == SourceState.STOPPED
    assert place in source.fault_place
    assert registered(TRUST).name == "EKSEMPEL SYKEHUS HF"
    assert "annen form" in OpenItem.objects.get().reason
    kept = Fetched.objects.get(key=f"enheter:{TRUST}", taken_at__isnull=True)
    assert b"4711" in kept.body  # nothing is lost
    assert list(Source.objects.due(later + timedelta(days=9))) == []
    outside.says[f"/enheter/{TRUST}"] = before
    turn_on(source=source, by=keeper, at=later)
    round_at(source, later)
    assert OpenItem.objects.open().count() == 0
    assert Fetched.objects.filter(pk=kept.pk).exclude(fault="").exists()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"forretningsadresse": {"adresse": ["Gate 1"], "postnummer": "SW1A 1AA"}}, "forretningsadresse.postnummer"),
        ({"forretningsadresse": {"adresse": ["Gate 1"], "kommunenummer": "46211"}}, "forretningsadresse.kommunenummer"),
        ({"overordnetEnhet": "9999993282"}, "overordnetEnhet"),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused_by_name_and_the_others_go_on(
    source: Source, now: datetime, outside: Register, wrong: dict[str, Any], place: str
) -> None:
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST) | wrong)
    round_at(source, now)
    assert not RegisteredUnit.objects.filter(identifier__value=TRUST).exists()
    assert registered(CLINIC).name == "EKSEMPEL POLIKLINIKK"
    title = OpenItem.objects.get().title
    assert TRUST in title
    assert place in title
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST))
    round_at(source, now + timedelta(days=31))
    assert registered(TRUST).name == "EKSEMPEL SYKEHUS HF"
    assert OpenItem.objects.open().count() == 0


def test_a_null_sign_in_a_name_stops_nothing(source: Source, now: datetime, outside: Register) -> None:
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST, "EKSEMPEL\0 SYKEHUS HF"))
    round_at(source, now)
    assert registered(TRUST).name == "EKSEMPEL SYKEHUS HF"


def test_a_page_that_is_no_json_stops_the_source(source: Source, now: datetime, outside: Register) -> None:
    outside.says[f"/enheter/{TRUST}"] = Say(body=b"<html>Vedlikehold</html>")
    assert fetch(source=source, at=now, dice=lambda: 0.0).fault == "shape"
    assert RegisteredUnit.objects.count() == 0


def test_a_round_that_is_cut_goes_on_from_there(source: Source, now: datetime, outside: Register) -> None:
    outside.says[f"/underenheter/{CLINIC}"] = Say(503, headers={"Retry-After": "900"})
    run = fetch(source=source, at=now, dice=lambda: 0.0)
    assert run.fault == "busy"
    assert registered(TRUST).name  # what came before it stands
    source.refresh_from_db()
    assert (source.failures, source.next_at) == (1, now + timedelta(seconds=900))
    outside.asked.clear()
    outside.says[f"/underenheter/{CLINIC}"] = says(subunit(CLINIC, "EKSEMPEL POLIKLINIKK", TRUST))
    round_at(source, now + timedelta(minutes=15))
    assert f"/enheter/{TRUST}" not in outside.paths
    assert registered(CLINIC).name


def test_killed_between_fetching_and_taking_in_it_is_taken_in_without_asking_again(
    source: Source, now: datetime, outside: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "take_in", killed)
    with pytest.raises(KeyboardInterrupt):
        fetch(source=source, at=now, dice=lambda: 0.0)
    monkeypatch.undo()
    [first] = outside.paths
    assert Fetched.objects.waiting().count() == 1
    round_at(source, now)
    assert outside.paths.count(first) == 1
    assert RegisteredUnit.objects.count() == 2


@pytest.mark.parametrize(
    ("register", "written"),
    [
        ("HELSE EKSEMPEL RHF", "Helse eksempel RHF"),
        ("Allerede skrevet AS", "Allerede skrevet AS"),
        ("ØYE OG ØRE AS", "Øye og øre AS"),
    ],
)
def test_a_name_in_capitals_is_written_as_in_a_sentence(register: str, written: str) -> None:
    assert in_small_letters(register) == written
