"""Why not: each refusal by its code, nothing changed; and what `fellesnett verify` finds when rows are tampered with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national.gates import NotReady
from fellesnett.national.tests.factories import AT, make_edition, make_topic, medical_editor, national_editor
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.participation import actions
from fellesnett.participation.checks import participation_faults
from fellesnett.participation.models import Invitation, Order, OrderState, Remark
from fellesnett.participation.tests.factories import answered, assigned, drafted, editor_of, make_hearing, make_order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"kind": "poem"}, "unknown_kind"),
        ({"reason": ""}, "no_need"),
        ({"languages": []}, "no_language"),
        ({"languages": ["xx"]}, "unknown_language"),
        ({"wanted_by": date(2020, 1, 1)}, "day_passed"),
        ({"codes": [("icd10", "Q0Q0")]}, "unknown_code"),
        ({"title": "Kneproteser"}, "exists"),
    ],
)
def test_an_order_is_refused(wrong: dict[str, Any], code: str) -> None:
    make_edition(make_topic("kneprotese", title="Kneprotese"))
    with pytest.raises(NotReady) as refused:
        make_order(**wrong)
    assert code in refused.value.codes
    assert not Order.objects.exists()


def test_the_code_that_counts_is_todays_also_when_next_years_list_is_here() -> None:
    icd10 = make_code_system("icd10")
    make_release(icd10, codes={"M179": "Kneartrose"}, valid_to=date(2026, 12, 31))
    make_release(icd10, version="2027", codes={"M178": "Annen kneartrose"})
    assert make_order(codes=[("icd10", "M17.9")]).codings.get().code == "M179"
    with pytest.raises(NotReady, match="M178"):
        make_order(title="Knesmerter", codes=[("icd10", "M17.8")])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"writer": None}, "no_writer"), ({"deadline": None}, "no_deadline"), ({"deadline": date(2020, 1, 1)}, "day_passed")],
)
def test_an_assignment_is_refused(wrong: dict[str, Any], code: str) -> None:
    order = make_order()
    with pytest.raises(NotReady) as refused:
        assigned(order, **wrong)
    assert code in refused.value.codes
    with pytest.raises(NotReady, match="kan ikke skrive nasjonale tekster"):
        assigned(order, writer=make_user())


def test_what_is_at_its_end_is_not_moved_again() -> None:
    order = actions.decline_order(order=make_order(), reason="Nei.", by=medical_editor(), at=AT)
    for act in (
        lambda: assigned(order),
        lambda: actions.decline_order(order=order, reason="Nei.", by=medical_editor(), at=AT),
    ):
        with pytest.raises(NotReady):
            act()
    order.refresh_from_db()
    assert order.state == OrderState.DECLINED


def test_a_site_answers_what_it_has_read_and_a_late_answer_stands() -> None:
    site = make_site()
    hearing = make_hearing(drafted(assigned(make_order(site)).topic), site)
    with pytest.raises(NotReady) as refused:
        answered(hearing, site, content_hash="sha256:another")
    assert refused.value.codes == ("another_text",)
    late = answered(hearing, site, at=AT + timedelta(days=30))
    assert late.is_late
    with pytest.raises(NotReady) as refused:
        answered(hearing, site, "disagree", reason="Nei.", instead_of=1, at=AT + timedelta(days=31))
    assert refused.value.codes == ("answer_stands",)


def test_until_the_deadline_an_answer_is_given_anew_and_the_one_before_is_kept() -> None:
    site = make_site()
    hearing = make_hearing(drafted(assigned(make_order(site)).topic), site)
    answered(hearing, site, "remarks", remarks=[("artro-1", "To kameraer."), ("", "For kort.")])
    kept = Remark.objects.get(block="")
    actions.reply_to_remark(remark=kept, outcome="taken", reply="Ja.", by=national_editor(), at=AT)
    two = [("", "For kort."), ("artro-1", "Ett kamera holder.")]
    changed = answered(hearing, site, "remarks", remarks=two, instead_of=1, at=AT + timedelta(days=2))
    assert changed.times_answered == 2
    before = changed.earlier_answers.get()
    assert (before.answer, before.answered_at, before.content_hash) == ("remarks", AT, hearing.content_hash)
    assert list(changed.remarks.standing().values_list("text", "outcome")) == [("For kort.", "taken"), ("Ett kamera holder.", "")]
    gone = Remark.objects.get(text="To kameraer.")
    with pytest.raises(NotReady) as refused:
        actions.reply_to_remark(remark=gone, outcome="taken", reply="", by=national_editor(), at=AT)
    assert refused.value.codes == ("remark_withdrawn",)
    new = Remark.objects.get(text="Ett kamera holder.")
    actions.reply_to_remark(remark=new, outcome="taken", reply="", by=national_editor(), at=AT)
    actions.end_hearing(hearing=hearing, by=national_editor(), at=AT + timedelta(days=3))
    told = Event.objects.filter(verb__startswith="hearing.answer").order_by("sequence").values_list("verb", flat=True)
    assert list(told) == ["hearing.answered", "hearing.answer_changed"]
    assert not [fault for fault in participation_faults() if "hearing" in str(fault)]


def test_two_colleagues_do_not_answer_over_each_other_and_a_double_click_answers_once() -> None:
    site = make_site()
    hearing = make_hearing(drafted(assigned(make_order(site)).topic), site)
    answered(hearing, site)
    assert answered(hearing, site).times_answered == 1
    with pytest.raises(NotReady) as refused:
        answered(hearing, site, "disagree", reason="Nei.")
    assert refused.value.codes == ("answered_meanwhile",)


def test_two_that_say_the_same_come_in_together_and_the_chain_is_refused() -> None:
    topic, site = make_edition(make_topic()).topic, make_site()
    one, two = (
        actions.propose(topic=topic, language="nb", site=site, reason=said, by=editor_of(site), at=AT)
        for said in ("Vann", "Drikke")
    )
    with pytest.raises(NotReady) as refused:
        actions.merge_proposals(proposal=one, into=one, by=national_editor(), at=AT)
    assert refused.value.codes == ("merged_with_itself",)
    actions.merge_proposals(proposal=two, into=one, by=national_editor(), at=AT)
    with pytest.raises(NotReady) as refused:
        actions.merge_proposals(proposal=one, into=two, by=national_editor(), at=AT)
    assert refused.value.codes == ("merged_with_merged",)


def test_what_was_tampered_with_is_found() -> None:
    site = make_site()
    order = assigned(make_order(site))
    hearing = make_hearing(drafted(order.topic), site)
    answered(hearing, site)
    actions.propose(topic=make_edition(make_topic()).topic, language="nb", site=site, reason="Kortere", by=editor_of(site), at=AT)
    assert list(participation_faults()) == []
    Invitation.objects.update(content_hash="sha256:another")
    Order.objects.filter(pk=order.pk).update(state=OrderState.DECIDED)
    OpenItem.objects.update(closed_at=AT)
    found = " ".join(fault.text for fault in participation_faults())
    for told in ("its last step says", "answered another text", "nobody is asked to end it", "nobody is asked to answer it"):
        assert told in found
