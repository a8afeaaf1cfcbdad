"""What stops an editor, in words and at the field: a department below itself, a law from elsewhere, an open application."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.actions import publish, start_version
from fellesnett.pages.gates import NotReady, facts_missing
from fellesnett.pages.models import Department, PatientRight, Vacancy
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", other_languages=["en"])


def fields(page: Any) -> set[str]:
    return {reason.field for reason in facts_missing(page)}


def department(site: Site, slug: str, parent: Any = None) -> Any:
    return make_page(site, Department, slug=slug, title=slug.capitalize(), parent=parent)


def test_a_department_cannot_be_part_of_itself_or_of_its_own_units(bergen: Site, now: datetime) -> None:
    clinic = department(bergen, "klinikk")
    section = department(bergen, "seksjon", clinic)
    clinic.parent = section
    assert fields(clinic) == {"parent"}
    clinic.parent = clinic
    assert fields(clinic) == {"parent"}
    assert fields(section) == set()


def test_nor_of_its_own_unit_in_another_language(bergen: Site, now: datetime) -> None:
    clinic = department(bergen, "klinikk")
    english = start_version(clinic, language="en", by=editor_of(bergen), at=now)
    clinic.parent = english
    assert fields(clinic) == {"parent"}


def test_a_department_belongs_to_its_own_site_and_not_too_deep(bergen: Site) -> None:
    theirs = department(make_site("annensted"), "klinikk")
    assert fields(department(bergen, "seksjon", theirs)) == {"parent"}
    unit = None
    for level in range(4):
        unit = department(bergen, f"enhet-{level}", unit)
    assert fields(unit) == set()
    assert fields(department(bergen, "for-dypt", unit)) == {"parent"}


def test_a_right_leads_to_the_law_itself(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, PatientRight, slug="klage", legal_ground="§ 7-2", law_url="https://lovdata.no.example/lov")
    assert fields(page) == {"law_url", "law_checked_on"}
    page.law_url, page.law_checked_on = "https://lovdata.no/lov/1999-07-02-63/§7-2", date(2026, 11, 2)
    assert publish(page, by=editor_of(bergen), at=now).live


def test_an_application_is_sent_where_nobody_else_can_read_it(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, Vacancy, slug="lege", apply_url="http://example.no/1")
    with pytest.raises(NotReady) as stopped:
        publish(page, by=editor_of(bergen), at=now)
    assert {reason.field for reason in stopped.value.reasons} == {"apply_url", "deadline"}


def test_what_a_department_chooses_is_kept_in_its_draft_until_it_is_published(bergen: Site, now: datetime) -> None:
    from fellesnett.organizations.tests.factories import make_place

    editor, page = editor_of(bergen), make_page(bergen, Department, live_at=now)
    page.places = [make_place(bergen.organization, "voss", name="Voss")]
    page.save_revision(user=editor, clean=False)
    stored = Department.objects.get(pk=page.pk)
    assert not stored.places.exists()
    publish(stored, revision=stored.latest_revision, by=editor, at=now)
    assert [str(place) for place in Department.objects.get(pk=page.pk).places.all()] == ["Voss"]
