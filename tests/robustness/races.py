"""Processes that want the same thing at once. Run by `test_concurrency.py`; prints one line of JSON for each round of each race.

`python -m tests.robustness.races`.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
django.setup()

from fellesnett.adoption.actions import roll_out  # noqa: E402
from fellesnett.adoption.gates import Refused  # noqa: E402
from fellesnett.adoption.models import AdoptedText, Showing, Update  # noqa: E402
from fellesnett.config.verifying import verify  # noqa: E402
from fellesnett.editorial.models import Event  # noqa: E402
from fellesnett.foundation import clock  # noqa: E402
from fellesnett.national import actions as national  # noqa: E402
from fellesnett.national.gates import NotReady  # noqa: E402
from fellesnett.national.models import Edition, Topic  # noqa: E402
from fellesnett.national.signals import released  # noqa: E402
from fellesnett.national.tests import factories as office  # noqa: E402
from tests.robustness import acts  # noqa: E402

PROCESSES = 6
APPROVALS = 200
Act = Callable[[], Any]
fork = multiprocessing.get_context("fork")


def race(acts_at_once: Sequence[Act]) -> Counter[str]:
    """Let each act go in a process of its own, all at the same moment. How each ended."""
    acts.let_go()
    start = fork.Barrier(len(acts_at_once))
    endings = fork.Queue()
    running = [fork.Process(target=_run, args=(act, start, endings)) for act in acts_at_once]
    for process in running:
        process.start()
    found = Counter(ending for _process in running for ending in endings.get(timeout=300))
    for process in running:
        process.join()
    return found


def _run(act: Act, start: Any, endings: Any) -> None:
    start.wait()
    try:
        endings.put([str(ending) for ending in act() or ["done"]])
    except (Refused, NotReady) as refusal:
        endings.put([f"refused {' '.join(sorted({reason.code for reason in refusal.reasons}))}"])
    except Exception as fault:
        endings.put([f"error {fault!r}"])


def approvals() -> dict[str, Any]:
    """Two hundred texts, approved by six processes; all of them reach for the log's one head."""
    waiting = acts.texts(showings=None)[:APPROVALS]
    logged, live = _logged(), Showing.objects.live().count()

    def share(number: int) -> list[str]:
        for text in waiting[number::PROCESSES]:
            acts.answer(text)
        return ["approved"] * len(waiting[number::PROCESSES])

    endings = race([lambda number=number: share(number) for number in range(PROCESSES)])  # type: ignore[misc]
    return {"endings": endings, "live": Showing.objects.live().count() - live, "logged": _logged() - logged}


def _logged() -> int:
    return Event.objects.filter(verb="snapshot.live").count()


def same_text() -> dict[str, Any]:
    """Two people look at the same text; between their looks the words changed. One of them saw what is there now."""
    text = acts.texts()[0]
    old = acts.seen(text)
    acts.replace(text, f"<p>Hos oss er det nytt for {clock.now():%H.%M.%S.%f}.</p>")
    new = acts.seen(text)
    endings = race([lambda: acts.approve(text, old), lambda: acts.approve(text, new), lambda: acts.approve(text, old)])
    return {"endings": endings, "right": _live_hash(text) == new[None]}


def approve_while_saving() -> dict[str, Any]:
    """One approves what is there; another writes something new. The yes is for what was seen, or it is refused."""
    text = acts.texts()[0]
    before, old = _live_hash(text), acts.seen(text)
    endings = race(
        [lambda: acts.approve(text, old), lambda: acts.replace(text, f"<p>Nytt klokka {clock.now():%H.%M.%S.%f}.</p>")]
    )
    return {"endings": endings, "right": _live_hash(text) in (before, old[None])}


def _live_hash(text: AdoptedText) -> str:
    found = text.showings.live().filter(place=None).select_related("snapshot").first()
    return found.snapshot.hash if found else ""


def two_releases() -> dict[str, Any]:
    """Two editors press release at once."""
    topic = Topic.objects.order_by("pk")[0]
    version = Edition.objects.filter(topic=topic).count() + 1
    candidate = office.make_candidate(
        topic, acts.words(topic, version), at=clock.now(), classes={f"{topic.key}-oppmote": "content"}
    )
    candidate = national.sign_off(candidate=candidate, by=office.clinician(), at=clock.now())
    national.approve(candidate=candidate, by=office.medical_editor(), at=clock.now())

    def press() -> None:
        national.release(candidate=candidate, by=office.national_editor(), at=clock.now())

    endings = race([press] * 3)
    numbers = list(Edition.objects.filter(topic=topic, language="nb").order_by("number").values_list("number", flat=True))
    return {"endings": endings, "right": numbers == list(range(1, version + 1))}


def roll_out_while_approving() -> dict[str, Any]:
    """An edition is handed out, twice, while the hospitals approve the one before."""
    topic = Topic.objects.order_by("pk")[0]
    mine = acts.texts(adoption__topic=topic)
    for text in mine:
        acts.answer(text)
        acts.replace(text, f"<p>Nytt klokka {clock.now():%H.%M.%S.%f}.</p>")
    seen = {text.pk: acts.seen(text) for text in mine}
    listening, released.receivers = released.receivers, []
    edition = acts.release(topic)
    released.receivers = listening

    def hand_out() -> None:
        roll_out(edition=Edition.objects.get(pk=edition.pk), at=clock.now())

    def say_yes(number: int) -> list[str]:
        return [_approved(text, seen[text.pk]) for text in mine[number::4]]

    endings = race([hand_out, hand_out, *(lambda number=number: say_yes(number) for number in range(4))])  # type: ignore[misc]
    return {"endings": endings, "right": Update.objects.open().filter(to_edition=edition).count() == len(mine)}


def _approved(text: AdoptedText, hashes: dict[str | None, str]) -> str:
    try:
        acts.approve(text, hashes)
    except Refused as refusal:
        return f"refused {' '.join(sorted(refusal.codes))}"
    return "approved"


ROUNDS = {same_text: 3, approve_while_saving: 4, two_releases: 2, roll_out_while_approving: 2, approvals: 1}

if __name__ == "__main__":
    acts.prepare(topics=1, sites=8)
    for act, rounds in ROUNDS.items():
        if act is approvals:
            acts.prepare(topics=10, sites=20)
        for _round in range(rounds):
            result = {"race": act.__name__, **act()}
            result["faults"] = [str(fault) for fault in verify(at=clock.now())]
            print(json.dumps(result), flush=True)
