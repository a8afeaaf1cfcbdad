"""What a site has agreed beforehand may happen by itself; time passes; a topic goes."""

from datetime import timedelta

import pytest

from fellesnett.adoption.actions import (
    adopt,
    answer,
    approve,
    approve_batch,
    lapse,
    roll_out,
    roll_out_pending,
    save_operation,
    set_policy,
    take_down_withdrawn,
    take_due,
    tell_withdrawn,
)
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import Adoption, LocalOperation, Showing, Update
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_user

from . import factories as f

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def topic():
    topic = f.make_topic("kneprotese")
    f.make_edition(topic)
    return topic


@pytest.fixture
def bergen():
    return f.make_hospital("bergen")


def agree(hospital, at, **what):
    owner = make_user(roles={hospital.organization: Role.SITE_OWNER})
    return set_policy(site=hospital.site, by=owner, at=at, **{"consent_editorial": False, **what})


def say_yes(text, by, at):
    approve(text=text, hash=candidate(text).hash, by=by, at=at)


def spelling(topic):
    return f.make_edition(
        topic, f.changed("faste", "<p>Du må faste i 6 timer, før operasjonen.</p>"), changes={"faste": "editorial"}
    )


def four_hours(topic):
    return f.make_edition(
        topic, f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>"), changes={"faste": "content"}
    )


def test_clean_editorial_changes_go_live_by_standing_consent_and_are_logged_as_such(topic, bergen, now):
    agree(bergen, now, consent_editorial=True)
    adoption = f.make_adoption(bergen.site, topic)
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Ikke vist ennå.</p>")
    roll_out(edition=spelling(topic), at=now)
    live = Showing.objects.live_at(bergen.site, topic, "nb")
    assert live.snapshot.edition.number == 2
    assert live.approval.kind == "standing_consent"
    assert live.approval.approved_by is None
    assert "Samtykke gitt av Kari" in live.approval.note
    assert "Ikke vist ennå" not in f.live_words(bergen, topic)
    assert not OpenItem.objects.open().exists()
    assert Event.objects.filter(verb="snapshot.live", payload__kind="standing_consent").count() == 1


def test_without_consent_or_with_new_content_the_page_waits(topic, bergen, now):
    oslo = f.make_hospital("oslo")
    agree(bergen, now, consent_editorial=True)
    f.make_adoption(bergen.site, topic)
    f.make_adoption(oslo.site, topic)
    roll_out(edition=four_hours(topic), at=now)
    assert "6 timer" in f.live_words(bergen, topic)
    assert "6 timer" in f.live_words(oslo, topic)


def test_only_the_owner_of_a_site_gives_its_consent(bergen, now):
    with pytest.raises(NotAllowed):
        set_policy(site=bergen.site, consent_editorial=True, by=bergen.editor, at=now)


def test_a_site_that_has_opted_in_takes_clean_content_after_thirty_days(topic, bergen, now):
    oslo = f.make_hospital("oslo")
    agree(bergen, now, take_clean_after_30_days=True)
    f.make_adoption(bergen.site, topic)
    f.make_adoption(oslo.site, topic)
    roll_out(edition=four_hours(topic), at=now)
    assert take_due(at=now + MONTH - timedelta(minutes=1)) == 0
    assert take_due(at=now + MONTH) == 1
    assert "4 timer" in f.live_words(bergen, topic)
    assert "6 timer" in f.live_words(oslo, topic)
    assert Showing.objects.live_at(bergen.site, topic, "nb").approval.kind == "clean_after_30_days"


def test_a_batch_takes_the_clean_ones_and_says_why_not_for_the_others(topic, bergen, now):
    other = f.make_topic("hofteprotese")
    f.make_edition(other)
    f.make_adoption(bergen.site, topic)
    adoption = f.make_adoption(bergen.site, other)
    f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    say_yes(f.text_of(adoption), bergen.clinician, now)
    roll_out(edition=four_hours(topic), at=now)
    roll_out(edition=four_hours(other), at=now)
    answered = approve_batch(updates=Update.objects.open(), by=bergen.editor, at=now)
    assert [(item.done, [reason.code for reason in item.reasons]) for item in answered] == [
        (True, []),
        (False, ["needs_decision"]),
    ]
    assert "4 timer" in f.live_words(bergen, topic)
    assert "8 timer" in f.live_words(bergen, other)
    again = approve_batch(updates=[answered[0].update], by=bergen.editor, at=now)
    assert [reason.code for reason in again[0].reasons] == ["closed"]


