"""Wagtail's admin as ours: log-in, front page, menu, style, and what the browser may load."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.tests.factories import PASSWORD
from fellesnett.desk.middleware import CONTENT_SECURITY_POLICY
from fellesnett.national.models import TopicText
from fellesnett.national.tests.factories import make_text, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_user(first_name="Ingrid", roles={make_national_office(): Role.NATIONAL_EDITOR}))
    return client


def test_log_in_speaks_norwegian_and_says_whose_it_is() -> None:
    html = page(Client(), "/admin/login/")
    assert "Logg inn på Fellesnett" in html
    assert '<html lang="nb"' in html
    assert "Wagtail</title>" not in html


def test_the_log_in_leads_to_what_one_asked_for() -> None:
    make_user("ingrid@nasjonal.example", password=PASSWORD, roles={make_national_office(): Role.NATIONAL_EDITOR})
    client = Client()
    asked = client.get("/admin/nasjonalt/").headers["Location"]
    assert asked == "/admin/login/?next=/admin/nasjonalt/"
    answer = client.post(
        "/admin/login/", {"username": "ingrid@nasjonal.example", "password": PASSWORD, "next": "/admin/nasjonalt/"}
    )
    assert answer.headers["Location"] == "/admin/nasjonalt/"


def test_one_without_a_role_is_told_whom_to_ask() -> None:
    client = Client()
    client.force_login(make_user())
    html = client.get("/admin/", follow=True).content.decode()
    assert "Du har ingen rolle ennå" in html


def menu_of(html: str) -> list[str]:
    props = re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert props
    return re.findall(r'"desk-[a-z-]+"', json.dumps(json.loads(props[1])))


def test_the_menu_holds_only_ours_and_only_mine(editor: Client) -> None:
    html = page(editor, "/admin/")
    assert '"desk-national"' in menu_of(html)
    for foreign in ('"explorer"', '"images"', '"documents"', '"reports"', '"settings"', '"help"', '"snippets"'):
        assert foreign not in html, foreign
    local = Client()
    local.force_login(make_user(roles={make_site("bergen").organization: Role.EDITOR}))
    assert '"desk-national"' not in menu_of(page(local, "/admin/"))


def test_the_front_page_has_nothing_of_everybodys(editor: Client) -> None:
    html = page(editor, "/admin/")
    assert "Hei, Ingrid" in html
    assert "wagtailadmin_explore" not in html
    assert 'href="/admin/pages/' not in html
    assert 'action="/admin/pages/' not in html


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/", "/admin/nasjonalt/", "/admin/account/", "/admin/finnes-ikke/"])
def test_no_page_of_the_desk_may_load_anything_from_others(editor: Client, address: str) -> None:
    answer = editor.get(address)
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "script-src 'self';" in CONTENT_SECURITY_POLICY
    loads = r'<(?:script|img|iframe|link|source)[^>]*(?:src|href)="((?:https?:)?//[^"]+)"'
    assert re.findall(loads, answer.content.decode()) == []


def test_no_script_is_written_into_the_pages_we_use(editor: Client) -> None:
    """The policy would stop it; here it is named."""
    text = make_text()
    for address in ("/admin/", "/admin/nasjonalt/", f"/admin/snippets/national/topictext/edit/{text.pk}/"):
        scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page(editor, address))
        assert [script for script in scripts if "text/template" not in script] == [], address


def test_the_link_dialog_takes_an_address_and_shows_no_pages(editor: Client) -> None:
    answer = editor.get("/admin/choose-external-link/")
    assert answer.status_code == 200
    assert "choose-page" not in json.loads(answer.content)["html"]


def test_a_missing_page_tells_nothing_and_shows_the_way_back(editor: Client) -> None:
    answer = editor.get("/admin/nasjonalt/tema/finnes-ikke/")
    assert answer.status_code == 404
    assert "eller den er ikke din" in answer.content.decode()


def test_a_form_that_is_too_large_is_answered_in_words_and_changes_nothing(editor: Client) -> None:
    for body in ({"title": "a" * 3_000_000}, {f"felt-{number}": "1" for number in range(10_001)}):
        answer = editor.post("/admin/nasjonalt/nytt-tema/", body)
        said = answer.content.decode()
        assert answer.status_code == 400
        assert "Ingenting er lagret. Gå tilbake i nettleseren: det du skrev, står der." in said
        assert 'href="/admin/hjelp/' in said


def test_an_address_that_only_takes_a_form_leads_back_when_it_is_opened(editor: Client) -> None:
    answer = editor.get("/admin/venter/godkjenn/")
    assert answer.status_code == 405
    assert "Ingenting er endret." in answer.content.decode()
    assert 'href="/admin/"' in answer.content.decode()


def test_an_address_that_takes_no_form_does_not_say_that_it_takes_only_forms(editor: Client) -> None:
    answer = editor.post("/admin/venter/")
    assert answer.status_code == 405
    assert "bare imot et skjema" not in answer.content.decode()


@pytest.mark.parametrize("to_https", [True, False])
def test_a_strangers_host_name_is_refused_and_breaks_nothing(settings: Any, to_https: bool) -> None:
    """In production the host is asked for before anybody knows who asks."""
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["desk.example"], to_https
    stranger = Client(raise_request_exception=False)
    assert stranger.get("/admin/", headers={"host": "nobody.example"}).status_code == 400


def test_nobody_publishes_through_wagtail(editor: Client) -> None:
    text = make_text()
    editor.force_login(national_editor())
    for view in ("publish", "unpublish", "delete", "copy", "usage"):
        for method in ("get", "post"):
            assert getattr(editor, method)(f"/admin/snippets/national/topictext/{view}/{text.pk}/").status_code == 404
    assert TopicText.objects.filter(pk=text.pk).exists()


def test_a_locked_text_is_not_saved_by_another(editor: Client) -> None:
    text = make_text()
    owner = Client()
    owner.force_login(national_editor())
    owner.post(f"/admin/snippets/national/topictext/lock/{text.pk}/")
    form: dict[str, Any] = {
        "title": "Overtatt",
        **{f"{key}-count": "0" for key in ("introduction", "referral", "before", "during", "after", "be_aware")},
    }
    editor.post(f"/admin/snippets/national/topictext/edit/{text.pk}/", form)
    text.refresh_from_db()
    assert text.title != "Overtatt"
