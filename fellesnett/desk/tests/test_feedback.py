"""An editor reads what readers say of a page, sees nothing that points to anybody, and says what was done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.editorial.models import OpenItem
from fellesnett.editorial.reminders import escalate
from fellesnett.foundation import clock
from fellesnett.insight.actions import Page, leave_feedback
from fellesnett.insight.models import Found
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user

pytestmark = pytest.mark.django_db
KNEE = Page("/behandlinger/kneprotese/", "Kneprotese", "nb", "topic:kneprotese", "sha256:" + "1" * 64)
ABOUT_KNEE = "/admin/lokalt/bergen/tilbakemeldinger/side/?sti=%2Fbehandlinger%2Fkneprotese%2F"
CLOSE = "/admin/lokalt/bergen/tilbakemeldinger/lukk/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    for module in ("inbox", "feedback", "panel"):
        monkeypatch.setattr(f"fellesnett.desk.local.{module}.now", lambda: now)
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def bergen(now: datetime) -> Site:
    site = make_site("bergen", name="Helse Bergen", organization=make_organization("Helse Bergen HF", key="bergen"))
    leave_feedback(site=site, page=KNEE, found=Found.NO, text="Hvor parkerer vi? <b>Ring</b> 98 76 54 32.", at=now)
    leave_feedback(site=site, page=KNEE, found=Found.PARTLY, at=now)
    return site


def at_desk(site: Site, role: str = Role.EDITOR) -> Client:
    return signed_in({site.organization: role})


def signed_in(roles: Any) -> Client:
    client = Client()
    client.force_login(make_user(roles=roles))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_inbox_has_one_row_for_the_page_with_its_words_and_one_action(bergen: Site) -> None:
    inbox = text(at_desk(bergen).get("/admin/venter/"))
    assert inbox.count("Leserne om «Kneprotese»</a>") == 1
    assert "2 svar: 1 delvis, 1 nei. 1 har skrevet noe." in inbox
    assert "Tilbakemelding" in inbox
    assert "Les og lukk" in inbox
    assert f'href="{ABOUT_KNEE}"' in inbox


def test_the_page_shows_what_is_said_without_what_points_to_anybody(bergen: Site) -> None:
    page = text(at_desk(bergen).get(ABOUT_KNEE))
    assert "Hvor parkerer vi? &lt;b&gt;Ring&lt;/b&gt; [telefonnummer fjernet]." in page
    assert "Personopplysninger er tatt bort før lagring." in page
    assert "98 76" not in page
    assert f"/v/{'1' * 64}/" in page
    assert "http://bergen.localhost/behandlinger/kneprotese/" in page
    assert "/admin/lokalt/bergen/tekster/kneprotese/" in page


def test_the_editor_says_what_was_done_and_it_stands_there(bergen: Site) -> None:
    client = at_desk(bergen)
    sent = {"sti": KNEE.path, "done": "changed", "note": "Skrevet om parkering"}
    assert client.post(CLOSE, sent).headers["Location"] == "/admin/lokalt/bergen/tilbakemeldinger/"
    assert OpenItem.objects.get().resolution == "Vi har endret siden: Skrevet om parkering"
    page = text(client.get(ABOUT_KNEE))
    assert "Vi har endret siden: Skrevet om parkering" in page
    assert "Ingenting venter her nå." in page
    assert 'name="done"' not in page
    assert "Ingenting venter på deg nå" in text(client.get("/admin/venter/"))


def test_what_is_not_chosen_is_said_at_the_field_and_the_note_is_kept(bergen: Site) -> None:
    answer = at_desk(bergen).post(CLOSE, {"sti": KNEE.path, "note": "Ble med"})
    assert answer.status_code == 422
    assert "Velg hva dere har gjort." in text(answer)
    assert "Ble med" in text(answer)
    assert OpenItem.objects.open().exists()


def test_the_sites_list_is_a_tab_with_the_waiting_pages_first(bergen: Site) -> None:
    client = at_desk(bergen)
    assert 'href="/admin/lokalt/bergen/tilbakemeldinger/"' in text(client.get("/admin/lokalt/bergen/"))
    listed = text(client.get("/admin/lokalt/bergen/tilbakemeldinger/"))
    assert f'href="{ABOUT_KNEE}"' in listed
    assert "Venter</span>" in listed


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR])
def test_others_at_the_site_read_and_do_not_close(bergen: Site, role: str) -> None:
    client = at_desk(bergen, role)
    page = text(client.get(ABOUT_KNEE))
    assert "Hvor parkerer vi?" in page
    assert "Saken lukkes av redaktør eller nettansvarlig." in page
    assert client.post(CLOSE, {"sti": KNEE.path, "done": "changed"}).status_code == 404
    assert OpenItem.objects.open().exists()


def test_another_hospital_and_the_national_office_find_nothing(bergen: Site) -> None:
    for roles in ({make_site("solsiden").organization: Role.EDITOR}, {make_national_office(): Role.NATIONAL_EDITOR}):
        client = signed_in(roles)
        for address in (ABOUT_KNEE, "/admin/lokalt/bergen/tilbakemeldinger/"):
            assert client.get(address).status_code == 404
        assert client.post(CLOSE, {"sti": KNEE.path, "done": "changed"}).status_code == 404


def test_a_page_nobody_has_spoken_of_is_not_there(bergen: Site) -> None:
    client = at_desk(bergen)
    for path in ("/behandlinger/noe-annet/", "", "//ond.example/"):
        assert client.get("/admin/lokalt/bergen/tilbakemeldinger/side/", {"sti": path}).status_code == 404
    assert client.post(CLOSE, {"sti": "/x/", "done": "changed"}).status_code == 404


def test_what_waits_too_long_leads_the_site_owner_to_the_list(bergen: Site, now: datetime) -> None:
    escalate(at=now + timedelta(days=31))
    inbox = text(at_desk(bergen, Role.SITE_OWNER).get("/admin/venter/"))
    assert "Leserne om «Kneprotese»" in inbox
    assert "/admin/lokalt/bergen/tilbakemeldinger/" in inbox


def test_the_national_editor_finds_what_readers_say_of_the_national_text(now: datetime) -> None:
    office = make_national_office()
    front = make_site("www", organization=office, is_front_door=True)
    leave_feedback(site=front, page=KNEE, found=Found.NO, text="Hvor lenge varer det?", at=now)
    client = signed_in({office: Role.NATIONAL_EDITOR})
    assert "Leserne om «Kneprotese»" in text(client.get("/admin/"))
    page = text(client.get(ABOUT_KNEE.replace("bergen", "www")))
    assert "Hvor lenge varer det?" in page
    assert "/admin/nasjonalt/tema/kneprotese/" in page
    assert "passed_on" not in page
    closed = client.post(CLOSE.replace("bergen", "www"), {"sti": KNEE.path, "done": "later"})
    assert closed.headers["Location"] == "/admin/lokalt/www/tilbakemeldinger/"
    assert OpenItem.objects.get().resolution == "Vi endrer siden senere"
    assert client.get(closed.headers["Location"]).status_code == 200
