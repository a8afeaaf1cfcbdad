"""The boards at the desk: whose sites each role meets, where a cell leads, and what the file says."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from fellesnett.accounts.models import User
from fellesnett.adoption.actions import roll_out
from fellesnett.adoption.tests.factories import (
    MORNING,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.editorial.reminders import escalate
from fellesnett.editorial.tests.factories import new_item
from fellesnett.insight.boards.coverage import Standing
from fellesnett.insight.tests.boards.conftest import country, laid
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.insight.viewing import add
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db
__all__ = ["country", "laid"]
ADDRESS = "/admin/oversikt/"
BOARDS = ("dekning/", "dekning/nettsteder/", "utgaver/", "lokale-endringer/", "sprak/", "sprak/nettsteder/", "kvalitetssikring/")
SCREENS = ("", *BOARDS, "venter/")
FILES = tuple(f"{path}fil/" for path in (*BOARDS, "venter/"))
LOCALLY = {"hva": "lokalt"}
AT_A_SITE = (Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR)
LIMIT = 30


@pytest.fixture
def knee(country: Country) -> Topic:
    """Bergen uses the newest edition, Tromsø the one before, with words of its own about going home."""
    topic = make_topic("kneprotese", title="Kneprotese", unit="Ortopedi", owner=country.bergen.clinician)
    make_edition(topic)
    own = make_adoption(country.unn.site, topic, by=country.unn.editor)
    write(country.unn, own, "override", "hjem", "<p>Hos UNN blir du to dager.</p>")
    approve_candidate(text_of(own), by=country.unn.clinician)
    roll_out(edition=make_edition(topic, changed("hjem", "<p>Du reiser hjem samme dag.</p>")), at=MORNING)
    make_adoption(country.bergen.site, topic, by=country.bergen.editor)
    return topic


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for board in ("frame", "front", "coverage", "releases", "reviews", "waiting"):
        monkeypatch.setattr(f"fellesnett.desk.boards.{board}.now", lambda: MORNING + timedelta(days=2))


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(user: User, path: str, **asked: str) -> str:
    """What a screen or a file says."""
    answer = desk_of(user).get(ADDRESS + path, asked)
    assert answer.status_code == 200, path
    return str(answer.getvalue().decode())


def table(user: User, path: str, **asked: str) -> list[dict[str, str]]:
    """A file as Excel reads it."""
    text = told(user, path, **asked).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def answers(user: User, **asked: str) -> set[int]:
    """The status of every board and every file, asked in this way."""
    client = desk_of(user)
    return {client.get(ADDRESS + path, asked).status_code for path in SCREENS + FILES}


@pytest.mark.parametrize("role", AT_A_SITE)
def test_a_person_of_one_hospital_meets_no_other(country: Country, knee: Topic, role: str) -> None:
    person = make_user(roles={country.bergen.organization: role})
    for path in SCREENS + FILES:
        for asked in ({}, LOCALLY):
            assert not re.search(r"\bUnn\b|\bunn\b|Helse Nord|Hos UNN", told(person, path, **asked)), path
    assert answers(person, nettsted="unn") == {404}
    assert answers(person, region="nord") == {404}
    assert answers(person, nettsted="bergen") == {200}


def test_the_owner_of_a_region_meets_its_trusts_and_no_others(country: Country, knee: Topic) -> None:
    owner = make_user(roles={country.north: Role.REGIONAL_OWNER})
    assert answers(owner, nettsted="unn") == {200}
    assert answers(owner, nettsted="bergen") == {404}
    assert answers(owner, region="vest") == {404}


def test_coverage_tells_how_often_each_topic_is_opened_and_does_not_tell_few_apart(country: Country, knee: Topic) -> None:
    today = (MORNING + timedelta(days=1)).date()
    here, path = (country.unn.site.pk, country.bergen.site.pk), "/behandlinger/kneprotese/"
    add({(here[0], path, today): 1200, (here[1], path, today): 3})
    assert "1 203" in words(told(national(), "dekning/")).replace("\xa0", " ")
    own = words(told(make_user(roles={country.bergen.organization: Role.EDITOR}), "dekning/"))
    assert "under 5" in own
    assert "1 20" not in own
    opened = {row["Nettsted"]: row["Åpnet siste 30 dager"].replace("\xa0", " ") for row in table(national(), "dekning/fil/")}
    assert (opened[country.unn.site.name], opened[country.bergen.site.name]) == ("1 200", "under 5")


@pytest.mark.parametrize("role", [Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.CLINICIAN, Role.AUDITOR])
def test_a_national_role_meets_every_hospital(country: Country, knee: Topic, role: str) -> None:
    assert answers(national(role), nettsted="bergen") == {200}
    assert answers(national(role), region="nord") == {200}


def test_who_has_no_texts_to_answer_for_finds_no_board(country: Country) -> None:
    publisher = make_user(roles={country.bergen.organization: Role.STUDY_PUBLISHER})
    client = desk_of(publisher)
    assert answers(publisher) == {404}
    assert ADDRESS not in client.get("/admin/").content.decode()
    assert f'"{ADDRESS}"' in desk_of(country.bergen.editor).get("/admin/").content.decode()


def test_a_cell_leads_to_where_it_is_answered_for_those_who_may(country: Country, knee: Topic) -> None:
    answered = 'href="/admin/lokalt/{}/tekster/kneprotese/"'
    owner = told(make_user(roles={country.north: Role.REGIONAL_OWNER}), "dekning/")
    assert answered.format("unn") in owner
    assert "1 utgave bak" in owner
    nation = told(national(), "dekning/")
    assert "/admin/lokalt/" not in nation
    assert 'href="/admin/nasjonalt/tema/kneprotese/"' in nation
    assert "2 av 3" in nation


def test_many_sites_are_added_up_by_region_until_each_is_asked_for(
    country: Country, knee: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fellesnett.desk.boards.coverage.SIDE_BY_SIDE", 2)
    by_region = words(told(national(), "dekning/"))
    assert "Helse Nord RHF 1 nettsted" in by_region
    assert "1 av 1 1 eldre utgave" in by_region
    assert "1 av 2 1 ikke svart" in by_region
    assert "1 utgave bak" in words(told(national(), "dekning/", kolonner="alle"))
    assert "1 utgave bak" in words(told(national(), "dekning/", region="nord"))


def test_the_file_has_a_line_for_each_topic_at_each_site(country: Country, knee: Topic) -> None:
    make_topic("formel", title="=HYPERLINK(1)")
    rows = table(national(), "dekning/fil/")
    assert len(rows) == 2 * 3
    unn = next(row for row in rows if row["Nettsted"] == "Unn" and row["Tema"] == "Kneprotese")
    assert (unn["Svar"], unn["Utgaver bak"], unn["Region"], unn["Språk i bruk"]) == (
        "Eldre utgave",
        "1",
        "Helse Nord RHF",
        "nb 1",
    )
    assert {row["Tema"] for row in rows} == {"Kneprotese", "'=HYPERLINK(1)"}
    assert [row["Eldre utgave"] for row in table(national(), "dekning/nettsteder/fil/")] == ["0", "0", "1"]


def test_the_file_is_in_the_language_of_whoever_asks(country: Country, knee: Topic) -> None:
    person = make_user(roles={country.bergen.organization: Role.EDITOR})
    UserProfile.objects.create(user=person, preferred_language="nn")
    answer: Any = desk_of(person).get(ADDRESS + "dekning/fil/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'attachment; filename="dekning-bergen-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])
    assert "Nettstad" in answer.getvalue().decode()


def test_a_screen_and_a_file_ask_as_often_for_many_topics_and_sites_as_for_few(country: Country, knee: Topic) -> None:
    person = national()

    def queries() -> dict[str, int]:
        found = {}
        for path in (*SCREENS, *FILES):
            client: Any = desk_of(person)
            with CaptureQueriesContext(connection) as caught:
                client.get(ADDRESS + path).getvalue()
            found[path] = len(caught)
        return found

    few = queries()
    for number in range(8):
        topic = make_topic(f"tema-nr-{number}")
        make_edition(topic)
        for hospital in country.hospitals:
            make_adoption(hospital.site, topic, by=hospital.editor)
    assert queries() == few
    assert max(few.values()) < LIMIT


def test_an_edition_is_shown_site_by_site_and_leads_to_the_answer(country: Country, knee: Topic) -> None:
    path = "utgaver/kneprotese/nb/2/"
    owner = make_user(roles={country.north: Role.REGIONAL_OWNER})
    said = told(owner, path)
    assert "Venter på et valg" in said
    assert "2 dager så langt" in said
    assert re.search(r'href="/admin/lokalt/unn/oppdatering/\d+/"', said)
    nation = told(national(), path)
    assert 'href="/admin/nasjonalt/tema/kneprotese/nb/utgaver/2/"' in nation
    assert "/admin/lokalt/" not in nation
    assert desk_of(country.bergen.editor).get(ADDRESS + path).status_code == 404, "Bergen was never asked: it began with this"
    [row] = table(national(), "utgaver/fil/")
    assert (row["Nettsted"], row["Status"], row["Dager"], row["Sluppet"]) == (
        "Unn",
        "Venter på et valg",
        "2,0",
        "2026-11-24 09:00",
    )
    assert "0 av 1" in words(told(national(), "utgaver/"))


def test_one_edition_can_be_taken_out_as_a_file_with_its_own_sites_alone(country: Country, knee: Topic) -> None:
    other = make_topic("hofteprotese")
    make_edition(other)
    make_adoption(country.fonna.site, other, by=country.fonna.editor)
    roll_out(edition=make_edition(other, changed("hjem", "<p>Du reiser hjem.</p>")), at=MORNING)
    path = "utgaver/kneprotese/nb/2/"
    assert f'href="{ADDRESS}{path}fil/?region=nord"' in told(national(), path, region="nord")
    [row] = table(national(), f"{path}fil/")
    assert (row["Tema"], row["Utgave"], row["Nettsted"], row["Status"]) == ("Kneprotese", "2", "Unn", "Venter på et valg")
    assert desk_of(country.bergen.editor).get(f"{ADDRESS}{path}fil/").status_code == 404, "nothing of others in the file either"


def test_the_national_desk_lays_the_local_texts_beside_its_own(country: Country, knee: Topic) -> None:
    assert "Hos UNN" not in told(national(), "lokale-endringer/"), "the list shows the national words"
    asked = {"tema": "kneprotese", "blokk": "hjem"}
    said = told(national(), "lokale-endringer/sted/", **asked)
    assert "<ins>" in said
    assert "to dager" in said
    assert "Slik gjør vi det her." in said
    assert "en eldre utgave" in said
    owner = told(make_user(roles={country.north: Role.REGIONAL_OWNER}), "lokale-endringer/sted/", **asked)
    assert 'href="/admin/lokalt/unn/tekster/kneprotese/nb/"' in owner
    for person, changed_address in (
        (country.bergen.editor, {}),
        (national(), {"blokk": "narkose"}),
        (national(), {"tema": "borte"}),
    ):
        address = ADDRESS + "lokale-endringer/sted/"
        assert desk_of(person).get(address, {**asked, **changed_address}).status_code == 404
    [row] = table(national(), "lokale-endringer/fil/")
    assert (row["Kapittel"], row["Erstattet"], row["Navn på nettstedene"]) == ("Etter", "1", "Unn")


def test_what_each_hospital_says_at_one_place_can_be_taken_out_as_a_file(country: Country, knee: Topic) -> None:
    asked = {"tema": "kneprotese", "blokk": "hjem"}
    screen, path = told(national(), "lokale-endringer/sted/", **asked), "lokale-endringer/sted/fil/"
    assert f'href="{ADDRESS}{path}?tema=kneprotese&amp;blokk=hjem"' in screen
    assert table(national(), path, tema="kneprotese", blokk="hjem\x00") == table(national(), path, **asked), (
        "no database keeps NUL"
    )
    [row] = table(national(), path, **asked)
    assert (row["Nettsted"], row["Hva"], row["Teksten der"]) == ("Unn", "Erstattet", "Hos UNN blir du to dager.")
    assert row["Nasjonal tekst"] == "Du reiser hjem samme dag."
    assert row["Hvorfor"] == "Vi gjør det på en annen måte her: Slik gjør vi det her."
    assert (row["Faglig ansvarlig"], row["Laget mot utgave"]) == (str(country.unn.clinician), "1")
    assert desk_of(country.bergen.editor).get(ADDRESS + path, asked).status_code == 404


def test_a_language_that_is_missing_says_who_needs_it(country: Country, knee: Topic) -> None:
    country.unn.site.other_languages = ["se"]
    country.unn.site.save()
    assert "Mangler 1 nettsted" in words(told(national(), "sprak/"))
    assert [row["Status"] for row in table(national(), "sprak/fil/")] == ["Mangler"]
    by_site = {(row["Nettsted"], row["Språk"]): row["Mangler"] for row in table(national(), "sprak/nettsteder/fil/")}
    assert by_site[("Unn", "nordsamisk")] == "1"
    assert by_site[("Bergen", "bokmål")] == "0"


def test_reviews_are_added_up_and_narrowed(country: Country, knee: Topic) -> None:
    knee.editions.filter(number=2).update(reviewed_on="2024-01-01", review_by="2026-11-20")
    nation = words(told(national(), "kvalitetssikring/"))
    assert "Ortopedi 1 0 0 0 20.11.2026" in nation
    assert "6 dager over fristen" in nation
    assert "1 nasjonal tekst" in nation
    by_month = told(national(), "kvalitetssikring/", etter="month")
    assert "maned=2026-11" in by_month
    assert "0 nasjonale tekster" in words(told(national(), "kvalitetssikring/", maned="2026-12"))
    assert "1 nasjonal tekst" in words(told(national(), "kvalitetssikring/", maned="tull", eier="x"))
    local = words(told(country.unn.editor, "kvalitetssikring/"))
    assert "1 lokal tekst" in local
    [row] = table(national(), "kvalitetssikring/fil/", **LOCALLY)
    assert (row["Nettsted"], row["Hva"]) == ("Unn", "Erstatning")


def test_what_waits_is_counted_without_naming_any_case(country: Country, knee: Topic) -> None:
    said = told(national(), "venter/")
    assert "Kneprotese" not in said
    rows = {row["Nettsted"]: row for row in table(national(), "venter/fil/")}
    assert rows["Unn"]["Valg å ta"] == "1"
    assert rows["Unn"]["Å godkjenne"] == "1"
    assert rows["Bergen"]["Saker"] == "0"
    assert 'href="/admin/lokalt/unn/?hvem=alle"' in told(make_user(roles={country.north: Role.REGIONAL_OWNER}), "venter/")


def test_where_nobody_answers_the_nation_is_told_whom_to_call(country: Country, knee: Topic) -> None:
    assert "Ingen svarer" not in told(national(), "venter/")
    new_item(country.unn.site, "gammel", opened_at=MORNING - timedelta(days=40), title="Hemmelig tittel").save()
    escalate(at=MORNING - timedelta(days=8))
    make_user("eier@unn.example", roles={country.unn.organization: Role.SITE_OWNER}, first_name="Eva", last_name="Eier")
    screen = words(told(national(), "venter/"))
    assert "Løftet til nettansvarlig og region, og ikke besvart" in screen
    assert "Nettansvarlig: Eva Eier Regionen: ingen har rollen" in screen
    assert "Hemmelig tittel" not in screen
    assert "1 løftet uten svar" in words(told(national(), ""))
    row = next(row for row in table(national(), "venter/fil/") if row["Nettsted"] == country.unn.site.name)
    assert (row["Løftet"], row["Nettansvarlig"], row["Regionen"]) == ("1", "Eva Eier", "")
    assert "Eva Eier" not in told(country.bergen.editor, "venter/")


def test_strange_words_in_the_address_break_nothing(country: Country, knee: Topic) -> None:
    strange = {
        "q": "'\x00%_",
        "vis": "tull",
        "type": "x",
        "fag": "x",
        "slag": "x",
        "side": "nest sist",
        "minst": "-1",
        "sprak": "xx",
    }
    assert answers(national(), **strange) == {200}
    assert answers(national(), eier="9" * 40, maned="2026-13", etter="tull") == {200}


def test_the_way_in_says_what_each_board_has_to_tell(country: Country, knee: Topic) -> None:
    nation = words(told(national(), ""))
    for said in ("1 tema er ikke besvart", "0 temaer har ingen nettsteder", "1 utgave venter på svar, 0 over fristen"):
        assert said in nation
    assert "0 steder der flere sier noe annet" in nation
    assert "2 saker venter, 0 over fristen" in nation
    own = words(told(country.unn.editor, ""))
    assert "0 temaer er ikke besvart." in own
    assert "flere sier noe annet" not in own, "one site alone has nothing that several do"


def test_an_edition_leads_to_how_far_it_has_come(country: Country, knee: Topic) -> None:
    said = desk_of(national()).get("/admin/nasjonalt/tema/kneprotese/nb/utgaver/2/").content.decode()
    assert f'href="{ADDRESS}utgaver/?q=Kneprotese"' in said


def test_every_answer_a_cell_can_give_is_explained_below_the_table(country: Country, knee: Topic) -> None:
    below = told(national(), "dekning/").partition("Hva svarene betyr")[2]
    assert [str(one.label) for one in Standing if f"<dt>{one.label}</dt>" not in below] == []
