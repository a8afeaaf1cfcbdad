"""Coverage: what each cell says, what stands out, and that it asks as often for many as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import answer, roll_out
from fellesnett.adoption.models import Answer
from fellesnett.adoption.tests.factories import (
    MORNING,
    changed,
    make_adoption,
    make_edition,
    make_topic,
    national_editor,
    write,
)
from fellesnett.insight.boards import coverage
from fellesnett.insight.boards.coverage import Facts, Standing, TextFacts, Wanted, cell_of
from fellesnett.insight.boards.scope import Asked, Scope, scope_of
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.national.models import Topic

NB = TextFacts("nb", 3, 3, shown=True)
OLD = TextFacts("nb", 1, 3, shown=True)
UNSEEN = TextFacts("nn", 1, 1, shown=False)


@pytest.mark.parametrize(
    ("facts", "standing", "behind"),
    [
        (Facts(), Standing.UNDECIDED, 0),
        (Facts(described=False), Standing.NOT_DESCRIBED, 0),
        (Facts(withdrawn=True), Standing.GONE, 0),
        (Facts(Answer.UNDECIDED, answered=True), Standing.TAKEN_BACK, 0),
        (Facts(Answer.UNDECIDED), Standing.UNDECIDED, 0),
        (Facts(Answer.NOT_OFFERED, answered=True), Standing.NOT_OFFERED, 0),
        (Facts(Answer.NOT_OFFERED, answered=True, withdrawn=True), Standing.NOT_OFFERED, 0),
        (Facts(Answer.OWN_PAGE, answered=True, withdrawn=True), Standing.OWN_PAGE, 0),
        (Facts(Answer.WITHDRAWN, answered=True, withdrawn=True), Standing.WITHDRAWN, 0),
        (Facts(Answer.ADOPTED, answered=True, texts=(NB,)), Standing.SHOWN, 0),
        (Facts(Answer.ADOPTED, answered=True, texts=(NB,), drafts=True), Standing.DRAFT, 0),
        (Facts(Answer.ADOPTED, answered=True, texts=(OLD,), drafts=True), Standing.BEHIND, 2),
        (Facts(Answer.ADOPTED, answered=True, texts=(NB, UNSEEN)), Standing.PARTLY, 0),
        (Facts(Answer.ADOPTED, answered=True, texts=(OLD, UNSEEN)), Standing.BEHIND, 2),
        (Facts(Answer.ADOPTED, answered=True, texts=(UNSEEN,)), Standing.AWAITING, 0),
        (Facts(Answer.ADOPTED, answered=True), Standing.AWAITING, 0),
        (Facts(Answer.ADOPTED, answered=True, texts=(NB,), withdrawn=True), Standing.LEAVING, 0),
        (Facts(Answer.ADOPTED, answered=True, texts=(TextFacts("nb", 1, 0, shown=True),)), Standing.SHOWN, 0),
    ],
)
def test_what_a_cell_says(facts: Facts, standing: Standing, behind: int) -> None:
    cell = cell_of(facts)
    assert (cell.standing, cell.behind) == (standing, behind)


@pytest.fixture
def knee(country: Country) -> Topic:
    """Bergen uses the newest edition, Fonna the one before it; Tromsø says that Bergen does it."""
    topic = make_topic("kneprotese", title="Kneprotese", unit="Ortopedi")
    make_edition(topic)
    make_adoption(country.fonna.site, topic, by=country.fonna.editor)
    roll_out(edition=make_edition(topic, changed("hjem", "<p>Du reiser hjem samme dag.</p>")), at=MORNING)
    make_adoption(country.bergen.site, topic, by=country.bergen.editor)
    answer(
        site=country.unn.site,
        topic=topic,
        answer=Answer.NOT_OFFERED,
        by=country.unn.editor,
        at=MORNING,
        offered_at=[country.bergen.site],
    )
    return topic


def nation(**asked: str) -> Scope:
    return scope_of(national(), Asked(**asked))


EVERYTHING = Wanted()


def said(scope: Scope, wanted: Wanted = EVERYTHING) -> dict[str, dict[str, str]]:
    """Topic -> site -> what its cell says."""
    found = coverage.rows(scope, list(coverage.topics(scope, wanted)))
    return {row.topic.key: {site.slug: row.cells[site.pk].standing.value for site in scope.sites} for row in found}


def test_the_cells_of_a_topic_tell_what_each_hospital_has_answered(country: Country, knee: Topic) -> None:
    scope = nation()
    assert said(scope) == {"kneprotese": {"bergen": "shown", "fonna": "behind", "unn": "not_offered"}}
    [row] = coverage.rows(scope, [knee])
    assert row.cells[country.fonna.site.pk].behind == 1
    assert row.cells[country.unn.site.pk].elsewhere == ("Bergen",)
    assert row.offered == 2


def test_a_draft_and_a_text_that_nobody_has_approved_are_told_apart(country: Country, knee: Topic) -> None:
    own = make_adoption(country.bergen.site, make_with_edition("hofteprotese"), by=country.bergen.editor)
    write(country.bergen, own, "supplement", "hjem", "<p>Ring oss.</p>")
    make_adoption(country.fonna.site, own.topic, by=country.fonna.editor, approved=False)
    assert said(nation())["hofteprotese"] == {"bergen": "draft", "fonna": "awaiting", "unn": "undecided"}


def make_with_edition(key: str, **fields: str) -> Topic:
    topic = make_topic(key, **fields)
    make_edition(topic)
    return topic


@pytest.mark.parametrize(
    ("only", "keys"),
    [
        ("", ["hofteprotese", "kneprotese", "skulderprotese", "uten-tekst"]),
        ("without", ["skulderprotese", "uten-tekst"]),
        ("unanswered", ["hofteprotese", "skulderprotese"]),
        ("behind", ["kneprotese"]),
        ("awaiting", ["hofteprotese"]),
        ("not_offered", ["kneprotese"]),
        ("not_described", ["uten-tekst"]),
        ("withdrawn", []),
    ],
)
def test_what_stands_out_can_be_shown_alone(country: Country, knee: Topic, only: str, keys: list[str]) -> None:
    make_adoption(country.fonna.site, make_with_edition("hofteprotese"), by=country.fonna.editor, approved=False)
    make_with_edition("skulderprotese")
    make_topic("uten-tekst")
    assert list(said(nation(), Wanted(only=only))) == keys


def test_a_withdrawn_topic_is_shown_where_somebody_still_has_it(country: Country, knee: Topic) -> None:
    gone = make_with_edition("gammel-metode")
    for topic in (knee, gone):
        topic.withdrawn_at, topic.withdrawn_by = MORNING, national_editor()
        topic.withdrawal_deadline = MORNING + timedelta(days=90)
        topic.save()
    assert said(nation()) == {"kneprotese": {"bergen": "leaving", "fonna": "leaving", "unn": "not_offered"}}


def test_topics_are_found_by_title_synonym_kind_and_community(country: Country, knee: Topic) -> None:
    make_with_edition("ørebetennelse", title="Ørebetennelse", unit="Øre-nese-hals", kind="condition")
    knee.synonyms.create(language="nb", term="nytt kne")
    assert list(said(nation(), Wanted(words="øre"))) == ["ørebetennelse"]
    assert list(said(nation(), Wanted(words="Nytt Kne"))) == ["kneprotese"]
    assert list(said(nation(), Wanted(kind="condition"))) == ["ørebetennelse"]
    assert list(said(nation(), Wanted(unit="Ortopedi"))) == ["kneprotese"]
    assert coverage.units() == ["Ortopedi", "Øre-nese-hals"]


def test_each_site_is_summed_up_alone(country: Country, knee: Topic) -> None:
    make_adoption(country.fonna.site, make_with_edition("hofteprotese"), by=country.fonna.editor, approved=False)
    make_topic("uten-tekst")
    sums = {one.site.slug: one for one in coverage.site_sums(nation())}
    fonna, unn = sums["fonna"], sums["unn"]
    assert (fonna.asked, fonna.in_use, fonna.behind, fonna.awaiting, fonna.unanswered, fonna.share) == (2, 2, 1, 1, 0, 100)
    assert (unn.asked, unn.answered, unn.not_offered, unn.unanswered, unn.share) == (2, 1, 1, 1, 50)
    assert unn.latest == MORNING
    assert fonna.region == country.west


def test_it_asks_as_often_for_many_topics_and_sites_as_for_few(country: Country, knee: Topic) -> None:
    def queries(scope: Scope) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as rows:
            coverage.rows(scope, list(coverage.topics(scope)))
        with CaptureQueriesContext(connection) as sums:
            coverage.site_sums(scope)
        return len(rows), len(sums)

    few = queries(nation(site="bergen"))
    for number in range(6):
        topic = make_with_edition(f"tema-nr-{number}")
        for hospital in country.hospitals:
            make_adoption(hospital.site, topic, by=hospital.editor)
    assert queries(nation()) <= (few[0] + 1, few[1])  # those that offer it instead are asked for where some site says no


def test_a_file_has_every_row_however_many(country: Country, knee: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "IN_A_CHUNK", 2)
    for number in range(4):
        make_with_edition(f"tema-nr-{number}")
    found = [row.topic.key for row in coverage.every_row(nation(), Wanted())]
    assert found == ["kneprotese", *(f"tema-nr-{number}" for number in range(4))]
