"""A yes too many: within an hour it is taken back, the hospital shows what it showed before, and is asked anew."""

from datetime import timedelta

import pytest

from fellesnett.adoption.actions import approve_batch, decide, roll_out, set_policy, undo_update
from fellesnett.adoption.actions.undoing import may_still_be_undone
from fellesnett.adoption.checks import page_faults, question_faults, record_faults, showing_faults
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import Showing, Update
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_place, make_user

from . import factories as f

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def topic():
    topic = f.make_topic("kneprotese")
    f.make_edition(topic)
    return topic


@pytest.fixture
def bergen():
    return f.make_hospital("bergen", other_languages=["nn"])


def edition(topic, hours, change_class="content"):
    words = f"<p>Du må faste i {hours} timer før operasjonen.</p>"
    return f.make_edition(topic, f.changed("faste", words), changes={"faste": change_class})


def approved(topic, hospital, at, hours=4, change_class="content"):
    """A newer edition came, and the hospital said yes to it."""
    roll_out(edition=edition(topic, hours, change_class), at=at)
    update = Update.objects.for_site(hospital.site).open().get()
    f.approve_candidate(update.text, by=hospital.editor, at=at)
    return Update.objects.get(pk=update.pk)


def refused(update, by, at):
    with pytest.raises(NotReady) as refusal:
        undo_update(update=update, by=by, at=at)
    return refusal.value.codes


def faults(at):
    return [*page_faults(), *showing_faults(), *question_faults(at=at), *record_faults()]


