"""A process killed at any point of release, roll-out or approval leaves a whole record, and the worker finds its way on."""

import pytest

pytestmark = pytest.mark.server


@pytest.mark.parametrize(("way", "times"), [("signal", 25), ("statement", 20), ("step", 12)])
def test_a_process_killed_at_work_leaves_nothing_broken_and_nothing_twice(run, way, times):
    deaths = run("kills", way, times)
    assert [death["error"] for death in deaths if "error" in death] == []
    assert len(deaths) == times
    assert [death["left"] for death in deaths if death["left"]] == []
    assert [death["after"] for death in deaths if death["after"]] == []
    assert {death["still_waiting"] for death in deaths} == {0}
    assert {death["twice"] for death in deaths} == {0}
    assert {death["live"] for death in deaths} == {8}
    editions = [death["editions"] for death in deaths]
    assert editions == sorted(editions)
    assert editions[-1] > 2
    if way == "step":
        assert deaths[0]["waiting"] == 1  # released, and handed out by the worker alone
