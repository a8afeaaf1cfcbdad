"""A municipality's journal system looks up a hospital, its clinic and what it has written for patients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from fhirclient.models.documentreference import DocumentReference

from fellesnett.adoption.actions import answer
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.delivery.tests.test_services import make_clinic
from fellesnett.hl7 import doors
from fellesnett.hl7.tests.strangers import parsed, smart_client
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.organizations.models import Identifier, OrganizationKind, Place, Site
from fellesnett.organizations.registering import move_place, take_name
from fellesnett.organizations.signals import place_described
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user

pytestmark = pytest.mark.django_db

VOLVEN = "urn:oid:2.16.578.1.12.4.1.1"
ENH = "urn:oid:2.16.578.1.12.4.1.4.101"


@pytest.fixture(autouse=True)
def bergen() -> Site:
    doors.OFTEN.forget()
    make_front_door()
    site = make_bergen()
    Identifier.objects.create(organization=site.organization, system="orgnr", value="983974724")
    return site


@pytest.fixture
def voss(bergen: Site) -> Place:
    found = Place.objects.create(
        organization=bergen.organization, slug="voss", name={"nb": "Voss sjukehus"}, address="Sjukehusvegen 16",
        postal_code="5704", city="Voss", latitude="60.63000", longitude="6.43000", described_at=MORNING, described_by=make_user(),
        phones=[{"number": "56 53 35 00", "label": {}, "hours": []}],
        hours=[{"label": {}, "week": [[1, "08:00", "15:30"]]}],
    )  # fmt: skip
    place_described.send(None, place=found, changed={}, by=found.described_by, at=MORNING)
    follow(at=MORNING)
    return found


@pytest.fixture
def service(bergen: Site, voss: Place, text: Item) -> Item:
    """The knee replacement, which the clinic at Voss does; tagged with its specialty too."""
    ours = make_code_system("helsehjelpsomrade", oid="2.16.578.1.12.4.1.1.8655")
    TopicCoding.objects.create(topic=text.topic, system=ours, code="S0208", display="Ortopedisk kirurgi")
    make_clinic(bergen, Adoption.objects.get(), at=voss)
    follow(at=MORNING)
    return Item.objects.get(type="service")


@pytest.fixture
def text(bergen: Site) -> Item:
    topic = make_knee()
    icd10 = make_code_system("icd10", url="http://hl7.org/fhir/sid/icd-10-no", oid="2.16.578.1.12.4.1.1.7110")
    TopicCoding.objects.create(topic=topic, system=icd10, code="M17", display="Kneartrose")
    show(bergen, topic)
    follow(at=MORNING)
    return Item.objects.texts().get(site=bergen)


def found(client: Client, kind: str, **asked: str) -> list[Any]:
    bundle = parsed(client.get(f"/fhir/r4/{kind}?{urlencode(asked)}"))
    return [one["resource"] for one in bundle.get("entry", [])]


def test_a_hospital_is_found_by_its_number_and_by_its_name(client: Client, bergen: Site) -> None:
    own = bergen.organization
    ward = make_organization("voss-dps", kind=OrganizationKind.UNIT, parent=own)
    for asked in ({"identifier": f"{ENH}|983974724"}, {"identifier": "983974724"}, {"_id": str(own.pk)}):
        (one,) = found(client, "Organization", **asked)
        assert one["identifier"] == [{"system": ENH, "value": "983974724"}], asked
        assert one["meta"]["profile"] == ["http://hl7.no/fhir/StructureDefinition/no-basis-Organization"]
    assert [one["id"] for one in found(client, "Organization", partof=f"Organization/{own.pk}")] == [str(ward.pk)]
    assert [one["id"] for one in found(client, "Organization", name=own.name[:9])] == [str(own.pk)]
    assert (
        found(client, "Organization", identifier="urn:oid:1.2|983974724") == found(client, "Organization", active="false") == []
    )
    assert parsed(client.get(f"/fhir/r4/Organization/{ward.pk}"))["partOf"]["reference"] == f"Organization/{own.pk}"


def test_a_number_is_of_the_register_that_is_named_or_of_any(client: Client, bergen: Site) -> None:
    own = bergen.organization
    other = make_organization("voss-dps", kind=OrganizationKind.UNIT, parent=own)
    Identifier.objects.create(organization=own, system="resh", value="4201")
    Identifier.objects.create(organization=other, system="her", value="4201")
    Identifier.objects.create(organization=other, system="skde_unit", value="77")
    resh, her = f"{ENH[:-3]}102", "urn:oid:2.16.578.1.12.4.1.2"
    for asked, names in (
        ("4201", {own.pk, other.pk}), ("|4201", set()), ("|", set()), ("|983974724", set()), (f"{her}|4201", {other.pk}),
        (f"{resh}|", {own.pk}), (f"{resh}|4201,{ENH}|983974724", {own.pk}), (f"{her}|4201,983974724", {own.pk, other.pk}),
        ("urn:oid:1.2|", set()), ("urn:oid:1.2|4201", set()), ("77", set()),
    ):  # fmt: skip
        assert {int(one["id"]) for one in found(client, "Organization", identifier=asked)} == names, asked


def test_whether_it_is_active_is_asked_for_by_true_or_false(client: Client, bergen: Site) -> None:
    parsed(client.get("/fhir/r4/Organization?active=TRUE"), 400)
    parsed(client.get("/fhir/r4/HealthcareService?active=nei"), 400)
    assert len(found(client, "Organization", active="true")) == len(found(client, "Organization"))


def test_a_way_of_asking_that_we_do_not_know_is_refused_and_not_passed_over(client: Client, bergen: Site) -> None:
    for asked in (
        "Organization?name:exact=x",
        "Location?organization.name=x",
        "CodeSystem?url:below=x",
        "Location?near=60|6|3|mi",
    ):
        parsed(client.get(f"/fhir/r4/{asked}"), 400)
    for asked in ("DocumentReference?event=M17", "HealthcareService?specialty=S0208"):
        parsed(client.get(f"/fhir/r4/{asked}"), 400)
    assert parsed(client.get("/fhir/r4/Organization?colour:exact=x"))["total"] > 0, "what FHIR lets us not know"


def test_several_are_asked_for_at_once(client: Client, bergen: Site, voss: Place) -> None:
    ids = {str(one["id"]) for one in found(client, "Organization")}
    assert {one["id"] for one in found(client, "Organization", _id=",".join(ids))} == ids
    assert [one["id"] for one in found(client, "Location", _id=f"0,{voss.pk},x")] == [str(voss.pk)]
    long = ",".join([*(f"x{number}" for number in range(101)), str(voss.pk)])
    assert [one["id"] for one in found(client, "Location", _id=long)] == [str(voss.pk)]


M17, J45 = ("http://hl7.org/fhir/sid/icd-10-no|M17", "http://hl7.org/fhir/sid/icd-10-no|J45")
ONE_OF_TWO = [
    ("DocumentReference", "event", M17, J45),
    ("DocumentReference", "language", "nb", "en"),
    ("HealthcareService", "service-type", M17, J45),
    ("HealthcareService", "name", "kne", "hofte"),
    ("HealthcareService", "service-category", "101", "102"),
    ("HealthcareService", "active", "true", "false"),
    ("Location", "address-postalcode", "57", "90"),
    ("Location", "near", "60.6|6.4", "69.6|18.9"),
    ("Organization", "identifier", "983974724", "1"),
]


def test_either_of_two_values_is_enough_and_what_is_said_twice_must_hold_twice(client: Client, service: Item) -> None:
    """FHIR R4, Search 3.1.1.4.17: a comma is or, a repeated parameter is and."""
    for kind, name, right, wrong in ONE_OF_TWO:
        (one,) = found(client, kind, **{name: right})
        assert found(client, kind, **{name: f"{wrong},{right}"}) == [one], (kind, name)
        both = parsed(client.get(f"/fhir/r4/{kind}", {name: [right, wrong]}))
        assert (both["total"], both["link"][0]["url"].count(f"{name}=")) == (0, 2), (kind, name)
        assert parsed(client.get(f"/fhir/r4/{kind}", {name: [right, right]}))["total"] == 1, (kind, name)
    assert parsed(client.get("/fhir/r4/Location", {"_count": ["1", "2"]}), 400)["issue"][0]["code"] == "invalid"
    parsed(client.get("/fhir/r4/Location", {"name": ",".join(f"a{number}" for number in range(51))}), 400)


def test_names_are_found_in_any_case(client: Client, voss: Place) -> None:
    """Posten writes the names of places in great letters."""
    Place.objects.filter(pk=voss.pk).update(city="Ørsta", name={"nb": "Åsane helsehus"})
    for asked in ({"address-city": "ØRSTA"}, {"address-city": "ørs"}, {"name": "åsane"}, {"name": "ÅSANE HELSEHUS"}):
        assert [one["name"] for one in found(client, "Location", **asked)] == ["Åsane helsehus"], asked


LATER = MORNING + timedelta(days=1)


def _describe(voss: Place) -> None:
    Place.objects.filter(pk=voss.pk).update(described_at=LATER)


def _move(voss: Place) -> None:
    move_place(place=voss, latitude=Decimal("60.7"), longitude=Decimal("6.5"), by=None, at=LATER)
    follow(at=LATER)


def _rename_the_hospital(voss: Place) -> None:
    take_name(organization=voss.organization, name="Haukeland HF", at=LATER)
    follow(at=LATER)


def _rename_the_whole(voss: Place) -> None:
    whole = make_place(voss.organization, "haukeland", name="Haukeland", described_at=MORNING, described_by=make_user())
    Place.objects.filter(pk=voss.pk).update(part_of=whole)
    place_described.send(None, place=whole, changed={}, by=whole.described_by, at=LATER)
    follow(at=LATER)


@pytest.mark.parametrize("change", [_describe, _move, _rename_the_hospital, _rename_the_whole])
def test_a_place_was_changed_when_anything_that_it_shows_was(
    client: Client, voss: Place, change: Callable[[Place], None]
) -> None:
    before = client.get(f"/fhir/r4/Location/{voss.pk}")
    assert parsed(before)["meta"]["lastUpdated"] == MORNING.isoformat(timespec="seconds")
    assert found(client, "Location", _lastUpdated="ge2026-11-25", _id=str(voss.pk)) == []
    change(voss)
    (one,) = found(client, "Location", _lastUpdated="ge2026-11-25", _id=str(voss.pk))
    assert one["meta"]["lastUpdated"] == LATER.isoformat(timespec="seconds")
    by_day = {"If-Modified-Since": before.get("Last-Modified", http_date(LATER.timestamp()))}
    assert client.get(f"/fhir/r4/Location/{voss.pk}", headers=by_day).status_code == 200


def test_a_clinic_says_where_it_is_and_when_it_is_open(client: Client, bergen: Site, voss: Place) -> None:
    (one,) = found(client, "Location", organization=f"Organization/{bergen.organization_id}")
    assert one["address"]["postalCode"] == "5704"
    assert one["position"] == {"latitude": 60.63, "longitude": 6.43}
    assert one["hoursOfOperation"] == [{"daysOfWeek": ["mon"], "openingTime": "08:00:00", "closingTime": "15:30:00"}]
    assert one["telecom"][0]["value"] == "56 53 35 00"
    for asked in (
        {"near": "60.6|6.4"},
        {"address-city": "voss"},
        {"address-postalcode": "57"},
        {"name": "Voss"},
        {"_lastUpdated": "ge2020"},
    ):
        assert found(client, "Location", **asked) == [one], asked
    assert found(client, "Location", near="60.6|6.4|1|km") == found(client, "Location", _lastUpdated="lt2020-01") == []
    assert parsed(client.get(f"/fhir/r4/Location/{voss.pk}")) == one


def test_a_code_is_written_as_in_its_own_list_wherever_it_stands(client: Client, service: Item) -> None:
    TopicCoding.objects.filter(code="M17").update(code="M179")
    for item in Item.objects.filter(site__slug="bergen"):
        Item.objects.filter(pk=item.pk).update(document=item.document.replace('"M17"', '"M179"'))
    (text,), (offered,) = found(client, "DocumentReference"), found(client, "HealthcareService")
    codings = text["context"]["event"][0]["coding"] + offered["type"][0]["coding"]
    assert {coding["code"] for coding in codings} == {"M17.9"}


def test_a_text_is_a_document_that_others_read_where_it_stands(client: Client, bergen: Site, text: Item) -> None:
    coded = {"event": "urn:oid:2.16.578.1.12.4.1.1.7110|M17"}
    for asked in (coded, {"language": "nb-NO", "custodian": str(bergen.organization_id)}, {"_id": str(text.pk)}):
        (one,) = found(client, "DocumentReference", **asked)
        assert one["content"][0]["attachment"]["url"] == "http://bergen.localhost:8000/behandlinger/kneprotese/"
    assert one["context"]["event"][0]["coding"][0]["code"] == "M17"
    assert found(client, "DocumentReference", event="x|y") == found(client, "DocumentReference", language="en") == []
    (theirs,) = DocumentReference.where({"language": "nb"}).perform_resources_iter(smart_client().server)
    assert (theirs.description, theirs.custodian.display) == ("Kneprotese", bergen.organization.name)
    assert found(client, "DocumentReference", language="-") == []
    assert len(found(client, "DocumentReference", language="urn:ietf:bcp:47|nb")) == 1
    Item.objects.update(gone_at=MORNING, document="")
    news = Item.objects.create(
        type="news", subject="page:newsitem:1", language="nb", first_published=MORNING, changed=MORNING, modified=MORNING,
        gone_at=MORNING,
    )  # fmt: skip
    parsed(client.get(f"/fhir/r4/DocumentReference/{news.pk}"), 404)
    assert parsed(client.get(f"/fhir/r4/DocumentReference/{text.pk}"), 410)["issue"][0]["code"] == "deleted"


def test_a_service_says_who_offers_it_where_and_how_one_comes_there(
    client: Client, bergen: Site, voss: Place, service: Item
) -> None:
    one = parsed(client.get(f"/fhir/r4/HealthcareService/{service.pk}"))
    assert one["meta"]["profile"] == ["http://hl7.no/fhir/StructureDefinition/no-basis-HealthcareService"]
    assert one["providedBy"]["identifier"] == {"system": ENH, "value": "983974724"}
    assert one["providedBy"]["reference"] == f"Organization/{bergen.organization_id}"
    assert one["category"][0]["coding"][0]["code"] == "101"
    assert one["specialty"] == [{"coding": [{"system": f"{VOLVEN}.8655", "code": "S0208", "display": "Ortopedisk kirurgi"}]}]
    assert one["type"][0]["coding"] == [{"system": f"{VOLVEN}.7110", "code": "M17", "display": "Kneartrose"}]
    assert one["location"] == [{"reference": f"Location/{voss.pk}", "display": "Voss sjukehus"}]
    assert one["telecom"][0] == {"system": "phone", "value": "55 97 50 00", "use": "work"}
    assert one["eligibility"] == [{"comment": "Ortopedisk poliklinikk: Fastlegen henviser deg."}]
    for asked in (
        {"organization": f"Organization/{bergen.organization_id}", "location": f"Location/{voss.pk}"},
        {"specialty": f"{VOLVEN}.8655|S0208", "service-type": f"{VOLVEN}.7110|M17"}, {"name": "kneP"}, {"active": "true"},
        {"service-category": f"{VOLVEN}.9040|101"}, {"_lastUpdated": "ge2026-11-24"}, {"_id": str(service.pk)},
    ):  # fmt: skip
        assert found(client, "HealthcareService", **asked) == [one], asked
    for asked in (
        {"organization": "1000"}, {"location": "1000"}, {"specialty": f"{VOLVEN}.7110|M17"}, {"specialty": "x|y"},
        {"service-type": f"{VOLVEN}.8655|S0208"}, {"name": "hofte"}, {"active": "false"}, {"service-category": "102"},
        {"_lastUpdated": "lt2026"}, {"_id": "1"},
    ):  # fmt: skip
        assert found(client, "HealthcareService", **asked) == [], asked


def test_a_service_that_is_offered_no_longer_says_so(client: Client, bergen: Site, service: Item) -> None:
    answer(site=bergen, topic=Topic.objects.get(), answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    assert parsed(client.get(f"/fhir/r4/HealthcareService/{service.pk}"), 410)["issue"][0]["code"] == "deleted"
    assert found(client, "HealthcareService") == []


def test_what_is_referred_to_comes_with_it_where_it_is_asked_for(client: Client, bergen: Site, service: Item) -> None:
    asked = "_include=HealthcareService:location&_include=HealthcareService:organization&_include=HealthcareService:endpoint"
    bundle = parsed(client.get(f"/fhir/r4/HealthcareService?{asked}"))
    told = [(one["resource"]["resourceType"], one["search"]["mode"]) for one in bundle["entry"]]
    assert told == [("HealthcareService", "match"), ("Location", "include"), ("Organization", "include")]
    assert bundle["total"] == 1
    (itself,) = bundle["link"]
    assert itself["url"].count("_include") == 2  # what was understood, and no more
    asked = "_include=Location:organization"
    bundle = parsed(client.post("/fhir/r4/Location/_search", asked, content_type="application/x-www-form-urlencoded"))
    assert [one["resource"]["resourceType"] for one in bundle["entry"]] == ["Location", "Organization"]


def test_who_reads_page_by_page_misses_nothing_that_is_changed_meanwhile(client: Client, bergen: Site, text: Item) -> None:
    show(bergen, make_knee("hofteprotese", "Hofteprotese"))
    follow(at=MORNING)
    for kind in ("DocumentReference", "HealthcareService"):
        first = parsed(client.get(f"/fhir/r4/{kind}?_count=1"))
        following = next(link["url"] for link in first["link"] if link["relation"] == "next")
        Item.objects.filter(pk=first["entry"][0]["resource"]["id"]).update(seq=F("seq") + 1000)
        second = parsed(client.get(following.removeprefix("http://www.localhost:8000")))
        assert first["entry"][0]["resource"]["id"] != second["entry"][0]["resource"]["id"], kind


def test_a_site_that_nobody_can_visit_yet_tells_of_no_places(client: Client, bergen: Site, voss: Place) -> None:
    Site.objects.filter(pk=bergen.pk).update(state="preparing")
    place_described.send(None, place=voss, changed={}, by=voss.described_by, at=MORNING)
    follow(at=MORNING)
    assert found(client, "Location") == []
    parsed(client.get(f"/fhir/r4/Location/{voss.pk}"), 404)


def test_many_services_cost_what_one_does(client: Client, bergen: Site, service: Item) -> None:
    asked = {"_include": "HealthcareService:location"}
    with CaptureQueriesContext(connection) as few:
        found(client, "HealthcareService", **asked)
    for number in range(4):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    with CaptureQueriesContext(connection) as many:
        assert len(found(client, "HealthcareService", **asked)) == 6
    assert len(many) == len(few)


def test_a_page_costs_the_same_whatever_its_size(client: Client, bergen: Site) -> None:
    with CaptureQueriesContext(connection) as few:
        found(client, "Organization")
    for number in range(5):
        make_organization(f"post-{number}", kind=OrganizationKind.UNIT, parent=bergen.organization)
    with CaptureQueriesContext(connection) as many:
        assert len(found(client, "Organization")) >= 6
    assert len(many) == len(few)


def test_what_nobody_can_answer_is_refused(client: Client) -> None:
    for path, status in (
        ("Location?near=x", 400), ("Location?near=95|7", 400), ("Location?near=nan|nan", 400), ("Location?near=1|2|inf", 400),
        ("Location?_lastUpdated=2026-13-45", 400), ("Location?_lastUpdated=x", 400), ("Organization/0", 404), ("Location/x", 404),
        ("Organization/99999999999999999", 404), ("Organization/00000000-0000-0000-0000-000000000000", 404),
        ("DocumentReference/7", 404), ("Organization?_id=00000000-0000-0000-0000-000000000000", 200),
        ("Organization?partof=Patient/1&identifier=||", 200), ("DocumentReference?custodian=x&event=|&_id=1", 200),
        ("DocumentReference?language=%27%22", 200), ("HealthcareService/x", 404), ("HealthcareService?service-type=%7C", 200),
        ("HealthcareService/00000000-0000-0000-0000-000000000000", 404), ("HealthcareService?location=Patient/1", 200),
        ("HealthcareService?_include=x&_include=&_include=HealthcareService:location:x", 200),
    ):  # fmt: skip
        parsed(client.get(f"/fhir/r4/{path}"), status)
