"""A municipality and a contract specialist want to deliver, and no list we import has them: the system owner writes them down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.codes.models import Release, Replacement
from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.editorial.models import Event
from fellesnett.organizations.identifiers import MUNICIPALITY, ORGNR
from fellesnett.organizations.models import Identifier, Organization, OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_organization, make_user
from fellesnett.partners.actions import describe_partner, write_down_organization
from fellesnett.partners.queries import partner_of
from fellesnett.partners.tests.factories import chief

pytestmark = pytest.mark.django_db

BERGEN, OTHER = "964338531", "974760673"


@pytest.fixture
def kommuner() -> Release:
    """The numbers in force: Bergen was 1201 until 2020, and 1401 became a part of two."""
    release = make_release(make_code_system("kommuner"), codes={"4601": "Bergen", "4602": "Kinn", "4647": "Sunnfjord"})
    for old, new in (("1201", "4601"), ("1401", "4602"), ("1401", "4647")):
        Replacement.objects.create(system=release.system, code=old, replaced_by=new, since=date(2020, 1, 1), display="Gammel")
    return release


def write_down(at: datetime, **said: Any) -> Organization:
    said = {"kind": OrganizationKind.MUNICIPALITY, "orgnr": BERGEN, "municipality": "4601", "by": chief()} | said
    return write_down_organization(at=at, **said)


def refusal(at: datetime, **said: Any) -> dict[str, str]:
    with pytest.raises(NotReady) as refused:
        write_down(at, **said)
    return {reason.code: reason.text for reason in refused.value.reasons}


def test_a_municipality_is_called_what_the_list_calls_it_and_becomes_a_partner(kommuner: Release, now: datetime) -> None:
    made = write_down(now, orgnr="964 338 531", municipality=" 4601 ", name="Noe annet")

    assert (made.name, made.kind, made.active) == ("Bergen kommune", "municipality", True)
    assert set(made.identifiers.values_list("system", "value")) == {(ORGNR, BERGEN), (MUNICIPALITY, "4601")}
    event = Event.objects.get(verb="organization.written_down")
    assert (event.organization, event.payload["kommune"]) == (made, "4601")
    said = {"contact_name": "Ola Vik", "contact_email": "ola@bergen.example"}
    assert describe_partner(organization=made, **said, by=chief(), at=now) == partner_of(BERGEN)


def test_a_specialist_has_a_name_and_no_municipality_number(now: datetime) -> None:
    made = write_down(now, kind=OrganizationKind.CONTRACT_SPECIALIST, name=" Øyelege Kari Vik ", municipality="")
    assert made.name == "Øyelege Kari Vik"
    assert list(made.identifiers.values_list("system", flat=True)) == [ORGNR]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1201", "1201 er ikke i bruk lenger. Nå: 4601 Bergen."),
        ("1401", "1401 er ikke i bruk lenger. Nå: 4602 Kinn, 4647 Sunnfjord."),
        ("9999", "9999 er ikke et kommunenummer. Det har fire sifre."),
        ("", "– er ikke et kommunenummer. Det har fire sifre."),
        ("Bergen", "Bergen er ikke et kommunenummer. Det har fire sifre."),
    ],
)
def test_the_number_is_held_against_the_list_of_municipalities(kommuner: Release, now: datetime, number: str, words: str) -> None:
    assert refusal(now, municipality=number) == {"municipality": words}
    assert not Organization.objects.filter(kind=OrganizationKind.MUNICIPALITY).exists()


def test_without_the_list_nobody_can_say_what_a_number_means(now: datetime) -> None:
    assert "ikke lest inn" in refusal(now)["municipality"]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"orgnr": "123"}, {"orgnr"}),
        ({"orgnr": "964338532"}, {"orgnr"}),
        ({"orgnr": ""}, {"orgnr"}),
        ({"kind": "health_trust", "name": "Helse Bergen"}, {"kind"}),
        ({"kind": "tull", "name": "X"}, {"kind"}),
        ({"kind": "private", "name": "  "}, {"name"}),
        ({"kind": "private", "orgnr": "1", "name": ""}, {"name", "orgnr"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(kommuner: Release, now: datetime, said: dict[str, str], fields: set[str]) -> None:
    assert set(refusal(now, **said)) == fields


def test_who_is_known_is_chosen_and_not_written_down_again(kommuner: Release, now: datetime) -> None:
    known = make_organization("Lovisenberg")
    Identifier.objects.create(organization=known, system=ORGNR, value=OTHER)
    assert refusal(now, orgnr=OTHER) == {"orgnr": "Lovisenberg har dette nummeret, og kan velges i listen."}
    write_down(now)
    assert set(refusal(now)) == {"orgnr", "municipality"}


def test_written_down_by_two_at_once_it_is_there_once(kommuner: Release, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    write_down(now)
    monkeypatch.setattr("fellesnett.partners.gates.to_write_down", lambda *_said: iter(()))
    monkeypatch.setattr("fellesnett.partners.gates.municipality_of", lambda *_said: ("Bergen", iter(())))
    for said in ({}, {"kind": "private", "name": "Bergen"}):
        assert refusal(now, **said) == {"orgnr": "Virksomheten er nettopp skrevet ned, og kan velges i listen."}
    assert Organization.objects.exclude(kind="national").count() == 1


def test_only_the_system_owner_writes_it_down(kommuner: Release, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        write_down(now, by=make_user(roles={make_organization("bergen"): Role.SITE_OWNER}))
    assert not Event.objects.filter(verb="organization.written_down").exists()
