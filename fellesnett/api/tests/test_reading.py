"""What a developer meets: the first answer without asking anyone, and a copy that stays right."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions.answering import answer
from fellesnett.adoption.models import Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api import doors
from fellesnett.codes.models import CodeSystem, Concept, Mapping, Release, Replacement
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.delivery import queries
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, make_lines, show
from fellesnett.national.actions.describing import describe_topic
from fellesnett.national.models import TopicCoding
from fellesnett.national.tests import factories as national
from fellesnett.organizations.models import Organization, Site
from fellesnett.organizations.signals import organizations_imported
from fellesnett.organizations.tests.factories import make_organization
from fellesnett.pages.actions.describing import describe_site
from fellesnett.pages.models import profile_of
from tests.laying import Lay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Item:
    return lay(make_text)


@pytest.fixture
def knee(db: None, laid: Item) -> Item:
    return deepcopy(laid)


def make_text() -> Item:
    """Bergen's text on a new knee, tagged with a code that has one below it."""
    make_front_door()
    topic = make_knee()
    system = make_code_system("icd10", url="http://hl7.org/fhir/sid/icd-10-no", oid="2.16.578.1.12.4.1.1.7110")
    release = make_release(system, codes={"M17": "Kneartrose"})
    make_concept(release, "M179", "Uspesifisert kneartrose", parent_code="M17")
    TopicCoding.objects.create(topic=topic, system=system, code="M17", display="Kneartrose")
    show(make_bergen(), topic)
    follow(at=MORNING)
    return Item.objects.texts().get()


def read(client: Client, address: str, status: int = 200, **headers: str) -> Any:
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


@pytest.mark.parametrize(
    ("system", "code", "rule"),
    [
        ("icd10", "M17", "exact"),
        ("urn:oid:2.16.578.1.12.4.1.1.7110", "M17.9", "parent"),
        ("http://hl7.org/fhir/sid/icd-10-no", "m17.9", "parent"),
        ("2.16.578.1.12.4.1.1.7110", "Z99", None),
    ],
)
def test_a_code_in_the_right_text_out(client: Client, knee: Item, system: str, code: str, rule: str | None) -> None:
    found = read(client, f"/api/v1/codes/{system}/{code}/content")
    assert found["rule"] == rule
    assert [text["title"] for text in found["items"]] == (["Kneprotese"] if rule else [])


@pytest.fixture
def mapped(knee: Item) -> CodeSystem:
    """ICPC-2's L90 is the same as M17.9; the text is tagged with M17, right above."""
    icpc2 = make_code_system("icpc2", oid="2.16.578.1.12.4.1.1.7170")
    icd10 = CodeSystem.objects.get(key="icd10")
    Mapping.objects.create(source=icpc2, code="L90", target=icd10, target_code="M179", equivalence="equivalent")
    return icpc2


def test_a_code_leads_by_a_map_that_is_named(client: Client, mapped: CodeSystem) -> None:
    found = read(client, "/api/v1/codes/icpc2/l90/content")
    assert (found["rule"], found["code"], [text["title"] for text in found["items"]]) == ("mapped", "M17", ["Kneprotese"])
    assert found["map"] == {
        "name": "icpc2-icd10",
        "source": "urn:oid:2.16.578.1.12.4.1.1.7170",
        "target": "http://hl7.org/fhir/sid/icd-10-no",
        "matches": [{"code": "M17", "mapped": "M179", "equivalence": "equivalent"}],
    }
    assert read(client, "/api/v1/codes/icpc2/L90/content?site=unn")["rule"] is None


def test_a_tag_of_its_own_comes_before_the_map(client: Client, mapped: CodeSystem, knee: Item) -> None:
    other = make_knee("kneplager", "Kneplager")
    TopicCoding.objects.create(topic=other, system=mapped, code="L90", display="Kneartrose")
    show(Site.objects.get(slug="bergen"), other)
    follow(at=MORNING)
    found = read(client, "/api/v1/codes/icpc2/L90/content")
    assert (found["rule"], found["map"], [text["title"] for text in found["items"]]) == ("exact", None, ["Kneplager"])


def test_a_code_of_last_years_list_leads_by_what_took_its_place(client: Client, knee: Item) -> None:
    icd10 = CodeSystem.objects.get(key="icd10")
    Replacement.objects.create(system=icd10, code="M995", replaced_by="M179", since=date(2026, 1, 1), display="Slitt kne")
    found = read(client, "/api/v1/codes/icd10/M99.5/content")
    assert (found["rule"], found["code"], len(found["items"])) == ("replaced", "M17", 1)


