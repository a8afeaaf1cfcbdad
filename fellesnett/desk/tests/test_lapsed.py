"""Kari has written for an hour and goes to a meeting. When she presses «Lagre», her sign-in is over; her words are not."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fellesnett.access.models import SignIn
from fellesnett.access.tests.factories import code_from, make_second_step
from fellesnett.accounts.models import User
from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import make_adoption, make_edition, make_topic
from fellesnett.desk.access import lapsed
from fellesnett.desk.tests.test_site_pages import filled_in
from fellesnett.desk.tests.test_two_steps import PASSWORD, come_in, write_password
from fellesnett.desk.tests.wards import rich, said
from fellesnett.foundation import clock
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.models import NewsItem

pytestmark = pytest.mark.django_db

KEPT = "/admin/skrevet/"
WORDS = "Ta med deg medisinlisten, og ring oss om du er forkjølet."
ADD = reverse("wagtailsnippets_pages_newsitem:add")
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    settings.SIGN_INS_ARE_KEPT = True
    settings.OTP_TOTP_THROTTLE_FACTOR = 0


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def kari(bergen: Site) -> User:
    return make_user("kari@bergen.example", roles={bergen.organization: Role.EDITOR}, password=PASSWORD, first_name="Kari")


@pytest.fixture
def desk(kari: User) -> Client:
    """Kari's browser: she has come in, and looked at something."""
    client = come_in(kari)
    client.get("/admin/sikkerhet/")
    return client


def two_hours_pass() -> None:
    SignIn.objects.update(seen_at=clock.now() - timedelta(minutes=121))


def the_browser_was_closed(client: Client) -> None:
    del client.cookies["sessionid"]


def send_again(client: Client) -> Any:
    """Press «Send på nytt» on the page of what was kept: its hidden fields, to the address it names."""
    shown = client.get(KEPT).content.decode()
    form = next(part for part in shown.split("<form")[1:] if "Send på nytt" in part)
    address = re.search(r'action="([^"]*)"', form)
    assert address is not None
    fields: dict[str, list[str]] = {}
    for name, value in FIELD.findall(form):
        fields.setdefault(name, []).append(unescape(value))
    return client.post(unescape(address[1]), fields)


# --- our own forms and Wagtail's --------------------------------------------------------------------------------------


def test_a_page_written_in_wagtails_form_is_found_again_after_the_log_in_and_sent_by_her_own_click(
    desk: Client, kari: User, bergen: Site
) -> None:
    two_hours_pass()
    answer = desk.post(ADD, filled_in(bergen, lead=WORDS))
    assert answer["Location"].startswith("/admin/login/?next=")
    assert "Det du skrev, er tatt vare på" in said(desk.get(answer["Location"]))
    assert not NewsItem.objects.exists()
    assert write_password(desk, kari)["Location"] == KEPT
    page = desk.get(KEPT)
    assert "Du var logget ut. Dette hadde du skrevet" in said(page)
    assert WORDS in said(page)
    assert not NewsItem.objects.exists(), "nothing is sent by itself"
    assert send_again(desk).status_code == 302
    assert NewsItem.objects.get().latest_revision.content["lead"] == WORDS
    assert desk.get(KEPT)["Location"] == "/admin/", "what was sent is let go"


def test_local_text_in_our_own_form_keeps_its_words_and_its_line_breaks(desk: Client, kari: User, bergen: Site) -> None:
    topic = make_topic("kne")
    make_edition(topic)
    make_adoption(bergen, topic, by=kari)
    address = reverse("desk_local:create", args=["bergen", "kne", "nb"]) + "?op=supplement&target=faste"
    form = {**{key: value for key, value in desk.get(address).context["form"].initial.items() if value}, "content": rich(WORDS)}
    two_hours_pass()
    desk.post(address, form)
    write_password(desk, kari)
    assert WORDS in said(desk.get(KEPT))
    assert send_again(desk).status_code == 302
    assert WORDS in str(LocalOperation.objects.get().content)


