"""Numbers of registers: right ones pass, wrong ones are refused with words."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fellesnett.organizations.identifiers import HER, ORGNR, RESH, check_digit, fault_of, fault_of_orgnr, normalize
from fellesnett.organizations.models import Identifier
from fellesnett.organizations.tests.factories import make_organization


@pytest.mark.parametrize("number", ["983974724", "983974791", "983974880", "974795930", "997005562"])
def test_real_organization_numbers_pass(number: str) -> None:
    assert fault_of_orgnr(number) == ""


@pytest.mark.parametrize("number", ["983974725", "978296296", "974634052", "000000001"])
def test_a_wrong_check_digit_is_named(number: str) -> None:
    assert "kontrollsifferet" in fault_of_orgnr(number)


@pytest.mark.parametrize("number", ["98397472", "9747957870", "98397472A", "", "９８３９７４７２４"])
def test_anything_but_nine_digits_is_refused(number: str) -> None:
    assert "ni sifre" in fault_of_orgnr(number)


def test_some_eight_digits_can_have_no_ninth() -> None:
    """A remainder of 1 would need the digit 10: the register gives out no such number."""
    impossible = [first for first in range(90000000, 90000100) if check_digit(str(first)) is None]
    assert impossible
    for first in impossible:
        assert all(fault_of_orgnr(f"{first}{last}") for last in range(10))


def test_every_single_mistyped_digit_is_caught() -> None:
    right = "983974724"
    for place in range(9):
        for digit in "0123456789":
            typed = right[:place] + digit + right[place + 1 :]
            assert bool(fault_of_orgnr(typed)) == (typed != right)


def test_resh_and_her_numbers_are_digits_and_nothing_else() -> None:
    assert fault_of(RESH, "100082") == fault_of(HER, "80402") == ""
    assert "bare ha sifre" in fault_of(RESH, "RESH-100082")
    assert "kjent nummersystem" in fault_of("passport", "1")


def test_spaces_are_how_people_write_numbers() -> None:
    assert normalize("983 974\u00a0724 ") == "983974724"


@pytest.mark.django_db
def test_an_identifier_is_cleaned_and_checked_when_saved() -> None:
    bergen = make_organization("Helse Bergen HF")
    saved = Identifier.objects.create(organization=bergen, system=ORGNR, value="983 974 724")
    assert saved.value == "983974724"
    with pytest.raises(ValidationError, match="kontrollsifferet"):
        Identifier.objects.create(organization=bergen, system=ORGNR, value="983974725")


@pytest.mark.django_db
def test_the_database_itself_refuses_a_number_of_the_wrong_length_or_held_by_two() -> None:
    bergen, unn = make_organization("Helse Bergen HF", orgnr="983974724"), make_organization("UNN HF")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.filter(organization=bergen).update(value="98397472")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(organization=unn, system=ORGNR, value="983974724")
