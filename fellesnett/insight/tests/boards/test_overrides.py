"""Override heat: where the national text probably should change."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import create_variant
from fellesnett.adoption.models import Adoption, LocalOperation
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    HOME,
    MORNING,
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.insight.boards import overrides
from fellesnett.insight.boards.overrides import Heat, Wanted, block_of
from fellesnett.insight.boards.scope import Asked, Scope, scope_of
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.national.models import Topic

ALL = Wanted()


@pytest.fixture
def knee(country: Country) -> Topic:
    """Two replace what is said of going home, one leaves out the arrival, one adds to it."""
    topic = make_topic("kneprotese", title="Kneprotese")
    make_edition(topic)
    bergen, fonna, unn = (make_adoption(one.site, topic, by=one.editor) for one in country.hospitals)
    say(country.bergen, bergen, "override", "hjem", "<p>Hos oss blir du to dager.</p>")
    say(country.fonna, fonna, "override", "hjem", "<p>Du blir i tre dager.</p>", reason_code="local_equipment")
    say(country.unn, unn, "supplement", "oppmote", "<p>Taxi stopper ved inngang B.</p>")
    say(country.fonna, fonna, "omit", "oppmote")
    return topic


def say(hospital: Hospital, adoption: Adoption, op: str, target: str, html: str = "", **more: str) -> LocalOperation:
    row = write(hospital, adoption, op, target, html, **more)
    approve_candidate(text_of(adoption), by=hospital.clinician)
    return row


def nation(**asked: str) -> Scope:
    return scope_of(national(), Asked(**asked))


def said(heats: list[Heat]) -> list[tuple[str, int, int, int]]:
    return [(heat.target, heat.count("override"), heat.count("omit"), heat.count("supplement")) for heat in heats]


def test_the_block_that_most_sites_depart_from_comes_first(country: Country, knee: Topic) -> None:
    assert said(overrides.hot(nation(), ALL)) == [("hjem", 2, 0, 0), ("oppmote", 0, 1, 1)]
    assert said(overrides.hot(nation(region="nord"), ALL)) == [("oppmote", 0, 0, 1)]


def test_it_says_where_in_the_text_why_and_until_when(country: Country, knee: Topic) -> None:
    scope = nation()
    home, arrival = overrides.rows(scope, overrides.hot(scope, ALL))
    assert (home.block.chapter, home.block.html) == ("Etter", HOME)
    assert home.reasons == {"local_practice": 1, "local_equipment": 1}
    assert home.next_end is not None
    assert (arrival.block.chapter, arrival.block.html) == ("Før", ARRIVAL)
    assert arrival.reasons == {"local_practice": 1}, "nobody is asked why of a supplement"


@pytest.mark.parametrize(
    ("wanted", "targets"),
    [
        (Wanted(op="omit"), ["oppmote"]),
        (Wanted(op="retitle"), []),
        (Wanted(least=3), []),
        (Wanted(least=2), ["hjem", "oppmote"]),
        (Wanted(words="kne"), ["hjem", "oppmote"]),
        (Wanted(words="hofte"), []),
        (Wanted(kind="condition"), []),
    ],
)
def test_the_list_is_narrowed(country: Country, knee: Topic, wanted: Wanted, targets: list[str]) -> None:
    assert [heat.target for heat in overrides.hot(nation(), wanted)] == targets


def test_drafts_and_parked_text_warm_nothing(country: Country) -> None:
    topic = make_topic("hofteprotese")
    make_edition(topic)
    own = make_adoption(country.bergen.site, topic, by=country.bergen.editor)
    write(country.bergen, own, "override", "hjem", "<p>Utkast.</p>")
    assert overrides.hot(nation(), ALL) == []
    LocalOperation.objects.filter(adoption=own).update(state="parked")
    assert overrides.hot(nation(), ALL) == []


def test_a_shared_variant_counts_once_for_each_hospital_that_has_it(country: Country) -> None:
    topic = make_topic("hofteprotese")
    make_edition(topic)
    variant = create_variant(
        topic=topic, name="Helse Vest", organization=country.bergen.organization, by=country.bergen.editor, at=MORNING
    )
    for one in (country.bergen, country.fonna):
        make_adoption(one.site, topic, by=one.editor, variant=variant)
    LocalOperation.objects.create(
        layer="group",
        variant=variant,
        language="nb",
        key="g1",
        op="override",
        target="hjem",
        content=[{"type": "text", "html": "<p>I Helse Vest blir du to dager.</p>"}],
        base_edition=topic.editions.get(),
        reason_code="local_practice",
        reason_text="Felles.",
        valid_until="2027-11-01",
        author=country.bergen.clinician,
        created_at=MORNING,
        state="active",
    )
    assert said(overrides.hot(nation(), ALL)) == [("hjem", 2, 0, 0)]
    found = overrides.compared(nation(), topic, "hjem")
    assert found is not None
    assert [(one.site.slug, one.group) for one in found.said] == [("bergen", "Helse Vest"), ("fonna", "Helse Vest")]


def test_a_block_is_laid_side_by_side_for_those_whose_sites_speak(country: Country, knee: Topic) -> None:
    found = overrides.compared(nation(), knee, "hjem")
    assert found is not None
    assert [(one.site.slug, one.html) for one in found.said] == [
        ("bergen", "<p>Hos oss blir du to dager.</p>"),
        ("fonna", "<p>Du blir i tre dager.</p>"),
    ]
    assert overrides.compared(nation(region="nord"), knee, "hjem") is None
    assert overrides.compared(nation(), knee, "narkose") is None


def test_a_place_can_be_a_chapter_the_title_or_gone(country: Country, knee: Topic) -> None:
    edition = knee.editions.get()
    assert block_of(edition, "after").whole_chapter
    assert block_of(edition, "").is_title
    assert block_of(edition, "").html == "Kneprotese"
    assert block_of(edition, "telefon").html == "Telefon"
    assert block_of(edition, "finnes-ikke").gone
    assert block_of(None, "hjem").gone


def test_it_asks_as_often_for_many_as_for_few(country: Country, knee: Topic) -> None:
    def queries(scope: Scope) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as rows:
            overrides.rows(scope, overrides.hot(scope, ALL))
        with CaptureQueriesContext(connection) as one:
            overrides.compared(scope, knee, "hjem")
        return len(rows), len(one)

    few = queries(nation(site="bergen"))
    for number in range(3):
        topic = make_topic(f"tema-nr-{number}")
        make_edition(topic)
        for hospital in country.hospitals:
            say(hospital, make_adoption(hospital.site, topic, by=hospital.editor), "override", "hjem", "<p>Annet.</p>")
    assert queries(nation()) == few
