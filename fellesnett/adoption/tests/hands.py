"""One process of several that work at once: `python -m fellesnett.adoption.tests.hands approve|release|prove`."""

from __future__ import annotations

import os
import random
import sys
from datetime import timedelta

import django


def approve(share: int) -> int:
    """Say yes to every open update, in an order of one's own; others do the same."""
    from fellesnett.accounts.models import User
    from fellesnett.adoption.actions import approve_all
    from fellesnett.adoption.candidates import candidates
    from fellesnett.adoption.gates import Refused
    from fellesnett.adoption.models import Update

    editor = User.objects.get(email="alle@sykehus.example")
    updates = list(Update.objects.open().select_related("text"))
    random.Random(share).shuffle(updates)
    done = 0
    for update in updates:
        try:
            hashes = {page.place.slug if page.place else None: page.hash for page in candidates(update.text)}
            approve_all(text=update.text, hashes=hashes, by=editor, at=_now())
            done += 1
        except Refused:
            continue
    return done


def release(number: int) -> int:
    """Release and roll out editions of the topic, one after another."""
    from fellesnett.adoption.actions import roll_out
    from fellesnett.adoption.tests import factories as f
    from fellesnett.national.models import Topic

    topic = Topic.objects.get(key="samtidig")
    for hours in range(2, 2 + number):
        words = f"<p>Du må faste i {hours} timer før operasjonen.</p>"
        change_class = ("content", "safety")[hours % 2]
        edition = f.make_edition(topic, f.changed("faste", words), changes={"faste": change_class})
        roll_out(edition=edition, at=_now())
    return number


def prove(_unused: int) -> int:
    """Finish what was interrupted, and count the faults."""
    from fellesnett.adoption.actions import run_due
    from fellesnett.adoption.checks import page_faults, question_faults, record_faults, showing_faults

    before = [*page_faults(), *showing_faults(), *question_faults(at=_now()), *record_faults()]
    run_due(at=_now())
    after = [*page_faults(), *showing_faults(), *question_faults(at=_now()), *record_faults()]
    for fault in (*before, *after):
        sys.stderr.write(f"{fault}\n")
    return len(before) + len(after)


def _now():
    from fellesnett.foundation.clock import now

    return now() + timedelta(days=1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
    django.setup()
    sys.stdout.write(str({"approve": approve, "release": release, "prove": prove}[sys.argv[1]](int(sys.argv[2]))))
