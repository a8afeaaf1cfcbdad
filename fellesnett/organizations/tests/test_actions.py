"""A hospital's own people are given and lose roles by those who answer for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from fellesnett.accounts.models import User
from fellesnett.organizations.actions import NotAllowed, grant, revoke
from fellesnett.organizations.models import Membership, Organization, OrganizationKind, Role
from fellesnett.organizations.permissions import roles_at
from fellesnett.organizations.signals import membership_changed
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

pytestmark = pytest.mark.django_db


class Hospital:
    def __init__(self) -> None:
        self.office = make_national_office()
        self.region = make_organization("Helse Vest RHF", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
        self.trust = make_organization("Helse Bergen HF", parent=self.region)
        self.other = make_organization("Helse Fonna HF", parent=self.region)
        self.chief = make_user(roles={self.office: Role.NATIONAL_MEDICAL_EDITOR})
        self.regional = make_user(roles={self.region: Role.REGIONAL_OWNER})
        self.owner = make_user(roles={self.trust: Role.SITE_OWNER})
        self.new = make_user()


@pytest.fixture
def hospital() -> Hospital:
    return Hospital()


@pytest.fixture
def facts() -> Iterator[list[dict[str, Any]]]:
    heard: list[dict[str, Any]] = []

    def listen(sender: object, signal: object, **fact: Any) -> None:
        heard.append(fact)

    membership_changed.connect(listen)
    yield heard
    membership_changed.disconnect(listen)


def codes(caught: pytest.ExceptionInfo[NotAllowed]) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def test_the_site_owner_lets_a_new_editor_in(hospital: Hospital, facts: list[dict[str, Any]], now: datetime) -> None:
    grant(user=hospital.new, organization=hospital.trust, role=Role.EDITOR, by=hospital.owner, at=now)
    assert roles_at(hospital.new, hospital.trust) == {Role.EDITOR}
    fact = {"verb": "granted", "user": hospital.new, "organization": hospital.trust, "role": "editor"}
    assert facts == [fact | {"branch": None, "until": None, "by": hospital.owner, "at": now}]


def test_giving_the_same_role_twice_is_one_membership_and_one_fact(
    hospital: Hospital, facts: list[dict[str, Any]], now: datetime
) -> None:
    for _attempt in range(2):
        grant(user=hospital.new, organization=hospital.trust, role=Role.EDITOR, by=hospital.owner, at=now)
    assert Membership.objects.filter(user=hospital.new).count() == len(facts) == 1


def test_the_site_owner_reaches_the_wards_but_no_other_hospital(hospital: Hospital, now: datetime) -> None:
    ward = make_organization("Barneklinikken", kind=OrganizationKind.UNIT, parent=hospital.trust)
    grant(user=hospital.new, organization=ward, role=Role.CONTRIBUTOR, by=hospital.owner, at=now)
    for elsewhere in (hospital.other, hospital.region):
        with pytest.raises(NotAllowed) as caught:
            grant(user=hospital.new, organization=elsewhere, role=Role.CONTRIBUTOR, by=hospital.owner, at=now)
        assert codes(caught) == ["no_authority"]
    assert Membership.objects.filter(user=hospital.new).count() == 1


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CONTRIBUTOR, Role.CLINICIAN, Role.STUDY_PUBLISHER])
def test_an_editor_gives_nobody_anything(hospital: Hospital, role: str, now: datetime) -> None:
    editor = make_user(roles={hospital.trust: [Role.EDITOR, Role.CLINICIAN]})
    with pytest.raises(NotAllowed) as caught:
        grant(user=hospital.new, organization=hospital.trust, role=role, by=editor, at=now)
    assert codes(caught) == ["no_authority"]


def test_national_roles_come_from_the_national_medical_editor_alone(hospital: Hospital, now: datetime) -> None:
    for by in (hospital.owner, hospital.regional, make_user(roles={hospital.office: Role.NATIONAL_EDITOR})):
        with pytest.raises(NotAllowed) as caught:
            grant(user=hospital.new, organization=hospital.office, role=Role.NATIONAL_EDITOR, by=by, at=now)
        assert codes(caught) == ["no_authority"]
    grant(user=hospital.new, organization=hospital.office, role=Role.NATIONAL_EDITOR, by=hospital.chief, at=now)
    assert roles_at(hospital.new, hospital.office) == {Role.NATIONAL_EDITOR}


def test_not_even_the_national_medical_editor_gives_a_national_role_at_a_hospital(hospital: Hospital, now: datetime) -> None:
    with pytest.raises(NotAllowed) as caught:
        grant(user=hospital.new, organization=hospital.trust, role=Role.NATIONAL_EDITOR, by=hospital.chief, at=now)
    assert codes(caught) == ["national_role"]


def test_a_regional_owner_appoints_site_owners_and_is_appointed_nationally(hospital: Hospital, now: datetime) -> None:
    grant(user=hospital.new, organization=hospital.other, role=Role.SITE_OWNER, by=hospital.regional, at=now)
    with pytest.raises(NotAllowed) as caught:
        grant(user=hospital.new, organization=hospital.region, role=Role.REGIONAL_OWNER, by=hospital.regional, at=now)
    assert codes(caught) == ["no_authority"]
    grant(user=hospital.new, organization=hospital.region, role=Role.REGIONAL_OWNER, by=hospital.chief, at=now)
    with pytest.raises(NotAllowed) as caught:
        grant(user=hospital.new, organization=hospital.trust, role=Role.REGIONAL_OWNER, by=hospital.chief, at=now)
    assert codes(caught) == ["regional_role"]


def test_nobody_changes_their_own_roles(hospital: Hospital, now: datetime) -> None:
    for change in (grant, revoke):
        with pytest.raises(NotAllowed) as caught:
            change(user=hospital.chief, organization=hospital.office, role=Role.NATIONAL_EDITOR, by=hospital.chief, at=now)
        assert codes(caught) == ["own_role"]


def test_every_reason_is_told_at_once_and_says_what_to_do(hospital: Hospital, now: datetime) -> None:
    hospital.trust.active = False
    hospital.trust.save()
    gone = make_user(is_active=False)
    with pytest.raises(NotAllowed) as caught:
        grant(user=gone, organization=hospital.trust, role="boss", by=hospital.new, at=now)
    assert codes(caught) == ["unknown_role", "no_authority", "inactive", "closed"]
    assert "Velg en fra listen." in str(caught.value)


def test_a_role_that_is_taken_away_is_gone_at_once(hospital: Hospital, facts: list[dict[str, Any]], now: datetime) -> None:
    editor = make_user(roles={hospital.trust: Role.EDITOR})
    assert revoke(user=editor, organization=hospital.trust, role=Role.EDITOR, by=hospital.owner, at=now)
    assert roles_at(editor, hospital.trust) == frozenset()
    assert not revoke(user=editor, organization=hospital.trust, role=Role.EDITOR, by=hospital.owner, at=now)
    assert [fact["verb"] for fact in facts] == ["revoked"]


def test_the_roles_of_a_person_who_left_can_be_taken_away(hospital: Hospital, now: datetime) -> None:
    gone = make_user(roles={hospital.trust: Role.EDITOR}, is_active=False)
    assert revoke(user=gone, organization=hospital.trust, role=Role.EDITOR, by=hospital.owner, at=now)


def test_somebody_is_always_left_to_answer_nationally(hospital: Hospital, now: datetime) -> None:
    root = User.objects.create_superuser("rot@sykehus.example")
    second = make_user(roles={hospital.office: Role.NATIONAL_MEDICAL_EDITOR})
    assert revoke(user=second, organization=hospital.office, role=Role.NATIONAL_MEDICAL_EDITOR, by=hospital.chief, at=now)
    with pytest.raises(NotAllowed) as caught:
        revoke(user=hospital.chief, organization=hospital.office, role=Role.NATIONAL_MEDICAL_EDITOR, by=root, at=now)
    assert codes(caught) == ["no_authority", "last"]


def test_the_installer_gives_the_first_national_role_and_has_no_say_after_that(now: datetime) -> None:
    root, chief, office = User.objects.create_superuser("rot@sykehus.example"), make_user(), make_national_office()
    grant(user=chief, organization=office, role=Role.NATIONAL_MEDICAL_EDITOR, by=root, at=now)
    with pytest.raises(NotAllowed) as caught:
        grant(user=make_user(), organization=office, role=Role.NATIONAL_EDITOR, by=root, at=now)
    assert codes(caught) == ["no_authority"]


def test_a_listener_that_fails_takes_the_change_with_it(hospital: Hospital, now: datetime) -> None:
    """The record is written in the same transaction: no change without its record."""

    def fail(**fact: Any) -> None:
        raise RuntimeError("the log is full")

    membership_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="full"):
            grant(user=hospital.new, organization=hospital.trust, role=Role.EDITOR, by=hospital.owner, at=now)
    finally:
        membership_changed.disconnect(fail)
    assert not Organization.objects.filter(memberships__user=hospital.new).exists()