def test_a_code_that_was_divided_leads_to_the_texts_on_all_that_took_its_place(client: Client, knee: Item) -> None:
    icd10, hip = CodeSystem.objects.get(key="icd10"), make_knee("hofteplager", "Hofteplager")
    Concept.objects.create(release=Release.objects.get(system=icd10), code="M16", display="Hofteartrose")
    TopicCoding.objects.create(topic=hip, system=icd10, code="M16", display="Hofteartrose")
    show(Site.objects.get(slug="bergen"), hip)
    follow(at=MORNING)
    for onward in ("M17", "M16"):
        Replacement.objects.create(system=icd10, code="M995", replaced_by=onward, since=date(2026, 1, 1), display="Slitt ledd")

    found = read(client, "/api/v1/codes/icd10/M99.5/content")

    assert {text["title"] for text in found["items"]} == {"Hofteplager", knee.edition.title}
    assert found["rule"] == "replaced"


def test_a_code_that_went_without_a_successor_leads_by_the_code_that_is_left_above_it(client: Client, knee: Item) -> None:
    last_year = make_release(CodeSystem.objects.get(key="icd10"), version="2025", codes={}, valid_to=date(2025, 12, 31))
    make_concept(last_year, "M178", "Annen kneartrose", parent_code="M17")
    found = read(client, "/api/v1/codes/icd10/M17.8/content")
    assert (found["rule"], found["code"], len(found["items"])) == ("parent", "M17", 1)


def test_a_text_says_which_codes_it_is_about(client: Client, knee: Item) -> None:
    (code,) = read(client, f"/api/v1/content/{knee.pk}")["codes"]
    assert code == {
        "system": "http://hl7.org/fhir/sid/icd-10-no",
        "oid": "2.16.578.1.12.4.1.1.7110",
        "code": "M17",
        "display": "Kneartrose",
        "relation": "about",
    }


@pytest.mark.parametrize("onward", ["", "/versions", "/sections", "/variants"])
def test_an_id_is_asked_for_as_it_is_told(client: Client, knee: Item, onward: str) -> None:
    told = read(client, "/api/v1/content")["items"][0]["id"]
    assert told.startswith("urn:uuid:")
    assert read(client, f"/api/v1/content/{told}{onward}") == read(client, f"/api/v1/content/{knee.pk}{onward}")
    read(client, f"/api/v1/content/urn:isbn:{knee.pk}{onward}", 404)


def test_the_address_of_a_page_leads_to_its_text(client: Client, knee: Item) -> None:
    found = read(client, "/api/v1/content/by-path?url=http://bergen.localhost:8000/behandlinger/kneprotese/")
    assert found["id"] == knee.pk.urn
    unknown = read(client, "/api/v1/content/by-path?url=http://bergen.localhost/behandlinger/ukjent/", 404)
    assert unknown["type"] == "/problems/not-found"
    assert read(client, "/api/v1/content/by-path?url=kneprotese", 422)["errors"][0]["parameter"] == "url"


def test_a_list_is_read_page_by_page_to_its_end(client: Client, knee: Item) -> None:
    for number in range(3):
        show(Site.objects.get(slug="bergen"), make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    address, titles = "/api/v1/content?limit=3&scope=local", []
    while address:
        page = read(client, address)
        titles += [text["title"] for text in page["items"]]
        address = page["next"]
    assert titles == ["Kneprotese", "Kne 0", "Kne 1", "Kne 2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("language=en", 0), ("site=bergen", 1), ("type=condition", 0), ("topic=kneprotese&scope=local", 1), ("scope=national", 0),
     ("modified_since=2026-11-25T00:00:00Z", 0), ("modified_since=2026-11-24T00:00:00", 1), ("review_due_before=2040-01-01", 1),
     ("code=icd10|M17.9", 1), ("code=icd10|M18", 0), ("owner=bergen", 1), ("owner=ukjent", 0), ("status=published", 1)],
)  # fmt: skip
def test_what_is_asked_for_must_all_hold(client: Client, knee: Item, query: str, found: int) -> None:
    assert len(read(client, f"/api/v1/content?{query}")["items"]) == found


