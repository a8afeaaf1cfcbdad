"""The export is fetched over a line that breaks: it is taken up where it ended, and is the same file to the last byte."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client

from fellesnett.adoption.actions.answering import answer
from fellesnett.adoption.actions.rolling_out import roll_out
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING, approve_candidate, changed, make_edition
from fellesnett.api import doors
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change
from fellesnett.delivery.tests.factories import everybody, make_bergen, make_front_door, make_knee, show
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from tests.laying import Lay

pytestmark = pytest.mark.django_db

NOON = MORNING + timedelta(hours=4)
FORMS = [("jsonl", ""), ("jsonl", "gzip"), ("jsonl.gz", "")]
in_every_form = pytest.mark.parametrize(("format", "takes"), FORMS)


@pytest.fixture(autouse=True)
def nobody_has_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    doors.OFTEN.forget()
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Site:
    with patch.object(clock, "now", lambda: NOON):
        return lay(make_site_with_texts)


@pytest.fixture
def bergen(db: None, laid: Site) -> Site:
    return deepcopy(laid)


def make_site_with_texts() -> Site:
    """Three texts with letters that are more than one byte."""
    make_front_door()
    site = make_bergen()
    for number in range(3):
        show(site, make_knee(f"kne-{number}", f"Kneprøve på øvre plan {number}"))
    follow(at=MORNING)
    return site


def get(client: Client, format: str = "jsonl", takes: str = "", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/api/v1/export?format={format}", headers={"Accept-Encoding": takes, **named})


def body(got: Any) -> bytes:
    return b"".join(got.streaming_content)


def much_happens(site: Site) -> None:
    """One text says something else, one is taken down, one is new."""
    first, second, _third = Adoption.objects.order_by("topic__key")
    words = changed("faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    roll_out(edition=make_edition(first.topic, words, changes={"faste": "content"}, at=NOON), at=NOON)
    approve_candidate(first.texts.get(), by=everybody(site), at=NOON)
    answer(site=site, topic=second.topic, answer=Answer.NOT_OFFERED, by=everybody(site), at=NOON, reason="Ikke nå")
    show(site, make_knee("hofte", "Hofteprotese"))
    follow(at=NOON)


@in_every_form
def test_the_whole_says_how_long_it_is_and_which_file(client: Client, bergen: Site, format: str, takes: str) -> None:
    got = get(client, format, takes)
    assert (got.status_code, int(got["Content-Length"])) == (200, len(body(got)))
    assert (got["Accept-Ranges"], got["ETag"].startswith(f'"{got["X-Snapshot-Seq"]}.')) == ("bytes", True)
    assert len({get(client, *each)["ETag"] for each in FORMS}) == 3
    assert get(client, format, takes, If_None_Match=got["ETag"]).status_code == 304


@in_every_form
def test_broken_off_anywhere_the_rest_comes(client: Client, bergen: Site, format: str, takes: str) -> None:
    whole = get(client, format, takes)
    words = body(whole)
    for have in (0, 1, 10, 11, len(words) // 2, len(words) - 1):
        rest = get(client, format, takes, Range=f"bytes={have}-", If_Range=whole["ETag"])
        assert (rest.status_code, body(rest)) == (206, words[have:])
        assert rest["Content-Range"] == f"bytes {have}-{len(words) - 1}/{len(words)}"
        assert (rest["ETag"], rest["Content-Length"]) == (whole["ETag"], str(len(words) - have))


@in_every_form
def test_whatever_has_changed_meanwhile_it_is_the_same_file(client: Client, bergen: Site, format: str, takes: str) -> None:
    whole = get(client, format, takes)
    words, half = body(whole), int(whole["Content-Length"]) // 3
    much_happens(bergen)
    rest = get(client, format, takes, Range=f"bytes={half}-", If_Range=whole["ETag"])
    assert (rest.status_code, rest["X-Snapshot-Seq"]) == (206, whole["X-Snapshot-Seq"])
    assert words[:half] + body(rest) == words
    new = get(client, format, takes)
    assert (int(new["Content-Length"]), new["ETag"] != whole["ETag"]) == (len(body(new)), True)


def test_what_is_put_together_is_read_and_kept_right_by_the_changes(client: Client, bergen: Site) -> None:
    whole = get(client, "jsonl.gz")
    start = body(whole)[:100]
    much_happens(bergen)
    rest = get(client, "jsonl.gz", Range="bytes=100-", If_Range=whole["ETag"])
    copy = {json.loads(line)["id"]: line for line in gzip.decompress(start + body(rest)).splitlines()}
    for line in json.loads(client.get(f"/api/v1/changes?since={rest['X-Snapshot-Seq']}").content)["items"]:
        now = client.get(line["href"])
        copy |= {line["id"]: now.content}
        if now.status_code == 410:
            del copy[line["id"]]
    assert sorted(copy.values()) == sorted(body(get(client)).splitlines())


def test_where_something_is_recalled_the_file_begins_anew(client: Client, bergen: Site) -> None:
    whole = get(client)
    edition = make_edition(Adoption.objects.all()[0].topic, changed("faste", "<p>Ikke fast.</p>"), changes={"faste": "safety"})
    roll_out(edition=edition, at=NOON)
    follow(at=NOON)
    assert Change.objects.filter(recall=True).exists()
    got = get(client, Range="bytes=10-", If_Range=whole["ETag"])
    assert (got.status_code, got["ETag"] != whole["ETag"]) == (200, True)


def test_the_day_after_the_file_begins_anew(client: Client, bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = get(client)
    much_happens(bergen)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=25))
    assert get(client, Range="bytes=10-", If_Range=whole["ETag"]).status_code == 200


@pytest.mark.parametrize(
    "mark",
    ['"1.jsonl.gz"', '"999999.jsonl"', 'W/"6.jsonl"', '"jsonl"', "Tue, 24 Nov 2026 08:00:00 GMT", '"999999999999999999.jsonl"'],
)
def test_a_part_of_another_file_is_not_given(client: Client, bergen: Site, mark: str) -> None:
    got = get(client, Range="bytes=10-", If_Range=mark)
    assert (got.status_code, int(got["Content-Length"])) == (200, len(body(got)))


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=2-5", 2, 5), ("bytes=0-0", 0, 0), ("BYTES=-7", -7, -1), ("bytes=-99999999", 0, -1)]
)
def test_some_of_it(client: Client, bergen: Site, asked: str, first: int, last: int) -> None:
    words = body(get(client))
    got = get(client, Range=asked)
    assert (got.status_code, body(got)) == (206, words[first : len(words) if last == -1 else last + 1])


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "bytes=9-2", "lines=0-1", "bytes=", "bytes=a-b"])
def test_what_is_no_part_that_we_give_is_answered_with_the_whole(client: Client, bergen: Site, asked: str) -> None:
    assert get(client, Range=asked).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_behind_the_end_is_nothing(client: Client, bergen: Site, asked: str) -> None:
    size = get(client)["Content-Length"]
    got = get(client, Range=asked, Accept_Language="en")
    assert (got.status_code, got["Content-Type"], got["Content-Range"]) == (416, "application/problem+json", f"bytes */{size}")
    assert json.loads(got.content)["title"] == "Beyond the file"


def test_only_what_is_fetched_is_fetched_in_parts(client: Client, bergen: Site) -> None:
    size = get(client)["Content-Length"]
    got = client.head("/api/v1/export", headers={"Range": "bytes=1-2"})
    assert (got.status_code, got["Content-Length"]) == (200, size)


NEXT_MORNING, NEXT_NIGHT = MORNING + timedelta(days=1), MORNING + timedelta(days=1, hours=18)


def night_of(client: Client, at: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[int, bytes]:
    monkeypatch.setattr(clock, "now", lambda: at)
    got = client.get("/api/v1/export?of=night")
    return int(got["X-Snapshot-Seq"]), body(got)


def test_the_file_of_the_night_is_the_same_all_day(client: Client, bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert night_of(client, NOON, monkeypatch) == (0, b""), "nothing was told before the first night"
    told = get(client)
    until_then = (int(told["X-Snapshot-Seq"]), body(told))
    assert night_of(client, NEXT_MORNING, monkeypatch) == until_then
    follow(at=NEXT_MORNING)
    first = Adoption.objects.order_by("topic__key")[0]
    answer(site=bergen, topic=first.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=NEXT_MORNING, reason="Ikke nå")
    follow(at=NEXT_MORNING)
    assert body(get(client)) != until_then[1]
    assert night_of(client, NEXT_MORNING, monkeypatch) == until_then
    seq, words = night_of(client, NEXT_NIGHT, monkeypatch)
    assert (seq, words) == (Change.objects.latest("seq").seq, body(get(client)))


def test_a_recall_is_in_the_file_of_the_night_at_once(client: Client, bergen: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    before, _words = night_of(client, NEXT_MORNING, monkeypatch)
    edition = make_edition(Adoption.objects.all()[0].topic, changed("faste", "<p>Ikke fast.</p>"), changes={"faste": "safety"})
    roll_out(edition=edition, at=NEXT_MORNING)
    follow(at=NEXT_MORNING)
    seq, words = night_of(client, NEXT_MORNING, monkeypatch)
    assert seq == Change.objects.filter(recall=True).latest("seq").seq > before
    assert "Ikke fast" in words.decode()
