"""What became of a delivery, as it is now: shown, and later written anew or taken down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from fellesnett.adoption.actions import decide, restore, roll_out, set_aside
from fellesnett.adoption.actions.retiring import retire
from fellesnett.adoption.holdings import needs_person
from fellesnett.adoption.models import AdoptedText, LocalOperation, Update
from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    changed,
    make_edition,
    write,
)
from fellesnett.editorial import log, subjects
from fellesnett.organizations.describing import describe_place, record_of
from fellesnett.organizations.models import Place, Site, SiteState
from fellesnett.organizations.tests.factories import make_place
from fellesnett.partners.actions import accept
from fellesnett.partners.models import Partner, Submission, Way
from fellesnett.partners.outcomes import became, became_of
from fellesnett.partners.queries import compare_place, compare_text, submissions_of
from fellesnett.partners.tests.factories import deliver, deliver_about_place, fill, supplement

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
BRING, GLASSES = "<p>Ta med medisinlisten din.</p>", "<p>Ta med briller.</p>"


def taken_in(partner: Partner, hospital: Hospital, text: AdoptedText, at: datetime, **said: Any) -> Submission:
    submission = deliver(partner, text, at=at, **said)
    return accept(submission=submission, seen=compare_text(submission).hash, by=hospital.editor, at=at)


def told(submission: Submission) -> tuple[str, datetime | None, datetime | None]:
    found = became(Submission.objects.get(pk=submission.pk))
    assert found is not None
    return found.state, found.since, found.until


def test_nothing_is_told_of_what_was_not_taken_in(knee: AdoptedText, partner: Partner) -> None:
    assert became(deliver(partner, knee, title="Nytt kne")) is None


def test_shown_and_then_written_anew(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    assert told(submission) == ("draft", None, None)
    approve_candidate(knee, by=bergen.editor, at=now + A_DAY)
    assert told(submission) == ("shown", now + A_DAY, None)
    write(bergen, knee.adoption, "supplement", "oppmote", GLASSES, replaces=submission.operations.get(), at=now + 2 * A_DAY)
    assert told(submission) == ("shown", now + A_DAY, None), "patients read it until the page is approved"
    approve_candidate(knee, by=bergen.editor, at=now + 3 * A_DAY)
    assert told(submission) == ("replaced", now + A_DAY, now + 3 * A_DAY)


def test_shown_and_then_taken_down(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    approve_candidate(knee, by=bergen.editor, at=now)
    set_aside(operation=submission.operations.get(), by=bergen.editor, at=now + A_DAY)
    approve_candidate(knee, by=bergen.editor, at=now + A_DAY)
    assert told(submission) == ("taken_down", now, now + A_DAY)
    restore(operation=submission.operations.get(), by=bergen.editor, at=now + 2 * A_DAY)
    assert told(submission) == ("draft", now, now + A_DAY)
    approve_candidate(knee, by=bergen.editor, at=now + 3 * A_DAY)
    assert told(submission) == ("shown", now + 3 * A_DAY, None)


def test_a_draft_that_never_was_shown(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    first = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    write(bergen, knee.adoption, "supplement", "oppmote", GLASSES, replaces=first.operations.get(), at=now)
    assert told(first) == ("replaced", None, None)
    second = taken_in(partner, bergen, knee, now, title="Nytt kne")
    set_aside(operation=second.operations.get(), by=bergen.editor, at=now)
    assert told(second) == ("taken_down", None, None)


def test_a_newer_edition_carries_the_same_words_on(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    approve_candidate(knee, by=bergen.editor, at=now)
    own, later = submission.operations.get(), now + A_DAY
    roll_out(edition=make_edition(knee.adoption.topic, changed("oppmote", "<p>Møt i resepsjonen.</p>"), at=later), at=later)
    update = Update.objects.open().get(text=knee)
    for outcome in filter(needs_person, update.plan["outcomes"]):
        decide(update=update, operation=outcome["operation"], choice="keep_ours", reason="Ja.", by=bergen.editor, at=later)
    approve_candidate(knee, by=bergen.editor, at=now + 2 * A_DAY)
    assert LocalOperation.objects.get(state="active").replaces == own
    assert told(submission) == ("shown", now, None)


def test_the_page_is_taken_down_and_the_site_closes(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    submission = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    approve_candidate(knee, by=bergen.editor, at=now)
    bergen.site.state, bergen.site.closed_at = SiteState.CLOSED, now + A_DAY
    bergen.site.save()
    assert told(submission) == ("taken_down", now, now + A_DAY)
    bergen.site.state, bergen.site.closed_at = SiteState.PREPARING, None
    bergen.site.save()
    assert told(submission) == ("draft", None, None)
    bergen.site.state = SiteState.OPEN
    bergen.site.save()
    retire(adoption=knee.adoption, by=bergen.editor, at=now + 2 * A_DAY)
    assert told(submission) == ("taken_down", now, now + 2 * A_DAY)


def test_what_was_taken_away_and_brought_back(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    row = write(bergen, knee.adoption, "supplement", "oppmote", BRING)
    approve_candidate(knee, by=bergen.editor, at=now)
    submission = taken_in(partner, bergen, knee, now, sections=[], way=Way.REMOVE)
    assert told(submission) == ("draft", None, None)
    approve_candidate(knee, by=bergen.editor, at=now + A_DAY)
    assert told(submission) == ("shown", now + A_DAY, None)
    restore(operation=row, by=bergen.editor, at=now + 2 * A_DAY)
    approve_candidate(knee, by=bergen.editor, at=now + 2 * A_DAY)
    assert told(submission) == ("replaced", now + A_DAY, now + 2 * A_DAY)


def test_a_delivery_that_took_something_away_too_is_taken_down_when_its_own_words_go(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime
) -> None:
    glasses = write(bergen, knee.adoption, "supplement", "oppmote", GLASSES)
    approve_candidate(knee, by=bergen.editor, at=now)
    submission = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    assert submission.set_aside
    approve_candidate(knee, by=bergen.editor, at=now)
    set_aside(operation=submission.operations.get(), by=bergen.editor, at=now + A_DAY)
    approve_candidate(knee, by=bergen.editor, at=now + A_DAY)
    assert told(submission) == ("taken_down", now, now + A_DAY)
    restore(operation=glasses, by=bergen.editor, at=now + 2 * A_DAY)
    assert told(submission) == ("replaced", now, now + A_DAY), "what it took away stands there again"


def test_a_place(bergen: Hospital, partner: Partner, now: datetime) -> None:
    place = make_place(bergen.organization, "oye")
    submission = deliver_about_place(partner, bergen.site, place, address={"street": "Strandgaten 1"})
    submission = accept(submission=submission, seen=compare_place(submission).hash, by=bergen.editor, at=now)
    place.refresh_from_db()
    assert told(submission) == ("shown", now, None)
    describe_place(place=place, record=record_of(place) | {"kind": "pharmacy"}, by=bergen.editor, at=now + A_DAY)
    assert told(submission) == ("shown", now, None), "something else was changed"
    say(place, bergen, now + 2 * A_DAY, address="Torget 2")
    assert told(submission) == ("replaced", now, now + 2 * A_DAY)
    bergen.site.state, bergen.site.closed_at = SiteState.CLOSED, now + 3 * A_DAY
    bergen.site.save()
    assert told(submission) == ("taken_down", now, now + 2 * A_DAY)


def say(place: Place, hospital: Hospital, at: datetime, **said: Any) -> None:
    """The hospital's editor writes of the place."""
    place.refresh_from_db()
    describe_place(place=place, record=record_of(place) | said, by=hospital.editor, at=at)


