"""Languages behind: stale or missing, since when, and who needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.tests.factories import MORNING, changed, make_adoption, make_edition, make_topic
from fellesnett.insight.boards import languages
from fellesnett.insight.boards.languages import BEHIND, EVERY, Cell, Facts, Standing, cell_of
from fellesnett.insight.boards.scope import Asked, Scope, scope_of
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.national.models import Topic

LATER = MORNING + timedelta(days=3)


@pytest.mark.parametrize(
    ("facts", "cell"),
    [
        (Facts(False), Cell(Standing.NOT_WANTED)),
        (Facts(False, sites=2), Cell(Standing.MISSING, None, 2)),
        (Facts(True, follows=1, source=1, since=LATER, sites=2), Cell(Standing.CURRENT, None, 2)),
        (Facts(True, follows=1, source=2, since=LATER, sites=2), Cell(Standing.STALE, LATER, 2)),
        (Facts(True, follows=None, source=2, since=LATER), Cell(Standing.STALE, LATER, 0)),
        (Facts(True, follows=None, source=None, sites=1), Cell(Standing.CURRENT, None, 1)),
    ],
)
def test_what_a_cell_says(facts: Facts, cell: Cell) -> None:
    assert cell_of(facts) == cell


@pytest.fixture
def country(country: Country) -> Country:
    """Fonna publishes in nynorsk and bokmål, Tromsø in Northern Sámi besides."""
    country.fonna.site.language, country.fonna.site.other_languages = "nn", ["nb"]
    country.fonna.site.save()
    country.unn.site.other_languages = ["se"]
    country.unn.site.save()
    return country


@pytest.fixture
def knee(country: Country) -> Topic:
    """Nynorsk follows the first bokmål edition; a second came three days later. Nobody has written Northern Sámi."""
    topic = make_topic("kneprotese", title="Kneprotese")
    first = make_edition(topic)
    make_edition(topic, language="nn", follows=first)
    for hospital in country.hospitals:
        make_adoption(hospital.site, topic, by=hospital.editor)
    make_edition(topic, changed("hjem", "<p>Du reiser hjem samme dag.</p>"), at=LATER)
    return topic


def nation(**asked: str) -> Scope:
    return scope_of(national(), Asked(**asked))


def said(scope: Scope, **asked: str) -> dict[str, dict[str, str]]:
    found = languages.rows(scope, list(languages.topics(scope, **asked)))
    return {row.topic.key: {code: cell.standing.value for code, cell in row.cells.items()} for row in found}


def test_a_topic_tells_which_languages_lag_and_since_when(country: Country, knee: Topic) -> None:
    scope = nation()
    assert languages.languages_of(scope) == ["nn", "se"]
    [row] = languages.rows(scope, [knee])
    assert row.cells == {"nn": Cell(Standing.STALE, LATER, 1), "se": Cell(Standing.MISSING, None, 1)}
    assert languages.languages_of(nation(site="bergen")) == []


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({}, ["hofteprotese", "kneprotese"]),
        ({"only": "stale"}, ["kneprotese"]),
        ({"only": "missing"}, ["hofteprotese", "kneprotese"]),
        ({"only": "missing", "language": "nn"}, []),
        ({"only": BEHIND, "language": "nn"}, ["kneprotese"]),
        ({"only": EVERY}, ["hofteprotese", "kneprotese", "skulderprotese"]),
        ({"only": EVERY, "words": "skulder"}, ["skulderprotese"]),
    ],
)
def test_the_table_is_narrowed(country: Country, knee: Topic, asked: dict[str, str], keys: list[str]) -> None:
    for key, hospital in (("hofteprotese", country.unn), ("skulderprotese", country.bergen)):
        topic = make_topic(key)
        make_edition(topic)
        make_adoption(hospital.site, topic, by=hospital.editor)
    make_topic("ikke-i-bruk")
    assert list(said(nation(), **asked)) == keys


def test_each_language_of_a_site_is_summed_up(country: Country, knee: Topic) -> None:
    sums = {(one.site.slug, one.language): one for one in languages.site_sums(nation())}
    nn, se = sums[("fonna", "nn")], sums[("unn", "se")]
    assert (nn.own, nn.used, nn.shown, nn.stale, nn.missing) == (True, 1, 1, 1, 0)
    assert (se.own, se.used, se.has, se.missing) == (False, 1, 0, 1)
    assert sums[("bergen", "nb")].awaiting == 0


def test_it_asks_as_often_for_many_as_for_few(country: Country, knee: Topic) -> None:
    def queries(scope: Scope) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as rows:
            languages.rows(scope, list(languages.topics(scope)))
        with CaptureQueriesContext(connection) as sums:
            languages.site_sums(scope)
        return len(rows), len(sums)

    few = queries(nation(site="unn"))
    for number in range(4):
        topic = make_topic(f"tema-nr-{number}")
        make_edition(topic)
        for hospital in country.hospitals:
            make_adoption(hospital.site, topic, by=hospital.editor)
    assert queries(nation()) == few