def test_who_holds_the_newest_is_told_so_without_the_text(client: Client, knee: Item) -> None:
    first = client.get(f"/api/v1/content/{knee.pk}")
    again = client.get(f"/api/v1/content/{knee.pk}", headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in first


def test_a_copy_follows_the_changes_and_a_text_that_is_gone_says_why(client: Client, knee: Item) -> None:
    bergen = Site.objects.get(slug="bergen")
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    told = read(client, "/api/v1/changes?since=0&limit=1")
    assert ([line["change"] for line in told["items"]], told["next_since"], told["has_more"]) == (["published"], 1, True)
    told = read(client, "/api/v1/changes?since=2")  # what came of the service stands beside it
    changes = [(line["change"], line["type"]) for line in told["items"]]
    assert (changes, told["next_since"], told["has_more"]) == ([("deleted", "treatment"), ("deleted", "service")], 4, False)
    gone = read(client, f"/api/v1/content/{knee.pk}", 410)
    assert (gone["type"], gone["reason"], gone["id"]) == ("/problems/gone", "not_offered", knee.pk.urn)
    assert read(client, f"/api/v1/content/{knee.pk}?version=1")["title"] == "Kneprotese"
    assert [row["version"] for row in read(client, f"/api/v1/content/{knee.pk}/versions")["versions"]] == [1]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/content?limit=201", 422),
        ("/api/v1/content?limit=mange", 422),
        ("/api/v1/content?type=tull", 422),
        ("/api/v1/content?cursor=-1", 422),
        ("/api/v1/content?cursor=99999999999999999999999", 422),
        ("/api/v1/changes?since=99999999999999999999999", 422),
        ("/api/v1/content/tull", 404),
        ("/api/v1/tull", 404),
        ("/api/v1/content?modified_since=0001-01-01T00:00:00%2B14:00", 422),
        ("/api/v1/content?code=icd10", 422),
        ("/api/v1/content?code=ukjent|M17", 422),
        ("/api/v1/content?fields=title,passord", 422),
        ("/api/v1/content?based_on=tull", 422),
        ("/api/v1/content/by-path?url=http://[bergen", 422),
        ("/api/v1/content/5d0e8a4e-2f5b-4c1e-9d3a-0c1f6b7a8e90", 404),
        ("/api/v1/codes/ukjent/M17/content", 404),
        ("/api/v1/content?site=%00", 400),
        ("/api/v1/content?%00=1", 400),
        ("/api/v1/content?site=%ff", 422),
        ("/api/v1/codes/icd10/%00/content", 400),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document_in_words(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert json.loads(answer.content)["detail"]


def test_who_asks_too_often_is_told_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    assert [client.get("/api/v1/status").status_code for _ in range(3)] == [200, 200, 429]


def test_a_page_of_another_site_may_ask_with_a_key_and_by_what_it_has(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser asks first, without the key: that is no question, and stands in nobody's way."""
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    for _time in range(5):
        first = client.options("/api/v1/status", headers={"Access-Control-Request-Headers": "x-api-key"})
        assert (first.status_code, first["Access-Control-Allow-Origin"]) == (204, "*")
        assert {"X-API-Key", "If-None-Match"} <= set(first["Access-Control-Allow-Headers"].split(", "))
    told = client.get("/api/v1/content", {"limit": 1})
    assert {"ETag", "Link", "RateLimit", "RateLimit-Policy"} <= set(told["Access-Control-Expose-Headers"].split(", "))


def test_the_description_of_the_interface_is_there(client: Client) -> None:
    said = read(client, "/openapi.json")
    assert said["openapi"].startswith("3.1")
    assert "/api/v1/codes/{system}/{code}/content" in said["paths"]


def test_a_text_is_one_question_to_the_database_and_a_page_of_them_too(
    client: Client, knee: Item, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.get(f"/api/v1/content/{knee.pk}")
    with django_assert_num_queries(1):
        client.get("/api/v1/content")


def test_a_list_is_packed_from_packed_texts_and_says_the_same(client: Client, knee: Item) -> None:
    show(Site.objects.get(slug="bergen"), make_knee("kne-2", "Kne 2"))
    follow(at=MORNING)
    for address in ("/api/v1/content", "/api/v1/content?limit=1", "/api/v1/content?topic=ukjent"):
        plain, packed = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
        assert (packed["Content-Encoding"], gzip.decompress(packed.content)) == ("gzip", plain.content)
        assert (plain["Vary"], packed["Vary"]) == ("Accept-Encoding, Accept-Language",) * 2
        assert packed["ETag"] == f"W/{plain['ETag']}"
        assert client.get(address, headers={"If-None-Match": plain["ETag"]}).status_code == 304


def test_a_list_has_another_mark_when_one_of_its_texts_has_changed(client: Client, knee: Item) -> None:
    before = client.get("/api/v1/content")["ETag"]
    show(Site.objects.get(slug="bergen"), make_knee("kne-2", "Kne 2"))
    follow(at=MORNING)
    assert client.get("/api/v1/content")["ETag"] != before


def follow_all(client: Client, query: str) -> list[tuple[str, str]]:
    """What a copy of some of the texts is told, two lines at a time: what happened, and to which."""
    said: list[tuple[str, str]] = []
    told: dict[str, Any] = {"next_since": 0, "has_more": True}
    while told["has_more"]:
        told = read(client, f"/api/v1/changes?limit=2&since={told['next_since']}&{query}")
        said += [(line["change"], line["id"]) for line in told["items"]]
    assert told["next_since"] == read(client, "/api/v1/status")["seq"]
    return said


@pytest.mark.parametrize(
    ("query", "heard"),
    [("type=treatment", True), ("type=news", False), ("site=bergen", True), ("site=www", False), ("language=nb", True),
     ("language=en", False), ("owner=bergen", True), ("owner=ukjent", False), ("topic=kneprotese", True), ("topic=hofte", False),
     ("code=icd10|M17.9", True), ("code=icd10|M18", False), ("type=treatment&site=bergen&language=nb", True),
     ("type=treatment&owner=bergen", True), ("type=treatment&owner=ukjent", False)],
)  # fmt: skip
@pytest.mark.parametrize("few", [500, 0], ids=["found", "looked for"])
def test_a_copy_of_some_texts_hears_of_those_that_go_too(
    client: Client, knee: Item, query: str, heard: bool, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    monkeypatch.setattr(queries, "WALK", 1)
    show(Site.objects.get(slug="bergen"), make_knee("skulder", "Skulder"))
    bergen = Site.objects.get(slug="bergen")
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    lines = [line for line in follow_all(client, query) if line[1] == knee.pk.urn]
    assert lines == ([("published", knee.pk.urn), ("deleted", knee.pk.urn)] if heard else [])


def test_a_copy_of_few_texts_has_its_lines_at_once_however_many_others_come_before(
    client: Client, knee: Item, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(queries, "WALK", 2)
    make_lines(*[False] * 20, item=Item.objects.get(type="service"))
    recall = make_lines(True, item=knee)
    with django_assert_max_num_queries(6):
        told = read(client, "/api/v1/changes?since=2&topic=kneprotese")
    assert ([line["seq"] for line in told["items"]], told["next_since"], told["has_more"]) == (recall, recall[0], False)


def test_an_answer_about_many_looks_at_so_many_lines_and_says_where_to_go_on(
    client: Client, knee: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of them was about what is asked for: that is said at once, also where the answer might wait."""
    monkeypatch.setattr(queries, "FEW", 0)
    monkeypatch.setattr(queries, "WALK", 10)
    make_lines(*[False] * 20, item=Item.objects.get(type="service"))
    make_lines(True, item=knee)
    told = [read(client, f"/api/v1/changes?wait=30&type=treatment&since={since}") for since in (2, 12, 22)]
    assert [[line["seq"] for line in each["items"]] for each in told] == [[], [], [23]]
    assert [(each["next_since"], each["has_more"]) for each in told] == [(12, True), (22, True), (23, False)]


def copied(client: Client, owner: str) -> dict[str, str]:
    """What a copy of an owner's texts and records holds when it has done as it was told from the first line: whose each is."""
    held: dict[str, str] = {}
    told: dict[str, Any] = {"next_since": 0, "has_more": True}
    while told["has_more"]:
        told = read(client, f"/api/v1/changes?limit=1&since={told['next_since']}&owner={owner}")
        for line in told["items"]:
            held.pop(line["id"], None)
            got = client.get(line["href"])
            if line["change"] != "deleted" and got.status_code == 200:  # told later that it is gone
                held[line["id"]] = json.loads(got.content)["owner"]["key"]
    return held


def move(site: Site, owner: Organization) -> None:
    """The site is another organization's from now on."""
    Site.objects.filter(pk=site.pk).update(organization=owner)
    site.refresh_from_db()
    describe_site(profile_of(site), save=lambda: None, by=everybody(site), at=MORNING)
    follow(at=MORNING)


def test_a_text_that_changes_owner_leaves_one_copy_and_comes_into_the_other(client: Client, knee: Item) -> None:
    bergen, voss = Site.objects.get(slug="bergen"), make_organization("Voss HF", key="voss")
    gone = show(bergen, make_knee("hofte", "Hofte"))
    follow(at=MORNING)
    answer(site=bergen, topic=gone.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    before = copied(client, "bergen")
    assert (knee.pk.urn in before, copied(client, "voss")) == (True, {})
    seq = read(client, "/api/v1/status")["seq"]
    move(bergen, voss)
    lost = [line for line in read(client, f"/api/v1/changes?since={seq}&owner=bergen")["items"] if line["id"] == knee.pk.urn]
    assert [(line["change"], line["reason"]) for line in lost] == [("deleted", "other_owner")]
    assert [line["change"] for line in read(client, f"/api/v1/changes?since={seq}")["items"] if line["id"] == knee.pk.urn] == [
        "updated"
    ]
    assert set(copied(client, "bergen").values()) <= {"bergen"}
    assert knee.pk.urn not in copied(client, "bergen")
    assert copied(client, "voss")[knee.pk.urn] == "voss"
    show(bergen, make_knee("skulder", "Skulder"))
    follow(at=MORNING)
    heard = read(client, f"/api/v1/changes?since={seq}&owner=bergen&type=treatment")["items"]
    assert [line["id"] for line in heard] == [knee.pk.urn]  # what comes after is nothing to the old owner's followers


def test_what_was_taken_away_before_is_the_old_owners_still(client: Client, knee: Item) -> None:
    bergen = Site.objects.get(slug="bergen")
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=MORNING, reason="På Voss")
    follow(at=MORNING)
    move(bergen, make_organization("Voss HF", key="voss"))
    lines = [line["change"] for line in read(client, "/api/v1/changes?owner=bergen")["items"] if line["id"] == knee.pk.urn]
    assert lines == ["published", "deleted"]


def test_an_organization_is_its_own_and_not_the_front_doors(client: Client, knee: Item) -> None:
    organizations_imported.send(None, at=MORNING)
    follow(at=MORNING)
    front_door = Site.objects.get(is_front_door=True).organization
    for key in ("bergen", front_door.key):
        lines = read(client, f"/api/v1/changes?type=organization&owner={key}")["items"]
        assert [read(client, line["href"])["key"] for line in lines] == [key]


def test_a_line_of_the_feed_takes_no_document_with_it(client: Client, knee: Item) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert read(client, "/api/v1/changes?owner=bergen&type=treatment")["items"]
    assert [query["sql"] for query in asked if '"document"' in query["sql"] or '"packed"' in query["sql"]] == []


def test_a_copy_by_code_hears_of_a_text_whose_topic_has_lost_it(client: Client, knee: Item) -> None:
    by = national.medical_editor()
    topic = knee.behind[0]
    for codes in ([("icd10", "M17")], []):
        describe_topic(
            topic=topic, title=topic.title, unit=topic.unit, owner=None, deputy=None, high_risk=False, source="",
            codes=codes, synonyms={}, by=by, at=MORNING,
        )  # fmt: skip
        follow(at=MORNING)
    assert not read(client, "/api/v1/content?code=icd10|M17")["items"]
    assert follow_all(client, "code=icd10|M17.9")[-1] == ("updated", knee.pk.urn)


def test_only_some_fields_of_each_text(client: Client, knee: Item) -> None:
    (text,) = read(client, "/api/v1/content?fields=title,id")["items"]
    assert text == {"title": "Kneprotese", "id": knee.pk.urn}


def test_who_asks_only_for_the_head_gets_no_body(client: Client, knee: Item) -> None:
    head = client.head(f"/api/v1/content/{knee.pk}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(f"/api/v1/content/{knee.pk}")["ETag"]


def test_who_would_have_only_an_older_text_is_told_that_it_has_changed(client: Client, knee: Item) -> None:
    answer = client.get(f"/api/v1/content/{knee.pk}", headers={"If-Match": '"eldre"'})
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    assert json.loads(answer.content)["status"] == 412


@pytest.mark.parametrize("address", ["changes", "status", "tull", "content/5d0e8a4e-2f5b-4c1e-9d3a-0c1f6b7a8e90"])
def test_nobody_keeps_an_answer_without_asking_again(client: Client, knee: Item, address: str) -> None:
    """A 404 or 410 may be kept by anybody who is told nothing of it (RFC 9110, 15.5): the text that came back would be gone."""
    assert client.get(f"/api/v1/{address}")["Cache-Control"] == "no-cache"


def test_nobody_writes_to_the_description(client: Client) -> None:
    answer = client.post("/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert client.post("/docs").status_code == 405


def test_nobody_writes_here(client: Client, knee: Item) -> None:
    answer = client.post(f"/api/v1/content/{knee.pk}")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, "application/problem+json", "GET")
