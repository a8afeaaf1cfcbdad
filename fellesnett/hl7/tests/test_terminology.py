"""A journal system asks what a code means, and a registry which codes there are; both with software they have already."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from fhirclient.models.codesystem import CodeSystem as TheirCodeSystem

from fellesnett.codes.models import CodeSystem, Concept, ConceptKind, Designation, Mapping, Release, Replacement, Term
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_front_door
from fellesnett.foundation import clock
from fellesnett.hl7 import doors
from fellesnett.hl7.tests.strangers import BASE, parsed, smart_client
from fellesnett.organizations.models import Place
from fellesnett.organizations.tests.factories import make_place, make_site, make_user
from tests.laying import Lay

pytestmark = pytest.mark.django_db

ICD10 = "http://hl7.org/fhir/sid/icd-10-no"
ICD10_OID = "2.16.578.1.12.4.1.1.7110"
ICPC2 = "http://hl7.org/fhir/sid/icpc-2"


@pytest.fixture(scope="module")
def laid(lay: Lay) -> CodeSystem:
    return lay(make_codes)


@pytest.fixture(autouse=True)
def codes(db: None, laid: CodeSystem) -> CodeSystem:
    doors.OFTEN.forget()
    return deepcopy(laid)


def make_codes() -> CodeSystem:
    """Knees in ICD-10 in two versions, the general practitioner's code that maps to them, and a short open list."""
    make_front_door()
    icd10 = make_code_system("icd10", name="ICD-10", url=ICD10, oid=ICD10_OID, licence="© WHO", publisher="Helsedirektoratet")
    make_release(icd10, version="2025", codes={"M17": "Kneartrose (gammel)"}, valid_to=date(2025, 12, 31))
    release = make_release(icd10, codes={"M17": "Kneartrose", "M16": "Hofteartrose"})
    make_concept(release, "M179", "Uspesifisert kneartrose", parent_code="M17")
    icpc2 = make_code_system("icpc2", name="ICPC-2", url=ICPC2, oid="2.16.578.1.12.4.1.1.7170", licence="© WONCA")
    make_release(icpc2, codes={"L90": "Kneartrose", "A01": "Smerte"})
    for system, code in ((icpc2, "L90"), (icd10, "M179")):
        Term.objects.create(term="Slitasje i kne", source_code="L900002", system=system, code=code)
    field = make_code_system("fagomrade", name="Fagområde", oid="2.16.578.1.12.4.1.1.8451")
    make_release(field, codes={"1": "Ortopedi"})
    return icd10


def get(client: Client, path: str, status: int = 200, **asked: str) -> Any:
    return parsed(client.get(f"/fhir/r4/{path}?{urlencode(asked)}"), status)


def post(client: Client, path: str, *said: dict[str, Any], status: int = 200) -> Any:
    body = json.dumps({"resourceType": "Parameters", "parameter": list(said)})
    return parsed(client.post(f"/fhir/r4/{path}", body, content_type="application/fhir+json"), status)


def value(parameters: Any, name: str) -> Any:
    found = next(one for one in parameters["parameter"] if one["name"] == name)
    return next(value for key, value in found.items() if key.startswith("value"))


def properties(parameters: Any) -> list[tuple[str, str]]:
    parts = [one["part"] for one in parameters["parameter"] if one["name"] == "property"]
    return [(code["valueCode"], said["valueCode"]) for code, said in parts]


def ids(bundle: Any) -> list[str]:
    return [one["resource"]["id"] for one in bundle.get("entry", [])]


