"""A partner reads what the site shows, and what it has delivered itself: neither the site's drafts nor its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.actions import approve_variant, create_variant, decide, return_to_national, roll_out, save_operation
from fellesnett.adoption.actions.sharing import layer_hash, next_layer
from fellesnett.adoption.holdings import needs_person
from fellesnett.adoption.models import AdoptedText, Update
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    Hospital,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.composition.canonical import content_hash
from fellesnett.organizations.describing import describe_place, record_of
from fellesnett.organizations.models import OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user
from fellesnett.partners import places
from fellesnett.partners.actions import accept
from fellesnett.partners.gates import Invalid
from fellesnett.partners.models import Partner, Submission, Way
from fellesnett.partners.queries import compare_place, compare_text, seen_record, seen_text
from fellesnett.partners.schema import LocalBlock, LocalText
from fellesnett.partners.tests.factories import deliver, deliver_about_place, fill, make_partner, show, supplement
from fellesnett.partners.texts import standing

pytestmark = pytest.mark.django_db

BRING = "<p>Ta med medisinlisten din.</p>"
GLASSES = "<p>Ta med briller.</p>"
A_DAY = timedelta(days=1)


def reads(partner: Partner, text: AdoptedText) -> LocalText:
    return seen_text(standing(text), partner)[1].document


def blocks(document: LocalText) -> Iterator[LocalBlock]:
    for section in document.sections:
        yield from section.blocks


def words(document: LocalText) -> list[str]:
    return [block.value or "".join(piece.html for piece in block.content) for block in blocks(document)]


def take_in(submission: Submission, by: Any, at: datetime) -> Submission:
    return accept(submission=submission, seen=compare_text(submission).hash, by=by, at=at)


def test_a_draft_of_the_site_is_not_read_before_it_is_shown(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    write(bergen, knee.adoption, "retitle", title="Kne")
    assert (words(reads(partner, knee)), reads(partner, knee).title) == ([], None)
    approve_candidate(knee, by=bergen.editor, at=now)
    assert (words(reads(partner, knee)), reads(partner, knee).title) == ([BRING], "Kne")


def test_while_the_site_writes_it_anew_the_words_that_are_shown_are_read(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    row = write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    approve_candidate(knee, by=bergen.editor, at=now)
    row.refresh_from_db()
    write(bergen, knee.adoption, "supplement", "oppmote", GLASSES, replaces=row)
    assert words(reads(partner, knee)) == [BRING]
    return_to_national(text=knee, by=bergen.editor, at=now)
    assert words(reads(partner, knee)) == [BRING]


def test_ones_own_delivery_is_read_from_first_to_last(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    stranger = make_partner(bergen.site, number="974760673")
    submission = deliver(partner, knee, sections=[supplement(BRING)])
    assert words(reads(partner, knee)) == [BRING]
    take_in(submission, bergen.editor, now)
    assert (words(reads(partner, knee)), words(reads(stranger, knee))) == ([BRING], [])
    draft = submission.operations.get()
    write(bergen, knee.adoption, "supplement", "oppmote", GLASSES, replaces=draft)
    assert words(reads(partner, knee)) == []
    approve_candidate(knee, by=bergen.editor, at=now)
    assert words(reads(partner, knee)) == words(reads(stranger, knee)) == [GLASSES]


def test_what_was_taken_away_by_ones_own_delivery_is_gone_for_oneself(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    approve_candidate(knee, by=bergen.editor, at=now)
    take_in(deliver(partner, knee, sections=[], way=Way.REMOVE), bergen.editor, now)
    assert words(reads(partner, knee)) == []
    assert words(reads(make_partner(bergen.site, number="974760673"), knee)) == [BRING]


def override(reason: str, html: str) -> dict[str, Any]:
    said = {"operation": "override", "target": "oppmote", "content": [{"html": html}], "base": content_hash("text", ARRIVAL)}
    return {"id": "before", "blocks": [{**said, "reason_code": "other", "reason": reason}]}


def test_why_the_site_departs_from_the_national_text_is_its_own(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    write(bergen, knee.adoption, "omit", "oppmote", reason_text="Vi krangler med kommunen.")
    show(bergen, knee, at=now)
    (block,) = blocks(reads(partner, knee))
    assert (block.operation, block.reason_code, block.reason) == ("omit", "", "")
    assert [act["do"] for act in deliver(partner, knee, title="Nytt kne").acts] == ["title"]


def test_ones_own_reason_is_read_back(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    take_in(deliver(partner, knee, sections=[override("Egen inngang.", "<p>Møt i andre etasje.</p>")]), bergen.editor, now)
    (block,) = blocks(reads(partner, knee))
    assert (block.reason_code, block.reason) == ("other", "Egen inngang.")


def test_ones_own_words_stay_ones_own_when_a_newer_edition_carries_them_on(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    take_in(deliver(partner, knee, sections=[override("Egen inngang.", "<p>Møt i andre etasje.</p>")]), bergen.editor, now)
    show(bergen, knee, at=now)
    later = now + A_DAY
    roll_out(edition=make_edition(knee.adoption.topic, changed("oppmote", "<p>Møt i resepsjonen.</p>"), at=later), at=later)
    update = Update.objects.open().get(text=knee)
    for outcome in filter(needs_person, update.plan["outcomes"]):
        decide(update=update, operation=outcome["operation"], choice="keep_ours", reason="Ja.", by=bergen.clinician, at=later)
    show(bergen, knee, at=later)
    (block,) = blocks(reads(partner, knee))
    assert block.base == content_hash("text", "<p>Møt i resepsjonen.</p>")
    assert block.reason == "Egen inngang."
    (block,) = blocks(reads(make_partner(bergen.site, number="974760673"), knee))
    assert block.reason == ""


def test_what_the_site_drafts_for_the_same_slot_is_written_anew_and_not_told_of(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    draft = write(bergen, knee.adoption, "fill", "telefon", value="55 97 50 00")
    submission = deliver(partner, knee, sections=[fill("55 97 50 01")])
    (row,) = compare_text(submission).rows
    assert row.now is not None
    assert (row.now.value, row.was_clinical) == ("55 97 50 00", False)
    take_in(submission, bergen.editor, now)
    assert submission.operations.get().replaces == draft
    assert words(reads(partner, knee)) == ["55 97 50 01"]


# --- what the site has said at greater length than a partner may --------------------------------------------------------


LONG = "<p>" + "Ta med alt. " * 9_000 + "</p>"


def test_what_stands_at_greater_length_is_read_changed_and_taken_away(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    write(bergen, knee.adoption, "supplement", "oppmote", LONG)
    write(bergen, knee.adoption, "fill", "telefon", value="5" * 5_000)
    approve_candidate(knee, by=bergen.editor, at=now)
    assert {len(said) > 4_000 for said in words(reads(partner, knee))} == {True}
    assert [act["do"] for act in deliver(partner, knee, title="Nytt kne").acts] == ["title"]
    removed = deliver(partner, knee, sections=[], way=Way.REMOVE)
    assert len(compare_text(removed).rows) == 3
    take_in(removed, bergen.editor, now)


def test_a_partner_writes_no_more_than_it_may(bergen: Hospital, knee: AdoptedText, partner: Partner) -> None:
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[supplement(LONG)])
    assert [fault.field for fault in refusal.value.faults] == ["sections.0.blocks.0.content.0.html"]
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[fill("5" * 4_001)])
    assert [fault.field for fault in refusal.value.faults] == ["sections.0.blocks.0.value"]
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[override("x" * 4_001, BRING)])
    assert [fault.field for fault in refusal.value.faults] == ["sections.0.blocks.0.reason"]
    section = supplement(BRING)
    with pytest.raises(Invalid) as refusal:
        deliver(partner, knee, sections=[{**section, "blocks": section["blocks"] * 201}])
    assert [fault.field for fault in refusal.value.faults] == ["sections"]


def test_so_it_is_with_a_place(bergen: Hospital, partner: Partner, now: datetime) -> None:
    place = make_place(bergen.organization, "oye")
    days = [
        {"first": f"2027-{n // 28 + 1:02}-{n % 28 + 1:02}", "last": f"2027-{n // 28 + 1:02}-{n % 28 + 1:02}"} for n in range(210)
    ]
    many = [{**day, "opens": None, "closes": None, "note": {"nb": "x" * 4_001}} for day in days]
    describe_place(place=place, record=record_of(place) | {"exceptions": many}, by=bergen.editor, at=now)
    place.refresh_from_db()
    assert len(seen_record(places, bergen.site, place, partner).document.exceptions) == 210
    submission = deliver_about_place(partner, bergen.site, place, kind="pharmacy")
    assert compare_place(submission).changed == ("kind",)
    for said, field in (
        ({"exceptions": many[:2]}, "exceptions.0.note.nb"),
        ({"exceptions": [{**one, "note": {}} for one in many[:201]]}, "exceptions"),
        ({"phones": [{"number": "55 97 50 00", "label": {"nb": "x" * 4_001}}]}, "phones.0.label.nb"),
    ):
        with pytest.raises(Invalid) as refusal:
            deliver_about_place(partner, bergen.site, place, **said)
        assert refusal.value.faults[0].field == field


def test_what_the_sites_group_drafts_is_no_ground_before_it_is_shown(bergen: Hospital, now: datetime) -> None:
    topic, region = make_topic("hofteprotese"), make_organization("vest", kind=OrganizationKind.REGIONAL_HEALTH_AUTHORITY)
    make_edition(topic)
    writer, clinician = make_user(roles={region: Role.EDITOR}), make_user(roles={region: Role.CLINICIAN})
    group = create_variant(topic=topic, name="Dagkirurgi", organization=region, by=writer, at=now)
    text = text_of(make_adoption(bergen.site, topic, by=bergen.editor, variant=group))
    save_operation(
        variant=group, language="nb", op="override", target="oppmote", content=[{"type": "text", "html": GLASSES}],
        reason_code="other", reason_text="Dagkirurgi.", clinical_owner=clinician, by=writer, at=now,
    )  # fmt: skip

    def oppmote() -> str:
        return next(one.html for one in standing(text).ground if one.id == "oppmote")

    partner = make_partner(bergen.site)
    before = seen_text(standing(text), partner)[1].etag
    assert oppmote() == ARRIVAL
    approve_variant(variant=group, language="nb", hash=layer_hash(next_layer(group, "nb")), by=clinician, at=now)
    assert oppmote() == GLASSES
    assert seen_text(standing(text), partner)[1].etag != before
