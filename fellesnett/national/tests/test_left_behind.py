"""Bokmål is written anew, and the nynorsk text says what bokmål said before: the national editors are asked, until it follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.national import actions
from fellesnett.national.actions import NotAllowed, NotReady
from fellesnett.national.left_behind import REWRITE_WITHIN, SAFETY_WITHIN, ask_for_languages
from fellesnett.national.models import Edition, Topic
from fellesnett.national.queries import language_is_behind
from fellesnett.national.tests.factories import AT, clinician, make_edition, make_topic, medical_editor, national_editor
from fellesnett.organizations.models import OrganizationKind, Role

pytestmark = pytest.mark.django_db

HOURS = {"before": [("b1", "<p>Du må faste i {} timer.</p>"), ("b2", "<p>Ta med legitimasjon.</p>")]}
TIMAR = {"before": [("b1", "<p>Du må faste i {} timar.</p>"), ("b2", "<p>Ta med legitimasjon.</p>")]}
DAY = timedelta(days=1)


def fasting(hours: int, *, nynorsk: bool = False) -> dict[str, Any]:
    (first, words), *rest = (TIMAR if nynorsk else HOURS)["before"]
    return {"before": [(first, words.format(hours)), *rest]}


@pytest.fixture
def knee() -> Topic:
    """A text in bokmål and nynorsk that say the same."""
    topic = make_topic("kneprotese")
    make_edition(topic, fasting(6))
    make_edition(topic, fasting(6, nynorsk=True), language="nn", title="Kneprotese på nynorsk")
    return topic


def questions() -> list[OpenItem]:
    return list(OpenItem.objects.open().filter(kind=OpenItemKind.LANGUAGE_BEHIND).order_by("pk"))


def test_nobody_is_asked_while_the_languages_say_the_same(knee: Topic) -> None:
    assert questions() == []
    assert ask_for_languages(at=AT) == []


def test_the_national_editors_are_asked_as_bokmaal_is_released(knee: Topic) -> None:
    make_edition(knee, fasting(8), at=AT + DAY)

    (asked,) = questions()

    assert (asked.organization.kind, asked.role, asked.site) == (OrganizationKind.NATIONAL, Role.NATIONAL_EDITOR, None)
    assert asked.title == "Kneprotese på nynorsk: teksten på nynorsk henger etter bokmål"
    assert asked.reason.startswith("1 avsnitt er endret på bokmål siden teksten på nynorsk ble skrevet.")
    assert asked.detail == {"topic": "kneprotese", "language": "nn", "source": 2, "follows": 1, "class": "content"}
    assert (asked.asks, asked.urgent, asked.deadline) == (True, False, AT + DAY + REWRITE_WITHIN)
    entry = Event.objects.get(verb="language.behind")
    assert (entry.subject, entry.payload["item"]) == ("text:kneprotese:nn", asked.pk)


def test_the_question_is_closed_when_the_language_follows(knee: Topic) -> None:
    make_edition(knee, fasting(8))
    make_edition(knee, fasting(8, nynorsk=True), language="nn")

    assert questions() == []
    closed = OpenItem.objects.get(kind=OpenItemKind.LANGUAGE_BEHIND)
    assert closed.resolution_in_words == "Ny utgave på språket er klar"


def test_a_translation_of_an_older_text_answers_nothing(knee: Topic) -> None:
    first = knee.editions.get(language="nb")
    make_edition(knee, fasting(8))

    make_edition(knee, fasting(7, nynorsk=True), language="nn", follows=first)

    assert [item.detail["follows"] for item in questions()] == [1]


def test_yet_another_bokmaal_edition_gives_no_new_thirty_days(knee: Topic) -> None:
    make_edition(knee, fasting(8), at=AT + DAY)
    make_edition(knee, {"before": [fasting(8)["before"][0], ("b2", "<p>Ta med pass.</p>")]}, at=AT + 20 * DAY)

    (asked,) = questions()

    assert asked.reason.startswith("2 avsnitt er endret")
    assert (asked.opened_at, asked.deadline) == (AT + DAY, AT + DAY + REWRITE_WITHIN)


def test_a_safety_change_hastens(knee: Topic) -> None:
    make_edition(knee, fasting(8), at=AT + DAY)
    make_edition(knee, fasting(10), at=AT + 2 * DAY, classes={"b1": "safety"})

    (asked,) = questions()

    assert (asked.urgent, asked.deadline) == (True, AT + 2 * DAY + SAFETY_WITHIN)


def test_what_was_safety_hastens_also_when_bokmaal_goes_on(knee: Topic) -> None:
    make_edition(knee, fasting(10), classes={"b1": "safety"})
    make_edition(knee, {"before": [fasting(10)["before"][0], ("b2", "<p>Ta med pass.</p>")]}, at=AT + DAY)

    (asked,) = questions()

    assert (asked.urgent, asked.deadline) == (True, AT + SAFETY_WITHIN)


def test_a_new_title_alone_is_said_as_it_is(knee: Topic) -> None:
    make_edition(knee, fasting(6), title="Nytt kne")

    assert "Ingen avsnitt er endret" in questions()[0].reason


def test_an_edition_for_later_asks_when_it_goes_live(knee: Topic) -> None:
    make_edition(knee, fasting(8), effective_at=AT + 3 * DAY)
    assert questions() == []

    actions.go_live_scheduled(at=AT + 3 * DAY)

    assert [item.opened_at for item in questions()] == [AT + 3 * DAY]


def test_each_language_is_asked_about_by_itself(knee: Topic) -> None:
    make_edition(knee, fasting(6), language="se", title="Čibbeprotesa")
    make_edition(knee, fasting(8))
    assert {item.detail["language"] for item in questions()} == {"nn", "se"}

    make_edition(knee, fasting(8, nynorsk=True), language="nn")

    assert [item.detail["language"] for item in questions()] == ["se"]


def test_a_text_that_was_nynorsk_first_is_asked_about_as_bokmaal_comes() -> None:
    topic = make_topic("hofteprotese")
    make_edition(topic, fasting(6, nynorsk=True), language="nn")
    assert questions() == []

    make_edition(topic, fasting(6))

    assert questions()[0].detail["follows"] == 0
    actions.confirm_translation(edition=topic.editions.get(language="nn"), source=1, by=national_editor(), at=AT)
    assert questions() == []


def test_a_withdrawn_topic_asks_nothing(knee: Topic) -> None:
    make_edition(knee, fasting(8))

    actions.withdraw(topic=knee, deadline=AT + 90 * DAY, reason="Slått sammen", by=medical_editor(), at=AT)

    assert questions() == []
    assert ask_for_languages(at=AT) == []


def test_what_was_behind_before_this_was_kept_is_asked_about_once(knee: Topic, django_assert_max_num_queries: Any) -> None:
    make_edition(knee, fasting(8))
    OpenItem.objects.filter(kind=OpenItemKind.LANGUAGE_BEHIND).delete()

    assert [item.detail["source"] for item in ask_for_languages(at=AT + DAY)] == [2]

    with django_assert_max_num_queries(2):
        assert ask_for_languages(at=AT + 2 * DAY) == []
    assert Edition.objects.live().count() == 2
    assert questions()[0].deadline == AT + DAY + REWRITE_WITHIN


# --- nothing to rewrite ---------------------------------------------------------------------------------------------


@pytest.fixture
def comma(knee: Topic) -> Edition:
    """The nynorsk text, after a change in bokmål that it needs nothing of."""
    words = [("b1", "<p>Du må faste i 6 timer.</p>"), ("b2", "<p>Ta med gyldig legitimasjon.</p>")]
    make_edition(knee, {"before": words}, at=AT + DAY)
    return knee.editions.get(language="nn")


def confirm(edition: Edition, **said: Any) -> Edition:
    return actions.confirm_translation(**{"edition": edition, "source": 2, "by": national_editor(), "at": AT + 2 * DAY, **said})


def refusal(edition: Edition, **said: Any) -> list[str]:
    with pytest.raises(NotReady) as refused:
        confirm(edition, **said)
    return [reason.code for reason in refused.value.reasons]


def test_a_translation_that_says_so_already_follows_without_a_new_text(comma: Edition) -> None:
    confirm(comma)

    assert questions() == []
    assert not language_is_behind(comma.topic.editions.get(language="nn"))
    assert [(edition.language, edition.number) for edition in Edition.objects.live().order_by("language")] == [
        ("nb", 2),
        ("nn", 1),
    ]
    entry = Event.objects.get(verb="edition.follows")
    assert (entry.subject, entry.payload["before"], entry.payload["source"]) == ("text:kneprotese:nn", 1, 2)
    assert refusal(comma) == ["not_behind"], "a second click changes nothing"


def test_who_read_an_older_bokmaal_is_told_that_it_moved(comma: Edition) -> None:
    make_edition(comma.topic, fasting(8), at=AT + DAY)

    assert refusal(comma) == ["source_moved"]
    assert questions()[0].detail["source"] == 3


def test_bokmaal_itself_follows_nothing(comma: Edition) -> None:
    assert refusal(comma.topic.editions.live().get(language="nb")) == ["not_behind"]


def test_an_edition_that_is_no_longer_live_follows_no_more(comma: Edition) -> None:
    make_edition(comma.topic, fasting(7, nynorsk=True), language="nn", follows=comma.follows)

    assert refusal(comma) == ["not_live"]


def test_a_clinician_does_not_say_what_a_translation_follows(comma: Edition) -> None:
    with pytest.raises(NotAllowed):
        confirm(comma, by=clinician())


def test_after_a_safety_change_only_the_medical_editor_says_so(knee: Topic) -> None:
    make_edition(knee, fasting(10), classes={"b1": "safety"})
    nynorsk = knee.editions.get(language="nn")

    with pytest.raises(NotAllowed):
        confirm(nynorsk)
    assert len(questions()) == 1

    confirm(nynorsk, by=medical_editor())
    assert questions() == []