def test_a_place_that_says_it_again_says_since_when(bergen: Hospital, partner: Partner, now: datetime) -> None:
    place = make_place(bergen.organization, "oye")
    point = {"latitude": 60.39, "longitude": 5.32}
    submission = deliver_about_place(partner, bergen.site, place, point=point, phones=[{"number": "55 97 50 00"}])
    accept(submission=submission, seen=compare_place(submission).hash, by=bergen.editor, at=now)
    say(place, bergen, now + A_DAY, latitude=Decimal("60.40"))
    say(place, bergen, now + 2 * A_DAY, phones=[])
    assert told(submission) == ("replaced", now, now + A_DAY)
    say(place, bergen, now + 3 * A_DAY, latitude=Decimal("60.39"))
    assert told(submission) == ("replaced", now, now + A_DAY), "half of it is not all of it"
    say(place, bergen, now + 4 * A_DAY, phones=[{"number": "55 97 50 00", "label": {}, "hours": []}])
    assert told(submission) == ("shown", now + 4 * A_DAY, None)


def test_an_older_delivery_about_the_place_is_told_of_by_the_newer(bergen: Hospital, partner: Partner, now: datetime) -> None:
    place = make_place(bergen.organization, "oye")
    first, second = (
        accept(submission=one, seen=compare_place(one).hash, by=bergen.editor, at=now + days)
        for days, street in ((A_DAY, "Strandgaten 1"), (2 * A_DAY, "Torget 2"))
        for one in [deliver_about_place(partner, bergen.site, Place.objects.get(pk=place.pk), address={"street": street})]
    )
    assert told(first) == ("replaced", now + A_DAY, now + 2 * A_DAY)
    assert told(second) == ("shown", now + 2 * A_DAY, None)


