"""A hospital that did not answer the last edition is told everything that has happened since the one it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fellesnett.adoption.actions.rolling_out import roll_out
from fellesnett.adoption.candidates import candidate
from fellesnett.adoption.models import AdoptedText, LocalOperation, Update
from fellesnett.adoption.queries import impact
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    FASTING,
    MORNING,
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    standard_sections,
    text,
    write,
)
from fellesnett.national.models import Edition, Topic

pytestmark = pytest.mark.django_db


def sections(*before: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {**standard_sections(), "before": list(before)}


@pytest.fixture
def topic() -> Topic:
    return make_topic("kneprotese")


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("helse-bergen")


def say(hospital: Hospital, adopted: AdoptedText, *operation: str) -> LocalOperation:
    """Local text that patients see."""
    row = write(hospital, adopted.adoption, *operation)
    approve_candidate(adopted, by=hospital.clinician)
    return row


def act(kind: str, old: str, *new: str) -> list[dict[str, Any]]:
    return [{"kind": kind, "from": [old], "to": list(new)}]


def release(topic: Topic, days: int, parts: dict[str, Any], **said: Any) -> Edition:
    edition = make_edition(topic, parts, at=MORNING + timedelta(days=days), **said)
    roll_out(edition=edition, at=MORNING + timedelta(days=days))
    return edition


def outcomes(adopted: AdoptedText) -> dict[str, str]:
    plan = Update.objects.open().get(text=adopted).plan
    return {item["operation"] or item["block"]: item["outcome"] for item in plan["outcomes"]}


def test_a_supplement_follows_its_paragraph_through_two_moves(topic: Topic, bergen: Hospital) -> None:
    make_edition(topic)
    adopted = make_adoption(bergen.site, topic, by=bergen.editor).texts.get()
    extra = say(bergen, adopted, "supplement", "faste", "<p>Ta med pleddet ditt.</p>")
    release(
        topic,
        1,
        sections(text("oppmote", ARRIVAL), text("faste-2", FASTING)),
        lineage=act("move", "faste", "faste-2"),
    )
    release(
        topic,
        2,
        sections(text("faste-3", FASTING), text("oppmote", ARRIVAL)),
        lineage=act("move", "faste-2", "faste-3"),
    )
    assert outcomes(adopted)[extra.key] == "keep"
    page = candidate(adopted).page
    assert page is not None
    order = [block.html for section in page.sections for block in section.blocks if section.key == "before"]
    assert order[:2] == [FASTING, "<p>Ta med pleddet ditt.</p>"]


def test_a_replaced_paragraph_that_was_split_an_edition_ago_is_still_a_conflict(topic: Topic, bergen: Hospital) -> None:
    make_edition(topic)
    adopted = make_adoption(bergen.site, topic, by=bergen.editor).texts.get()
    ours = say(bergen, adopted, "override", "faste", "<p>Du må faste fra midnatt.</p>")
    parts = [text("mat", "<p>Ikke spis de siste 6 timene.</p>"), text("drikke", "<p>Vann er lov til 2 timer før.</p>")]
    release(topic, 1, sections(*parts), lineage=act("split", "faste", "mat", "drikke"))
    release(topic, 2, sections(parts[0], text("drikke", "<p>Vann er lov til 1 time før.</p>")))
    assert outcomes(adopted)[ours.key] == "conflict"


def test_a_content_change_that_was_never_answered_is_not_hidden_by_an_editorial_one(topic: Topic, bergen: Hospital) -> None:
    make_edition(topic)
    adopted = make_adoption(bergen.site, topic, by=bergen.editor).texts.get()
    changed = "<p>Møt opp ved inngang nord.</p>"
    release(topic, 1, sections(text("faste", FASTING), text("oppmote", changed)), changes={"oppmote": "content"})
    release(
        topic,
        2,
        sections(text("faste", FASTING), text("oppmote", "<p>Møt opp ved Inngang nord.</p>")),
        changes={"oppmote": "editorial"},
    )
    assert Update.objects.open().get(text=adopted).change_class == "content"


def test_the_impact_of_a_draft_counts_what_the_hospital_has_not_answered(topic: Topic, bergen: Hospital) -> None:
    make_edition(topic)
    adopted = make_adoption(bergen.site, topic, by=bergen.editor).texts.get()
    say(bergen, adopted, "override", "faste", "<p>Du må faste fra midnatt.</p>")
    parts = [text("mat", "<p>Ikke spis de siste 6 timene.</p>"), text("drikke", "<p>Vann er lov til 2 timer før.</p>")]
    release(topic, 1, sections(*parts), lineage=act("split", "faste", "mat", "drikke"))
    draft = make_edition(
        topic, sections(parts[0], text("drikke", "<p>Vann er lov til 1 time før.</p>")), at=MORNING + timedelta(days=2)
    )
    assert impact(topic, "nb", draft.value).outcomes["conflict"] == 1
