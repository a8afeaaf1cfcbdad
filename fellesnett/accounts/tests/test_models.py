"""People and their addresses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from fellesnett.accounts.models import User
from fellesnett.accounts.tests.factories import make_person

pytestmark = pytest.mark.django_db


def test_an_address_is_stored_in_lower_case_and_belongs_to_one_person() -> None:
    assert make_person("Kari.Nordmann@Sykehus.Example").email == "kari.nordmann@sykehus.example"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person("kari.nordmann@sykehus.example")


def test_the_database_refuses_an_address_with_capitals() -> None:
    person = make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(email="KARI@sykehus.example")


def test_a_person_without_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="email"):
        User.objects.create_user(email="")


def test_a_person_is_called_by_name_and_else_by_address() -> None:
    kari = make_person("kari@sykehus.example", first_name="Kari", last_name="Nordmann")
    assert (str(kari), kari.get_short_name()) == ("Kari Nordmann", "Kari")
    unnamed = make_person("post@sykehus.example", first_name="", last_name="")
    assert (str(unnamed), unnamed.get_short_name()) == ("post@sykehus.example", "post@sykehus.example")


def test_nobody_gets_in_without_a_password_of_their_own() -> None:
    assert not make_person().has_usable_password()
    assert User.objects.create_superuser("rot@sykehus.example", "langt-passord").check_password("langt-passord")
