"""What an editor may write on courses, studies, board meetings and quality results; what is wrong is said at its field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from fellesnett.codes.models import CodeSystem
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.coding import check_codes, check_field, codes_in, codes_of, speaks_of, topics_of
from fellesnett.pages.models import BoardMeeting, Event, Price, QualityResult, Study, StudyState
from fellesnett.pages.models.board import ItemBlock
from fellesnett.pages.models.event import SessionBlock
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    CodeSystem.objects.create(key="icd10", name="ICD-10")
    return make_site("bergen")


def session(start: datetime, hours: int = 2) -> dict[str, Any]:
    return {"type": "session", "value": {"start": start.isoformat(), "end": (start + timedelta(hours=hours)).isoformat()}}


def course(site: Site, now: datetime, **facts: Any) -> Event:
    page: Event = make_page(site, Event, sessions=[session(now + timedelta(days=7))], room="Møterom 3", **facts)
    return page


def study(site: Site, **facts: Any) -> Study:
    facts = {
        "starts": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
        "ethics_reference": "2026/1234",
        "purpose": "Om trening hjelper.",
        "who_can_join": "Du som har slitt kne.",
        "what_it_means": "To timer i uken.",
        "contact_unit": "Ortopedisk poliklinikk",
        "contact_phone": "55 97 50 00",
        "codes": "icd10:M17",
    } | facts
    page: Study = make_page(site, Study, **facts)
    return page


def faults(page: Any) -> set[str]:
    with pytest.raises(ValidationError) as found:
        page.full_clean()
    return set(found.value.message_dict)


def test_a_course_with_time_and_place_is_right(bergen: Site, now: datetime) -> None:
    course(bergen, now).full_clean()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sessions": []}, "sessions"),
        ({"room": ""}, "place"),
        ({"price": Price.AMOUNT}, "amount"),
        ({"amount": 300}, "amount"),
        ({"sign_up_by": date(2027, 1, 1)}, "sign_up_by"),
        ({"codes": "M17"}, "codes"),
        ({"codes": "ukjent:M17"}, "codes"),
    ],
)
def test_what_a_course_lacks_is_said(bergen: Site, now: datetime, changes: dict[str, Any], field: str) -> None:
    page = course(bergen, now)
    for name, value in changes.items():
        setattr(page, name, value)
    assert faults(page) == {field}


def test_a_meeting_ends_after_it_begins(now: datetime) -> None:
    with pytest.raises(StructBlockValidationError):
        SessionBlock().clean({"start": now, "end": now})


@pytest.mark.parametrize(("days", "over"), [(0, False), (7, False), (8, True)])
def test_a_course_is_over_when_its_last_meeting_has_ended(bergen: Site, now: datetime, days: int, over: bool) -> None:
    assert course(bergen, now).is_over(now + timedelta(days=days)) is over


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 12, 31), StudyState.PLANNED),
        (date(2026, 1, 1), StudyState.OPEN),
        (date(2026, 12, 31), StudyState.OPEN),
        (date(2027, 1, 1), StudyState.CLOSED),
    ],
)
def test_a_study_opens_and_closes_by_the_calendar(bergen: Site, day: date, state: StudyState) -> None:
    assert study(bergen).state_on(day) == state


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": date(2025, 1, 1)}, "ends"),
        ({"ethics_reference": "abc"}, "ethics_reference"),
        ({"codes": "icd10"}, "codes"),
        ({"codes": ""}, "codes"),
        ({"contact_phone": ""}, "contact_phone"),
    ],
)
def test_what_a_study_lacks_is_said(bergen: Site, changes: dict[str, Any], field: str) -> None:
    page = study(bergen)
    for name, value in changes.items():
        setattr(page, name, value)
    assert faults(page) == {field}


def test_two_hospitals_cannot_give_their_studies_one_address(bergen: Site) -> None:
    study(bergen, slug="kne")
    assert faults(study(make_site("annensted"), slug="kne")) == {"slug"}


CLOSED = "Helseforetaksloven § 26 a: saken gjelder en enkeltperson."
ITEMS = [
    ({"closed": True, "ground": "kort"}, {"ground"}),
    ({"closed": True, "ground": CLOSED, "papers": [{"text": "Saksframlegg (PDF)", "href": "/sak.pdf", "note": ""}]}, {"papers"}),
    ({"closed": False, "ground": CLOSED}, {"ground"}),
]


def item(**changes: Any) -> dict[str, Any]:
    return {"number": "12-2026", "title": "Budsjett", "closed": False, "ground": "", "papers": [], "decision": ""} | changes


@pytest.mark.parametrize(("changes", "fields"), ITEMS)
def test_a_closed_item_has_a_ground_and_no_papers(changes: dict[str, Any], fields: set[str]) -> None:
    block = ItemBlock()
    with pytest.raises(StructBlockValidationError) as found:
        block.clean(block.to_python(item(**changes)))
    assert set(found.value.block_errors) == fields


@pytest.mark.parametrize("decision", ["Vedtatt for 010190 12345.", "Gjelder 01019012345."])
def test_a_board_paper_with_an_identity_number_is_stopped(bergen: Site, now: datetime, decision: str) -> None:
    agenda = [{"type": "item", "value": item(decision=decision)}]
    page = make_page(bergen, BoardMeeting, starts_at=now, place_text="Bergen", agenda=agenda)
    assert faults(page) == {"agenda"}


def test_an_item_is_listed_once(bergen: Site, now: datetime) -> None:
    agenda = [{"type": "item", "value": item()}, {"type": "item", "value": item()}]
    assert faults(make_page(bergen, BoardMeeting, starts_at=now, place_text="Bergen", agenda=agenda)) == {"agenda"}


@pytest.mark.parametrize("numbers", [[], [("Bergen", "101")], [("Bergen", "1"), ("Bergen", "2")]])
def test_quality_numbers_are_there_once_each_and_possible(bergen: Site, numbers: list[tuple[str, str]]) -> None:
    results = [{"type": "result", "value": {"name": name, "value": value}} for name, value in numbers]
    page = make_page(bergen, QualityResult, period="2025", source_name="Demonstrasjon", results=results)
    assert faults(page) == {"results"}


def test_a_code_speaks_of_the_codes_below_it(bergen: Site) -> None:
    topic = Topic.objects.create(key="kne", kind="condition", title="Slitt kne", unit="Ortopedi")
    TopicCoding.objects.create(topic=topic, system=CodeSystem.objects.get(), code="M171")
    assert codes_in("icd10:M17 tull icd10:m17.1") == (("icd10", "M17"), ("icd10", "M171"))
    assert speaks_of(codes_in("icd10:M17"), codes_of(topic))
    assert not speaks_of(codes_in("icd10:M16 ncsp:M17"), codes_of(topic))
    assert not speaks_of(codes_in("icd10:M1712"), codes_of(topic))
    assert topics_of("icd10:M17") == [topic]
    assert topics_of("") == []
    check_codes("icd10:M17")


def test_a_code_may_be_written_with_any_name_of_its_system(bergen: Site) -> None:
    written = "urn:oid:2.16.578.1.12.4.1.1.7110:M17 http://hl7.org/fhir/sid/icd-10-no:M16 icd10:M15"
    assert check_field("codes", written) == "icd10:M17 icd10:M16 icd10:M15"
    with pytest.raises(ValidationError, match="ikke en kode"):
        check_field("codes", "urn:oid:1.2.3:M17")


def test_times_are_told_in_order(bergen: Site, now: datetime) -> None:
    late, early = datetime(2026, 12, 2, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
    page: Event = make_page(bergen, Event, sessions=[session(late), session(early)], online=True)
    assert [start for start, _end in page.times] == [early, late]
