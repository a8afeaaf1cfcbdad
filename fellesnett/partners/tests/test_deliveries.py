"""A partner delivers a text's local parts: what the site is asked, what taking it in does, and who may."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fellesnett.adoption.actions import adopt, answer, save_operation
from fellesnett.adoption.gates import NotAllowed, NotReady
from fellesnett.adoption.models import AdoptedText, LocalOperation
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    Hospital,
    approve_candidate,
    changed,
    live_words,
    make_edition,
    write,
)
from fellesnett.composition.canonical import content_hash
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.organizations.models import Role, SiteState
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.partners.actions import accept, end_partner, refuse, take_leave_back, withdraw
from fellesnett.partners.gates import Forbidden, Invalid
from fellesnett.partners.models import Partner, SubmissionState
from fellesnett.partners.outcomes import became
from fellesnett.partners.queries import compare_place, compare_text
from fellesnett.partners.tests.factories import (
    chief,
    deliver,
    deliver_about_place,
    fill,
    make_partner,
    owner_of,
    proven,
    show,
    stands,
    supplement,
    take_in,
    told,
)

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
BRING = "<p>Ta med medisinlisten din.</p>"


# --- the whole way ----------------------------------------------------------------------------------------------------


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


def test_the_same_again_does_not_put_the_answer_off(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    waiting = deliver(partner, knee, sections=[supplement(BRING)], at=now)
    with pytest.raises(Invalid, match="venter på svar"):
        deliver(partner, knee, at=now + A_DAY)
    place = {"slug": "oye", "name": {"nb": "Øyeklinikken"}}
    deliver_about_place(partner, bergen.site, None, at=now, **place)
    with pytest.raises(Invalid, match="venter på svar"):
        deliver_about_place(partner, bergen.site, None, at=now + A_DAY, **place)
    assert told(waiting).is_waiting


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


# --- who may ----------------------------------------------------------------------------------------------------------


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
