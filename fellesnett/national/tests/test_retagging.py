"""New Year: ICD-10 2027 takes force, and the knee is tagged with codes that are gone. The owner is asked; a person decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from fellesnett.codes.actions import check_due
from fellesnett.codes.models import Concept, Release, Replacement
from fellesnett.codes.tests.factories import make_release
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.national import actions
from fellesnett.national.actions.describing import describe_topic
from fellesnett.national.actions.retagging import ask_about_retired
from fellesnett.national.coding import retired_tags
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import clinician, make_topic, medical_editor, national_editor
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db

EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture
def knee() -> Topic:
    old = make_release(codes={"M17": "Kneartrose", "M170": "Primær", "M171": "Annen primær"}, valid_to=EVE)
    codes = {"M17": "Kneartrose", "M172": "Primær, begge knær", "M173": "Primær, ett kne"}
    make_release(old.system, version="2027", codes=codes)
    for new in ("M172", "M173"):
        Replacement.objects.create(system=old.system, code="M170", replaced_by=new, since=NEW_YEAR)
    return make_topic("kneprotese", codes=[("icd10", "M17"), ("icd10", "M170"), ("icd10", "M171")])


@pytest.fixture
def morning(now: datetime) -> datetime:
    return now.replace(year=2027, month=1, day=2)


def codes_of(topic: Topic) -> list[str]:
    return list(topic.codings.order_by("code").values_list("code", flat=True))


def test_before_the_day_nothing_is_asked(knee: Topic, now: datetime) -> None:
    check_due(at=now)
    assert retired_tags(now.date()) == []
    assert not OpenItem.objects.exists()


def test_the_owner_is_asked_once_for_each_topic_and_system(knee: Topic, morning: datetime) -> None:
    check_due(at=morning)
    item = OpenItem.objects.get()
    assert (item.kind, item.owner, item.role) == ("retired_code", clinician(), "national_editor")
    assert item.title == "Kneprotese: ICD10 M170, M171 er utgått"
    assert OpenItem.objects.for_user(clinician()).open().get() == item
    assert Event.objects.get(verb="topic.codes_retired").payload == {"codes": ["M170", "M171"]}
    assert check_due(at=morning) == []
    assert OpenItem.objects.count() == 1


def test_what_is_proposed_is_what_the_list_says_else_the_category(knee: Topic, morning: datetime) -> None:
    split, gone = retired_tags(morning.date())
    assert [(one.code, one.why) for one in split.known.proposals] == [("M172", "replaced"), ("M173", "replaced")]
    assert [(one.code, one.why) for one in gone.known.proposals] == [("M17", "above")]
    assert split.known.display == "Primær"


def test_the_owner_changes_the_codes_and_the_question_closes_with_the_last(knee: Topic, morning: datetime) -> None:
    check_due(at=morning)
    actions.retag_topic(topic=knee, system="icd10", code="M170", to=["M17.2", "M17.3"], by=clinician(), at=morning)
    assert codes_of(knee) == ["M17", "M171", "M172", "M173"]
    assert OpenItem.objects.open().exists()
    actions.retag_topic(topic=knee, system="icd10", code="M171", to=["M17"], by=national_editor(), at=morning)
    assert codes_of(knee) == ["M17", "M172", "M173"]
    assert OpenItem.objects.get().resolution == "koden er byttet"
    assert knee.codings.get(code="M172").display == Concept.objects.get(release__version="2027", code="M172").display
    said = Event.objects.filter(verb="topic.retagged").order_by("sequence")[0]
    codes = ["icd10:M170", "icd10:M172", "icd10:M173"]
    payload = {"system": "icd10", "code": "M170", "to": ["M172", "M173"], "codes": codes}
    assert (said.payload, said.actor) == (payload, clinician())


def test_kept_codes_are_not_asked_about_again_before_the_next_release(knee: Topic, morning: datetime) -> None:
    check_due(at=morning)
    with pytest.raises(actions.NotReady) as refused:
        actions.keep_codes(topic=knee, system="icd10", reason=" ", by=clinician(), at=morning)
    assert refused.value.codes == ("no_reason",)
    actions.keep_codes(topic=knee, system="icd10", reason="Gamle journaler slår opp på dem.", by=clinician(), at=morning)
    last = Release.objects.get(version="2027")
    ask_about_retired(release=last, at=morning)
    assert not OpenItem.objects.open().exists()
    Release.objects.filter(pk=last.pk).update(valid_to=date(2027, 12, 31))
    make_release(last.system, version="2028", codes={"M17": "Kneartrose"})
    check_due(at=morning.replace(year=2028))
    assert OpenItem.objects.open().get().detail["codes"] == ["M170", "M171"]


def test_described_with_other_codes_the_question_is_answered(knee: Topic, morning: datetime) -> None:
    check_due(at=morning)
    facts: dict[str, Any] = {
        "title": knee.title,
        "unit": knee.unit,
        "owner": knee.owner,
        "deputy": knee.deputy,
        "high_risk": False,
        "synonyms": {},
    }
    describe_topic(topic=knee, **facts, codes=[("icd10", "M171"), ("icd10", "M172")], by=national_editor(), at=morning)
    assert OpenItem.objects.open().exists(), "M171 is left"
    describe_topic(topic=knee, **facts, codes=[("icd10", "M172")], by=national_editor(), at=morning)
    assert OpenItem.objects.get().resolution == "koden er byttet"


def test_what_was_put_right_elsewhere_closes_by_itself(knee: Topic, morning: datetime) -> None:
    check_due(at=morning)
    knee.codings.exclude(code="M17").delete()
    ask_about_retired(release=Release.objects.get(version="2027"), at=morning)
    assert OpenItem.objects.get().resolution == "gjelder ikke lenger"


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"code": "X99"}, "no_such_tag"),
        ({"to": ["M99.9"]}, "unknown_code"),
        ({"to": ["M17.0"]}, "unknown_code"),  # it is the retired one
    ],
)
def test_a_tag_that_is_none_is_refused_and_nothing_is_changed(
    knee: Topic, morning: datetime, said: dict[str, Any], fault: str
) -> None:
    words = {"system": "icd10", "code": "M170", "to": ["M17"]} | said
    with pytest.raises(actions.NotReady) as refused:
        actions.retag_topic(topic=knee, **words, by=clinician(), at=morning)
    assert refused.value.codes == (fault,)
    assert codes_of(knee) == ["M17", "M170", "M171"]


def test_only_those_who_answer_for_the_topic_or_write_nationally_may(knee: Topic, morning: datetime) -> None:
    for stranger in (clinician(2), make_user("ny@bergen.example")):
        with pytest.raises(actions.NotAllowed):
            actions.retag_topic(topic=knee, system="icd10", code="M170", to=["M17"], by=stranger, at=morning)
        with pytest.raises(actions.NotAllowed):
            actions.keep_codes(topic=knee, system="icd10", reason="Nei", by=stranger, at=morning)
    actions.retag_topic(topic=knee, system="icd10", code="M170", to=[], by=medical_editor(), at=morning)
    assert codes_of(knee) == ["M17", "M171"]


def test_many_topics_cost_no_more_queries_than_one(knee: Topic, morning: datetime, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8) as one:
        retired_tags(morning.date())
    for number in range(5):
        make_topic(f"kne-{number}", codes=[("icd10", "M170")])
    with django_assert_max_num_queries(len(one)):
        assert len(retired_tags(morning.date())) == 7
