"""NAV's feed: only what is ours, gone the moment it is inactive or over, and nobody's name kept."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.intake.fetching.deciding import turn_on
from fellesnett.intake.fetching.running import fetch
from fellesnett.intake.models import Fetched, Source, SourcedRecord
from fellesnett.intake.sources.stillinger import Stillinger
from fellesnett.intake.tests.registers import NUMBERS, feed_entry, feed_page
from fellesnett.intake.tests.rounds import on, round_at
from fellesnett.intake.tests.servers import Register, Say, says
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_organization, make_site
from fellesnett.pages.models import JobAdvert

pytestmark = pytest.mark.django_db

OURS, UNIT, _OTHER = NUMBERS
FIRST, SECOND = "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z"


@pytest.fixture
def site() -> Site:
    trust = make_organization("Eksempel sykehus HF", orgnr=OURS)
    make_organization("Eksempel klinikk", orgnr=UNIT, parent=trust, kind="unit")
    return make_site("eksempel", organization=trust)


@pytest.fixture
def source(site: Site, outside: Register, keeper: User, now: datetime) -> Source:
    outside.says = {
        "/api/v1/feed": says(feed_page("p1", ("a", "ACTIVE", FIRST), ("b", "ACTIVE", FIRST), onward="/api/v1/feed/p2")),
        "/api/v1/feed/p2": says(feed_page("p2", ("c", "ACTIVE", SECOND))),
        "/api/v1/feedentry/a": says(feed_entry("a", OURS)),
        "/api/v1/feedentry/b": says(feed_entry("b", "987654321", ad={"title": "Kokk på en kafé"})),
        "/api/v1/feedentry/c": says(feed_entry("c", UNIT, ad={"applicationDue": "Snarest", "title": "Portør"})),
    }
    return on("stillinger", keeper, now)


def adverts() -> dict[str, str]:
    return dict(JobAdvert.objects.values_list("key", "title"))


def test_those_of_our_employers_stand_at_their_nearest_site(source: Source, site: Site, now: datetime, outside: Register) -> None:
    round_at(source, now)
    assert adverts() == {"a": "Sykepleier ved medisinsk avdeling", "c": "Portør"}
    nurse = JobAdvert.objects.get(key="a")
    assert (nurse.site, nurse.places, nurse.extent, str(nurse.deadline)) == (site, "Voss", "Heltid", "2026-12-10")
    assert (nurse.source, nurse.fetched_at) == ("Arbeidsplassen (NAV)", now)
    assert nurse.expires_at.isoformat() == "2026-12-14T23:00:00+00:00"  # no zone: by the Norwegian clock
    assert JobAdvert.objects.get(key="c").deadline_words == "Snarest"
    first = outside.asked[0][1]
    assert first["authorization"].startswith("Bearer ")
    assert first["if-modified-since"] == "Fri, 25 Sep 2026 08:00:00 GMT"


def test_no_person_is_kept_and_nothing_of_others(source: Source, now: datetime) -> None:
    round_at(source, now)
    kept = b"".join(row.body for row in Fetched.objects.all())
    assert b"Oppdiktet" not in kept
    assert b"oppdiktet" not in kept
    assert not Fetched.objects.filter(key="entry:b").exists()
    assert set(SourcedRecord.objects.values_list("key", flat=True)) == {"a", "c"}


@pytest.mark.parametrize(
    "body",
    [
        b"<p>Ring Ola Oppdiktet",
        json.dumps([feed_entry("a", OURS)]).encode(),
        json.dumps({"uuid": "a", "status": "ACTIVE", "json": [feed_entry("a", OURS)["json"]]}).encode(),
        json.dumps({"uuid": "a", "status": "ACTIVE", "ad": feed_entry("a", OURS)["json"]}).encode(),
    ],
    ids=["no JSON", "a list", "several in one", "under another name"],
)
def test_no_person_is_kept_of_an_answer_in_another_form(source: Source, now: datetime, outside: Register, body: bytes) -> None:
    outside.says["/api/v1/feedentry/a"] = Say(body=body)
    fetch(source=source, at=now, dice=lambda: 0.0)
    kept = Fetched.objects.get(key="entry:a")
    assert b"ppdiktet" not in kept.body
    assert kept.size == len(body)


def test_the_next_round_asks_for_the_last_page_alone_and_only_if_it_is_new(
    source: Source, now: datetime, outside: Register
) -> None:
    round_at(source, now)
    outside.asked.clear()
    round_at(source, now + timedelta(minutes=10))
    [(path, headers)] = outside.asked
    assert path == "/api/v1/feed/p2"
    assert "if-none-match" in headers
    outside.asked.clear()
    outside.says["/api/v1/feed/p2"] = says(feed_page("p2", ("c", "ACTIVE", SECOND), ("a", "INACTIVE", "2026-11-24T09:00:00Z")))
    run = round_at(source, now + timedelta(minutes=20))
    assert [(each.key, each.state) for each in run.outcomes if each.state == "gone"] == [("a", "gone")]
    assert set(adverts()) == {"c"}


def test_a_page_that_was_set_aside_unread_is_read_once_the_source_is_turned_on_again(
    source: Source, now: datetime, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of our own stood in the way of the first page, and nothing leads to the next but that."""
    with monkeypatch.context() as broken:
        broken.setattr(Stillinger, "_page", lambda *_said: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fetch(source=source, at=now)
    later = now + timedelta(minutes=10)
    turn_on(source=source, by=keeper, at=later)
    round_at(source, later)
    assert set(adverts()) == {"a", "c"}


def test_an_advertisement_that_comes_back_stands_again(source: Source, now: datetime, outside: Register) -> None:
    round_at(source, now)
    second = says(feed_page("p2", ("a", "INACTIVE", "2026-11-24T09:00:00Z"), ("a", "ACTIVE", "2026-11-24T09:30:00Z")))
    outside.says["/api/v1/feed/p2"] = second
    run = round_at(source, now + timedelta(minutes=10))
    assert [(each.key, each.state) for each in run.outcomes] == [("a", "unchanged")]
    assert set(adverts()) == {"a", "c"}


@pytest.mark.parametrize(
    "entry",
    [
        Say(404),
        says(feed_entry("a", OURS, status="INACTIVE")),
        says({"uuid": "a", "status": "INACTIVE", "sistEndret": FIRST, "json": None}),
        says(feed_entry("a", "987654321")),
        says(feed_entry("a", OURS, ad={"expires": "2026-11-23T00:00:00"})),
    ],
)
def test_what_is_no_longer_ours_to_show_is_taken_down(source: Source, now: datetime, outside: Register, entry: Say) -> None:
    round_at(source, now)
    outside.says["/api/v1/feedentry/a"] = entry
    outside.says["/api/v1/feed/p2"] = says(feed_page("p2", ("a", "ACTIVE", "2026-11-24T09:00:00Z")))
    round_at(source, now + timedelta(minutes=10))
    assert set(adverts()) == {"c"}


def test_nothing_stands_after_its_own_end(source: Source, site: Site, now: datetime) -> None:
    round_at(source, now)
    end = datetime.fromisoformat("2026-12-15T00:00:00+01:00")
    before, after = end - timedelta(seconds=1), end
    assert {row.key for row in JobAdvert.objects.shown_at(site, before, before.date())} == {
        "c"
    }  # the nurse's deadline was the 10th
    assert list(JobAdvert.objects.shown_at(site, after, after.date())) == []


@pytest.mark.parametrize("wrong", [{"title": None}, {"expires": "snart"}, {"employer": "Eksempel"}])
def test_another_form_than_before_stops_it_and_what_stands_stands(
    source: Source, now: datetime, outside: Register, wrong: dict[str, Any]
) -> None:
    round_at(source, now)
    outside.says["/api/v1/feedentry/a"] = says(feed_entry("a", OURS, ad=wrong))
    outside.says["/api/v1/feed/p2"] = says(feed_page("p2", ("a", "ACTIVE", "2026-11-24T09:00:00Z")))
    round_at(source, now + timedelta(minutes=10), fault="shape")
    assert set(adverts()) == {"a", "c"}


def test_an_advertisement_that_does_not_say_its_status_is_another_shape_and_no_fault_of_ours(
    source: Source, now: datetime, outside: Register
) -> None:
    entry = feed_entry("a", OURS)
    del entry["status"]
    outside.says["/api/v1/feedentry/a"] = says(entry)
    round_at(source, now, fault="shape")
    assert b"Ola" not in Fetched.objects.get(key="entry:a").body


@pytest.mark.parametrize("employer", ["Eksempel sykehus HF", None, ["x"], {"orgnr": ["x"]}, {"orgnr": {}}])
def test_no_person_is_kept_whatever_shape_the_employer_has(
    source: Source, now: datetime, outside: Register, employer: Any
) -> None:
    outside.says["/api/v1/feedentry/a"] = says(feed_entry("a", OURS, ad={"employer": employer}))
    round_at(source, now, fault="shape")
    assert b"Ola" not in Fetched.objects.get(key="entry:a").body


def test_a_next_page_at_another_house_is_not_asked_for(source: Source, now: datetime, outside: Register) -> None:
    outside.says["/api/v1/feed"] = says(feed_page("p1", onward="https://annensteds.example/api/v1/feed/p2"))
    round_at(source, now, fault="elsewhere")
