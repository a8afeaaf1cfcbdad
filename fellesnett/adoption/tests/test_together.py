"""Many hands at once, and hands that are stopped half way: nothing is lost, nothing locks, nothing is shown unapproved."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from fellesnett.adoption.actions import roll_out
from fellesnett.adoption.models import Showing, Update
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_site, make_user

from . import factories as f

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.server]

SITES = 40


@pytest.fixture
def hands(tmp_path):
    """Starts processes on the same database: PostgreSQL's own, or a file that the embedded one is copied to."""
    if connection.vendor == "sqlite":
        address = f"sqlite:///{tmp_path / 'felles.sqlite3'}"
    else:
        base, _slash, rest = os.environ["DATABASE_URL"].rpartition("/")
        address = f"{base}/{settings.DATABASES['default']['NAME']}" + (f"?{rest.partition('?')[2]}" if "?" in rest else "")

    def start(task, number=0):
        if connection.vendor == "sqlite" and not (tmp_path / "felles.sqlite3").exists():
            with sqlite3.connect(tmp_path / "felles.sqlite3") as file:
                connection.connection.backup(file)
        command = [sys.executable, "-m", "fellesnett.adoption.tests.hands", task, str(number)]
        environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(tmp_path)}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    return start


@pytest.fixture
def topic():
    """A topic that forty hospitals of one region use, eight of them with text of their own."""
    region = make_organization("Helse Alle RHF")
    editor = make_user("alle@sykehus.example", roles={region: [Role.EDITOR, Role.CLINICIAN]})
    f.national_editor()
    topic = f.make_topic("samtidig")
    f.make_edition(topic)
    for number in range(SITES):
        site = make_site(f"samtidig-{number}", organization=make_organization(f"Samtidig {number} HF", parent=region))
        adoption = f.make_adoption(site, topic, by=editor)
        if number % 5 == 0:
            hospital = f.Hospital(site, editor, editor)
            f.write(hospital, adoption, "supplement", "oppmote", "<p>Ta heisen.</p>")
            f.approve_candidate(f.text_of(adoption), by=editor)
    return topic


def answers(processes):
    told = [(process.communicate(timeout=300), process.returncode) for process in processes]
    for (_out, err), code in told:
        assert code == 0, err
    return [int(out) for (out, _err), _code in told]


def proved(hands):
    """No faults, before and after what was interrupted is finished."""
    process = hands("prove")
    out, err = process.communicate(timeout=300)
    assert (out, process.returncode) == ("0", 0), err
    return True


def test_six_people_and_a_release_at_once_lose_nothing(topic, hands, now):
    edition = f.make_edition(
        topic, f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>"), changes={"faste": "content"}
    )
    roll_out(edition=edition, at=now)
    assert Update.objects.open().count() == SITES
    assert Showing.objects.live().count() == SITES
    processes = [hands("approve", share) for share in range(6)]
    processes.append(hands("release", 3))
    told = answers(processes)
    assert sum(told[:6]) >= SITES
    assert proved(hands)


def test_a_process_killed_at_any_point_leaves_what_can_be_resumed(topic, hands):
    dice = random.Random(7)
    for task in ("release", "approve", "release", "approve", "release", "approve"):
        process = hands(task, 5)
        time.sleep(dice.uniform(1.0, 3.5))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        assert proved(hands)
    assert answers([hands("release", 1)]) == [1]
    assert sum(answers([hands("approve", 1)])) == SITES
    assert proved(hands)
