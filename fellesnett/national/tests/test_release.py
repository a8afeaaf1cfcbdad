"""From draft to edition: each step of the way, and each refusal on it (semantics.md sections 5 and 6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from fellesnett.composition.canonical import block_hash, edition_hash
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind, SignOff
from fellesnett.foundation.append_only import AppendOnlyError
from fellesnett.national import actions
from fellesnett.national.actions import NotAllowed, NotReady
from fellesnett.national.models import Candidate, Edition, IssuedBlock
from fellesnett.national.tests.factories import (
    AT,
    FASTING,
    clinician,
    finish,
    make_candidate,
    make_edition,
    make_text,
    make_topic,
    medical_editor,
    national_editor,
    second_editor,
)
from fellesnett.national.tests.refusing import refused
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_user

pytestmark = pytest.mark.django_db

SIX_HOURS = "<p>Du må faste i 6 timer før operasjonen.</p>"
EIGHT_HOURS = "<p>Du må faste i 8 timer før operasjonen.</p>"
WARD = "<p>Du kommer til sengeposten med heisen.</p>"
WARD_AGAIN = "<p>Du møter på sengeposten med heisen.</p>"
WARD_COMMA = "<p>Du kommer til sengeposten, med heisen.</p>"


@pytest.fixture
def knee():
    return make_topic("kneprotese")


# --- the whole way --------------------------------------------------------------------------------------------------


def test_a_text_goes_from_draft_to_live_through_four_people(knee, heard, django_capture_on_commit_callbacks):
    candidate = make_candidate(knee)
    assert candidate.state == "review"
    candidate = actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert candidate.state == "signed"
    candidate = actions.approve(candidate=candidate, by=medical_editor(), at=AT)
    assert (candidate.state, candidate.approved_by, candidate.approved_at) == ("approved", medical_editor(), AT)
    with django_capture_on_commit_callbacks(execute=True):
        edition = actions.release(candidate=candidate, by=national_editor(), at=AT)
    assert (edition.number, edition.state, edition.effective_at) == (1, "live", AT)
    assert heard == [edition]
    assert Candidate.objects.get().state == "released"
    assert [event.verb for event in Event.objects.exclude(verb__startswith="t") if event.verb != "edition.rolled_out"] == [
        "candidate.submitted",
        "candidate.signed",
        "candidate.approved",
        "edition.released",
        "edition.live",
    ]


def test_the_edition_is_what_was_approved_to_the_last_sign(knee):
    edition = make_edition(knee)
    assert edition.content_hash == edition.candidate.content_hash == edition_hash(edition.value) == edition_hash(edition.read())
    signed = set(SignOff.objects.values_list("content_hash", flat=True))
    assert signed == {block_hash(block) for section in edition.value.sections for block in section.blocks}


def test_the_next_edition_supersedes_the_one_before(knee):
    first = make_edition(knee)
    second = make_edition(knee, {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]})
    first.refresh_from_db()
    assert (first.number, first.state, second.number, second.state) == (1, "superseded", 2, "live")
    assert second.changes == [{"block": "b1", "class": "content"}]


def test_an_edition_bears_all_sections_of_its_template_so_that_sites_may_add_where_national_is_silent(knee):
    keys = [section.key for section in make_edition(knee).value.sections]
    assert keys == ["introduction", "referral", "before", "during", "after", "be_aware"]


# --- signing --------------------------------------------------------------------------------------------------------


def test_a_sign_off_follows_unchanged_blocks_so_the_clinician_signs_only_what_is_new(knee):
    make_edition(knee, {"before": [("b1", SIX_HOURS), ("b2", WARD)]})
    before = SignOff.objects.count()
    make_edition(knee, {"before": [("b1", EIGHT_HOURS), ("b2", WARD)]})
    assert SignOff.objects.count() == before + 1


def test_a_safety_change_needs_two_named_clinicians(knee):
    make_edition(knee)
    candidate = make_candidate(knee, {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]}, classes={"b1": "safety"})
    candidate = actions.sign_off(candidate=candidate, by=clinician(1), at=AT)
    assert candidate.state == "review"
    assert refused(actions.approve, candidate=candidate, by=medical_editor(), at=AT) == ("unsigned",)
    assert refused(actions.sign_off, candidate=candidate, by=clinician(1), at=AT) == ("already_signed",)
    assert OpenItem.objects.open().get(kind=OpenItemKind.SIGN_OFF).urgent
    candidate = actions.sign_off(candidate=candidate, by=clinician(2), at=AT)
    assert candidate.state == "signed"


def test_taking_a_block_away_is_signed_too(knee):
    make_edition(knee, {"before": [("b1", SIX_HOURS), ("b2", WARD)]})
    candidate = make_candidate(knee, {"before": [("b2", WARD)]})
    assert candidate.changes == [{"block": "b1", "class": "content"}]
    assert refused(actions.approve, candidate=candidate, by=medical_editor(), at=AT) == ("unsigned",)
    assert finish(candidate).number == 2


def test_taking_a_warning_away_as_a_safety_change_takes_two_clinicians(knee):
    make_edition(knee, {"before": [("b1", SIX_HOURS), ("b2", WARD)]})
    candidate = make_candidate(knee, {"before": [("b2", WARD)]}, classes={"b1": "safety"})
    assert actions.sign_off(candidate=candidate, by=clinician(1), at=AT).state == "review"
    assert actions.sign_off(candidate=candidate, by=clinician(2), at=AT).state == "signed"


def test_a_new_title_has_nothing_for_the_clinician_and_goes_straight_to_the_editor(knee):
    make_edition(knee)
    candidate = make_candidate(knee, title="Protese i kneet")
    assert candidate.state == "signed"
    assert [item.kind for item in OpenItem.objects.open()] == [OpenItemKind.RELEASE]


def test_the_topics_owner_signs_also_from_a_hospital_but_a_colleague_there_does_not(knee):
    hospital = make_organization("Helse Bergen HF")
    owner, colleague = (make_user(roles={hospital: Role.CLINICIAN}) for _ in range(2))
    knee.owner = owner
    knee.save()
    candidate = make_candidate(knee)
    with pytest.raises(NotAllowed):
        actions.sign_off(candidate=candidate, by=colleague, at=AT)
    assert actions.sign_off(candidate=candidate, by=owner, at=AT).state == "signed"


def test_an_owner_who_is_no_clinician_does_not_sign(knee):
    knee.owner = make_user(roles={make_organization(): Role.EDITOR})
    knee.save()
    with pytest.raises(NotAllowed):
        actions.sign_off(candidate=make_candidate(knee), by=knee.owner, at=AT)


# --- nobody approves their own text ---------------------------------------------------------------------------------


def test_an_author_does_not_approve_their_own_text(knee):
    text = make_text(knee)
    candidate = actions.submit(text=text, by=medical_editor(), at=AT)
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert refused(actions.approve, candidate=candidate, by=medical_editor(), at=AT) == ("own_text",)


def test_nor_does_whoever_wrote_in_it_before_another_submitted_it(knee):
    text = actions.write_text(
        topic=knee, language="nb", title="Kneprotese", sections=[_before("b1", SIX_HOURS)], by=medical_editor(), at=AT
    )
    candidate = actions.submit(text=text, by=national_editor(), at=AT)
    assert candidate.writers == [medical_editor().pk]
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert refused(actions.approve, candidate=candidate, by=medical_editor(), at=AT) == ("own_text",)


def test_a_writer_of_an_earlier_edition_may_approve_a_later_one(knee):
    make_edition(knee)
    text = make_text(knee, {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]})
    assert actions.submit(text=text, by=second_editor(), at=AT, classes={"b1": "content"}).writers == [national_editor().pk]


def _before(block, html):
    return {"key": "before", "blocks": [{"id": block, "type": "text", "html": html}]}


# --- change classes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "declared", "answer"),
    [
        (WARD, WARD_COMMA, "editorial", "accepted"),
        (WARD, WARD_COMMA, "content", "accepted"),
        (WARD, WARD_COMMA, "safety", "accepted"),
        (WARD, WARD_AGAIN, "editorial", "waits for a second person"),
        (WARD, WARD_AGAIN, "content", "accepted"),
        (SIX_HOURS, EIGHT_HOURS, "editorial", "class_touches"),
        (SIX_HOURS, EIGHT_HOURS, "content", "accepted"),
        ("<p>Du kan spise.</p>", "<p>Du kan ikke spise.</p>", "editorial", "class_touches"),
        ("<p>Ta 500 mg.</p>", "<p>Ta 50 mg.</p>", "editorial", "class_touches"),
        ("<p>Ring 55 97 50 00.</p>", "<p>Ring 55 97 50 01.</p>", "editorial", "class_touches"),
        (WARD, None, "editorial", "class_too_low"),
        (WARD, None, "content", "accepted"),
        (None, WARD, "editorial", "class_too_low"),
        (None, WARD, "content", "accepted"),
        (WARD, WARD_AGAIN, "viktig", "unknown_class"),
        (WARD, WARD_AGAIN, None, "class_missing"),
        (WARD, WARD, "content", "class_without_change"),
    ],
)
def test_the_machine_sets_the_floor_under_the_declared_class(knee, old, new, declared, answer):
    beside = ("b9", "<p>Velkommen.</p>")
    make_edition(knee, {"before": [beside, *([("b1", old)] if old else [])]})
    text = make_text(knee, {"before": [beside, *([("b1", new)] if new else [])]}, title="Ny tittel")
    said = {"text": text, "by": national_editor(), "at": AT, "classes": {"b1": declared} if declared else {}}
    if answer in ("accepted", "waits for a second person"):
        candidate = actions.submit(**said)
        assert candidate.needs_confirmation == ([] if answer == "accepted" else ["b1"])
    else:
        assert refused(actions.submit, **said) == (answer,)
        assert Candidate.objects.count() == 1


def test_an_editorial_change_of_words_waits_until_a_second_person_confirms_the_meaning(knee):
    make_edition(knee, {"before": [("b1", WARD)]})
    candidate = make_candidate(knee, {"before": [("b1", WARD_AGAIN)]}, classes={"b1": "editorial"})
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert refused(actions.approve, candidate=candidate, by=medical_editor(), at=AT) == ("unconfirmed",)
    assert refused(actions.confirm_editorial, candidate=candidate, by=national_editor(), at=AT) == ("own_text",)
    assert "bekreft" in OpenItem.objects.open().get(role=Role.NATIONAL_EDITOR).title
    actions.confirm_editorial(candidate=candidate, by=second_editor(), at=AT)
    assert refused(actions.confirm_editorial, candidate=candidate, by=second_editor(), at=AT) == ("nothing_to_confirm",)
    assert actions.approve(candidate=candidate, by=medical_editor(), at=AT).confirmed_editorial_by == second_editor()


def test_a_first_edition_declares_nothing(knee):
    assert make_edition(knee).changes == []
    other = make_topic("hofteprotese")
    text = make_text(other, {"before": [("h1", WARD)]})
    assert refused(actions.submit, text=text, by=national_editor(), at=AT, classes={"h1": "content"}) == ("class_without_change",)


def test_a_policy_that_is_tightened_is_a_new_edition_that_needs_no_class(knee):
    make_edition(knee, {"before": [("b1", WARD)]})
    edition = make_edition(knee, {"before": [("b1", {"html": WARD, "policy": "locked"})]})
    assert (edition.number, edition.changes) == (2, [])


# --- ids ------------------------------------------------------------------------------------------------------------


def test_a_block_id_is_never_reused_once_it_was_taken_out(knee):
    make_edition(knee, {"before": [("b1", SIX_HOURS), ("b2", WARD)]})
    make_edition(knee, {"before": [("b2", WARD)]})
    text = make_text(knee, {"before": [("b2", WARD), ("b1", EIGHT_HOURS)]})
    assert refused(actions.submit, text=text, by=national_editor(), at=AT, classes={"b1": "content"}) == ("id_reused",)


def test_a_block_id_belongs_to_one_topic_for_ever(knee):
    make_edition(knee, {"before": [("b1", SIX_HOURS)]})
    text = make_text(make_topic("hofteprotese"), {"before": [("b1", WARD)]})
    assert refused(actions.submit, text=text, by=national_editor(), at=AT) == ("id_of_another_topic",)
    assert IssuedBlock.objects.get().topic == knee


def test_of_two_topics_that_freeze_the_same_new_id_the_second_to_be_released_is_refused(knee):
    ours = make_candidate(knee, {"before": [("b1", SIX_HOURS)]})
    theirs = make_candidate(make_topic("hofteprotese"), {"before": [("b1", WARD)]})
    finish(ours)
    with pytest.raises(NotReady) as refusal:
        finish(theirs)
    assert refusal.value.codes == ("id_of_another_topic",)
    assert Edition.objects.count() == 1


def test_language_versions_share_their_block_ids(knee):
    make_edition(knee, {"before": [("b1", SIX_HOURS)]})
    nynorsk = make_edition(knee, {"before": [("b1", "<p>Du må faste i 6 timar.</p>")]}, language="nn")
    assert (nynorsk.number, nynorsk.follows) == (1, Edition.objects.get(language="nb"))


# --- one at a time --------------------------------------------------------------------------------------------------


def test_a_text_that_is_on_its_way_is_not_submitted_again(knee):
    make_candidate(knee)
    text = make_text(knee, {"before": [("b1", WARD)]})
    assert refused(actions.submit, text=text, by=national_editor(), at=AT) == ("already_submitted",)


def test_released_twice_at_once_the_second_is_told_why_not(knee):
    candidate = make_candidate(knee)
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    actions.approve(candidate=candidate, by=medical_editor(), at=AT)
    hers, his = (Candidate.objects.get(pk=candidate.pk) for _ in range(2))
    actions.release(candidate=hers, by=national_editor(), at=AT)
    with pytest.raises(NotReady) as refusal:
        actions.release(candidate=his, by=second_editor(), at=AT)
    assert refusal.value.codes == ("wrong_state",)
    assert "sluppet" in str(refusal.value)
    assert Edition.objects.count() == 1


def test_a_signature_or_approval_with_a_stale_candidate_in_hand_sees_the_row_as_it_is(knee):
    stale = make_candidate(knee)
    actions.send_back(candidate=stale, by=clinician(), at=AT, reason="Fastetiden er feil.")
    assert refused(actions.sign_off, candidate=stale, by=clinician(), at=AT) == ("wrong_state",)
    assert refused(actions.approve, candidate=stale, by=medical_editor(), at=AT) == ("wrong_state", "unsigned", "unsigned")
    assert refused(actions.release, candidate=stale, by=national_editor(), at=AT) == ("wrong_state",)


@pytest.mark.parametrize("verb", [actions.sign_off, actions.confirm_editorial, actions.approve, actions.release])
def test_a_released_candidate_goes_nowhere(knee, verb):
    edition = make_edition(knee)
    person = {actions.sign_off: clinician(3), actions.approve: medical_editor()}.get(verb, second_editor())
    assert "wrong_state" in refused(verb, candidate=edition.candidate, by=person, at=AT)


def test_an_unapproved_candidate_is_not_released(knee):
    candidate = make_candidate(knee)
    assert refused(actions.release, candidate=candidate, by=national_editor(), at=AT) == ("wrong_state",)
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    assert refused(actions.release, candidate=candidate, by=national_editor(), at=AT) == ("wrong_state",)


def test_content_that_is_not_what_was_approved_is_not_released(knee):
    candidate = make_candidate(knee)
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    actions.approve(candidate=candidate, by=medical_editor(), at=AT)
    sections = candidate.sections
    sections[2]["blocks"][0]["html"] = EIGHT_HOURS
    Candidate.objects.update(sections=sections)
    assert refused(actions.release, candidate=candidate, by=national_editor(), at=AT) == ("changed_since",)
    assert not Edition.objects.exists()


# --- sent back ------------------------------------------------------------------------------------------------------


def test_what_is_sent_back_is_kept_and_the_next_attempt_is_a_new_candidate(knee):
    first = make_candidate(knee)
    actions.send_back(candidate=first, by=clinician(), at=AT, reason="Fastetiden er feil.")
    assert not OpenItem.objects.open().exists()
    second = make_candidate(knee, {"before": [("b1", EIGHT_HOURS)]})
    first.refresh_from_db()
    assert (first.state, first.returned_by, first.return_reason) == ("returned", clinician(), "Fastetiden er feil.")
    assert second.pk != first.pk
    assert finish(second).number == 1


def test_sending_back_wants_a_reason_and_someone_who_is_asked(knee):
    candidate = make_candidate(knee)
    assert refused(actions.send_back, candidate=candidate, by=clinician(), at=AT, reason=" ") == ("no_reason",)
    with pytest.raises(NotAllowed):
        actions.send_back(candidate=candidate, by=make_user(), at=AT, reason="Nei.")


# --- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.NATIONAL_MEDICAL_EDITOR, {"submit", "approve", "release"}),
        (Role.NATIONAL_EDITOR, {"submit", "release"}),
        (Role.CLINICIAN, {"sign_off"}),
        (Role.AUDITOR, set()),
    ],
)
def test_each_role_at_the_national_office_has_its_own_acts(knee, role, may):
    person = make_user(roles={clinician().memberships.get().organization: role})
    text = make_text(knee)
    done = {"submit"} if _may(actions.submit, text=text, by=person, at=AT) else set()
    candidate = Candidate.objects.first() or actions.submit(text=text, by=national_editor(), at=AT)
    Candidate.objects.update(author=second_editor())
    done |= {"sign_off"} if _may(actions.sign_off, candidate=candidate, by=person, at=AT) else set()
    if "sign_off" not in done:
        actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    done |= {"approve"} if _may(actions.approve, candidate=candidate, by=person, at=AT) else set()
    if "approve" not in done:
        actions.approve(candidate=candidate, by=medical_editor(), at=AT)
    done |= {"release"} if _may(actions.release, candidate=candidate, by=person, at=AT) else set()
    assert done == may


@pytest.mark.parametrize("role", [Role.SITE_OWNER, Role.EDITOR, Role.REGIONAL_OWNER, Role.CLINICIAN])
def test_no_role_at_a_hospital_reaches_the_national_text(knee, role):
    person = make_user(roles={make_organization(): role})
    text, candidate = make_text(knee), make_candidate(make_topic("hofteprotese"), {"before": [("h1", WARD)]})
    for verb, said in [
        (actions.submit, {"text": text}),
        (actions.sign_off, {"candidate": candidate}),
        (actions.confirm_editorial, {"candidate": candidate}),
        (actions.approve, {"candidate": candidate}),
        (actions.release, {"candidate": candidate}),
    ]:
        assert not _may(verb, **said, by=person, at=AT)


def _may(verb, **said):
    try:
        verb(**said)
    except NotAllowed:
        return False
    return True


# --- the inbox ------------------------------------------------------------------------------------------------------


def test_each_step_stands_in_the_inbox_of_whoever_is_next(knee):
    candidate = make_candidate(knee)
    item = OpenItem.objects.open().get()
    assert (item.kind, item.owner, item.subject) == (OpenItemKind.SIGN_OFF, clinician(), "text:kneprotese:nb")
    assert list(OpenItem.objects.open().for_user(clinician())) == [item]
    actions.sign_off(candidate=candidate, by=clinician(), at=AT)
    item = OpenItem.objects.open().get()
    assert item.kind == OpenItemKind.RELEASE
    assert list(OpenItem.objects.open().for_user(medical_editor())) == [item]
    assert not OpenItem.objects.open().for_user(national_editor()).exists()
    actions.approve(candidate=candidate, by=medical_editor(), at=AT)
    actions.release(candidate=candidate, by=national_editor(), at=AT)
    assert not OpenItem.objects.open().exists()


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("high_risk", "review_by"), [(False, date(2029, 11, 23)), (True, date(2027, 11, 23))])
def test_the_next_review_is_in_three_years_or_one(high_risk, review_by):
    edition = make_edition(make_topic("kneprotese", high_risk=high_risk))
    assert (edition.reviewed_on, edition.review_by) == (date(2026, 11, 23), review_by)


def test_the_roll_out_that_a_killed_process_left_is_found_again(knee):
    edition = make_edition(knee)
    make_edition(make_topic("senere"), {"before": [("s1", WARD)]}, effective_at=AT + timedelta(days=1))
    assert list(Edition.objects.awaiting_roll_out()) == [edition]
    edition.rolled_out_at = AT
    edition.save(update_fields=["rolled_out_at"])
    assert not Edition.objects.awaiting_roll_out().exists()


# --- editions are immutable -----------------------------------------------------------------------------------------


def test_an_edition_is_never_rewritten_or_deleted(knee):
    edition = make_edition(knee)
    edition.title = "Noe annet"
    for attempt in (
        edition.save,
        lambda: edition.save(update_fields=["title", "state"]),
        lambda: Edition.objects.update(title="Noe annet"),
        lambda: Edition.objects.bulk_update([edition], ["title"]),
        edition.delete,
        Edition.objects.all().delete,
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
    edition.refresh_from_db()
    assert edition.title == "Kneprotese"


def test_the_database_itself_keeps_one_live_edition_and_one_number(knee):
    edition = make_edition(knee)
    for change in ({"number": 2}, {"state": "superseded"}):
        twin = Edition.objects.get(pk=edition.pk)
        twin.pk, twin._state.adding = None, True
        twin.candidate = make_candidate(knee, {"before": [("b1", f"<p>{change}</p>")]})
        for name, value in change.items():
            setattr(twin, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()
        actions.send_back(candidate=twin.candidate, by=clinician(), at=AT, reason="Forsøk.")


def test_the_value_is_read_once_even_from_another_row_object(knee, django_assert_num_queries):
    edition = make_edition(knee)
    assert edition.value is Edition.objects.get(pk=edition.pk).value
    light = Edition.objects.without_text().get(pk=edition.pk)
    with django_assert_num_queries(0):
        assert light.value == edition.read()
