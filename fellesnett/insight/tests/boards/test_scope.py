"""Whose boards speak of which sites."""

from __future__ import annotations

import pytest

from fellesnett.insight.boards.scope import EVERY_KIND, Asked, Outside, scope_of
from fellesnett.insight.permissions import may_see_boards
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.organizations.models import Role, Site, SiteState
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

pytestmark = pytest.mark.django_db
AT_A_SITE = (Role.REGIONAL_OWNER, Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR)
NATIONAL = (Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.CLINICIAN, Role.AUDITOR)
EVERYWHERE = Asked(kind=EVERY_KIND)


def slugs(sites: tuple[Site, ...]) -> list[str]:
    return [site.slug for site in sites]


@pytest.mark.parametrize("role", AT_A_SITE)
def test_a_role_at_a_hospital_shows_that_hospital_and_opens_its_desk(country: Country, role: str) -> None:
    person = make_user(roles={country.bergen.organization: role})
    found = scope_of(person, EVERYWHERE)
    assert may_see_boards(person)
    assert slugs(found.sites) == ["bergen"]
    assert found.acts_at == {country.bergen.site.pk}
    assert not found.national


@pytest.mark.parametrize("role", AT_A_SITE)
def test_a_role_at_a_region_shows_its_trusts(country: Country, role: str) -> None:
    found = scope_of(make_user(roles={country.north: role}), EVERYWHERE)
    assert slugs(found.sites) == ["apotek", "unn"]
    with pytest.raises(Outside):
        scope_of(make_user(roles={country.north: role}), Asked(site="bergen"))
    with pytest.raises(Outside):
        scope_of(make_user(roles={country.north: role}), Asked(region="vest"))


@pytest.mark.parametrize("role", NATIONAL)
def test_a_national_role_shows_every_site_and_opens_no_desk(country: Country, role: str) -> None:
    found = scope_of(national(role), EVERYWHERE)
    assert slugs(found.sites) == ["apotek", "bergen", "fonna", "unn"]
    assert (found.national, found.is_nation, found.acts_at) == (True, True, frozenset())


@pytest.mark.parametrize("role", [Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.STUDY_PUBLISHER])
def test_roles_without_texts_to_answer_for_see_nothing(country: Country, role: str) -> None:
    """The national roles held at a hospital, and who publishes studies alone."""
    person = make_user(roles={country.bergen.organization: role})
    assert not may_see_boards(person)
    assert scope_of(person).open_sites == ()


def test_nobody_sees_anything_when_they_have_left(country: Country) -> None:
    person = make_user(roles={make_national_office(): Role.AUDITOR}, is_active=False)
    assert not may_see_boards(person)
    assert scope_of(person).open_sites == ()


def test_only_those_who_treat_patients_are_shown_until_others_are_asked_for(country: Country) -> None:
    person = national()
    assert slugs(scope_of(person).sites) == ["bergen", "fonna", "unn"]
    assert slugs(scope_of(person, Asked(kind="hospital_pharmacy")).sites) == ["apotek"]
    assert slugs(scope_of(person, Asked(region="nord")).sites) == ["unn"]
    assert slugs(scope_of(person, Asked(site="apotek")).sites) == ["apotek"]
    chemist = make_user(roles={country.pharmacy.organization: Role.EDITOR})
    assert slugs(scope_of(chemist).sites) == ["apotek"]


def test_sites_stand_under_their_region_and_the_front_door_and_closed_ones_nowhere(country: Country) -> None:
    make_site("forsiden", is_front_door=True)
    country.fonna.site.state, country.fonna.site.closed_at = SiteState.CLOSED, "2026-11-01T08:00:00Z"
    country.fonna.site.save()
    outside = make_site("privat")
    found = scope_of(national())
    grouped = [(region.key if region else "", slugs(sites)) for region, sites in found.by_region()]
    assert grouped == [("nord", ["unn"]), ("vest", ["bergen"]), ("", [outside.slug])]
