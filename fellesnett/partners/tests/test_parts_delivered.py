"""What a delivery may ask for: to take away, to depart from the national text; and every fault said where it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.gates import NotReady
from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    Hospital,
    approve_candidate,
    live_words,
    write,
)
from fellesnett.composition.canonical import content_hash
from fellesnett.partners.actions import accept
from fellesnett.partners.gates import Changed, Exists, Invalid
from fellesnett.partners.models import Partner, Submission, Way
from fellesnett.partners.outcomes import became
from fellesnett.partners.queries import compare_text
from fellesnett.partners.tests.factories import (
    deliver,
    show,
    stands,
    supplement,
    take_in,
    told,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
BRING = "<p>Ta med medisinlisten din.</p>"


# --- taking away ------------------------------------------------------------------------------------------------------


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
