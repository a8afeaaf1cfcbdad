"""What is no text is told too: a place that gets a new telephone, a course, a study, a piece of news, who is who."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.delivery import schema
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change, FeedHead, Item
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door
from fellesnett.organizations.describing import describe_place, open_place, record_of
from fellesnett.organizations.models import Organization, Place, Role, Site
from fellesnett.organizations.signals import organizations_imported
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user
from fellesnett.organizations.tests.test_describing import RECORD
from fellesnett.pages.actions import delete, publish, start_version, unpublish
from fellesnett.pages.actions.describing import describe_site
from fellesnett.pages.models import Event, NewsItem, Study, profile_of
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.partners.actions.registering import write_down_organization

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
WHEN = [{"type": "session", "value": {"start": "2026-12-01T12:00:00Z", "end": "2026-12-01T14:00:00Z"}}]


@pytest.fixture
def bergen() -> Site:
    make_front_door()
    return make_bergen()


@pytest.fixture
def voss(bergen: Site) -> Place:
    return open_place(organization=bergen.organization, slug="voss", record=RECORD, by=everybody(bergen), at=MORNING)


def said(subject: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Item.objects.get(subject=subject).document)
    return found


def lines() -> list[tuple[str, str]]:
    """What happened, to what."""
    return [(line.kind, line.item.subject) for line in Change.objects.select_related("item").order_by("seq")]


# --- places ---------------------------------------------------------------------------------------------------------


def test_a_place_is_told_with_all_that_its_page_says(voss: Place) -> None:
    follow(at=MORNING)
    told = said(f"place:{voss.pk}")
    assert (told["type"], told["title"], told["name"]["en"]) == ("place", "Voss sjukehus", "Voss Hospital")
    assert told["address"] == {"street": "Sjukehusvegen 16", "postal_code": "5704", "city": "Voss"}
    assert told["point"] == {"latitude": 60.6319, "longitude": 6.4149}
    assert told["phones"][0]["hours"] == [{"day": 1, "opens": "08:00", "closes": "15:00"}]
    assert [hours["label"] for hours in told["hours"]] == [{}, {"nb": "Kafé"}]
    assert (told["exceptions"][0]["first"], told["exceptions"][0]["opens"]) == ("2026-12-24", None)
    assert told["meeting"]["nb"]["code"] == "D1.1"
    assert told["links"]["web"] == "http://bergen.localhost:8000/steder/voss/"
    assert told["attribution"]["text"] == "Fra Helse Bergen HF, sist endret 24.11.2026"


def test_a_new_telephone_is_a_new_version_of_the_place_and_a_second_reading_none(voss: Place) -> None:
    follow(at=MORNING)
    record = {**record_of(voss), "phones": [{"number": "56 53 35 01", "label": {}, "hours": []}]}
    describe_place(place=voss, record=record, by=everybody(Site.objects.get(slug="bergen")), at=MORNING + timedelta(hours=1))
    follow(at=MORNING)
    FeedHead.objects.update(event=0)
    assert follow(at=MORNING) == 0
    item = Item.objects.get(subject=f"place:{voss.pk}")
    assert (item.version, said(item.subject)["phones"][0]["number"]) == (2, "56 53 35 01")


def test_a_building_says_which_place_it_is_part_of(voss: Place, bergen: Site) -> None:
    house = open_place(
        organization=bergen.organization, slug="barnehuset", record=RECORD, part_of=voss, by=everybody(bergen), at=MORNING
    )
    follow(at=MORNING)
    assert said(f"place:{house.pk}")["part_of"] == said(f"place:{voss.pk}")["id"]


def test_a_place_is_read_only_where_a_site_is_open(bergen: Site, voss: Place) -> None:
    Site.objects.filter(pk=bergen.pk).update(state="preparing")
    follow(at=MORNING)
    assert not Item.objects.exists()
    Site.objects.filter(pk=bergen.pk).update(state="open")
    bergen.refresh_from_db()
    describe_site(profile_of(bergen), save=lambda: None, by=everybody(bergen), at=MORNING)
    follow(at=MORNING)
    assert ("published", f"place:{voss.pk}") in lines()


# --- what a site tells ----------------------------------------------------------------------------------------------


def test_news_come_and_go(bergen: Site) -> None:
    page = make_page(bergen, NewsItem, live_at=MORNING)
    follow(at=MORNING)
    told = said(f"page:newsitem:{page.pk}")
    assert (told["type"], told["title"], told["site"]) == ("news", "Ny inngang", "bergen")
    assert told["html"] == "<h3>Slik finner du fram</h3><p>Gå inn <strong>hovedinngangen</strong>.</p>"
    unpublish(page, by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    item = Item.objects.get(subject=f"page:newsitem:{page.pk}")
    assert (item.document, Change.objects.latest("seq").reason) == ("", "unpublished")
    publish(page, by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    item.refresh_from_db()
    assert (item.version, item.gone_at) == (2, None)


def test_versions_in_other_languages_tell_of_each_other(bergen: Site) -> None:
    page = make_page(bergen, NewsItem, live_at=MORNING)
    follow(at=MORNING)
    english = start_version(page, language="en", by=editor_of(bergen), at=MORNING)
    publish(english, by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    one, other = said(f"page:newsitem:{page.pk}"), said(f"page:newsitem:{english.pk}")
    assert one["translations"] == [{"language": "en", "id": other["id"]}]
    assert other["translations"] == [{"language": "nb", "id": one["id"]}]
    assert other["links"]["web"] == "http://bergen.localhost:8000/en/nyheter/ny-inngang/"


def test_a_page_that_is_deleted_while_it_is_read_is_gone_from_every_copy(bergen: Site) -> None:
    page = make_page(bergen, NewsItem, live_at=MORNING)
    english = start_version(page, language="en", by=editor_of(bergen), at=MORNING)
    publish(english, by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    subjects = [f"page:newsitem:{each.pk}" for each in (page, english)]
    delete(page, by=editor_of(bergen), at=MORNING)
    follow(at=MORNING)
    assert lines()[-2:] == [("deleted", subjects[0]), ("updated", subjects[1])]
    assert said(subjects[1])["translations"] == []


def test_an_event_says_when_and_where_and_follows_its_place(bergen: Site, voss: Place) -> None:
    page = make_page(bergen, Event, slug="kurs", sessions=WHEN, place=voss, live_at=MORNING)
    follow(at=MORNING)
    told = said(f"page:event:{page.pk}")
    assert datetime.fromisoformat(told["sessions"][0]["start"]) == NOON
    assert told["where"] == {"id": said(f"place:{voss.pk}")["id"], "name": "Voss sjukehus", "room": ""}
    record = {**record_of(voss), "name": {"nb": "Voss sykehus"}}
    describe_place(place=voss, record=record, by=everybody(bergen), at=MORNING)
    follow(at=MORNING)
    assert said(f"page:event:{page.pk}")["where"]["name"] == "Voss sykehus"
    assert lines()[-2:] == [("updated", f"place:{voss.pk}"), ("updated", f"page:event:{page.pk}")]


def test_a_study_says_what_it_is_about_by_code(bergen: Site) -> None:
    system = make_code_system("icd10", url="http://hl7.org/fhir/sid/icd-10-no", oid="2.16.578.1.12.4.1.1.7110")
    make_release(system, codes={"M17": "Kneartrose"})
    page = make_page(bergen, Study, slug="kne", codes="icd10:M17", live_at=MORNING, **OF_A_STUDY)
    follow(at=MORNING)
    told = said(f"page:study:{page.pk}")
    assert [(code["code"], code["display"]) for code in told["codes"]] == [("M17", "Kneartrose")]
    assert (told["starts"], told["ends"], told["contact_phone"]) == ("2026-01-01", "2027-01-01", "55 97 50 00")


OF_A_STUDY = {
    "starts": date(2026, 1, 1),
    "ends": date(2027, 1, 1),
    "ethics_reference": "2019/1234",
    "purpose": "Om trening hjelper.",
    "who_can_join": "Voksne med kneartrose.",
    "what_it_means": "Du trener to ganger i uken.",
    "contact_unit": "Ortopedisk poliklinikk",
    "contact_phone": "55 97 50 00",
}


# --- who is who -----------------------------------------------------------------------------------------------------


def test_organizations_are_told_when_lists_of_them_are_imported_those_above_first(bergen: Site) -> None:
    region = make_organization("Helse Vest RHF", kind="regional_health_authority", orgnr="983658725")
    bergen.organization.parent = region
    bergen.organization.save()
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    told = said(f"organization:{bergen.organization_id}")
    assert told["parent"] == said(f"organization:{region.pk}")["id"]
    assert told["websites"] == [{"site": "bergen", "name": "Helse Bergen", "url": "http://bergen.localhost:8000/"}]
    assert said(f"organization:{region.pk}")["identifiers"] == [
        {"system": "urn:oid:2.16.578.1.12.4.1.4.101", "value": "983658725"}
    ]


def test_what_a_hospital_tells_has_its_new_name_too(bergen: Site, voss: Place) -> None:
    page = make_page(bergen, NewsItem, live_at=MORNING)
    follow(at=MORNING)
    Organization.objects.filter(pk=bergen.organization_id).update(name="Helse Bergen og Voss HF")
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    assert said(f"page:newsitem:{page.pk}")["owner"]["name"] == "Helse Bergen og Voss HF"
    assert said(f"place:{voss.pk}")["owner"]["name"] == "Helse Bergen og Voss HF"


def test_an_organization_that_is_laid_down_is_taken_away(bergen: Site) -> None:
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    bergen.organization.active = False
    bergen.organization.save()
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    assert lines()[-1] == ("deleted", f"organization:{bergen.organization_id}")


def test_an_organization_that_is_written_down_at_the_desk_is_told_at_once(bergen: Site) -> None:
    office = make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    facts = {"kind": "contract_specialist", "name": "Øyelege Berg", "orgnr": "974767880"}
    row = write_down_organization(**facts, by=office, at=MORNING)
    follow(at=MORNING)
    assert (said(f"organization:{row.pk}")["private"], said(f"organization:{row.pk}")["title"]) == (True, "Øyelege Berg")


def test_a_feed_that_begins_tells_of_all_there_is(bergen: Site, voss: Place) -> None:
    make_page(bergen, NewsItem, live_at=MORNING)
    FeedHead.objects.update(form=0)
    follow(at=MORNING)
    kinds = set(Item.objects.values_list("type", flat=True))
    assert kinds == {"organization", "place", "news"}
    assert FeedHead.objects.get().form == schema.FORM
