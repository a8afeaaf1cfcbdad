"""From a wish at a hospital to a released text, with a hearing on the way: each step by a person, at a time, in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fellesnett.adoption.actions import adopt
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national import actions as national
from fellesnett.national.models import Edition, TopicText
from fellesnett.national.tests.factories import AT, clinician, finish, medical_editor, national_editor
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site
from fellesnett.participation import actions
from fellesnett.participation.models import Order, OrderState
from fellesnett.participation.tests.factories import answered, assigned, drafted, editor_of, make_hearing, make_order

pytestmark = pytest.mark.django_db(transaction=False)


def state_of(order: Order) -> str:
    order.refresh_from_db()
    return order.state


def waiting(user: object) -> set[str]:
    return set(OpenItem.objects.for_user(user).open().values_list("key", flat=True))


@pytest.fixture(autouse=True)
def on_commit(django_capture_on_commit_callbacks: object) -> object:
    """Facts are announced on commit: here, when the test says `commit()`."""
    return django_capture_on_commit_callbacks


def test_a_wish_becomes_a_text(on_commit: object) -> None:
    haugesund, bergen = make_site("haugesund", language="nn"), make_site("bergen", language="nn")
    order = make_order(haugesund)
    assert state_of(order) == OrderState.RECEIVED
    assert f"order:{order.pk}:handle" in waiting(medical_editor())
    actions.back_order(order=order, site=bergen, by=editor_of(bergen), at=AT)

    order = assigned(order)
    assert (state_of(order), order.topic.title, order.topic.unit) == (OrderState.ASSIGNED, "Kneartroskopi", "Ortopedi")
    assert f"order:{order.pk}:handle" not in waiting(medical_editor())
    assert f"order:{order.pk}:write" in waiting(national_editor())

    actions.begin_writing(order=order, by=national_editor(), at=AT)
    assert state_of(order) == OrderState.WRITING
    assert TopicText.objects.get(topic=order.topic).latest_revision.user == national_editor()
    with on_commit(execute=True):
        candidate = drafted(order.topic)
        national.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert state_of(order) == OrderState.SIGNED
    assert f"order:{order.pk}:write" not in waiting(national_editor())

    hearing = make_hearing(candidate, haugesund, bergen)
    assert state_of(order) == OrderState.HEARING
    answered(hearing, haugesund)
    answered(hearing, bergen, "remarks", remarks=[("artro-1", "Vi bruker også ultralyd.")])
    remark = hearing.invitations.get(site=bergen).remarks.get()
    actions.reply_to_remark(
        remark=remark, outcome="not_taken", reply="Det står i teksten om ultralyd.", by=national_editor(), at=AT
    )
    actions.end_hearing(hearing=hearing, by=national_editor(), at=AT)
    assert state_of(order) == OrderState.SIGNED
    assert f"hearing:{hearing.pk}:told:{bergen.pk}" in waiting(editor_of(bergen))
    assert not any(key.startswith("hearing") for key in waiting(editor_of(haugesund)))

    with on_commit(execute=True):
        national.approve(candidate=candidate, by=medical_editor(), at=AT)
    assert state_of(order) == OrderState.DECIDED
    with on_commit(execute=True):
        national.release(candidate=candidate, by=national_editor(), at=AT)
    assert state_of(order) == OrderState.RELEASED
    for site in (haugesund, bergen):
        assert f"order:{order.pk}:told:{site.pk}" in waiting(editor_of(site))

    bergen.language = "nb"
    bergen.save()
    with on_commit(execute=True):
        adopt(site=bergen, topic=order.topic, by=editor_of(bergen), at=AT)
    assert f"order:{order.pk}:told:{bergen.pk}" not in waiting(editor_of(bergen))

    steps = [(step.state, step.by, step.at) for step in order.steps.all()]
    assert [state for state, _by, _at in steps] == [
        "received", "assigned", "writing", "signed", "hearing", "signed", "decided", "released",
    ]  # fmt: skip
    assert all(by is not None for _state, by, _at in steps)
    logged = Event.objects.filter(subject=f"order:{order.pk}").values_list("verb", flat=True)
    assert list(logged) == [
        "order.received", "order.backed", "order.assigned", "order.writing", "order.signed", "order.hearing", "order.signed",
        "order.decided", "order.released",
    ]  # fmt: skip


def test_an_order_in_two_languages_is_released_with_the_second(on_commit: object) -> None:
    order = assigned(make_order(languages=["nb", "nn"]))
    with on_commit(execute=True):
        finish(drafted(order.topic))
    assert state_of(order) == OrderState.WRITING
    with on_commit(execute=True):
        finish(drafted(order.topic, language="nn", follows=Edition.objects.get(topic=order.topic)))
    assert state_of(order) == OrderState.RELEASED


def test_an_edition_planned_for_later_is_decided_and_not_yet_released(on_commit: object) -> None:
    order = assigned(make_order())
    later = AT + timedelta(days=3)
    with on_commit(execute=True):
        finish(drafted(order.topic, effective_at=later))
    assert state_of(order) == OrderState.DECIDED
    with on_commit(execute=True):
        national.go_live_scheduled(at=later)
    assert state_of(order) == OrderState.RELEASED


def test_a_plan_that_is_overtaken_by_a_later_plan_is_no_release(on_commit: object) -> None:
    order = assigned(make_order())
    with on_commit(execute=True):
        first = finish(drafted(order.topic, effective_at=AT + timedelta(days=3)))
    with on_commit(execute=True):
        words = {"introduction": [("artro-1", "<p>Legen ser inn i kneet.</p>")]}
        finish(drafted(order.topic, sections=words, effective_at=AT + timedelta(days=9)))
    first.refresh_from_db()
    assert first.state == "superseded"
    assert state_of(order) == OrderState.DECIDED, "nobody can read it yet"
    with on_commit(execute=True):
        national.go_live_scheduled(at=AT + timedelta(days=9))
    assert state_of(order) == OrderState.RELEASED


def test_sent_back_it_is_written_on_and_the_writer_is_asked_again(on_commit: object) -> None:
    order = assigned(make_order())
    with on_commit(execute=True):
        candidate = drafted(order.topic)
        national.sign_off(candidate=candidate, by=clinician(), at=AT)
    with on_commit(execute=True):
        national.send_back(candidate=candidate, by=medical_editor(), at=AT, reason="For langt.")
    assert state_of(order) == OrderState.WRITING
    assert f"order:{order.pk}:write" in waiting(national_editor())


def test_what_a_killed_process_did_not_hear_is_found_by_the_worker() -> None:
    order = assigned(make_order())
    finish(drafted(order.topic))
    assert state_of(order) == OrderState.ASSIGNED, "no announcement reached this room"
    assert actions.follow_due(at=AT) == 1
    assert state_of(order) == OrderState.RELEASED
    assert actions.follow_due(at=AT) == 0


def test_an_order_that_changes_a_topic_is_released_with_its_next_edition(on_commit: object) -> None:
    with on_commit(execute=True):
        edition = finish(drafted(assigned(make_order(title="Skulderartroskopi")).topic))
    order = assigned(make_order(title="Skulderartroskopi", changes=edition.topic), at=AT + timedelta(days=1))
    assert order.topic == edition.topic
    assert state_of(order) == OrderState.ASSIGNED
    later = AT + timedelta(days=2)
    with on_commit(execute=True):
        finish(
            drafted(order.topic, sections={"introduction": [("artro-1", "<p>Nå med bilder av kneet.</p>")]}, at=later), at=later
        )
    assert state_of(order) == OrderState.RELEASED


def test_assigned_anew_the_question_goes_to_the_other_writer() -> None:
    order = assigned(make_order())
    item = OpenItem.objects.open().get(key=f"order:{order.pk}:write")
    assert item.owner == national_editor()
    order = assigned(order, writer=medical_editor())
    assert OpenItem.objects.open().get(key=f"order:{order.pk}:write").owner == medical_editor()
    assert state_of(order) == OrderState.ASSIGNED


@pytest.mark.parametrize("role", [Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN, Role.CONTRIBUTOR, Role.REGIONAL_OWNER])
def test_whoever_has_a_role_at_the_site_may_order(role: str) -> None:
    site = make_site()
    assert make_order(site, by=editor_of(site, role)).ordered_by == editor_of(site, role)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.STUDY_PUBLISHER])
def test_others_may_not(role: str) -> None:
    site = make_site()
    with pytest.raises(national.NotAllowed):
        make_order(site, by=editor_of(site, role))
    with pytest.raises(national.NotAllowed):
        make_order(site, by=editor_of(make_site()))


def test_a_diagnosis_brings_its_examinations_and_treatments_each_by_itself() -> None:
    related = [actions.RelatedWish("examination", "MR av kneet"), actions.RelatedWish("treatment", "Meniskoperasjon")]
    order = make_order(kind="condition", title="Meniskskade", related=related)
    assert [(child.kind, child.title, child.site) for child in order.children.order_by("pk")] == [
        ("examination", "MR av kneet", order.site),
        ("treatment", "Meniskoperasjon", order.site),
    ]
    assert OpenItem.objects.open().filter(kind="order").count() == 3