def test_a_form_with_faults_comes_back_with_the_words_and_nothing_is_forgotten(desk: Client, kari: User, bergen: Site) -> None:
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, language="finnes ikke", lead=WORDS))
    write_password(desk, kari)
    again = send_again(desk)
    assert again.status_code == 200
    assert WORDS in again.content.decode()


def test_two_tabs_are_both_kept_the_latest_first(desk: Client, kari: User, bergen: Site) -> None:
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, lead="Fra den første fanen."))
    desk.post(ADD, filled_in(bergen, lead="Fra den andre fanen."))
    write_password(desk, kari)
    shown = said(desk.get(KEPT))
    assert -1 < shown.index("Fra den andre") < shown.index("Fra den første")


def test_what_is_not_needed_is_let_go(desk: Client, kari: User, bergen: Site) -> None:
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, lead=WORDS))
    write_password(desk, kari)
    assert "Se det du hadde skrevet" in said(desk.get("/admin/"))
    key = desk.get(KEPT).context["forms"][0]["form"].key
    assert desk.post(KEPT, {"key": key})["Location"] == "/admin/"
    assert "Se det du hadde skrevet" not in said(desk.get("/admin/"))


# --- every way in -----------------------------------------------------------------------------------------------------


def test_through_the_second_step(desk: Client, kari: User, bergen: Site) -> None:
    device, _codes = make_second_step(kari)
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, lead=WORDS))
    assert write_password(desk, kari)["Location"] == "/admin/inn/kode/"
    assert desk.get(KEPT)["Location"].startswith("/admin/login/"), "the password alone shows nothing"
    assert desk.post("/admin/inn/kode/", {"code": code_from(device)})["Location"] == KEPT
    assert WORDS in said(desk.get(KEPT))


def test_when_the_session_is_gone_altogether_the_browser_still_knows_whose_words_they_are(
    desk: Client, kari: User, bergen: Site
) -> None:
    the_browser_was_closed(desk)
    desk.post(ADD, filled_in(bergen, lead=WORDS))
    write_password(desk, kari)
    assert WORDS in said(desk.get(KEPT))


def test_the_editor_that_asks_by_itself_ends_the_session_first_and_the_words_are_kept_all_the_same(
    desk: Client, kari: User, bergen: Site
) -> None:
    two_hours_pass()
    preview = reverse("wagtailsnippets_pages_newsitem:preview_on_add")
    desk.post(preview, filled_in(bergen, lead="Forhåndsvist."), headers={"Sec-Fetch-Dest": "empty"})
    desk.post(ADD, filled_in(bergen, lead=WORDS), headers={"Sec-Fetch-Dest": "document"})
    write_password(desk, kari)
    shown = said(desk.get(KEPT))
    assert WORDS in shown
    assert "Forhåndsvist" not in shown


def test_logged_in_again_in_another_tab_the_old_form_is_shown_and_sent_with_a_token_that_holds(kari: User, bergen: Site) -> None:
    desk = Client(enforce_csrf_checks=True)
    form = {**filled_in(bergen, lead=WORDS), "csrfmiddlewaretoken": "a" * 64}
    desk.force_login(kari)
    session = desk.session
    session["sign_in"] = SignIn.objects.create(user=kari, method="password", started_at=clock.now(), seen_at=clock.now()).pk
    session.save()
    desk.get(ADD)
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    answer = desk.post(ADD, form, headers=own)
    assert answer.status_code == 403
    assert "Skjemaet er for gammelt" in said(answer)
    assert WORDS in said(answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())
    assert token is not None
    assert desk.post(ADD, {**form, "csrfmiddlewaretoken": token[1]}, headers=own).status_code == 302
    for elsewhere in ({"Origin": "https://ond.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        assert WORDS not in said(desk.post(ADD, form, headers=elsewhere)), elsewhere


# --- nobody else's, and nothing secret --------------------------------------------------------------------------------


def test_a_colleague_who_logs_in_at_the_same_machine_sees_nothing_of_it(desk: Client, kari: User, bergen: Site) -> None:
    per = make_user("per@bergen.example", roles={bergen.organization: Role.EDITOR}, password=PASSWORD)
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, lead=WORDS))
    assert write_password(desk, per)["Location"] == "/admin/"
    assert desk.get(KEPT)["Location"] == "/admin/"
    write_password(desk, kari)
    assert desk.get(KEPT).status_code == 302, "and it is gone"


