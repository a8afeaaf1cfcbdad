"""New Year: ICD-10 2027 takes force while an order waits, and a code that the hospital wished for is gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from fellesnett.codes.actions import check, check_due
from fellesnett.codes.models import Replacement
from fellesnett.codes.tests.factories import make_release
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national.actions import NotAllowed, NotReady
from fellesnett.national.tests.factories import medical_editor, national_editor
from fellesnett.participation.actions import decline_order
from fellesnett.participation.actions.retagging import keep_codes, retag_order
from fellesnett.participation.models import Order
from fellesnett.participation.tests.factories import assigned, editor_of, make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    old = make_release(codes={"M17": "Kneartrose", "M170": "Primær"}, valid_to=date(2026, 12, 31))
    placed = make_order(codes=[("icd10", "M17"), ("icd10", "M170")])
    make_release(old.system, version="2027", codes={"M17": "Kneartrose", "M172": "Begge knær"})
    Replacement.objects.create(system=old.system, code="M170", replaced_by="M172", since=date(2027, 1, 1))
    return placed


@pytest.fixture
def morning(now: datetime) -> datetime:
    return now.replace(year=2027, month=1, day=2)


def asked() -> list[str]:
    return list(OpenItem.objects.open().filter(kind="retired_code").values_list("subject", flat=True))


def test_the_national_editors_are_asked_once_and_choose(order: Order, morning: datetime) -> None:
    check_due(at=morning)
    check(at=morning)
    assert asked() == [f"order:{order.pk}"]
    item = OpenItem.objects.get(kind="retired_code")
    assert (item.title, item.role, item.site) == ("Kneartroskopi: ICD10 M170 er utgått", "national_editor", None)
    retag_order(order=order, system="icd10", code="M170", to=["M17.2"], by=national_editor(), at=morning)
    assert sorted(order.codings.values_list("code", flat=True)) == ["M17", "M172"]
    assert asked() == []
    assert Event.objects.get(verb="order.retagged").payload == {"system": "icd10", "code": "M170", "to": ["M172"]}


def test_given_to_a_writer_the_question_follows_the_code_to_the_topic(order: Order, morning: datetime) -> None:
    check_due(at=morning)
    given = assigned(order, at=morning, deadline=date(2027, 3, 1))
    assert given.topic is not None
    assert asked() == [f"topic:{given.topic.key}"]
    with pytest.raises(NotReady, match="fordelt"):
        retag_order(order=order, system="icd10", code="M170", to=["M172"], by=national_editor(), at=morning)
    with pytest.raises(NotReady, match="fordelt"):
        keep_codes(order=order, system="icd10", reason="Sykehuset ber om den.", by=national_editor(), at=morning)


def test_declined_nothing_is_asked(order: Order, morning: datetime) -> None:
    check_due(at=morning)
    decline_order(order=order, reason="Finnes alt.", by=medical_editor(), at=morning)
    check(at=morning)
    assert asked() == []


def test_kept_with_a_reason_it_is_not_asked_again(order: Order, morning: datetime) -> None:
    check_due(at=morning)
    keep_codes(order=order, system="icd10", reason="Sykehuset ber om den.", by=national_editor(), at=morning)
    check(at=morning)
    assert asked() == []


@pytest.mark.parametrize(("said", "fault"), [({"code": "X99"}, "no_such_tag"), ({"to": ["M999"]}, "unknown_code")])
def test_what_is_none_is_refused(order: Order, morning: datetime, said: dict[str, Any], fault: str) -> None:
    words = {"system": "icd10", "code": "M170", "to": ["M172"]} | said
    with pytest.raises(NotReady) as refused:
        retag_order(order=order, **words, by=national_editor(), at=morning)
    assert refused.value.codes == (fault,)
    assert order.codings.count() == 2


def test_only_the_national_editors_decide_and_say_why(order: Order, morning: datetime) -> None:
    with pytest.raises(NotAllowed):
        retag_order(order=order, system="icd10", code="M170", to=[], by=editor_of(order.site), at=morning)
    with pytest.raises(NotAllowed):
        keep_codes(order=order, system="icd10", reason="Nei", by=editor_of(order.site), at=morning)
    for words in ({"system": "icd10", "reason": " "}, {"system": "ncmp", "reason": "x"}):
        with pytest.raises(NotReady):
            keep_codes(order=order, **words, by=national_editor(), at=morning)
