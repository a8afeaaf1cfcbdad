"""A copy that is kept over the wire while two processes edit, and that is killed again and again. Run by `test_copies.py`.

`python -m tests.robustness.copies SEED`: lays hospitals and texts, starts the web server, the feed's follower and two editors,
each a process of its own, and keeps a copy with `consumer.py` until the editors are done and the feed stands still. Prints one
line of JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
django.setup()

from fellesnett.adoption.actions import adopt  # noqa: E402
from fellesnett.adoption.actions.answering import answer  # noqa: E402
from fellesnett.adoption.models import Adoption, Answer  # noqa: E402
from fellesnett.config.verifying import verify  # noqa: E402
from fellesnett.delivery.actions import make_key  # noqa: E402
from fellesnett.delivery.actions.consumers import HIGHEST  # noqa: E402
from fellesnett.delivery.following import follow  # noqa: E402
from fellesnett.delivery.queries import newest_seq  # noqa: E402
from fellesnett.delivery.tests.factories import make_consumer, make_front_door, make_national_editor  # noqa: E402
from fellesnett.foundation import clock  # noqa: E402
from fellesnett.organizations.models import Role  # noqa: E402
from tests.robustness import acts  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
ACTS, KILLS = 8, 6
EVERY = 0.1  # seconds between two looks at the log
ANSWERING = 240
fork = multiprocessing.get_context("fork")


def lay() -> str:
    """Two hospitals with three topics each. Returns a key that may ask often."""
    acts.prepare(topics=3, sites=2)
    make_front_door()
    editor = make_national_editor()
    return make_key(consumer=make_consumer(by=editor), limit=HIGHEST, by=editor, at=clock.now())[1]


def edit(number: int, seed: int) -> None:
    """One hospital's editors: a page goes live, is worded anew, is taken down, comes back."""
    chance = random.Random(seed * 10 + number)
    texts = acts.texts(adoption__site__slug=f"sykehus-{number}")
    for text in texts:
        acts.answer(text)
    for _act in range(ACTS):
        text = chance.choice(texts)
        adoption = Adoption.objects.select_related("site", "topic").get(pk=text.adoption_id)
        by = acts.editor_of(text, Role.EDITOR)
        if adoption.answer != Answer.ADOPTED:
            adopt(site=adoption.site, topic=adoption.topic, by=by, at=clock.now(), clinical_owner=acts.editor_of(text))
            acts.answer(text)
        elif chance.random() < 0.3:
            answer(site=adoption.site, topic=adoption.topic, answer=Answer.NOT_OFFERED, by=by, at=clock.now(), reason="Ikke nå")
        else:
            acts.replace(text, f"<p>Hos oss er det nytt for {clock.now():%H.%M.%S.%f}.</p>")
            acts.answer(text)


def tell(done: Any) -> None:
    """The worker's part: the feed follows the log for as long as anybody edits, and once more."""
    while not done.is_set():
        follow(at=clock.now())
        time.sleep(EVERY)
    follow(at=clock.now())


def main(seed: int) -> dict[str, Any]:
    key, chance = lay(), random.Random(seed)
    done = fork.Event()
    with tempfile.TemporaryDirectory() as folder, _server() as origin:
        kept = Path(folder) / "copy.sqlite3"
        acts.let_go()
        follower = _start(tell, done)
        editors = [_start(edit, number, seed) for number in range(2)]
        killed = 0
        while killed < KILLS or any(editor.is_alive() for editor in editors):
            killed += _keep(kept, origin, key, kill_after=chance.uniform(0.05, 0.8))
        for editor in editors:
            editor.join()
        done.set()
        follower.join()
        _keep(kept, origin, key)
        told = json.loads(subprocess.run([*_consumer(kept, origin, key), "say"], capture_output=True, check=True).stdout)
        return {
            "endings": [process.exitcode for process in (*editors, follower)],
            "killed": killed >= KILLS,
            "complete": told["seq"] == newest_seq(),
            "equal": told["texts"] == _exported(origin, key),
            "changes": newest_seq() > ACTS,
            "faults": [str(fault) for fault in verify(at=clock.now())],
        }


def _keep(kept: Path, origin: str, key: str, kill_after: float | None = None) -> int:
    """Let the consumer work; killed after some time, wherever it is. Returns how many times it was."""
    consumer = subprocess.Popen(_consumer(kept, origin, key))
    try:
        code = consumer.wait(timeout=kill_after if kill_after is not None else ANSWERING)
    except subprocess.TimeoutExpired:
        consumer.send_signal(signal.SIGKILL)
        consumer.wait()
        return 1
    if code:
        raise RuntimeError(f"the consumer ended with {code}")
    return 0


def _consumer(kept: Path, origin: str, key: str) -> list[str]:
    return [sys.executable, "-S", str(ROOT / "tests/robustness/consumer.py"), str(kept), origin, key]


def _exported(origin: str, key: str) -> dict[str, str]:
    asked = urllib.request.Request(f"{origin}/api/v1/export", headers={"X-API-Key": key})
    with urllib.request.urlopen(asked, timeout=ANSWERING) as said:
        lines = said.read().decode().splitlines()
    return {json.loads(line)["id"]: line for line in lines}


def _start(act: Callable[..., None], *arguments: Any) -> Any:
    process = fork.Process(target=act, args=arguments)
    process.start()
    return process


@contextmanager
def _server() -> Iterator[str]:
    """The product's own web server, in two processes, on this database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--interface", "wsgi", "--port", str(port), "--workers", "2", "--log-level", "warning", "--no-ws"]
    process = subprocess.Popen([sys.executable, "-m", "granian", *words, "fellesnett.config.wsgi:application"], cwd=ROOT)
    try:
        until = time.monotonic() + ANSWERING
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(EVERY)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))), flush=True)
