"""What a hospital offers is read from what it has said already: who does it, where, how one comes there, how long one waits."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import adopt, answer, set_places
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery import daily
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change, FeedHead, Item
from fellesnett.delivery.offers import offers_of, services_of, texts_about
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.national.models import TopicCoding
from fellesnett.organizations.describing import describe_place, open_place, record_of
from fellesnett.organizations.models import OrganizationKind, Place, Site
from fellesnett.organizations.tests.factories import make_organization, make_site
from fellesnett.organizations.tests.test_describing import RECORD
from fellesnett.pages.actions import publish, unpublish
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.pages.waiting import WaitingRow, WaitingSource, record_waiting_times

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
SOURCE = WaitingSource("Velg behandlingssted", "https://ventetider.example/", MORNING.date(), MORNING.date() + timedelta(days=30))


@pytest.fixture
def bergen() -> Site:
    make_front_door()
    return make_bergen()


@pytest.fixture
def voss(bergen: Site) -> Place:
    return open_place(organization=bergen.organization, slug="voss", record=RECORD, by=everybody(bergen), at=MORNING)


@pytest.fixture
def knee(bergen: Site) -> Adoption:
    return show(bergen, make_knee(english=True))


def make_clinic(site: Site, *does: Adoption, at: Place | None = None) -> Department:
    page: Department = make_page(
        site, Department, slug="ortopedi", title="Ortopedisk poliklinikk", phone="55 97 50 00", phone_hours="Hverdager 8–15",
        referral="Fastlegen henviser deg.", bring="Krykker\n\nLegitimasjon",
    )  # fmt: skip
    page.services.set(does)
    page.places.set([at] if at else [])
    page.save()
    publish(page, by=editor_of(site), at=MORNING)
    return page


def said(adoption: Adoption) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Item.objects.get(subject=f"adoption:{adoption.pk}").document)
    return found


def services() -> list[str]:
    return [line.kind for line in Change.objects.filter(item__type="service").order_by("seq")]


# --- what it says ---------------------------------------------------------------------------------------------------


def test_a_text_that_patients_read_makes_a_service_of_its_topic(bergen: Site, knee: Adoption) -> None:
    icd10 = make_code_system("icd10", url="http://hl7.org/fhir/sid/icd-10-no", oid="2.16.578.1.12.4.1.1.7110")
    TopicCoding.objects.create(topic=knee.topic, system=icd10, code="M17", display="Kneartrose")
    follow(at=MORNING)
    told = said(knee)
    assert (told["type"], told["kind"], told["topic"], told["site"]) == ("service", "treatment", "kneprotese", "bergen")
    assert told["name"] == {"nb": "Kneprotese", "en": "Knee replacement"}
    assert (told["provider_kind"], told["private"], told["agreement"]) == ("health_trust", False, None)
    assert [code["code"] for code in told["codes"]] == ["M17"]
    assert (told["units"], told["places"], told["waiting"]) == ([], [], [])
    assert told["links"]["web"] == "http://bergen.localhost:8000/behandlinger/kneprotese/"
    assert services() == ["published"]  # once, though two languages went live
    item = Item.objects.get(type="service")
    assert {text.language for text in texts_about(item)} == {"nb", "en"}


def test_a_department_says_who_does_it_where_and_how_one_comes_there(bergen: Site, voss: Place, knee: Adoption) -> None:
    page = make_clinic(bergen, knee, at=voss)
    follow(at=MORNING)
    (unit,) = said(knee)["units"]
    assert (unit["name"], unit["phone"], unit["referral"]) == (page.title, "55 97 50 00", "Fastlegen henviser deg.")
    assert unit["bring"] == ["Krykker", "Legitimasjon"]
    assert unit["web"] == "http://bergen.localhost:8000/avdelinger/ortopedi/"
    here = {"id": Item.objects.get(subject=f"place:{voss.pk}").pk.urn, "name": "Voss sjukehus"}
    assert unit["places"] == said(knee)["places"] == [here]


def test_a_department_that_is_taken_down_or_does_it_no_longer_is_told_no_more(bergen: Site, knee: Adoption) -> None:
    page = make_clinic(bergen, knee)
    follow(at=MORNING)
    page.services.clear()
    page.save()
    publish(page, by=editor_of(bergen), at=LATER)
    follow(at=LATER)
    assert said(knee)["units"] == []
    page.services.add(knee)
    page.save()
    publish(page, by=editor_of(bergen), at=LATER)
    follow(at=LATER)
    assert len(said(knee)["units"]) == 1
    unpublish(page, by=editor_of(bergen), at=LATER)
    follow(at=LATER)
    assert said(knee)["units"] == []


def test_places_that_are_said_anew_are_told_anew(bergen: Site, voss: Place, knee: Adoption) -> None:
    follow(at=MORNING)
    assert said(knee)["places"] == []
    set_places(adoption=knee, places=[voss], by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    assert [place["name"] for place in said(knee)["places"]] == [voss.name_in("nb")]


def test_a_place_that_is_named_anew_is_named_so_in_its_services(bergen: Site, voss: Place, knee: Adoption) -> None:
    follow(at=MORNING)
    adopt(site=bergen, topic=knee.topic, by=everybody(bergen), at=LATER, places=[voss])
    follow(at=LATER)
    assert [place["name"] for place in said(knee)["places"]] == ["Voss sjukehus"]
    record = {**record_of(voss), "name": {"nb": "Voss sykehus"}}
    describe_place(place=voss, record=record, by=everybody(bergen), at=LATER)
    follow(at=LATER)
    assert [place["name"] for place in said(knee)["places"]] == ["Voss sykehus"]


def test_who_is_private_and_by_which_agreement_as_the_organization_says() -> None:
    make_front_door()
    expected = {
        OrganizationKind.PRIVATE_NONPROFIT: (True, "nonprofit"),
        OrganizationKind.CONTRACT_SPECIALIST: (True, "contract_specialist"),
        OrganizationKind.PRIVATE: (True, None),
        OrganizationKind.HOSPITAL: (False, None),
    }
    topic = make_knee()
    shown = {kind: show(make_site(organization=make_organization(kind=kind)), topic) for kind in expected}
    follow(at=MORNING)
    assert {kind: (said(one)["private"], said(one)["agreement"]) for kind, one in shown.items()} == expected
    assert services_of(private=True).count() == 3


@pytest.mark.parametrize("kind", [OrganizationKind.REGIONAL_HEALTH_AUTHORITY, OrganizationKind.HOSPITAL_PHARMACY])
def test_who_treats_nobody_offers_nothing(kind: str) -> None:
    make_front_door()
    show(make_site(organization=make_organization(kind=kind)), make_knee())
    follow(at=MORNING)
    assert services() == []


# --- waiting times --------------------------------------------------------------------------------------------------


def test_waiting_times_come_with_their_source_and_go_when_their_day_has_passed(
    bergen: Site, knee: Adoption, settings: LazySettings
) -> None:
    settings.WAITING_TIME_SOURCES = ("Velg behandlingssted",)
    follow(at=MORNING)
    record_waiting_times(source=SOURCE, rows=[WaitingRow("bergen", "kneprotese", "inpatient", 22)], by=None, at=LATER)
    follow(at=LATER)
    (told,) = said(knee)["waiting"]
    assert (told["weeks"], told["kind"], told["source"], told["place"]) == (22, "inpatient", "Velg behandlingssted", None)
    assert follow(at=MORNING + timedelta(days=30)) == 0  # its last day
    assert follow(at=MORNING + timedelta(days=31)) == 1
    assert said(knee)["waiting"] == []


def test_a_source_that_is_no_longer_set_up_is_told_no_more(bergen: Site, knee: Adoption, settings: LazySettings) -> None:
    settings.WAITING_TIME_SOURCES = ("Velg behandlingssted",)
    record_waiting_times(source=SOURCE, rows=[WaitingRow("bergen", "kneprotese", "day", 4)], by=None, at=MORNING)
    follow(at=MORNING)
    assert len(said(knee)["waiting"]) == 1
    settings.WAITING_TIME_SOURCES = ()
    follow(at=MORNING + timedelta(days=1))
    assert said(knee)["waiting"] == []


# --- the end of it --------------------------------------------------------------------------------------------------


def test_what_is_no_longer_offered_is_gone_with_the_reason_and_comes_back_as_itself(bergen: Site, knee: Adoption) -> None:
    follow(at=MORNING)
    item = Item.objects.get(type="service")
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=LATER, reason="På Voss")
    follow(at=LATER)
    item.refresh_from_db()
    assert (item.document, item.gone_at) == ("", LATER)
    assert Change.objects.filter(item=item).latest("seq").reason == "not_offered"
    assert services_of(topic="kneprotese").count() == 0


def test_a_site_that_closes_takes_its_services_with_it(bergen: Site, knee: Adoption) -> None:
    follow(at=MORNING)
    Site.objects.filter(pk=bergen.pk).update(state="preparing")
    make_clinic(bergen, knee)  # whatever happens next, nobody can go there
    follow(at=LATER)
    assert services() == ["published", "deleted"]


def test_many_services_are_read_with_as_few_questions_as_one(bergen: Site) -> None:
    for number in range(4):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    keys = list(Adoption.objects.values_list("pk", flat=True))
    make_clinic(bergen, *Adoption.objects.all())
    follow(at=MORNING)
    counted = []
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as asked:
            offered = list(offers_of(some, MORNING.date()))
        assert [len(one.departments) for one in offered] == [1] * len(some)
        counted.append(len(asked))
    assert counted[0] == counted[1]


# --- the look of each day ----------------------------------------------------------------------------------------------


@pytest.fixture
def waited_for(bergen: Site, settings: LazySettings) -> list[Adoption]:
    """Five services that tell how long one waits, for a month."""
    settings.WAITING_TIME_SOURCES = ("Velg behandlingssted",)
    shown = [show(bergen, make_knee(f"kne-{number}", f"Kne {number}")) for number in range(5)]
    rows = [WaitingRow("bergen", adoption.topic.key, "day", 4) for adoption in shown]
    record_waiting_times(source=SOURCE, rows=rows, by=None, at=MORNING)
    follow(at=MORNING)
    return shown


def telling(adoptions: list[Adoption]) -> int:
    """How many still tell of a waiting time."""
    return sum(bool(said(adoption)["waiting"]) for adoption in adoptions)


def test_old_waiting_times_go_some_at_a_time_and_nobody_waits_for_all(
    waited_for: list[Adoption], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three transactions for five services, two at a time; and no document is read to find them."""
    monkeypatch.setattr(daily, "AT_A_TIME", 2)
    with CaptureQueriesContext(connection) as asked:
        assert follow(at=MORNING + timedelta(days=40)) == 5
    said = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert [sql for sql in said if '"packed"' in sql] == []
    assert len([sql for sql in said if "waiting" in sql and "LIKE" in sql]) == 3
    assert (telling(waited_for), follow(at=MORNING + timedelta(days=40))) == (0, 0)


def test_the_days_look_goes_on_where_it_was_stopped_and_begins_anew_the_next_day(
    waited_for: list[Adoption], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily, "AT_A_TIME", 2)
    day = MORNING + timedelta(days=40)
    daily.look_at_some_waiting(day)  # the worker is killed here
    assert telling(waited_for) == 3
    first = FeedHead.objects.get().waiting_after
    daily.look_at_some_waiting(day)
    assert (telling(waited_for), FeedHead.objects.get().waiting_after != first) == (1, True)
    daily.look_at_some_waiting(day + timedelta(days=1))
    assert (telling(waited_for), FeedHead.objects.get().waiting_after) == (0, None)
