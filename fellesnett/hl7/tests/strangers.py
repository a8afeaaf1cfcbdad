"""Readers that nobody here wrote, asking the service as others do, without a network."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from fhir.resources.R4B import get_fhir_model_class
from fhirclient.client import FHIRClient
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

BASE = "http://www.localhost:8000/fhir/r4"


def parsed(answer: HttpResponse, status: int = 200) -> Any:
    """The answer as `fhir.resources` reads it, which takes no field that FHIR does not have."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/fhir+json")
    said = answer.json()
    get_fhir_model_class(said["resourceType"]).model_validate(said)
    return said


class Inside(BaseAdapter):
    """`requests` with the service in the same process."""

    def send(self, request: PreparedRequest, **_options: Any) -> Response:
        parts = urlsplit(request.url or "")
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}": value
            for name, value in request.headers.items()
            if name != "Accept-Encoding"
        }
        path = f"{parts.path}?{parts.query}"
        answer = Client().generic(request.method or "GET", path, request.body or b"", "application/fhir+json", **headers)
        told = Response()
        told.status_code, told._content, told.url = answer.status_code, answer.content, request.url or ""
        told.headers.update(dict(answer.items()))
        return told

    def close(self) -> None:
        """Nothing is open."""


def smart_client() -> Any:
    """SMART Health IT's client, which reads the statement of capabilities first."""
    client = FHIRClient(settings={"app_id": "journal", "api_base": BASE})
    client.server.session.mount("http://", Inside())
    client.prepare()
    return client
