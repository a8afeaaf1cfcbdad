"""A safety change reaches every patient at once, and the hospitals answer afterwards."""

from datetime import timedelta

import pytest

from fellesnett.adoption.actions import approve, approve_batch, decide, park_overdue, restore, roll_out
from fellesnett.adoption.actions.rolling_out import follow_confirmed, follow_confirmed_pending
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.checks import page_faults
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import AdoptedText, LocalOperation, SafetyNotice, Showing, Update
from fellesnett.editorial.models import OpenItem, SignOff
from fellesnett.national.models import Edition

from . import factories as f

pytestmark = pytest.mark.django_db

STOP = "<p>Slutt med blodfortynnende 5 dager før operasjonen.</p>"
OLD = "<p>Slutt med blodfortynnende 2 dager før operasjonen.</p>"


def sections(html):
    return {"before": [f.text("blod", html), f.text("oppmote", f.ARRIVAL)], "after": [f.text("hjem", f.HOME)]}


@pytest.fixture
def topic():
    topic = f.make_topic("kneprotese")
    f.make_edition(topic, sections(OLD))
    return topic


@pytest.fixture
def bergen():
    return f.make_hospital("bergen")


def say_yes(text, by, at):
    approve(text=text, hash=candidate(text).hash, by=by, at=at)


def release(topic, at, html=STOP, **more):
    edition = f.make_edition(
        topic, more.pop("sections", sections(html)), changes={"blod": "safety", **more.pop("changes", {})}, **more
    )
    roll_out(edition=edition, at=at)
    return edition


def test_a_hospital_without_local_text_shows_the_new_words_at_once(topic, bergen, now):
    text = f.text_of(f.make_adoption(bergen.site, topic))
    release(topic, now)
    live = Showing.objects.live_at(bergen.site, topic, "nb")
    assert "5 dager" in f.live_words(bergen, topic)
    assert live.approval.kind == "safety_lane"
    assert live.snapshot.edition.number == 1
    update = Update.objects.open().get()
    assert [answered.reasons[0].code for answered in approve_batch(updates=[update], by=bergen.editor, at=now)] == ["safety"]
    say_yes(text, bergen.editor, now)
    assert Showing.objects.live_at(bergen.site, topic, "nb").snapshot.edition.number == 2
    assert AdoptedText.objects.get().patches == []


