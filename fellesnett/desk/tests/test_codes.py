"""The national desk sees what a release changes, and who answers for a topic chooses what stands in a retired code's place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.accounts.models import User
from fellesnett.codes.actions import check
from fellesnett.codes.models import Replacement
from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.editorial.models import OpenItem
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import clinician, make_topic, national_editor
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_organization, make_site, make_user
from fellesnett.pages.models import Study
from fellesnett.pages.tests.factories import make_page
from fellesnett.participation.tests.factories import make_order
from fellesnett.signposts.actions import Said
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost

pytestmark = pytest.mark.django_db

BOARD = "/admin/nasjonalt/kodeverk/utgatte/"
KNEE = "/admin/nasjonalt/tema/kneprotese/koder/"


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


@pytest.fixture
def knee(settings: Any) -> Topic:
    """2025 gave way to 2026 at New Year: M170 was split, M171 went without a word, M18 came, M17 got a new text."""
    icd10 = make_code_system("icd10", name="ICD-10")
    old = {"M17": "Kneartrose", "M170": "Primær", "M171": "Annen primær"}
    make_release(icd10, version="2025", codes=old, valid_to=date(2025, 12, 31))
    make_release(icd10, version="2026", codes={"M17": "Artrose i kne", "M172": "Begge", "M173": "Ett", "M18": "Tommel"})
    make_release(icd10, version="2099", codes={"M17": "Artrose i kne"})
    icd10.releases.filter(version="2026").update(valid_to=date(2098, 12, 31))
    for new in ("M172", "M173"):
        Replacement.objects.create(system=icd10, code="M170", replaced_by=new, since=date(2026, 1, 1))
    make_code_system("nlk", name="Norsk laboratoriekodeverk")
    return make_topic("kneprotese", codes=[("icd10", "M170"), ("icd10", "M171")])


def test_the_list_tells_what_counts_what_waits_and_what_is_retired(knee: Topic) -> None:
    page = words_of(desk_of(national_editor()).get("/admin/nasjonalt/kodeverk/"))
    for said in ("fra 1. januar 2026", "fra 1. januar 2099", "2 koder i bruk er utgått.", "Bare nevnt, uten koder:"):
        assert said in page


def test_a_release_is_read_code_by_code_and_as_a_file(knee: Topic) -> None:
    client = desk_of(national_editor())
    address = "/admin/nasjonalt/kodeverk/icd10/"
    page = words_of(client.get(address, {"utgave": "2026"}))
    for said in ("Nye (3)", "Borte (2)", "Ny tekst (1)", "Flyttet (0)", "erstattet av M172, M173"):
        assert said in page
    only = words_of(client.get(address, {"utgave": "2026", "hva": "reworded"}))
    assert "Artrose i kne" in only
    assert "Tommel" not in only
    assert "Alt er nytt." in words_of(client.get(address, {"utgave": "2025"}))
    sheet = words_of(client.get(f"{address}fil/", {"utgave": "2026"})).splitlines()
    assert sheet[0].removeprefix("\ufeff") == "Kode;Hva;Før;Etter"
    assert "M170;borte;Primær;erstattet av M172, M173" in sheet
    assert len(sheet) == 1 + 6
    assert "venter" in words_of(client.get(address))
    assert client.get("/admin/nasjonalt/kodeverk/ukjent/").status_code == 404


def test_the_board_proposes_and_one_press_changes_the_code(knee: Topic, now: Any) -> None:
    check(at=now)
    client = desk_of(national_editor())
    page = words_of(client.get(BOARD))
    for said in ("2 utgåtte koder", "Bytt til M172", "utgiveren sier det", "Bytt til M17<", "nærmeste kode over"):
        assert said in page
    sheet = words_of(client.get(f"{BOARD}fil/"))
    assert "M170;Primær;2026-01-01;M172, M173;utgiveren sier det" in sheet
    said = {"system": "icd10", "code": "M171", "to": "M17", "from": "board"}
    assert client.post(f"{KNEE}bytt/", said)["Location"] == BOARD
    assert "1 utgått kode" in words_of(client.get(BOARD))
    assert sorted(knee.codings.values_list("code", flat=True)) == ["M17", "M170"]


def test_the_owner_comes_from_the_inbox_and_the_case_closes(knee: Topic, now: Any) -> None:
    check(at=now)
    client = desk_of(clinician())
    item = OpenItem.objects.open().get()
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == KNEE
    page = words_of(client.get(KNEE))
    assert "Bytt til alle disse" in page
    assert "Ta bort koden" in page
    assert client.post(f"{KNEE}bytt/", {"system": "icd10", "code": "M170", "to": ["M172", "M173"]})["Location"] == KNEE
    client.post(f"{KNEE}bytt/", {"system": "icd10", "code": "M171", "typed": "m17, M18"})
    assert sorted(knee.codings.values_list("code", flat=True)) == ["M17", "M172", "M173", "M18"]
    assert not OpenItem.objects.open().exists()
    assert "Alle kodene finnes" in words_of(client.get(KNEE))


def test_what_is_wrong_is_told_and_what_was_typed_stays(knee: Topic) -> None:
    client = desk_of(clinician())
    said = {"system": "icd10", "code": "M170"}
    answer = client.post(f"{KNEE}bytt/", {**said, "typed": "M999"})
    assert answer.status_code == 422
    assert "Koden icd10 M999 finnes ikke" in words_of(answer)
    assert 'value="M999"' in words_of(answer)
    assert "Ingen kode er valgt." in words_of(client.post(f"{KNEE}bytt/", said))
    assert client.post(f"{KNEE}bytt/", {"system": "ukjent", "code": "\x00", "typed": "M17"}).status_code == 422
    assert client.post(f"{KNEE}behold/", {"system": "icd10", "reason": ""}).status_code == 422
    assert "Koden ukjent står ikke her lenger." in words_of(client.post(f"{KNEE}behold/", {"system": "ukjent", "reason": "x"}))
    assert knee.codings.count() == 2


def test_codes_are_kept_with_a_reason_or_taken_away(knee: Topic, now: Any) -> None:
    check(at=now)
    client = desk_of(clinician())
    client.post(f"{KNEE}behold/", {"system": "icd10", "reason": "Gamle journaler"})
    assert OpenItem.objects.get().resolution == "koden beholdes"
    client.post(f"{KNEE}bytt/", {"system": "icd10", "code": "M171", "remove": "1"})
    assert list(knee.codings.values_list("code", flat=True)) == ["M170"]


def test_strangers_see_neither_the_lists_nor_the_topic(knee: Topic) -> None:
    stranger = make_user("ny@bergen.example", roles={make_organization("bergen"): Role.EDITOR})
    client = desk_of(stranger)
    for address in ("/admin/nasjonalt/kodeverk/", BOARD, KNEE):
        assert client.get(address).status_code == 404
    assert client.post(f"{KNEE}bytt/", {"system": "icd10", "code": "M170", "to": "M172"}).status_code == 404
    reader = desk_of(clinician(2))
    assert "Bytt til" not in words_of(reader.get(BOARD)), "a clinician who does not answer for it reads"


def test_the_board_costs_no_more_for_many(knee: Topic, django_assert_max_num_queries: Any) -> None:
    client = desk_of(national_editor())
    make_signpost(codes=[("icd10", "M170")])
    client.get(BOARD)
    with django_assert_max_num_queries(60) as one:
        client.get(BOARD)
    for number in range(10):
        make_topic(f"kne-{number}", codes=[("icd10", "M170")])
        make_signpost(codes=[("icd10", "M170")], arms=[Said("nb", "Kne", f"{ADDRESS}{number}")])
    with django_assert_max_num_queries(len(one)):
        client.get(BOARD)


def study_at(site: Site, now: datetime, **facts: Any) -> Study:
    usual = {
        "slug": "kneoving", "title": "Øving for kne", "starts": date(2026, 1, 1), "ends": date(2027, 6, 1), "purpose": "p",
        "ethics_reference": "123456", "who_can_join": "w", "what_it_means": "m", "contact_unit": "Ortopedi",
        "contact_phone": "55 00 00 00", "codes": "icd10:M170",
    }  # fmt: skip
    page: Study = make_page(site, Study, live_at=now, **usual | facts)
    return page


def test_an_editor_changes_a_studys_code_from_the_inbox_and_the_national_desk_only_reads(knee: Topic, now: datetime) -> None:
    bergen = make_site("bergen")
    study = study_at(bergen, now)
    check(at=now)
    board = words_of(desk_of(national_editor()).get(BOARD))
    assert "Øving for kne" in board
    assert "klinisk studie" in board.lower()
    assert f"/kliniske-studier/koder/bytt/{study.pk}" not in board
    assert "Klinisk studie;Øving for kne;" in words_of(desk_of(national_editor()).get(f"{BOARD}fil/"))
    client = desk_of(make_user("red@bergen.example", roles={bergen.organization: Role.EDITOR}))
    item = OpenItem.objects.open().get(subject=f"page:study:{study.pk}")
    editor = reverse("wagtailsnippets_pages_study:edit", args=[study.pk])
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == editor
    screen = words_of(client.get(editor))
    assert "Finnes ikke i 2026." in screen
    assert "Bytt til M172" in screen
    keep = reverse("wagtailsnippets_pages_study:keep_codes", args=[study.pk])
    assert "Skriv hvorfor." in words_of(client.post(keep, {"keep_because": "\x00"}, follow=True))
    press = reverse("wagtailsnippets_pages_study:retag", args=[study.pk]) + "?system=icd10&code=M170"
    assert "Ingen kode er valgt." in words_of(client.post(press, {}, follow=True))
    assert "minst én kode" in words_of(client.post(press, {"remove": "1"}, follow=True))
    assert client.post(press, {"to": "M172"})["Location"] == editor
    study.refresh_from_db()
    assert study.codes == "icd10:M172"
    assert "Finnes ikke i 2026." not in words_of(client.get(editor))
    assert not OpenItem.objects.open().filter(pk=item.pk).exists()


def test_a_studys_codes_are_kept_with_a_reason(knee: Topic, now: datetime) -> None:
    bergen = make_site("bergen")
    study = study_at(bergen, now)
    check(at=now)
    client = desk_of(make_user("red@bergen.example", roles={bergen.organization: Role.EDITOR}))
    client.post(reverse("wagtailsnippets_pages_study:keep_codes", args=[study.pk]), {"keep_because": "Protokollen."})
    assert OpenItem.objects.get(subject=f"page:study:{study.pk}").resolution == "koden beholdes"


def test_an_orders_code_is_changed_before_it_is_given_to_somebody(knee: Topic, now: datetime) -> None:
    order = make_order(title="Øvelser")
    order.codings.create(system=knee.codings.first().system, code="M170")  # type: ignore[union-attr]
    check(at=now)
    client = desk_of(national_editor())
    item = OpenItem.objects.open().get(subject=f"order:{order.pk}", kind="retired_code")
    own = reverse("desk_life:order", args=[order.pk])
    assert client.get(f"/admin/sak/{item.pk}/")["Location"] == own
    assert "Bytt til M172" in words_of(client.get(own))
    assert client.post(f"{own}koder/behold/", {"system": "icd10", "reason": "\x00"}).status_code == 422
    assert client.post(f"{own}koder/bytt/", {"system": "icd10", "code": "M170", "typed": "M99"}).status_code == 422
    assert "Bestilling;Øvelser;" in words_of(client.get(f"{BOARD}fil/"))
    said = {"system": "icd10", "code": "M170", "to": ["M172"], "from": "board"}
    assert client.post(f"{own}koder/bytt/", said)["Location"] == BOARD
    assert list(order.codings.values_list("code", flat=True)) == ["M172"]
    assert desk_of(clinician()).post(f"{own}koder/bytt/", said).status_code == 404
