"""The worker reads the texts, asks where they lead, and tells those who answer for a text, once, until it works again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import create_variant, save_operation
from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import (
    Hospital,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_hospital,
    make_topic,
    text_of,
    write,
)
from fellesnett.editorial.models import Event, OpenItem, OpenItemKind
from fellesnett.links import actions
from fellesnett.links.actions import follow_links, read_texts
from fellesnett.links.models import Address, Reading, Standing, Use
from fellesnett.links.tests.websites import Website
from fellesnett.national.actions import withdraw
from fellesnett.national.tests.factories import medical_editor
from fellesnett.organizations.models import Place, Role
from fellesnett.pages.actions import publish, unpublish
from fellesnett.pages.models import Department, MenuEntry, NewsItem, SiteProfile
from fellesnett.pages.tests.factories import editor_of, make_page

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


def linking_to(*urls: str) -> list[dict[str, Any]]:
    links = "".join(f'<p><a href="{url}">Les mer om dette</a></p>' for url in urls)
    return [{"type": "text", "value": links}]


def ward(hospital: Hospital, now: datetime, *urls: str, **facts: Any) -> Department:
    facts = {"slug": "ortopedi", "title": "Ortopedi"} | facts
    page: Department = make_page(hospital.site, Department, live_at=now, body=linking_to(*urls), **facts)
    return page


def asked() -> list[OpenItem]:
    return list(OpenItem.objects.open().filter(kind=OpenItemKind.DEAD_LINK).order_by("pk"))


def days(now: datetime, first: int, last: int) -> None:
    """The worker, morning and evening of each of these days."""
    for day in range(first, last + 1):
        for hour in (0, 10):
            follow_links(at=now + A_DAY * day + timedelta(hours=hour))


# --- what leads where -----------------------------------------------------------------------------------------------


def test_every_kind_of_text_is_read(bergen: Hospital, now: datetime) -> None:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, changed("hjem", '<p>Se <a href="https://nasjonalt.example/">mer om dette</a>.</p>'))
    own = make_adoption(bergen.site, topic, by=bergen.editor)
    write(bergen, own, "override", "hjem", '<p>Se <a href="https://lokalt.example/">mer om dette</a>.</p>')
    approve_candidate(text_of(own), by=bergen.clinician)
    ward(bergen, now, "https://siden.example/", "/behandlinger/kneprotese/", "mailto:a@b.example")
    Place.objects.create(
        organization=bergen.site.organization,
        slug="hovedbygget",
        name={"nb": "Hovedbygget"},
        descriptions={"nb": {"parking": "Se https://parkering.example/kart."}},
    )
    read_texts(at=now)
    led = {(use.reading.subject.partition(":")[0], use.address.url) for use in Use.objects.select_related("reading", "address")}
    assert led == {
        ("text", "https://nasjonalt.example/"),
        ("adoption", "https://lokalt.example/"),
        ("page", "https://siden.example/"),
        ("place", "https://parkering.example/kart"),
    }
    assert set(Reading.objects.filter(site__isnull=True).values_list("subject", flat=True)) == {"text:kneprotese:nb"}


def test_what_a_group_says_is_read_and_asked_of_the_hospital_in_whose_name_it_is_said(bergen: Hospital, now: datetime) -> None:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic)
    fonna = make_hospital("fonna")
    variant = create_variant(topic=topic, name="Vest", organization=bergen.organization, by=bergen.editor, at=now)
    for hospital in (bergen, fonna):
        make_adoption(hospital.site, topic, by=hospital.editor, variant=variant)
    shared = [{"type": "text", "html": '<p>Se <a href="https://felles.example/">mer om dette</a>.</p>'}]
    row = save_operation(
        variant=variant, language="nb", op="supplement", target="hjem", position="after", content=shared, by=bergen.editor, at=now
    )
    LocalOperation.objects.filter(pk=row.pk).update(state="active")
    read_texts(at=now)
    reading = Reading.objects.get(subject=f"variant:{variant.pk}")
    assert (reading.site, reading.detail) == (bergen.site, {"shared": "kneprotese", "written_in": "nb"})
    assert list(reading.uses.values_list("address__url", flat=True)) == ["https://felles.example/"]


def test_a_menu_that_leads_nowhere_is_told_at_the_next_reading_and_closes_by_itself(bergen: Hospital, now: datetime) -> None:
    page = ward(bergen, now)
    profile = SiteProfile.objects.create(site=bergen.site, declaration_url="https://uustatus.example/1/")
    for path in ("/avdelinger/", "/avdelinger/ortopedi/"):
        MenuEntry.objects.create(profile=profile, path=path)
    read_texts(at=now)
    assert asked() == []
    assert Use.objects.get(reading__subject="site:bergen").address.url == "https://uustatus.example/1/"
    unpublish(page, by=editor_of(bergen.site), at=now)
    read_texts(at=now)
    [item] = asked()
    assert (item.site, item.detail["urls"]) == (bergen.site, ["/avdelinger/ortopedi/"])
    assert item.reason == "Det står ingen side her: /avdelinger/ortopedi/"
    publish(page, by=editor_of(bergen.site), at=now)
    read_texts(at=now)
    assert asked() == []


def test_only_what_has_changed_is_read_again(bergen: Hospital, now: datetime) -> None:
    page = ward(bergen, now, "https://a.example/", "https://b.example/")
    assert read_texts(at=now) == 1
    with CaptureQueriesContext(connection) as nothing_new:
        assert read_texts(at=now) == 0
    ward(bergen, now, "https://a.example/", slug="oye")
    ward(bergen, now, "https://a.example/", slug="ore")
    assert read_texts(at=now) == 2
    with CaptureQueriesContext(connection) as as_often:
        assert read_texts(at=now) == 0
    assert len(as_often) == len(nothing_new)
    page.refresh_from_db()
    page.body = linking_to("https://b.example/")
    publish(page, by=editor_of(bergen.site), at=now)
    assert read_texts(at=now) == 1
    assert set(Use.objects.filter(reading__subject__endswith=f":{page.pk}").values_list("address__url", flat=True)) == {
        "https://b.example/"
    }


def test_old_news_is_let_be(bergen: Hospital, now: datetime) -> None:
    make_page(bergen.site, NewsItem, live_at=now, body=linking_to("https://a.example/"))
    assert read_texts(at=now + timedelta(days=300)) == 1
    read_texts(at=now + timedelta(days=400))
    assert not Reading.objects.exists()


# --- asking ---------------------------------------------------------------------------------------------------------


def test_a_dead_link_opens_one_case_for_a_text_on_the_third_day_and_closes_it_by_itself(
    bergen: Hospital, now: datetime, outside: Website
) -> None:
    page = ward(bergen, now, outside.at("/a/"), outside.at("/b/"))
    days(now, 0, 1)
    assert asked() == [], "two days are not enough"
    days(now, 2, 4)
    [item] = asked()
    assert (item.site, item.role, item.subject) == (bergen.site, Role.EDITOR, f"page:department:{page.pk}")
    assert item.title == "Ortopedi: en lenke virker ikke"
    assert item.detail["urls"] == [outside.at("/a/"), outside.at("/b/")]
    assert Event.objects.filter(verb="links.dead").count() == 1
    outside.says["/a/"] = (200, {})
    days(now, 5, 6)
    assert asked() == [item], "the other is still dead"
    outside.says["/b/"] = (200, {})
    days(now, 7, 8)
    assert asked() == []
    item.refresh_from_db()
    assert (item.closed_by, item.resolution) == (None, "lenkene virker igjen")


def test_a_text_that_is_mended_or_taken_down_is_asked_about_no_more(bergen: Hospital, now: datetime, outside: Website) -> None:
    mended, gone = ward(bergen, now, outside.at("/a/")), ward(bergen, now, outside.at("/a/"), slug="oye", title="Øye")
    days(now, 0, 4)
    assert len(asked()) == 2
    mended.refresh_from_db()
    mended.body = linking_to()
    publish(mended, by=editor_of(bergen.site), at=now)
    gone.refresh_from_db()
    unpublish(gone, by=editor_of(bergen.site), at=now)
    days(now, 5, 5)
    assert asked() == []


def test_a_dead_link_in_the_nations_text_is_the_nations(now: datetime, outside: Website) -> None:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, changed("hjem", f'<p>Se <a href="{outside.at("/a/")}">mer om dette</a>.</p>'))
    days(now, 0, 4)
    [item] = asked()
    assert (item.site, item.role) == (None, Role.NATIONAL_EDITOR)
    assert Client().get(f"/admin/sak/{item.pk}/").status_code == 302  # to the log-in


def test_a_host_is_asked_few_times_a_minute_and_an_address_once(bergen: Hospital, now: datetime, outside: Website) -> None:
    outside.says = {f"/{number}/": (200, {}) for number in range(9)}
    ward(bergen, now, *(outside.at(path) for path in outside.says))
    follow_links(at=now)
    assert len(outside.asked) == actions.OF_A_HOST
    follow_links(at=now + timedelta(seconds=10))
    follow_links(at=now + timedelta(seconds=40))
    assert len(outside.asked) == actions.OF_A_HOST, "not again within the minute"
    for minute in (2, 4, 6, 8):
        follow_links(at=now + timedelta(minutes=minute))
    assert len(outside.asked) == 9
    assert {row.standing for row in Address.objects.all()} == {Standing.WORKS}


def test_a_host_that_asks_for_peace_gets_it(bergen: Hospital, now: datetime, outside: Website) -> None:
    outside.says = {"/a/": (429, {"Retry-After": "7200"}), "/b/": (200, {})}
    ward(bergen, now, outside.at("/a/"))
    follow_links(at=now)
    before = len(outside.asked)
    ward(bergen, now, outside.at("/b/"), slug="oye")
    read_texts(at=now)
    Address.objects.filter(url=outside.at("/b/")).update(next_at=now + timedelta(hours=2))
    follow_links(at=now + timedelta(hours=1))
    assert len(outside.asked) == before
    assert Address.objects.get(url=outside.at("/a/")).standing == Standing.UNSURE


def test_what_another_worker_has_taken_is_not_asked_twice(bergen: Hospital, now: datetime, outside: Website) -> None:
    outside.says["/a/"] = (200, {})
    ward(bergen, now, outside.at("/a/"))
    read_texts(at=now)
    [mine] = actions._take(now)
    assert actions._take(now) == []
    assert mine.url == outside.at("/a/")
    assert actions.ask_due(at=now + timedelta(hours=2)) == 1, "what a killed worker had taken is asked later"


def test_nothing_is_asked_where_links_are_let_be(bergen: Hospital, now: datetime, outside: Website, settings: Any) -> None:
    settings.LINKS_ARE_CHECKED = False
    ward(bergen, now, outside.at("/a/"))
    assert follow_links(at=now) == 0
    assert not Reading.objects.exists()
    assert outside.asked == []


def test_a_withdrawn_topic_is_read_no_more(now: datetime, outside: Website) -> None:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, changed("hjem", f'<p>Se <a href="{outside.at("/a/")}">mer om dette</a>.</p>'))
    read_texts(at=now)
    withdraw(topic=topic, reason="Utgår", deadline=now + 90 * A_DAY, by=medical_editor(), at=now)
    read_texts(at=now)
    assert not Reading.objects.exists()