def test_the_service_says_what_it_can_do(client: Client) -> None:
    statement = get(client, "metadata")
    (rest,) = statement["rest"]
    assert statement["fhirVersion"] == "4.0.1"
    assert statement["instantiates"] == ["http://hl7.org/fhir/CapabilityStatement/terminology-server"]
    assert {one["type"] for one in rest["resource"]} >= {"CodeSystem", "ValueSet", "ConceptMap"}
    for one in rest["resource"]:
        said = [resource["resource"]["meta"] for resource in get(client, one["type"]).get("entry", [])]
        assert all(("versionId" in meta) is (one["versioning"] == "versioned") for meta in said), one["type"]
    assert rest["security"]["service"]
    terminology = get(client, "metadata", mode="terminology")
    listed = {one["uri"]: one["version"][0]["code"] for one in terminology["codeSystem"]}
    assert listed == {ICD10: "2026", ICPC2: "2026", "urn:oid:2.16.578.1.12.4.1.1.8451": "2026"}
    versions = next(one["version"] for one in terminology["codeSystem"] if one["uri"] == ICD10)
    assert versions == [{"code": "2026", "isDefault": True}, {"code": "2025"}]
    assert "codeSearch" not in terminology, "value sets are not searched for by a code in them"
    assert terminology["translation"]["needsMap"] is False
    get(client, "metadata", 400, mode="x")


def test_what_a_code_means_however_list_and_code_are_written(client: Client) -> None:
    for system, code in ((ICD10, "M17.9"), (f"urn:oid:{ICD10_OID}", "M179"), (ICD10_OID, "m17.9")):
        told = get(client, "CodeSystem/$lookup", system=system, code=code)
        assert (value(told, "name"), value(told, "version")) == ("ICD-10", "2026")
        assert value(told, "display") == "Uspesifisert kneartrose"
        assert properties(told) == [("parent", "M17")]
        (word,) = [one["part"] for one in told["parameter"] if one["name"] == "designation"]
        assert [part.get("valueString", part.get("valueCode")) for part in word] == ["nb", "Slitasje i kne"]
    by_post = post(client, "CodeSystem/$lookup", {"name": "coding", "valueCoding": {"system": ICD10, "code": "M17"}})
    assert (value(by_post, "display"), properties(by_post)) == ("Kneartrose", [("child", "M17.9")])
    older = get(client, "CodeSystem/$lookup", system=ICD10, code="M17", version="2025")
    assert value(older, "display") == "Kneartrose (gammel)"
    assert properties(get(client, "CodeSystem/icd10/$lookup", code="M17", property="parent")) == []


def test_every_property_that_is_asked_for_is_told(client: Client, codes: CodeSystem) -> None:
    make_concept(codes.releases.get(version="2026"), "M1790", "Begge knær", parent_code="M179")
    asked = "system=icd10&code=M17.9&property=parent&property=child"
    both = [("parent", "M17"), ("child", "M17.90")]
    assert properties(parsed(client.get(f"/fhir/r4/CodeSystem/$lookup?{asked}"))) == both
    form = client.post("/fhir/r4/CodeSystem/$lookup", asked, content_type="application/x-www-form-urlencoded")
    assert properties(parsed(form)) == both
    plain = [{"name": "system", "valueUri": ICD10}, {"name": "code", "valueCode": "M17.9"}]
    wanted = [{"name": "property", "valueCode": name} for name in ("inactive", "child", "parent")]
    assert properties(post(client, "CodeSystem/$lookup", *plain, *wanted)) == both


def test_a_code_is_looked_up_in_the_version_and_the_list_that_it_was_sent_with(client: Client) -> None:
    older = {"name": "coding", "valueCoding": {"system": ICD10, "version": "2025", "code": "M17"}}
    assert value(post(client, "CodeSystem/$lookup", older), "display") == "Kneartrose (gammel)"
    assert value(post(client, "CodeSystem/$validate-code", older), "display") == "Kneartrose (gammel)"
    strange = {"name": "coding", "valueCoding": {"system": ICPC2, "code": "M17"}}
    post(client, "CodeSystem/icd10/$lookup", strange, status=400)
    assert value(post(client, "CodeSystem/icd10/$validate-code", strange), "result") is False
    listed = {"name": "url", "valueUri": ICD10}
    assert value(post(client, "CodeSystem/$validate-code", listed, strange), "result") is False


