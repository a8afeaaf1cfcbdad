"""A place is written down once, by those who answer for it, and what cannot be right is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from fellesnett.organizations import describing, facts, signals
from fellesnett.organizations.checking import in_norway, tidy_number
from fellesnett.organizations.describing import PlaceRefused, describe_place, may_describe, open_place, record_of
from fellesnett.organizations.models import Organization, Place, Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site, make_user

pytestmark = pytest.mark.django_db

RECORD: dict[str, Any] = {
    "name": {"nb": "Voss sjukehus", "en": "Voss Hospital"},
    "kind": "hospital",
    "address": "Sjukehusvegen 16",
    "postal_code": "5704",
    "city": "Voss",
    "latitude": "60.6319",
    "longitude": "6.4149",
    "phones": [{"number": "56533500", "label": {"nb": "Sentralbord", "en": "Switchboard"}, "hours": [[1, "08:00", "15:00"]]}],
    "hours": [
        {"label": {}, "week": [[day, "08:00", "15:30"] for day in range(1, 6)]},
        {"label": {"nb": "Kafé"}, "week": [[1, "10:00", "14:00"]]},
    ],
    "exceptions": [{"first": "2026-12-24", "last": "2026-12-26", "opens": None, "closes": None, "note": {"nb": "Jul"}}],
    "meeting": {"nb": {"entrance": "Hovedinngangen", "floor": "1. etasje", "code": "D1.1", "text": ""}},
    "descriptions": {"nb": {"parking": "Det er parkering ved inngangen.", "visiting": " "}},
}


@pytest.fixture
def bergen() -> Organization:
    return make_organization("Helse Bergen HF")


@pytest.fixture
def voss(bergen: Organization, now: datetime) -> Place:
    editor = make_user(roles={bergen: Role.EDITOR})
    return open_place(organization=bergen, slug="voss", record=RECORD, by=editor, at=now)


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What was announced, in order."""
    heard: list[str] = []
    listeners = [
        (signals.place_described, lambda **fact: heard.append("described")),
        (signals.place_changed, lambda **fact: heard.append(f"changed {fact['place'].phone}")),
    ]
    for signal, listener in listeners:
        signal.connect(listener)
    yield heard
    for signal, listener in listeners:
        signal.disconnect(listener)


def test_the_record_is_stored_tidy_and_says_who_and_when(voss: Place, now: datetime) -> None:
    assert voss.phone == "56 53 35 00"
    assert voss.meeting_point == "Hovedinngangen, 1. etasje (D1.1)"
    assert voss.opening_hours_in("nn") == "måndag–fredag 08.00–15.30"
    assert voss.descriptions == {"nb": {"parking": "Det er parkering ved inngangen."}}
    assert (voss.described_at, voss.path) == (now, "/steder/voss/")
    assert describe_place(place=voss, record=record_of(voss), by=voss.described_by, at=now) == voss


def test_what_it_says_in_a_language(voss: Place) -> None:
    (phone,) = facts.phones_of(voss, "en")
    assert (phone.label, phone.hours, phone.link) == ("Switchboard", "Monday 08:00–15:00", "56533500")
    ((service, week),) = facts.services_of(voss, "nb")
    assert (service, len(week)) == ("Kafé", 1)
    (christmas,) = facts.exceptions_of(voss, "nn")
    assert (christmas.note, christmas.closed) == ("Jul", True)
    assert facts.described(voss, "parking", "en") == ("Det er parkering ved inngangen.", "nb")
    assert facts.described(voss, "overnight", "nb") == ("", "")
    assert facts.fact_in_words(voss, "place", "nb") == "Voss sjukehus, Hovedinngangen, 1. etasje (D1.1)"


