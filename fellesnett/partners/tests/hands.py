"""Several processes that deliver at once: `python -m fellesnett.partners.tests.hands <key> <title> <key> <title> ...`.

All are forks of one that has started already: they meet at the same moment, and the product is loaded once.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from typing import Any

import django


def deliver(key: str, title: str) -> str:
    """Deliver a title under a key, as the door does: what came of it, in one word."""
    from fellesnett.adoption.models import AdoptedText
    from fellesnett.foundation import clock
    from fellesnett.partners import keys
    from fellesnett.partners.actions import deliver_text
    from fellesnett.partners.actions.receiving import Delivery
    from fellesnett.partners.gates import Changed
    from fellesnett.partners.models import Partner, Way
    from fellesnett.partners.queries import seen_text
    from fellesnett.partners.texts import standing

    partner, text, at = Partner.objects.get(), AdoptedText.objects.get(), clock.now()
    while True:
        etag = seen_text(standing(text), partner)[1].etag
        try:
            taken = keys.take(partner, key, title, at=at)
        except keys.Busy:
            return "busy"
        if taken.submission:
            return "told"
        delivery = Delivery(partner=partner, way=Way.CHANGE, body=title, etag=etag, key=taken)
        try:
            deliver_text(delivery=delivery, text=text, change=lambda seen: seen.model_copy(update={"title": title}), at=at)
        except Changed:  # somebody else's delivery came between: read again, as a partner does
            keys.let_go(taken)
            continue
        return "done"


def _deliver_with_others(key: str, title: str, start: Any, told: Any) -> None:
    start.wait()
    try:
        told.put(deliver(key, title))
    except Exception as fault:
        told.put(repr(fault))


def deliver_at_once(wanted: list[tuple[str, str]]) -> list[str]:
    """Each pair of key and title in a process of its own, all at the same moment. What came of each, in no order."""
    fork = multiprocessing.get_context("fork")
    start, told = fork.Barrier(len(wanted)), fork.Queue()
    running = [fork.Process(target=_deliver_with_others, args=(*one, start, told)) for one in wanted]
    for process in running:
        process.start()
    found = [told.get(timeout=300) for _process in running]
    for process in running:
        process.join()
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
    django.setup()
    words = sys.argv[1:]
    sys.stdout.write(json.dumps(deliver_at_once(list(zip(words[::2], words[1::2], strict=True)))))
