"""A municipality's journal system looks up a hospital, its clinic and what it has written for patients."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fhirclient.models.documentreference import DocumentReference

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.hl7 import doors
from fellesnett.hl7.tests.strangers import parsed, smart_client
from fellesnett.national.models import TopicCoding
from fellesnett.organizations.models import Identifier, OrganizationKind, Place, Site
from fellesnett.organizations.tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db

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
    return Place.objects.create(
        organization=bergen.organization, slug="voss", name={"nb": "Voss sjukehus"}, address="Sjukehusvegen 16",
        postal_code="5704", city="Voss", latitude="60.63000", longitude="6.43000", described_at=MORNING, described_by=make_user(),
        phones=[{"number": "56 53 35 00", "label": {}, "hours": []}],
        hours=[{"label": {}, "week": [[1, "08:00", "15:30"]]}],
    )  # fmt: skip


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


def test_a_text_is_a_document_that_others_read_where_it_stands(client: Client, bergen: Site, text: Item) -> None:
    coded = {"event": "urn:oid:2.16.578.1.12.4.1.1.7110|M17"}
    for asked in (coded, {"language": "nb-NO", "custodian": str(bergen.organization_id)}, {"_id": str(text.pk)}):
        (one,) = found(client, "DocumentReference", **asked)
        assert one["content"][0]["attachment"]["url"] == "http://bergen.localhost:8000/behandlinger/kneprotese/"
    assert one["context"]["event"][0]["coding"][0]["code"] == "M17"
    assert found(client, "DocumentReference", event="x|y") == found(client, "DocumentReference", language="en") == []
    (theirs,) = DocumentReference.where({"language": "nb"}).perform_resources_iter(smart_client().server)
    assert (theirs.description, theirs.custodian.display) == ("Kneprotese", bergen.organization.name)
    Item.objects.update(gone_at=MORNING, document="")
    assert parsed(client.get(f"/fhir/r4/DocumentReference/{text.pk}"), 410)["issue"][0]["code"] == "deleted"


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
        ("DocumentReference?language=%27%22", 200),
    ):  # fmt: skip
        parsed(client.get(f"/fhir/r4/{path}"), status)
