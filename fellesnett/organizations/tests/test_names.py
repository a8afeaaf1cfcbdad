"""Names in capitals and with lost spaces, as an editor would write them."""

from __future__ import annotations

import pytest

from fellesnett.organizations.importing.names import body, full_name, is_gone, same_but_for_company_form, spelling, tidy


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("HELSE STAVANGER HF", "Helse Stavanger HF"),
        ("ST OLAVS HOSPITAL HF PSYKISK HELSEVERN NIDELV DPS TILLER", "St Olavs Hospital HF psykisk helsevern Nidelv DPS Tiller"),
        ("HELSE BERGEN  HF AVDELING FOR RUSMEDISIN", "Helse Bergen HF avdeling for rusmedisin"),
        ("FINNMARKSSYKEHUSET HF BARNE- OG UNGDOMSPSYKIATRI  ALTA", "Finnmarkssykehuset HF barne- og ungdomspsykiatri Alta"),
        (
            "UNIVERSITETSSYKEHUSET NORD-NORGE HF AVD HARSTAD- RUSOMSORG",
            "Universitetssykehuset Nord-Norge HF avd Harstad - rusomsorg",
        ),
        ("NORDLANDSSYKEHUSET HF POLIKLINIKK -STOKMARKNES", "Nordlandssykehuset HF poliklinikk - Stokmarknes"),
        ("STAVANGER UNIVERSITETSSJUKEHUS PSYK HELSE VOKSNE", "Stavanger universitetssjukehus psyk helse voksne"),
        ("N.K.S. GREFSENLIA AS", "N.K.S. Grefsenlia AS"),
        ("POLIKLINIKK FOR RUS", "Poliklinikk for rus"),
        ("ROGALAND A-SENTER AS", "Rogaland A-senter AS"),
        ("Helse Nord-Trøndelag HF -  Namsos", "Helse Nord-Trøndelag HF - Namsos"),
        ("Sunnaas sykehus,Nesodden", "Sunnaas sykehus, Nesodden"),
        ("PTØ senteret Trondheim (slettet 11.11.2020)", "PTØ senteret Trondheim"),
        ("MyWorkout", "MyWorkout"),
        ("Barne- og ungdomspsykiatri", "Barne- og ungdomspsykiatri"),
    ],
)
def test_a_name_is_read_without_shouting(written: str, read: str) -> None:
    assert tidy(written) == read
    assert tidy(read) == read


def test_spellings_of_one_name_are_one() -> None:
    assert spelling("St. Olavs hospital, Trondheim") == spelling("St Olavs Hospital  Trondheim")
    assert spelling("UNN HF") == spelling("Universitetssykehuset Nord-Norge HF")
    assert spelling("Molde sjukehus") != spelling("Volda sjukehus")


def test_a_body_is_the_same_with_and_without_its_form_of_company() -> None:
    assert body("Sunnaas sykehus HF") == body("SUNNAAS SYKEHUS") == "sunnaas sykehus"
    assert body("Diakonhjemmet sykehus AS") == body("Diakonhjemmet sykehus")
    assert body("Helse Vest RHF") != body("Helse Vest IKT AS")


def test_letters_that_differ_are_told_and_a_form_of_company_is_not() -> None:
    assert same_but_for_company_form("UNN HF", full_name("UNN HF"))
    assert same_but_for_company_form("Sunnaas sykehus", "Sunnaas sykehus HF")
    assert not same_but_for_company_form("St. Olavs hospital HF", "St. Olavs Hospital HF")


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("Frisk AS avd Elverum (slettet 25.06.2020)", True),
        ("Finnes ikke i BRREG.no per 30.08.2023", True),
        ("Ingen treff i Brreg per 12.06.2024", True),
        ("Evjeklinikken AS", False),
    ],
)
def test_the_list_itself_says_that_a_unit_is_gone(name: str, gone: bool) -> None:
    assert is_gone(name) == gone
