"""A consumer written from the interface's own description: it begins with the export, follows the changes, is stopped and goes
on; and whatever happened meanwhile, its copy is what a fresh export says, byte for byte."""

from __future__ import annotations

import gzip
import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.adoption.actions.answering import adopt, answer
from fellesnett.adoption.actions.rolling_out import roll_out
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING, approve_candidate, changed, make_edition
from fellesnett.api import doors
from fellesnett.delivery.following import follow
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.organizations.describing import describe_place, open_place, record_of
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.test_describing import RECORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    doors.OFTEN.forget()
    monkeypatch.setattr(doors.OFTEN, "limit", 100_000)


class Consumer:
    """Holds texts by id as the bytes it was given, and the number it has come to."""

    def __init__(self, client: Client, more: str = "") -> None:
        self.client, self.more = client, more
        self.seq, self.texts = exported(client)

    def follow(self, steps: int, limit: int) -> None:
        """Some answers of the feed; it may be stopped after any of them."""
        for _ in range(steps):
            told = self._ask(f"/api/v1/changes?since={self.seq}&limit={limit}{self.more}")
            for line in told["items"]:
                self._take(line)
            self.seq = told["next_since"]

    def _take(self, line: dict[str, Any]) -> None:
        got = self.client.get(line["href"])
        if got.status_code == 410:
            self.texts.pop(line["id"], None)
        else:
            self.texts[line["id"]] = got.content

    def _ask(self, address: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.client.get(address).content)
        return found


def exported(client: Client) -> tuple[int, dict[str, bytes]]:
    got = client.get("/api/v1/export")
    lines = b"".join(got.streaming_content).splitlines()  # type: ignore[arg-type]
    return int(got["X-Snapshot-Seq"]), {json.loads(line)["id"]: line for line in lines}


class Hospital:
    """Does one thing or another with its texts."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site, self.chance, self.at = site, chance, MORNING
        self.topics = [make_knee(f"kne-{number}", f"Kne {number}", english=number == 0) for number in range(3)]
        self.editor = everybody(site)
        self.place = open_place(organization=site.organization, slug="voss", record=RECORD, by=self.editor, at=MORNING)
        for topic in self.topics:
            show(site, topic)

    def does_something(self) -> None:
        self.at += timedelta(hours=1)
        topic = self.chance.choice(self.topics)
        adoption = Adoption.objects.get(site=self.site, topic=topic)
        if self.chance.random() < 0.2:
            number = f"5653{self.chance.randint(1000, 9999)}"
            record = {**record_of(self.place), "phones": [{"number": number, "label": {}, "hours": []}]}
            self.place = describe_place(place=self.place, record=record, by=self.editor, at=self.at)
        elif adoption.answer != Answer.ADOPTED:
            self._approve(adopt(site=self.site, topic=topic, by=self.editor, at=self.at))
        elif self.chance.random() < 0.4:
            answer(site=self.site, topic=topic, answer=Answer.NOT_OFFERED, by=self.editor, at=self.at, reason="Ikke nå")
        else:
            hours = self.chance.randint(2, 12)
            words = changed("faste", f"<p>Du må faste i {hours} timer før operasjonen.</p>")
            roll_out(edition=make_edition(topic, words, changes={"faste": "content"}, at=self.at), at=self.at)
            self._approve(adoption)

    def _approve(self, adoption: Adoption) -> None:
        for adopted in adoption.texts.order_by("pk"):
            approve_candidate(adopted, by=self.editor, at=self.at)


@pytest.mark.parametrize(("seed", "more"), [(0, ""), (1, ""), (2, ""), (3, "&compact=true"), (4, "&compact=true")])
def test_a_copy_that_is_stopped_anywhere_ends_as_the_export(client: Client, seed: int, more: str) -> None:
    chance = random.Random(seed)
    make_front_door()
    hospital = Hospital(make_bergen(), chance)
    follow(at=MORNING)
    consumer = Consumer(client, more)
    for _ in range(8):
        hospital.does_something()
        if chance.random() < 0.7:
            follow(at=hospital.at)
        consumer.follow(steps=chance.randint(0, 2), limit=chance.randint(1, 3))
    follow(at=hospital.at)
    consumer.follow(steps=60, limit=2)
    seq, texts = exported(client)
    assert (consumer.seq, consumer.texts) == (seq, texts)


def test_the_packed_export_says_the_same(client: Client) -> None:
    make_front_door()
    show(make_bergen(), make_knee())
    follow(at=MORNING)
    plain = client.get("/api/v1/export")
    words = b"".join(plain.streaming_content)  # type: ignore[arg-type]
    for format, said in (("jsonl.gz", "identity"), ("jsonl", "gzip")):
        packed = client.get(f"/api/v1/export?format={format}", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(b"".join(packed.streaming_content)) == words  # type: ignore[arg-type]
        assert packed["Content-Encoding"] == said
    assert {json.loads(line)["type"] for line in words.splitlines()} == {"treatment", "service"}
    assert packed["X-Snapshot-Seq"] == "2"
    assert client.get("/api/v1/export?format=xml").status_code == 422


def test_the_compact_feed_has_one_line_for_each_that_says_what_became_of_it(client: Client) -> None:
    make_front_door()
    hospital = Hospital(make_bergen(), random.Random(1))
    for _ in range(6):
        follow(at=hospital.at)
        hospital.does_something()
    follow(at=hospital.at)
    whole, compact = (json.loads(client.get(f"/api/v1/changes?limit=1000{more}").content) for more in ("", "&compact=true"))
    assert {line["id"]: line for line in compact["items"]} == {line["id"]: line for line in whole["items"]}
    assert len(compact["items"]) == len({line["id"] for line in whole["items"]})
    assert compact["next_since"] == whole["next_since"]


def test_the_lines_of_an_owner_are_not_made_compact(client: Client) -> None:
    make_front_door()
    refused = client.get("/api/v1/changes?compact=true&owner=nasjonal-redaksjon")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "compact")
