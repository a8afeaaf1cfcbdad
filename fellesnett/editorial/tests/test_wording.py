"""What an inbox asks is written down in bokmål and said to each in the own language."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.reminders import ESCALATE_AFTER, escalate
from fellesnett.editorial.tests.factories import new_item
from fellesnett.editorial.wording import Said, together, worded
from fellesnett.organizations.tests.factories import make_site

TITLE, REASON = "{title}: utgave {number} er klar", "Den nasjonale teksten er endret. Se hva som er nytt, og godkjenn siden."


@pytest.fixture
def item(db: None, now: datetime) -> OpenItem:
    """Asked by somebody whose desk speaks nynorsk."""
    asked = new_item(make_site("forde"), subject="adoption:1", opened_at=now, deadline=now + timedelta(days=30))
    with translation.override("nn"):
        asked.title, asked.reason = worded(TITLE, title="Gikt", number=3), worded(REASON)
        return OpenItem.objects.get(pk=open_item(asked).pk)


def test_it_is_written_in_bokmaal_whoever_caused_it(item: OpenItem) -> None:
    assert item.title == "Gikt: utgave 3 er klar"
    assert item.reason == REASON


def test_each_reads_it_in_the_own_language(item: OpenItem) -> None:
    with translation.override("nn"):
        assert item.title_in_words == "Gikt: utgåve 3 er klar"
        assert item.reason_in_words == "Den nasjonale teksten er endra. Sjå kva som er nytt, og godkjenn sida."
    with translation.override("nb"):
        assert (item.title_in_words, item.reason_in_words) == (item.title, item.reason)


def test_what_was_written_before_this_was_kept_is_said_as_it_was_written(item: OpenItem) -> None:
    OpenItem.objects.update(wording={})
    item.refresh_from_db()
    with translation.override("nn"):
        assert item.title_in_words == "Gikt: utgave 3 er klar"


def test_an_escalated_question_is_still_worded_for_its_reader(item: OpenItem, now: datetime) -> None:
    raised, *_region = escalate(at=now + ESCALATE_AFTER)
    with translation.override("nn"):
        assert raised.title_in_words == "Gikt: utgåve 3 er klar"
        assert raised.reason_in_words.startswith("Saka har stått open i 30 dagar. Den nasjonale teksten er endra.")
    assert raised.reason.startswith("Saken har stått åpen i 30 dager. Den nasjonale teksten er endret.")


def test_how_it_was_closed_is_worded_too(item: OpenItem, now: datetime) -> None:
    close_items(keys=[item.key], by=None, at=now, resolution="Overtatt av en nyere utgave")
    item.refresh_from_db()
    with translation.override("nn"):
        assert item.resolution_in_words == "Overteken av ei nyare utgåve"


def test_somebodys_own_words_are_never_translated() -> None:
    said = together("Godkjent", worded("Saken har stått åpen i {days} dager.", days=7))
    assert said == "Godkjent Saken har stått åpen i 7 dager."
    assert said.parts[0] == "Godkjent"
    assert together("", "") == ""


def test_a_label_is_said_in_the_language_of_the_sentence(db: None, now: datetime) -> None:
    with translation.override("nn"):
        said = worded("Bestillingen «{title}» er {state}", title="Gikt", state=OpenItemKind.WITHDRAWN.label)
        assert said == "Bestillingen «Gikt» er trukket tilbake"
        assert Said(*said.parts) == said
