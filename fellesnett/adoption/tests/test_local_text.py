"""What a hospital writes on top of the national text, and what it may not."""

from datetime import date

import pytest

from fellesnett.adoption.actions import (
    approve,
    restore,
    restore_local,
    return_to_national,
    save_operation,
    set_aside,
    sign_operation,
)
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import LocalOperation, Update
from fellesnett.adoption.readiness import blockers
from fellesnett.editorial.models import Event, OpenItem, SignOff
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_place, make_user

from . import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    topic = f.make_topic("kneprotese")
    f.make_edition(topic)
    return topic


@pytest.fixture
def bergen():
    return f.make_hospital("bergen")


@pytest.fixture
def adoption(topic, bergen):
    return f.make_adoption(bergen.site, topic)


@pytest.fixture
def text(adoption):
    return f.text_of(adoption)


def say_yes(text, by, at):
    return approve(text=text, hash=candidate(text).hash, by=by, at=at)


def refused(**fields):
    with pytest.raises(NotReady) as refusal:
        save_operation(**fields)
    return refusal.value.codes


def test_an_editor_fills_in_the_telephone_number_and_approves_it_alone(topic, bergen, adoption, text, now):
    row = f.write(bergen, adoption, "fill", "telefon", value="55 97 50 00")
    assert "55 97" not in f.live_words(bergen, topic)
    say_yes(text, bergen.editor, now)
    assert "Telefon:  55 97 50 00" in f.live_words(bergen, topic)
    row.refresh_from_db()
    assert row.state == "active"
    assert row.valid_until == date(2027, 11, 24)


def test_a_page_with_an_empty_required_slot_is_not_approved_before_it_is_filled(bergen, now):
    topic = f.make_topic()
    f.make_edition(topic, {"before": [f.text("a1", f.FASTING), f.slot("nummer", required=True)]})
    adoption = f.make_adoption(bergen.site, topic, approved=False)
    text = f.text_of(adoption)
    with pytest.raises(NotReady) as refusal:
        say_yes(text, bergen.editor, now)
    assert [(reason.code, reason.subject) for reason in refusal.value.reasons] == [("missing_slot", "nummer")]
    f.write(bergen, adoption, "fill", "nummer", value="55 97 50 00")
    say_yes(text, bergen.editor, now)
    assert "55 97 50 00" in f.live_words(bergen, topic)


def test_a_supplement_about_logistics_needs_only_the_editor(topic, bergen, adoption, text, now):
    f.write(bergen, adoption, "supplement", "oppmote", "<p>Ta heisen til 3. etasje.</p>")
    say_yes(text, bergen.editor, now)
    assert "hovedinngangen.   Ta heisen" in f.live_words(bergen, topic)


@pytest.mark.parametrize(
    ("op", "more"),
    [
        ("override", {"html": "<p>Du må faste i 8 timer.</p>"}),
        ("omit", {}),
        ("supplement", {"html": "<p>Ta 2 tabletter.</p>", "clinical": True}),
    ],
)
def test_a_departure_waits_for_a_clinician_of_the_hospital(topic, bergen, adoption, text, now, op, more):
    row = f.write(bergen, adoption, op, "faste", **more)
    with pytest.raises(NotReady) as refusal:
        say_yes(text, bergen.editor, now)
    assert refusal.value.codes == {"needs_sign_off"}
    assert [reason.subject for reason in blockers(text, by=bergen.editor)] == [row.key]
    assert blockers(text, by=bergen.clinician) == ()
    sign_operation(operation=row, text=text, by=bergen.clinician, at=now)
    say_yes(text, bergen.editor, now)
    row.refresh_from_db()
    assert row.state == "active"


def test_a_clinician_who_approves_the_page_signs_its_departures_with_the_same_yes(topic, bergen, adoption, text, now):
    f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    say_yes(text, bergen.clinician, now)
    assert "8 timer" in f.live_words(bergen, topic)
    assert SignOff.objects.get().signed_by == bergen.clinician


def test_an_editor_may_not_sign_for_the_clinician(bergen, adoption, text, now):
    row = f.write(bergen, adoption, "omit", "hjem")
    with pytest.raises(NotAllowed):
        sign_operation(operation=row, text=text, by=bergen.editor, at=now)
    assert not SignOff.objects.exists()


def test_a_person_of_another_hospital_can_neither_write_nor_approve_here(topic, bergen, adoption, text, now):
    oslo = f.make_hospital("oslo")
    with pytest.raises(NotAllowed):
        save_operation(adoption=adoption, language="nb", op="fill", target="telefon", value="1", by=oslo.editor, at=now)
    with pytest.raises(NotAllowed) as refusal:
        say_yes(text, oslo.editor, now)
    assert "redaktør" in str(refusal.value)


