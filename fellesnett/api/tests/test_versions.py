"""The history of a text: what each version brought, in words for readers; and words that were taken back are nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions.rolling_out import roll_out
from fellesnett.adoption.models import Adoption
from fellesnett.adoption.tests.factories import MORNING, approve_candidate, changed, make_adoption, make_edition
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody, make_knee, show
from fellesnett.national.actions.describing import describe_topic
from fellesnett.national.models import Edition, EditionState, Topic
from fellesnett.national.sourcing import restore_source, retire_source
from fellesnett.national.tests import factories as national
from fellesnett.organizations.models import Site

pytestmark = pytest.mark.django_db

NOON = MORNING + timedelta(hours=4)
HDIR = {"name": "Helsedirektoratet", "address": "https://www.helsedirektoratet.no/kne", "title": "Råd om kne",
        "fetched": "2026-11-01", "licence": "NLOD"}  # fmt: skip


def read(client: Client, address: str, status: int = 200) -> Any:
    got = client.get(address)
    assert got.status_code == status, got.content
    return json.loads(got.content)


def versions(client: Client, item: Item) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(client, f"/api/v1/content/{item.pk}/versions")["versions"]
    return found


def item_of(site: Site | None) -> Item:
    return Item.objects.texts().get(site=site)


# --- what each brought ----------------------------------------------------------------------------------------------


@pytest.fixture
def knee(bergen: Site) -> Item:
    """Bergen has edition 1 from the morning, and at noon takes 4: 2 was a comma, 3 was never out, 4 is two hours more."""
    topic = make_knee()
    show(bergen, topic)
    follow(at=MORNING)
    next_edition(topic, 7, "editorial", "Vi har rettet et komma.")
    called_off = next_edition(topic, 7, "content", "Dette kom aldri ut.")
    Edition.objects.filter(pk=called_off.pk).update(state=EditionState.CALLED_OFF)
    last = next_edition(topic, 8, "content", "Du må faste to timer lenger enn før.")
    roll_out(edition=last, at=NOON)
    approve_candidate(Adoption.objects.get().texts.get(), by=everybody(bergen), at=NOON)
    follow(at=NOON)
    return item_of(bergen)


def next_edition(topic: Topic, hours: int, change: str, note: str) -> Edition:
    words = changed("faste", f"<p>Du må faste i {hours} timer før operasjonen.</p>")
    notes = {"note_public": note, "note_editors": "Etter en hendelse i Bodø."}
    return make_edition(topic, words, changes={"faste": change}, notes=notes, at=NOON)


def call_the_knee(word: str) -> None:
    """Something else than its words changes."""
    topic = Topic.objects.get(key="kneprotese")
    describe_topic(
        topic=topic, title=topic.title, unit="Ortopedi", owner=national.clinician(), deputy=None, high_risk=False, codes=[],
        synonyms={"nb": [word]}, by=national.medical_editor(), at=NOON,
    )  # fmt: skip
    follow(at=NOON)


def test_a_version_says_in_the_readers_words_what_it_brought(client: Client, knee: Item) -> None:
    now, first = versions(client, knee)
    assert (now["version"], now["change"], now["significant"], now["recall"]) == (2, "content", True, False)
    assert [(one["edition"], one["change"], one["note"]) for one in now["editions"]] == [
        (2, "editorial", "Vi har rettet et komma."),
        (4, "content", "Du må faste to timer lenger enn før."),
    ]
    assert now["editions"][0]["in_force"] == "2026-11-24T12:00:00Z"
    assert (first["change"], [(one["edition"], one["note"]) for one in first["editions"]]) == (None, [(1, "")])


def test_what_editors_write_to_each_other_is_not_told(client: Client, knee: Item) -> None:
    assert "Bodø" not in json.dumps(versions(client, knee), ensure_ascii=False)


def test_what_stands_around_the_words_brings_no_edition(client: Client, knee: Item) -> None:
    call_the_knee("nytt kne")
    last = versions(client, knee)[0]
    assert (last["version"], last["change"], last["editions"], last["significant"]) == (3, None, [], False)


def test_a_long_history_costs_no_more_questions(client: Client, knee: Item) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            versions(client, knee)
        return len(queries)

    few = asked()
    for word in ("nytt kne", "kunstig kne", "kneledd"):
        call_the_knee(word)
    assert (len(versions(client, knee)), asked()) == (5, few)


# --- what was taken back --------------------------------------------------------------------------------------------


@pytest.fixture
def borrowing(bergen: Site) -> Site:
    """The national text and a hospital's, both with Helsedirektoratet's words in them until noon, when it takes them back."""
    block = {"type": "source", "policy": "locked", "html": "<p>Tren kneet.</p>", "attribution": HDIR}
    topic = national.make_topic("kneslitasje", title="Kneslitasje")
    national.make_edition(topic, sections={"introduction": [("kilde", block), ("egen", "<p>Vår egen tekst.</p>")]})
    make_adoption(bergen, topic, by=everybody(bergen))
    follow(at=MORNING)
    retire_source(address=HDIR["address"], at=NOON)
    follow(at=NOON)
    return bergen


@pytest.mark.parametrize("ask", ["?version=1", "?version=1&format=markdown", "?at=2026-11-24T09:30:00Z", "/diff?from=1&to=2"])
def test_words_that_their_publisher_takes_back_leave_the_older_versions_too(client: Client, borrowing: Site, ask: str) -> None:
    for site in (None, borrowing):
        got = client.get(f"/api/v1/content/{item_of(site).pk}{ask}")
        assert (got.status_code, got["Content-Type"]) == (410, "application/problem+json")
        said = json.loads(got.content)
        assert (said["reason"], said["version"], said["id"]) == ("source_retired", 1, item_of(site).pk.urn)
        assert "Tren kneet" not in got.content.decode()


def test_that_the_version_was_there_is_still_told_and_the_one_without_the_words_is_read(client: Client, borrowing: Site) -> None:
    for site in (None, borrowing):
        now, before = versions(client, item_of(site))
        assert (now["taken_back"], before["taken_back"], now["recall"]) == (None, "source_retired", True)
        assert "gjelder ikke lenger" in str(read(client, now["href"]))
        read(client, before["href"], 410)


def test_words_that_hold_again_may_be_read_as_they_were(client: Client, borrowing: Site) -> None:
    restore_source(address=HDIR["address"], html="<p>Tren kneet.</p>", at=NOON)
    follow(at=NOON)
    assert "Tren kneet." in str(read(client, f"/api/v1/content/{item_of(None).pk}?version=1"))


def test_a_withdrawn_text_is_read_in_no_version(client: Client, bergen: Site) -> None:
    edition = national.make_edition()
    follow(at=MORNING)
    national.actions.withdraw(
        topic=edition.topic, successor=None, reason="Dette virker ikke", deadline=NOON + timedelta(days=60),
        by=national.medical_editor(), at=NOON,
    )  # fmt: skip
    follow(at=NOON)
    item = item_of(None)
    for ask in ("?version=1", "?at=2026-11-24T09:30:00Z"):
        assert read(client, f"/api/v1/content/{item.pk}{ask}", 410)["reason"] == "withdrawn"
    assert [row["taken_back"] for row in versions(client, item)] == ["withdrawn"]
