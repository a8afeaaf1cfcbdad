"""What the demonstration promises a visitor, looked for one by one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from demo.scale.texts import bodies, made
from tests import demonstrated

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]  # the worker that loads it, so that no other waits

ROOT = Path(__file__).resolve().parents[2]


def own_database():
    """On PostgreSQL a database that nobody else writes to, beside the suite's; it goes with the throw-away server."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return {}
    name = f"demonstration_{os.getpid()}"
    settings = dj_database_url.parse(address)
    where = make_conninfo(host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"], dbname="postgres")
    with psycopg.connect(where, password=settings["PASSWORD"] or None, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return {"DATABASE_URL": f"{address.rpartition('/')[0]}/{name}"}


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    """Everything seen on one visit: looked at, loaded again, removed. On PostgreSQL loaded first, by the visit itself."""
    folder = tmp_path_factory.mktemp("demonstration")
    elsewhere = own_database()
    if not elsewhere:
        demonstrated.lay(folder, tmp_path_factory)
    surroundings = {
        **os.environ,
        **elsewhere,
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "fellesnett.config.settings.test",
    }
    command = [sys.executable, "-m", "demo.tests.visit"]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = {}
    for line in done.stdout.splitlines():
        seen |= json.loads(line)
    return seen


@pytest.fixture(scope="module")
def facts(visit):
    return visit["facts"]


def test_there_are_hospitals_and_others_of_many_kinds(facts):
    assert facts["sites"] >= 14
    assert {
        "national",
        "regional_health_authority",
        "health_trust",
        "private_nonprofit",
        "hospital_pharmacy",
        "ict_company",
        "jointly_owned_company",
    } <= set(facts["kinds_of_organizations"])


def test_there_are_forty_topics_of_all_four_kinds_with_codes(facts):
    assert facts["topics"] >= 40
    assert set(facts["kinds_of_topics"]) == {"treatment", "examination", "condition", "support_article"}
    assert facts["coded"] >= facts["topics"] - facts["kinds_of_topics"]["support_article"]


def test_every_topic_is_in_bokmal_and_nynorsk_ten_in_english_and_four_as_sami_machine_drafts(facts):
    assert facts["languages"]["nb"] == facts["languages"]["nn"] == facts["topics"]
    assert facts["languages"]["en"] >= 10
    assert facts["languages"]["se"] == facts["machine_drafts"] == 4


def test_what_waits_shows_the_hard_cases(facts):
    assert facts["items"]["conflict"] >= 1
    assert facts["items"]["hidden_change"] >= 1
    assert facts["items"]["safety"] >= 1
    assert facts["items"]["update"] >= 5
    assert facts["items"]["sign_off"] >= 1
    assert facts["notices"] >= 1
    assert facts["lapsing"] >= 1
    assert facts["under_approval"] == 1


def test_hospitals_have_answered_in_their_own_ways(facts):
    assert facts["answers"]["adopted"] >= 100
    assert facts["answers"]["not_offered"] >= 5
    assert facts["variants"] == 1
    assert facts["consents"] >= 1
    assert facts["operations"] == ["fill", "omit", "override", "retitle", "supplement"]


def test_a_partner_has_delivered_a_text_a_place_and_a_service_that_wait_and_a_text_that_was_taken_in(facts):
    waiting = [["content", "waiting"], ["place", "waiting"], ["service", "waiting"]]
    assert facts["deliveries"] == [["content", "accepted"], *waiting]


def test_the_demonstration_keeps_every_promise_that_can_be_proven(facts):
    assert facts["faults"] == []


def test_loading_again_changes_nothing(visit):
    assert visit["again"] is True


def test_it_is_not_removed_from_a_database_with_a_real_text(visit):
    assert "1 temaer" in visit["refused"]
    assert visit["kept"] is True


def test_removing_leaves_nothing(visit):
    assert visit["left"] == {}
    assert visit["codes_left"] == [0, 0]


def test_the_national_scale_has_texts_and_hospitals_enough():
    texts = made()
    assert len(texts) + 42 >= 1_500
    assert len(bodies()["sites"]) + 14 >= 50
    assert sum(site["adopts"] for site in bodies()["sites"]) * len(texts) > 12_000
    assert made.__wrapped__() == texts
    for text in texts:
        ids = [block["id"] for section in text.sections for block in section["blocks"]]
        assert len(set(ids)) == len(ids)
        assert all(len(identity) <= 80 for identity in ids)
        assert "{" not in str([block.get("html") for section in text.sections for block in section["blocks"]])
