"""A private hospital delivers its preparation text and its telephone from its own system; the editor sees it beside what stands,
takes it in and approves the page; patients read it; and the receipt says so."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from fellesnett.access.machines import KEYS
from fellesnett.access.tests.issuer import Issuer, issuing
from fellesnett.adoption.tests.factories import Hospital, make_adoption, make_edition, make_hospital, make_topic
from fellesnett.api import doors
from fellesnett.foundation import clock
from fellesnett.organizations.models import Role, Site
from fellesnett.partners.tests.factories import make_partner
from tests.journeys.conftest import DESK, PHONE, PageAt, come_to, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
PARTS = [
    {
        "operation": "supplement",
        "target": "oppmote",
        "position": "after",
        "content": [{"html": "<p>Ta med medisinlisten din.</p>"}],
    },
    {"operation": "fill", "target": "telefon", "value": "55 97 50 00"},
]


@pytest.fixture
def issuer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost,martina.localhost")
    doors.OFTEN.forget()
    KEYS.forget()
    with issuing() as one:
        settings.MASKINPORTEN = one.trusted
        yield one


@pytest.fixture
def martina() -> Hospital:
    hospital = make_hospital("martina")
    topic = make_topic("kneprotese")
    make_edition(topic)
    make_adoption(hospital.site, topic, by=hospital.editor, clinical_owner=hospital.clinician)
    make_partner(hospital.site, organization=hospital.organization)
    return hospital


def asked(issuer: Issuer, base: str, method: str, path: str, said: Any = None, **headers: str) -> requests.Response:
    """The hospital's own system asks, by HTTP."""
    given = {"Authorization": f"Bearer {issuer.token(clock.now())}", **headers}
    body = json.dumps(said) if said is not None else None
    return requests.request(method, f"{base}{path}", data=body, headers=given, timeout=60)


def picture(page: Page, name: str) -> None:
    """Kept for whoever looks (`PICTURES=folder`)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_from_their_system_to_the_patient(issuer: Issuer, martina: Hospital, live_server: Any, page_at: PageAt) -> None:
    base = live_server.url
    (text,) = asked(issuer, base, "GET", "/api/v1/partner/content").json()["items"]
    seen = asked(issuer, base, "GET", text["href"])
    sent = asked(
        issuer, base, "PATCH", text["href"], {"sections": [{"id": "before", "blocks": PARTS}]},
        **{"Content-Type": "application/merge-patch+json", "If-Match": seen.headers["ETag"], "Idempotency-Key": "first"},
    )  # fmt: skip
    assert sent.status_code == 202, sent.text
    receipt = sent.headers["Location"]

    desk = come_to(page_at(DESK), f"{base}/admin/venter/", martina.editor)
    desk.get_by_role("link", name="Sammenlign og svar").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Kneprotese (bokmål)")
    expect(desk.get_by_text("Ta med medisinlisten din.")).to_be_visible()
    assert faults(desk) == []
    picture(desk, "delivery-1280")
    phone = come_to(page_at(PHONE), desk.url, martina.editor)
    assert faults(phone) == []
    picture(phone, "delivery-390")
    desk.get_by_role("button", name="Ta det inn som utkast").click()
    expect(desk.get_by_text("Tatt inn som utkast hos dere.")).to_be_visible()
    assert asked(issuer, base, "GET", receipt).json()["became"]["state"] == "draft"
    desk.get_by_role("button", name="Godkjenn").first.click()

    told = asked(issuer, base, "GET", receipt).json()
    assert (told["state"], told["became"]["state"]) == ("accepted", "shown")
    reader = page_at(PHONE)
    reader.goto(
        base.replace("localhost", "martina.localhost").replace("127.0.0.1", "martina.localhost") + "/behandlinger/kneprotese/"
    )
    expect(reader.get_by_text("Ta med medisinlisten din.")).to_be_visible()
    expect(reader.get_by_text("55 97 50 00").first).to_be_visible()

    desk.goto(f"{base}/admin/lokalt/martina/leveringer/")
    expect(desk.get_by_role("link", name="Kneprotese (bokmål)")).to_be_visible()
    assert faults(desk) == []
    picture(desk, "deliveries-1280")


def test_the_system_owners_screens(issuer: Issuer, martina: Hospital, live_server: Any, page_at: PageAt) -> None:
    from fellesnett.partners.tests.factories import chief

    owner = chief()
    for width in (DESK, PHONE):
        desk = come_to(page_at(width), f"{live_server.url}/admin/nasjonalt/partnere/", owner)
        assert faults(desk) == []
        picture(desk, f"partners-{width}")
        desk.get_by_role("link", name=str(Site.objects.get(slug="martina").organization)).click()
        assert faults(desk) == []
        picture(desk, f"partner-{width}")
    assert Role.NATIONAL_MEDICAL_EDITOR in {one.role for one in owner.memberships.all()}
