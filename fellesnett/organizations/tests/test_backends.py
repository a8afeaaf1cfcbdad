"""Logging in, and what Django is told that a person may."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.accounts.tests.factories import PASSWORD
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_user

pytestmark = pytest.mark.django_db


def test_a_person_logs_in_with_the_address_in_any_case(settings: Any) -> None:
    kari = make_user("kari@sykehus.example", password=PASSWORD)
    assert authenticate(username="Kari@Sykehus.Example ", password=PASSWORD) == kari
    assert authenticate(username="kari@sykehus.example", password="wrong") is None


def test_the_desk_lets_an_editor_in_through_its_own_form(client: Client) -> None:
    make_user("kari@sykehus.example", password=PASSWORD, roles={make_organization(): Role.EDITOR})
    answer = client.post("/admin/login/", {"username": "kari@sykehus.example", "password": PASSWORD, "next": "/admin/"})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_demonstration_people_are_refused_outside_the_demonstration(settings: Any) -> None:
    demo = make_user("demo@sykehus.example", password=PASSWORD, is_demonstration=True)
    assert authenticate(username=demo.email, password=PASSWORD) == demo
    settings.ALLOW_DEMONSTRATION_LOGINS = False
    assert authenticate(username=demo.email, password=PASSWORD) is None


def test_a_demonstration_session_ends_when_demonstration_is_switched_off(client: Client, settings: Any) -> None:
    client.force_login(make_user(is_demonstration=True, roles={make_organization(): Role.EDITOR}))
    settings.ALLOW_DEMONSTRATION_LOGINS = False
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert "/admin/login/" in answer["Location"]


def test_an_inactive_person_does_not_get_in() -> None:
    gone = make_user("borte@sykehus.example", password=PASSWORD, is_active=False)
    assert authenticate(username=gone.email, password=PASSWORD) is None


def test_any_role_opens_the_desk_and_only_a_national_one_the_national_texts() -> None:
    editor = make_user(roles={make_organization(): Role.EDITOR})
    national = make_user(roles={make_national_office(): Role.NATIONAL_EDITOR})
    clinician = make_user(roles={make_national_office(): Role.CLINICIAN})
    assert [person.has_perm("wagtailadmin.access_admin") for person in (editor, national, clinician)] == [True, True, True]
    assert [person.has_perm("national.change_topic") for person in (editor, national, clinician)] == [False, True, False]
    assert national.has_module_perms("national")
    assert not editor.has_module_perms("national")


def test_nobody_without_a_role_gets_into_the_desk() -> None:
    assert not make_user().has_perm("wagtailadmin.access_admin")


def test_djangos_groups_and_personal_permissions_count_for_nothing() -> None:
    person = make_user(roles={make_organization(): Role.EDITOR})
    permission = Permission.objects.get(codename="change_topic", content_type__app_label="national")
    group = Group.objects.create(name="Everything")
    group.permissions.add(permission)
    person.groups.add(group)
    person.user_permissions.add(permission)
    fresh = User.objects.get(pk=person.pk)
    assert fresh.get_all_permissions() == {"wagtailadmin.access_admin"}
    assert fresh.get_user_permissions() == fresh.get_group_permissions() == set()


def test_a_permission_for_a_single_object_is_never_given() -> None:
    trust = make_organization()
    national = make_user(roles={make_national_office(): Role.NATIONAL_EDITOR})
    assert not national.has_perm("national.change_topic", trust)


def test_the_backend_itself_gives_a_superuser_nothing() -> None:
    root = User.objects.create_superuser("rot@sykehus.example")
    assert root.has_perm("wagtailadmin.access_admin")
    assert root.get_all_permissions() == set()