def test_a_diagnosis_said_in_several_lists_is_known_by_the_one_that_we_hold(client: Client) -> None:
    snomed = {"system": "http://snomed.info/sct", "code": "239873007"}
    several = {"coding": [snomed, {"system": ICPC2, "code": "L90"}, {"system": ICD10, "code": "M17"}]}
    said = {"name": "codeableConcept", "valueCodeableConcept": several}
    assert value(post(client, "ValueSet/icd10/$validate-code", said), "result") is True
    assert value(post(client, "CodeSystem/$validate-code", said), "display") == "Kneartrose"
    assert value(post(client, "CodeSystem/icd10/$validate-code", said), "result") is True
    assert value(post(client, "ConceptMap/$translate", said), "result") is True
    only = {"name": "codeableConcept", "valueCodeableConcept": {"coding": [snomed]}}
    assert value(post(client, "ValueSet/icd10/$validate-code", only), "result") is False


def test_a_code_or_a_list_that_is_not_there_is_told_so(client: Client) -> None:
    for asked in (
        {"system": ICD10, "code": "Q99"},
        {"system": "urn:oid:1.2.3", "code": "M17"},
        {"system": ICD10, "code": "M17", "version": "1"},
    ):
        assert get(client, "CodeSystem/$lookup", 404, **asked)["issue"][0]["code"] == "not-found"
    assert get(client, "CodeSystem/$lookup", 400, system=ICD10)["issue"][0]["code"] == "required"


def test_is_this_a_code_and_is_that_what_it_is_called(client: Client) -> None:
    def valid(path: str, **asked: str) -> bool:
        return bool(value(get(client, path, **asked), "result"))

    assert valid("CodeSystem/$validate-code", url=ICD10, code="M17.9")
    assert valid("CodeSystem/$validate-code", url=ICD10, code="M17.9", display="uspesifisert  KNEARTROSE")
    assert valid("CodeSystem/$validate-code", url=ICD10, code="M17.9", display="Slitasje i kne")
    assert not valid("CodeSystem/$validate-code", url=ICD10, code="M17.9", display="Hofte")
    assert not valid("CodeSystem/$validate-code", url=ICD10, code="X1")
    assert valid("ValueSet/$validate-code", url=f"{BASE}/ValueSet/icd10", system=f"urn:oid:{ICD10_OID}", code="M17")
    assert not valid("ValueSet/icd10/$validate-code", system=ICPC2, code="L90")
    both = {"coding": [{"system": ICPC2, "code": "L90"}, {"system": ICD10, "code": "M17"}]}
    told = post(client, "ValueSet/icd10/$validate-code", {"name": "codeableConcept", "valueCodeableConcept": both})
    assert value(told, "result") is True


def test_which_code_lies_below_which(client: Client) -> None:
    for one, other, outcome in (
        ("M17", "M17.9", "subsumes"),
        ("M179", "M17", "subsumed-by"),
        ("M17", "M17", "equivalent"),
        ("M17", "M16", "not-subsumed"),
    ):
        assert value(get(client, "CodeSystem/$subsumes", system=ICD10, codeA=one, codeB=other), "outcome") == outcome
    codings = [
        {"name": f"coding{name}", "valueCoding": {"system": ICD10, "code": code}} for name, code in (("A", "M17"), ("B", "M179"))
    ]
    assert value(post(client, "CodeSystem/$subsumes", *codings), "outcome") == "subsumes"
    codings[1]["valueCoding"] = {"system": ICPC2, "code": "L90"}
    post(client, "CodeSystem/$subsumes", *codings, status=400)
    bare = [{"name": f"coding{name}", "valueCoding": {"code": code}} for name, code in (("A", "M17"), ("B", "M179"))]
    assert value(post(client, "CodeSystem/icd10/$subsumes", *bare), "outcome") == "subsumes"
    post(client, "CodeSystem/$subsumes", *bare, status=400)


