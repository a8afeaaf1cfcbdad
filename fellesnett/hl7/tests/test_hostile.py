"""Whoever asks what cannot be asked is told so in FHIR's own words, at a cost that does not grow, and nothing breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import product
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.hl7 import doors
from fellesnett.hl7.directory import DIRECTORY
from fellesnett.hl7.resources import KINDS
from fellesnett.hl7.terminology import OPERATIONS
from tests.contracts.fhir import ICD10, Hospital, make_hospital
from tests.laying import Lay

pytestmark = pytest.mark.django_db

BAD = [
    "\x00", "\ud83d", "-1", "9" * 400, "NaN", "[]", "' OR 1=1 --", "٣", "a" * 5000, "|", "||||", "icd10|", "|M17",
    f"{ICD10}|" + "x" * 400, "ge0001-01-01", "2026-02-30", "Organization/1/2", "%", "\\", "89.99999|0|1e-300|km",
]  # fmt: skip
COMMON = ("_count", "_page", "_include", "_format", "_sort", "_lastUpdated", "_has:x:y:z", "name:exact")
OF_OPERATIONS = {
    "lookup": ("system", "code", "coding", "version"),
    "validate-code": ("url", "system", "code", "display"),
    "subsumes": ("system", "codeA", "codeB"),
    "expand": ("url", "filter", "count", "offset"),
    "translate": ("url", "system", "code", "target", "reverse"),
}
MOST_QUERIES, MOST_QUERIES_OF_INFOBUTTON = 16, 30


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Hospital:
    return lay(make_hospital)


@pytest.fixture
def hospital(db: None, laid: Hospital, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setattr(doors.OFTEN, "limit", 1_000_000)
    return deepcopy(laid)


def refused_well(answer: HttpResponse) -> bool:
    """Answered, or refused in an OperationOutcome that says why. What would be a 500 is raised by the test client."""
    if answer.status_code < 400:
        return answer.status_code in (200, 204)
    said = json.loads(answer.content)
    return answer.status_code < 500 and said["resourceType"] == "OperationOutcome" and bool(said["issue"][0]["details"]["text"])


def wrong(client: Client, asked: Iterator[tuple[str, dict[str, str]]]) -> list[tuple[str, dict[str, str], int]]:
    """What was not answered or refused well, or cost too much."""
    found = []
    for path, query in asked:
        with CaptureQueriesContext(connection) as queries:
            fine = refused_well(client.get(f"/fhir/r4/{path}", query))
        if not fine or len(queries) > MOST_QUERIES:
            found.append((path, query, len(queries)))
    return found


def encodable(word: str) -> str:
    return word.encode("utf-8", "replace").decode()


def test_every_search_with_everything_bad(client: Client, hospital: Hospital) -> None:
    kinds = ["CodeSystem", *DIRECTORY]  # the other lists are searched for in the same way
    searches = [*((kind, name) for kind in kinds for name in KINDS[kind].parameters), *(("Location", name) for name in COMMON)]
    assert wrong(client, ((kind, {name: encodable(bad)}) for (kind, name), bad in product(searches, BAD))) == []


def test_every_operation_with_everything_bad(client: Client, hospital: Hospital) -> None:
    good = {"url": ICD10, "system": ICD10, "code": "M17"}
    calls = [(f"{kind}/${name}", parameter) for kind, name in OPERATIONS for parameter in OF_OPERATIONS[name]]
    asked = ((path, good | {name: encodable(bad)}) for (path, name), bad in product(calls, BAD[:14]))
    assert wrong(client, asked) == []


PATHS = [
    "", "/", "//", "Location//", "Location/" + "x" * 8000, "Location/%00", "Location/%ff%fe", "Location/..%2f..%2fadmin",
    "%24lookup", "../../../etc/passwd", "Location/1/_history/1", "Location/1/$everything", "CodeSystem/$",
    "CodeSystem/icd10/icd10/$lookup", "CodeSystem/" + "$lookup/" * 200, "metadata/x", "Location/-1", "Location/1.0", "Location/٣",
    "location", "Organization?" + "&".join(f"x{number}=1" for number in range(900)),
    "Organization?" + "&".join("name=a" for _ in range(900)), "Organization?" + "&".join("_include=a" for _ in range(900)),
    "HealthcareService?" + "&".join("_include=HealthcareService:location" for _ in range(900)),
    "Organization?%ff=%ff&&&=", "Organization?name", "Organization?name=%F0%28%8C%28",
    "Location?" + "&".join(f"x{number}=1" for number in range(12_000)),
]  # fmt: skip


def test_tricks_with_addresses(client: Client, hospital: Hospital) -> None:
    assert [path[:60] for path in PATHS if not refused_well(client.get(f"/fhir/r4/{path}"))] == []


def deep(levels: int) -> Any:
    return {"a": deep(levels - 1)} if levels else "x"


NO_PARAMETERS: list[Any] = [
    "x", [1], [None], [{}], [{"name": 7}], [{"name": "url", "valueUri": 7}], [{"name": "url", "valueUri": ["x"]}],
    [{"name": "coding", "valueCoding": "x"}], [{"name": "coding", "valueCoding": {"system": {}, "code": []}}],
    [{"name": "codeableConcept", "valueCodeableConcept": {"coding": {}}}], [{"name": "url", "valueUri": "a" * 5000}],
    [{"name": "url", "resource": deep(50)}], [{"name": "url", "valueUri": "\x00"}],
    [{"name": str(number)} for number in range(500)], [{"name": "url", "valueDecimal": 10**400}],
]  # fmt: skip
BODIES = [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x00", b"1e999", b"[" * 100_000, b'{"resourceType": "Patient"}',
    *(json.dumps({"resourceType": "Parameters", "parameter": said}).encode() for said in NO_PARAMETERS),
]  # fmt: skip


@pytest.mark.parametrize(
    "form", ["application/fhir+json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_bodies_that_are_no_question(client: Client, hospital: Hospital, form: str) -> None:
    for path in ("CodeSystem/$validate-code", "ValueSet/$expand", "ConceptMap/$translate", "Location/_search"):
        answers = [client.post(f"/fhir/r4/{path}", body, content_type=form) for body in BODIES]
        assert [body[:60] for body, answer in zip(BODIES, answers, strict=True) if not refused_well(answer)] == [], path


def test_more_than_anybody_has_to_say(client: Client, hospital: Hospital, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/fhir/r4/CodeSystem/$lookup", b" " * 2000, content_type="application/fhir+json")
    assert (answer.status_code, refused_well(answer)) == (413, True)


HEADERS = [
    ("Accept", "text/html;q=abc,,;;*"), ("Accept", "a" * 4000), ("Accept-Language", "xx-" * 1000),
    ("Accept-Language", "nb;q=9e99"), ("If-Modified-Since", "i går"), ("If-None-Match", '"' * 3000), ("Content-Type", "/"),
    ("X-API-Key", "\x01" * 300), ("Range", "bytes=9-1"), ("X-Forwarded-For", "," * 2000), ("X-HTTP-Method-Override", "DELETE"),
]  # fmt: skip


def test_tricks_with_headers(client: Client, hospital: Hospital) -> None:
    for path in ("metadata", f"Location/{hospital.place}", "Organization?name=Helse"):
        answers = [(name, client.get(f"/fhir/r4/{path}", headers={name: value})) for name, value in HEADERS]
        assert [name for name, answer in answers if not refused_well(answer)] == [], path


def test_who_will_have_it_only_as_it_was_is_told_that_it_is_not(client: Client, hospital: Hospital) -> None:
    answer = client.get(f"/fhir/r4/HealthcareService/{hospital.service}", headers={"If-Match": '"7"'})
    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (412, "conflict")


def test_nothing_is_written(client: Client, hospital: Hospital) -> None:
    for method in ("post", "put", "patch", "delete", "trace"):
        said: dict[str, Any] = {} if method == "trace" else {"data": b"{}", "content_type": "application/fhir+json"}
        for path in ("metadata", "Location", f"Location/{hospital.place}"):
            answer = getattr(client, method)(f"/fhir/r4/{path}", **said)
            assert (answer.status_code, refused_well(answer), answer["Allow"]) == (405, True, "GET, HEAD"), method


# --- Infobutton ---------------------------------------------------------------------------------------------------------

CRITERION = "mainSearchCriteria.v."
QUESTION = {f"{CRITERION}cs": ICD10, f"{CRITERION}c": "M17", f"{CRITERION}dn": "kne"}
OF_INFOBUTTON = (
    *QUESTION, f"{CRITERION}ot", f"{CRITERION}c1", f"{CRITERION}c99", "mainSearchCriteria.c.c", "subTopic.v.c", "taskContext.c.c",
    "informationRecipient.languageCode.c", "performer.languageCode.c", "serviceDeliveryLocation.id.root",
    "serviceDeliveryLocation.id.extension", "locationOfInterest.addr.ZIP", "locationOfInterest.addr.CTY", "knowledgeResponseType",
    "patientPerson.administrativeGenderCode.c", "age.v.v", "x" * 3000,
)  # fmt: skip


def answered_or_told(answer: HttpResponse) -> bool:
    """Answered, or refused in a problem document with the words for it."""
    if answer.status_code == 200:
        return True
    said = json.loads(answer.content) if answer["Content-Type"] == "application/problem+json" else {}
    return 400 <= answer.status_code < 500 and said.get("status") == answer.status_code and bool(said["detail"])


def test_every_parameter_of_infobutton_with_everything_bad(client: Client, hospital: Hospital) -> None:
    wrong = []
    for name, bad in product(OF_INFOBUTTON, BAD):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/infobutton/v1/service", {**QUESTION, name: encodable(bad)})
        if not answered_or_told(answer) or len(queries) > MOST_QUERIES_OF_INFOBUTTON:
            wrong.append((name[:40], bad[:40], answer.status_code, len(queries)))
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    ["", "/", "/x", "/../../admin", "/%00", "/%ff%fe", "/" + "x" * 8000,
     "?" + "&".join(f"x{number}=1" for number in range(12_000)),
     "?" + "&".join(f"{CRITERION}dn=a" for _time in range(900)), "?%ff=%ff&&&=", f"?{CRITERION}dn=%F0%28%8C%28",
     f"?{CRITERION}dn",
     "?" + "&".join(f"{CRITERION}c{number}=M17&{CRITERION}cs{number}=icd10" for number in range(49)), "?callback=x",
     f"?{CRITERION}dn=" + "%25" * 299],
)  # fmt: skip
def test_tricks_with_the_address_of_infobutton(client: Client, hospital: Hospital, path: str) -> None:
    assert answered_or_told(client.get(f"/infobutton/v1/service{path}"))


def test_tricks_with_headers_of_infobutton(client: Client, hospital: Hospital) -> None:
    answers = [(name, client.get("/infobutton/v1/service", QUESTION, headers={name: value})) for name, value in HEADERS]
    assert [name for name, answer in answers if not answered_or_told(answer)] == []
    flood = {f"X-{number}": "a" * 100 for number in range(500)}
    assert client.get("/infobutton/v1/service", QUESTION, headers=flood).status_code == 200
