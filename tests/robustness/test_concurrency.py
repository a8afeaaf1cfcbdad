"""Concurrent approvals, releases and roll-outs: one order of things, no lost update, no deadlock, no page without its yes."""

import pytest

pytestmark = pytest.mark.server


def test_six_processes_approve_two_hundred_texts(run):
    (result,) = run("races", "approvals", 1)
    assert result == {"endings": {"approved": 200}, "live": 200, "logged": 200, "faults": []}


def test_of_two_people_who_approve_the_same_text_the_one_who_saw_it_as_it_is_wins(run):
    for result in run("races", "same_text", 4):
        assert result == {"endings": {"done": 1, "refused stale_hash": 2}, "right": True, "faults": []}


def test_a_text_approved_while_it_is_being_changed_shows_what_was_seen_or_nothing_new(run):
    for result in run("races", "approve_while_saving", 5):
        assert result["endings"] in ({"done": 2}, {"done": 1, "refused stale_hash": 1})
        assert (result["right"], result["faults"]) == (True, [])


def test_two_editors_who_release_at_once_make_one_edition(run):
    for result in run("races", "two_releases", 3):
        assert result["endings"].pop("done") == 1
        (refusal,) = result["endings"]
        assert refusal.startswith("refused")
        assert (result["endings"][refusal], result["right"], result["faults"]) == (2, True, [])


def test_an_edition_handed_out_while_hospitals_approve_reaches_all_of_them(run):
    for result in run("races", "roll_out_while_approving", 3):
        assert result["endings"].pop("done") == 2
        assert set(result["endings"]) <= {"approved", "refused stale_hash", "refused undecided"}
        assert sum(result["endings"].values()) == 8
        assert (result["right"], result["faults"]) == (True, [])
