"""Kari answers for the knee and the hip. She leaves; nothing is left without somebody who answers for it."""

from datetime import date, timedelta

import pytest

from fellesnett.editorial import leaving
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.national import actions
from fellesnett.national.actions.owning import OWNERLESS, open_hand_overs, topics_of
from fellesnett.national.models import Topic
from fellesnett.national.reviews import open_review_items
from fellesnett.national.tests.factories import clinician, make_edition, make_topic, national_editor
from fellesnett.organizations.models import Membership
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(now):
    kari = clinician()
    type(kari).objects.update(date_joined=now - timedelta(days=10))
    return kari


def gone_items():
    return OpenItem.objects.open().filter(kind=OpenItemKind.HAND_OVER)


def hand_over(kari, topics, to, now, **said):
    return actions.hand_over_topics(person=kari, topics=topics, to=to, by=national_editor(), at=now, **said)


def test_a_topic_changes_hands_with_what_was_asked_and_the_log_tells(kari, now):
    edition = make_edition(make_topic("kneprotese"), at=now - timedelta(days=3 * 365))
    open_review_items(at=now)
    actions.assign_topic(topic=edition.topic, unit=" Revma ", owner=clinician(2), deputy=kari, by=national_editor(), at=now)
    topic = Topic.objects.get()
    assert (topic.unit, topic.owner, topic.deputy) == ("Revma", clinician(2), kari)
    assert OpenItem.objects.open().get(kind="review_due").owner == clinician(2)
    said = Event.objects.get(verb="topic.assigned").payload
    assert said == {"unit": "Revma", "owner": clinician(2).pk, "deputy": kari.pk}


@pytest.mark.parametrize(
    ("owner", "deputy", "unit", "code"),
    [
        (None, None, "Ortopedi", "no_owner"),
        ("kari", "kari", "Ortopedi", "own_deputy"),
        ("kari", None, " ", "no_unit"),
        ("stengt", None, "Ortopedi", "person_inactive"),
    ],
)
def test_nothing_is_without_somebody_who_answers(kari, now, owner, deputy, unit, code):
    people = {None: None, "kari": kari, "stengt": make_user(is_active=False)}
    with pytest.raises(actions.NotReady) as refused:
        actions.assign_topic(
            topic=make_topic(), unit=unit, owner=people[owner], deputy=people[deputy], by=national_editor(), at=now
        )
    assert refused.value.codes == (code,)


def test_only_editors_give_away(kari, now):
    for act in (
        lambda: actions.assign_topic(topic=make_topic(), unit="x", owner=kari, by=kari, at=now),
        lambda: actions.hand_over_topics(person=kari, topics=[], to=clinician(2), by=kari, at=now),
    ):
        with pytest.raises(actions.NotAllowed):
            act()


def leave_by_date(kari, now):
    leaving.announce(person=kari, last_day=(now + timedelta(days=29)).date(), by=kari, at=now)


def shut(kari, _now):
    type(kari).objects.filter(pk=kari.pk).update(is_active=False)


def lose_roles(kari, _now):
    Membership.objects.filter(user=kari).delete()


def fall_silent(kari, now):
    type(kari).objects.filter(pk=kari.pk).update(date_joined=now - timedelta(days=61))
    Event.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    ("leave", "words"),
    [
        (leave_by_date, "Siste dag er 23.12.2026."),
        (shut, "Kontoen er stengt."),
        (lose_roles, "Har ikke lenger noen rolle her."),
        (fall_silent, "Har ikke vært innom på 60 dager."),
    ],
)
def test_every_way_of_leaving_is_one_question_asked_once(kari, now, leave, words):
    make_topic("kneprotese"), make_topic("hofteprotese"), make_topic("skulder", owner=clinician(2), deputy=kari)
    type(kari).objects.exclude(pk=kari.pk).update(date_joined=now)
    assert open_hand_overs(at=now) == []
    leave(kari, now)
    (item,) = open_hand_overs(at=now)
    assert item.reason == words
    assert OpenItem.objects.for_user(national_editor()).filter(pk=item.pk).exists()
    assert open_hand_overs(at=now + timedelta(hours=1)) == []
    assert gone_items().count() == 1


def test_somebody_who_leaves_later_is_not_asked_about_yet_and_one_who_stays_after_all_is_let_be(kari, now):
    make_topic()
    leaving.announce(person=kari, last_day=date(2027, 2, 1), by=kari, at=now)
    assert open_hand_overs(at=now) == []
    leave_by_date(kari, now)
    assert len(open_hand_overs(at=now)) == 1
    leaving.announce(person=kari, last_day=None, by=kari, at=now)
    assert open_hand_overs(at=now) == []
    assert not gone_items().exists()


def test_in_part_and_then_the_rest(kari, now):
    knee, hip = make_topic("kneprotese"), make_topic("hofteprotese")
    shoulder = make_topic("skulder", owner=clinician(2), deputy=kari)
    shut(kari, now)
    open_hand_overs(at=now)
    assert hand_over(kari, [knee], clinician(2), now, unit="Revma") == 1
    assert [topic.key for topic in topics_of(kari)] == ["hofteprotese", "skulder"]
    assert gone_items().count() == 1
    assert hand_over(kari, [hip, shoulder, knee], clinician(2), now) == 2
    assert not topics_of(kari).exists()
    assert gone_items().count() == 0
    knee.refresh_from_db(), shoulder.refresh_from_db()
    assert (knee.owner, knee.unit) == (clinician(2), "Revma")
    assert (shoulder.owner, shoulder.deputy) == (clinician(2), None), "nobody is their own deputy"


def test_to_the_same_person_or_a_closed_account_nothing_goes(kari, now):
    topic = make_topic()
    for to, code in ((kari, "same_person"), (make_user(is_active=False), "person_inactive")):
        with pytest.raises(actions.NotReady) as refused:
            hand_over(kari, [topic], to, now)
        assert refused.value.codes == (code,)


def test_topics_without_an_owner_are_one_question_until_all_have_one(kari, now):
    topics = [make_topic(owner=None), make_topic(owner=None)]
    (item,) = open_hand_overs(at=now)
    assert item.key == OWNERLESS
    for topic in topics:
        assert gone_items().exists()
        actions.assign_topic(topic=topic, unit="Ortopedi", owner=kari, by=national_editor(), at=now)
        open_hand_overs(at=now)
    assert not gone_items().exists()


def test_the_number_of_questions_does_not_grow_with_the_topics(kari, now, django_assert_max_num_queries):
    for _ in range(12):
        make_topic()
    with django_assert_max_num_queries(6):
        open_hand_overs(at=now)