def test_a_stranger_makes_us_keep_nothing(bergen: Site, kari: User) -> None:
    for cookie in ("", str(kari.pk), f"{kari.pk}:1abc:forfalsket"):
        stranger = Client()
        stranger.cookies["desk_who"] = cookie
        answer = stranger.post(ADD, filled_in(bergen, lead=WORDS))
        assert answer["Location"].startswith("/admin/login/")
        assert "sessionid" not in answer.cookies


def test_it_is_over_in_an_hour(desk: Client, kari: User, bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, lead=WORDS))
    monkeypatch.setattr(lapsed, "FOR", timedelta(seconds=-1))
    assert write_password(desk, kari)["Location"] == "/admin/"
    assert desk.get(KEPT)["Location"] == "/admin/"


def test_it_is_not_to_be_read_where_it_lies(desk: Client, bergen: Site) -> None:
    two_hours_pass()
    desk.post(ADD, filled_in(bergen, lead=WORDS))
    [text] = desk.session["kept_forms"]
    assert "medisinlisten" not in text
    assert "no-store" in Client().get(KEPT).headers.get("Cache-Control", "no-store")


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/admin/sikkerhet/endre/", {"code": "Koden er 123456", "act": "codes"}),
        ("/admin/account/", {"password-old_password": PASSWORD, "password-new_password1": "et nytt og langt passord"}),
        ("/admin/venter/", {"choice": "keep_ours", "hash": "sha256:abc", "row": "17"}),
        ("/admin/venter/", {}),
    ],
)
def test_secrets_and_mere_clicks_are_not_kept(desk: Client, kari: User, address: str, form: dict[str, str]) -> None:
    two_hours_pass()
    came_from = {"Referer": "http://testserver/admin/venter/?side=2"}
    answer = desk.post(address, form, headers=came_from)
    assert answer["Location"] == "/admin/login/?next=/admin/venter/%3Fside%3D2", "back to where the button stands"
    assert "kept_forms" not in desk.session


def test_a_file_is_not_kept_but_named(desk: Client, kari: User, bergen: Site) -> None:
    two_hours_pass()
    picture = SimpleUploadedFile("inngangen.jpg", b"\xff\xd8", "image/jpeg")
    desk.post(reverse("wagtailsnippets_pages_picture:add"), {"title": "Inngangen vår", "file": picture})
    write_password(desk, kari)
    shown = said(desk.get(KEPT))
    assert "Inngangen vår" in shown
    assert "Velg dem på nytt: inngangen.jpg" in shown


def test_what_is_too_long_is_said_before_it_is_lost(desk: Client, bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lapsed, "LONGEST", 100)
    two_hours_pass()
    answer = desk.post(ADD, filled_in(bergen, lead=WORDS * 3))
    assert "Gå tilbake i nettleseren og kopier det før du logger inn." in said(desk.get(answer["Location"]))
    assert "kept_forms" not in desk.session


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (rich("To ord."), "To ord."),
        ('{"blocks": "ikke en liste"}', ""),
        ("{ikke json}", "{ikke json}"),
        ("Kneprotese", "Kneprotese"),
        ("keep_ours", ""),
        ("12", ""),
        ("55 97 50 00", "55 97 50 00"),
        ("2026-12-01", "2026-12-01"),
        ("2026-11-27T08:00:00.1+00:00", ""),
        ("5b1e9f0a-0000-4000-8000-0123456789ab", ""),
        ("sha256:ab12", ""),
        ("|sha256:ab12", ""),
        ("bergen-1|sha256:ab12", ""),
        ("/admin/venter/?hvem=alle", ""),
        ("adopted_text:12", ""),
        ("Adressen er /admin/venter/", "Adressen er /admin/venter/"),
        ("[]", ""),
        ("  ", ""),
    ],
)
def test_a_person_reads_words_and_not_what_the_form_says_by_itself(value: str, words: str) -> None:
    assert lapsed.plain(value) == words
