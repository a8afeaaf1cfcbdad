"""The second step at the desk: between the two nobody is in; set up, late, lost, and sessions that end by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.access.models import Authenticator, Method, SignIn
from fellesnett.access.second_steps import authenticator_of
from fellesnett.access.tests.factories import code_from, make_second_step
from fellesnett.accounts.models import User
from fellesnett.desk.access.devices import device_of
from fellesnett.editorial.models import Event
from fellesnett.foundation import clock
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "kaffe med melk og sukker"
WHY = "Mistet telefonen. Viste ansattkort på kontoret."


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    """A session must have a sign-in behind it; a wrong code makes nobody wait."""
    settings.SIGN_INS_ARE_KEPT = True
    settings.OTP_TOTP_THROTTLE_FACTOR = settings.OTP_STATIC_THROTTLE_FACTOR = 0


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def nurse(bergen: Site) -> User:
    return make_user("pleier@bergen.example", roles={bergen.organization: Role.EDITOR}, password=PASSWORD)


def write_password(client: Client, user: User, **more: str) -> Any:
    return client.post("/admin/login/", {"username": user.email, "password": PASSWORD, **more})


def come_in(user: User) -> Client:
    """A browser where this person has come all the way in."""
    client = Client()
    answer = write_password(client, user)
    if answer["Location"] == "/admin/inn/kode/":
        device = authenticator_of(user)
        assert device is not None
        answer = client.post("/admin/inn/kode/", {"code": code_from(device)})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/admin/sikkerhet/").status_code == 200


# --- the two steps ----------------------------------------------------------------------------------------------------


def test_a_nurse_writes_password_and_code_and_lands_where_she_was_going(client: Client, nurse: User) -> None:
    device, _codes = make_second_step(nurse)
    answer = write_password(client, nurse, next="/admin/venter/")
    assert answer["Location"] == "/admin/inn/kode/"
    assert not is_in(client), "the password alone opens nothing"
    page = client.get("/admin/inn/kode/")
    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    answer = client.post("/admin/inn/kode/", {"code": code_from(device)})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/venter/")
    assert is_in(client)
    assert SignIn.objects.get().method == Method.PASSWORD_AND_CODE


def test_a_wrong_code_is_told_at_its_field_and_lets_nobody_in(client: Client, nurse: User) -> None:
    make_second_step(nurse)
    write_password(client, nurse)
    for wrong in ("", "12345", "ikke en kode", "x" * 50):
        page = client.post("/admin/inn/kode/", {"code": wrong})
        assert page.status_code == 200
        assert 'class="errorlist"' in page.content.decode()
    assert not is_in(client)


def test_nobody_reaches_the_code_without_the_password_or_too_late(client: Client, nurse: User) -> None:
    make_second_step(nurse)
    assert client.get("/admin/inn/kode/")["Location"] == "/admin/login/"
    write_password(client, nurse)
    session = client.session
    session["pending_log_in"] = {**session["pending_log_in"], "until": 0}
    session.save()
    assert client.get("/admin/inn/kode/")["Location"] == "/admin/login/"
    assert "for lang tid" in client.get("/admin/login/").content.decode()


def test_a_recovery_code_lets_her_in_and_says_how_many_are_left(client: Client, nurse: User) -> None:
    _device, codes = make_second_step(nurse)
    write_password(client, nurse)
    client.post("/admin/inn/kode/", {"code": codes[3]})
    assert "9 igjen" in client.get("/admin/").content.decode()
    assert SignIn.objects.get().method == Method.PASSWORD_AND_RECOVERY


def test_ten_wrong_codes_shut_the_door_and_it_is_written_down(client: Client, nurse: User, settings: Any) -> None:
    settings.AXES_ENABLED = True
    device, _codes = make_second_step(nurse)
    write_password(client, nurse)
    wrong = "000000" if code_from(device) != "000000" else "111111"
    answers = [client.post("/admin/inn/kode/", {"code": wrong}).status_code for _number in range(10)]
    assert answers == [200] * 9 + [429]
    assert client.post("/admin/inn/kode/", {"code": code_from(device)}).status_code == 429
    assert write_password(Client(), nurse).status_code == 429, "the password page is shut with it"
    assert list(Event.objects.filter(verb="sign_in.locked_out").values_list("subject", flat=True)) == [f"user:{nurse.pk}"]


def test_a_colleague_without_an_app_comes_in_with_the_password(bergen: Site) -> None:
    writer = make_user("bidrag@bergen.example", roles={bergen.organization: Role.CONTRIBUTOR}, password=PASSWORD)
    client = come_in(writer)
    assert is_in(client)
    assert SignIn.objects.get().must_set_up_by is None


def test_a_shared_demonstration_person_is_shut_to_the_next_visitor_for_an_hour_at_most(bergen: Site) -> None:
    shown = make_user("vis@demo.example", roles={bergen.organization: Role.EDITOR}, password=PASSWORD, is_demonstration=True)
    make_second_step(shown)
    assert write_password(Client(), shown)["Location"] == "/admin/inn/kode/"
    Authenticator.objects.update(created_at=clock.now() - timedelta(minutes=61))
    client = Client()
    assert write_password(client, shown)["Location"] == "/admin/"
    assert client.get("/admin/sikkerhet/to-trinn/").status_code == 200, "and may try it too"


# --- setting up -------------------------------------------------------------------------------------------------------


def test_an_editor_is_told_the_day_and_sets_it_up(nurse: User) -> None:
    client = come_in(nurse)
    due = SignIn.objects.get().must_set_up_by
    assert due is not None
    assert (due - clock.now()).days in (13, 14)
    assert "krever to-trinns innlogging" in client.get("/admin/").content.decode()
    page = client.get("/admin/sikkerhet/to-trinn/").content.decode()
    picture = page[page.index("<svg") : page.index("</svg>")]
    assert "style=" not in picture
    assert "<script" not in picture
    app = Authenticator.objects.get(user=nurse)
    assert "Koden stemmer ikke" in client.post("/admin/sikkerhet/to-trinn/", {"code": "12"}).content.decode()
    shown = client.post("/admin/sikkerhet/to-trinn/", {"code": code_from(app)})
    assert len(shown.context["codes"]) == 10
    assert "no-store" in shown["Cache-Control"]
    assert "krever to-trinns" not in client.get("/admin/").content.decode()


def test_when_the_days_are_over_there_is_nowhere_else_to_go(nurse: User) -> None:
    client = come_in(nurse)
    SignIn.objects.update(must_set_up_by=clock.now() - timedelta(minutes=1))
    for address in ("/admin/", "/admin/venter/", "/admin/lokalt/bergen/", "/admin/account/"):
        assert client.get(address)["Location"] == "/admin/sikkerhet/to-trinn/", address
    assert "fristen er ute" in client.get("/admin/sikkerhet/to-trinn/").content.decode()
    make_second_step(nurse)
    assert client.get("/admin/lokalt/bergen/").status_code == 200


def test_taking_the_app_away_needs_a_code_from_it(nurse: User) -> None:
    device, _codes = make_second_step(nurse)
    client = come_in(nurse)
    refused = client.post("/admin/sikkerhet/endre/", {"code": "123", "act": "remove"})
    assert refused.status_code == 422
    assert authenticator_of(nurse) is not None
    client.post("/admin/sikkerhet/endre/", {"code": code_from(device, steps=1), "act": "remove"})
    assert authenticator_of(nurse) is None


def test_new_recovery_codes_are_shown_once(nurse: User) -> None:
    device, old = make_second_step(nurse)
    client = come_in(nurse)
    shown = client.post("/admin/sikkerhet/endre/", {"code": code_from(device, steps=1), "act": "codes"})
    assert len(shown.context["codes"]) == 10
    assert not set(shown.context["codes"]) & set(old)


def test_who_comes_in_through_a_provider_alone_has_nothing_to_set_up(bergen: Site) -> None:
    vouched = make_user(roles={bergen.organization: Role.EDITOR})
    client = Client()
    client.force_login(vouched)
    opened = SignIn.objects.create(user=vouched, method=Method.PASSWORD, started_at=clock.now(), seen_at=clock.now())
    session = client.session
    session["sign_in"] = opened.pk
    session.save()
    assert client.get("/admin/sikkerhet/to-trinn/")["Location"] == "/admin/sikkerhet/"
    assert "Her er det ingenting å sette opp" in client.get("/admin/sikkerhet/").content.decode()


# --- lost -------------------------------------------------------------------------------------------------------------


def test_the_site_owner_resets_a_colleagues_lost_telephone(nurse: User, bergen: Site) -> None:
    owner = make_user("eier@bergen.example", roles={bergen.organization: Role.SITE_OWNER}, password=PASSWORD)
    make_second_step(nurse)
    inside, desk = come_in(nurse), come_in(owner)
    assert f"/admin/lokalt/bergen/folk/{nurse.pk}/nullstill/" in desk.get("/admin/lokalt/bergen/folk/").content.decode()
    address = f"/admin/lokalt/bergen/folk/{nurse.pk}/nullstill/"
    assert "Skriv hvorfor" in desk.post(address, {"reason": "mistet"}).content.decode()
    assert desk.post(address, {"reason": WHY}).status_code == 302
    assert authenticator_of(nurse) is None
    assert not is_in(inside), "whoever holds the lost telephone is out"
    assert Event.objects.get(verb="second_step.reset").payload == {"reason": WHY}
    assert desk.get(address).status_code == 404, "there is nothing more to reset"


def test_the_medical_editor_resets_by_address(nurse: User) -> None:
    chief = make_user("sjef@nasjonal.example", roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR}, password=PASSWORD)
    make_second_step(nurse)
    desk = come_in(chief)
    address = "/admin/nasjonalt/innlogging/nullstill/"
    assert "Ingen har denne adressen" in desk.post(address, {"email": "ingen@x.example", "reason": WHY}).content.decode()
    assert "denne personen" in desk.post(address, {"email": chief.email, "reason": WHY}).content.decode()
    assert desk.post(address, {"email": "Pleier@bergen.example", "reason": WHY}).status_code == 302
    assert authenticator_of(nurse) is None


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_two_idle_hours_end_it_and_so_does_a_long_day(nurse: User) -> None:
    client = come_in(nurse)
    SignIn.objects.update(seen_at=clock.now() - timedelta(minutes=119))
    assert is_in(client)
    SignIn.objects.update(seen_at=clock.now() - timedelta(minutes=121))
    assert client.get("/admin/venter/")["Location"] == "/admin/login/?next=/admin/venter/"
    assert "lenge siden" in client.get("/admin/login/").content.decode()
    assert Event.objects.filter(verb="sign_in.ended", payload__why="idle").count() == 1
    client = come_in(nurse)
    SignIn.objects.update(started_at=clock.now() - timedelta(hours=13))
    assert not is_in(client)


def test_the_editors_own_timer_keeps_nobody_in(nurse: User) -> None:
    client = come_in(nurse)
    long_ago = clock.now() - timedelta(minutes=90)
    SignIn.objects.update(seen_at=long_ago)
    client.post("/admin/editing-sessions/ping/national/topictext/1/1/")
    assert SignIn.objects.get().seen_at == long_ago
    client.get("/admin/sikkerhet/")
    assert SignIn.objects.get().seen_at > long_ago


def test_she_sees_where_she_is_in_and_ends_the_others(nurse: User) -> None:
    at_work, at_home = come_in(nurse), come_in(nurse)
    page = at_work.get("/admin/sikkerhet/").content.decode()
    assert page.count("Ukjent enhet") == 2
    assert at_work.post("/admin/sikkerhet/logg-ut-andre/").status_code == 302
    assert is_in(at_work)
    assert not is_in(at_home)
    assert Event.objects.filter(verb="sign_in.ended", payload__why="ended_elsewhere").count() == 1


def test_a_session_that_nothing_stands_behind_is_shut(nurse: User) -> None:
    client = Client()
    client.force_login(nurse)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert "_auth_user_id" not in client.session


def test_her_session_cannot_be_fixed_beforehand(client: Client, nurse: User) -> None:
    client.get("/admin/login/")
    session = client.session
    session["planted"] = "x"
    session.save()
    before = session.session_key
    write_password(client, nurse)
    assert client.session.session_key != before
    assert "planted" not in client.session


def test_logging_out_is_a_post_and_says_so(nurse: User) -> None:
    client = come_in(nurse)
    assert client.get("/admin/logout/").status_code == 405
    page = client.post("/admin/logout/", follow=True)
    assert "Du er logget ut av Fellesnett" in page.content.decode()
    assert SignIn.objects.count() == 0
    assert not is_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge på Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1",
            "Safari på iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox på Linux"),
        ("", "Ukjent enhet"),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words
