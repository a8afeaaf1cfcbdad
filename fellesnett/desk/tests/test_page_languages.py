"""An editor begins a page in another language; a contributor learns whom to ask; nobody next door begins anything."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.models import Department
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

PAGES = "wagtailsnippets_pages_department:"


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", other_languages=["en"])


def client_at(site: Site, role: str = Role.EDITOR) -> Client:
    client = Client()
    client.force_login(make_user(roles={site.organization: role}))
    return client


def test_the_editor_shows_the_languages_and_begins_the_next(bergen: Site, now: datetime) -> None:
    client, page = client_at(bergen), make_page(bergen, Department, live_at=now, slug="ortopedi", title="Ortopedi")
    start = reverse(PAGES + "start_version", args=[page.pk, "en"])
    assert f'formaction="{start}"' in client.get(reverse(PAGES + "edit", args=[page.pk])).content.decode()
    answer = client.post(start)
    english = Department.objects.get(language="en")
    assert answer.headers["Location"] == reverse(PAGES + "edit", args=[english.pk])
    assert (english.work, english.live) == (page.work, False)
    again = client.get(reverse(PAGES + "edit", args=[page.pk])).content.decode()
    assert start not in again
    assert reverse(PAGES + "edit", args=[english.pk]) in again
    client.post(start)
    assert Department.objects.count() == 2, "twice is once"


def test_a_language_that_the_site_does_not_have_is_refused_in_words(bergen: Site) -> None:
    client, page = client_at(bergen), make_page(bergen, Department)
    answer = client.post(reverse(PAGES + "start_version", args=[page.pk, "se"]), follow=True)
    assert "Nettstedet har ikke dette språket." in answer.content.decode()
    assert Department.objects.count() == 1


def test_a_contributor_is_told_whom_to_ask(bergen: Site) -> None:
    edit = reverse(PAGES + "edit", args=[make_page(bergen, Department).pk])
    assert "Velg «Be om publisering»" in client_at(bergen, Role.CONTRIBUTOR).get(edit).content.decode()
    assert "Velg «Be om publisering»" not in client_at(bergen).get(edit).content.decode()


def test_nobody_next_door_begins_a_language(bergen: Site) -> None:
    page = make_page(bergen, Department)
    answer = client_at(make_site("annensted")).post(reverse(PAGES + "start_version", args=[page.pk, "en"]))
    assert answer.status_code == 404
    assert Department.objects.count() == 1


def test_a_department_offers_only_what_is_its_own_sites(bergen: Site) -> None:
    page = make_page(bergen, Department)
    make_page(make_site("annensted"), Department, title="Deres klinikk", slug="deres")
    assert "Deres klinikk" not in client_at(bergen).get(reverse(PAGES + "edit", args=[page.pk])).content.decode()


def test_the_address_follows_the_title_of_a_new_page(bergen: Site) -> None:
    form = client_at(bergen).get(reverse(PAGES + "add")).content.decode()
    assert "w-sync" in form
    assert "w-slug" in form
