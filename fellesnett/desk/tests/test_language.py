"""Each person has the desk in bokmål or nynorsk."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client, RequestFactory
from wagtail.users.models import UserProfile

from fellesnett.accounts.models import User
from fellesnett.desk.access.broken import broken
from fellesnett.editorial.digest import write_due
from fellesnett.editorial.outbox import send_due
from fellesnett.editorial.tests.factories import new_item
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=ZoneInfo("Europe/Oslo"))


@pytest.fixture
def editor() -> Client:
    client = Client()
    client.force_login(make_user("solveig@sunnfjord.example", roles={make_site("sunnfjord").organization: Role.EDITOR}))
    return client


def account(client: Client) -> str:
    return client.get("/admin/account/").content.decode()


def choose(client: Client, language: str) -> None:
    """Fill in the account settings as they are shown, but for the language."""
    html = account(client)
    fields = dict(re.findall(r'<input type="(?:text|email|radio)" name="([\w-]+)" value="([^"]*)"', html))
    names = set(re.findall(r'<select name="([\w-]+)"', html))
    chosen = {name: re.search(rf'name="{name}".*?<option value="([^"]*)" selected', html, re.DOTALL) for name in names}
    fields |= {name: found[1] if found else "" for name, found in chosen.items()}
    (field,) = (name for name in names if name.endswith("preferred_language"))
    assert client.post("/admin/account/", {**fields, field: language}).status_code == 302


def test_bokmaal_and_nynorsk_are_offered_and_nothing_else(editor: Client) -> None:
    html = account(editor)
    (options,) = re.findall(r'<select name="[\w-]+preferred_language".*?</select>', html, re.DOTALL)
    assert re.findall(r'value="([^"]*)"', options) == ["", "nb", "nn"]
    assert "Foretrukket språk" in html


def test_one_who_chooses_nynorsk_has_wagtails_words_in_nynorsk_in_pages_and_scripts(editor: Client) -> None:
    choose(editor, "nn")
    html = account(editor)
    assert '<html lang="nn"' in html
    assert "Føretrekt språk" in html
    assert "Foretrukket språk" not in html
    script = editor.get("/admin/jsi18n/").content.decode()
    assert '"Move down": "Flytt ned"' in script
    assert '"Loading\\u2026": "Lastar \\u2026"' in script


def test_the_letters_follow_the_language_of_the_desk(editor: Client) -> None:
    solveig = User.objects.get(email="solveig@sunnfjord.example")
    new_item(Site.objects.get(slug="sunnfjord"), opened_at=MONDAY).save()
    choose(editor, "nn")
    write_due(at=MONDAY)
    send_due(at=MONDAY)
    assert mail.outbox[0].subject == "1 sak ventar på deg"
    choose(editor, "")
    solveig.refresh_from_db()
    assert solveig.language == "nb", "as the desk: who has chosen nothing has bokmål"


def test_the_letters_of_one_who_chose_long_ago_follow_from_the_next_log_in() -> None:
    user = make_user()
    UserProfile.objects.bulk_create([UserProfile(user=user, preferred_language="nn")])
    Client().force_login(user)
    user.refresh_from_db()
    assert user.language == "nn"


def test_one_persons_choice_is_nobody_elses(editor: Client) -> None:
    choose(editor, "nn")
    other = Client()
    other.force_login(make_user("per@sunnfjord.example", roles={make_site("forde").organization: Role.EDITOR}))
    assert '<html lang="nb"' in account(other)
    assert UserProfile.objects.get(user__email="solveig@sunnfjord.example").preferred_language == "nn"


def first_log_in(*languages: str) -> str:
    """The language of the desk for one who has a role at a site of each of these languages."""
    sites = [make_site(f"sjukehus-{number}", language=language) for number, language in enumerate(languages)]
    client = Client()
    client.force_login(make_user("ny@vest.example", roles={site.organization: Role.EDITOR for site in sites}))
    (language,) = re.findall(r'<html lang="(\w+)"', account(client))
    return str(language)


def test_one_at_a_nynorsk_hospital_has_nynorsk_from_the_first_log_in() -> None:
    assert first_log_in("nn") == "nn"


def test_one_at_hospitals_of_several_languages_has_bokmaal_until_another_is_chosen() -> None:
    assert first_log_in("nn", "nb") == "nb"


def test_a_language_that_the_desk_does_not_speak_is_not_chosen() -> None:
    assert first_log_in("se") == "nb"


def test_what_one_has_chosen_stands_at_the_next_log_in() -> None:
    site = make_site("forde", language="nn")
    person = make_user("gro@forde.example", roles={site.organization: Role.EDITOR})
    client = Client()
    client.force_login(person)
    choose(client, "")
    client.force_login(person)
    assert '<html lang="nb"' in account(client)


def test_a_refusal_is_in_nynorsk_too(editor: Client) -> None:
    choose(editor, "nn")
    for address in ("/admin/nasjonalt/", "/admin/finst-ikkje/", "/admin/lokalt/sunnfjord/oppdatering/99/"):
        answer = editor.get(address)
        assert (answer.status_code, "eller ho er ikkje di" in answer.content.decode()) == (404, True), address
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = editor.cookies
    assert "Skjemaet er for gammalt" in checked.post("/admin/venter/godkjenn/").content.decode()


def test_whoever_is_not_in_yet_is_met_in_the_language_of_the_browser() -> None:
    for asked, met in (("nn-NO,nb;q=0.8", "nn"), ("en,nn;q=0.5", "nn"), ("de", "nb"), ("", "nb")):
        html = Client().get("/admin/login/", headers={"Accept-Language": asked}).content.decode()
        assert f'<html lang="{met}"' in html, asked


def test_whoever_was_logged_out_meets_the_log_in_in_the_language_of_her_own_choice(editor: Client) -> None:
    choose(editor, "nn")
    editor.get("/admin/account/")
    del editor.cookies["sessionid"]
    asked = {"Accept-Language": "nb-NO"}
    assert '<html lang="nn"' in editor.get("/admin/login/", headers=asked).content.decode()
    User.objects.update(is_active=False)
    assert '<html lang="nb"' in editor.get("/admin/login/", headers=asked).content.decode()


# --- when something breaks --------------------------------------------------------------------------------------------


def the_list_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr("fellesnett.desk.manual.views.pages", fails)


def test_when_something_breaks_an_editor_is_told_what_is_saved_whom_to_tell_and_where_the_manual_is(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.raise_request_exception = False
    the_list_is_broken(monkeypatch)
    for language, saved, whom in (
        ("nb", "Bare det du har fått melding om at er lagret, er lagret", "si fra til nettansvarlig"),
        ("nn", "Berre det du har fått melding om at er lagra, er lagra", "sei frå til nettansvarleg"),
    ):
        choose(editor, language)
        answer = editor.get("/admin/hjelp/", headers={"Accept-Language": "en"})
        html = answer.content.decode()
        assert (answer.status_code, answer["Cache-Control"]) == (500, "no-store")
        assert all(words in html for words in (f'<html lang="{language}">', saved, whom, 'href="/admin/hjelp/"'))
        assert "113" not in html


def test_what_broke_may_be_the_database_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False, headers={"Accept-Language": "nn"})
    client.cookies["sessionid"] = "somebody-was-here-a-while-ago-0000"

    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("the database does not answer")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    answer = client.get("/admin/")
    assert answer.status_code == 500
    assert "Berre det du har fått melding om" in answer.content.decode()


def test_a_reader_of_a_site_has_a_page_for_patients() -> None:
    answer = broken(RequestFactory().get("/behandlinger/"))
    assert (answer.status_code, "Ring 113" in answer.content.decode()) == (500, True)
