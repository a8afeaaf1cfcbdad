"""A process killed at any point of release, roll-out or approval leaves a whole record, and the worker finds its way on."""

from itertools import chain, pairwise

import pytest

pytestmark = pytest.mark.server


def by_way(said):
    """The deaths of each way to die, in the order they were died in."""
    found = {}
    for line in said:
        if "way" in line:
            deaths = found.setdefault(line["way"], [])
        else:
            deaths.append(line)
    return found


def test_a_process_killed_at_work_leaves_nothing_broken_and_nothing_twice(run):
    ways = by_way(run("kills"))
    deaths = list(chain.from_iterable(ways.values()))
    assert [death["error"] for death in deaths if "error" in death] == []
    assert {way: len(found) for way, found in ways.items()} == {"by_step": 6, "by_statement": 10, "by_signal": 6}
    assert [death["left"] for death in deaths if death["left"]] == []
    assert [death["after"] for death in deaths if death["after"]] == []
    assert {death["still_waiting"] for death in deaths} == {0}
    assert {death["twice"] for death in deaths} == {0}
    assert {death["live"] for death in deaths} == {8}
    editions = [death["editions"] for death in deaths]
    assert editions == sorted(editions)
    assert all(before < after for before, after in pairwise(found[-1]["editions"] for found in ways.values()))
    assert deaths[0]["waiting"] == 1  # released, and handed out by the worker alone
