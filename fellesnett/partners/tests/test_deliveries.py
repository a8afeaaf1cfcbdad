"""A partner delivers a text's local parts: what the site is asked, what taking it in does, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.actions import adopt, answer, save_operation
from fellesnett.adoption.checks import page_faults, record_faults, showing_faults
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    Hospital,
    approve_candidate,
    changed,
    live_words,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
    write,
)
from fellesnett.composition.canonical import content_hash
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.organizations.models import Role, SiteState
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.partners.actions import accept, end_partner, refuse, take_leave_back, withdraw
from fellesnett.partners.checks import partner_faults
from fellesnett.partners.gates import Changed, Exists, Forbidden, Invalid
from fellesnett.partners.models import Partner, Submission, SubmissionState, Way
from fellesnett.partners.outcomes import became
from fellesnett.partners.queries import compare_place, compare_text
from fellesnett.partners.tests.factories import (
    chief,
    deliver,
    deliver_about_place,
    fill,
    make_partner,
    owner_of,
    show,
    supplement,
)
from fellesnett.partners.texts import document_of, parts_of, standing

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
BRING = "<p>Ta med medisinlisten din.</p>"


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def knee(bergen: Hospital) -> AdoptedText:
    topic = make_topic("kneprotese")
    make_edition(topic)
    return text_of(make_adoption(bergen.site, topic, by=bergen.editor, clinical_owner=bergen.clinician))


@pytest.fixture
def partner(bergen: Hospital) -> Partner:
    return make_partner(bergen.site)


def take_in(submission: Submission, by: Any, at: datetime, **more: Any) -> Submission:
    """Look at the comparison, and say yes to it."""
    return accept(submission=submission, seen=compare_text(submission).hash, by=by, at=at, **more)


def told(submission: Submission) -> Submission:
    submission.refresh_from_db()
    return submission


def proven() -> bool:
    """Nothing is broken, of what this room and the one below can prove."""
    return [*partner_faults(), *page_faults(), *showing_faults(), *record_faults()] == []


def stands(text: AdoptedText) -> Any:
    return document_of(text, parts_of(standing(text)))


# --- the whole way --------------------------------------------------------------------------------------------------


def test_what_a_partner_delivers_waits_for_the_site_and_shows_nothing(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)], at=now)
    assert submission.state == SubmissionState.WAITING
    assert "medisinlisten" not in live_words(bergen, knee.adoption.topic)
    assert not LocalOperation.objects.exists()
    item = OpenItem.objects.open().get(kind=OpenItemKind.DELIVERY)
    assert (item.site, item.role, item.deadline) == (bergen.site, Role.EDITOR, now + timedelta(days=14))
    assert item.title == f"{partner} har levert: Kneprotese (bokmål)"
    event = Event.objects.get(verb="submission.received")
    assert (event.actor, event.payload["partner"]) == (None, partner.organization.key)
    assert became(submission) is None


def test_taken_in_it_is_the_sites_draft_and_shown_when_the_page_is_approved(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)], at=now)
    take_in(submission, bergen.editor, now + A_DAY)
    assert told(submission).state == SubmissionState.ACCEPTED
    draft = submission.operations.get()
    assert (draft.state, draft.author) == ("draft", bergen.editor)
    assert "medisinlisten" not in live_words(bergen, knee.adoption.topic)
    assert became(submission).state == "draft"  # type: ignore[union-attr]
    approve_candidate(knee, by=bergen.editor, at=now + 2 * A_DAY)
    assert "medisinlisten" in live_words(bergen, knee.adoption.topic)
    shown = became(submission)
    assert shown is not None
    assert (shown.state, shown.since) == ("shown", now + 2 * A_DAY)
    assert not OpenItem.objects.open().filter(kind=OpenItemKind.DELIVERY).exists()
    assert proven()


def test_refused_the_partner_reads_why(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = deliver(partner, knee, sections=[fill("55 97 50 00")])
    with pytest.raises(NotReady) as refusal:
        refuse(submission=submission, reason=" ", by=bergen.editor, at=now)
    assert refusal.value.codes == {"needs_reason"}
    refuse(submission=submission, reason="Vi har et annet nummer.", by=bergen.editor, at=now)
    assert (told(submission).state, submission.reason) == (SubmissionState.REFUSED, "Vi har et annet nummer.")
    assert not OpenItem.objects.open().filter(kind=OpenItemKind.DELIVERY).exists()
    assert proven()


def test_the_partner_takes_it_back(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = deliver(partner, knee, sections=[fill("55 97 50 00")])
    for _time in range(2):
        withdraw(submission=submission, partner=partner, at=now)
    assert told(submission).state == SubmissionState.WITHDRAWN
    assert Event.objects.filter(verb="submission.withdrawn").count() == 1
    with pytest.raises(NotReady) as refusal:
        take_in(submission, bergen.editor, now)
    assert refusal.value.codes == {"answered"}
    assert proven()


def test_one_click_is_one_answer(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)])
    take_in(submission, bergen.editor, now)
    with pytest.raises(NotReady) as refusal:
        take_in(submission, bergen.editor, now)
    assert refusal.value.codes == {"answered"}
    assert LocalOperation.objects.count() == 1


# --- a newer delivery -------------------------------------------------------------------------------------------------


def test_a_newer_delivery_holds_all_that_the_waiting_one_asked_for(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    first = deliver(partner, knee, sections=[supplement(BRING)])
    second = deliver(partner, knee, title="Nytt kne")
    assert (told(first).state, first.overtaken_by) == (SubmissionState.OVERTAKEN, second)
    assert OpenItem.objects.open().filter(kind=OpenItemKind.DELIVERY).count() == 1
    take_in(second, bergen.editor, now)
    assert {row.op for row in second.operations.all()} == {"supplement", "retitle"}
    assert proven()


def test_another_partners_delivery_stands_beside_it(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    other = make_partner(bergen.site, number="974760673")
    first, second = deliver(partner, knee, title="Nytt kne"), deliver(other, knee, sections=[supplement(BRING)])
    assert {told(first).state, told(second).state} == {SubmissionState.WAITING}
    take_in(first, bergen.editor, now)
    take_in(second, bergen.editor, now)
    assert stands(knee).title == "Nytt kne"
    assert len(stands(knee).sections) == 1


def test_what_the_editor_wrote_meanwhile_is_not_lost(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    submission = deliver(partner, knee, sections=[supplement(BRING)])
    write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 00")
    take_in(submission, bergen.editor, now)
    assert {block.operation for section in stands(knee).sections for block in section.blocks} == {"fill", "supplement"}


def test_a_comparison_that_is_no_longer_true_is_not_answered(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    own = write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 00")
    show(bergen, knee)
    own.refresh_from_db()
    before = stands(knee).model_dump(mode="json")["sections"]
    before[0]["blocks"][0]["value"] = "55 97 50 01"
    submission = deliver(partner, knee, sections=before)
    seen = compare_text(submission).hash
    write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 99", replaces=own)
    with pytest.raises(NotReady) as refusal:
        accept(submission=submission, seen=seen, by=bergen.editor, at=now)
    assert refusal.value.codes == {"unseen"}
    take_in(submission, bergen.editor, now)
    assert stands(knee).sections[0].blocks[0].value == "55 97 50 01"
    assert LocalOperation.objects.filter(value="55 97 50 99", state="replaced").exists()


def test_where_the_national_text_has_moved_the_partner_must_read_it_first(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    base = content_hash("text", ARRIVAL)
    submission = deliver(partner, knee, sections=[supplement(BRING, base=base)])
    make_edition(knee.adoption.topic, changed("oppmote", "<p>Møt i resepsjonen.</p>"), at=now)
    AdoptedText.objects.filter(pk=knee.pk).update(edition=knee.adoption.topic.editions.get(number=2))
    with pytest.raises(NotReady) as refusal:
        take_in(submission, bergen.editor, now)
    assert refusal.value.codes == {"stale_base"}
    assert told(submission).is_waiting


def test_at_a_site_that_is_laid_down_nothing_is_taken_in_and_the_partner_still_has_an_answer(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    waiting = [
        deliver(partner, knee, title="Nytt kne"),
        deliver_about_place(partner, bergen.site, None, slug="oye", name={"nb": "Øye"}),
    ]
    bergen.site.state, bergen.site.closed_at = SiteState.CLOSED, now
    bergen.site.save()
    for submission, compare in zip(waiting, (compare_text, compare_place), strict=True):
        with pytest.raises(NotReady) as refusal:
            accept(submission=submission, seen=compare(submission).hash, by=bergen.editor, at=now)
        assert refusal.value.codes == {"closed"}
        refuse(submission=submission, reason="Nettstedet er lagt ned.", by=bergen.editor, at=now)
    assert proven()


def test_what_the_site_uses_no_longer_is_not_written_on(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    submission = deliver(partner, knee, title="Nytt kne")
    answer(site=bergen.site, topic=knee.adoption.topic, answer="not_offered", by=bergen.editor, at=now)
    with pytest.raises(NotReady) as refusal:
        take_in(submission, bergen.editor, now)
    assert refusal.value.codes == {"not_in_use"}
    adopt(site=bergen.site, topic=knee.adoption.topic, by=bergen.editor, at=now)
    take_in(submission, bergen.editor, now)


# --- taking away ----------------------------------------------------------------------------------------------------


def test_taking_away_is_a_delivery_too(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    row = write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    show(bergen, knee)
    row.refresh_from_db()
    write(bergen, knee.adoption, "supplement", "oppmote", "<p>Ta med alt.</p>", replaces=row)
    submission = deliver(partner, knee, sections=[], way=Way.REMOVE)
    take_in(submission, bergen.editor, now)
    assert stands(knee).sections == ()
    assert len(told(submission).set_aside) == 2
    assert became(submission).state == "draft"  # type: ignore[union-attr]
    approve_candidate(knee, by=bergen.editor, at=now + A_DAY)
    assert became(submission).state == "shown"  # type: ignore[union-attr]
    assert "medisinlisten" not in live_words(bergen, knee.adoption.topic)


def test_a_draft_of_ones_own_is_taken_away_at_once(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    take_in(deliver(partner, knee, sections=[supplement(BRING)]), bergen.editor, now)
    submission = deliver(partner, knee, sections=[], way=Way.REMOVE)
    take_in(submission, bergen.editor, now)
    assert stands(knee).sections == ()
    assert len(told(submission).set_aside) == 1


def test_the_title_goes_back_to_the_national_one(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    take_in(deliver(partner, knee, title="Nytt kne"), bergen.editor, now)
    assert stands(knee).title == "Nytt kne"
    take_in(deliver(partner, knee, title=None), bergen.editor, now)
    assert stands(knee).title is None


# --- departures from the national text --------------------------------------------------------------------------------


def test_an_override_needs_what_every_override_needs(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    said = {
        "operation": "override",
        "target": "oppmote",
        "content": [{"html": "<p>Møt i andre etasje.</p>"}],
        "base": content_hash("text", ARRIVAL),
        "reason_code": "local_organization",
        "reason": "Vi har en egen inngang.",
    }
    take_in(deliver(partner, knee, sections=[{"id": "before", "blocks": [said]}]), bergen.editor, now)
    draft = LocalOperation.objects.get()
    assert (draft.clinical_owner, draft.clinical) == (bergen.clinician, True)
    with pytest.raises(NotReady):
        approve_candidate(knee, by=bergen.editor, at=now)


def test_the_editor_may_say_that_a_supplement_is_clinical(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    submission = deliver(partner, knee, sections=[supplement("<p>Stans blodfortynnende to dager før.</p>")])
    take_in(submission, bergen.editor, now, clinical=[0])
    assert LocalOperation.objects.get().clinical


STOP = "<p>Stans blodfortynnende to dager før.</p>"


@pytest.mark.parametrize("said", [{"clinical": False}, {}], ids=["said to be none", "not said"])
def test_no_rewriting_takes_the_clinical_mark_away(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime, said: dict[str, Any]
) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", STOP, clinical=True)
    show(bergen, knee)
    (section,) = stands(knee).model_dump(mode="json")["sections"]
    block = {name: value for name, value in section["blocks"][0].items() if name != "clinical"}
    block |= {"content": [{"html": "<p>Stans ingen medisiner.</p>"}], **said}
    submission = deliver(partner, knee, sections=[{**section, "blocks": [block]}])
    assert compare_text(submission).rows[0].was_clinical
    take_in(submission, bergen.editor, now)
    assert submission.operations.get().clinical
    with pytest.raises(NotReady):
        approve_candidate(knee, by=bergen.editor, at=now)


def test_nor_does_a_new_part_in_place_of_the_old_one(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", STOP, clinical=True)
    show(bergen, knee)
    sections = [supplement("<p>Stans ingen medisiner.</p>"), supplement(BRING, target="narkose", section="during")]
    take_in(deliver(partner, knee, sections=sections), bergen.editor, now)
    drafts = LocalOperation.objects.filter(state="draft")
    assert {row.target: row.clinical for row in drafts} == {"oppmote": True, "narkose": False}


def test_nor_the_mark_of_a_title_or_of_what_is_filled_in(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    write(bergen, knee.adoption, "retitle", title="Kne med blodfortynnende", clinical=True)
    write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 00", clinical=True)
    show(bergen, knee)
    sections = stands(knee).model_dump(mode="json")["sections"]
    sections[0]["blocks"][0]["value"] = "55 97 50 01"
    submission = deliver(partner, knee, title="Nytt kne", sections=sections)
    take_in(submission, bergen.editor, now)
    assert [row.clinical for row in submission.operations.all()] == [True, True]


def test_a_mark_that_was_set_after_the_screen_was_opened_is_seen_first(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    own = write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 00")
    show(bergen, knee)
    own.refresh_from_db()
    sections = stands(knee).model_dump(mode="json")["sections"]
    sections[0]["blocks"][0]["value"] = "55 97 50 01"
    submission = deliver(partner, knee, sections=sections)
    seen = compare_text(submission).hash
    write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 00", clinical=True, replaces=own)
    with pytest.raises(NotReady) as refusal:
        accept(submission=submission, seen=seen, by=bergen.editor, at=now)
    assert refusal.value.codes == {"unseen"}


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "no such block": ("sections.0.blocks.0.target", {"target": "finnes-ikke"}),
    "in another section": ("sections.0.blocks.0.target", {"target": "narkose"}),
    "no words": ("sections.0.blocks.0", {"content": []}),
    "a script": ("sections.0.blocks.0.content", {"content": [{"html": "<p onclick='x()'>Hei</p><script>x()</script>"}]}),
    "no position": ("sections.0.blocks.0", {"position": None}),
    "no such part": ("sections.0.blocks.0.id", {"id": "o99"}),
    "an override of nothing seen": ("sections.0.blocks.0.base", {"operation": "override", "position": None}),
    "an override for no reason": (
        "sections.0.blocks.0",
        {"operation": "override", "position": None, "base": content_hash("text", ARRIVAL)},
    ),
    "an override of what has changed": (
        "sections.0.blocks.0.base",
        {
            "operation": "override", "position": None, "base": content_hash("text", "<p>Annet</p>"),
            "reason_code": "other", "reason": "Fordi.",
        },
    ),
    "a fill of what is no slot": ("sections.0.blocks.0", {"operation": "fill", "value": "x"}),
    "valid too long": ("sections.0.blocks.0", {"valid_until": "2029-01-01"}),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_every_fault_is_said_where_it_is(knee: AdoptedText, partner: Partner, what: str) -> None:
    where, said = WRONG[what]
    section = supplement(BRING)
    section["blocks"][0] |= said
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[section])
    assert where in {fault.field for fault in refusal.value.faults}
    assert all(fault.text for fault in refusal.value.faults)
    assert not Submission.objects.exists()


def test_the_same_as_stands_is_nothing_to_deliver(bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    show(bergen, knee)
    with pytest.raises(Invalid):
        deliver(partner, knee)


def test_a_part_is_not_moved_and_stands_once(bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    show(bergen, knee)
    (section,) = stands(knee).model_dump(mode="json")["sections"]
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[{**section, "blocks": [{**section["blocks"][0], "target": "faste"}]}])
    assert {fault.field for fault in refusal.value.faults} == {"sections.0.blocks.0.target"}
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[{**section, "blocks": section["blocks"] * 2}])
    assert {fault.field for fault in refusal.value.faults} == {"sections.0.blocks.1.id"}


def test_it_cannot_name_another_text_than_its_address(knee: AdoptedText, partner: Partner) -> None:
    with pytest.raises(Invalid):
        deliver(partner, knee, topic="hofteprotese")


def test_what_is_there_already_is_changed_and_not_made_anew(bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    show(bergen, knee)
    with pytest.raises(Exists):
        deliver(partner, knee, way=Way.NEW, sections=[supplement("<p>Ta med briller.</p>")])


def test_what_changed_after_the_partner_read_it_is_read_again(bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    with pytest.raises(Changed):
        deliver(partner, knee, etag="0" * 32, sections=[supplement(BRING)])


# --- who may --------------------------------------------------------------------------------------------------------


def test_a_partner_delivers_only_where_it_has_leave(bergen: Hospital, knee: AdoptedText, now: datetime) -> None:
    elsewhere = make_partner(make_site("haukeland"))
    with pytest.raises(Forbidden):
        deliver(elsewhere, knee, title="Nytt kne")
    for_places = make_partner(bergen.site, number="974760673", content=False)
    with pytest.raises(Forbidden):
        deliver(for_places, knee, title="Nytt kne")


def test_leave_that_is_taken_back_and_a_partner_that_is_ended(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    take_leave_back(leave=partner.leaves.get(), by=owner_of(bergen.site), at=now)
    with pytest.raises(Forbidden):
        deliver(partner, knee, title="Nytt kne")
    other = make_partner(bergen.site, number="974760673")
    end_partner(partner=other, by=chief(), at=now)
    with pytest.raises(Forbidden):
        deliver(other, knee, title="Nytt kne")


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.CONTRIBUTOR, Role.AUDITOR])
def test_only_those_who_write_for_the_site_answer(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime, role: Role
) -> None:
    submission = deliver(partner, knee, title="Nytt kne")
    stranger = make_user(roles={bergen.organization: role})
    with pytest.raises(NotAllowed):
        take_in(submission, stranger, now)
    with pytest.raises(NotAllowed):
        refuse(submission=submission, reason="Nei.", by=stranger, at=now)
    other = make_user(roles={make_site("haukeland").organization: Role.EDITOR})
    with pytest.raises(NotAllowed):
        take_in(submission, other, now)
    assert told(submission).is_waiting


def test_a_draft_that_somebody_else_wrote_stands_until_the_delivery_is_taken_in(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    save_operation(adoption=knee.adoption, language="nb", op="retitle", title="Kne", by=bergen.editor, at=now)
    submission = deliver(partner, knee, title="Nytt kne")
    assert stands(knee).title == "Kne"
    take_in(submission, bergen.editor, now)
    assert stands(knee).title == "Nytt kne"
