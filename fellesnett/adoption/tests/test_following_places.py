"""A ward moves its telephone: changed once, and every page of the hospital says the new number, with who said yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.actions import approve_all, fill_from_places, follow_places, run_due, save_operation
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.checks import page_faults, question_faults, record_faults, showing_faults
from fellesnett.adoption.gates import NotReady
from fellesnett.adoption.models import Adoption, LocalOperation, Showing
from fellesnett.adoption.tests import factories as f
from fellesnett.editorial.checks import chain_faults
from fellesnett.national.models import Topic
from fellesnett.organizations.describing import describe_place, record_of
from fellesnett.organizations.models import Place, Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user

pytestmark = pytest.mark.django_db

OLD, NEW = "55 97 50 00", "55 97 99 99"
Committed = Callable[..., Any]


def sections() -> dict[str, list[dict[str, Any]]]:
    return {
        "before": [f.text("faste", f.FASTING), f.slot("telefon", required=True), f.slot("mote", "Oppmøte", "place")],
        "during": [f.text("narkose", f.SURGERY)],
        "after": [f.text("hjem", f.HOME), f.slot("tid", "Telefontid", "opening_hours")],
    }


class Day:
    """A hospital with two places, and topics that are offered at both."""

    def __init__(self, at: datetime, topics: int = 1) -> None:
        self.at = at
        self.hospital = f.make_hospital("bergen", other_languages=["en"])
        self.haukeland = make_place(self.hospital.organization, "haukeland", phone=OLD, meeting_point="2. etasje")
        self.voss = make_place(self.hospital.organization, "voss", phone="56 53 35 00")
        self.topics = [self._topic(f"tema-{number}") for number in range(topics)]
        self.adoptions = [self._adopted(topic) for topic in self.topics]

    def _topic(self, key: str) -> Topic:
        topic = f.make_topic(key)
        norwegian = f.make_edition(topic, sections())
        f.make_edition(topic, sections(), language="en", follows=norwegian)
        return topic

    def _adopted(self, topic: Topic) -> Adoption:
        editor, places = self.hospital.editor, [self.haukeland, self.voss]
        adoption = f.make_adoption(self.hospital.site, topic, by=editor, approved=False, places=places)
        fill_from_places(adoption=adoption, main=self.haukeland, by=editor, at=f.MORNING)
        for text in adoption.texts.all():
            f.approve_candidate(text, by=editor)
        return adoption

    def move(self, committed: Committed, place: Place | None = None, number: str = NEW, **change: Any) -> None:
        place = Place.objects.get(pk=(place or self.haukeland).pk)
        phones = [{"number": number, "label": {}, "hours": []}]
        with committed(execute=True):
            describe_place(
                place=place, record={**record_of(place), "phones": phones, **change}, by=self.hospital.editor, at=self.at
            )

    def words(self, topic: int = 0, language: str = "nb", place: Place | None = None) -> str:
        return f.live_words(self.hospital, self.topics[topic], language, place)


@pytest.fixture
def day(now: datetime) -> Day:
    return Day(now + timedelta(days=1))


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    return django_capture_on_commit_callbacks


def faults(at: datetime) -> list[Any]:
    found = [*page_faults(), *showing_faults(), *question_faults(at=at), *record_faults(), *chain_faults()]
    return [str(fault) for fault in found]


def test_places_fill_the_slots_of_every_page(day: Day) -> None:
    assert OLD in day.words()
    assert "Haukeland, 2. etasje" in day.words()
    assert OLD in day.words(language="en")
    assert "56 53 35 00" in day.words(place=day.voss)
    assert OLD not in day.words(place=day.voss)


def test_filling_again_writes_nothing_and_typed_words_stay(day: Day) -> None:
    (adoption,) = day.adoptions
    assert fill_from_places(adoption=adoption, main=day.haukeland, by=day.hospital.editor, at=day.at) == []
    assert LocalOperation.objects.filter(target="telefon", from_fact="phone", valid_until__isnull=True).count() == 4


def test_a_number_changed_once_changes_every_page(now: datetime, committed: Committed) -> None:
    day = Day(now + timedelta(days=1), topics=3)
    day.move(committed)
    for topic in range(3):
        for language in ("nb", "en"):
            assert NEW in day.words(topic, language)
            assert OLD not in day.words(topic, language)
            assert "56 53 35 00" in day.words(topic, language, day.voss)
    assert faults(day.at) == []


def test_the_yes_is_that_of_the_person_who_changed_the_place(day: Day, committed: Committed) -> None:
    day.move(committed)
    showing = Showing.objects.live_at(day.hospital.site, day.topics[0], "nb")
    assert showing is not None
    assert (showing.approval.kind, showing.approval.approved_by) == ("person", day.hospital.editor)
    assert (showing.approval.role, showing.approval.note) == ("editor", "Følger av endringen i stedet Haukeland")
    assert showing.live_from == day.at


def test_what_was_shown_before_can_be_shown_again(day: Day, committed: Committed) -> None:
    day.move(committed)
    before = Showing.objects.live_at(day.hospital.site, day.topics[0], "nb", at=f.MORNING)
    assert before is not None
    assert OLD in f.words(f.page_of(before.snapshot))
    old, new = LocalOperation.objects.filter(target="telefon", language="nb", place=None).order_by("pk")
    assert (old.value, old.state, new.value, new.state, new.replaces) == (OLD, "replaced", NEW, "active", old)


def test_a_draft_and_a_waiting_edition_stay_where_they_are(day: Day, committed: Committed) -> None:
    (adoption,) = day.adoptions
    draft = f.write(day.hospital, adoption, "supplement", "faste", "<p>Ta med ID.</p>")
    day.move(committed)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "Ta med ID" not in day.words()
    text = f.text_of(adoption)
    seen = {page.place.slug if page.place else None: page.hash for page in candidates(text)}
    approve_all(text=text, hashes=seen, by=day.hospital.editor, at=day.at)
    assert "Ta med ID" in day.words()
    assert NEW in day.words()
    assert faults(day.at) == []


def test_a_fill_that_waits_for_approval_follows_too(now: datetime, committed: Committed) -> None:
    day = Day(now + timedelta(days=1))
    topic = f.make_topic("venter")
    f.make_edition(topic, sections())
    adoption = f.make_adoption(
        day.hospital.site, topic, by=day.hospital.editor, approved=False, places=[day.haukeland], languages=["nb"]
    )
    fill_from_places(adoption=adoption, by=day.hospital.editor, at=f.MORNING)
    day.move(committed)
    draft = adoption.operations.get(target="telefon", state="draft")
    assert draft.value == NEW
    f.approve_candidate(f.text_of(adoption), by=day.hospital.editor, at=day.at)
    assert NEW in f.live_words(day.hospital, topic)
    assert faults(day.at) == []


def test_an_overridden_block_in_the_other_language_keeps_standing(day: Day, committed: Committed) -> None:
    (adoption,) = day.adoptions
    f.write(day.hospital, adoption, "override", "hjem", "<p>Du blir til neste dag.</p>", by=day.hospital.clinician)
    f.approve_candidate(f.text_of(adoption), by=day.hospital.clinician)
    assert "Du blir til neste dag" in day.words(language="en")
    day.move(committed)
    for language in ("nb", "en"):
        assert NEW in day.words(language=language)
        assert "Du blir til neste dag" in day.words(language=language)
    assert faults(day.at) == []


def test_a_place_that_no_longer_says_it_leaves_what_stands(day: Day, committed: Committed) -> None:
    day.move(committed, phones=[])
    assert OLD in day.words()
    assert faults(day.at) == []


def test_a_building_speaks_with_the_number_of_its_place(day: Day, committed: Committed) -> None:
    building = make_place(day.hospital.organization, "barnehuset", part_of=day.haukeland)
    topic = f.make_topic("barn")
    f.make_edition(topic, sections())
    adoption = f.make_adoption(
        day.hospital.site, topic, by=day.hospital.editor, approved=False, places=[building], languages=["nb"]
    )
    fill_from_places(adoption=adoption, by=day.hospital.editor, at=f.MORNING)
    f.approve_candidate(f.text_of(adoption), by=day.hospital.editor)
    day.move(committed)
    assert NEW in f.live_words(day.hospital, topic)


def test_whoever_has_no_part_in_the_hospital_leaves_a_draft_that_waits(now: datetime, committed: Committed) -> None:
    """The hospital's own editor lets a unit's place fill the slot; the unit's editor moves the phone."""
    day = Day(now + timedelta(days=1), topics=0)
    unit = make_organization("Voss sjukehus", parent=day.hospital.organization)
    place = make_place(unit, "vossasjukehuset", phone=OLD)
    topic = f.make_topic("voss")
    f.make_edition(topic, sections())
    adoption = f.make_adoption(day.hospital.site, topic, by=day.hospital.editor, approved=False, places=[place], languages=["nb"])
    fill_from_places(adoption=adoption, by=day.hospital.editor, at=f.MORNING)
    f.approve_candidate(f.text_of(adoption), by=day.hospital.editor)
    nurse = make_user(roles={unit: Role.EDITOR})
    record = {**record_of(place), "phones": [{"number": NEW, "label": {}, "hours": []}]}
    with committed(execute=True):
        describe_place(place=place, record=record, by=nurse, at=day.at)
    assert OLD in f.live_words(day.hospital, topic)
    assert adoption.operations.get(state="draft").value == NEW
    assert follow_places(at=day.at) == 0
    f.approve_candidate(f.text_of(adoption), by=day.hospital.editor, at=day.at)
    assert NEW in f.live_words(day.hospital, topic)
    assert faults(day.at) == []