def test_the_codes_are_read_page_by_page_and_searched_for(client: Client) -> None:
    def codes_of(**asked: str) -> list[str]:
        expansion = get(client, "ValueSet/$expand", url=f"{ICD10}?fhir_vs", **asked)["expansion"]
        return [one["code"] for one in expansion.get("contains", [])]

    assert codes_of() == ["M16", "M17", "M17.9"]
    assert codes_of(count="2") + codes_of(count="2", offset="2") == ["M16", "M17", "M17.9"]
    assert codes_of(filter="kneartrose") == ["M17", "M17.9"]
    assert codes_of(filter="uspesifisert kne") == ["M17.9"]
    assert codes_of(filter="slitasje") == codes_of(filter="m17.9") == ["M17.9"]
    assert codes_of(filter="Fot") == codes_of(filter=".") == codes_of(filter="kne .") == codes_of(count="0") == []
    expansion = get(client, "ValueSet/icd10/$expand", count="1")["expansion"]
    assert (expansion["total"], expansion["offset"]) == (3, 0)
    assert {"name": "used-codesystem", "valueUri": f"{ICD10}|2026"} in expansion["parameter"]
    get(client, "ValueSet/$expand", 404, url="http://example.org/ValueSet/x")
    get(client, "ValueSet/$expand", 400, url=f"{ICD10}?fhir_vs", count="-1")


def test_a_general_practitioners_code_leads_to_the_hospitals(client: Client) -> None:
    told = get(client, "ConceptMap/$translate", system=ICPC2, code="L90", targetsystem=ICD10)
    match = next(one["part"] for one in told["parameter"] if one["name"] == "match")
    assert value(told, "result") is True
    assert match[0] == {"name": "equivalence", "valueCode": "relatedto"}
    assert match[1]["valueCoding"] == {"system": ICD10, "code": "M17.9", "display": "Uspesifisert kneartrose"}
    back = get(client, "ConceptMap/icpc2-icd10/$translate", system=ICD10, code="M17.9", reverse="true")
    assert next(one["part"] for one in back["parameter"] if one["name"] == "match")[1]["valueCoding"]["code"] == "L90"
    assert (
        value(get(client, "ConceptMap/$translate", url=f"{BASE}/ConceptMap/icpc2-icd10", system=ICPC2, code="A01"), "result")
        is False
    )
    get(client, "ConceptMap/$translate", 404, system=ICD10, code="M17")


def test_lists_are_found_by_either_spelling_and_read(client: Client) -> None:
    for asked in ({"url": ICD10}, {"identifier": f"urn:ietf:rfc:3986|urn:oid:{ICD10_OID}"}, {"name": "icd"}, {"_id": "icd10"}):
        found = get(client, "CodeSystem", **asked)
        assert [one["resource"]["id"] for one in found["entry"]] == ["icd10"], asked
    assert get(client, "CodeSystem", _lastUpdated="gt2030-01-01")["total"] == 0
    assert parsed(client.get("/fhir/r4/CodeSystem?_lastUpdated=ge2026&status=active"))["total"] == 3
    first = get(client, "ValueSet", _count="2")
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    second = parsed(client.get(following.removeprefix("http://www.localhost:8000")))
    assert [one["resource"]["id"] for one in first["entry"] + second["entry"]] == ["fagomrade", "icd10", "icpc2"]
    assert get(client, "ConceptMap/icpc2-icd10")["targetUri"] == f"{BASE}/ValueSet/icd10"
    answer = client.get("/fhir/r4/CodeSystem/icd10")
    again = client.get("/fhir/r4/CodeSystem/icd10", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, searched_by_post(client)) == (304, 1)


def test_a_list_is_found_in_the_version_that_is_named_and_in_no_other(client: Client) -> None:
    for kind, url, others in (
        ("CodeSystem", ICD10, "ValueSet"),
        ("ValueSet", f"{BASE}/ValueSet/icd10", "ConceptMap"),
        ("ConceptMap", f"{BASE}/ConceptMap/icpc2-icd10", "CodeSystem"),
    ):
        assert len(ids(get(client, kind, url=f"{url}|2026"))) == 1
        assert ids(get(client, kind, url=f"{url}|1999")) == []
        assert ids(get(client, others, url=url)) == []
    assert ids(get(client, "CodeSystem", system=f"{ICD10}|1999")) == []


