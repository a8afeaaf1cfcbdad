"""From a letter to the case, and the choice of how often letters come."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.editorial.asking import Asked
from fellesnett.editorial.models import OpenItem, SignOffRequest
from fellesnett.editorial.tests.factories import new_item
from fellesnett.national import actions
from fellesnett.national.tests.factories import AT, make_candidate, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user

pytestmark = pytest.mark.django_db


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> User:
    return make_user("redaktor@bergen.example", roles={make_site("bergen").organization: Role.EDITOR})


def test_a_letters_link_leads_to_the_case_at_the_site(editor: User) -> None:
    item = new_item(make_site("unn"), subject="adoption:0", owner=editor)
    item.save()
    assert desk_of(editor).get(f"/admin/sak/{item.pk}/")["Location"] == "/admin/lokalt/unn/tekster/"


def test_a_case_that_is_closed_says_by_whom_and_how(editor: User, now: Any) -> None:
    item = new_item(make_site("unn"), owner=editor, closed_at=now, closed_by=editor, resolution="godkjent")
    item.save()
    page = desk_of(editor).get(f"/admin/sak/{item.pk}/").content.decode()
    assert f"Saken er lukket av {editor} 24. november 2026." in page
    assert "Godkjent." in page


def test_anothers_case_is_not_there(editor: User) -> None:
    item = new_item(make_site("unn"))
    item.save()
    assert desk_of(editor).get(f"/admin/sak/{item.pk}/").status_code == 404


def test_a_no_stands_on_the_front_page_and_leads_to_the_text() -> None:
    candidate = make_candidate()
    asked = Asked("Ida Lege", "ida@sykehus.example", "overlege")
    request = actions.ask_clinician(candidate=candidate, asked=asked, by=national_editor(), at=AT)
    actions.answer_by_link(request=request, yes=False, comment="Feil tid.", at=AT + timedelta(hours=1))
    client = desk_of(national_editor())
    home = client.get("/admin/").content.decode()
    address = f"/admin/nasjonalt/utkast/{candidate.pk}/"
    assert "Ida Lege svarte nei" in home
    assert f'href="{address}"' in home
    item = OpenItem.objects.open().get(key=f"request:{SignOffRequest.objects.get().pk}:answer")
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == address


def test_each_chooses_how_often(editor: User) -> None:
    client = desk_of(editor)
    page = client.get("/admin/e-post/").content.decode()
    assert "E-posten går til redaktor@bergen.example" in page
    assert client.post("/admin/e-post/", {"digest": "none"}).status_code == 302
    editor.refresh_from_db()
    assert editor.digest == "none"
    assert client.post("/admin/e-post/", {"digest": "hvert minutt"}).status_code == 200
    editor.refresh_from_db()
    assert editor.digest == "none"


def test_somebody_says_when_they_leave_and_thinks_better_of_it(editor: User) -> None:
    client = desk_of(editor)
    assert "Dagen er passert." in client.post("/admin/slutter/", {"last_day": "2020-01-01"}).content.decode()
    assert client.post("/admin/slutter/", {"last_day": "2099-12-31"}).status_code == 302
    assert "Siste dag er 31. desember 2099." in client.get("/admin/e-post/").content.decode()
    client.post("/admin/slutter/", {"last_day": ""})
    editor.refresh_from_db()
    assert editor.leaves_on is None
