"""A site says where it offers what a topic is about, and nothing else of its answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from fellesnett.adoption.actions import answer, set_places
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import Adoption, Answer, Showing
from fellesnett.adoption.tests.factories import Hospital, make_adoption, make_edition, make_hospital, make_topic
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Place
from fellesnett.organizations.tests.factories import make_organization, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def voss(bergen: Hospital) -> Place:
    return make_place(make_organization("voss", parent=bergen.organization), "voss")


@pytest.fixture
def knee(bergen: Hospital, voss: Place) -> Adoption:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return make_adoption(bergen.site, topic, by=bergen.editor, places=[voss], unit="Ortopedi")


def shown() -> set[Place | None]:
    return {showing.place for showing in Showing.objects.filter(live_to=None)}


def test_the_page_of_a_place_that_is_left_goes_and_the_hospitals_own_stays(
    bergen: Hospital, voss: Place, knee: Adoption, now: datetime
) -> None:
    assert shown() == {None, voss}
    set_places(adoption=knee, places=[], by=bergen.editor, at=now)
    assert shown() == {None}
    knee.refresh_from_db()
    assert (knee.answer, knee.unit, knee.places.count()) == (Answer.ADOPTED, "Ortopedi", 0)
    told = Event.objects.get(verb="adoption.places")
    stated = {"site": "bergen", "topic": "kneprotese", "places": [], "place_ids": []}
    assert (told.actor, told.payload) == (bergen.editor, stated)
    assert Event.objects.get(verb="snapshot.taken_down").payload["place"] == voss.pk


def test_a_place_of_another_is_refused_and_nothing_is_changed(
    bergen: Hospital, voss: Place, knee: Adoption, now: datetime
) -> None:
    with pytest.raises(NotReady) as refusal:
        set_places(adoption=knee, places=[make_place(make_organization("andre"), "andre")], by=bergen.editor, at=now)
    assert refusal.value.codes == {"wrong_place"}
    assert [*knee.places.all()] == [voss]


def test_what_is_not_in_use_is_offered_nowhere(bergen: Hospital, voss: Place, knee: Adoption, now: datetime) -> None:
    answer(site=bergen.site, topic=knee.topic, answer=Answer.NOT_OFFERED, by=bergen.editor, at=now)
    with pytest.raises(NotReady) as refusal:
        set_places(adoption=knee, places=[voss], by=bergen.editor, at=now)
    assert refusal.value.codes == {"not_in_use"}


def test_a_clinician_does_not_say_it(bergen: Hospital, knee: Adoption, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        set_places(adoption=knee, places=[], by=bergen.clinician, at=now)