def test_nobody_read_it_before_the_site_was_opened(bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime) -> None:
    Site.objects.filter(pk=bergen.site.pk).update(state=SiteState.PREPARING)
    place = make_place(bergen.organization, "oye")
    words = taken_in(partner, bergen, knee, now, sections=[supplement(BRING)])
    approve_candidate(knee, by=bergen.editor, at=now)
    early, late = (
        accept(submission=one, seen=compare_place(one).hash, by=bergen.editor, at=now)
        for said in ({"kind": "pharmacy"}, {"address": {"street": "Strandgaten 1"}})
        for one in [deliver_about_place(partner, bergen.site, Place.objects.get(pk=place.pk), **said)]
    )
    say(place, bergen, now + A_DAY, kind="clinic")
    assert (told(words), told(late)) == (("draft", None, None), ("draft", None, None))
    assert told(early) == ("replaced", None, None)
    opened = now + 2 * A_DAY
    Site.objects.filter(pk=bergen.site.pk).update(state=SiteState.OPEN)
    with transaction.atomic():
        log.append([log.Entry("site.went_public", subjects.site("bergen"))], by=bergen.editor, at=opened)
    assert (told(words), told(late)) == (("shown", opened, None), ("shown", opened, None))
    assert told(early) == ("replaced", None, None)


def test_many_are_told_of_at_the_cost_of_one(
    bergen: Hospital, knee: AdoptedText, partner: Partner, now: datetime, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(4):
        taken_in(partner, bergen, knee, now, title=f"Kne nummer {number}")
        place = make_place(bergen.organization, f"sted-{number}")
        submission = deliver_about_place(partner, bergen.site, place, kind="pharmacy")
        accept(submission=submission, seen=compare_place(submission).hash, by=bergen.editor, at=now)
    taken_in(partner, bergen, knee, now, sections=[fill("55 97 50 00")])
    approve_candidate(knee, by=bergen.editor, at=now)
    rows = list(submissions_of(partner))
    with django_assert_max_num_queries(4):
        found = became_of(rows)
    assert [found[row.pk].state for row in rows if row.noun == "place"] == ["shown"] * 4
    assert sorted(found[row.pk].state for row in rows if row.text_id) == ["replaced"] * 3 + ["shown"] * 2
    assert LocalOperation.objects.filter(op="retitle").count() == 4
