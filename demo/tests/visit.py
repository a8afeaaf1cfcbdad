"""Looks around in the demonstration, loads it again, and removes it; prints what it saw as JSON.

Run by `test_demo.py` in a process of its own, since the demonstration is loaded by people who commit. In an empty database it loads
it first.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any

import django

from tests.demonstrated import stand_still

stand_still()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fellesnett.config.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402

from demo import loading  # noqa: E402
from fellesnett.adoption.models import Adoption, LocalOperation, SafetyNotice, Showing, Variant  # noqa: E402
from fellesnett.codes.models import CodeSystem, Concept  # noqa: E402
from fellesnett.config.verifying import verify  # noqa: E402
from fellesnett.editorial.models import Event, LogHead, OpenItem  # noqa: E402
from fellesnett.foundation import clock  # noqa: E402
from fellesnett.national.models import Candidate, Edition, Topic  # noqa: E402
from fellesnett.organizations.models import Site  # noqa: E402
from fellesnett.partners.models import Submission  # noqa: E402


def facts() -> dict[str, Any]:
    """What a visitor finds."""
    live = Edition.objects.live()
    return {
        "kinds_of_organizations": sorted(set(Site.objects.values_list("organization__kind", flat=True))),
        "sites": Site.objects.count(),
        "kinds_of_topics": dict(Counter(Topic.objects.values_list("kind", flat=True))),
        "topics": Topic.objects.filter(editions__isnull=False).distinct().count(),
        "languages": dict(Counter(live.values_list("language", flat=True))),
        "machine_drafts": live.filter(machine_draft=True, language="se").count(),
        "coded": Topic.objects.filter(codings__isnull=False).distinct().count(),
        "items": dict(Counter(OpenItem.objects.open().values_list("kind", flat=True))),
        "answers": dict(Counter(Adoption.objects.values_list("answer", flat=True))),
        "operations": sorted(set(LocalOperation.objects.values_list("op", flat=True))),
        "variants": Variant.objects.count(),
        "notices": SafetyNotice.objects.filter(closed_at__isnull=True).count(),
        "lapsing": LocalOperation.objects.filter(
            state="active", op="override", valid_until__lte=clock.now() + loading.timedelta(days=30)
        ).count(),
        "consents": Showing.objects.live().filter(approval__kind="standing_consent").count(),
        "under_approval": Candidate.objects.filter(state="review").count(),
        "deliveries": sorted(Submission.objects.values_list("noun", "state")),
        "faults": [str(fault) for fault in verify(at=clock.now())],
    }


def amounts() -> dict[str, int]:
    """How many rows every table has that the demonstration writes."""
    return {model._meta.label: model._base_manager.count() for model in loading._contents()}


def said(line: str) -> None:
    """Nobody reads along."""


def tell(name: str, seen: Any) -> None:
    sys.stdout.write(json.dumps({name: seen}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    call_command("migrate", interactive=False, verbosity=0)
    at = clock.now()
    if not loading.is_loaded():
        loading.load(at=at, say=said)
    tell("facts", facts())
    before = (amounts(), LogHead.objects.get().hash)
    loading.load(at=at, say=said)
    tell("again", (amounts(), LogHead.objects.get().hash) == before)
    stranger = Topic.objects.create(key="ekte-tekst", kind="condition", title="En ekte tekst", unit="Hud")
    try:
        loading.remove()
    except loading.NotDemonstration as refusal:
        tell("refused", str(refusal))
    tell("kept", Event.objects.count() == before[0]["editorial.Event"])
    stranger.delete()
    loading.remove()
    tell("left", {label: count for label, count in amounts().items() if count})
    tell("codes_left", [CodeSystem.objects.count(), Concept.objects.count()])
