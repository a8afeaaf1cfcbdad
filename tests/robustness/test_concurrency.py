"""Concurrent approvals, releases and roll-outs: one order of things, no lost update, no deadlock, no page without its yes."""

import pytest

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def rounds(run):
    """What came of every round of a race, by its name: all are run in one place, one after the other."""
    found = {}
    for result in run("races"):
        found.setdefault(result.pop("race"), []).append(result)
    return found


def test_six_processes_approve_two_hundred_texts(rounds):
    (result,) = rounds["approvals"]
    assert result == {"endings": {"approved": 200}, "live": 200, "logged": 200, "faults": []}


def test_of_two_people_who_approve_the_same_text_the_one_who_saw_it_as_it_is_wins(rounds):
    for result in rounds["same_text"]:
        assert result == {"endings": {"done": 1, "refused stale_hash": 2}, "right": True, "faults": []}


def test_a_text_approved_while_it_is_being_changed_shows_what_was_seen_or_nothing_new(rounds):
    for result in rounds["approve_while_saving"]:
        assert result["endings"] in ({"done": 2}, {"done": 1, "refused stale_hash": 1})
        assert (result["right"], result["faults"]) == (True, [])


def test_two_editors_who_release_at_once_make_one_edition(rounds):
    for result in rounds["two_releases"]:
        assert result["endings"].pop("done") == 1
        (refusal,) = result["endings"]
        assert refusal.startswith("refused")
        assert (result["endings"][refusal], result["right"], result["faults"]) == (2, True, [])


def test_an_edition_handed_out_while_hospitals_approve_reaches_all_of_them(rounds):
    for result in rounds["roll_out_while_approving"]:
        assert result["endings"].pop("done") == 2
        assert set(result["endings"]) <= {"approved", "refused stale_hash", "refused undecided"}
        assert sum(result["endings"].values()) == 8
        assert (result["right"], result["faults"]) == (True, [])