def test_a_batch_does_not_carry_drafts_that_nobody_has_looked_at(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    roll_out(edition=four_hours(topic), at=now)
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Utkast.</p>")
    [answered] = approve_batch(updates=Update.objects.open(), by=bergen.editor, at=now)
    assert [reason.code for reason in answered.reasons] == ["has_drafts"]


# --- time


def test_a_replacement_past_its_date_is_asked_about_and_later_parked(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    row = f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    say_yes(text, bergen.clinician, now)
    year = timedelta(days=366)
    assert lapse(at=now + year) == 0
    item = OpenItem.objects.open().get()
    assert (item.kind, item.role, item.owner) == ("lapsing", "clinician", bergen.clinician)
    assert "8 timer" in f.live_words(bergen, topic)
    assert lapse(at=now + year + timedelta(days=31)) == 1
    assert "6 timer" in f.live_words(bergen, topic)
    row.refresh_from_db()
    assert row.state == "parked"
    assert not OpenItem.objects.open().exists()


def test_renewing_takes_a_sign_off_and_closes_the_question(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    row = f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    say_yes(text, bergen.clinician, now)
    later = now + timedelta(days=370)
    lapse(at=later)
    renewed = f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>", replaces=row, at=later)
    with pytest.raises(NotReady):
        say_yes(text, bergen.editor, later)
    say_yes(text, bergen.clinician, later)
    assert lapse(at=later) == 0
    assert renewed.valid_until.year == 2028
    assert not OpenItem.objects.open().exists()


def test_a_lapsed_replacement_with_an_open_question_is_escalated_instead(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    say_yes(text, bergen.clinician, now)
    roll_out(edition=four_hours(topic), at=now)
    assert lapse(at=now + timedelta(days=400)) == 0
    assert OpenItem.objects.open().get(kind="lapsing").urgent
    assert "8 timer" in f.live_words(bergen, topic)


def test_a_year_old_supplement_is_asked_about_and_stays(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    f.write(bergen, adoption, "supplement", "faste", "<p>Drikk vann.</p>")
    say_yes(text, bergen.editor, now)
    assert lapse(at=now + timedelta(days=500)) == 0
    assert OpenItem.objects.open().get().kind == "still_right"
    assert "Drikk vann" in f.live_words(bergen, topic)


# --- answers and withdrawal


def test_answering_not_offered_takes_the_page_down_and_keeps_the_local_text(topic, bergen, now):
    oslo = f.make_hospital("oslo")
    adoption = f.make_adoption(bergen.site, topic)
    f.write(bergen, adoption, "supplement", "faste", "<p>Drikk vann.</p>")
    say_yes(f.text_of(adoption), bergen.editor, now)
    answer(site=bergen.site, topic=topic, answer="not_offered", offered_at=[oslo.site], by=bergen.editor, at=now)
    assert f.live_words(bergen, topic) == ""
    assert list(Adoption.objects.get(site=bergen.site).offered_at.all()) == [oslo.site]
    roll_out(edition=four_hours(topic), at=now)
    assert not Update.objects.open().exists()
    adopt(site=bergen.site, topic=topic, by=bergen.editor, at=now)
    assert [item["outcome"] for item in Update.objects.open().get().plan["outcomes"] if item["operation"]] == ["ask_still_right"]
    assert LocalOperation.objects.get().state == "active"


def test_an_own_page_names_a_clinical_owner(topic, bergen, now):
    with pytest.raises(NotReady) as refusal:
        answer(site=bergen.site, topic=topic, answer="own_page", by=bergen.editor, at=now)
    assert refusal.value.codes == {"needs_owner"}


@pytest.mark.parametrize("strange", ["adopted", "withdrawn", "perhaps"])
def test_other_words_are_no_answer(topic, bergen, now, strange):
    with pytest.raises(NotReady):
        answer(site=bergen.site, topic=topic, answer=strange, by=bergen.editor, at=now)


def withdraw(topic, at, successor=None):
    from fellesnett.national.models import Edition

    topic.withdrawn_at, topic.withdrawn_by, topic.withdrawal_deadline = at, f.national_editor(), at + MONTH
    topic.withdrawal_reason, topic.successor = "Behandlingen brukes ikke mer.", successor
    topic.save()
    Edition.objects.filter(topic=topic).update(state="withdrawn")
    tell_withdrawn(topic=topic, at=at)


def test_a_withdrawn_topic_is_told_with_its_successor_and_goes_at_the_deadline(topic, bergen, now):
    successor = f.make_topic("ny-kneprotese")
    adoption = f.make_adoption(bergen.site, topic)
    f.write(bergen, adoption, "supplement", "faste", "<p>Drikk vann.</p>")
    say_yes(f.text_of(adoption), bergen.editor, now)
    withdraw(topic, now, successor)
    item = OpenItem.objects.open().get()
    assert (item.kind, item.deadline, item.detail["successor"]) == ("withdrawn", now + MONTH, "ny-kneprotese")
    assert item.detail["parked"][0]["proposal_html"] == "<p>Drikk vann.</p>"
    assert "Drikk vann" in f.live_words(bergen, topic)
    assert take_down_withdrawn(at=now + MONTH - timedelta(hours=1)) == 0
    assert take_down_withdrawn(at=now + MONTH) == 1
    assert f.live_words(bergen, topic) == ""
    adoption.refresh_from_db()
    assert adoption.answer == "withdrawn"
    assert LocalOperation.objects.get().content == [{"type": "text", "html": "<p>Drikk vann.</p>"}]
    assert not OpenItem.objects.open().exists()


def test_an_own_page_with_a_clinical_owner_outlives_the_withdrawal(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    withdraw(topic, now)
    answer(site=bergen.site, topic=topic, answer="own_page", clinical_owner=bergen.clinician, by=bergen.editor, at=now)
    assert take_down_withdrawn(at=now + MONTH) == 0
    assert Adoption.objects.get().answer == "own_page"


def test_a_withdrawn_topic_is_neither_taken_into_use_nor_approved(topic, bergen, now):
    oslo = f.make_hospital("oslo")
    text = f.text_of(f.make_adoption(bergen.site, topic, approved=False))
    withdraw(topic, now)
    with pytest.raises(NotReady):
        adopt(site=oslo.site, topic=topic, by=oslo.editor, at=now)
    with pytest.raises(NotReady) as refusal:
        say_yes(text, bergen.editor, now)
    assert "withdrawn" in refusal.value.codes


# --- roll-out


def test_a_roll_out_that_was_interrupted_is_found_and_done_once(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    roll_out_pending(at=now)
    four_hours(topic)
    assert not Update.objects.exists()
    assert roll_out_pending(at=now) == 1
    assert Update.objects.count() == 1
    assert roll_out_pending(at=now) == 0


def test_rolling_out_twice_changes_nothing(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    edition = four_hours(topic)
    assert roll_out(edition=edition, at=now) == 1
    events = Event.objects.count()
    assert roll_out(edition=edition, at=now) == 0
    assert (Update.objects.count(), Event.objects.count()) == (1, events)


def test_a_hospital_that_takes_the_topic_into_use_later_gets_the_newest_edition(topic, bergen, now):
    edition = four_hours(topic)
    roll_out(edition=edition, at=now)
    adoption = f.make_adoption(bergen.site, topic)
    assert f.text_of(adoption).edition == edition


def test_a_hospital_cannot_take_up_what_is_not_its_own(topic, bergen, now):
    with pytest.raises(NotReady) as refusal:
        adopt(site=bergen.site, topic=topic, languages=["en"], by=bergen.editor, at=now)
    assert refusal.value.codes == {"wrong_language"}
    with pytest.raises(NotReady) as refusal:
        adopt(site=bergen.site, topic=f.make_topic("uten-utgave"), by=bergen.editor, at=now)
    assert refusal.value.codes == {"no_edition"}
    with pytest.raises(NotAllowed):
        adopt(site=bergen.site, topic=topic, by=f.make_hospital("oslo").editor, at=now)
    assert not Adoption.objects.exists()


def test_what_is_written_for_a_place_stays_with_a_place_that_shows_the_topic(topic, bergen, now):
    from fellesnett.organizations.tests.factories import make_place

    adoption = f.make_adoption(bergen.site, topic)
    elsewhere = make_place(bergen.organization, "annet-sted")
    with pytest.raises(NotReady) as refusal:
        save_operation(
            adoption=adoption, place=elsewhere, language="nb", op="fill", target="telefon", value="1", by=bergen.editor, at=now
        )
    assert refusal.value.codes == {"wrong_place"}