def test_a_contributor_writes_but_does_not_approve(topic, bergen, adoption, text, now):
    helper = make_user(roles={bergen.organization: Role.CONTRIBUTOR})
    save_operation(adoption=adoption, language="nb", op="fill", target="telefon", value="55", by=helper, at=now)
    with pytest.raises(NotAllowed):
        say_yes(text, helper, now)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"op": "override", "target": "finnes-ikke", "content": [{"type": "text", "html": "<p>x</p>"}]}, "unknown_target"),
        (
            {
                "op": "supplement",
                "target": "faste",
                "position": "after",
                "content": [{"type": "text", "html": "<p><script>x()</script></p>"}],
            },
            "invalid",
        ),
        ({"op": "supplement", "target": "faste", "position": "after", "content": []}, "invalid"),
        (
            {"op": "supplement", "target": "faste", "position": "end", "content": [{"type": "text", "html": "<p>x</p>"}]},
            "wrong_position",
        ),
        ({"op": "fill", "target": "faste", "value": "55"}, "not_a_slot"),
        ({"op": "sing"}, "unknown_operation"),
        ({"op": "fill", "target": "telefon", "value": "55", "language": "en"}, "wrong_language"),
        ({"op": "fill", "target": "telefon", "value": "55", "valid_until": date(2029, 1, 1)}, "wrong_validity"),
        (
            {
                "op": "supplement",
                "target": "faste",
                "position": "after",
                "content": [{"type": "text", "html": "<p>" + "x" * 10_000_001}],
            },
            "invalid",
        ),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_stored(bergen, adoption, now, fields, code):
    more = (
        {"reason_code": "other", "reason_text": "Fordi.", "clinical_owner": bergen.clinician}
        if fields["op"] == "override"
        else {}
    )
    events = Event.objects.count()
    assert refused(adoption=adoption, by=bergen.editor, at=now, **{"language": "nb", **more, **fields}) == {code}
    assert not LocalOperation.objects.exists()
    assert Event.objects.count() == events


def test_leaving_out_without_a_reason_or_an_owner_says_both(bergen, adoption, now):
    assert refused(adoption=adoption, language="nb", op="omit", target="hjem", by=bergen.editor, at=now) == {
        "needs_reason",
        "needs_owner",
    }


def test_a_locked_text_is_not_replaced_and_a_guarded_one_only_added_to(bergen, now):
    topic = f.make_topic()
    f.make_edition(
        topic, {"before": [f.text("l1", f.FASTING, policy="locked"), f.text("s1", f.ARRIVAL, policy="supplement_only")]}
    )
    adoption = f.make_adoption(bergen.site, topic)
    for target, code in [("l1", "policy_locked"), ("s1", "policy_supplement_only"), ("before", "section_has_guarded_block")]:
        with pytest.raises(NotReady) as refusal:
            f.write(bergen, adoption, "override", target, "<p>Vårt.</p>")
        assert refusal.value.codes == {code}
    assert f.write(bergen, adoption, "supplement", "s1", "<p>Vårt.</p>").pk


def test_two_replacements_of_one_paragraph_are_refused(bergen, adoption):
    f.write(bergen, adoption, "override", "faste", "<p>En.</p>")
    with pytest.raises(NotReady) as refusal:
        f.write(bergen, adoption, "override", "faste", "<p>To.</p>")
    assert refusal.value.codes == {"duplicate_override"}


def test_an_editor_who_saw_an_older_text_is_told_to_look_again(bergen, adoption):
    with pytest.raises(NotReady) as refusal:
        f.write(bergen, adoption, "override", "faste", "<p>En.</p>", base_hash="sha256:" + "0" * 64)
    assert refusal.value.codes == {"stale_base"}


def test_a_new_wording_is_a_new_row_and_the_old_one_stays(topic, bergen, adoption, text, now):
    first = f.write(bergen, adoption, "supplement", "faste", "<p>Drikk vann.</p>")
    say_yes(text, bergen.editor, now)
    second = f.write(bergen, adoption, "supplement", "faste", "<p>Drikk et glass vann.</p>", replaces=first)
    third = f.write(bergen, adoption, "supplement", "faste", "<p>Drikk to glass vann.</p>", replaces=second)
    say_yes(text, bergen.editor, now)
    assert third.key == first.key
    assert "to glass" in f.live_words(bergen, topic)
    assert [(row.state, row.content[0]["html"]) for row in LocalOperation.objects.order_by("pk")] == [
        ("replaced", "<p>Drikk vann.</p>"),
        ("replaced", "<p>Drikk et glass vann.</p>"),
        ("active", "<p>Drikk to glass vann.</p>"),
    ]