def test_what_was_shown_before_is_shown_again_and_the_question_is_asked_anew(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Parker ved sjøen.</p>")
    f.approve_candidate(f.text_of(adoption), by=bergen.editor, at=now)
    before = Showing.objects.live_at(bergen.site, topic, "nb")
    update = approved(topic, bergen, now + HOUR)
    assert "4 timer" in f.live_words(bergen, topic)
    assert not OpenItem.objects.open().exists()

    again = undo_update(update=update, by=bergen.editor, at=now + HOUR * 2)

    shown = Showing.objects.live_at(bergen.site, topic, "nb")
    assert shown.snapshot.hash == before.snapshot.hash
    assert shown.approval.approved_by == bergen.editor
    assert shown.approval.note == "Angret godkjenningen av utgave 2"
    assert "Parker ved sjøen" in f.live_words(bergen, topic)
    assert again.closed_at is None
    assert again.to_edition == update.to_edition
    assert [item.kind for item in OpenItem.objects.open()] == ["update"]
    assert Event.objects.filter(verb="update.undone", payload__update=update.pk).count() == 1
    assert faults(now + HOUR * 2) == []


def test_a_yes_that_is_taken_back_buys_no_time(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    roll_out(edition=edition(topic, 4), at=now)
    deadline = OpenItem.objects.open().get().deadline
    late = now + timedelta(days=29)
    update = Update.objects.open().get()
    f.approve_candidate(update.text, by=bergen.editor, at=late)
    undo_update(update=Update.objects.get(pk=update.pk), by=bergen.editor, at=late)
    assert OpenItem.objects.open().get().deadline == deadline


def test_the_hour_that_patients_read_it_stays_in_the_record(topic, bergen, now):
    f.make_adoption(bergen.site, topic, at=now)
    update = approved(topic, bergen, now + HOUR)
    undo_update(update=update, by=bergen.editor, at=now + HOUR * 2)
    then = Showing.objects.live_at(bergen.site, topic, "nb", at=now + HOUR * 1.5)
    assert then.snapshot.edition.number == 2
    assert [showing.snapshot.edition.number for showing in Showing.objects.order_by("live_from", "pk")] == [1, 2, 1]


def test_it_can_be_approved_once_more(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    again = undo_update(update=approved(topic, bergen, now), by=bergen.editor, at=now + HOUR)
    [answer] = approve_batch(updates=[again], by=bergen.editor, at=now + HOUR)
    assert answer.done
    assert "4 timer" in f.live_words(bergen, topic)
    assert faults(now + HOUR) == []


def test_every_page_of_the_text_goes_back(topic, bergen, now):
    place = make_place(bergen.organization, "voss")
    adoption = f.make_adoption(bergen.site, topic, places=[place])
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Ta bussen.</p>", place=place)
    f.approve_candidate(f.text_of(adoption), by=bergen.editor, at=now)
    update = approved(topic, bergen, now + HOUR)
    undo_update(update=update, by=bergen.editor, at=now + HOUR)
    assert {showing.snapshot.edition.number for showing in Showing.objects.live()} == {1}
    assert Showing.objects.live().count() == 2
    assert faults(now + HOUR) == []


def test_a_minute_too_late_is_too_late(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    update = approved(topic, bergen, now)
    assert may_still_be_undone(update, now + HOUR)
    assert not may_still_be_undone(update, now + HOUR + timedelta(seconds=1))
    assert refused(update, bergen.editor, now + HOUR + timedelta(seconds=1)) == {"too_late"}
    assert "4 timer" in f.live_words(bergen, topic)


def test_twice_is_once(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    update = approved(topic, bergen, now)
    undo_update(update=update, by=bergen.editor, at=now)
    assert refused(update, bergen.editor, now) == {"overtaken"}
    assert Showing.objects.count() == 3


def test_a_newer_edition_has_come(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    update = approved(topic, bergen, now)
    roll_out(edition=edition(topic, 3), at=now)
    assert refused(update, bergen.editor, now) == {"overtaken"}


def test_the_page_has_changed_since(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    update = approved(topic, bergen, now)
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Ta bussen.</p>")
    f.approve_candidate(f.text_of(adoption), by=bergen.editor, at=now)
    assert refused(update, bergen.editor, now) == {"changed_since"}
    assert "Ta bussen" in f.live_words(bergen, topic)


def test_local_words_that_went_live_with_it_are_not_swept_away(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    roll_out(edition=edition(topic, 4), at=now)
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Ta bussen.</p>")
    update = Update.objects.open().get()
    f.approve_candidate(f.text_of(adoption), by=bergen.editor, at=now)
    update.refresh_from_db()
    assert refused(update, bergen.editor, now) == {"changed_since"}


def test_what_was_decided_is_not_undone(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    row = f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    f.approve_candidate(f.text_of(adoption), by=bergen.clinician, at=now)
    roll_out(edition=edition(topic, 4), at=now)
    update = Update.objects.open().get()
    decide(update=update, operation=row, choice="take_national", by=bergen.clinician, at=now)
    f.approve_candidate(f.text_of(adoption), by=bergen.clinician, at=now)
    update.refresh_from_db()
    assert "was_decided" in refused(update, bergen.editor, now)


def test_safety_is_never_undone(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    roll_out(edition=edition(topic, 8, "safety"), at=now)
    update = Update.objects.latest("pk")
    if update.closed_at is None:
        f.approve_candidate(update.text, by=bergen.editor, at=now)
        update.refresh_from_db()
    assert "was_decided" in refused(update, bergen.editor, now)
    assert "8 timer" in f.live_words(bergen, topic)


def test_what_the_machine_took_by_consent_can_be_taken_back_too(topic, bergen, now):
    owner = make_user(roles={bergen.organization: Role.SITE_OWNER})
    set_policy(site=bergen.site, consent_editorial=True, by=owner, at=now)
    f.make_adoption(bergen.site, topic)
    spelling = f.make_edition(
        topic, f.changed("faste", "<p>Du må faste i 6 timer, før operasjonen.</p>"), changes={"faste": "editorial"}
    )
    roll_out(edition=spelling, at=now)
    update = Update.objects.get()
    assert update.outcome == "approved"
    undo_update(update=update, by=owner, at=now)
    assert "6 timer før" in f.live_words(bergen, topic)
    assert Update.objects.open().count() == 1
    assert faults(now) == []


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.AUDITOR])
def test_only_those_who_may_approve(topic, bergen, now, role):
    f.make_adoption(bergen.site, topic)
    update = approved(topic, bergen, now)
    with pytest.raises(NotAllowed):
        undo_update(update=update, by=make_user(roles={bergen.organization: role}), at=now)
    with pytest.raises(NotAllowed):
        undo_update(update=update, by=f.make_hospital("oslo").editor, at=now)
    assert "4 timer" in f.live_words(bergen, topic)