def test_one_of_several_values_is_enough_and_what_is_not_asked_by_changes_nothing(client: Client) -> None:
    assert ids(get(client, "CodeSystem", _id="icd10,icpc2")) == ids(get(client, "CodeSystem", url=f"{ICD10},{ICPC2}|2026"))
    active = client.get(f"/fhir/r4/CodeSystem?status={quote('http://hl7.org/fhir/publication-status|active')}")
    assert len(ids(parsed(active))) == 3
    assert len(ids(get(client, "ValueSet", identifier="x", system="y"))) == 3
    oid = f"urn:oid:{ICD10_OID}"
    for identifier, found in ((oid, 1), ("urn:ietf:rfc:3986|", 3), (f"|{oid}", 0), (f"urn:x|{oid}", 0)):
        assert len(ids(get(client, "CodeSystem", identifier=identifier))) == found, identifier


def test_a_map_is_another_when_either_list_or_the_map_is(client: Client, codes: CodeSystem) -> None:
    """Whoever holds yesterday's map is told so only while it is today's: by the mark alone, for no time is kept of its rows."""
    icpc2 = CodeSystem.objects.get(key="icpc2")
    told = client.get("/fhir/r4/ConceptMap/icpc2-icd10")
    held = {"If-None-Match": told["ETag"]}
    assert (client.get("/fhir/r4/ConceptMap/icpc2-icd10", headers=held).status_code, "Last-Modified" in told) == (304, False)
    rows = [Mapping(source=icpc2, code="L90", target=codes, target_code=code) for code in ("M17", "M179")]
    acts = [
        lambda: make_release(icpc2, version="2027", valid_from=date(2026, 6, 1), codes={"L90": "Kneartrose"}),
        lambda: make_release(codes, version="2027", valid_from=date(2026, 6, 1), codes={"M17": "Kneartrose"}),
        rows[0].save,
        rows[1].save,
        rows[0].delete,
    ]
    marks = {told["ETag"]}
    for act in acts:
        act()
        marks.add(client.get("/fhir/r4/ConceptMap/icpc2-icd10")["ETag"])
    assert len(marks) == len(acts) + 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [("2026", True), ("eq2026-01", True), ("eq2026-01-02", False), ("ne2026-01-01", False), ("ne2025", True), ("ne2026", False),
     ("gt2026", False), ("gt2025", True), ("sa2025-12-31", True), ("sa2026-01", False), ("ge2026", True), ("ge2026-01-02", False),
     ("lt2026", False), ("lt2026-01-02", True), ("eb2026-01-01", False), ("eb2026-02", True), ("le2026", True), ("le2025", False),
     ("2026-01-01T09:00:00Z", True), ("2026-01-01T10:00:00+01:00", True), ("2026-01-01T10:00", True),
     ("eq2026-01-01T10:00:00Z", False), ("gt2026-01-01T08:59:59Z", True), ("lt2026-01-01T09:00:00.000Z", False),
     ("ap2026-01-10", True), ("ap2024-06-01", False)],
)  # fmt: skip
def test_lists_and_the_directory_know_when_in_the_same_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, asked: str, found: bool
) -> None:
    """Changed at ten in the morning on New Year's Day, Norwegian time; asked for in November."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    moment = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
    Release.objects.update(imported_at=moment)
    place = make_told_place(moment)
    assert (get(client, "CodeSystem", _lastUpdated=asked)["total"] > 0) is found
    assert (get(client, "Location", _lastUpdated=asked, _id=str(place.pk))["total"] > 0) is found


def make_told_place(at: datetime) -> Place:
    """A place that the feed has told of, described at this moment."""
    place = make_place(make_site("bergen").organization, "voss", described_at=at, described_by=make_user())
    Item.objects.create(
        type="place", subject=f"place:{place.pk}", language="nb", document="{}", first_published=at, changed=at, modified=at
    )
    return place


def test_a_list_that_is_called_something_else_is_another(client: Client) -> None:
    """Its codes are those of the same release; whoever holds it is not told that nothing is new."""
    for path in ("CodeSystem/fagomrade", "ValueSet/fagomrade"):
        told = client.get(f"/fhir/r4/{path}")
        held = ({"If-None-Match": told["ETag"]}, {"If-Modified-Since": "Tue, 24 Nov 2037 08:00:00 GMT"})
        CodeSystem.objects.filter(key="fagomrade").update(name=f"Fagfelt {path}", licence="© Noen")
        assert [client.get(f"/fhir/r4/{path}", headers=known).status_code for known in held] == [200, 200]
        assert client.get(f"/fhir/r4/{path}")["ETag"] == f'W/"{get(client, path)["meta"]["versionId"]}"'


@pytest.mark.parametrize("asked", ["ap9998", "ap9400-12-31", "ap1000", "ap9998-12-31T23:59:59Z"])
def test_about_a_time_near_the_end_of_all_times_is_answered_or_refused(client: Client, asked: str) -> None:
    assert client.get(f"/fhir/r4/CodeSystem?_lastUpdated={asked}").status_code in (200, 400)


def test_from_a_day_to_another(client: Client) -> None:
    Release.objects.update(imported_at=datetime(2026, 1, 1, 9, 0, tzinfo=UTC))
    within = parsed(client.get("/fhir/r4/CodeSystem?_lastUpdated=ge2026-01-01&_lastUpdated=lt2026-01-02"))
    assert (within["total"], within["link"][0]["url"].count("_lastUpdated=")) == (3, 2)
    assert parsed(client.get("/fhir/r4/CodeSystem?_lastUpdated=ge2026-01-01&_lastUpdated=lt2026-01-01"))["total"] == 0


@pytest.mark.parametrize("asked", ["xx2026", "ne", "2026-13", "2026-02-30", "9999", "2026-01-01T25:00", "2026-01-01T10:00+99:00"])
@pytest.mark.parametrize("kind", ["CodeSystem", "Location"])
def test_a_time_that_is_none_is_refused(client: Client, kind: str, asked: str) -> None:
    assert get(client, kind, 400, _lastUpdated=asked)["issue"][0]["code"] == "invalid"


def test_lists_are_asked_for_by_either_of_two_names_or_by_both(client: Client) -> None:
    def total(name: str, *said: str) -> int:
        return int(parsed(client.get("/fhir/r4/CodeSystem", {name: said}))["total"])

    assert (total("name", "icd,icpc"), total("name", "icd", "icpc"), total("name", "icd", "icd1")) == (2, 0, 1)
    assert (total("url", ICD10, f"urn:oid:{ICD10_OID}"), total("status", "active,draft")) == (1, 3)


def searched_by_post(client: Client) -> int:
    answer = client.post("/fhir/r4/CodeSystem/_search", "name=icd", content_type="application/x-www-form-urlencoded")
    return int(parsed(answer)["total"])


def test_a_licensed_list_is_not_written_out_and_an_open_one_is(client: Client) -> None:
    licensed = get(client, "CodeSystem/icpc2")
    assert (licensed["content"], licensed["count"], "concept" in licensed) == ("not-present", 2, False)
    assert get(client, "CodeSystem/fagomrade")["concept"] == [{"code": "1", "display": "Ortopedi"}]


def test_a_client_that_others_wrote_prepares_reads_and_searches() -> None:
    client = smart_client()
    assert client.ready
    assert TheirCodeSystem.read("icd10", client.server).title == "ICD-10"
    found = TheirCodeSystem.where({"_count": "2"}).perform_resources_iter(client.server)
    assert [one.id for one in found] == ["fagomrade", "icd10", "icpc2"]


ACCEPTED = [
    ("application/fhir+json; fhirVersion=4.0", 200),
    ("application/json; charset=utf-8", 200),
    ("Application/FHIR+JSON", 200),
    ("", 200),
    ('application/fhir+xml; fhirVersion=4.0, application/fhir+json; fhirVersion="4.0"; q=0.5', 200),
    ("application/*;q=0.1", 200),
    ("application/fhir+json; fhirVersion=3.0", 406),
    ("application/fhir+xml; fhirVersion=4.0", 406),
    ("application/fhir+json;q=0", 406),
]


@pytest.mark.parametrize(("accept", "status"), ACCEPTED)
def test_a_client_that_says_which_fhir_it_reads_is_answered_in_it(client: Client, accept: str, status: int) -> None:
    parsed(client.get("/fhir/r4/metadata", headers={"accept": accept}), status)


SAID = '{"resourceType":"Parameters","parameter":'
BAD = [
    ("GET", "CodeSystem/$lookup?system=icd10&code=a%00", "", 400),
    ("GET", "CodeSystem/$lookup?system=icd10&code=" + "9" * 501, "", 400),
    ("GET", "CodeSystem?_lastUpdated=yesterday", "", 400),
    ("GET", "CodeSystem?_count=99999999999999", "", 400),
    ("GET", "CodeSystem/$lookup?system=icd10&code=M17&code=M16", "", 400),
    ("GET", "ConceptMap/$translate?system=icpc2&code=L90&code=A01", "", 400),
    ("GET", "ValueSet/icd10/$expand?count=1&count=2", "", 400),
    ("GET", "CodeSystem?_page=999999999", "", 200),
    ("GET", "ValueSet/$expand?url=icd10", "", 404),
    ("GET", "ValueSet/icd10/$expand?offset=999999999&filter=%25_%27%22", "", 200),
    ("GET", "CodeSystem?_format=xml", "", 406),
    ("GET", "CodeSystem/..%2f..%2fetc", "", 404),
    ("GET", "CodeSystem/icd10/_history/1", "", 404),
    ("GET", "Patient", "", 404),
    ("GET", "", "", 404),
    ("GET", "CodeSystem/$frobnicate", "", 404),
    ("GET", "CodeSystem/ukjent/$lookup?code=M17", "", 404),
    ("GET", "&".join(f"CodeSystem?x{number}=1" if not number else f"x{number}=1" for number in range(101)), "", 400),
    ("PUT", "CodeSystem/icd10", "{}", 405),
    ("POST", "CodeSystem", "{}", 405),
    ("DELETE", "CodeSystem/$lookup", "", 405),
    ("POST", "CodeSystem/$lookup", "", 400),
    ("POST", "CodeSystem/$lookup", "[" * 100_000, 400),
    ("POST", "CodeSystem/$lookup", '{"resourceType":"Patient"}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '{}}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[1]}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[{"name":"coding","valueCoding":{}},{"name":"coding","valueCoding":{}}]}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[{"name":"coding","valueCoding":7}]}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[{"name":"coding","valueCoding":{"code":[]}}]}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[{"name":"codeableConcept","valueX":{"coding":7}}]}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[{"name":"code","valueX":{"a":1}}]}', 400),
    ("POST", "CodeSystem/$lookup", SAID + '[{"name":"code","valueCode":"\\ud800"}]}', 400),
    ("POST", "CodeSystem/$lookup", "x" * 3_000_000, 413),
]  # fmt: skip


def test_whatever_is_sent_is_refused_in_fhirs_own_words(client: Client) -> None:
    for method, path, body, status in BAD:
        answer = client.generic(method, f"/fhir/r4/{path}", body, content_type="application/fhir+json")
        told = parsed(answer, status)
        assert status == 200 or told["resourceType"] == "OperationOutcome", path[:60]
    assert client.get("/fhir/r4/CodeSystem", headers={"accept": "application/fhir+xml"}).status_code == 406
    assert client.head("/fhir/r4/metadata").content == b""
    assert client.options("/fhir/r4/metadata")["Access-Control-Allow-Origin"] == "*"


def test_too_often_is_told_in_fhirs_own_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 0)
    assert get(client, "metadata", 429)["issue"][0]["code"] == "throttled"


def test_a_code_of_last_years_list_is_told_with_what_replaced_it(client: Client, codes: CodeSystem) -> None:
    make_concept(codes.releases.get(version="2025"), "M171", "Annen primær kneartrose")
    Replacement.objects.create(system=codes, code="M171", replaced_by="M179", since=date(2026, 1, 1))
    told = get(client, "CodeSystem/$lookup", system=f"urn:oid:{ICD10_OID}", code="M17.1")
    assert value(told, "display") == "Annen primær kneartrose"
    parts = [one["part"] for one in told["parameter"] if one["name"] == "property"]
    assert parts == [
        [{"name": "code", "valueCode": "inactive"}, {"name": "value", "valueBoolean": True}],
        [{"name": "code", "valueCode": "replacedBy"}, {"name": "value", "valueCode": "M17.9"}],
    ]
    assert (
        get(client, "CodeSystem/$lookup", system=ICD10, code="M17.1", property="replacedBy")["parameter"][3]["part"] == parts[1]
    )
    refused = get(client, "CodeSystem/$validate-code", url=ICD10, code="M17.1")
    assert value(refused, "message") == "Koden «M17.1» er utgått i icd10 2026. Den er erstattet av M17.9."
    assert value(get(client, "CodeSystem/$lookup", system=ICD10, code="M17.1", version="2025"), "display")


def test_a_category_without_a_text_is_found_and_cannot_be_chosen(client: Client, codes: CodeSystem) -> None:
    release = codes.releases.get(version="2026")
    Concept.objects.create(release=release, code="S82", display="", parent_code="S80-S89", kind=ConceptKind.CATEGORY)
    make_concept(release, "S820", "Brudd i kneskål", parent_code="S82")
    told = get(client, "CodeSystem/$lookup", system=ICD10, code="S82")
    assert value(told, "display") == "S82"
    assert value({"parameter": told["parameter"][-1]["part"]}, "value") is True
    contains = get(client, "ValueSet/$expand", url=f"{ICD10}?fhir_vs", filter="s82")["expansion"]["contains"]
    assert [(one["code"], one["display"], one.get("abstract")) for one in contains] == [
        ("S82", "S82", True),
        ("S82.0", "Brudd i kneskål", None),
    ]


def test_a_code_says_what_it_is_called_in_other_languages(client: Client) -> None:
    concept = Concept.objects.get(code="1", release__system__key="fagomrade")
    Designation.objects.create(concept=concept, language="se", text="Ortopediija")
    named = [{"language": "se", "value": "Ortopediija"}]
    assert get(client, "CodeSystem/fagomrade")["concept"][0]["designation"] == named
    assert get(client, "ValueSet/fagomrade/$expand")["expansion"]["contains"][0]["designation"] == named
    told = get(client, "CodeSystem/fagomrade/$lookup", code="1")
    (part,) = [one["part"] for one in told["parameter"] if one["name"] == "designation"]
    assert part == [{"name": "language", "valueCode": "se"}, {"name": "value", "valueString": "Ortopediija"}]
    assert value(get(client, "CodeSystem/fagomrade/$validate-code", code="1", display="ortopediija"), "result") is True


def test_a_publishers_map_tells_how_codes_are_related_and_is_written_out_where_it_may(client: Client, codes: CodeSystem) -> None:
    icpc2, field = CodeSystem.objects.get(key="icpc2"), CodeSystem.objects.get(key="fagomrade")
    Mapping.objects.create(source=icpc2, code="L90", target=codes, target_code="M17", equivalence="equivalent")
    told = get(client, "ConceptMap/$translate", system=ICPC2, code="L90", targetsystem=ICD10)
    match = [one["part"] for one in told["parameter"] if one["name"] == "match"]
    assert [(one[0]["valueCode"], one[1]["valueCoding"]["code"]) for one in match] == [("equivalent", "M17")]
    assert "group" not in get(client, "ConceptMap/icpc2-icd10"), "both lists are licensed"
    own = make_code_system("malgruppe", name="Målgruppe", oid="1.2.3")
    make_release(own, codes={"barn": "Barn"})
    Mapping.objects.create(source=own, code="barn", target=field, target_code="1", equivalence="inexact")
    (group,) = get(client, "ConceptMap/malgruppe-fagomrade")["group"]
    assert group["element"] == [{"code": "barn", "target": [{"code": "1", "equivalence": "inexact"}]}]
    assert (group["source"], group["target"]) == ("urn:oid:1.2.3", f"urn:oid:{field.oid}")


def test_a_page_of_codes_costs_the_same_whatever_its_size(client: Client, codes: CodeSystem) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(client, "ValueSet/icd10/$expand", filter="kne", count="1000")
        return len(queries)

    before = cost()
    for number in range(50):
        make_concept(codes.releases.get(version="2026"), f"S{number:03}", "Kneskade")
    assert cost() == before
