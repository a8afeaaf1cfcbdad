"""New Year: ICD-10 2027 takes force, and a signpost about a code that is gone. Its owner is asked, and decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from fellesnett.codes.actions import check, check_due
from fellesnett.codes.models import Release, Replacement
from fellesnett.codes.tests.factories import make_release
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national.actions import NotAllowed, NotReady
from fellesnett.national.tests.factories import clinician, make_topic, national_editor
from fellesnett.organizations.tests.factories import make_user
from fellesnett.signposts.actions import Said, change, take_down
from fellesnett.signposts.models import Signpost
from fellesnett.signposts.retagging import keep_codes, retag, retired_tags
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost, written

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)


@pytest.fixture
def post() -> Signpost:
    old = make_release(codes={"M17": "Kneartrose", "M170": "Primær"}, valid_to=date(2026, 12, 31))
    make_release(old.system, version="2027", codes={"M17": "Kneartrose", "M172": "Primær, begge knær"})
    Replacement.objects.create(system=old.system, code="M170", replaced_by="M172", since=NEW_YEAR)
    return make_signpost(codes=[("icd10", "M17.0")])


@pytest.fixture
def morning(now: datetime) -> datetime:
    return now.replace(year=2027, month=1, day=2)


def codes_of(post: Signpost) -> list[str]:
    return list(post.codings.order_by("code").values_list("code", flat=True))  # type: ignore[attr-defined]


def test_the_owner_is_asked_once_and_a_topic_asked_about_beside_it_keeps_its_question(post: Signpost, morning: datetime) -> None:
    make_topic("kneprotese", codes=[("icd10", "M170")])
    check_due(at=morning)
    check(at=morning)
    item = OpenItem.objects.open().get(subject=f"signpost:{post.pk}")
    assert (item.kind, item.owner, item.role) == ("retired_code", clinician(), "national_editor")
    assert item.title == "Artrose: ICD10 M170 er utgått"
    assert OpenItem.objects.open().filter(subject="topic:kneprotese").count() == 1
    assert OpenItem.objects.count() == 2
    assert Event.objects.get(verb="signpost.codes_retired").payload == {"codes": ["M170"]}


def test_the_owner_changes_the_code_and_the_question_closes(post: Signpost, morning: datetime) -> None:
    check_due(at=morning)
    (tag,) = retired_tags(morning.date())
    assert [one.code for one in tag.known.proposals] == ["M172"]
    retag(signpost=post, system="icd10", code="M170", to=["M17.2"], by=clinician(), at=morning)
    assert codes_of(post) == ["M172"]
    assert OpenItem.objects.get().resolution == "koden er byttet"
    assert Event.objects.get(verb="signpost.retagged").payload == {"system": "icd10", "code": "M170", "to": ["M172"]}


def test_kept_with_a_reason_it_is_not_asked_about_again_before_the_next_release(post: Signpost, morning: datetime) -> None:
    check_due(at=morning)
    keep_codes(signpost=post, system="icd10", reason="Siden bruker den.", by=clinician(), at=morning)
    check(at=morning)
    assert not OpenItem.objects.open().exists()
    Release.objects.filter(version="2027").update(valid_to=date(2027, 12, 31))
    make_release(Release.objects.get(version="2027").system, version="2028", codes={"M17": "Kneartrose"})
    check_due(at=morning.replace(year=2028))
    assert OpenItem.objects.open().get().subject == f"signpost:{post.pk}"


def test_what_is_changed_in_the_form_or_taken_down_is_asked_about_no_more(post: Signpost, morning: datetime) -> None:
    other = make_signpost(codes=[("icd10", "M170")], arms=[Said("nb", "Kne", f"{ADDRESS}kne/")])
    check_due(at=morning)
    change(signpost=post, written=written(codes=[("icd10", "M17")]), by=national_editor(), at=morning)
    take_down(signpost=other, reason="Borte", by=national_editor(), at=morning)
    assert not OpenItem.objects.open().exists()
    check(at=morning)
    assert not OpenItem.objects.open().exists()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"code": "X99"}, "no_such_tag"),
        ({"to": ["M99.9"]}, "unknown_code"),
        ({"to": []}, "about_nothing"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    post: Signpost, morning: datetime, said: dict[str, Any], fault: str
) -> None:
    words = {"system": "icd10", "code": "M170", "to": ["M17"]} | said
    with pytest.raises(NotReady) as refused:
        retag(signpost=post, **words, by=clinician(), at=morning)
    assert refused.value.codes == (fault,)
    assert codes_of(post) == ["M170"]


def test_only_who_looks_it_over_decides_and_nothing_is_decided_when_it_is_down(post: Signpost, morning: datetime) -> None:
    stranger = make_user("ny@bergen.example")
    with pytest.raises(NotAllowed):
        retag(signpost=post, system="icd10", code="M170", to=["M17"], by=stranger, at=morning)
    with pytest.raises(NotAllowed):
        keep_codes(signpost=post, system="icd10", reason="Nei", by=stranger, at=morning)
    for words in ({"system": "icd10", "reason": " "}, {"system": "ncmp", "reason": "x"}):
        with pytest.raises(NotReady):
            keep_codes(signpost=post, **words, by=clinician(), at=morning)
    take_down(signpost=post, reason="Borte", by=national_editor(), at=morning)
    with pytest.raises(NotReady, match="tatt ned"):
        retag(signpost=post, system="icd10", code="M170", to=["M17"], by=clinician(), at=morning)
    with pytest.raises(NotReady, match="tatt ned"):
        keep_codes(signpost=post, system="icd10", reason="Siden bruker den.", by=clinician(), at=morning)
