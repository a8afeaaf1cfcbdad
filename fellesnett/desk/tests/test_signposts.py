"""The national desk keeps the ways to what others have written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.codes.actions import check
from fellesnett.codes.models import Replacement
from fellesnett.codes.tests.factories import make_release
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation import clock
from fellesnett.links.actions import read_texts, tell
from fellesnett.links.models import Address, Reading, Standing
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import clinician, make_topic, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user
from fellesnett.signposts.actions import open_reviews
from fellesnett.signposts.models import Signpost
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost

pytestmark = pytest.mark.django_db
LIST = "/admin/nasjonalt/veivisere/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def knee() -> Topic:
    return make_topic("kneprotese")


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def form(**said: Any) -> dict[str, Any]:
    usual = {
        "publisher": "Norsk Revmatikerforbund", "kind": "support", "audience": "everyone", "topics": "kneprotese", "codes": "",
        "unit": "Ortopedi", "owner": clinician().pk, "review_by": "2027-06-01", "last_day": "", "title_nb": "Artrose",
        "address_nb": "https://www.revmatiker.example/artrose",
    }  # fmt: skip
    return usual | said


def test_one_is_put_up_found_changed_and_taken_down(knee: Topic) -> None:
    client = desk_of(national_editor())
    assert 'value="2027-11-' in words_of(client.get(f"{LIST}ny/", {"tema": "kneprotese"}))
    assert client.post(f"{LIST}ny/", form())["Location"] == LIST
    post = Signpost.objects.get()
    assert (post.publisher, post.owner, list(post.topics.all())) == ("Norsk Revmatikerforbund", clinician(), [knee])
    page = words_of(client.get(LIST, {"q": "revmatiker"}))
    assert "1 veiviser" in page
    assert "likepersoner og støtte; bokmål" in page
    one = f"{LIST}{post.pk}/"
    assert client.post(one, form(title_en="Arthrosis", address_en="https://www.revmatiker.example/en"))["Location"] == one
    assert "https://www.revmatiker.example/en" in words_of(client.get(one))
    assert client.post(f"{one}ta-ned/", {"reason": ""}).status_code == 422
    assert client.post(f"{one}ta-ned/", {"reason": "Lagt ned"})["Location"] == LIST
    assert "0 veivisere" in words_of(client.get(LIST, {"state": "up"}))
    assert "Lagre og sett opp igjen" in words_of(client.get(one))


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"topics": "ukjent"}, "Temaet «ukjent» finnes ikke"),
        ({"codes": "icd10 Q99"}, "kodeverket er ikke lest inn"),
        ({"address_nb": "http://revmatiker.example"}, "er ikke en nettadresse"),
        ({"topics": ""}, "hører ikke til noe tema"),
        ({"address_nb": "", "title_nb": ""}, "Tittel og adresse mangler."),
        ({"owner": ""}, "must-fill"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(knee: Topic, said: dict[str, Any], fault: str) -> None:
    answer = desk_of(national_editor()).post(f"{LIST}ny/", form(**said))
    page = words_of(answer)
    assert answer.status_code == 422
    assert "Norsk Revmatikerforbund" in page
    assert fault in page or fault == "must-fill"
    assert not Signpost.objects.exists()


def test_the_owner_comes_from_the_inbox_and_confirms(knee: Topic, now: datetime) -> None:
    post = make_signpost(topics=[knee], review_by=date(2026, 12, 1))
    (item,) = open_reviews(at=now)
    client = desk_of(clinician())
    waits = words_of(client.get("/admin/venter/"))
    assert "Ingenting endres av seg selv. Veiviseren er som den er til noen har svart." in waits
    assert "gjennomgangen er forsinket" not in waits, "what is said on a topic's page is said by no signpost"
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == f"{LIST}{post.pk}/"
    page = words_of(client.get(f"{LIST}{post.pk}/"))
    assert "Lenken er fortsatt riktig" in page
    assert "Ta ned veiviseren" not in page, "the owner looks over; the editors take down"
    assert client.post(f"{LIST}{post.pk}/", form()).status_code == 422
    assert client.post(f"{LIST}{post.pk}/riktig/").status_code == 302
    assert not OpenItem.objects.open().exists()
    assert "0 veivisere" in words_of(desk_of(national_editor()).get(LIST, {"state": "due"}))


def test_a_dead_link_is_told_and_leads_to_its_signpost(knee: Topic, now: datetime) -> None:
    owner = make_user()
    post = make_signpost(topics=[knee], owner=owner)
    read_texts(at=now)
    Address.objects.filter(url=ADDRESS).update(standing=Standing.DEAD)
    tell(list(Reading.objects.filter(subject=f"signpost:{post.pk}")), at=now)
    item = OpenItem.objects.open().get()
    assert item.owner == owner, "whoever answers for the signpost is asked, beside the editors"
    client = desk_of(national_editor())
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == f"{LIST}{post.pk}/"
    assert "lenken virker ikke" in words_of(client.get(LIST))
    assert "virker ikke" in words_of(client.get(f"{LIST}fil/"))


def test_the_file_has_a_line_for_each_language(knee: Topic) -> None:
    make_signpost(topics=[knee])
    lines = words_of(desk_of(national_editor()).get(f"{LIST}fil/", {"q": "artrose"})).splitlines()
    assert lines[0].removeprefix("\ufeff").startswith("Tittel;Språk;Adresse;Lenke;Hvem som står bak")
    assert lines[1].startswith(f"Artrose;bokmål;{ADDRESS};;Helsenorge;informasjon;alle;kneprotese;")


@pytest.fixture
def retired(knee: Topic, now: datetime) -> Signpost:
    """About M170, which gave way to M172 at New Year 2026; the owner is asked."""
    old = make_release(codes={"M170": "Primær"}, version="2025", valid_to=date(2025, 12, 31))
    post = make_signpost(topics=[knee], codes=[("icd10", "M170")])
    make_release(old.system, version="2026", codes={"M172": "Begge knær"})
    Replacement.objects.create(system=old.system, code="M170", replaced_by="M172", since=date(2026, 1, 1))
    check(at=now)
    return post


def test_a_retired_code_is_shown_with_what_replaced_it_and_hinders_no_other_change(retired: Signpost) -> None:
    client, one = desk_of(national_editor()), f"{LIST}{retired.pk}/"
    page = words_of(client.get(one))
    assert "Finnes ikke i 2026." in page
    assert "Bytt til M172" in page
    said = form(publisher="Helsenorge og vi", codes="icd10 M17.0", owner=clinician().pk)
    assert client.post(one, said)["Location"] == one
    retired.refresh_from_db()
    assert retired.publisher == "Helsenorge og vi"
    assert OpenItem.objects.open().filter(kind="retired_code").exists(), "the code is retired still"
    assert "koden finnes ikke" in words_of(client.post(one, form(codes="icd10 M17.1"))), "no new code that is none"


def test_the_owner_changes_the_code_with_one_press_from_the_board_or_keeps_it(retired: Signpost) -> None:
    client, one = desk_of(clinician()), f"{LIST}{retired.pk}/"
    item = OpenItem.objects.open().get()
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == one
    assert client.post(f"{one}koder/behold/", {"system": "icd10", "reason": ""}).status_code == 422
    assert client.post(f"{one}koder/behold/", {"system": "icd10", "reason": "Siden bruker den"})["Location"] == one
    assert OpenItem.objects.get().resolution == "koden beholdes"
    board = "/admin/nasjonalt/kodeverk/utgatte/"
    assert "Bytt til M172" in words_of(client.get(board))
    assert "Veiviser;Artrose;Ortopedi;" in words_of(client.get(f"{board}fil/"))
    assert "Ingen kode er valgt." in words_of(client.post(f"{one}koder/bytt/", {"system": "icd10", "code": "M170"}))
    said = {"system": "icd10", "code": "M170", "to": "M172", "from": "board"}
    assert client.post(f"{one}koder/bytt/", said)["Location"] == board
    assert list(retired.codings.values_list("code", flat=True)) == ["M172"]  # type: ignore[attr-defined]
    assert "Ingenting har en utgått kode." in words_of(client.get(board))


def test_strangers_see_none_and_readers_change_none(knee: Topic) -> None:
    post = make_signpost(topics=[knee])
    stranger = desk_of(make_user("ny@bergen.example", roles={make_organization("bergen"): Role.EDITOR}))
    for address in (LIST, f"{LIST}ny/", f"{LIST}{post.pk}/"):
        assert stranger.get(address).status_code == 404
    reader = desk_of(clinician(2))
    assert "Ny veiviser" not in words_of(reader.get(LIST))
    assert reader.get(f"{LIST}ny/").status_code == 404
    assert reader.post(f"{LIST}{post.pk}/ta-ned/", {"reason": "x"}).status_code == 404
    for act in ("riktig", "koder/bytt", "koder/behold"):
        assert reader.post(f"{LIST}{post.pk}/{act}/").status_code == 404
