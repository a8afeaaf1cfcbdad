"""A partner's machine delivers, and is told what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from fellesnett.access.tests.issuer import Issuer
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    make_edition,
    make_topic,
)
from fellesnett.api.tests.partner.machines import BRING, DELIVERIES, PLACES, SERVICES, TEXTS, Machine, kind_of, new
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.foundation import clock
from fellesnett.organizations.models import Place
from fellesnett.organizations.tests.factories import make_place, make_site
from fellesnett.pages.actions import close_site
from fellesnett.pages.gates.closing import Onward
from fellesnett.partners.actions import accept, refuse
from fellesnett.partners.checks import partner_faults
from fellesnett.partners.models import Submission
from fellesnett.partners.queries import compare_place, compare_service, compare_text
from fellesnett.partners.tests.factories import chief, fill, supplement

pytestmark = pytest.mark.django_db


def test_a_private_hospital_delivers_and_the_receipt_follows_it(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    (named,) = machine.get(f"{TEXTS}?site=martina").json()["items"]
    seen = machine.get(named["href"])
    slot = next(one for one in seen.json()["ground"] if one["type"] == "slot")
    assert (slot["id"], slot["label"]) == ("telefon", "Telefon")
    sections = [{"id": "before", "blocks": [*supplement(BRING)["blocks"], *fill("55 97 50 00")["blocks"]]}]
    sent = machine.write("PATCH", named["href"], {"sections": sections}, If_Match=seen["ETag"])
    assert sent.status_code == 202
    receipt = sent["Location"]
    assert sent.json()["state"] == machine.get(receipt).json()["state"] == "waiting"
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_text(submission).hash, by=martina.editor, at=clock.now())
    assert machine.get(receipt).json()["became"] == {"state": "draft", "since": None, "until": None}
    approve_candidate(knee, by=martina.editor, at=clock.now())
    told = machine.get(receipt).json()
    assert (told["state"], told["became"]["state"]) == ("accepted", "shown")
    assert told["became"]["since"]
    public = Client().get("/behandlinger/kneprotese/", headers={"host": "martina.localhost"}).content.decode()
    assert "medisinlisten" in public
    assert "55 97 50 00" in public


def test_refused_the_receipt_says_why(machine: Machine, martina: Hospital) -> None:
    sent = machine.write("POST", TEXTS, new())
    refuse(submission=Submission.objects.get(), reason="Det står i innkallingen.", by=martina.editor, at=clock.now())
    told = machine.get(sent["Location"]).json()
    assert (told["state"], told["reason"], told["became"]) == ("refused", "Det står i innkallingen.", None)


def test_a_site_that_is_laid_down_answers_what_waits(machine: Machine, martina: Hospital, tmp_path: Path) -> None:
    receipt = machine.write("POST", TEXTS, new())["Location"]
    (asked,) = OpenItem.objects.open().filter(kind=OpenItemKind.DELIVERY)
    close_site(site=martina.site, onward=Onward(site=make_site("bergen")), export=tmp_path / "x", by=chief(), at=clock.now())
    told = machine.get(receipt).json()
    assert (told["state"], told["became"]) == ("refused", None)
    assert told["reason"] == "Nettstedet ble lagt ned før leveringen var besvart."
    asked.refresh_from_db()
    assert asked.resolution == "avvist"
    assert list(partner_faults()) == []


def test_opening_hours_of_a_place(machine: Machine, martina: Hospital) -> None:
    place = make_place(martina.organization, "oye")
    week = [{"day": 1, "opens": "08:00", "closes": "15:30"}]
    (named,) = machine.get(PLACES).json()["items"]
    sent = machine.change(named["href"], {"hours": [{"week": week}]})
    assert sent.status_code == 202
    assert machine.get(named["href"]).json()["hours"] == [{"label": {}, "week": week}]
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_place(submission).hash, by=martina.editor, at=clock.now())
    place.refresh_from_db()
    assert place.hours == [{"label": {}, "week": [[1, "08:00", "15:30"]]}]
    assert machine.get(sent["Location"]).json()["about"] == named["href"]


def test_a_new_place(machine: Machine, martina: Hospital) -> None:
    sent = machine.write("POST", PLACES, {"site": "martina", "slug": "hud", "name": {"nb": "Hudklinikken"}})
    assert (sent.status_code, sent.json()["about"]) == (202, None)
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_place(submission).hash, by=martina.editor, at=clock.now())
    assert Place.objects.get().slug == "hud"
    again = machine.write("POST", PLACES, {"site": "martina", "slug": "hud", "name": {"nb": "Hud"}})
    assert kind_of(again) == (409, "exists")
    assert machine.get(again["Location"]).json()["slug"] == "hud"


def test_a_service_from_its_first_place_to_its_end(machine: Machine, martina: Hospital, knee: AdoptedText) -> None:
    make_place(martina.organization, "oye")
    (named,) = machine.get(f"{SERVICES}?site=martina").json()["items"]
    assert (named["topic"], named["title"]) == ("kneprotese", "Kneprotese")
    href = named["href"]
    sent = machine.change(href, {"places": [{"id": "martina.oye"}]})
    assert (sent.status_code, sent.json()["noun"], sent.json()["about"]) == (202, "service", href)
    seen = machine.get(href)
    assert (seen.json()["places"], seen.json()["removal"]) == ([{"id": "martina.oye"}], False)
    assert seen.json()["waiting"] == sent.json()["id"]
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_service(submission).hash, by=martina.editor, at=clock.now())
    assert machine.get(sent["Location"]).json()["became"]["state"] == "shown"

    ended = machine.write("DELETE", href, If_Match=machine.get(href)["ETag"])
    assert (ended.status_code, ended.json()["way"]) == (202, "remove")
    assert machine.get(href).json()["removal"] is True
    submission = Submission.objects.get(pk=ended.json()["id"])
    accept(submission=submission, seen=compare_service(submission).hash, by=martina.editor, at=clock.now())
    assert machine.get(ended["Location"]).json()["state"] == "accepted"
    assert kind_of(machine.get(href)) == (403, "forbidden")
    assert machine.get(SERVICES).json()["items"] == []


def test_a_new_service(machine: Machine, martina: Hospital) -> None:
    make_edition(make_topic("hofteprotese"))
    said = {"site": "martina", "topic": "hofteprotese"}
    sent = machine.write("POST", SERVICES, said)
    assert (sent.status_code, sent.json()["about"]) == (202, None)
    submission = Submission.objects.get()
    accept(submission=submission, seen=compare_service(submission).hash, by=martina.editor, at=clock.now())
    about = machine.get(sent["Location"]).json()["about"]
    assert machine.get(about).json()["topic"] == "hofteprotese"
    again = machine.write("POST", SERVICES, said)
    assert kind_of(again) == (409, "exists")
    assert again["Location"] == about
    first = machine.get(f"{SERVICES}?limit=1").json()
    assert len(first["items"]) == 1
    (last,) = machine.get(first["next"]).json()["items"]
    assert last["topic"] == "hofteprotese"


def test_a_place_that_the_site_does_not_have(machine: Machine) -> None:
    href = machine.get(SERVICES).json()["items"][0]["href"]
    refused = machine.change(href, {"places": [{"id": "martina.oye"}]})
    assert kind_of(refused) == (422, "validation")
    assert [fault["parameter"] for fault in refused.json()["errors"]] == ["places.0.id"]


def test_a_token_for_texts_delivers_no_services_and_reads_no_receipts_of_them(machine: Machine, issuer: Issuer) -> None:
    make_edition(make_topic("hofteprotese"))
    receipt = machine.write("POST", SERVICES, {"site": "martina", "topic": "hofteprotese"})["Location"]
    texts_only = Machine(issuer, scope="fellesnett:content.write")
    assert kind_of(texts_only.get(SERVICES)) == (403, "insufficient-scope")
    assert kind_of(texts_only.get(receipt)) == (403, "insufficient-scope")
    assert texts_only.get(DELIVERIES).json()["items"] == []
