"""A communication adviser moves the ward's telephone and writes the Christmas hours; what was wrong is told at the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    live_words,
    make_edition,
    make_hospital,
    make_topic,
    slot,
    text,
)
from fellesnett.desk.tests.wards import as_, clock, said
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user

pytestmark = pytest.mark.django_db
__all__ = ["clock"]

ROWS = ("phones", "hours", "exceptions")
LIST = "/admin/lokalt/bergen/steder/"


@pytest.fixture
def hospital() -> Hospital:
    return make_hospital("bergen", other_languages=["en"])


@pytest.fixture
def voss(hospital: Hospital) -> Place:
    return make_place(
        hospital.organization,
        "voss",
        names={"nb": "Voss sjukehus", "se": "Vosse"},
        city="Voss",
        phone="56 53 35 00",
        hours=[{"label": {}, "week": [[day, "08:00", "15:30"] for day in range(1, 6)]}],
        exceptions=[{"first": "2026-12-24", "last": "2026-12-24", "opens": None, "closes": None, "note": {"nb": "Julaften"}}],
        descriptions={"nb": {"parking": "Ved inngangen."}},
    )


def address(place: Place) -> str:
    return f"{LIST}{place.pk}/"


def shown_in(response: Any) -> dict[str, Any]:
    """What the form would send if nobody changed anything."""
    asked = response.context["asked"]
    sent: dict[str, Any] = {}
    for form in [asked.main, *(row for *_words, rows in asked.sets for row in rows)]:
        for bound in form:
            value = bound.value()
            if value is True:
                value = "on"
            elif not isinstance(value, list):
                value = bound.field.widget.format_value(value)
            if value not in (None, "", False, []):
                sent[bound.html_name] = value
    for *_words, rows in asked.sets:
        sent |= {f"{rows.prefix}-{name}": rows.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return sent


def faults_in(response: Any) -> list[Any]:
    asked = response.context["asked"]
    return [asked.main.errors, *(rows.errors for *_words, rows in asked.sets), response.context["reasons"]]


def test_saving_what_stands_there_changes_nothing(hospital: Hospital, voss: Place) -> None:
    client = as_(hospital.editor)
    answer = client.post(address(voss), shown_in(client.get(address(voss))))
    assert answer.status_code == 302, faults_in(answer)
    before, after = voss, Place.objects.get()
    for name in ("name", "phones", "hours", "exceptions", "descriptions", "meeting"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.described_at is None


def test_an_editor_writes_the_whole_of_it(hospital: Hospital, voss: Place) -> None:
    client = as_(hospital.editor)
    sent = shown_in(client.get(address(voss))) | {
        "name_en": "Voss Hospital",
        "address": "Sjukehusvegen 16",
        "postal_code": "5704",
        "latitude": "60,6319",
        "longitude": "6,4149",
        "meeting_entrance_nb": "Hovedinngangen",
        "meeting_code_nb": "D1.1",
        "about_visiting_en": "Any time.",
        "phones-1-number": "56533600",
        "phones-1-label_nb": "Endre time",
        "phones-1-days": ["1", "2"],
        "phones-1-opens": "9",
        "phones-1-closes": "14.00",
        "hours-1-label_nb": "Kafé",
        "hours-1-days": ["6", "7"],
        "hours-1-opens": "11:00",
        "hours-1-closes": "24.00",
        "exceptions-1-first": "2026-12-31",
        "exceptions-1-opens": "08.00",
        "exceptions-1-closes": "12.00",
    }
    answer = client.post(address(voss), sent)
    assert answer.status_code == 302, faults_in(answer)
    place = Place.objects.get()
    assert place.name == {"nb": "Voss sjukehus", "en": "Voss Hospital", "se": "Vosse"}
    assert place.phones[1] == {
        "number": "56 53 36 00",
        "label": {"nb": "Endre time"},
        "hours": [[1, "09:00", "14:00"], [2, "09:00", "14:00"]],
    }
    assert place.hours[1] == {"label": {"nb": "Kafé"}, "week": [[6, "11:00", "23:59"], [7, "11:00", "23:59"]]}
    assert place.exceptions[1] == {"first": "2026-12-31", "last": "2026-12-31", "opens": "08:00", "closes": "12:00", "note": {}}
    assert place.meeting_point == "Hovedinngangen (D1.1)"
    assert place.descriptions == {"nb": {"parking": "Ved inngangen."}, "en": {"visiting": "Any time."}}
    assert (float(place.latitude or 0), place.described_by) == (60.6319, hospital.editor)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name_nb": "", "name_se": ""}, "Stedet må ha et navn"),
        ({"phones-0-number": "5653"}, "Skriv åtte siffer"),
        ({"phones-0-days": ["1"], "phones-0-opens": "15", "phones-0-closes": "08"}, "Stengetiden må være senere"),
        ({"hours-0-closes": "07.00"}, "Stengetiden må være senere"),
        ({"hours-1-days": ["1"]}, "skriv både når det åpner"),
        ({"hours-1-opens": "ti"}, "Skriv tiden slik"),
        ({"hours-1-label_nb": "Kafé"}, "Velg minst én dag"),
        ({"exceptions-1-first": "2026-12-31"}, "Kryss av for stengt"),
        ({"exceptions-1-closed": "on"}, "Velg hvilken dag"),
        ({"exceptions-1-first": "2026-01-05", "exceptions-1-closed": "on"}, "Dagen er passert"),
        ({"exceptions-1-first": "2026-12-31", "exceptions-1-last": "2026-12-30", "exceptions-1-closed": "on"}, "Siste dag må"),
        ({"latitude": "6.4", "longitude": "60.6"}, "utenfor Norge"),
        ({"postal_code": "57"}, "fire siffer"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    hospital: Hospital, voss: Place, change: dict[str, Any], words: str
) -> None:
    client = as_(hospital.editor)
    sent = shown_in(client.get(address(voss))) | {"about_note_nb": "Dette skrev jeg nettopp."} | change
    answer = client.post(address(voss), sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert "Dette skrev jeg nettopp." in html
    assert "Ingenting er lagret" in html
    assert "errorlist" in html
    assert Place.objects.get().descriptions == voss.descriptions


def topic_at(hospital: Hospital, place: Place) -> Topic:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, {"before": [text("faste", "<p>Faste.</p>"), slot("telefon", required=True)]})
    client = as_(hospital.editor)
    use = client.post(
        f"/admin/lokalt/bergen/tekster/{topic.key}/ta-i-bruk/", {"languages": ["nb"], "places": [place.pk], "unit": "Ortopedi"}
    )
    assert use.status_code == 302, said(use)
    page = client.get(f"/admin/lokalt/bergen/tekster/{topic.key}/nb/")
    assert place.phone in said(page)
    return topic


def test_taking_a_topic_into_use_fills_it_from_the_place_and_the_place_keeps_it(
    hospital: Hospital, voss: Place, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    topic = topic_at(hospital, voss)
    adoption = LocalOperation.objects.get().adoption
    assert adoption is not None
    approve_candidate(adoption.texts.get(), by=hospital.editor)
    client = as_(hospital.editor)
    form = client.get(address(voss))
    assert "Vises på 1 temaside." in said(form)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address(voss), shown_in(form) | {"phones-0-number": "55 00 00 00"}, follow=True)
    assert "Lagret. 1 temaside viser det nye." in said(answer)
    assert "55 00 00 00" in live_words(hospital, topic)
    assert "1 temaside" in said(client.get(LIST))


def test_a_slot_can_be_taken_from_a_place_or_written(hospital: Hospital, voss: Place) -> None:
    topic_at(hospital, voss)
    row = LocalOperation.objects.get()
    client = as_(hospital.editor)
    edit = f"/admin/lokalt/bergen/tekster/kneprotese/nb/endre/{row.pk}/"
    assert "Hent fra sted" in said(client.get(edit))
    empty = client.post(edit, {"value": "", "from_place": "", "speaker": "site"})
    assert (empty.status_code, "Skriv det som skal stå" in said(empty)) == (422, True)
    client.post(edit, {"value": "02800", "from_place": "", "speaker": "site"})
    typed = LocalOperation.objects.get(state="draft")
    assert (typed.value, typed.from_place) == ("02800", None)


def test_a_new_building_is_written_down_under_its_place(hospital: Hospital, voss: Place) -> None:
    client = as_(hospital.editor)
    blank = shown_in(client.get(f"{LIST}nytt/"))
    refused = client.post(f"{LIST}nytt/", blank | {"slug": "voss", "name_nb": "Barnehuset", "part_of": voss.pk})
    assert (refused.status_code, "Et annet sted her har dette kortnavnet" in said(refused)) == (422, True)
    client.post(f"{LIST}nytt/", blank | {"slug": "barnehuset", "name_nb": "Barnehuset", "part_of": voss.pk})
    building = Place.objects.get(slug="barnehuset")
    assert (building.part_of, building.path) == (voss, "/steder/voss/barnehuset/")
    listed = said(client.get(LIST))
    assert listed.index("Voss sjukehus") < listed.index("Barnehuset")


def test_whoever_may_not_change_it_may_read_it_and_strangers_find_nothing(hospital: Hospital, voss: Place) -> None:
    clinician = as_(hospital.clinician)
    page = clinician.get(address(voss))
    assert page.status_code == 200
    assert "Bare nettansvarlig og redaktører kan endre stedet." in said(page)
    refused = clinician.post(address(voss), shown_in(page) | {"city": "Bergen"})
    assert (refused.status_code, "Bare nettansvarlig og redaktører ved" in said(refused)) == (422, True)
    stranger = as_(make_user(roles={make_organization("Helse Førde HF"): Role.EDITOR}))
    assert stranger.get(address(voss)).status_code == 404
    foreign = make_place(make_organization("Helse Fonna HF"))
    assert as_(hospital.editor).get(address(foreign)).status_code == 404
