"""Reviews due, nationally and locally, by community, owner, month and site."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import (
    MORNING,
    approve_candidate,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.insight.boards import reviews
from fellesnett.insight.boards.reviews import Sum, Wanted
from fellesnett.insight.boards.scope import Asked, Scope, scope_of
from fellesnett.insight.tests.boards.country import Country, national
from fellesnett.national.models import Edition, Topic

TODAY = MORNING.date()


def due(country: Country, key: str, days: int, unit: str = "Ortopedi", *, owned: bool = True) -> Topic:
    """A topic whose text is to be reviewed in so many days."""
    topic = make_topic(key, unit=unit, owner=country.bergen.clinician if owned else None)
    Edition.objects.filter(pk=make_edition(topic).pk).update(reviewed_on="2024-01-01", review_by=TODAY + timedelta(days=days))
    return topic


@pytest.fixture
def texts(country: Country) -> dict[str, Topic]:
    found = [("kne", -10, "Ortopedi", True), ("hofte", 20, "Ortopedi", True), ("hjerte", 60, "Hjerte", False)]
    found += [("lunge", 200, "Lunge", True), ("langt-fram", 500, "Lunge", True)]
    return {key: due(country, key, days, unit, owned=owned) for key, days, unit, owned in found}


def nation(**asked: str) -> Scope:
    return scope_of(national(), Asked(**asked))


def keys(scope: Scope, wanted: Wanted = reviews.EVERYTHING) -> list[str]:
    return [edition.topic.key for edition in reviews.national(scope, wanted, at=MORNING)]


def test_what_is_overdue_comes_first_and_nothing_beyond_a_year(texts: dict[str, Topic]) -> None:
    assert keys(nation()) == ["kne", "hofte", "hjerte", "lunge"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(unit="Ortopedi"), ["kne", "hofte"]),
        (Wanted(owner="0"), ["hjerte"]),
        (Wanted(month="2026-12"), ["hofte"]),
        (Wanted(overdue=True), ["kne"]),
        (Wanted(unit="Hjerte", overdue=True), []),
    ],
)
def test_the_list_is_narrowed(texts: dict[str, Topic], wanted: Wanted, expected: list[str]) -> None:
    assert keys(nation(), wanted) == expected


def test_one_owner_has_their_own(country: Country, texts: dict[str, Topic]) -> None:
    assert keys(nation(), Wanted(owner=str(country.bergen.clinician.pk))) == ["kne", "hofte", "lunge"]


def test_a_hospital_sees_the_national_texts_that_it_uses(country: Country, texts: dict[str, Topic]) -> None:
    make_adoption(country.unn.site, texts["hofte"], by=country.unn.editor)
    assert keys(scope_of(country.unn.editor)) == ["hofte"]
    assert keys(nation(region="nord")) == ["hofte"]
    assert keys(scope_of(country.bergen.editor)) == []


def test_texts_are_added_up(country: Country, texts: dict[str, Topic]) -> None:
    scope = nation()
    rows = reviews.national(scope, at=MORNING)
    by_unit = reviews.sums(rows, "unit", scope, at=MORNING)
    assert by_unit[0] == Sum("Ortopedi", "Ortopedi", 1, 1, 0, 0, TODAY - timedelta(days=10))
    assert [(one.name, one.later, one.beyond) for one in by_unit[1:]] == [("Hjerte", 1, 0), ("Lunge", 0, 1)]
    by_owner = reviews.sums(rows, "owner", scope, at=MORNING)
    assert [(one.key, one.name) for one in by_owner] == [
        (str(country.bergen.clinician.pk), str(country.bergen.clinician)),
        ("0", "Ikke oppgitt"),
    ]
    by_month = [
        (one.key, one.overdue + one.soon + one.later + one.beyond) for one in reviews.sums(rows, "month", scope, at=MORNING)
    ]
    assert by_month == [("2026-11", 1), ("2026-12", 1), ("2027-01", 1), ("2027-06", 1)]


def test_local_text_is_due_the_day_it_ends(country: Country, texts: dict[str, Topic]) -> None:
    for hospital, until in ((country.bergen, TODAY - timedelta(days=1)), (country.unn, TODAY + timedelta(days=40))):
        own = make_adoption(hospital.site, texts["kne"], by=hospital.editor, unit="Ortopedisk avdeling")
        write(hospital, own, "override", "hjem", "<p>Annet her.</p>")
        approve_candidate(text_of(own), by=hospital.clinician)
        LocalOperation.objects.filter(adoption=own).update(valid_until=until)
    scope = nation()
    rows = reviews.local(scope, at=MORNING)
    assert [row.adoption.site.slug for row in rows if row.adoption] == ["bergen", "unn"]
    by_site = [(one.name, one.overdue, one.later) for one in reviews.sums(rows, "site", scope, at=MORNING)]
    assert by_site == [("Bergen", 1, 0), ("Unn", 0, 1)]
    owners = {one.name for one in reviews.sums(rows, "owner", scope, at=MORNING)}
    assert owners == {str(country.bergen.clinician), str(country.unn.clinician)}
    assert [one.name for one in reviews.sums(rows, "unit", scope, at=MORNING)] == ["Ortopedisk avdeling"]
    assert reviews.local(scope, Wanted(overdue=True), at=MORNING).count() == 1
    assert reviews.local(scope_of(country.fonna.editor), at=MORNING).count() == 0
    assert reviews.sums(rows, "month", scope, at=MORNING)[0].first == date(2026, 11, 23)


def test_it_asks_as_often_for_many_as_for_few(country: Country) -> None:
    def queries() -> int:
        scope = nation()
        with CaptureQueriesContext(connection) as caught:
            rows = reviews.national(scope, at=MORNING)
            assert [(str(row.topic.owner), str(row.topic.deputy)) for row in rows]
            reviews.sums(rows, "owner", scope, at=MORNING)
        return len(caught)

    due(country, "kne", 3)
    few = queries()
    for number in range(6):
        due(country, f"tema-nr-{number}", number, f"Fag {number}", owned=bool(number % 2))
    assert queries() == few
