"""A patient finds the department, what to bring, where to park and what the law says; a job seeker finds an open job."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions import publish, start_version
from fellesnett.pages.models import (
    Article,
    Department,
    NewsItem,
    PatientRight,
    PracticalInformation,
    ProfessionalArticle,
    ScienceArticle,
    SitePage,
    Vacancy,
)
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.public.tests.factories import make_haukeland, make_knee, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", name="Helse Bergen", other_languages=["en"])


def visit(path: str) -> Visit:
    return Visit(Client(), "bergen.localhost", path)


def data_of(page: Visit) -> Any:
    """What machines read."""
    return json.loads(page.one("script", type="application/ld+json").text)["@graph"][0]


def make_department(site: Site, slug: str, title: str, now: datetime, **facts: Any) -> Any:
    return make_page(site, Department, live_at=now, slug=slug, title=title, lead=f"{title} hjelper deg.", **facts)


def test_a_department_tells_where_it_is_who_is_sent_there_and_what_it_does(bergen: Site, now: datetime) -> None:
    adoption = show(bergen, make_knee())
    clinic = make_department(bergen, "ortopedi", "Ortopedisk klinikk", now)
    department = make_department(
        bergen,
        "proteser",
        "Seksjon for proteser",
        now,
        parent=clinic,
        places=[make_haukeland(bergen)],
        phone="55 97 50 00",
        phone_hours="Mandag–fredag 09.00–14.00",
        referral="Fastlegen henviser deg.",
        bring="Medisinliste\nInnesko",
        services=[adoption],
    )
    make_page(bergen, live_at=now, department=department, title="Nye lokaler", slug="nye-lokaler")
    page = visit("/avdelinger/proteser/")
    for said in ("Mandag–fredag 09.00–14.00", "Fastlegen henviser deg.", "Innesko", "Haukeland universitetssjukehus"):
        assert said in page.text
    links = page.links()
    assert links["Kneprotese"] == "/behandlinger/kneprotese/"
    assert links["55 97 50 00"].startswith("tel:55975000")
    assert links["Nye lokaler"] == "/nyheter/nye-lokaler/"
    assert [words(step) for step in page.one("nav", class_="breadcrumb").iter("{http://www.w3.org/1999/xhtml}a")] == [
        "Forside",
        "Avdelinger",
        "Ortopedisk klinikk",
    ]
    assert data_of(page)["@type"] == "MedicalClinic"
    assert data_of(page)["parentOrganization"]["name"] == "Ortopedisk klinikk"
    assert visit("/avdelinger/ortopedi/").links()["Seksjon for proteser"] == "/avdelinger/proteser/"
    assert visit("/nyheter/nye-lokaler/").links()["Seksjon for proteser"] == "/avdelinger/proteser/"


def test_departments_stand_in_a_tree_from_a_to_å(bergen: Site, now: datetime) -> None:
    clinic = make_department(bergen, "ortopedi", "Ortopedisk klinikk", now)
    make_department(bergen, "proteser", "Seksjon for proteser", now, parent=clinic)
    make_department(bergen, "oye", "Øyeavdelingen", now)
    make_department(bergen, "barn", "Barneklinikken", now)
    page = visit("/avdelinger/")
    assert list(page.links()) == ["Barneklinikken", "Ortopedisk klinikk", "Seksjon for proteser", "Øyeavdelingen"]
    top, below = page.all("ul", class_="tree")
    assert len(list(below)) == 1
    assert len(list(top)) == 3


def test_a_unit_of_a_draft_stands_on_top_and_says_nothing_of_it(bergen: Site, now: datetime) -> None:
    hidden = make_page(bergen, Department, slug="hemmelig", title="Ny klinikk")
    make_department(bergen, "proteser", "Seksjon for proteser", now, parent=hidden)
    assert list(visit("/avdelinger/").links()) == ["Seksjon for proteser"]
    assert "Ny klinikk" not in visit("/avdelinger/proteser/").text


def test_a_department_in_english_stands_below_its_english_clinic(bergen: Site, now: datetime) -> None:
    editor, place = editor_of(bergen), make_haukeland(bergen)
    clinic = make_department(bergen, "ortopedi", "Ortopedisk klinikk", now)
    section = make_department(bergen, "proteser", "Seksjon for proteser", now, parent=clinic, places=[place])
    for page, title in ((clinic, "Orthopaedic clinic"), (section, "Joint replacement")):
        version = start_version(page, language="en", by=editor, at=now)
        version.title = title
        publish(version, by=editor, at=now)
    assert visit("/en/avdelinger/ortopedi/").links()["Joint replacement"] == "/en/avdelinger/proteser/"
    assert "Orthopaedic clinic" in visit("/en/avdelinger/proteser/").text
    assert "Haukeland" in visit("/en/avdelinger/proteser/").text, "the version keeps the places"


def test_practical_information_is_grouped_by_what_one_asks(bergen: Site, now: datetime) -> None:
    make_page(bergen, PracticalInformation, live_at=now, slug="visittid", title="Visittid", kind="visiting")
    make_page(
        bergen, PracticalInformation, live_at=now, slug="p-hus", title="P-hus", kind="parking", places=[make_haukeland(bergen)]
    )
    page = visit("/praktisk-informasjon/")
    assert [words(heading) for heading in page.all("h2")] == ["Hvor kan jeg parkere?", "Når kan jeg komme på besøk?"]
    assert page.links()["P-hus"] == "/praktisk-informasjon/p-hus/"
    assert "Gjelder ved Haukeland universitetssjukehus" in visit("/praktisk-informasjon/p-hus/").text


def test_a_right_names_its_law_and_whom_to_ask(bergen: Site, now: datetime) -> None:
    law = "https://lovdata.no/lov/1999-07-02-63/§2-4"
    make_page(
        bergen,
        PatientRight,
        live_at=now,
        slug="velge-sykehus",
        title="Velge sykehus",
        legal_ground="pasient- og brukerrettighetsloven § 2-4",
        law_url=law,
        law_checked_on=date(2026, 11, 2),
        appeal="Klag til sykehuset innen fire uker.",
    )
    page = visit("/rettigheter/velge-sykehus/")
    assert page.links()["pasient- og brukerrettighetsloven § 2-4"] == law
    assert page.links()["Pasient- og brukerombudet"] == "https://www.pasientogbrukerombudet.no/"
    assert "Sjekket 2. november 2026." in page.text
    assert "innen fire uker" in page.text
    assert data_of(page)["citation"]["url"] == law
    assert "Velge sykehus" in visit("/rettigheter/").links()


def vacancy(site: Site, now: datetime, deadline: date, **facts: Any) -> Any:
    facts = {"slug": "sykepleier", "title": "Sykepleier", "unit": "Ortopedisk klinikk"} | facts
    return make_page(site, Vacancy, live_at=now, deadline=deadline, apply_url="https://example.no/123", **facts)


@pytest.fixture
def today(now: datetime, monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr("fellesnett.foundation.clock.now", lambda: now)
    return now.date()


def test_jobs_are_listed_by_deadline_and_gone_after_it(bergen: Site, now: datetime, today: date) -> None:
    vacancy(bergen, now, today + timedelta(days=9), place=make_haukeland(bergen))
    vacancy(bergen, now, today, slug="lege", title="Lege")
    vacancy(bergen, now, today - timedelta(days=1), slug="portor", title="Portør")
    page = visit("/jobb/")
    assert list(page.links()) == ["Lege", "Sykepleier"]
    assert "Ortopedisk klinikk · Haukeland universitetssjukehus" in page.text
    job = visit("/jobb/sykepleier/")
    assert job.links()["Søk på stillingen «Sykepleier»"] == "https://example.no/123"
    assert data_of(job)["@type"] == "JobPosting"
    assert data_of(job)["jobLocation"]["address"]["addressLocality"] == "Bergen"
    assert visit("/jobb/portor/").status == 404


def test_an_empty_job_list_says_so(bergen: Site) -> None:
    assert "ingen ledige stillinger" in visit("/jobb/").text


@pytest.mark.parametrize("model", [Article, ProfessionalArticle, ScienceArticle])
def test_articles_stand_in_their_folder(bergen: Site, now: datetime, model: type[SitePage]) -> None:
    make_page(bergen, model, live_at=now, slug="slik-jobber-vi", title="Slik jobber vi")
    assert visit(f"/{model.folder}/").links()["Slik jobber vi"] == f"/{model.folder}/slik-jobber-vi/"
    assert data_of(visit(f"/{model.folder}/slik-jobber-vi/"))["headline"] == "Slik jobber vi"


def test_news_are_shown_a_year_at_a_time_in_pages(bergen: Site, now: datetime) -> None:
    for number in range(23):
        make_page(bergen, live_at=now, slug=f"sak-{number}", title=f"Sak {number}")
    make_page(bergen, live_at=now, slug="i-fjor", title="Fra i fjor")
    NewsItem.objects.filter(slug="i-fjor").update(first_published_at=now - timedelta(days=365))
    newest = NewsItem.objects.newest_first().first().first_published_at.year
    first = visit("/nyheter/")
    assert len(first.all("h2")) == 20
    assert "Fra i fjor" not in first.links()
    second = visit(f"/nyheter/?ar={newest}&side=2")
    assert len(second.all("h2")) == 3
    older = first.links()[str((now - timedelta(days=365)).year)]
    assert "Fra i fjor" in visit(older).links()
    assert len(visit("/nyheter/?ar=tull&side=-1").all("h2")) == 20
