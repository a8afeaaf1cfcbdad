"""The feed after a day at two hospitals: what is told, in which order, and what is not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils.html import escape

from fellesnett.adoption.actions.answering import answer
from fellesnett.adoption.models import Answer
from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change, FeedHead, Item, Version
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.editorial.models import Event
from fellesnett.national.models import Topic
from fellesnett.national.tests import factories as national
from fellesnett.organizations.models import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    make_front_door()
    return make_bergen()


def lines() -> list[tuple[int, str, str, bool]]:
    """Number, what happened, to which text, does it matter."""
    told = Change.objects.select_related("item__site").order_by("seq")
    return [(line.seq, line.kind, _name(line.item), line.significant) for line in told]


def _name(item: Item) -> str:
    return f"{item.site.slug if item.site else 'national'} {item.language}"


def document(site: Site | None, language: str = "nb") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Item.objects.get(site=site, language=language, place=None).document)
    return found


def test_a_page_that_goes_live_is_one_line_and_says_whose_words_are_whose(bergen: Site) -> None:
    show(bergen, make_knee())
    assert follow(at=MORNING) == 1
    assert lines() == [(1, "published", "bergen nb", True)]
    said = document(bergen)
    assert (said["title"], said["topic"], said["scope"]) == ("Kneprotese", "kneprotese", "local")
    assert (said["version"], said["seq"]) == (1, 1)
    assert said["links"]["web"] == "http://bergen.localhost:8000/behandlinger/kneprotese/"
    blocks = {block["id"]: block for section in said["sections"] for block in section["blocks"]}
    assert blocks["faste"]["source"] == {"layer": "national", "owner": "", "edition": 1}
    assert blocks["telefon"]["source"]["layer"] == "site"
    assert said["based_on"]["diverged"] is True
    assert said["attribution"]["text"] == "Fra Helse Bergen HF, sist endret 24.11.2026"


def test_reading_the_log_again_tells_nothing_new(bergen: Site) -> None:
    show(bergen, make_knee())
    follow(at=MORNING)
    assert follow(at=MORNING) == 0
    FeedHead.objects.update(event=0)  # killed before it could note how far it had come
    assert follow(at=MORNING) == 0
    assert Version.objects.count() == 1


def test_another_language_is_told_of_by_the_first(bergen: Site) -> None:
    show(bergen, make_knee(english=True))
    follow(at=MORNING)
    first, second, third = lines()
    assert {first[2], second[2]} == {"bergen nb", "bergen en"}
    assert (first[1], second[1]) == ("published", "published")
    assert third[1:] == ("updated", first[2], False)
    english = Item.objects.get(language="en")
    assert document(bergen)["translations"] == [{"language": "en", "id": english.pk.urn}]
    assert document(bergen, "en")["sections"][0]["heading"] == "Before treatment"


def test_what_is_taken_down_keeps_its_id_and_the_reason_and_never_the_words(bergen: Site) -> None:
    topic = make_knee()
    show(bergen, topic)
    follow(at=MORNING)
    later = MORNING + timedelta(hours=1)
    answer(site=bergen, topic=topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=later, reason="Gjøres på Voss")
    follow(at=MORNING)
    item = Item.objects.get()
    assert (item.document, item.gone_at) == ("", later)
    gone = Change.objects.latest("seq")
    assert (gone.kind, gone.reason, gone.recall) == ("deleted", "not_offered", False)


def test_the_national_text_is_delivered_too_and_a_safety_change_is_a_recall(bergen: Site) -> None:
    first = national.make_edition(sections={"before": [("faste", "<p>Du må faste i 6 timer.</p>")]})
    follow(at=MORNING)
    assert document(None)["scope"] == "national"
    assert document(None)["based_on"] is None
    release_next(first.topic, "<p>Du må faste i 8 timer.</p>", "safety")
    follow(at=MORNING)
    last = Change.objects.latest("seq")
    assert (last.kind, last.version, last.significant, last.recall) == ("updated", 2, True, True)


def release_next(topic: Topic, html: str, change_class: str) -> None:
    national.make_edition(topic, {"before": [("faste", html)]}, classes={"faste": change_class})


def test_a_comma_is_a_new_version_that_nobody_needs_to_approve_again(bergen: Site) -> None:
    first = national.make_edition(sections={"before": [("faste", "<p>Du må faste i 6 timer før operasjonen.</p>")]})
    follow(at=MORNING)
    changed_at = Item.objects.get().changed
    release_next(first.topic, "<p>Du må faste i 6 timer, før operasjonen.</p>", "editorial")
    follow(at=MORNING)
    item = Item.objects.get()
    assert (item.version, Change.objects.latest("seq").significant, item.changed) == (2, False, changed_at)


def test_a_withdrawn_topic_is_recalled_and_points_to_what_took_over(bergen: Site) -> None:
    old, new = (
        national.make_edition(),
        national.make_edition(
            national.make_topic("kneprotese-ny", title="Ny kneprotese"), {"before": [("ny", "<p>Du må faste i 6 timer.</p>")]}
        ),
    )
    national.actions.withdraw(
        topic=old.topic, successor=new.topic, reason="Slått sammen", deadline=MORNING + timedelta(days=60),
        by=national.medical_editor(), at=MORNING,
    )  # fmt: skip
    follow(at=MORNING)
    gone = Change.objects.latest("seq")
    assert (gone.kind, gone.recall, gone.reason) == ("deleted", True, "withdrawn")
    assert gone.replaced_by == Item.objects.get(topic=new.topic)


def test_the_numbers_follow_the_log_without_gaps(bergen: Site) -> None:
    for number in range(3):
        show(bergen, make_knee(f"kne-{number}", f"Kne {number}"))
    follow(at=MORNING)
    assert list(Change.objects.values_list("seq", flat=True)) == [1, 2, 3]
    assert FeedHead.objects.get().event == Event.objects.latest("sequence").sequence


@pytest.mark.parametrize(
    ("before", "after"),
    [("Ta 1,5 mg.", "Ta 1.5 mg."), ("Under < 5 dager.", "Under > 5 dager."), ("Minst -2 grader.", "Minst 2 grader."),
     ("Vent 2–4 timer.", "Vent 2 4 timer."), ("Ta 5 % salve.", "Ta 5 salve.")],
)  # fmt: skip
def test_a_sign_that_carries_meaning_is_read_again(bergen: Site, before: str, after: str) -> None:
    first = national.make_edition(sections={"before": [("faste", f"<p>{escape(before)}</p>")]})
    release_next(first.topic, f"<p>{escape(after)}</p>", "content")
    follow(at=MORNING)
    assert Change.objects.latest("seq").significant
