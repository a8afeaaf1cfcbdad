"""Topics: made once, found by code and by word, withdrawn with a successor; their languages and their reviews."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.national import actions, queries, reviews
from fellesnett.national.actions import NotAllowed
from fellesnett.national.models import Candidate, Edition, Topic
from fellesnett.national.signals import withdrawn
from fellesnett.national.tests.factories import (
    AT,
    clinician,
    make_candidate,
    make_edition,
    make_text,
    make_topic,
    medical_editor,
    national_editor,
)
from fellesnett.national.tests.refusing import refused

pytestmark = pytest.mark.django_db

KNEE = {"before": [("b1", "<p>Du må faste i 6 timer.</p>"), ("b2", "<p>Dusj hjemme.</p>")]}
KNEE_8 = {"before": [("b1", "<p>Du må faste i 8 timer.</p>"), ("b2", "<p>Dusj hjemme.</p>")]}
NN = {"before": [("b1", "<p>Du må faste i 6 timar.</p>"), ("b2", "<p>Dusj heime.</p>")]}


# --- making ---------------------------------------------------------------------------------------------------------


def test_a_topic_is_made_with_codes_and_synonyms_in_the_lists_own_spelling():
    make_code_system("icd10")
    topic = make_topic(
        "kneprotese", codes=[("icd10", "M17.9", "Kneartrose")], synonyms={"nb": ["nytt kne", "nytt kne"], "nn": ["nytt kne"]}
    )
    assert [(coding.code, coding.display) for coding in topic.codings.all()] == [("M179", "Kneartrose")]
    assert topic.synonyms.count() == 2
    assert Event.objects.get(verb="topic.created").payload == {"kind": "treatment", "codes": ["icd10:M179"]}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"key": "kne protese"}, "bad_key"),
        ({"key": "finnes"}, "key_taken"),
        ({"kind": "recipe"}, "unknown_kind"),
        ({"title": " "}, "no_title"),
        ({"codes": [("icd11", "X")]}, "unknown_system"),
        ({"synonyms": {"xx": ["kne"]}}, "unknown_language"),
    ],
)
def test_a_topic_that_cannot_be_is_not_made(said, code):
    make_topic("finnes")
    assert refused(make_topic, **{"key": "kneprotese", **said}) == (code,)
    assert Topic.objects.count() == 1


def test_only_national_editors_make_topics():
    with pytest.raises(NotAllowed):
        make_topic(by=clinician())


# --- finding --------------------------------------------------------------------------------------------------------


def test_a_topic_is_found_by_its_code_and_by_every_code_below_it():
    system = make_code_system("icd10")
    release = make_release(system, codes={})
    for code, parent in [("M15-M19", ""), ("M17", "M15-M19"), ("M179", "M17"), ("M16", "M15-M19")]:
        make_concept(release, code, parent_code=parent)
    knee = make_topic("kneprotese", codes=[("icd10", "M17")])
    joints = make_topic("artrose", codes=[("icd10", "M15-M19")])
    assert queries.codes_above("icd10", "M17.9") == ["M17", "M15-M19"]
    assert set(queries.topics_with_code("icd10", "M17.9")) == {knee, joints}
    assert set(queries.topics_with_code("icd10", "m17")) == {knee, joints}
    assert set(queries.topics_with_code("icd10", "M16")) == {joints}
    assert not queries.topics_with_code("ncsp", "M17").exists()


@pytest.mark.parametrize(
    ("system", "stored", "written"),
    [("icd10", "V0n", "V0n"), ("icd10", "M179", "m 17.9+"), ("ncsp", "NGB40", "ngb-40"), ("kommuner", "0301", "301")],
)
def test_a_code_is_spelled_as_its_own_list_spells_it(system, stored, written):
    make_release(make_code_system(system), codes={stored: "En kode"})
    topic = make_topic("tema", codes=[(system, written)])
    assert topic.codings.get().code == stored
    assert set(queries.topics_with_code(system, written)) == {topic}


def test_a_ring_in_a_faulty_list_ends():
    release = make_release(make_code_system("icd10"), codes={})
    for code, parent in [("A", "B"), ("B", "A")]:
        make_concept(release, code, parent_code=parent)
    assert queries.codes_above("icd10", "A") == ["B"]


def test_a_tagging_counts_only_while_it_is_valid():
    make_code_system("icd10")
    topic = make_topic("kneprotese", codes=[("icd10", "M17")])
    topic.codings.update(valid_to=date(2026, 12, 31))
    assert queries.topics_with_code("icd10", "M17", on=date(2026, 11, 23)).exists()
    assert not queries.topics_with_code("icd10", "M17", on=date(2027, 1, 1)).exists()


@pytest.mark.parametrize("words", ["Øyekatarakt", "øyekat", "ØYE", "grå stær", "Grå", "augekatarakt"])
def test_a_topic_is_found_by_title_in_any_language_and_by_synonym_whatever_the_case(words):
    topic = make_topic("katarakt", title="Øyekatarakt", synonyms={"nb": ["grå stær"]})
    make_text(topic, KNEE, language="nn", title="Augekatarakt")
    assert list(queries.find_topics(words)) == [topic]


def test_nothing_is_found_by_nothing():
    make_topic()
    assert not queries.find_topics("  ").exists()
    assert not queries.find_topics("hjerte").exists()


def test_a_second_topic_of_the_same_name_is_noticed():
    knee = make_topic("kneprotese", title="Kneprotese", synonyms={"nb": ["Nytt kne"]})
    assert queries.duplicates_of("kneprotese!") == [knee]
    assert queries.duplicates_of("NYTT  KNE") == [knee]
    assert queries.duplicates_of("Kneprotese", other_than=knee) == []
    assert queries.duplicates_of("Hofteprotese") == queries.duplicates_of(" - ") == []


# --- withdrawing ----------------------------------------------------------------------------------------------------


@pytest.fixture
def heard():
    topics = []

    def listen(topic, **_said):
        topics.append(topic)

    withdrawn.connect(listen)
    yield topics
    withdrawn.disconnect(listen)


def withdraw(topic, **said):
    said = {
        "successor": None,
        "deadline": AT + timedelta(days=30),
        "reason": "Erstattet.",
        "by": medical_editor(),
        "at": AT,
        **said,
    }
    return actions.withdraw(topic=topic, **said)


def test_a_withdrawn_topic_names_its_successor_and_nothing_of_it_is_offered(heard, django_capture_on_commit_callbacks):
    old, new = make_topic("gammel"), make_topic("ny")
    make_edition(old, KNEE)
    make_edition(old, NN, language="nn")
    make_edition(old, KNEE_8, effective_at=AT + timedelta(days=3))
    waiting = make_candidate(old, NN, language="nn", title="Nytt namn")
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(old, successor=new)
    old.refresh_from_db()
    assert (old.successor, old.withdrawn_by, old.withdrawal_deadline) == (new, medical_editor(), AT + timedelta(days=30))
    assert set(Edition.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert Candidate.objects.get(pk=waiting.pk).state == "returned"
    assert not OpenItem.objects.open().filter(subject__startswith="text:").exists()
    assert heard == [old]
    assert Event.objects.get(verb="topic.withdrawn").payload["successor"] == "ny"


def test_a_withdrawn_topic_is_not_written_submitted_or_withdrawn_again():
    topic = make_topic()
    text = make_text(topic, KNEE)
    withdraw(topic)
    assert refused(withdraw, topic=topic) == ("withdrawn",)
    assert refused(actions.submit, text=text, by=national_editor(), at=AT) == ("withdrawn",)
    assert refused(make_text, topic=topic) == ("withdrawn",)
    assert refused(actions.start_language_version, topic=topic, language="nn", by=national_editor(), at=AT) == ("withdrawn",)
    assert actions.go_live_scheduled(at=AT + timedelta(days=365)) == []


@pytest.mark.parametrize(
    ("said", "code"), [({"reason": " "}, "no_reason"), ({"deadline": AT - timedelta(days=1)}, "deadline_passed")]
)
def test_a_withdrawal_wants_a_reason_and_time_to_act(said, code):
    assert refused(withdraw, topic=make_topic(), **said) == (code,)


def test_a_topic_is_not_replaced_by_itself_or_by_one_that_is_gone():
    topic, gone = make_topic(), make_topic()
    withdraw(gone)
    assert refused(withdraw, topic=topic, successor=topic) == ("bad_successor",)
    assert refused(withdraw, topic=topic, successor=gone) == ("bad_successor",)


def test_only_the_medical_editor_withdraws():
    with pytest.raises(NotAllowed):
        withdraw(make_topic(), by=national_editor())


# --- languages ------------------------------------------------------------------------------------------------------


def test_a_translation_is_behind_when_bokmaal_has_moved_on_and_the_blocks_are_named():
    topic = make_topic("kneprotese")
    make_edition(topic, KNEE)
    nynorsk = make_edition(topic, NN, language="nn")
    assert queries.behind_languages(topic) == []
    assert not queries.language_is_behind(nynorsk)
    source = make_edition(topic, KNEE_8)
    assert [(item.edition, item.source, item.blocks) for item in queries.behind_languages(topic)] == [(nynorsk, source, ("b1",))]
    assert queries.language_is_behind(nynorsk)
    assert not queries.language_is_behind(source)
    nynorsk = make_edition(topic, {"before": [("b1", "<p>Du må faste i 8 timar.</p>"), NN["before"][1]]}, language="nn")
    assert (nynorsk.follows, queries.behind_languages(topic)) == (source, [])


def test_a_block_that_left_bokmaal_is_named_too():
    topic = make_topic("kneprotese")
    make_edition(topic, KNEE)
    make_edition(topic, NN, language="nn")
    make_edition(topic, {"before": [KNEE["before"][0]]})
    assert queries.behind_languages(topic)[0].blocks == ("b2",)


def test_a_translation_that_followed_nothing_lacks_everything():
    topic = make_topic("kneprotese")
    make_edition(topic, NN, language="nn")
    make_edition(topic, KNEE)
    assert queries.behind_languages(topic)[0].blocks == ("b1", "b2")


def test_a_translator_may_say_which_bokmaal_edition_was_before_them():
    topic = make_topic("kneprotese")
    first = make_edition(topic, KNEE)
    make_edition(topic, KNEE_8)
    nynorsk = make_edition(topic, NN, language="nn", follows=first)
    assert queries.language_is_behind(nynorsk)


def test_a_translation_does_not_follow_another_topic_or_another_translation():
    topic = make_topic("kneprotese")
    other = make_edition(make_topic("hofteprotese"), {"before": [("h1", "<p>Hofte.</p>")]})
    text = make_text(topic, NN, language="nn")
    assert refused(actions.submit, text=text, by=national_editor(), at=AT, follows=other) == ("wrong_source",)
    first = make_edition(topic, KNEE)
    text = make_text(topic, KNEE_8)
    said = {"text": text, "by": national_editor(), "at": AT, "classes": {"b1": "content"}}
    assert refused(actions.submit, **said, follows=first) == ("wrong_source",)


# --- reviews --------------------------------------------------------------------------------------------------------


def morning(day, days=0):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 8)) + timedelta(days=days)


@pytest.mark.parametrize(("days_before", "stage"), [(91, None), (90, 90), (31, 90), (30, 30), (1, 30), (0, 0), (-10, 0)])
def test_notice_of_a_review_comes_90_30_and_0_days_before(days_before, stage):
    edition = make_edition(make_topic("kneprotese"), KNEE)
    opened = reviews.open_review_items(at=morning(edition.review_by, -days_before))
    assert [item.detail["days"] for item in opened] == ([] if stage is None else [stage])


def test_owner_and_deputy_get_one_notice_at_a_time_each():
    edition = make_edition(make_topic("kneprotese", deputy=clinician(2)), KNEE)
    for days, fresh in [(-90, 2), (-60, 0), (-30, 2), (-29, 0), (0, 2), (1, 0)]:
        assert len(reviews.open_review_items(at=morning(edition.review_by, days))) == fresh
        assert OpenItem.objects.open().filter(kind=OpenItemKind.REVIEW_DUE).count() == 2
    assert OpenItem.objects.open().for_user(clinician(2)).filter(owner=clinician(2)).get().urgent
    assert Event.objects.filter(verb="review.due").count() == 6


def test_a_clinician_who_finds_that_the_text_holds_moves_the_date_and_makes_no_edition():
    edition = make_edition(make_topic("kneprotese"), KNEE)
    at = morning(edition.review_by, -10)
    reviews.open_review_items(at=at)
    edition = actions.confirm_review(edition=edition, by=clinician(), at=at)
    assert edition.review_by.year == 2032
    assert Edition.objects.get().reviewed_on == timezone.localdate(at)
    assert not OpenItem.objects.open().exists()
    assert reviews.open_review_items(at=at) == []


def test_a_new_edition_ends_the_notice_of_the_old():
    topic = make_topic("kneprotese")
    edition = make_edition(topic, KNEE)
    at = morning(edition.review_by, -10)
    reviews.open_review_items(at=at)
    make_edition(topic, KNEE_8, at=at)
    assert not OpenItem.objects.open().filter(kind=OpenItemKind.REVIEW_DUE).exists()


def test_only_the_live_edition_is_looked_over_and_only_by_clinicians():
    topic = make_topic("kneprotese")
    first = make_edition(topic, KNEE)
    make_edition(topic, KNEE_8)
    assert refused(actions.confirm_review, edition=first, by=clinician(), at=AT) == ("not_live",)
    with pytest.raises(NotAllowed):
        actions.confirm_review(edition=first, by=national_editor(), at=AT)


@pytest.mark.parametrize(("days", "overdue", "told"), [(0, False, False), (1, True, False), (90, True, False), (91, True, True)])
def test_the_reader_is_told_after_ninety_days_that_the_review_is_late(days, overdue, told):
    edition = make_edition(make_topic("kneprotese"), KNEE)
    at = morning(edition.review_by, days)
    assert (reviews.is_overdue(edition, at), reviews.reader_is_told(edition, at)) == (overdue, told)


@pytest.mark.parametrize(
    ("reviewed", "expected"),
    [(date(2028, 2, 29), date(2029, 2, 28)), (date(2026, 1, 31), date(2027, 1, 31)), (date(2026, 12, 1), date(2027, 12, 1))],
)
def test_a_leap_day_is_reviewed_on_the_last_of_february(reviewed, expected):
    from fellesnett.national.actions.releasing import review_by

    assert review_by(Topic(high_risk=True), reviewed) == expected


# --- a review that nobody does --------------------------------------------------------------------------------------


def test_an_overdue_review_is_taken_to_the_national_desk_by_steps_and_closes_with_the_review():
    topic = make_topic("kneprotese", deputy=clinician(2))
    edition = make_edition(topic, KNEE)
    asked = {}
    for days in (13, 14, 15, 30, 31, 90):
        at = morning(edition.review_by, days)
        reviews.open_review_items(at=at)
        asked[days] = [item.role for item in reviews.escalate_reviews(at=at)]
    assert asked == {13: [], 14: ["national_editor"], 15: [], 30: ["national_medical_editor"], 31: [], 90: []}
    raised = OpenItem.objects.open().get(role="national_medical_editor")
    assert raised in OpenItem.objects.for_user(medical_editor())
    assert str(topic.deputy) in raised.reason
    assert Event.objects.filter(verb="review.escalated").count() == 2
    actions.confirm_review(edition=edition, by=clinician(), at=at)
    assert not OpenItem.objects.open().filter(kind=OpenItemKind.REVIEW_DUE).exists()


def test_a_review_without_an_owner_says_so_when_it_is_taken_further():
    topic = make_topic("hofteprotese")
    Topic.objects.update(owner=None, deputy=None)
    edition = make_edition(topic, KNEE)
    (item,) = reviews.escalate_reviews(at=morning(edition.review_by, 14))
    assert "ingen fagansvarlig" in item.reason
