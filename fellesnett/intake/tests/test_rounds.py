"""The framework, whichever the source: set back and tried again, foreseen, undone, and the same however often it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.intake.fetching.deciding import ensure_sources, follow, settle, turn_off, turn_on
from fellesnett.intake.fetching.foreseeing import foresee_round
from fellesnett.intake.fetching.keeping import KEPT, forget
from fellesnett.intake.fetching.pacing import OPENS_AFTER
from fellesnett.intake.fetching.records import Kept, Reading, Record
from fellesnett.intake.fetching.running import fetch, fetch_due
from fellesnett.intake.fetching.taking import take_in, upsert
from fellesnett.intake.models import Errand, Fetched, Source, SourcedRecord
from fellesnett.intake.models.sources import hash_of, packed
from fellesnett.intake.sources import IMPORTERS
from fellesnett.intake.sources.enhetsregisteret import Enhetsregisteret
from fellesnett.intake.tests.registers import NUMBERS, address, addresses, unit, updates
from fellesnett.intake.tests.rounds import on, round_at, source_named
from fellesnett.intake.tests.servers import Register, Say, says
from fellesnett.organizations.models import Membership, Organization, RegisteredUnit, Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_place, make_user

pytestmark = pytest.mark.django_db

TRUST = NUMBERS[0]


@pytest.fixture
def source(outside: Register, keeper: User, now: datetime) -> Source:
    make_organization("Eksempel sykehus HF", orgnr=TRUST)
    outside.says = {
        f"/enheter/{TRUST}": says(unit(TRUST)),
        "/oppdateringer/enheter": says(updates("enheter")),
        "/oppdateringer/underenheter": says(updates("underenheter")),
    }
    return on("enhetsregisteret", keeper, now)


def test_everything_is_off_until_somebody_turns_it_on(db: None, now: datetime) -> None:
    assert {row.state for row in ensure_sources()} == {"off"}
    assert [row.name for row in ensure_sources()] == list(IMPORTERS)
    assert fetch_due(at=now) == 0


def test_only_national_editors_decide_over_the_sources(source: Source, now: datetime) -> None:
    local = make_user(roles={make_organization("Et sykehus HF"): Role.SITE_OWNER})
    row = SourcedRecord(source=source, key=TRUST)
    for verb in (
        lambda: turn_on(source=source, by=local, at=now),
        lambda: turn_off(source=source, by=local, at=now),
        lambda: follow(source=source, key="1", by=local, at=now),
        lambda: settle(row=row, choice="keep", by=local, at=now),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_a_source_that_fails_is_set_back_further_each_time_then_tried_with_one_question(
    source: Source, outside: Register, now: datetime
) -> None:
    well = dict(outside.says)
    outside.says = dict.fromkeys(well, Say(500))
    at, waits = now, []
    for _fault in range(OPENS_AFTER):
        round_at(source, at, fault="broken")
        assert source.next_at is not None
        waits.append(source.next_at - at)
        at = source.next_at
    assert waits == sorted(waits)
    assert waits[-1] >= timedelta(hours=1)
    assert source.open_until == at
    assert OpenItem.objects.open().get().detail == {"source": source.name}
    outside.asked.clear()
    assert fetch_due(at=at - timedelta(seconds=1)) == 0
    round_at(source, at, fault="broken")  # half open: one question, and shut again
    assert len(outside.asked) == 1
    assert source.open_until is not None
    assert source.open_until > at
    outside.says = well
    round_at(source, source.open_until)
    assert (source.failures, source.open_until, source.fault) == (0, None, "")
    assert OpenItem.objects.open().count() == 0


def test_faults_with_answers_between_are_not_in_a_row(source: Source, outside: Register, now: datetime) -> None:
    """A long round at a register that stumbles now and then: nobody is called, and the wait is short."""
    well, outside.says[f"/enheter/{TRUST}"] = dict(outside.says), Say(503)
    for _fault in range(OPENS_AFTER - 1):
        round_at(source, now, fault="busy")
    outside.says = well | {"/oppdateringer/underenheter": Say(503)}
    round_at(source, now, fault="busy")
    assert (source.failures, source.open_until, source.next_at) == (1, None, now + timedelta(seconds=30))


def test_a_key_that_is_refused_is_told_of_at_once(source: Source, outside: Register, now: datetime) -> None:
    outside.says = dict.fromkeys(outside.says, Say(401))
    round_at(source, now, fault="key")
    assert "nøkkelen" in OpenItem.objects.open().get().reason


def test_the_worker_gives_each_source_a_turn_and_goes_on_later(
    source: Source, outside: Register, now: datetime, keeper: User
) -> None:
    on("kartverket", keeper, now)
    make_place(Organization.objects.get(identifiers__value=TRUST), "voss", address="Sjukehusvegen 16", postal_code="5700")
    outside.says["/sok"] = says(addresses(address("Sjukehusvegen 16")))
    assert fetch(source=source, at=now, seconds=0.0).is_whole is False
    assert Errand.objects.filter(source=source).count() == 2
    assert fetch_due(at=now, dice=lambda: 0.0) == 3
    assert fetch_due(at=now + timedelta(minutes=1), dice=lambda: 0.0) == 0
    assert set(Source.objects.filter(succeeded_at=now).values_list("name", flat=True)) == {"enhetsregisteret", "kartverket"}


def test_two_workers_never_ask_the_same_source(source: Source, now: datetime) -> None:
    from fellesnett.intake.fetching.running import _claimed

    first, second = Source.objects.get(pk=source.pk), Source.objects.get(pk=source.pk)
    assert _claimed(first, now)
    assert not _claimed(second, now)


def test_a_dry_run_tells_the_difference_and_stores_nothing(source: Source, outside: Register, now: datetime) -> None:
    round_at(source, now)
    before = (Fetched.objects.count(), Event.objects.count(), SourcedRecord.objects.get().facts)
    moved = unit(
        TRUST, "ET ANNET NAVN HF", forretningsadresse={"adresse": ["Ny veg 1"], "postnummer": "5700", "poststed": "VOSS"}
    )
    outside.says[f"/enheter/{TRUST}"] = says(moved)
    [outcome] = foresee_round(source=source, at=now + timedelta(days=31))
    assert outcome.state == "changed"
    assert ("name", "EKSEMPEL SYKEHUS HF", "ET ANNET NAVN HF") in outcome.changes
    assert (Fetched.objects.count(), Event.objects.count(), SourcedRecord.objects.get().facts) == before
    assert OpenItem.objects.count() == 0
    assert Errand.objects.count() == 0


def test_a_dry_run_holds_the_database_for_one_answer_at_a_time(
    source: Source, outside: Register, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_organization("Eksempel klinikk HF", orgnr=NUMBERS[2])
    outside.says[f"/enheter/{NUMBERS[2]}"] = says(unit(NUMBERS[2], "EKSEMPEL KLINIKK HF"))
    held, keep = [], Enhetsregisteret.keep

    def noted(self: Enhetsregisteret, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        held.append(Fetched.objects.count())
        return keep(self, record, row, fetched)

    monkeypatch.setattr(Enhetsregisteret, "keep", noted)
    outcomes = foresee_round(source=source, at=now, pause=lambda: None)
    assert {each.key: each.state for each in outcomes} == {TRUST: "new", NUMBERS[2]: "new"}
    assert held == [1, 1]
    assert Fetched.objects.count() == 0


def test_a_dry_run_waits_for_the_worker_who_takes_in_the_same(source: Source, now: datetime) -> None:
    with CaptureQueriesContext(connection) as asked:
        foresee_round(source=source, at=now, pause=lambda: None)
    questions = [str(one["sql"]) for one in asked]
    held = next(said for said in questions if 'FROM "intake_source"' in said and "INSERT" in questions[questions.index(said) + 1])
    assert connection.vendor == "sqlite" or "FOR UPDATE" in held


def test_a_page_that_is_no_json_is_kept_in_part_and_says_so(source: Source, outside: Register, now: datetime) -> None:
    outside.says[f"/enheter/{TRUST}"] = Say(body=b"<html>Vedlikehold" + b"x" * 50_000)
    round_at(source, now, fault="shape")
    kept = Fetched.objects.waiting().get()
    assert kept.body.startswith(b"[Ikke i den formen vi venter: 50017 byte, de 2000 f")
    assert b"<html>Vedlikehold" in kept.body
    assert len(kept.body) < 2100
    assert (kept.size, kept.sha256) == (50_017, hash_of(b"<html>Vedlikehold" + b"x" * 50_000))


def test_old_answers_are_forgotten_and_the_newest_never(source: Source, outside: Register, now: datetime) -> None:
    round_at(source, now)
    outside.says[f"/enheter/{TRUST}"] = says(unit(TRUST, antallAnsatte=7))
    round_at(source, now + timedelta(days=31))
    mine = Fetched.objects.filter(key=f"enheter:{TRUST}")
    assert mine.count() == 2
    forget(at=now + KEPT)
    assert mine.count() == 2
    forget(at=now + KEPT + timedelta(days=1))
    assert b'"antallAnsatte": 7' in mine.get().body


def test_what_has_run_out_is_gone_at_its_last_moment(source: Source, now: datetime) -> None:
    round_at(source, now)
    last = now + timedelta(days=90)
    assert RegisteredUnit.objects.shown(last - timedelta(seconds=1)).count() == 1
    assert RegisteredUnit.objects.shown(last).count() == 0  # also where no worker runs
    forget(at=last)
    assert RegisteredUnit.objects.count() == 0
    assert SourcedRecord.objects.get().gone_because == "expired"


def test_turned_off_nothing_is_asked_and_what_stands_stands(source: Source, keeper: User, now: datetime) -> None:
    round_at(source, now)
    turn_off(source=source, by=keeper, at=now)
    assert fetch_due(at=now + timedelta(days=40)) == 0
    assert RegisteredUnit.objects.shown(now + timedelta(days=40)).count() == 1
    assert list(Event.objects.filter(verb__startswith="source.turned").values_list("verb", flat=True)) == [
        "source.turned_on", "source.turned_off",
    ]  # fmt: skip


# --- the same, however often ----------------------------------------------------------------------------------------


class Numbers(Enhetsregisteret):
    """A source whose answers hold many records, ids twice among them."""

    def read(self, fetched: Fetched) -> Reading:
        import json

        return Reading(tuple(Record(key, {"said": said}) for key, said in json.loads(fetched.body)))

    def keep(self, record: Record, row: SourcedRecord, fetched: Fetched) -> Kept:
        return Kept(f"number:{record.key}")

    def remove(self, row: SourcedRecord, at: datetime) -> None:
        """Nothing is shown of these."""


def answer(source: Source, rows: list[tuple[str, int]], at: datetime) -> Fetched:
    import json

    body = json.dumps(rows).encode()
    return Fetched.objects.create(
        source=source, key="all", url="https://x.example", status=200, packed=packed(body), sha256=hash_of(body), size=len(body),
        fetched_at=at, confirmed_at=at,
    )  # fmt: skip


AT = datetime.fromisoformat("2026-11-24T08:00:00+00:00")
ROWS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 3)), max_size=12)


class TestIdempotence(TestCase):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(first=ROWS, second=ROWS, again=st.integers(1, 3))
    def test_an_answer_taken_in_once_or_many_times_comes_to_the_same(
        self, first: list[tuple[str, int]], second: list[tuple[str, int]], again: int
    ) -> None:
        source = Source.objects.create(name="tall")
        take_in(importer=Numbers(), fetched=answer(source, first, AT), at=AT)
        later = AT + timedelta(days=1)
        fetched = answer(source, second, later)
        outcomes = [take_in(importer=Numbers(), fetched=fetched, at=later) for _time in range(again)]
        stored = {row.key: row.facts["said"] for row in SourcedRecord.objects.all()}
        assert stored == {**dict(first), **dict(second)}  # of an id that stands twice, the last counts
        events = Event.objects.count()
        whole = take_in(importer=Numbers(), fetched=answer(source, list(stored.items()), later), at=later)
        assert {each.state for each in whole} <= {"unchanged"}
        assert Event.objects.count() == events  # nothing new is nothing to tell
        assert len(outcomes) == again


def test_an_answer_killed_in_its_middle_is_taken_in_from_its_beginning(
    db: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, rows = Source.objects.create(name="tall"), [(str(number), number) for number in range(250)]
    fetched, seen = answer(source, rows, now), list[str]()

    def some(importer: Any, fetched: Fetched, record: Record, at: datetime) -> Any:
        seen.append(record.key)
        if len(seen) == 150:
            raise KeyboardInterrupt
        return upsert(importer, fetched, record, at)

    monkeypatch.setattr("fellesnett.intake.fetching.taking.upsert", some)
    with pytest.raises(KeyboardInterrupt):
        take_in(importer=Numbers(), fetched=fetched, at=now)
    assert SourcedRecord.objects.count() == 100  # whole batches, nothing half
    assert Fetched.objects.waiting().get() == fetched
    outcomes = take_in(importer=Numbers(), fetched=fetched, at=now)
    assert SourcedRecord.objects.count() == 250
    assert [each.state for each in outcomes].count("new") == 150


# --- the command ----------------------------------------------------------------------------------------------------


def said(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("sources", *words, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_command_turns_on_foresees_fetches_and_lists(source: Source, keeper: User, outside: Register, now: datetime) -> None:
    turn_off(source=source, by=keeper, at=now)
    with pytest.raises(CommandError, match="er av"):
        said("fetch", source.name)
    said("on", source.name, by=keeper.email)
    assert "1 nye, 0 endret, 0 uendret, 0 borte" in said("fetch", source.name, dry_run=True)
    assert SourcedRecord.objects.count() == 0
    assert "1 nye" in said("fetch", source.name)
    listed = said("list")
    assert [line.split()[0] for line in listed.splitlines()] == list(IMPORTERS)
    assert "aldri" in listed
    outside.says = dict.fromkeys(outside.says, Say(400))
    with pytest.raises(CommandError, match="ville ikke svare"):
        said("fetch", source.name)
    assert "ville ikke svare" in said("list")


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["fetch", "finnes-ikke"], "det er ingen kilde"),
        (["on", "kartverket"], "si hvem"),
        (["on", "stillinger", "--by", "kilder@nasjonal.example"], "NAV_FEED_TOKEN"),
        (["follow", "kartverket", "1", "--by", "kilder@nasjonal.example"], "kan ikke hentes"),
        (["unfollow", "kartverket", "1", "--by", "kilder@nasjonal.example"], "følger ikke"),
        (["off", "kartverket", "--by", "lokal@sykehus.example"], "nasjonale redaktører"),
    ],
)
def test_the_command_refuses_in_words(keeper: User, words: list[str], match: str) -> None:
    make_user("lokal@sykehus.example", roles={make_organization(): Role.EDITOR})
    with pytest.raises(CommandError, match=match):
        said(*words)


def test_whoever_turned_it_on_must_still_have_the_role(source: Source, keeper: User, outside: Register, now: datetime) -> None:
    Membership.objects.filter(user=keeper).delete()
    round_at(source, now, fault="not_allowed")
    assert outside.asked == []
    colleague = make_user("kollega@nasjonal.example", roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    turn_on(source=source, by=colleague, at=now)
    round_at(source, now)
    assert source_named("enhetsregisteret").succeeded_at == now


def test_turned_off_in_the_middle_of_a_round_it_stays_off(source: Source, outside: Register, keeper: User, now: datetime) -> None:
    def turned_off(asked: int, left: int) -> None:
        if asked == 2:
            turn_off(source=source, by=keeper, at=now)

    run = fetch(source=source, at=now, progress=turned_off)
    assert (run.is_whole, run.fault) == (False, "")
    source.refresh_from_db()
    assert source.state == "off"
    assert "/oppdateringer/underenheter" not in [path.partition("?")[0] for path in outside.paths]


def test_a_fault_of_our_own_in_one_source_keeps_no_other_waiting(
    source: Source, outside: Register, keeper: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = on("kartverket", keeper, now)
    monkeypatch.setattr(IMPORTERS["enhetsregisteret"], "read", lambda _fetched: 1 / 0)
    fetch_due(at=now, dice=lambda: 0.0)
    source.refresh_from_db()
    other.refresh_from_db()
    assert (source.fault, source.failures, other.succeeded_at) == ("failed", 1, now)
    assert Fetched.objects.waiting().count() == 1  # nothing is lost
    monkeypatch.undo()
    assert source.next_at is not None
    fetch_due(at=source.next_at, dice=lambda: 0.0)
    assert RegisteredUnit.objects.count() == 1


def test_what_could_not_be_read_is_read_by_a_version_that_can(source: Source, outside: Register, now: datetime) -> None:
    """The raw answer stands: once the program knows the new form, the command takes it in without asking again."""
    outside.says[f"/enheter/{TRUST}"] = says({"ny": unit(TRUST)})
    round_at(source, now, fault="shape")
    waiting = Fetched.objects.waiting().get()
    Fetched.objects.filter(pk=waiting.pk).update(packed=packed(says(unit(TRUST)).body))  # as if the new form were known
    outside.asked.clear()
    said("fetch", source.name)
    assert RegisteredUnit.objects.count() == 1
    assert f"/enheter/{TRUST}" not in outside.paths
    source.refresh_from_db()
    assert (source.state, source.fault) == ("on", "")
