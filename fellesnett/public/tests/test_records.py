"""Courses, studies, board meetings and quality results as people read them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from fellesnett.codes.models import CodeSystem
from fellesnett.foundation import clock
from fellesnett.national.models import TopicCoding
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions import publish
from fellesnett.pages.models import BoardMeeting, Event, QualityResult, Study
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.pages.tests.test_records import course, item, session, study
from fellesnett.public.tests.factories import make_knee, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(clock, "now", lambda: now)
    CodeSystem.objects.get_or_create(key="icd10", defaults={"name": "ICD-10"})
    return make_site("bergen", name="Helse Bergen")


def visit(path: str, host: str = "bergen.localhost") -> Visit:
    return Visit(Client(), host, path)


def published(page: Any, now: datetime) -> Any:
    return publish(page, by=editor_of(page.site), at=now)


def facts(page: Visit) -> dict[str, str]:
    names = [words(term) for term in page.all("dt")]
    return dict(zip(names, [words(text) for text in page.all("dd")], strict=True))


def test_a_course_says_when_where_for_whom_and_what_it_costs(bergen: Site, now: datetime) -> None:
    page = course(
        bergen, now, referral="both", price="user_fee", interpreter=True, sign_up_phone="55 97 50 00", target_group="Voksne"
    )
    published(page, now)
    told = facts(visit("/arrangementer/ny-inngang/"))
    assert told["Når"] == "1. desember 2026 kl. 09.00–11.00"
    assert told["Hvor"] == "Møterom 3"
    assert told["Henvisning"] == "Både pasienten og den pårørende trenger henvisning fra lege."
    assert told["Pris"] == "Egenandel. Gratis med frikort og for dem under 16 år."
    assert {"For hvem", "Tolk", "Reise", "Meld deg på"} <= set(told)


def test_coming_courses_stand_first_and_past_ones_are_gone(bergen: Site, now: datetime) -> None:
    for slug, days in (("siden", 20), ("snart", 2), ("over", -3)):
        when = [session(now + timedelta(days=days))]
        make_page(bergen, Event, slug=slug, title=slug, sessions=when, online=True, live_at=now)
    assert [words(heading) for heading in visit("/arrangementer/").all("h2")] == ["snart", "siden"]
    assert "Dette er over" in visit("/arrangementer/over/").text


def test_a_course_goes_into_the_calendar(bergen: Site, now: datetime) -> None:
    published(course(bergen, now), now)
    answer = Client().get("/arrangementer/ny-inngang.ics", headers={"host": "bergen.localhost"})
    assert answer.headers["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart")) == ("Ny inngang", now + timedelta(days=7))
    feed = Client().get("/arrangementer/kalender.ics", headers={"host": "bergen.localhost"})
    assert len(Calendar.from_ical(feed.content).walk("VEVENT")) == 1
    assert Client().get("/arrangementer/finnes-ikke.ics", headers={"host": "bergen.localhost"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["kalender.ics?" + "&".join(f"x{number}=1" for number in range(12_000)), "kalender.ics?%ff=%00", "%00.ics", "%ff%fe.ics",
     "..%2f..%2fadmin.ics", "x" * 8000 + ".ics", "%0d%0aSet-Cookie:a.ics", "' OR 1=1.ics", "٣.ics", "kalender.ics/", ".ics"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
def test_a_calendar_that_cannot_be_asked_for_is_not_there(bergen: Site, now: datetime, path: str, method: str) -> None:
    """What would be a 500 is raised by the test client."""
    published(course(bergen, now), now)
    for headers in (
        {},
        {"accept": "a" * 4000},
        {"if-none-match": '"' * 3000},
        {f"x-{number}": "a" * 100 for number in range(300)},
    ):
        answer = getattr(Client(), method)(f"/arrangementer/{path}", headers={"host": "bergen.localhost", **headers})
        assert answer.status_code in ((200, 301, 304, 400, 404) if method in ("get", "head") else (400, 404, 405))
        assert not {"Set-Cookie", "set-cookie"} & set(answer.headers)


def in_calendar() -> Any:
    """The only entry of the calendar that others follow."""
    feed = Client().get("/arrangementer/kalender.ics", headers={"host": "bergen.localhost"})
    (entry,) = Calendar.from_ical(feed.content).walk("VEVENT")
    return entry


def test_a_calendar_that_follows_moves_a_moved_meeting_and_keeps_a_cancelled_one(bergen: Site, now: datetime) -> None:
    page = published(course(bergen, now), now)
    first = in_calendar()
    (block,) = page.sessions.get_prep_value()
    moved = block["value"] | {"start": now + timedelta(days=3), "end": now + timedelta(days=3, hours=1)}
    page.sessions = page.sessions.stream_block.to_python([block | {"value": moved}])
    published(page, now + timedelta(hours=1))
    second = in_calendar()
    page.cancelled = True
    published(page, now + timedelta(hours=2))
    third = in_calendar()
    assert len({str(entry["uid"]) for entry in (first, second, third)}) == 1
    assert first["sequence"] < second["sequence"] < third["sequence"]
    assert second.decoded("dtstart") == now + timedelta(days=3)
    assert [str(entry["status"]) for entry in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_the_times_are_norwegian_and_the_calendar_says_what_they_are(bergen: Site, now: datetime) -> None:
    published(course(bergen, now), now)
    text = Client().get("/arrangementer/kalender.ics", headers={"host": "bergen.localhost"}).content.decode()
    assert "DTSTART;TZID=Europe/Oslo:20261201T090000" in text
    (zone,) = Calendar.from_ical(text).walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Europe/Oslo"


def test_a_study_is_published_once_and_shown_by_every_hospital(bergen: Site, now: datetime) -> None:
    make_site("unn", name="UNN")
    published(study(bergen, slug="kne", title="Trening for slitt kne"), now)
    there = visit("/kliniske-studier/kne/", "unn.localhost")
    assert facts(there)["Ledes av"] == "Helse Bergen"
    assert there.one("link", rel="canonical").get("href") == "http://bergen.localhost/kliniske-studier/kne/"
    assert visit("/kliniske-studier/", "unn.localhost").links()["Trening for slitt kne"] == "/kliniske-studier/kne/"


@pytest.mark.parametrize(("ends", "invited"), [(date(2026, 12, 1), True), (date(2026, 11, 1), False)])
def test_a_closed_study_invites_nobody(bergen: Site, now: datetime, ends: date, invited: bool) -> None:
    published(study(bergen, slug="kne", ends=ends), now)
    page = visit("/kliniske-studier/kne/")
    assert ("Spør om å delta" in facts(page)) is invited
    assert ("Tar ikke imot flere deltakere" in page.text) is not invited


def test_the_topic_page_shows_studies_and_courses_by_code(bergen: Site, now: datetime) -> None:
    knee = make_knee()
    TopicCoding.objects.create(topic=knee, system=CodeSystem.objects.get(key="icd10"), code="M171")
    show(bergen, knee)
    published(study(make_site("unn"), slug="kne", title="Trening for slitt kne"), now)
    published(course(bergen, now, title="Kneskole", codes="icd10:M17"), now)
    published(course(bergen, now, slug="annet", title="Hjerteskole", codes="icd10:I50"), now)
    links = visit("/behandlinger/kneprotese/").links()
    assert links["Trening for slitt kne"] == "/kliniske-studier/kne/"
    assert links["Kneskole"] == "/arrangementer/ny-inngang/"
    assert "Hjerteskole" not in links


def test_a_board_meeting_tells_what_is_open_and_why_something_is_closed(bergen: Site, now: datetime) -> None:
    ground = "Helseforetaksloven § 26 a: saken gjelder en enkeltperson."
    papers = [{"text": "Saksframlegg (PDF, 200 kB)", "href": "https://x.example/sak.pdf", "note": ""}]
    agenda = [
        {"type": "item", "value": item(papers=papers)},
        {"type": "item", "value": item(number="13-2026", title="Lønn", closed=True, ground=ground)},
    ]
    make_page(bergen, BoardMeeting, slug="mote", starts_at=now, place_text="Haukeland", agenda=agenda, live_at=now)
    page = visit("/styret/mote/")
    assert [words(heading) for heading in page.all("h3")] == ["12-2026 Budsjett", "13-2026 Lønn (lukket)"]
    assert f"Saken er lukket: {ground}" in page.text
    assert "Saksframlegg (PDF, 200 kB)" in page.links()


def test_the_next_board_meeting_stands_first(bergen: Site, now: datetime) -> None:
    for slug, days in (("for", -30), ("neste", 5), ("siden", 40)):
        when = now + timedelta(days=days)
        make_page(bergen, BoardMeeting, slug=slug, title=slug, starts_at=when, place_text="Bergen", live_at=now)
    assert [words(heading) for heading in visit("/styret/").all("h2")] == ["neste", "siden", "for"]


def test_quality_is_told_in_a_table_that_is_also_drawn(bergen: Site, now: datetime) -> None:
    numbers = (("Bergen", "87.5"), ("Voss", "90"))
    results = [{"type": "result", "value": {"name": name, "value": value}} for name, value in numbers]
    said = {"period": "2025", "source_name": "Demonstrasjon", "national_value": "85"}
    make_page(bergen, QualityResult, slug="q", results=results, live_at=now, **said)
    page = visit("/kvalitet/q/")
    assert [words(cell) for cell in page.all("th", scope="row")] == ["Bergen", "Voss"]
    assert "87,5" in page.text
    assert "hele landet, 85" in page.text
    assert re.findall(r'<rect class="chart-bar" width="([\d.]+)"', page.html) == ["87.5", "90.0"], (
        "of the whole, not of the longest"
    )


@pytest.mark.parametrize("model", [Event, Study, BoardMeeting, QualityResult], ids=lambda model: model.__name__)
def test_an_empty_list_says_so(bergen: Site, model: Any) -> None:
    assert "Det er ingen sider her nå." in visit(f"/{model.folder}/").text