def test_the_worker_finishes_what_an_interrupted_process_left(day: Day, committed: Committed) -> None:
    place = Place.objects.get(pk=day.haukeland.pk)
    record = {**record_of(place), "phones": [{"number": NEW, "label": {}, "hours": []}]}
    with committed(execute=False):
        describe_place(place=place, record=record, by=day.hospital.editor, at=day.at)
    assert OLD in day.words()
    assert run_due(at=day.at)["places_followed"] == 1
    assert NEW in day.words()
    assert run_due(at=day.at)["places_followed"] == 0


@pytest.mark.parametrize("target", ["faste", "telefon"])
def test_a_place_fills_only_what_it_knows_and_only_its_own_hospital(day: Day, target: str) -> None:
    stranger = make_place(make_organization("Helse Førde HF"), phone="57 83 90 00")
    (adoption,) = day.adoptions
    with pytest.raises(NotReady) as refusal:
        save_operation(
            adoption=adoption,
            language="nb",
            op="fill",
            target=target,
            from_place=stranger,
            by=day.hospital.editor,
            at=day.at,
        )
    assert refusal.value.codes == {"wrong_source"}


def test_an_empty_fact_cannot_fill_a_slot(day: Day) -> None:
    (adoption,) = day.adoptions
    with pytest.raises(NotReady) as refusal:
        save_operation(
            adoption=adoption,
            language="nb",
            op="fill",
            target="tid",
            from_place=day.voss,
            by=day.hospital.editor,
            at=day.at,
        )
    assert refusal.value.codes == {"empty_source"}
