"""Waiting times come in from a source that is set up, all or nothing, and go out when they are old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from fellesnett.adoption.tests.factories import make_topic
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_place, make_site, make_user
from fellesnett.pages.actions import NotReady
from fellesnett.pages.models import WaitingTime
from fellesnett.pages.waiting import WaitingRow, WaitingSource, record_waiting_times

pytestmark = pytest.mark.django_db
NAME = "Velg behandlingssted"
ADDRESS = "https://tjenester.helsenorge.no/velg-behandlingssted"


@pytest.fixture(autouse=True)
def configured(settings: LazySettings) -> None:
    settings.WAITING_TIME_SOURCES = (NAME,)


@pytest.fixture
def bergen() -> Site:
    site = make_site("bergen")
    make_place(site.organization, "voss", name="Voss sjukehus")
    make_topic("kneprotese")
    return site


@pytest.fixture
def source(now: datetime) -> WaitingSource:
    return WaitingSource(NAME, ADDRESS, now.date(), now.date() + timedelta(days=40))


KNEE = WaitingRow("bergen", "kneprotese", "inpatient", 22)
AT_VOSS = replace(KNEE, weeks=11, place="voss")


def stored() -> list[tuple[str, int]]:
    rows = WaitingTime.objects.order_by("weeks").select_related("place")
    return [(row.place.slug if row.place else "", row.weeks) for row in rows]


def test_a_batch_is_taken_in_and_the_log_remembers(bergen: Site, source: WaitingSource, now: datetime) -> None:
    assert record_waiting_times(source=source, rows=[KNEE, AT_VOSS], by=None, at=now) == 2
    assert stored() == [("voss", 11), ("", 22)]
    event = Event.objects.get()
    assert (event.verb, event.subject, event.payload["figures"]) == ("waiting_times.recorded", "site:bergen", 2)
    assert str(WaitingTime.objects.get(place=None)).endswith("innleggelse, 22 uker")


def test_the_next_batch_replaces_what_the_source_said_before(bergen: Site, source: WaitingSource, now: datetime) -> None:
    record_waiting_times(source=source, rows=[KNEE, AT_VOSS], by=None, at=now)
    record_waiting_times(source=source, rows=[replace(KNEE, weeks=20)], by=None, at=now)
    assert stored() == [("", 20)]


def test_another_hospitals_figures_are_left_alone(bergen: Site, source: WaitingSource, now: datetime) -> None:
    make_site("annensted")
    record_waiting_times(source=source, rows=[KNEE], by=None, at=now)
    record_waiting_times(source=source, rows=[replace(KNEE, site="annensted", weeks=5)], by=None, at=now)
    assert stored() == [("", 5), ("", 22)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"site": "finnesikke"}, "nettstedet «finnesikke» finnes ikke"),
        ({"topic": "finnesikke"}, "temaet «finnesikke» finnes ikke"),
        ({"place": "oslo"}, "stedet «oslo» hører ikke til nettstedet"),
        ({"kind": "forever"}, "«forever» er ikke en type ventetid"),
        ({"weeks": -1}, "ventetiden må være fra 0 til 520 uker"),
        ({"weeks": 521}, "ventetiden må være fra 0 til 520 uker"),
    ],
)
def test_one_bad_figure_stops_the_batch_and_is_named(
    bergen: Site, source: WaitingSource, now: datetime, row: dict[str, Any], says: str
) -> None:
    with pytest.raises(NotReady) as refused:
        record_waiting_times(source=source, rows=[AT_VOSS, replace(KNEE, **row)], by=None, at=now)
    assert f"Ventetid nummer 2: {says}" in str(refused.value)
    assert stored() == []


def test_the_same_figure_twice_is_refused(bergen: Site, source: WaitingSource, now: datetime) -> None:
    with pytest.raises(NotReady, match="alt oppgitt"):
        record_waiting_times(source=source, rows=[KNEE, replace(KNEE, weeks=3)], by=None, at=now)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "En avis"}, "unknown_source"),
        ({"address": "http://helsenorge.no/"}, "bad_address"),
        ({"valid_until": date(2000, 1, 1)}, "bad_validity"),
        ({"valid_until": date(2100, 1, 1)}, "bad_validity"),
        ({"as_of": date(2100, 1, 1), "valid_until": date(2100, 2, 1)}, "not_yet"),
    ],
)
def test_a_source_that_is_not_set_up_or_not_whole_is_refused(
    bergen: Site, source: WaitingSource, now: datetime, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(NotReady) as refused:
        record_waiting_times(source=replace(source, **change), rows=[KNEE], by=None, at=now)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_by_default_no_source_is_set_up(bergen: Site, source: WaitingSource, now: datetime, settings: LazySettings) -> None:
    settings.WAITING_TIME_SOURCES = ()
    with pytest.raises(NotReady, match="WAITING_TIME_SOURCES"):
        record_waiting_times(source=source, rows=[KNEE], by=None, at=now)


def test_an_empty_batch_is_no_batch(source: WaitingSource, now: datetime) -> None:
    with pytest.raises(NotReady, match="ingen ventetider"):
        record_waiting_times(source=source, rows=[], by=None, at=now)


def test_an_editor_records_for_her_own_hospital_only(bergen: Site, source: WaitingSource, now: datetime) -> None:
    hers = make_user(roles={bergen.organization: Role.EDITOR})
    stranger = make_user(roles={make_site("annensted").organization: Role.EDITOR})
    assert record_waiting_times(source=source, rows=[KNEE], by=hers, at=now) == 1
    with pytest.raises(NotReady, match="Be en redaktør"):
        record_waiting_times(source=source, rows=[KNEE], by=stranger, at=now)


def test_nothing_is_shown_before_its_day_after_its_day_or_from_a_source_taken_out(
    bergen: Site, source: WaitingSource, now: datetime, settings: LazySettings
) -> None:
    record_waiting_times(source=source, rows=[KNEE], by=None, at=now)
    topic = WaitingTime.objects.get().topic
    days = (source.as_of - timedelta(days=1), source.as_of, source.valid_until, source.valid_until + timedelta(days=1))
    assert [WaitingTime.objects.shown_at(bergen, topic, day).count() for day in days] == [0, 1, 1, 0]
    settings.WAITING_TIME_SOURCES = ("En annen",)
    assert not WaitingTime.objects.shown_at(bergen, topic, source.as_of).exists()


# --- the command ----------------------------------------------------------------------------------------------------


def importing(file: Path, source: WaitingSource) -> None:
    options = ["--source", source.name, "--address", source.address, "--as-of", "2026-01-05", "--valid-until", "2026-02-05"]
    call_command("waiting", "import", str(file), *options)


def test_the_operator_imports_a_file(
    bergen: Site, source: WaitingSource, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ventetider.csv"
    file.write_text("site,topic,kind,weeks,place\nbergen,kneprotese,inpatient,22,\nbergen,kneprotese,assessment,4,voss\n")
    importing(file, source)
    assert stored() == [("voss", 4), ("", 22)]
    assert "2 ventetider fra Velg behandlingssted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("site,topic,kind,weeks\nbergen,kneprotese,inpatient,22\n", "mangler kolonnen place"),
        ("site,topic,kind,weeks,place\nbergen,kneprotese,inpatient,mange,\n", "rad 2: uker må være et helt tall"),
        ("site,topic,kind,weeks,place\nbergen,kneprotese,aldri,2,\n", "«aldri» er ikke en type ventetid"),
    ],
)
def test_a_bad_file_is_refused_with_the_fault(
    bergen: Site, source: WaitingSource, tmp_path: Path, content: str, says: str
) -> None:
    file = tmp_path / "ventetider.csv"
    file.write_text(content)
    with pytest.raises(CommandError, match=says) as refused:
        importing(file, source)
    assert refused.value.returncode == 2
    assert stored() == []
