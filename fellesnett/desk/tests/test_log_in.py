"""Logging in to the desk: with e-mail and password, and shut after repeated failures."""

from __future__ import annotations

import pytest
from django.test import Client

from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "kaffe med melk og sukker"


@pytest.fixture
def nurse() -> str:
    make_user("pleier@bergen.example", roles={make_organization("Helse Bergen HF"): Role.EDITOR}, password=PASSWORD)
    return "pleier@bergen.example"


def log_in(client: Client, email: str, password: str) -> int:
    return client.post("/admin/login/", {"username": email, "password": password}).status_code


def test_a_nurse_logs_in_with_her_address_in_any_case(client: Client, nurse: str) -> None:
    assert log_in(client, "Pleier@Bergen.example", PASSWORD) == 302
    assert client.get("/admin/").status_code == 200


def test_ten_wrong_passwords_shut_the_door_for_a_while(client: Client, nurse: str, settings: object) -> None:
    settings.AXES_ENABLED = True  # type: ignore[attr-defined]
    answers = [log_in(client, nurse, "feil passord her") for _ in range(10)]
    assert answers[:9] == [200] * 9
    assert answers[9] == 429
    assert log_in(client, nurse, PASSWORD) == 429
    assert "Vent et kvarter" in client.post("/admin/login/", {"username": nurse, "password": PASSWORD}).content.decode()


def test_a_colleague_at_the_same_hospital_is_not_shut_out_with_her(client: Client, nurse: str, settings: object) -> None:
    settings.AXES_ENABLED = True  # type: ignore[attr-defined]
    make_user("lege@bergen.example", roles={make_organization("Helse Førde HF"): Role.CLINICIAN}, password=PASSWORD)
    for _ in range(10):
        log_in(client, nurse, "feil passord her")
    assert log_in(client, "lege@bergen.example", PASSWORD) == 302


def test_the_log_in_page_gets_its_icons_and_not_itself_once_more(client: Client) -> None:
    response = client.get("/admin/sprite/")
    assert response.status_code == 200
    assert b"<form" not in response.content