def test_a_building_says_what_it_lacks_with_the_words_of_its_place(bergen: Organization, voss: Place, now: datetime) -> None:
    editor = make_user(roles={bergen: Role.EDITOR})
    record = {**RECORD, "name": {"nb": "Barnehuset"}, "phones": [], "hours": [], "exceptions": []}
    building = open_place(organization=bergen, slug="barnehuset", record=record, part_of=voss, by=editor, at=now)
    assert building.path == "/steder/voss/barnehuset/"
    assert facts.fact_in_words(building, "phone", "nb") == "56 53 35 00"
    assert facts.fact_in_words(building, "place", "nb") == "Voss sjukehus, Barnehuset, Hovedinngangen, 1. etasje (D1.1)"
    assert list(Place.objects.whole()) == [voss]
    with pytest.raises(PlaceRefused, match="bygninger under seg"):
        open_place(organization=bergen, slug="rom", record=record, part_of=building, by=editor, at=now)


def test_a_change_is_announced_once(
    voss: Place, now: datetime, told: list[str], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    by = voss.described_by
    changed = {**record_of(voss), "phones": [{"number": "55 00 00 00", "label": {}, "hours": []}]}
    with django_capture_on_commit_callbacks(execute=True):
        describe_place(place=voss, record=changed, by=by, at=now)
        describe_place(place=voss, record=changed, by=by, at=now)
    assert told == ["described", "changed 55 00 00 00"]


def test_only_those_who_answer_for_the_place_may(bergen: Organization, voss: Place, now: datetime) -> None:
    above = make_organization("Helse Vest RHF")
    bergen.parent = above
    bergen.save()
    assert may_describe(make_user(roles={above: Role.SITE_OWNER}), bergen)
    for stranger in (
        make_user(),
        make_user(roles={bergen: Role.CONTRIBUTOR}),
        make_user(roles={make_organization("Helse Førde HF"): Role.EDITOR}),
    ):
        with pytest.raises(PlaceRefused, match="Bare nettansvarlig og redaktører"):
            describe_place(place=voss, record={**record_of(voss), "city": "Vossevangen"}, by=stranger, at=now)
    assert Place.objects.get().city == "Voss"


OUTSIDE = {"latitude": "6.4149", "longitude": "60.6319"}
PASSED = {"first": "2026-10-01", "last": "2026-10-01", "opens": None, "closes": None, "note": {}}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": {"nb": " "}}, "name", "må ha et navn"),
        ({"name": {"nb": "a" * 161}}, "name", "for langt"),
        ({"postal_code": "570"}, "postal_code", "fire siffer"),
        ({"latitude": None}, "latitude", "både breddegrad og lengdegrad"),
        (OUTSIDE, "latitude", "utenfor Norge"),
        ({"phones": [{"number": "5653350", "label": {}, "hours": []}]}, "phones.0.number", "åtte siffer"),
        ({"phones": [{"number": "113", "label": {}, "hours": [[1, "15:00", "08:00"]]}]}, "phones.0.hours", "senere"),
        ({"hours": [{"label": {}, "week": []}]}, "hours.0", "minst én dag"),
        ({"hours": [{"label": {}, "week": [[1, "08:00", "08:00"]]}]}, "hours.0", "senere enn åpningstiden"),
        ({"hours": [{"label": {}, "week": [[1, "08:00", "12:00"], [1, "11:00", "15:00"]]}]}, "hours.0", "går over i hverandre"),
        ({"exceptions": [{**PASSED, "last": "2026-09-01"}]}, "exceptions.0", "Siste dag"),
        ({"exceptions": [{**PASSED, "opens": "08:00"}]}, "exceptions.0", "Skriv både"),
        ({"exceptions": [{**PASSED, "opens": "08:00", "closes": "07:00"}]}, "exceptions.0", "senere"),
        ({"exceptions": [PASSED]}, "exceptions.0", "Dagen er passert"),
        ({"descriptions": {"nb": {"parking": "a" * 4001}}}, "descriptions.nb.parking", "for lang"),
        ({"descriptions": {"nb": {"menu": "Fisk"}}}, "descriptions.nb.menu", "ikke noe et sted"),
        ({"meeting": {"nb": {"text": "a" * 256}}}, "meeting.nb.text", "255 tegn"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(
    voss: Place, now: datetime, change: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(PlaceRefused) as refusal:
        describe_place(place=voss, record={**RECORD, **change}, by=voss.described_by, at=now)
    (fault,) = [fault for fault in refusal.value.faults if fault.field == field and words in fault.text]
    assert fault.text.endswith(".")


def test_an_exception_that_has_passed_may_stay_or_be_told_with_a_reason(voss: Place, now: datetime) -> None:
    explained = {**PASSED, "note": {"nb": "Vannlekkasje"}}
    changed = describe_place(place=voss, record={**record_of(voss), "exceptions": [explained]}, by=voss.described_by, at=now)
    assert describe_place(place=changed, record={**record_of(changed), "city": "Vossevangen"}, by=voss.described_by, at=now)


def test_of_two_who_open_the_same_place_at_once_the_second_is_told(
    bergen: Organization, voss: Place, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describing, "_slug_faults", lambda *_said: [])  # it looked before the first had opened it
    with pytest.raises(PlaceRefused) as refusal:
        open_place(organization=bergen, slug="voss", record=RECORD, by=voss.described_by, at=now)
    assert [fault.field for fault in refusal.value.faults] == ["slug"]
    assert Place.objects.get() == voss


@pytest.mark.parametrize("slug", ["Voss sjukehus", "", "voss/ny", "voss"])
def test_a_short_name_is_an_address_of_its_own(bergen: Organization, voss: Place, now: datetime, slug: str) -> None:
    with pytest.raises(PlaceRefused) as refusal:
        open_place(organization=bergen, slug=slug, record=RECORD, by=voss.described_by, at=now)
    assert [fault.field for fault in refusal.value.faults] == ["slug"]


def test_a_building_belongs_to_a_place_of_the_same_body(voss: Place, now: datetime) -> None:
    other = make_organization("Helse Førde HF")
    editor = make_user(roles={other: Role.EDITOR})
    with pytest.raises(PlaceRefused, match="samme virksomhet"):
        open_place(organization=other, slug="bygg", record=RECORD, part_of=voss, by=editor, at=now)


@pytest.mark.parametrize(
    ("written", "tidy"),
    [
        ("55975000", "55 97 50 00"),
        ("+47 55 97 50 00", "55 97 50 00"),
        ("0047-91506200", "915 06 200"),
        ("915 06 200", "915 06 200"),
        ("80040567", "800 40 567"),
        ("02800", "02800"),
        ("116 117", "116117"),
        ("113", "113"),
        ("+46 8 123 456 78", "+46812345678"),
        ("ring meg", "ring meg"),
    ],
)
def test_numbers_are_written_as_norwegians_read_them(written: str, tidy: str) -> None:
    assert tidy_number(written) == tidy


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((60.3742, 5.3581), True),
        ((78.2208, 15.6504), True),  # Longyearbyen
        ((70.9221, -8.7187), True),  # Jan Mayen
        ((55.6761, 12.5683), False),  # Copenhagen
        ((5.3581, 60.3742), False),
    ],
)
def test_norway_reaches_to_svalbard_and_not_to_copenhagen(point: tuple[float, float], inside: bool) -> None:
    assert in_norway(*point) is inside


def test_the_places_of_a_site_are_its_own_and_those_right_below() -> None:
    trust = make_organization("Helse Bergen HF")
    hospital = make_organization("Voss sjukehus", parent=trust)
    unit = make_organization("Medisinsk avdeling", parent=hospital)
    own, below, deeper = (make_place(body) for body in (trust, hospital, unit))
    other = make_place(make_organization("Helse Førde HF"))
    site = make_site("bergen", organization=trust)
    found = set(Place.objects.for_sites([site]))
    assert found == {own, below}
    assert not {deeper, other} & found
