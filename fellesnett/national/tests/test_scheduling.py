"""An edition for another day: it is scheduled, comes by the clock, is overtaken, or is called off (semantics.md section 6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fellesnett.editorial.models import Event
from fellesnett.national import actions
from fellesnett.national.actions import NotAllowed
from fellesnett.national.checks import edition_faults
from fellesnett.national.models import Edition
from fellesnett.national.tests.factories import (
    AT,
    FASTING,
    clinician,
    finish,
    make_candidate,
    make_edition,
    make_topic,
    national_editor,
)
from fellesnett.national.tests.refusing import refused

pytestmark = pytest.mark.django_db

SIX_HOURS = "<p>Du må faste i 6 timer før operasjonen.</p>"
EIGHT_HOURS = "<p>Du må faste i 8 timer før operasjonen.</p>"


@pytest.fixture
def knee():
    return make_topic("kneprotese")


def test_an_edition_that_takes_effect_later_is_scheduled_and_goes_live_by_the_clock(
    knee, heard, django_capture_on_commit_callbacks
):
    first = make_edition(knee)
    monday = AT + timedelta(days=7)
    later = make_edition(knee, {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]}, effective_at=monday)
    first.refresh_from_db()
    assert (first.state, later.state, later.effective_at) == ("live", "scheduled", monday)
    assert actions.go_live_scheduled(at=monday - timedelta(seconds=1)) == []
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.go_live_scheduled(at=monday) == [later]
    assert actions.go_live_scheduled(at=monday) == []
    assert heard == [later]
    first.refresh_from_db()
    later.refresh_from_db()
    assert (first.state, later.state) == ("superseded", "live")
    assert Event.objects.filter(verb="edition.live", actor=None).count() == 1


def scheduled(knee, **more):
    """An edition that will come on Monday."""
    eight = {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]}
    return make_edition(knee, eight, effective_at=AT + timedelta(days=7), **more)


def call_off(edition, **said):
    said = {"by": national_editor(), "at": AT, "reason": "Den skal gjelde fra nyttår."} | said
    return actions.call_off(edition=edition, **said)


def test_a_scheduled_edition_is_called_off_and_never_comes(knee):
    first, later = make_edition(knee), scheduled(knee)

    assert call_off(later).state == "called_off"

    assert actions.go_live_scheduled(at=AT + timedelta(days=8)) == []
    assert [edition.pk for edition in Edition.objects.live()] == [first.pk]
    event = Event.objects.get(verb="edition.called_off")
    assert (event.payload["number"], event.payload["reason"]) == (2, "Den skal gjelde fra nyttår.")
    assert list(edition_faults()) == []


def test_what_is_called_off_can_be_sent_again_as_it_is_for_another_day(knee):
    make_edition(knee)
    call_off(scheduled(knee))

    eight = {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]}
    again = make_candidate(knee, eight, effective_at=AT + timedelta(days=30))

    assert again.state == "signed", "what the clinicians have signed is signed"
    edition = finish(again)
    assert (edition.number, edition.state, edition.changes) == (3, "scheduled", [])


def test_a_first_edition_that_was_called_off_leaves_nothing_wrong(knee):
    call_off(make_edition(knee, effective_at=AT + timedelta(days=7)))
    assert list(edition_faults()) == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_calling_off_asks_why(knee, reason):
    make_edition(knee)
    later = scheduled(knee)
    assert refused(call_off, edition=later, reason=reason) == ("no_reason",)
    later.refresh_from_db()
    assert later.state == "scheduled"


def test_what_is_live_is_not_called_off_nor_twice(knee):
    live = make_edition(knee)
    assert refused(call_off, edition=live) == ("not_scheduled",)
    later = scheduled(knee)
    call_off(later)
    assert refused(call_off, edition=later) == ("not_scheduled",)
    assert Event.objects.filter(verb="edition.called_off").count() == 1


def test_a_clinician_calls_nothing_off(knee):
    make_edition(knee)
    with pytest.raises(NotAllowed):
        call_off(scheduled(knee), by=clinician())


def test_a_scheduled_edition_that_is_overtaken_never_becomes_live(knee):
    make_edition(knee)
    monday = AT + timedelta(days=7)
    scheduled = make_edition(knee, {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]}, effective_at=monday)
    urgent = make_edition(knee, {"before": [("b1", "<p>Du må faste i 10 timer.</p>"), FASTING["before"][1]]})
    scheduled.refresh_from_db()
    assert (scheduled.state, urgent.state, urgent.number) == ("superseded", "live", 3)
    assert actions.go_live_scheduled(at=monday) == []


def test_a_scheduled_edition_can_be_overtaken_by_one_scheduled_sooner(knee):
    first = make_edition(knee, effective_at=AT + timedelta(days=7))
    second = make_edition(knee, {"before": [("b1", EIGHT_HOURS), FASTING["before"][1]]}, effective_at=AT + timedelta(days=3))
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "scheduled")


def test_an_effective_time_that_has_passed_at_release_means_now(knee):
    assert make_edition(knee, effective_at=AT - timedelta(days=1)).effective_at == AT
