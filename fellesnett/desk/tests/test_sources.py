"""A national editor turns a source on, sees how it goes, and decides what it leaves open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.desk.national.waiting import address_of
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation import clock
from fellesnett.intake.fetching.deciding import ensure_sources
from fellesnett.intake.fetching.running import fetch
from fellesnett.intake.models import Followed, Source, SourcedRecord, SourceState
from fellesnett.intake.tests.conftest import outside
from fellesnett.intake.tests.registers import NUMBERS, unit, updates
from fellesnett.intake.tests.servers import Register, says
from fellesnett.national.tests.factories import make_topic
from fellesnett.organizations.models import Organization, Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

__all__ = ["outside"]
pytestmark = pytest.mark.django_db
BOARD = "/admin/nasjonalt/kilder/"
REGISTER = f"{BOARD}enhetsregisteret/"


@pytest.fixture
def editor(client: Client) -> User:
    found = make_user("nasjonal@example.no", roles={make_national_office(): Role.NATIONAL_EDITOR}, first_name="Kari")
    client.force_login(found)
    return found


@pytest.fixture
def renamed(outside: Register, client: Client, editor: User) -> Source:
    """Turned on at the desk, and fetched by the worker: the register has another name than ours."""
    make_organization("Eksempel sykehus HF", orgnr=NUMBERS[0])
    outside.says = {
        f"/enheter/{NUMBERS[0]}": says(unit(NUMBERS[0], "EKSEMPEL FJORDSYKEHUS HF")),
        "/oppdateringer/enheter": says(updates("enheter")),
        "/oppdateringer/underenheter": says(updates("underenheter")),
    }
    client.post(f"{REGISTER}av-pa/", {"on": "1"})
    source = Source.objects.get(name="enhetsregisteret")
    assert fetch(source=source, at=clock.now()).fault == ""
    return source


def read(client: Client, address: str, status: int = 200) -> str:
    got = client.get(address)
    assert got.status_code == status
    return got.content.decode()


def test_the_board_shows_every_source_off_until_somebody_turns_it_on(client: Client, editor: User) -> None:
    page = read(client, BOARD)
    for words in ("Enhetsregisteret", "Kartverket", "Innhold fra Helsedirektoratet", "Ledige stillinger fra NAV", "aldri"):
        assert words in page
    assert Source.objects.filter(state=SourceState.OFF).count() == 5


def test_turned_on_it_says_by_whom_and_off_again(client: Client, editor: User) -> None:
    answer = client.post(f"{REGISTER}av-pa/", {"on": "1"}, follow=True)
    page = answer.content.decode()
    assert "Slått på. Det hentes om litt." in page
    assert "Kari" in page
    assert Source.objects.get(name="enhetsregisteret").on_by == editor
    client.post(f"{REGISTER}hent/")
    client.post(f"{REGISTER}av-pa/", {"on": "0"})
    assert Source.objects.get(name="enhetsregisteret").state == SourceState.OFF


def test_a_source_that_lacks_its_key_says_which(client: Client, editor: User) -> None:
    assert "NAV_FEED_TOKEN" in read(client, f"{BOARD}stillinger/")
    answer = client.post(f"{BOARD}stillinger/av-pa/", {"on": "1"}, follow=True)
    assert "NAV_FEED_TOKEN" in answer.content.decode()
    assert Source.objects.get(name="stillinger").state == SourceState.OFF


def test_what_it_leaves_open_is_decided_there(client: Client, editor: User, renamed: Source) -> None:
    item = OpenItem.objects.open().get()
    assert address_of(item) == REGISTER
    page = read(client, REGISTER)
    assert "Registeret skriver «Eksempel fjordsykehus HF»" in page
    assert "Behold «Eksempel sykehus HF»" in page
    row = SourcedRecord.objects.asking().get()
    answer = client.post(f"{REGISTER}svar/{row.pk}/", {"choice": "finnes-ikke"}, follow=True)
    assert "avklart allerede" in answer.content.decode()
    client.post(f"{REGISTER}svar/{row.pk}/", {"choice": "take"})
    assert Organization.objects.filter(name="Eksempel fjordsykehus HF").exists()
    assert not OpenItem.objects.open().exists()
    assert "Venter på et valg</h2>" not in read(client, REGISTER)


def test_a_source_that_stopped_says_why_and_is_tried_anew(
    client: Client, editor: User, renamed: Source, outside: Register
) -> None:
    outside.says[f"/enheter/{NUMBERS[0]}"] = says({"feil": "ukjent"})
    fetch(source=renamed, at=clock.now() + timedelta(days=31))
    page = read(client, REGISTER)
    assert "annen form enn før" in page
    assert "organisasjonsnummer: Field required" in page
    assert "stoppet" in read(client, BOARD)
    client.post(f"{REGISTER}av-pa/", {"on": "1"})
    renamed.refresh_from_db()
    assert (renamed.state, renamed.fault) == (SourceState.ON, "")


def test_what_to_follow_is_chosen_and_given_up(client: Client, editor: User) -> None:
    address = f"{BOARD}velg-behandlingssted/"
    make_topic("koloskopi")
    read(client, address)
    refused = client.post(f"{address}folg/", {"key": "17", "about": "finnes-ikke"})
    assert refused.status_code == 422
    assert "Temaet finnes ikke." in refused.content.decode()
    assert client.post(f"{address}folg/", {"key": "", "about": ""}).status_code == 422
    client.post(f"{address}folg/", {"key": "17", "about": "koloskopi"})
    followed = Followed.objects.get()
    assert "koloskopi" in read(client, address)
    client.post(f"{address}folg/{followed.pk}/slutt/")
    assert not Followed.objects.exists()


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.AUDITOR])
def test_those_who_only_read_nationally_have_no_business_here(client: Client, role: str) -> None:
    client.force_login(make_user(roles={make_national_office(): role}))
    read(client, BOARD, 404)
    assert client.post(f"{REGISTER}av-pa/", {"on": "1"}).status_code == 404


def test_an_unknown_source_and_another_sources_row_are_not_there(client: Client, editor: User, renamed: Source) -> None:
    read(client, f"{BOARD}finnes-ikke/", 404)
    row = SourcedRecord.objects.asking().get()
    assert client.post(f"{BOARD}kartverket/svar/{row.pk}/", {"choice": "take"}).status_code == 404


def test_the_board_asks_as_often_however_much_there_is(client: Client, editor: User, django_assert_max_num_queries: Any) -> None:
    ensure_sources()
    read(client, BOARD)
    with django_assert_max_num_queries(25):
        read(client, BOARD)
