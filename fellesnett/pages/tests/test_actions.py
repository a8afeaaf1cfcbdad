"""An editor's week with the site's own pages: publish, take down, schedule, translate; and who may not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext
from wagtail.signals import published, unpublished

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions import NotReady, publish, run_schedule, start_version, unpublish
from fellesnett.pages.models import NewsItem
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", language="nn", other_languages=["en"])


def editor_at(site: Site, role: str = Role.EDITOR) -> User:
    return make_user(roles={site.organization: role})


def verbs() -> list[str]:
    return list(Event.objects.order_by("sequence").values_list("verb", flat=True))


def test_an_editor_publishes_and_the_log_remembers(bergen: Site, now: datetime) -> None:
    editor = editor_at(bergen)
    page = publish(make_page(bergen), by=editor, at=now)
    assert page.live
    event = Event.objects.get()
    assert (event.verb, event.actor, event.subject) == ("page.published", editor, f"page:newsitem:{page.pk}")
    assert event.payload["address"] == "/nyheter/ny-inngang/"


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR])
def test_who_only_proposes_does_not_publish(bergen: Site, now: datetime, role: str) -> None:
    page = make_page(bergen)
    with pytest.raises(NotReady, match="Be en redaktør"):
        publish(page, by=editor_at(bergen, role), at=now)
    assert not NewsItem.objects.live().exists()
    assert verbs() == []


def test_an_editor_of_another_hospital_does_not_publish(bergen: Site, now: datetime) -> None:
    with pytest.raises(NotReady):
        publish(make_page(bergen), by=editor_at(make_site("annensted")), at=now)


def test_what_is_wrong_is_said_by_field(bergen: Site, now: datetime) -> None:
    page = make_page(bergen, language="se", lead="")
    with pytest.raises(NotReady) as stopped:
        publish(page, by=editor_at(bergen), at=now)
    assert {reason.field for reason in stopped.value.reasons} == {"language", "lead"}


def test_a_page_that_is_taken_down_keeps_its_draft(bergen: Site, now: datetime) -> None:
    editor = editor_at(bergen)
    page = publish(make_page(bergen), by=editor, at=now)
    unpublish(page, by=editor, at=now + timedelta(days=1))
    page.refresh_from_db()
    assert not page.live
    assert page.revisions.exists()
    assert verbs() == ["page.published", "page.unpublished"]


def test_a_page_goes_live_and_comes_down_by_the_clock(bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail looks at the clock by itself, so its clock is turned with ours."""

    def it_is(moment: datetime) -> datetime:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    page = make_page(bergen, go_live_at=now + timedelta(days=2), expire_at=now + timedelta(days=9))
    publish(page, by=editor_at(bergen), at=it_is(now))
    assert (verbs(), run_schedule(at=it_is(now + timedelta(days=1)))) == (["page.scheduled"], 0)
    assert run_schedule(at=it_is(now + timedelta(days=2))) == 1
    assert NewsItem.objects.live().count() == 1
    assert run_schedule(at=it_is(now + timedelta(days=10))) == 1
    assert not NewsItem.objects.live().exists()
    assert verbs() == ["page.scheduled", "page.published", "page.expired"]
    assert run_schedule(at=it_is(now + timedelta(days=11))) == 0


@pytest.mark.parametrize(("told", "field"), [(unpublished, "expire_at"), (published, "go_live_at")])
def test_what_somebody_calls_off_while_the_list_is_gone_through_is_heeded(
    bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch, told: Signal, field: str
) -> None:
    editor, due = editor_at(bergen), now + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    first, second = (publish(make_page(bergen, slug=slug, **{field: due}), by=editor, at=now) for slug in ("en", "to"))
    was = second.live

    def call_off(instance: NewsItem, **_: object) -> None:
        if instance.pk == first.pk:
            NewsItem._default_manager.filter(pk=second.pk).update(**{field: None}, lead="Skrevet nå")
            second.revisions.update(approved_go_live_at=None)

    told.connect(call_off, NewsItem)
    monkeypatch.setattr("django.utils.timezone.now", lambda: due)
    try:
        assert run_schedule(at=due) == 1
    finally:
        told.disconnect(call_off, NewsItem)
    second.refresh_from_db()
    assert (second.live, second.lead) == (was, "Skrevet nå")


def test_a_page_that_cannot_be_published_keeps_no_other_hospitals_page_waiting(
    bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    editor, due = editor_at(bergen), now + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    moving = publish(make_page(bergen, slug="gammel"), by=editor, at=now)
    moving.slug, moving.go_live_at = "ny", due
    publish(moving, by=editor, at=now)
    publish(make_page(bergen, slug="ny", title="Kom først"), by=editor, at=now)
    other = make_site("haugesund")
    later = publish(make_page(other, go_live_at=due), by=editor_at(other), at=now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: due)
    assert run_schedule(at=due) == 1
    later.refresh_from_db()
    moving.refresh_from_db()
    assert (later.live, moving.slug) == (True, "gammel")
    assert "could not be turned" not in caplog.text
    asked = OpenItem.objects.open().get()
    assert (asked.kind, asked.site, asked.urgent) == ("proposal", bergen, True)
    assert "ble ikke publisert som planlagt" in asked.title
    assert "/nyheter/ny/" in asked.reason
    assert run_schedule(at=due) == 0
    moving.slug, moving.go_live_at = "nyest", None
    publish(moving, by=editor, at=due)
    assert not OpenItem.objects.open().exists()
    assert verbs()[-3:] == ["page.not_published", "page.published", "page.published"]


def test_a_fault_of_ours_with_one_page_keeps_no_other_waiting(
    bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    editor, due = editor_at(bergen), now + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    pages = [publish(make_page(bergen, slug=slug, go_live_at=due), by=editor, at=now) for slug in ("en", "to")]
    monkeypatch.setattr("django.utils.timezone.now", lambda: due)

    def fails(instance: NewsItem, **_: object) -> None:
        if instance.pk == pages[0].pk:
            raise RuntimeError("a fault of ours")

    published.connect(fails, NewsItem)
    try:
        assert run_schedule(at=due) == 1
    finally:
        published.disconnect(fails, NewsItem)
    assert list(NewsItem.objects.live()) == [pages[1]]
    assert "could not be turned" in caplog.text
    assert run_schedule(at=due) == 1, "when the fault is mended"


def test_the_versions_are_held_before_it_is_asked_whether_there_is_one_in_the_language(bergen: Site, now: datetime) -> None:
    """Of two who begin it in the same instant, the second is given what the first began."""
    editor = editor_at(bergen)
    page = publish(make_page(bergen), by=editor, at=now)
    with CaptureQueriesContext(connection) as asked:
        start_version(page, language="en", by=editor, at=now)
    questions = [str(one["sql"]) for one in asked]
    held = next(number for number, said in enumerate(questions) if '"work" = ' in said and '"language" = ' not in said)
    assert held < next(number for number, said in enumerate(questions) if said.startswith('INSERT INTO "pages_newsitem"'))
    assert connection.vendor == "sqlite" or "FOR UPDATE" in questions[held]


def test_a_version_in_another_language_begins_as_a_draft_of_the_same_work(bergen: Site, now: datetime) -> None:
    editor = editor_at(bergen)
    page = publish(make_page(bergen), by=editor, at=now)
    english = start_version(page, language="en", by=editor, at=now)
    assert (english.work, english.language, english.live) == (page.work, "en", False)
    assert english.address == "/en/nyheter/ny-inngang/"
    assert start_version(page, language="en", by=editor, at=now) == english
    page.refresh_from_db()
    assert page.live
