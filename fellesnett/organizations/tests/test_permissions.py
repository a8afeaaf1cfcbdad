"""Who may where: memberships reach down the tree and nowhere else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from fellesnett.accounts.models import User
from fellesnett.organizations.models import Organization, OrganizationKind, Role, Site
from fellesnett.organizations.permissions import (
    is_national,
    may_at_site,
    organizations_of,
    roles_at,
    roles_by_organization,
    users_with,
)
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user

pytestmark = pytest.mark.django_db


class West:
    """Helse Vest with Helse Bergen, Haukeland and the children's ward, and Helse Nord with UNN beside it."""

    def __init__(self) -> None:
        authority = OrganizationKind.REGIONAL_HEALTH_AUTHORITY
        self.region = make_organization("Helse Vest RHF", kind=authority)
        self.trust = make_organization("Helse Bergen HF", parent=self.region)
        self.hospital = make_organization("Haukeland universitetssjukehus", kind=OrganizationKind.HOSPITAL, parent=self.trust)
        self.ward = make_organization("Barneklinikken", kind=OrganizationKind.UNIT, parent=self.hospital)
        self.north = make_organization("Helse Nord RHF", kind=authority)
        self.unn = make_organization("UNN", parent=self.north)


@pytest.fixture
def west() -> West:
    return West()


def test_a_role_at_the_trust_counts_at_the_ward_and_not_at_the_region(west: West) -> None:
    editor = make_user(roles={west.trust: Role.EDITOR})
    assert roles_at(editor, west.ward) == roles_at(editor, west.trust) == {Role.EDITOR}
    assert roles_at(editor, west.region) == roles_at(editor, west.unn) == frozenset()


def test_roles_held_at_several_levels_are_added_up(west: West) -> None:
    person = make_user(roles={west.region: Role.AUDITOR, west.trust: [Role.EDITOR, Role.CLINICIAN], west.unn: Role.SITE_OWNER})
    assert roles_at(person, west.hospital) == {Role.AUDITOR, Role.EDITOR, Role.CLINICIAN}


def test_the_three_ways_of_asking_agree_everywhere(west: West) -> None:
    person = make_user(roles={west.trust: Role.EDITOR, west.hospital: Role.CLINICIAN, west.unn: Role.EDITOR})
    by_organization = roles_by_organization(person)
    for organization in Organization.objects.all():
        roles = roles_at(person, organization)
        assert by_organization.get(organization.pk, frozenset()) == roles
        for role in Role:
            assert (organization in organizations_of(person, role)) == (role in roles)
        assert (organization in organizations_of(person)) == bool(roles)


def test_a_person_without_roles_is_nobody_anywhere(west: West) -> None:
    nobody = make_user()
    assert not organizations_of(nobody).exists()
    assert roles_by_organization(nobody) == {}
    assert roles_at(nobody, west.trust) == frozenset()


def test_an_inactive_person_loses_every_right_at_once(west: West) -> None:
    gone = make_user(roles={west.trust: Role.EDITOR, make_national_office(): Role.NATIONAL_EDITOR}, is_active=False)
    assert roles_at(gone, west.trust) == frozenset()
    assert not organizations_of(gone).exists()
    assert roles_by_organization(gone) == {}
    assert not is_national(gone)


def test_a_visitor_who_is_not_logged_in_may_nothing(west: West) -> None:
    visitor = AnonymousUser()
    assert roles_at(visitor, west.trust) == frozenset()
    assert not organizations_of(visitor).exists()
    assert not is_national(visitor)


def test_a_national_editor_is_national_and_opens_no_hospitals_door(west: West) -> None:
    national = make_user(roles={make_national_office(): Role.NATIONAL_EDITOR})
    assert is_national(national)
    assert not is_national(national, Role.NATIONAL_MEDICAL_EDITOR)
    assert roles_at(national, west.trust) == frozenset()


def test_a_national_role_held_at_a_hospital_is_not_national(west: West) -> None:
    assert not is_national(make_user(roles={west.trust: Role.NATIONAL_EDITOR}))


def test_a_site_belongs_to_those_who_hold_a_role_at_or_above_its_organization(west: West) -> None:
    bergen, tromso = make_site("bergen", organization=west.trust), make_site("unn", organization=west.unn)
    regional = make_user(roles={west.region: Role.REGIONAL_OWNER})
    assert list(Site.objects.for_user(regional)) == [bergen]
    assert may_at_site(regional, bergen, Role.REGIONAL_OWNER, Role.SITE_OWNER)
    assert not may_at_site(regional, bergen, Role.SITE_OWNER)
    assert not may_at_site(regional, tromso, Role.REGIONAL_OWNER)


def test_a_superuser_has_no_role_by_that(west: West) -> None:
    root = User.objects.create_superuser("rot@sykehus.example")
    assert roles_at(root, west.trust) == frozenset()
    assert not is_national(root)


def test_the_people_with_a_role_here_are_found_from_below(west: West) -> None:
    here = make_user(roles={west.trust: Role.CLINICIAN})
    make_user(roles={west.trust: Role.EDITOR})
    make_user(roles={west.unn: Role.CLINICIAN})
    make_user(roles={west.trust: Role.CLINICIAN}, is_active=False)
    assert list(User.objects.filter(users_with(west.ward, Role.CLINICIAN))) == [here]


def test_each_question_is_one_query_however_deep(west: West, django_assert_num_queries: object) -> None:
    person = make_user(roles={west.region: Role.EDITOR, west.unn: Role.EDITOR})
    with django_assert_num_queries(1):
        roles_at(person, west.ward)
    with django_assert_num_queries(2):
        assert len(roles_by_organization(person)) == 5
    with django_assert_num_queries(2):
        assert len(organizations_of(person)) == 5


def test_a_hospital_that_moves_takes_its_wards_and_loses_its_old_owners(west: West) -> None:
    editor = make_user(roles={west.trust: Role.EDITOR})
    northern = make_user(roles={west.north: Role.REGIONAL_OWNER})
    west.hospital.parent = west.unn
    west.hospital.save()
    west.ward.refresh_from_db()
    assert west.ward.lineage == (west.north.pk, west.unn.pk, west.hospital.pk, west.ward.pk)
    assert roles_at(editor, west.ward) == frozenset()
    assert roles_at(northern, west.ward) == {Role.REGIONAL_OWNER}


def test_a_move_saved_from_a_stale_copy_still_reaches_everyone_below(west: West) -> None:
    stale = Organization.objects.get(pk=west.hospital.pk)
    west.trust.parent = west.north
    west.trust.save()
    stale.parent = west.region
    stale.save()
    west.ward.refresh_from_db()
    assert west.ward.lineage == (west.region.pk, west.hospital.pk, west.ward.pk)


def test_an_organization_cannot_come_under_itself(west: West) -> None:
    west.region.parent = west.ward
    with pytest.raises(ValidationError, match="under seg selv"):
        west.region.save()
    west.region.refresh_from_db()
    assert west.region.parent is None


def test_moving_behind_the_back_of_the_tree_is_refused(west: West) -> None:
    with pytest.raises(ValueError, match="save"):
        Organization.objects.filter(pk=west.hospital.pk).update(parent=west.unn)


def test_numbers_that_begin_alike_are_not_mistaken_for_each_other(west: West) -> None:
    """Organization 1 is not above organization 12: every key in a path stands between slashes."""
    wards = [make_organization(f"Post {n}", kind=OrganizationKind.UNIT, parent=west.unn) for n in range(12)]
    person = make_user(roles={wards[0]: Role.EDITOR})
    assert list(organizations_of(person)) == [wards[0]]
