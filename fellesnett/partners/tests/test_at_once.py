"""Several programs of a partner deliver at once, in processes of their own: once each, one after the other."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from fellesnett.adoption.tests.factories import make_adoption, make_edition, make_hospital, make_topic
from fellesnett.organizations.tests.factories import make_site
from fellesnett.partners.actions import give_leave, take_leave_back
from fellesnett.partners.models import Leave, RequestKey, Submission
from fellesnett.partners.tests.factories import make_partner, owner_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]


@pytest.fixture
def delivered(tmp_path: Path) -> Any:
    """Deliver in as many processes at once as there are (key, title), and tell how each went and what is stored."""
    hospital, topic = make_hospital("martina"), make_topic("kneprotese")
    make_edition(topic)
    make_adoption(hospital.site, topic, by=hospital.editor)
    make_partner(hospital.site)
    file = tmp_path / "felles.sqlite3"
    if connection.vendor == "sqlite":
        address = f"sqlite:///{file}"
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
    else:
        base, _slash, rest = os.environ["DATABASE_URL"].rpartition("/")
        address = f"{base}/{settings.DATABASES['default']['NAME']}" + (f"?{rest.partition('?')[2]}" if "?" in rest else "")
    environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)}

    def run(*wanted: tuple[str, str]) -> tuple[Counter[str], list[str], int]:
        command = [sys.executable, "-m", "fellesnett.partners.tests.hands", *chain.from_iterable(wanted)]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
        assert ended.returncode == 0, ended.stderr
        if connection.vendor == "sqlite":
            with sqlite3.connect(file) as copy:
                copy.backup(connection.connection)
        states = list(Submission.objects.order_by("state").values_list("state", flat=True))
        return Counter(json.loads(ended.stdout)), states, RequestKey.objects.exclude(submission=None).count()

    return run


def test_the_same_request_from_four_at_once_is_carried_out_once(delivered: Any) -> None:
    told, states, keys_used = delivered(*[("one-key", "Nytt kne")] * 4)
    assert told["done"] == 1
    assert told["busy"] + told["told"] == 3
    assert (states, keys_used) == (["waiting"], 1)


def test_four_requests_at_once_come_one_after_the_other(delivered: Any) -> None:
    told, states, keys_used = delivered(*[(f"key-{number}", f"Kne nummer {number}") for number in range(4)])
    assert told == {"done": 4}
    assert states == ["overtaken"] * 3 + ["waiting"]
    assert keys_used == 4


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer, and nobody to wait for")
def test_leave_given_while_it_is_being_taken_back_stands(now: datetime) -> None:
    site = make_site("bergen")
    partner, owner = make_partner(site), owner_of(site)
    leave = Leave.objects.get()

    def give_again() -> None:
        give_leave(partner=partner, site=site, content=True, places=True, services=True, by=owner, at=now)
        connection.close()

    other = Thread(target=give_again)
    with transaction.atomic():
        take_leave_back(leave=leave, by=owner, at=now)
        other.start()
        until_it_waits(other)
    other.join()

    assert Leave.objects.standing().get() != leave


def until_it_waits(thread: Thread) -> None:
    """Until the thread is done, or waits for what this transaction holds."""
    asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    while thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
