"""A partner delivers what a hospital offers and where it is done: a new service, other places, or that it is offered no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.actions import adopt, answer, set_places
from fellesnett.adoption.gates import NotReady
from fellesnett.adoption.models import Adoption, Answer, LocalOperation, Showing
from fellesnett.adoption.tests.factories import (
    MORNING,
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    national_editor,
    text_of,
)
from fellesnett.national.models import Topic
from fellesnett.organizations.models import OrganizationKind, Place, Site
from fellesnett.organizations.tests.factories import make_organization, make_place, make_site
from fellesnett.partners import services
from fellesnett.partners.actions import accept, refuse, withdraw
from fellesnett.partners.checks import partner_faults
from fellesnett.partners.gates import Changed, Exists, Forbidden, Invalid, TakesBack
from fellesnett.partners.models import Partner, Submission, SubmissionState, Way
from fellesnett.partners.outcomes import became, became_of
from fellesnett.partners.queries import compare_service, seen_record, submissions_of
from fellesnett.partners.tests.factories import deliver_about_service, make_partner

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def eyes(bergen: Hospital) -> Place:
    return make_place(bergen.organization, "oye")


@pytest.fixture
def voss(bergen: Hospital) -> Place:
    return make_place(make_organization("voss", parent=bergen.organization), "sykehus")


@pytest.fixture
def topic() -> Topic:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return topic


@pytest.fixture
def knee(bergen: Hospital, topic: Topic) -> Adoption:
    return make_adoption(bergen.site, topic, by=bergen.editor)


def take_in(submission: Submission, hospital: Hospital, at: datetime) -> Submission:
    return accept(submission=submission, seen=compare_service(submission).hash, by=hospital.editor, at=at)


def named(*places: Place) -> list[dict[str, str]]:
    return [{"id": f"{place.organization.key}.{place.slug}"} for place in places]


def faults_of(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.field for fault in refusal.value.faults]


# --- a new service ----------------------------------------------------------------------------------------------------


def test_a_new_service_is_the_topic_taken_into_use_there(
    bergen: Hospital, eyes: Place, topic: Topic, partner: Partner, now: datetime
) -> None:
    submission = deliver_about_service(partner, bergen.site, None, topic="kneprotese", places=named(eyes))
    assert not Adoption.objects.exists()
    seen = compare_service(submission)
    assert (seen.answer, seen.before, seen.after, seen.languages, seen.shown) == ("undecided", None, (eyes,), ("nb",), ())
    submission = take_in(submission, bergen, now)
    made = Adoption.objects.get()
    assert (made.answer, made.answered_by, submission.service) == (Answer.ADOPTED, bergen.editor, made)
    assert [*made.places.all()] == [eyes]
    assert became(submission).state == "draft"  # type: ignore[union-attr]
    approve_candidate(text_of(made), by=bergen.editor, at=now)
    shown = became(submission)
    assert shown is not None
    assert (shown.state, shown.since) == ("shown", now)
    assert [*partner_faults()] == []


def test_the_places_fill_the_slots_as_when_an_editor_takes_it_into_use(
    bergen: Hospital, topic: Topic, partner: Partner, now: datetime
) -> None:
    clinic = make_place(bergen.organization, "oye", phones=[{"number": "55 97 50 00", "label": {}, "hours": []}])
    take_in(deliver_about_service(partner, bergen.site, None, topic="kneprotese", places=named(clinic)), bergen, now)
    filled = LocalOperation.objects.get(target="telefon")
    assert (filled.value, filled.from_place, filled.state, filled.author) == ("55 97 50 00", clinic, "draft", bergen.editor)


def test_what_is_offered_already_is_changed_and_not_made_anew(bergen: Hospital, knee: Adoption, partner: Partner) -> None:
    with pytest.raises(Exists) as refusal:
        deliver_about_service(partner, bergen.site, None, topic="kneprotese")
    assert refusal.value.about == knee.short_code


def test_a_site_that_has_said_no_sees_that_it_did(
    bergen: Hospital, knee: Adoption, topic: Topic, eyes: Place, partner: Partner, now: datetime
) -> None:
    knee.places.set([eyes])
    answer(site=bergen.site, topic=topic, answer=Answer.NOT_OFFERED, by=bergen.editor, at=now)
    submission = deliver_about_service(partner, bergen.site, None, topic="kneprotese")
    assert compare_service(submission).answer == Answer.NOT_OFFERED
    take_in(submission, bergen, now)
    knee.refresh_from_db()
    assert knee.answer == Answer.ADOPTED
    assert [*knee.places.all()] == [], "the yes was to what was delivered, not to the places of an earlier time"


def test_new_services_wait_side_by_side_and_a_newer_of_the_same_overtakes(
    bergen: Hospital, topic: Topic, eyes: Place, partner: Partner
) -> None:
    make_edition(make_topic("hofteprotese"))
    first = deliver_about_service(partner, bergen.site, None, topic="kneprotese")
    other = deliver_about_service(partner, bergen.site, None, topic="hofteprotese")
    second = deliver_about_service(partner, bergen.site, None, topic="kneprotese", places=named(eyes))
    states = dict(Submission.objects.values_list("pk", "state"))
    assert (states[first.pk], states[other.pk], states[second.pk]) == ("overtaken", "waiting", "waiting")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"topic": "finnes-ikke"}, "topic"),
        ({"topic": "rettigheter"}, "topic"),
        ({"topic": "uten-utgave"}, "topic"),
        ({"topic": "trukket"}, "topic"),
        ({"topic": "kneprotese", "places": [{"id": "bergen.finnes-ikke"}]}, "places.0.id"),
        ({"topic": "kneprotese", "places": [{"id": "andres.sted"}]}, "places.0.id"),
    ],
)
def test_what_cannot_be_a_service_there(
    bergen: Hospital, topic: Topic, partner: Partner, now: datetime, said: dict[str, Any], field: str
) -> None:
    make_edition(make_topic("rettigheter", kind="support_article"))
    make_topic("uten-utgave")
    gone = {"withdrawn_at": now, "withdrawn_by": national_editor(), "withdrawal_deadline": now}
    make_edition(make_topic("trukket", **gone))
    make_place(make_organization("andres"), "sted")
    with pytest.raises(Invalid) as refusal:
        deliver_about_service(partner, bergen.site, None, **said)
    assert faults_of(refusal) == [field]


def test_what_a_site_uses_and_does_not_offer_is_no_service_that_exists_already(bergen: Hospital, partner: Partner) -> None:
    rights = make_topic("rettigheter", kind="support_article")
    make_edition(rights)
    make_adoption(bergen.site, rights, by=bergen.editor)
    with pytest.raises(Invalid) as refusal:
        deliver_about_service(partner, bergen.site, None, topic="rettigheter")
    assert faults_of(refusal) == ["topic"]


def test_a_site_that_treats_nobody_has_no_services(topic: Topic) -> None:
    pharmacy = make_hospital("apotek")
    pharmacy.organization.kind = OrganizationKind.HOSPITAL_PHARMACY
    pharmacy.organization.save()
    with pytest.raises(Invalid) as refusal:
        deliver_about_service(make_partner(pharmacy.site), pharmacy.site, None, topic="kneprotese")
    assert faults_of(refusal) == ["site"]


def test_a_new_service_that_the_site_took_into_use_meanwhile_is_the_one_that_waits(
    bergen: Hospital, topic: Topic, eyes: Place, voss: Place, partner: Partner
) -> None:
    first = deliver_about_service(partner, bergen.site, None, topic=topic.key, places=named(eyes))
    stavanger = make_hospital("stavanger")
    elsewhere = deliver_about_service(make_partner(stavanger.site, number="974760673"), stavanger.site, None, topic=topic.key)
    knee = make_adoption(bergen.site, topic, by=bergen.editor)
    seen = seen_record(services, bergen.site, knee, partner)
    assert (seen.waiting, seen.document.places[0].id) == (first, named(eyes)[0]["id"])
    second = deliver_about_service(partner, bergen.site, knee, places=named(eyes, voss))
    states = dict(Submission.objects.values_list("pk", "state"))
    assert (states[first.pk], states[elsewhere.pk], states[second.pk]) == ("overtaken", "waiting", "waiting")


# --- where it is done -------------------------------------------------------------------------------------------------


def test_other_places(bergen: Hospital, knee: Adoption, eyes: Place, voss: Place, partner: Partner, now: datetime) -> None:
    knee.places.set([eyes])
    submission = deliver_about_service(partner, bergen.site, knee, places=named(voss))
    assert (compare_service(submission).before, compare_service(submission).after) == ((eyes,), (voss,))
    approve_candidate(text_of(knee), by=bergen.editor, at=MORNING)
    take_in(submission, bergen, now)
    assert [*knee.places.all()] == [voss]
    submission.refresh_from_db()
    assert became(submission).since == now  # type: ignore[union-attr]
    assert [*partner_faults()] == []


def test_only_places_that_the_site_answers_for_are_named_anew(
    bergen: Hospital, knee: Adoption, eyes: Place, voss: Place, partner: Partner
) -> None:
    ward = make_place(make_organization("voss-dag", parent=voss.organization), "dag")
    above = make_organization("vest", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    bergen.organization.parent = above
    bergen.organization.save()
    for other in (ward, make_place(above, "vest")):
        with pytest.raises(Invalid) as refusal:
            deliver_about_service(partner, bergen.site, knee, places=named(eyes, other))
        assert faults_of(refusal) == ["places.1.id"]
    knee.places.set([ward])
    submission = deliver_about_service(partner, bergen.site, knee, places=named(ward, eyes))
    assert compare_service(submission).after == (eyes, ward), "what stands, the partner keeps"
    make_site("voss", organization=voss.organization)
    with pytest.raises(Invalid) as refusal:
        deliver_about_service(partner, bergen.site, knee, places=named(voss))
    assert faults_of(refusal) == ["places.0.id"]


def test_a_list_as_long_as_a_body_can_hold_is_one_fault(bergen: Hospital, knee: Adoption, partner: Partner) -> None:
    with pytest.raises(Invalid) as refusal:
        deliver_about_service(partner, bergen.site, knee, places=[{"id": f"b.{number}"} for number in range(40_000)])
    assert faults_of(refusal) == ["places"]


def test_the_page_of_a_place_where_it_is_done_no_more_is_taken_down_and_the_editor_was_told(
    bergen: Hospital, knee: Adoption, eyes: Place, partner: Partner, now: datetime
) -> None:
    knee.places.set([eyes])
    text = text_of(knee)
    approve_candidate(text, by=bergen.editor, at=MORNING)
    assert {showing.place for showing in Showing.objects.filter(live_to=None)} == {None, eyes}
    submission = deliver_about_service(partner, bergen.site, knee, places=[])
    assert compare_service(submission).shown == (("nb", eyes),)
    take_in(submission, bergen, now)
    assert [showing.place for showing in Showing.objects.filter(live_to=None)] == [None]


def test_the_order_of_places_says_nothing(bergen: Hospital, knee: Adoption, eyes: Place, voss: Place, partner: Partner) -> None:
    knee.places.set([voss, eyes])
    with pytest.raises(Invalid):
        deliver_about_service(partner, bergen.site, knee, places=named(eyes, voss, eyes))


def test_back_to_what_stands_is_to_take_the_waiting_one_back(
    bergen: Hospital, knee: Adoption, eyes: Place, partner: Partner
) -> None:
    waiting = deliver_about_service(partner, bergen.site, knee, places=named(eyes))
    with pytest.raises(TakesBack) as refusal:
        deliver_about_service(partner, bergen.site, knee, places=[])
    assert refusal.value.waiting == waiting


def test_a_comparison_that_is_no_longer_true(
    bergen: Hospital, knee: Adoption, eyes: Place, voss: Place, partner: Partner, now: datetime
) -> None:
    submission = deliver_about_service(partner, bergen.site, knee, places=named(eyes))
    seen = compare_service(submission).hash
    knee.places.set([voss])
    with pytest.raises(NotReady) as refusal:
        accept(submission=submission, seen=seen, by=bergen.editor, at=now)
    assert refusal.value.codes == {"unseen"}
    assert [*knee.places.all()] == [voss]


def test_a_service_that_ended_before_anybody_answered(
    bergen: Hospital, knee: Adoption, topic: Topic, eyes: Place, partner: Partner, now: datetime
) -> None:
    submission = deliver_about_service(partner, bergen.site, knee, places=named(eyes))
    answer(site=bergen.site, topic=topic, answer=Answer.NOT_OFFERED, by=bergen.editor, at=now)
    with pytest.raises(NotReady) as refusal:
        take_in(submission, bergen, now)
    assert refusal.value.codes == {"not_in_use"}
    refuse(submission=submission, reason="Vi har sluttet med det.", by=bergen.editor, at=now)
    with pytest.raises(Changed):
        deliver_about_service(partner, bergen.site, knee, places=named(eyes), etag="0" * 32)
    assert [*partner_faults()] == []


def test_its_topic_stands(bergen: Hospital, knee: Adoption, partner: Partner) -> None:
    with pytest.raises(Invalid) as refusal:
        deliver_about_service(partner, bergen.site, knee, topic="hofteprotese")
    assert faults_of(refusal) == ["topic"]


def test_what_was_read_before_somebody_changed_it(bergen: Hospital, knee: Adoption, eyes: Place, partner: Partner) -> None:
    with pytest.raises(Changed):
        deliver_about_service(partner, bergen.site, knee, etag="0" * 32, places=named(eyes))


# --- no more ----------------------------------------------------------------------------------------------------------


def test_offered_no_more(bergen: Hospital, knee: Adoption, partner: Partner, now: datetime) -> None:
    approve_candidate(text_of(knee), by=bergen.editor, at=MORNING)
    submission = deliver_about_service(partner, bergen.site, knee, way=Way.REMOVE)
    assert compare_service(submission).shown == (("nb", None),)
    assert Showing.objects.filter(live_to=None).exists()
    submission = take_in(submission, bergen, now)
    knee.refresh_from_db()
    assert (knee.answer, knee.answered_by) == (Answer.NOT_OFFERED, bergen.editor)
    assert not Showing.objects.filter(live_to=None).exists()
    assert became(submission).since == now  # type: ignore[union-attr]
    assert services.find(knee.short_code) is None
    assert [*partner_faults()] == []


def test_what_the_site_said_itself_of_the_end_stands(
    bergen: Hospital, knee: Adoption, topic: Topic, partner: Partner, now: datetime
) -> None:
    submission = deliver_about_service(partner, bergen.site, knee, way=Way.REMOVE)
    elsewhere = make_hospital("stavanger").site
    said = {"answer": Answer.NOT_OFFERED, "reason": "Samlet i Stavanger.", "offered_at": [elsewhere]}
    answer(site=bergen.site, topic=topic, **said, by=bergen.editor, at=now)
    take_in(submission, bergen, now + A_DAY)
    knee.refresh_from_db()
    assert (knee.reason, [*knee.offered_at.all()], knee.answered_at) == ("Samlet i Stavanger.", [elsewhere], now)


def test_a_change_after_all_overtakes_the_end(bergen: Hospital, knee: Adoption, eyes: Place, partner: Partner) -> None:
    end = deliver_about_service(partner, bergen.site, knee, way=Way.REMOVE)
    seen = seen_record(services, bergen.site, knee, partner)
    assert (seen.waiting, seen.document.places) == (end, ())
    change = deliver_about_service(partner, bergen.site, knee, places=named(eyes))
    end.refresh_from_db()
    assert (end.state, end.overtaken_by) == (SubmissionState.OVERTAKEN, change)
    assert withdraw(submission=change, partner=partner, at=MORNING).state == SubmissionState.WITHDRAWN


# --- leave ------------------------------------------------------------------------------------------------------------


def test_leave_for_texts_and_places_is_none_for_services(bergen: Hospital, knee: Adoption, eyes: Place) -> None:
    without = make_partner(bergen.site, services=False)
    with pytest.raises(Forbidden):
        deliver_about_service(without, bergen.site, knee, places=named(eyes))
    assert not Submission.objects.exists()


def test_the_services_of_these_sites_alone(bergen: Hospital, knee: Adoption, topic: Topic) -> None:
    other = make_hospital("stavanger")
    make_adoption(other.site, topic, by=other.editor)
    support = make_topic("rettigheter", kind="support_article")
    make_edition(support)
    make_adoption(bergen.site, support, by=bergen.editor)
    assert [*services.services_at([bergen.site.pk])] == [knee]
    assert [*services.services_at([bergen.site.pk], topic="hofteprotese")] == []
    assert [*services.services_at([bergen.site.pk], after=knee.pk)] == []


# --- what became of it ------------------------------------------------------------------------------------------------


def test_the_receipt_follows_what_the_site_does_afterwards(
    bergen: Hospital, knee: Adoption, topic: Topic, eyes: Place, voss: Place, partner: Partner, now: datetime
) -> None:
    submission = take_in(deliver_about_service(partner, bergen.site, knee, places=named(eyes)), bergen, now)
    set_places(adoption=knee, places=[voss], by=bergen.editor, at=now + A_DAY)
    assert what(submission) == ("replaced", now, now + A_DAY)
    set_places(adoption=knee, places=[eyes], by=bergen.editor, at=now + 2 * A_DAY)
    assert what(submission) == ("shown", now + 2 * A_DAY, None)
    answer(site=bergen.site, topic=topic, answer=Answer.NOT_OFFERED, by=bergen.editor, at=now + 3 * A_DAY)
    answer(site=bergen.site, topic=topic, answer=Answer.UNDECIDED, by=bergen.editor, at=now + 4 * A_DAY)
    assert what(submission) == ("taken_down", now + 2 * A_DAY, now + 3 * A_DAY)


def test_places_of_one_short_name_are_told_apart(
    bergen: Hospital, knee: Adoption, voss: Place, partner: Partner, now: datetime
) -> None:
    here = make_place(bergen.organization, voss.slug)
    submission = take_in(deliver_about_service(partner, bergen.site, knee, places=named(voss)), bergen, now)
    set_places(adoption=knee, places=[here], by=bergen.editor, at=now + A_DAY)
    assert what(submission) == ("replaced", now, now + A_DAY)


def test_a_service_whose_page_nobody_has_approved_was_read_by_nobody(
    bergen: Hospital, topic: Topic, eyes: Place, partner: Partner, now: datetime
) -> None:
    submission = take_in(deliver_about_service(partner, bergen.site, None, topic=topic.key, places=named(eyes)), bergen, now)
    assert what(submission) == ("draft", None, None)
    set_places(adoption=Adoption.objects.get(), places=[], by=bergen.editor, at=now + A_DAY)
    approve_candidate(text_of(Adoption.objects.get()), by=bergen.editor, at=now + 2 * A_DAY)
    assert what(submission) == ("replaced", None, None)


def test_an_end_that_the_site_took_back(bergen: Hospital, knee: Adoption, topic: Topic, partner: Partner, now: datetime) -> None:
    submission = take_in(deliver_about_service(partner, bergen.site, knee, way=Way.REMOVE), bergen, now)
    assert what(submission) == ("shown", now, None)
    for days in (3, 4):
        adopt(site=bergen.site, topic=topic, by=bergen.editor, at=now + days * A_DAY)
        assert what(submission) == ("replaced", now, now + 3 * A_DAY)


def test_at_a_site_that_is_not_open_or_is_closed(
    bergen: Hospital, knee: Adoption, eyes: Place, partner: Partner, now: datetime
) -> None:
    submission = take_in(deliver_about_service(partner, bergen.site, knee, places=named(eyes)), bergen, now)
    Site.objects.filter(pk=bergen.site.pk).update(state="preparing")
    assert what(submission) == ("draft", None, None)
    closed = now + timedelta(days=3)
    Site.objects.filter(pk=bergen.site.pk).update(state="closed", closed_at=closed)
    assert what(submission) == ("taken_down", now, closed)


def test_many_receipts_are_read_with_as_few_questions_as_one(
    bergen: Hospital, eyes: Place, partner: Partner, now: datetime, django_assert_num_queries: Any
) -> None:
    for key in ("kne", "hofte", "skulder"):
        make_edition(make_topic(key))
        take_in(deliver_about_service(partner, bergen.site, None, topic=key, places=named(eyes)), bergen, now)
    rows = list(submissions_of(partner))
    with django_assert_num_queries(4):
        assert len(became_of(rows)) == 3


def what(submission: Submission) -> tuple[str, datetime | None, datetime | None]:
    found = became(submissions_of(submission.partner).get(pk=submission.pk))
    assert found is not None
    return found.state, found.since, found.until
