"""One process of several that deliver at once: `python -m fellesnett.partners.tests.hands <key> <title>`."""

from __future__ import annotations

import os
import sys

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


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
    django.setup()
    sys.stdout.write(deliver(*sys.argv[1:]))
