"""Journal systems ask the FHIR service over a wire, each with a client library that no one here wrote."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fhirclient.client import FHIRClient
from fhirclient.models.healthcareservice import HealthcareService
from fhirclient.models.location import Location
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound
from pytest_django.live_server_helper import LiveServer

from fellesnett.organizations.models import Site
from tests.contracts.fhir import ENH, ICD10, ICD10_OID, SPECIALTY, Hospital, make_hospital

HERE = Path(__file__).parent
pytestmark = [pytest.mark.server, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hospital(live_server: LiveServer, settings: Any) -> Hospital:
    """A hospital whose addresses lead to the server that is asked."""
    settings.PUBLIC_PORT = str(urlsplit(live_server.url).port)
    made = make_hospital()
    Site.objects.filter(is_front_door=True).update(host="localhost")
    return made


@pytest.fixture
def base(live_server: LiveServer) -> str:
    return f"http://localhost:{urlsplit(live_server.url).port}/fhir/r4"


def test_each_client_finds_what_is_offered_and_follows_it_to_the_place(hospital: Hospital, base: str) -> None:
    """One hospital and one server for them all."""
    _fhirpy(base, hospital)
    _fhirclient(base, hospital)
    if (HERE / "node_modules/fhir-kit-client").exists():
        _fhir_kit_client(base)
    else:
        pytest.skip("fhir-kit-client is not installed: tests/install-validator (needs npm); the two in Python have passed")


def _fhirpy(base: str, hospital: Hospital) -> None:
    client = SyncFHIRClient(base)
    (service,) = client.resources("HealthcareService").search(specialty=f"{SPECIALTY}|S0208").fetch_all()
    assert (service.id, service["providedBy"]["identifier"]["system"]) == (hospital.service, ENH)
    assert service["location"][0].to_resource()["name"] == "Voss sjukehus"
    assert len(client.resources("Organization").limit(2).fetch_all()) == 7  # in four pages
    assert client.resources("DocumentReference").search(event=f"{ICD10}|M17").count() == 2
    told = client.execute("CodeSystem/$lookup", method="get", params={"system": ICD10_OID, "code": "M17.9"})
    assert {"name": "display", "valueString": "Uspesifisert kneartrose"} in told["parameter"]
    with pytest.raises(ResourceNotFound):
        client.resources("Location").search(_id="0").get()
    with pytest.raises(OperationOutcome):
        client.resources("Location").search(near="x").fetch()


def _fhirclient(base: str, hospital: Hospital) -> None:
    server = FHIRClient(settings={"app_id": "journal", "api_base": base}).server
    (service,) = HealthcareService.where({"organization": f"Organization/{hospital.organization}"}).perform_resources_iter(server)
    place = Location.read(service.location[0].reference.partition("/")[2], server)
    assert (service.name, place.address.postalCode) == ("Kneprotese", "5704")


def _fhir_kit_client(base: str) -> None:
    ran = subprocess.run(
        ["node", str(HERE / "fhir_ask.mjs"), base, f"{ICD10}|M17.9"], capture_output=True, text=True, check=False, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert set(said.pop("types")) >= {"Organization", "Location", "HealthcareService", "DocumentReference", "CodeSystem"}
    assert said == {
        "pages": 4,
        "organizations": 7,
        "found": ["HealthcareService match", "Location include", "Organization include"],
        "place": "Voss sjukehus",
        "display": "Uspesifisert kneartrose",
        "valid": False,
        "refused": [404, "OperationOutcome", "not-found"],
    }
