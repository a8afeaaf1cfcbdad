"""Before an edition is sent and released, its author sees what it will mean at each hospital."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fellesnett.adoption.models import Adoption
from fellesnett.adoption.tests.factories import Hospital, approve_candidate, make_adoption, make_hospital, text_of, write
from fellesnett.desk.national.impact import impact
from fellesnett.insight.models import ViewDay
from fellesnett.national import actions
from fellesnett.national.drafting import edition_value
from fellesnett.national.models import Topic, TopicText
from fellesnett.national.tests.factories import AT, make_candidate, make_edition, make_topic, national_editor, sections_of

pytestmark = pytest.mark.django_db

SIX = {"before": [("b1", "<p>Du må faste i 6 timer før operasjonen.</p>"), ("b2", "<p>Møt ved hovedinngangen.</p>")]}
EIGHT = {"before": [("b1", "<p>Du må faste i 8 timer før operasjonen.</p>"), ("b2", "<p>Møt ved hovedinngangen.</p>")]}


@pytest.fixture
def knee() -> Topic:
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic, SIX, title="Kneprotese")
    return topic


def use(hospital: Hospital, topic: Topic) -> Adoption:
    return make_adoption(hospital.site, topic, by=hospital.editor)


def eight_hours(topic: Topic) -> TopicText:
    return actions.write_text(
        topic=topic,
        language="nb",
        title="Kneprotese",
        sections=sections_of(EIGHT),
        by=national_editor(),
        at=AT,
    )


def test_each_site_is_told_of_by_what_it_has_written_itself(knee: Topic) -> None:
    bergen, unn, innlandet, oslo = (make_hospital(slug) for slug in ("bergen", "unn", "innlandet", "oslo"))
    own = use(bergen, knee)
    write(bergen, own, "override", "b1", "<p>Du må faste i 10 timer før operasjonen.</p>")
    write(unn, use(unn, knee), "supplement", "b1", "<p>Ring oss hvis du er i tvil.</p>")
    write(innlandet, use(innlandet, knee), "supplement", "b2", "<p>Parker ved bygg C.</p>")
    make_hospital("utenfor")
    use(oslo, knee)
    found = impact(knee, edition_value(eight_hours(knee), 2), at=AT)
    table = {row.site.slug: (row.touched, row.expected) for row in found.sites}
    assert table == {
        "bergen": (("erstatning",), ("velge mellom sin tekst og den nye",)),
        "unn": (("tillegg",), ("se om tillegget stemmer",)),
        "innlandet": ((), ()),
        "oslo": ((), ()),
    }
    assert (found.deciding, found.clean) == (2, 2)
    assert {row.edition for row in found.sites} == {1}


def test_the_heaviest_stands_first_and_the_screen_says_it_in_words(knee: Topic) -> None:
    bergen, asker = make_hospital("bergen"), make_hospital("asker")
    use(asker, knee)
    write(bergen, use(bergen, knee), "override", "b1", "<p>Du må faste i 10 timer før operasjonen.</p>")
    eight_hours(knee)
    client = Client()
    client.force_login(national_editor())
    page = client.get("/admin/nasjonalt/tema/kneprotese/nb/til-godkjenning/").content.decode()
    assert "2 sykehus bruker denne teksten." in page
    assert "1 av dem må ta stilling til sin egen tekst." in page
    assert page.index("Bergen</th>") < page.index("Asker</th>")


def test_how_often_each_page_is_opened_says_whom_a_change_reaches(knee: Topic) -> None:
    bergen, asker = make_hospital("bergen"), make_hospital("asker")
    use(asker, knee)
    use(bergen, knee)
    path, day = "/behandlinger/kneprotese/", AT.date()
    ViewDay.objects.create(site=bergen.site, path=path, day=day, views=1200)
    ViewDay.objects.create(site=asker.site, path=path, day=day, views=3)
    found = impact(knee, edition_value(eight_hours(knee), 2), at=AT)
    assert [(row.site.slug, row.opened) for row in found.sites] == [("bergen", 1200), ("asker", 3)], "the most read first"
    with translation.override("nb"):
        assert [row.views for row in found.sites] == ["1\xa0200", "under 5"]
        assert found.views == "1\xa0203"


def test_the_screens_of_the_nation_and_of_a_site_say_how_often(knee: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    bergen = make_hospital("bergen")
    adoption = use(bergen, knee)
    approve_candidate(text_of(adoption), by=bergen.clinician)
    ViewDay.objects.create(site=bergen.site, path="/behandlinger/kneprotese/", day=AT.date(), views=77)
    for room in ("national.topics", "local.topics"):
        monkeypatch.setattr(f"fellesnett.desk.{room}.now", lambda: AT)
    nation, local = Client(), Client()
    nation.force_login(national_editor())
    local.force_login(bergen.editor)
    assert "<dd>77</dd>" in nation.get("/admin/nasjonalt/tema/kneprotese/").content.decode()
    assert ">77</td>" in local.get("/admin/lokalt/bergen/tekster/").content.decode()


def test_the_one_who_approves_sees_it_too(knee: Topic) -> None:
    bergen = make_hospital("bergen")
    use(bergen, knee)
    candidate = make_candidate(knee, EIGHT)
    client = Client()
    client.force_login(national_editor())
    assert "1 sykehus bruker denne teksten." in client.get(f"/admin/nasjonalt/utkast/{candidate.pk}/").content.decode()


def test_the_languages_that_fall_behind_are_named(knee: Topic) -> None:
    make_edition(knee, SIX, language="nn", title="Kneprotese")
    bergen = make_hospital("bergen", language="nn", other_languages=["nb"])
    use(bergen, knee)
    found = impact(knee, edition_value(eight_hours(knee), 2), at=AT)
    assert found.behind == ("nynorsk",)
    assert [row.behind for row in found.sites] == [("nynorsk",)]


def test_looking_changes_nothing_and_asks_as_often_for_twenty_sites_as_for_two(
    knee: Topic, django_assert_num_queries: Any
) -> None:
    for number in range(2):
        use(make_hospital(f"sykehus-{number}"), knee)
    new = edition_value(eight_hours(knee), 2)
    with CaptureQueriesContext(connection) as few:
        impact(knee, new, at=AT)
    for number in range(2, 12):
        use(make_hospital(f"sykehus-{number}"), knee)
    with django_assert_num_queries(len(few)):
        assert len(impact(knee, new, at=AT).sites) == 12
    assert not Adoption.objects.filter(texts__updates__isnull=False).exists()
