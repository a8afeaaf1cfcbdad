"""The weeks before a hospital's website opens: who sees the list, who writes, and who lets readers in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.desk.tests.test_site_pages import body, client_at
from fellesnett.organizations.models import Role, Site, SiteState
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user
from fellesnett.pages.actions import open_site
from fellesnett.pages.models import PracticalInformation, SiteProfile

pytestmark = pytest.mark.django_db
LIST = "/admin/lokalt/fjord/for-apning/"


@pytest.fixture
def fjord(now: datetime) -> Site:
    by = make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})
    return open_site(organization=make_organization("Fjord HF"), slug="fjord", name="Fjord", language="nb", by=by, at=now)


def words(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


@pytest.mark.parametrize("role", [Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR])
def test_everyone_with_a_role_sees_what_is_left(fjord: Site, role: str) -> None:
    client = client_at(fjord, role)
    shown = words(client.get(LIST))
    assert "besøkstid på vanlige sengeposter" in shown
    assert "Skriv inn sentralbord eller e-post." in shown
    edit = reverse("wagtailsnippets_pages_practicalinformation:edit", args=[PracticalInformation.objects.get(slug="besok").pk])
    writes = role in (Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR)
    assert (edit in shown) is writes
    assert not writes or client.get(edit).status_code == 200
    assert LIST in words(client.get("/admin/lokalt/fjord/")), "the way to it is there while the site is prepared"


def test_the_hospital_next_door_sees_nothing(fjord: Site) -> None:
    other = Client()
    other.force_login(make_user(roles={make_organization("Oslo HF"): Role.SITE_OWNER}))
    for path, method in ((LIST, other.get), (LIST + "sider/", other.post), (LIST + "apne/", other.post)):
        assert method(path).status_code == 404


def test_the_owner_lets_readers_in_when_they_can_reach_somebody(fjord: Site) -> None:
    owner, editor = client_at(fjord, Role.SITE_OWNER), client_at(fjord)
    assert "Åpne nettstedet" not in words(owner.get(LIST))
    owner.post(LIST + "apne/")
    assert Site.objects.get(slug="fjord").state == SiteState.PREPARING
    SiteProfile.objects.filter(site=fjord).update(phone="57 00 00 00")
    assert editor.post(LIST + "apne/").status_code == 404
    assert "Åpne nettstedet" in words(owner.get(LIST))
    assert "Nettstedet er åpent." in words(owner.post(LIST + "apne/", follow=True))
    assert Client().get("/", headers={"host": "fjord.localhost"}).status_code == 200


def test_a_page_is_not_published_before_its_facts_are_filled_in_and_nothing_is_lost(fjord: Site) -> None:
    editor = client_at(fjord)
    page = PracticalInformation.objects.get(site=fjord, slug="besok")
    address = reverse("wagtailsnippets_pages_practicalinformation:edit", args=[page.pk])
    facts = {
        "title": page.title,
        "lead": page.lead,
        "unit": page.unit,
        "slug": page.slug,
        "language": "nb",
        "kind": "visiting",
        "review_months": 12,
    }
    assert 'name="action-publish"' in words(editor.get(address))
    sent = {"site": fjord.pk, **facts, "go_live_at": "", "expire_at": "", "action-publish": "1"}
    refused = words(editor.post(address, sent | body("Kom fra [Fyll inn: klokkeslett] til 20.")))
    assert "Fyll inn før du publiserer: klokkeslett." in refused
    assert "til 20." in refused
    page.refresh_from_db()
    assert not page.live
    editor.post(address, {**sent, "action-publish": ""} | body("Kom fra [Fyll inn: klokkeslett] til 20."))
    assert editor.post(address, sent | body("Kom fra 14 til 20.")).status_code == 302
    page.refresh_from_db()
    assert page.live


def test_the_pages_that_are_missing_are_made_with_one_button(fjord: Site) -> None:
    editor = client_at(fjord)
    PracticalInformation.objects.get(site=fjord, slug="parkering").delete()
    assert "Standardsider dere ikke har" in words(editor.get(LIST))
    assert "1 side er laget." in words(editor.post(LIST + "sider/", follow=True))
    assert "Standardsider dere ikke har" not in words(editor.get(LIST))
    assert client_at(fjord, Role.AUDITOR).post(LIST + "sider/").status_code == 404


def test_at_a_closed_site_the_desk_shows_everything_and_changes_nothing(fjord: Site, now: datetime) -> None:
    Site.objects.filter(pk=fjord.pk).update(state=SiteState.CLOSED, closed_at=now)
    owner = client_at(fjord, Role.SITE_OWNER)
    assert "Nettstedet ble lagt ned 24. november 2026." in words(owner.get("/admin/lokalt/fjord/"))
    assert "Standardsider dere ikke har" not in words(owner.get(LIST))
    for path in (LIST + "sider/", LIST + "apne/", "/admin/lokalt/fjord/meldinger/ny/", "/admin/lokalt/fjord/samtykke/"):
        assert owner.post(path).status_code == 404
    page = PracticalInformation.objects.get(site=fjord, slug="besok")
    edit = reverse("wagtailsnippets_pages_practicalinformation:edit", args=[page.pk])
    assert owner.get(edit).status_code == 404
    assert owner.get(reverse("wagtailsnippets_pages_practicalinformation:history", args=[page.pk])).status_code == 200
    assert page.title in words(owner.get(reverse("wagtailsnippets_pages_practicalinformation:list")))