def test_other_changes_of_the_same_edition_wait_for_the_hospital(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    changed = sections(STOP)
    changed["after"] = [f.text("hjem", "<p>Du reiser hjem samme dag.</p>")]
    release(topic, now, sections=changed, changes={"hjem": "content"})
    words = f.live_words(bergen, topic)
    assert "5 dager" in words
    assert "dagen etter" in words


@pytest.mark.parametrize("target", ["blod", "before"])
def test_a_warning_stands_above_local_text_at_once_and_the_hospital_has_72_hours(topic, bergen, now, target):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    f.write(bergen, adoption, "override", target, "<p>Slutt med blodfortynnende dagen før.</p>")
    say_yes(text, bergen.clinician, now)
    release(topic, now)
    words = f.live_words(bergen, topic)
    assert words.index("5 dager") < words.index("dagen før")
    item = OpenItem.objects.open().get(kind="safety")
    assert item.urgent
    assert item.deadline == now + timedelta(hours=72)
    assert item.role == "clinician"
    assert SafetyNotice.objects.get().deadline == item.deadline


def test_keeping_local_text_against_a_safety_change_takes_a_clinician(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    row = f.write(bergen, adoption, "override", "blod", "<p>Slutt med blodfortynnende dagen før.</p>")
    say_yes(text, bergen.clinician, now)
    release(topic, now)
    update = Update.objects.open().get()
    asked = {"update": update, "operation": row, "choice": "keep_ours", "reason": "Annen metode.", "at": now}
    with pytest.raises(NotReady) as refusal:
        decide(**asked, by=bergen.clinician)
    assert refusal.value.codes == {"needs_sign_off"}
    with pytest.raises(NotAllowed):
        decide(**asked, by=bergen.editor, sign_off=True)
    decide(**asked, by=bergen.clinician, sign_off=True)
    assert "5 dager" in f.live_words(bergen, topic)
    say_yes(text, bergen.editor, now)
    words = f.live_words(bergen, topic)
    assert "dagen før" in words
    assert "5 dager" not in words
    assert SafetyNotice.objects.get().outcome == "answered"
    assert SignOff.objects.filter(signed_by=bergen.clinician).exists()
    assert not OpenItem.objects.open().exists()
    assert park_overdue(at=now + timedelta(days=9)) == 0


def test_without_an_answer_the_local_text_is_parked_and_the_national_shows(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    row = f.write(bergen, adoption, "override", "blod", "<p>Slutt med blodfortynnende dagen før.</p>")
    say_yes(text, bergen.clinician, now)
    release(topic, now)
    assert park_overdue(at=now + timedelta(hours=71)) == 0
    assert park_overdue(at=now + timedelta(hours=72)) == 1
    words = f.live_words(bergen, topic)
    assert words.count("5 dager") == 1
    assert "dagen før" not in words
    row.refresh_from_db()
    assert row.state == "parked"
    assert row.content == [{"type": "text", "html": "<p>Slutt med blodfortynnende dagen før.</p>"}]
    assert Showing.objects.live_at(bergen.site, topic, "nb").approval.kind == "expiry"
    assert Update.objects.open().get().clean
    assert not OpenItem.objects.open().filter(kind="safety").exists()
    assert park_overdue(at=now + timedelta(hours=80)) == 0


def test_parked_text_can_be_brought_back_and_is_then_asked_about(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    row = f.write(bergen, adoption, "override", "blod", "<p>Slutt med blodfortynnende dagen før.</p>")
    say_yes(text, bergen.clinician, now)
    release(topic, now)
    park_overdue(at=now + timedelta(hours=72))
    restore(operation=row, by=bergen.editor, at=now + timedelta(days=4))
    update = Update.objects.open().get()
    assert [item["outcome"] for item in update.plan["outcomes"] if item["operation"]] == ["conflict"]
    assert "dagen før" not in f.live_words(bergen, topic)


def test_a_safety_text_inside_a_chapter_left_out_here_is_still_shown(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    f.write(bergen, adoption, "omit", "before")
    say_yes(text, bergen.clinician, now)
    new = sections(OLD)
    new["before"].append(f.text("ny", "<p>Ring 113 ved blødning.</p>"))
    roll_out(edition=f.make_edition(topic, new, changes={"ny": "safety"}), at=now)
    assert "Ring 113" in f.live_words(bergen, topic)
    assert OpenItem.objects.open().filter(kind="safety").exists()


def test_a_second_safety_change_takes_over_the_warning_of_the_first(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    f.write(bergen, adoption, "override", "blod", "<p>Slutt med blodfortynnende dagen før.</p>")
    say_yes(text, bergen.clinician, now)
    release(topic, now)
    release(topic, now, STOP.replace("5", "7"))
    words = f.live_words(bergen, topic)
    assert "7 dager" in words
    assert "5 dager" not in words
    assert sorted(SafetyNotice.objects.values_list("outcome", flat=True)) == ["", "overtaken"]


def test_the_case_names_the_hour_when_the_local_text_is_parked_also_when_another_edition_comes(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    f.write(bergen, adoption, "override", "blod", "<p>Slutt med blodfortynnende dagen før.</p>")
    say_yes(f.text_of(adoption), bergen.clinician, now)
    release(topic, now)
    home = {**sections(STOP), "after": [f.text("hjem", "<p>Du reiser hjem etter en natt.</p>")]}
    roll_out(edition=f.make_edition(topic, home, changes={"hjem": "content"}), at=now + timedelta(hours=50))
    asked, notice = OpenItem.objects.open().get(kind="safety"), SafetyNotice.objects.get(closed_at__isnull=True)
    assert asked.deadline == notice.deadline == now + timedelta(hours=72)


def test_removed_text_that_local_text_hangs_on_does_not_break_the_page(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    f.write(bergen, adoption, "supplement", "blod", "<p>Spør legen din.</p>")
    say_yes(text, bergen.clinician, now)
    left = {"before": [f.text("oppmote", f.ARRIVAL)], "after": [f.text("hjem", f.HOME)]}
    roll_out(edition=f.make_edition(topic, left, changes={"blod": "safety"}), at=now)
    assert "Spør legen din" in f.live_words(bergen, topic)
    assert {item["outcome"] for item in Update.objects.open().get().plan["outcomes"] if item["operation"]} == {"orphan"}


def test_removed_text_goes_at_once_where_nothing_hangs_on_it(topic, bergen, now):
    f.make_adoption(bergen.site, topic)
    left = {"before": [f.text("oppmote", f.ARRIVAL)], "after": [f.text("hjem", f.HOME)]}
    roll_out(edition=f.make_edition(topic, left, changes={"blod": "safety"}), at=now)
    assert "blodfortynnende" not in f.live_words(bergen, topic)


def test_a_safety_change_of_an_edition_that_never_came_out_comes_with_the_next(topic, bergen, now):
    """It was scheduled for Monday, and on Friday another edition was released before it: patients get its words all the same."""
    f.make_adoption(bergen.site, topic)
    f.make_edition(topic, sections(STOP), changes={"blod": "safety"})  # overtaken before its hour: no site is asked
    home = {**sections(STOP), "after": [f.text("hjem", "<p>Du reiser hjem samme dag.</p>")]}
    third = f.make_edition(topic, home, changes={"hjem": "content"})

    roll_out(edition=third, at=now)

    assert "5 dager" in f.live_words(bergen, topic)
    assert "samme dag" not in f.live_words(bergen, topic), "the rest waits for the hospital's yes"
    assert list(page_faults()) == []


def test_what_was_offered_as_safety_before_is_not_offered_as_such_again(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    f.write(bergen, adoption, "override", "blod", "<p>Vi ringer deg om blodfortynnende.</p>")
    say_yes(f.text_of(adoption), bergen.clinician, now)
    release(topic, now)
    assert SafetyNotice.objects.count() == 1
    home = {**sections(STOP), "after": [f.text("hjem", "<p>Du reiser hjem samme dag.</p>")]}

    roll_out(edition=f.make_edition(topic, home, changes={"hjem": "content"}), at=now + timedelta(hours=1))

    assert SafetyNotice.objects.count() == 1


def test_the_nynorsk_reader_meets_the_new_words_marked_with_their_language(now):
    topic = f.make_topic("hofteprotese")
    first = f.make_edition(topic, sections(OLD))
    nynorsk = sections("<p>Slutt med blodfortynnande 2 dagar før operasjonen.</p>")
    f.make_edition(topic, nynorsk, language="nn", follows=first)
    fonna = f.make_hospital("fonna", language="nn", other_languages=["nb"])
    adoption = f.make_adoption(fonna.site, topic)
    second = release(topic, now)
    live = Showing.objects.live_at(fonna.site, topic, "nn")
    notice = next(block for block in f.page_of(live.snapshot).blocks() if block.notice)
    assert notice.lang == "nb"
    assert "5 dager" in notice.html
    assert OpenItem.objects.open().filter(kind="language_behind", detail__language="nn").exists()

    nynorsk = sections("<p>Slutt med blodfortynnande 5 dagar før operasjonen.</p>")
    roll_out(edition=f.make_edition(topic, nynorsk, language="nn", follows=second, changes={"blod": "safety"}), at=now)
    words = f.live_words(fonna, topic, "nn")
    assert "5 dagar" in words
    assert "5 dager" not in words
    assert not OpenItem.objects.open().filter(kind="language_behind").exists()
    assert SafetyNotice.objects.get().outcome == "translated"
    assert adoption.texts.count() == 2


def test_the_warning_goes_when_nynorsk_is_found_to_say_so_already(now):
    topic = f.make_topic("hofteprotese")
    first = f.make_edition(topic, sections(OLD))
    nynorsk = f.make_edition(topic, sections("<p>Slutt med blodfortynnande 5 dagar før.</p>"), language="nn", follows=first)
    fonna = f.make_hospital("fonna", language="nn", other_languages=["nb"])
    f.make_adoption(fonna.site, topic)
    second = release(topic, now)
    assert "5 dager" in f.live_words(fonna, topic, "nn")
    Edition.objects.filter(pk=nynorsk.pk).update(follows=second)
    nynorsk.refresh_from_db()

    assert follow_confirmed(edition=nynorsk, at=now) == 1

    assert "5 dager" not in f.live_words(fonna, topic, "nn")
    assert "5 dagar" in f.live_words(fonna, topic, "nn")
    assert SafetyNotice.objects.get().outcome == "translated"
    assert not OpenItem.objects.open().filter(kind="language_behind").exists()
    assert list(page_faults()) == []
    assert follow_confirmed(edition=nynorsk, at=now) == 0, "again: nothing"


def test_what_a_killed_process_left_of_it_is_done_by_the_next_round(now):
    topic = f.make_topic("hofteprotese")
    first = f.make_edition(topic, sections(OLD))
    nynorsk = f.make_edition(topic, sections("<p>Slutt med blodfortynnande 5 dagar før.</p>"), language="nn", follows=first)
    fonna = f.make_hospital("fonna", language="nn", other_languages=["nb"])
    f.make_adoption(fonna.site, topic)
    second = release(topic, now)
    assert follow_confirmed_pending(at=now) == 0, "it is behind, and nobody has said otherwise"
    Edition.objects.filter(pk=nynorsk.pk).update(follows=second, rolled_out_at=now)  # and killed before the sites were told

    assert follow_confirmed_pending(at=now) == 1

    assert "5 dager" not in f.live_words(fonna, topic, "nn")
    [closed] = OpenItem.objects.filter(kind="language_behind")
    assert closed.resolution_in_words == "sier det samme som bokmål"
    assert follow_confirmed_pending(at=now) == 0


def test_where_the_hospital_has_not_come_so_far_the_warning_stays_until_it_has(now):
    topic = f.make_topic("hofteprotese")
    first = f.make_edition(topic, sections(OLD))
    f.make_edition(topic, sections("<p>Slutt med blodfortynnande 2 dagar før.</p>"), language="nn", follows=first)
    fonna = f.make_hospital("fonna", language="nn", other_languages=["nb"])
    text = f.text_of(f.make_adoption(fonna.site, topic), "nn")
    five = sections("<p>Slutt med blodfortynnande 5 dagar før.</p>")
    nynorsk = f.make_edition(topic, five, language="nn", follows=first, changes={"blod": "content"})
    roll_out(edition=nynorsk, at=now)
    second = release(topic, now)
    Edition.objects.filter(pk=nynorsk.pk).update(follows=second)
    nynorsk.refresh_from_db()

    follow_confirmed(edition=nynorsk, at=now)

    assert "5 dager" in f.live_words(fonna, topic, "nn"), "the page still has the two days"
    assert not OpenItem.objects.open().filter(kind="language_behind").exists(), "what it waits for now is its own yes"
    say_yes(text, fonna.editor, now)
    assert "5 dager" not in f.live_words(fonna, topic, "nn")


def test_the_warning_stays_until_nynorsk_is_approved_when_its_change_is_not_marked_as_safety(now):
    topic = f.make_topic("hofteprotese")
    first = f.make_edition(topic, sections(OLD))
    f.make_edition(topic, sections("<p>2 dagar.</p>"), language="nn", follows=first)
    fonna = f.make_hospital("fonna", language="nn", other_languages=["nb"])
    text = f.text_of(f.make_adoption(fonna.site, topic), "nn")
    second = release(topic, now)
    roll_out(
        edition=f.make_edition(topic, sections("<p>5 dagar.</p>"), language="nn", follows=second, changes={"blod": "content"}),
        at=now,
    )
    assert "5 dager" in f.live_words(fonna, topic, "nn")
    say_yes(text, fonna.editor, now)
    words = f.live_words(fonna, topic, "nn")
    assert "5 dagar" in words
    assert "5 dager" not in words
    assert SafetyNotice.objects.get().outcome == "translated"


def test_local_text_on_top_of_a_safety_change_that_went_ahead_has_it_as_its_base(topic, bergen, now):
    adoption = f.make_adoption(bergen.site, topic)
    text = f.text_of(adoption)
    changed = sections(STOP)
    changed["after"] = [f.text("hjem", "<p>Du reiser hjem samme dag.</p>")]
    release(topic, now, sections=changed, changes={"hjem": "content"})
    row = f.write(bergen, adoption, "override", "blod", "<p>Slutt med blodfortynnende 6 dager før.</p>")
    assert LocalOperation.objects.get(pk=row.pk).base_edition.number == 2
    assert [item["outcome"] for item in Update.objects.open().get().plan["outcomes"] if item["operation"]] == ["keep"]
    say_yes(text, bergen.clinician, now)
    assert "6 dager" in f.live_words(bergen, topic)