def test_nobody_approves_a_text_that_changed_after_they_saw_it(topic, bergen, adoption, text, now):
    seen = candidate(text)
    f.write(bergen, adoption, "fill", "telefon", value="55 97 50 00")
    with pytest.raises(NotReady) as refusal:
        approve(text=text, hash=seen.hash, by=bergen.editor, at=now)
    assert refusal.value.codes == {"stale_hash"}


def test_approving_twice_changes_nothing(topic, bergen, adoption, text, now):
    f.write(bergen, adoption, "fill", "telefon", value="55 97 50 00")
    seen = candidate(text).hash
    first = approve(text=text, hash=seen, by=bergen.editor, at=now)
    events = Event.objects.filter(verb="snapshot.live").count()
    assert approve(text=text, hash=seen, by=bergen.editor, at=now) == first
    assert Event.objects.filter(verb="snapshot.live").count() == events


def test_an_operation_is_taken_off_the_page_and_brought_back(topic, bergen, adoption, text, now):
    row = f.write(bergen, adoption, "supplement", "faste", "<p>Drikk vann.</p>")
    say_yes(text, bergen.editor, now)
    set_aside(operation=row, by=bergen.editor, at=now)
    assert "Drikk vann" in f.live_words(bergen, topic)
    say_yes(text, bergen.editor, now)
    assert "Drikk vann" not in f.live_words(bergen, topic)
    restore(operation=row, by=bergen.editor, at=now)
    say_yes(text, bergen.editor, now)
    assert "Drikk vann" in f.live_words(bergen, topic)
    with pytest.raises(NotReady):
        restore(operation=row, by=bergen.editor, at=now)


def test_returning_to_national_and_back_restores_every_local_word(topic, bergen, adoption, text, now):
    f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    f.write(bergen, adoption, "supplement", "hjem", "<p>Ring oss.</p>")
    f.write(bergen, adoption, "fill", "telefon", value="55 97 50 00")
    say_yes(text, bergen.clinician, now)
    with_ours = f.live_words(bergen, topic)
    return_to_national(text=text, by=bergen.editor, at=now)
    say_yes(text, bergen.editor, now)
    national = f.live_words(bergen, topic)
    assert "6 timer" in national
    assert "Ring oss" not in national
    restore_local(text=text, by=bergen.editor, at=now)
    say_yes(text, bergen.editor, now)
    assert f.live_words(bergen, topic) == with_ours


def test_local_text_that_comes_back_to_a_changed_national_text_is_asked_about(topic, bergen, adoption, text, now):
    from fellesnett.adoption.actions import decide, roll_out

    f.write(bergen, adoption, "override", "faste", "<p>Du må faste i 8 timer.</p>")
    say_yes(text, bergen.clinician, now)
    return_to_national(text=text, by=bergen.editor, at=now)
    say_yes(text, bergen.editor, now)
    roll_out(
        edition=f.make_edition(
            topic, f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>"), changes={"faste": "content"}
        ),
        at=now,
    )
    say_yes(text, bergen.editor, now)
    [row] = restore_local(text=text, by=bergen.editor, at=now)
    update = Update.objects.open().get()
    assert [item.kind for item in OpenItem.objects.open()] == ["conflict"]
    assert {reason.code for reason in blockers(text, by=bergen.clinician)} == {"undecided"}
    decide(update=update, operation=row, choice="keep_ours", reason="Vi faster lenger.", by=bergen.editor, at=now)
    say_yes(text, bergen.editor, now)
    assert "8 timer" in f.live_words(bergen, topic)
    assert not OpenItem.objects.open().exists()


def test_each_place_has_its_own_page_and_all_are_approved_at_once(topic, bergen, now):
    ward, clinic = make_place(bergen.organization, "sengepost"), make_place(bergen.organization, "poliklinikk")
    other = f.make_topic()
    f.make_edition(other, {"before": [f.text("p1", f.ARRIVAL)]})
    adoption = f.make_adoption(bergen.site, other, places=[ward, clinic])
    text = f.text_of(adoption)
    f.write(bergen, adoption, "supplement", "p1", "<p>Posten er i 4. etasje.</p>", place=ward)
    main = candidate(text)
    with pytest.raises(NotReady) as refusal:
        approve(text=text, hash=main.hash, by=bergen.editor, at=now)
    assert [reason.subject for reason in refusal.value.reasons] == ["sengepost"]
    f.approve_candidate(text, by=bergen.editor, at=now)
    assert "4. etasje" in f.live_words(bergen, other, place=ward)
    assert "4. etasje" not in f.live_words(bergen, other, place=clinic)
    assert "4. etasje" not in f.live_words(bergen, other)
