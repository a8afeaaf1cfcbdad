"""Nobody answers: what was taken to the site owner and the region and waits still, with whom to call."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fellesnett.adoption.actions import park_overdue, roll_out
from fellesnett.adoption.tests.factories import (
    MORNING,
    Hospital,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.reminders import ANSWER_WITHIN, escalate
from fellesnett.editorial.tests.factories import new_item
from fellesnett.insight.boards.scope import Asked, scope_of
from fellesnett.insight.boards.unanswered import Unanswered, unanswered
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db
A_MONTH = MORNING + timedelta(days=31)


def ask(hospital: Hospital, kind: str = OpenItemKind.CONFLICT) -> OpenItem:
    item: OpenItem = new_item(hospital.site, kind=kind, opened_at=MORNING)
    item.save()
    return item


def left(person: object = None, *, at: object = A_MONTH, **asked: str) -> dict[str, Unanswered]:
    scope = scope_of(person or national(), Asked(**asked))  # type: ignore[arg-type]
    return {one.site.slug: one for one in unanswered(scope, at=at)}  # type: ignore[arg-type]


def test_after_a_month_the_nation_sees_what_was_taken_upwards_and_whom_to_call(country: Country) -> None:
    ask(country.unn)
    ask(country.unn)
    ask(country.unn, OpenItemKind.UPDATE)
    assert left() == {}
    escalate(at=A_MONTH)
    owner = make_user("eier@unn.example", roles={country.unn.organization: Role.SITE_OWNER})
    region = make_user("region@nord.example", roles={country.north: Role.REGIONAL_OWNER})
    one = left()["unn"]
    assert (one.raised, dict(one.kinds)) == (3, {"conflict": 2, "update": 1})
    assert (one.silent, one.since, one.aside) == (0, A_MONTH, 0)
    assert (one.owners, one.region) == ((str(owner),), (str(region),))
    later = left(at=A_MONTH + ANSWER_WITHIN + timedelta(hours=1))["unn"]
    assert later.silent == 3  # those who were asked have not answered in time either


def test_what_is_answered_is_no_longer_there_and_a_site_without_an_owner_says_so(country: Country) -> None:
    first, second = ask(country.unn), ask(country.bergen)
    escalate(at=A_MONTH)
    OpenItem.objects.filter(pk=first.pk).update(closed_at=A_MONTH)
    assert list(left()) == ["bergen"]
    assert left()["bergen"].owners == ()
    assert second.pk


def test_the_quietest_stand_first(country: Country) -> None:
    ask(country.bergen)
    escalate(at=A_MONTH)
    much_later = A_MONTH + ANSWER_WITHIN + timedelta(days=1)
    new_item(country.unn.site, "old", kind=OpenItemKind.CONFLICT, opened_at=MORNING, escalated_at=MORNING).save()
    new_item(country.unn.site, "older", kind=OpenItemKind.CONFLICT, opened_at=MORNING, escalated_at=MORNING).save()
    assert list(left(at=much_later)) == ["unn", "bergen"]


def test_each_sees_only_the_own_part_of_the_country(country: Country) -> None:
    ask(country.unn)
    ask(country.bergen)
    escalate(at=A_MONTH)
    assert set(left()) == {"unn", "bergen"}
    assert set(left(region="nord")) == {"unn"}
    assert set(left(make_user(roles={country.west: Role.REGIONAL_OWNER}))) == {"bergen"}


def test_a_safety_change_that_was_not_answered_in_72_hours_is_told_of_for_a_month(country: Country) -> None:
    topic = make_topic("kneprotese")
    make_edition(topic)
    own = make_adoption(country.unn.site, topic, by=country.unn.editor, approved=False)
    write(country.unn, own, "override", "faste", "<p>Hos oss faster du fra midnatt.</p>")
    approve_candidate(text_of(own), by=country.unn.clinician)
    edition = make_edition(topic, changed("faste", "<p>Du må faste i 8 timer.</p>"), changes={"faste": "safety"})
    roll_out(edition=edition, at=MORNING)
    deadline = MORNING + timedelta(hours=73)
    assert left(at=deadline) == {}
    assert park_overdue(at=deadline) == 1
    assert left(at=deadline)["unn"].aside == 1
    assert left(at=deadline + timedelta(days=31)) == {}


def test_three_questions_answer_for_all(country: Country, django_assert_num_queries: pytest.FixtureRequest) -> None:
    for hospital in country.hospitals:
        ask(hospital)
    escalate(at=A_MONTH)
    scope = scope_of(national())
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(unanswered(scope, at=A_MONTH)) == 3
