"""Somebody tampers with the tables behind everybody's back; `fellesnett verify` finds it and names the promise broken."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from fellesnett.adoption.actions import decide, set_policy
from fellesnett.adoption.models import LocalOperation, OperationState, Showing, Update
from fellesnett.adoption.tests import factories as f
from fellesnett.config import verifying
from fellesnett.config.verifying import verify
from fellesnett.editorial.models import Event
from fellesnett.national.models import Edition
from fellesnett.national.tests.factories import make_edition, make_topic
from fellesnett.organizations.models import Role

pytestmark = pytest.mark.django_db

FIRST = {"before": [("faste", "<p>Du må faste i 6 timer.</p>"), ("oppmote", f.ARRIVAL)], "after": [("hjem", f.HOME)]}
SECOND = {**FIRST, "before": [("faste", "<p>Du må faste i 4 timer.</p>"), ("oppmote", f.ARRIVAL)]}
THIRD = {**SECOND, "after": [("hjem", "<p>Du reiser hjem neste morgen, når legen har sett til deg.</p>")]}


@pytest.fixture(scope="module")
def laid(lay, now):
    return lay(lambda: at_work(now))


@pytest.fixture
def hospital(db, laid):
    return deepcopy(laid)


def at_work(now):
    """A hospital with a replaced paragraph, an answered conflict, an open update and a draft that nobody has approved."""
    hospital = f.make_hospital("bergen")
    plain = f.make_hospital("unn")
    owner = f.make_user(roles={plain.organization: Role.SITE_OWNER})
    with TestCase.captureOnCommitCallbacks(execute=True):
        topic = make_topic("kneprotese")
        make_edition(topic, FIRST, at=now)
    adoption = f.make_adoption(hospital.site, topic, approved=False, clinical_owner=hospital.clinician, at=now)
    f.write(hospital, adoption, "override", "faste", "<p>Du må faste fra midnatt.</p>", at=now)
    text = f.text_of(adoption)
    f.approve_candidate(text, by=hospital.clinician, at=now)
    f.make_adoption(plain.site, topic, at=now)
    set_policy(site=plain.site, consent_editorial=True, by=owner, at=now)
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_edition(topic, SECOND, at=now + timedelta(days=1), classes={"faste": "content"})
    update = Update.objects.open().get(text=text)
    decide(
        update=update,
        operation="o1",
        choice="keep_ours",
        reason="Mange reiser langt.",
        by=hospital.editor,
        at=now + timedelta(days=2),
    )
    f.approve_candidate(text, by=hospital.clinician, at=now + timedelta(days=2))
    with TestCase.captureOnCommitCallbacks(execute=True):
        make_edition(topic, THIRD, at=now + timedelta(days=3), classes={"hjem": "content"})
    f.write(hospital, adoption, "supplement", "oppmote", "<p>Ta heisen til tredje etasje.</p>", at=now + timedelta(days=4))
    return hospital


@pytest.fixture
def later(now):
    return now + timedelta(days=5)


def tamper(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_hospital_at_work_keeps_every_promise(hospital, later):
    assert verify(at=later) == []
    assert Showing.objects.live().count() == 2
    assert Update.objects.open().count() == 2


TAMPERED = {
    "an event is rewritten": ("UPDATE editorial_event SET payload = '{}' WHERE sequence = 3", "log", "was changed after"),
    "an event is taken out": ("DELETE FROM editorial_event WHERE sequence = 5", "log", "links are missing"),
    "the last event is taken out": (
        "DELETE FROM editorial_event WHERE sequence = (SELECT max(sequence) FROM editorial_event)",
        "log",
        "its head says",
    ),
    "an event is signed by another": (
        "UPDATE editorial_event SET actor_name = 'Ola' WHERE sequence = 2",
        "log",
        "was changed after",
    ),
    "an edition's title": ("UPDATE national_edition SET title = 'Noe annet' WHERE number = 1", "edition", "not the one its hash"),
    "an edition's number": ("UPDATE national_edition SET number = 7 WHERE number = 3", "edition", "are numbered"),
    "no edition is live": ("UPDATE national_edition SET state = 'superseded'", "edition", "0 editions are live"),
    "the next review is far away": ("UPDATE national_edition SET review_by = '2050-01-01'", "edition", "later than 36 months"),
    "a block id is given away": ("DELETE FROM national_issuedblock WHERE block = 'hjem'", "edition", "block hjem is not issued"),
    "a national signature": ("DELETE FROM editorial_signoff WHERE subject LIKE 'text:%'", "invariant 1", "0 of 1 signatures"),
    "another text was approved": ("UPDATE national_candidate SET content_hash = 'x'", "invariant 1", "another text was approved"),
    "nobody approved the edition": (
        "UPDATE national_candidate SET approved_by_id = NULL, approved_at = NULL",
        "invariant 1",
        "without an approval",
    ),
    "the author approved": ("UPDATE national_candidate SET approved_by_id = author_id", "invariant 1", "approved by its author"),
    "an approval's hash": ("UPDATE adoption_approval SET hash = 'x'", "invariant 1", "approval is for another page"),
    "another page's approval": (
        "UPDATE adoption_showing SET approval_id = (SELECT min(id) FROM adoption_approval) WHERE live_to IS NULL",
        "invariant 1",
        "approval is for another page",
    ),
    "a draft is shown": ("UPDATE adoption_localoperation SET state = 'draft'", "invariant 1", "is a draft, and patients see it"),
    "a clinician's yes": (
        "DELETE FROM editorial_signoff WHERE subject LIKE 'adoption:%'",
        "invariant 1",
        "without a clinician's yes",
    ),
    "shown after a no": ("UPDATE adoption_adoption SET answer = 'not_offered'", "invariant 1", "has answered not_offered"),
    "the update is closed": ("UPDATE adoption_update SET closed_at = opened_at", "invariant 3", "has no open update"),
    "the question is closed": (
        "UPDATE editorial_openitem SET closed_at = opened_at",
        "invariant 3",
        "nobody at the site has been asked",
    ),
    "a base is moved": (
        "UPDATE adoption_localoperation SET base_hash = 'x' WHERE op = 'override'",
        "invariant 4",
        "moved without a choice",
    ),
    "local words are changed": (
        "UPDATE adoption_localoperation SET content = '[]' WHERE op = 'supplement'",
        "invariant 4",
        "words were changed",
    ),
    "local text is deleted": (
        "DELETE FROM adoption_localoperation WHERE op = 'supplement'",
        "invariant 2",
        "local text was destroyed",
    ),
    "a withdrawn page": (
        "UPDATE national_topic SET withdrawn_at = created_at, withdrawn_by_id = owner_id, "
        "withdrawal_deadline = '2026-11-25 00:00:00+00:00'",
        "invariant 8",
        "shown after its deadline",
    ),
    "a recipe is emptied": ("UPDATE adoption_snapshot SET recipe = '{}'", "invariant 10", "cannot be composed again"),
    "a plan is emptied": ("UPDATE adoption_update SET plan = '{}'", "damaged", "the walk stopped"),
    "a text is emptied": ("UPDATE national_edition SET sections = '[{}]'", "edition", "cannot be read"),
    "a page's hash": ("UPDATE adoption_snapshot SET hash = 'x'", "invariant 10", "makes another page"),
    "the recipe of a page that was": (
        "UPDATE adoption_snapshot SET recipe = (SELECT recipe FROM adoption_snapshot WHERE id = "
        "(SELECT max(id) FROM adoption_snapshot))",
        "invariant 10",
        "is not the one that the log tells of",
    ),
    "an operation that a page was made of": (
        'UPDATE adoption_localoperation SET content = \'[{"html": "<p>x</p>", "type": "text"}]\' WHERE op = \'override\'',
        "invariant 10",
        "makes another page",
    ),
    "a page is shown without the log's word": (
        "UPDATE adoption_showing SET live_to = live_from WHERE live_to IS NULL",
        "invariant 10",
        "the log says",
    ),
    "the site's answer": ("UPDATE adoption_adoption SET answer = 'own_page'", "invariant 10", "the log says adopted"),
    "two pages at a time": (
        "UPDATE adoption_showing SET live_to = '2030-01-01 00:00:00+00:00' WHERE live_to IS NOT NULL",
        "invariant 11",
        "another page was still",
    ),
    "a showing that ended too early": (
        "UPDATE adoption_showing SET live_to = '2020-01-01 00:00:00+00:00' WHERE live_to IS NOT NULL",
        "invariant 11",
        "before it began",
    ),
    "nobody's name": ("UPDATE adoption_approval SET approved_by_name = ''", "invariant 11", "nobody is named"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found_and_the_promise_named(hospital, later, what):
    sql, invariant, words = TAMPERED[what]
    tamper(sql)
    found = {(fault.invariant, fault.text) for fault in verify(at=later)}
    assert any(name == invariant and words in text for name, text in found), found


def test_a_row_that_nobody_wrote_is_found(hospital, later):
    written = LocalOperation.objects.filter(op="override").first()
    written.pk, written.key, written.state = None, "o99", OperationState.SET_ASIDE
    written.replaces = None
    written.save(force_insert=True)
    assert [(fault.invariant, fault.text) for fault in verify(at=later)] == [
        ("invariant 4", "was never written by anybody: the log has no word of it")
    ]


def test_a_page_by_consent_needs_the_consent(hospital, later, django_capture_on_commit_callbacks):
    topic = Edition.objects.first().topic
    comma = {**THIRD, "before": [THIRD["before"][0], ("oppmote", "<p>Møt opp, ved hovedinngangen.</p>")]}
    unn = Showing.objects.live().get(text__adoption__site__slug="unn")
    f.approve_candidate(unn.text, by=f.make_user(roles={unn.text.adoption.site.organization: Role.EDITOR}), at=later)
    with django_capture_on_commit_callbacks(execute=True):
        make_edition(topic, comma, at=later, classes={"oppmote": "editorial"})
    assert Showing.objects.live().get(text__adoption__site__slug="unn").approval.kind == "standing_consent"
    assert verify(at=later) == []
    Event.objects.filter(verb="site.policy_set")._raw_delete("default")
    assert ("invariant 1", "went live by standing_consent, which the site had not given") in {
        (fault.invariant, fault.text) for fault in verify(at=later)
    }


def test_an_edition_that_waits_for_its_roll_out_is_no_fault(hospital, later):
    make_edition(Edition.objects.first().topic, FIRST, at=later, classes={"faste": "content", "hjem": "content"})
    assert Edition.objects.awaiting_roll_out().count() == 1
    assert verify(at=later) == []


def test_the_command_tells_what_it_walks_and_writes_a_report(hospital, tmp_path, capsys):
    call_command("verify", report=tmp_path / "report.json")
    said = capsys.readouterr().out
    assert "the event log is whole: " in said
    assert said.endswith("Everything that can be proven at rest holds.\n")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["faults"] == []
    assert [check["check"] for check in report["checks"]] == [check.name for check in verifying.CHECKS]


def test_the_command_ends_with_one_and_a_list_when_a_promise_is_broken(hospital, tmp_path, capsys):
    tamper("UPDATE adoption_approval SET approved_by_name = ''")
    with pytest.raises(CommandError) as refusal:
        call_command("verify", report=tmp_path / "report.json")
    assert refusal.value.returncode == 1
    assert "BROKEN  invariant 11  text " in capsys.readouterr().out
    broken = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["faults"]
    assert {fault["invariant"] for fault in broken} == {"invariant 11"}
