"""Who offers a knee replacement, where, and what do patients read about it there?"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fellesnett.adoption.actions import answer
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.delivery.tests.test_services import make_clinic
from fellesnett.national.models import TopicCoding
from fellesnett.organizations.describing import open_place
from fellesnett.organizations.models import Identifier, OrganizationKind, Site
from fellesnett.organizations.tests.factories import make_organization, make_site
from fellesnett.organizations.tests.test_describing import RECORD
from tests.laying import Lay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Adoption:
    return lay(make_services)


@pytest.fixture
def knee(db: None, laid: Adoption) -> Adoption:
    return deepcopy(laid)


@pytest.fixture
def bergen(knee: Adoption) -> Site:
    return knee.site


def make_services() -> Adoption:
    """A knee replacement at Voss by Helse Bergen's clinic, and somewhere by a private hospital."""
    make_front_door()
    bergen = make_bergen()
    Identifier.objects.create(organization=bergen.organization, system="orgnr", value="983974724")
    voss = open_place(organization=bergen.organization, slug="voss", record=RECORD, by=everybody(bergen), at=MORNING)
    topic = make_knee(english=True)
    system = make_code_system("icd10")
    make_concept(make_release(system, codes={"M17": "Kneartrose"}), "M171", "Annen primær kneartrose", parent_code="M17")
    TopicCoding.objects.create(topic=topic, system=system, code="M17", display="Kneartrose")
    adoption = show(bergen, topic)
    make_clinic(bergen, adoption, at=voss)
    show(make_site("privat", organization=make_organization(kind=OrganizationKind.PRIVATE)), topic)
    follow(at=MORNING)
    return adoption


def read(client: Client, address: str, status: int = 200) -> Any:
    got = client.get(address)
    assert got.status_code == status, got.content
    return json.loads(got.content)


@pytest.mark.parametrize(
    ("asked", "sites"),
    [
        ("", ["bergen", "privat"]), ("topic=kneprotese", ["bergen", "privat"]), ("topic=hofteprotese", []),
        ("kind=treatment", ["bergen", "privat"]), ("kind=examination", []), ("site=bergen", ["bergen"]),
        ("code=icd10|M17.1", ["bergen", "privat"]), ("code=icd10|M18", []), ("private=true", ["privat"]),
        ("private=false", ["bergen"]), ("owner=983974724", ["bergen"]), ("owner=nobody", []),
        ("modified_since=2027-01-01T00:00:00Z", []), ("place=8d2ab6c7-5493-4a8c-81f1-6fe995379ebb", []),
    ],
)  # fmt: skip
def test_who_offers_what(client: Client, knee: Adoption, asked: str, sites: list[str]) -> None:
    assert [row["site"] for row in read(client, f"/api/v1/services?{asked}")["items"]] == sites


def test_what_is_done_at_a_place_and_how_one_comes_there(client: Client, knee: Adoption) -> None:
    (place,) = read(client, "/api/v1/places")["items"]
    (service,) = read(client, f"/api/v1/services?place={place['id'].rpartition(':')[2]}")["items"]
    assert (service["title"], service["units"][0]["referral"]) == ("Kneprotese", "Fastlegen henviser deg.")
    assert service["places"] == [{"id": place["id"], "name": "Voss sjukehus"}]
    assert read(client, service["links"]["self"]) == service


def test_in_schema_orgs_words_it_says_who_provides_it_where_and_by_which_telephone(client: Client, knee: Adoption) -> None:
    (service,) = read(client, "/api/v1/services?site=bergen")["items"]
    got = client.get(f"{service['links']['self']}?format=jsonld")
    assert (got.status_code, got["Content-Type"]) == (200, "application/ld+json; charset=utf-8")
    said = json.loads(got.content)
    assert (said["@type"], said["name"], said["alternateName"]) == ("Service", "Kneprotese", ["Knee replacement"])
    assert said["provider"]["identifier"]["value"] == "983974724"
    assert said["category"][0]["codeValue"] == "M17"
    (channel,) = said["availableChannel"]
    assert channel["servicePhone"]["telephone"] == "55 97 50 00"
    assert channel["serviceLocation"] == [{"@type": "Place", "name": "Voss sjukehus"}]
    read(client, f"{service['links']['self']}?format=markdown", 422)


def test_what_patients_read_about_it_there(client: Client, knee: Adoption) -> None:
    (service,) = read(client, "/api/v1/services?site=bergen")["items"]
    page = read(client, f"{service['links']['content']}?limit=1")
    texts = page["items"] + read(client, page["next"])["items"]
    assert sorted((text["language"], text["site"]) for text in texts) == [("en", "bergen"), ("nb", "bergen")]
    assert [text["links"]["web"] for text in texts if text["language"] == "nb"] == [service["links"]["web"]]


def test_what_is_no_longer_offered_says_so(client: Client, bergen: Site, knee: Adoption) -> None:
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Haukeland")
    follow(at=MORNING)
    item = Item.objects.get(subject=f"adoption:{knee.pk}")
    for address in (f"/api/v1/services/{item.pk}", f"/api/v1/services/{item.pk}/content"):
        assert read(client, address, 410)["reason"] == "not_offered"
    assert [row["site"] for row in read(client, "/api/v1/services")["items"]] == ["privat"]


def test_what_cannot_be_asked(client: Client, knee: Adoption) -> None:
    (place,) = read(client, "/api/v1/places")["items"]
    read(client, f"/api/v1/services/{place['id'].rpartition(':')[2]}", 404)
    read(client, f"/api/v1/services/{uuid4()}/content", 404)
    for asked in ("code=M17", "code=nothing|M17", "private=kanskje", "place=voss", "kind=service", "limit=0"):
        read(client, f"/api/v1/services?{asked}", 422)


def test_the_feed_and_the_export_have_them_too(client: Client, knee: Adoption) -> None:
    told = [line for line in read(client, "/api/v1/changes")["items"] if line["type"] == "service"]
    assert [read(client, line["href"])["id"] for line in told] == [line["id"] for line in told]
    lines = b"".join(client.get("/api/v1/export").streaming_content).splitlines()  # type: ignore[arg-type]
    assert sum(json.loads(line)["type"] == "service" for line in lines) == 2


@pytest.mark.parametrize("asked", ["", "?topic=kneprotese&code=icd10|M17&private=false"])
def test_a_list_costs_no_more_the_longer_it_is(
    client: Client, knee: Adoption, asked: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        read(client, f"/api/v1/services{asked}")
