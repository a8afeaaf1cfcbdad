"""A page is published, and a year later its editors are asked whether it still holds: a month ahead, and on the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Revision

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.organizations.models import Role, Site, SiteState
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions import NotReady, confirm_page, open_page_reviews, publish, unpublish
from fellesnett.pages.models import Department, FrontPage, NewsItem, SitePage, looked_over_models
from fellesnett.pages.reviews import due_pages
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db

A_YEAR_LATER = date(2027, 11, 24)


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def editor(bergen: Site) -> User:
    return editor_of(bergen)


@pytest.fixture
def ward(bergen: Site, now: datetime) -> Department:
    page: Department = make_page(bergen, Department, live_at=now, slug="ortopedi", title="Ortopedi", unit="Ortopedisk avdeling")
    return stored(page)


def stored(page: SitePage) -> Department:
    found: Department = type(page)._default_manager.get(pk=page.pk)
    return found


def asked() -> list[OpenItem]:
    return list(OpenItem.objects.open().filter(kind=OpenItemKind.REVIEW_DUE))


def days_before(now: datetime, days: int) -> datetime:
    return now.replace(year=2027) - timedelta(days=days)


def test_a_published_page_is_to_be_looked_over_within_a_year(ward: Department) -> None:
    assert ward.review_by == A_YEAR_LATER


@pytest.mark.parametrize(("months", "day"), [(3, date(2027, 2, 24)), (24, date(2028, 11, 24))])
def test_the_editor_says_how_long_it_may_stand(bergen: Site, now: datetime, months: int, day: date) -> None:
    page = make_page(bergen, Department, live_at=now, slug="ortopedi", review_months=months)
    assert stored(page).review_by == day


def test_a_page_of_one_day_is_never_looked_over(bergen: Site, now: datetime) -> None:
    assert stored(make_page(bergen, NewsItem, live_at=now)).review_by is None
    assert open_page_reviews(at=now + timedelta(days=900)) == []
    assert NewsItem not in looked_over_models()
    assert FrontPage in looked_over_models()


def test_the_editors_are_asked_a_month_ahead_and_on_the_day(bergen: Site, ward: Department, now: datetime) -> None:
    assert open_page_reviews(at=days_before(now, 31)) == []
    [ahead] = open_page_reviews(at=days_before(now, 30))
    assert (ahead.site, ahead.role, ahead.title) == (bergen, Role.EDITOR, "Ortopedi: er siden fortsatt riktig?")
    assert ahead.reason.startswith("Ortopedisk avdeling svarer for siden. Les den innen 24.11.2027")
    assert open_page_reviews(at=days_before(now, 1)) == [], "asked once"
    [today] = open_page_reviews(at=days_before(now, 0))
    assert asked() == [today], "the second takes the place of the first"
    assert open_page_reviews(at=days_before(now, -40)) == []
    assert list(Event.objects.filter(verb="page.review_due").values_list("subject", flat=True)) == [today.subject] * 2


def test_still_right_gives_a_new_day_answers_the_question_and_is_logged(ward: Department, editor: User, now: datetime) -> None:
    [item] = open_page_reviews(at=days_before(now, 10))
    confirm_page(ward, by=editor, at=days_before(now, 9))
    assert stored(ward).review_by == date(2028, 11, 15)
    item.refresh_from_db()
    assert (item.closed_by, item.resolution) == (editor, "fortsatt riktig")
    event = Event.objects.get(verb="page.confirmed")
    assert (event.actor, event.payload["review_by"]) == (editor, "2028-11-15")
    assert event.payload["revision"] == ward.live_revision_id
    assert open_page_reviews(at=days_before(now, 0)) == []


def test_a_draft_written_before_does_not_bring_back_the_old_day(ward: Department, editor: User, now: datetime) -> None:
    draft = stored(ward).save_revision(user=editor)
    confirm_page(ward, by=editor, at=days_before(now, 9))
    taken_up = Revision.objects.get(pk=draft.pk).as_object()
    assert taken_up.review_by == date(2028, 11, 15)
    publish(taken_up, by=editor, at=days_before(now, 0), revision=draft)
    assert stored(ward).review_by == date(2028, 11, 24)


def test_publishing_anew_answers_and_a_page_taken_down_asks_nobody(ward: Department, editor: User, now: datetime) -> None:
    open_page_reviews(at=days_before(now, 10))
    publish(stored(ward), by=editor, at=days_before(now, 9))
    assert asked() == []
    open_page_reviews(at=days_before(now, -400))
    assert len(asked()) == 1
    unpublish(stored(ward), by=editor, at=days_before(now, -401))
    assert asked() == []
    assert open_page_reviews(at=days_before(now, -402)) == []


def test_a_page_that_waits_for_its_hour_has_no_day_yet(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, Department, live_at=now, slug="ortopedi", go_live_at=now + timedelta(days=4000))
    assert stored(page).review_by is None


def test_a_page_that_is_deleted_is_asked_about_no_more(ward: Department, now: datetime) -> None:
    open_page_reviews(at=days_before(now, 10))
    ward.delete()
    open_page_reviews(at=days_before(now, 9))
    assert asked() == []


def test_a_closed_site_is_asked_nothing(bergen: Site, ward: Department, now: datetime) -> None:
    Site.objects.filter(pk=bergen.pk).update(state=SiteState.CLOSED, closed_at=now)
    assert open_page_reviews(at=days_before(now, 0)) == []


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR])
def test_only_who_may_publish_says_that_it_holds(bergen: Site, ward: Department, now: datetime, role: str) -> None:
    person = make_user(roles={bergen.organization: role})
    with pytest.raises(NotReady, match="Be en redaktør"):
        confirm_page(ward, by=person, at=now)
    assert stored(ward).review_by == A_YEAR_LATER


def test_nobody_says_that_an_unseen_page_holds(bergen: Site, editor: User, now: datetime) -> None:
    draft = make_page(bergen, Department, slug="ortopedi")
    with pytest.raises(NotReady, match="ikke publisert"):
        confirm_page(draft, by=editor, at=now)


def test_the_list_is_of_all_kinds_and_is_one_question(bergen: Site, ward: Department, now: datetime) -> None:
    make_page(bergen, FrontPage, live_at=now - timedelta(days=3), title="Velkommen")
    make_page(make_site("annensted"), Department, live_at=now, slug="deres")
    with CaptureQueriesContext(
        connection,
    ) as asked_of_it:
        found = due_pages([bergen.pk], until=A_YEAR_LATER)
    assert [(page.title, page.kind, page.review_by) for page in found] == [
        ("Velkommen", "frontpage", date(2027, 11, 21)),
        ("Ortopedi", "department", A_YEAR_LATER),
    ]
    assert len(asked_of_it) == 1
    assert due_pages([bergen.pk], until=date(2027, 11, 20)) == []
