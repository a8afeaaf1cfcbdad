"""What a partner is told of its deliveries, and taking them back."""

from __future__ import annotations

import pytest

from fellesnett.access.tests.issuer import SUPPLIER, Issuer, party
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import (
    Hospital,
    write,
)
from fellesnett.api.tests.partner.machines import BRING, DELIVERIES, PLACES, TEXTS, LocalName, Machine, kind_of, new
from fellesnett.editorial.models import Event
from fellesnett.foundation import clock
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.partners.actions import refuse
from fellesnett.partners.models import Partner, Submission
from fellesnett.partners.tests.factories import make_partner, show

pytestmark = pytest.mark.django_db


def test_taking_all_away_and_taking_a_delivery_back(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    write(martina, knee.adoption, "supplement", "oppmote", BRING)
    show(martina, knee)
    (named,) = machine.get(TEXTS).json()["items"]
    etag = machine.get(named["href"])["ETag"]
    sent = machine.write("DELETE", named["href"], If_Match=etag)
    assert (sent.status_code, sent.json()["way"]) == (202, "remove")
    assert machine.get(named["href"]).json()["sections"] == []
    for _time in range(2):
        assert machine.ask("DELETE", sent["Location"]).json()["state"] == "withdrawn"
    assert len(machine.get(named["href"]).json()["sections"]) == 1
    answered = machine.write("DELETE", named["href"], If_Match=machine.get(named["href"])["ETag"])
    refuse(submission=Submission.objects.waiting().get(), reason="Nei.", by=martina.editor, at=clock.now())
    assert kind_of(machine.ask("DELETE", answered["Location"])) == (409, "answered")


def test_ones_own_deliveries_page_by_page(machine: Machine, issuer: Issuer) -> None:
    for number in range(3):
        machine.write("POST", PLACES, {"site": "martina", "slug": f"sted-{number}", "name": {"nb": "Sted"}})
    first = machine.get(f"{DELIVERIES}?limit=2&state=waiting").json()
    second = machine.get(first["next"]).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, ""]
    assert machine.get(f"{DELIVERIES}?state=refused").json()["items"] == []
    make_partner(make_site("haukeland"), number=SUPPLIER)
    other = Machine(issuer, organization=SUPPLIER)
    assert other.get(DELIVERIES).json()["items"] == []
    assert kind_of(other.get(first["items"][0]["href"])) == (404, "not-found")
    other.write("POST", PLACES, {"site": "haukeland", "slug": "hud", "name": {"nb": "Hud"}})
    asked = f"{DELIVERIES}?cursor={first['items'][0]['id']}"
    assert len(other.get(asked).json()["items"]) == 1, "when another delivered is not told of"


def test_a_receipt_is_read_and_taken_back_with_the_scope_of_what_was_delivered(machine: Machine, issuer: Issuer) -> None:
    text = machine.write("POST", TEXTS, new())
    place = machine.write("POST", PLACES, {"site": "martina", "slug": "hud", "name": {"nb": "Hudklinikken"}})
    for name, own, other in (("content", text, place), ("places", place, text)):
        narrow = Machine(issuer, scope=f"fellesnett:{name}.write")
        assert [one["href"] for one in narrow.get(DELIVERIES).json()["items"]] == [own["Location"]]
        assert narrow.get(own["Location"]).status_code == 200
        for answer in (narrow.get(other["Location"]), narrow.ask("DELETE", other["Location"])):
            assert kind_of(answer) == (403, "insufficient-scope")
    assert Submission.objects.waiting().count() == 2


def test_who_took_a_delivery_back_is_logged(issuer: Issuer, partner: Partner, knee: AdoptedText) -> None:
    supplier = Machine(issuer, supplier=party(SUPPLIER))
    sent = supplier.write("POST", TEXTS, new())
    assert supplier.ask("DELETE", sent["Location"]).json()["state"] == "withdrawn"
    assert Event.objects.get(verb="submission.withdrawn").payload == {"supplier": SUPPLIER}


def test_back_to_what_stands_is_to_take_the_waiting_delivery_back(machine: Machine) -> None:
    path = f"{TEXTS}/{LocalName.of(machine)}"
    waiting = machine.change(path, {"title": "Nytt kne"})["Location"]
    for answer in (machine.change(path, {"title": None}), machine.write("DELETE", path, If_Match=machine.get(path)["ETag"])):
        assert kind_of(answer) == (409, "takes-back")
        assert answer.json()["href"] == answer["Location"] == waiting
    assert machine.get(waiting).json()["state"] == "waiting"
    assert machine.ask("DELETE", waiting).json()["state"] == "withdrawn"
    assert kind_of(machine.change(path, {"title": None})) == (422, "validation")


def test_and_so_it_is_for_a_place(machine: Machine, martina: Hospital) -> None:
    place = make_place(martina.organization, "oye")
    path = f"{PLACES}/{martina.organization.key}.{place.slug}"
    waiting = machine.change(path, {"kind": "pharmacy"})["Location"]
    answer = machine.change(path, {"kind": place.kind})
    assert kind_of(answer) == (409, "takes-back")
    assert answer["Location"] == waiting


def test_a_supplier_is_named_on_the_receipt(issuer: Issuer, partner: Partner, knee: AdoptedText) -> None:
    assert Machine(issuer, supplier=party(SUPPLIER)).write("POST", TEXTS, new()).json()["supplier"] == SUPPLIER
