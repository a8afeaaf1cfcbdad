"""Ways to what others have written, on the topics of the demonstration."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from demo.base import person
from fellesnett.national.models import Topic
from fellesnett.signposts.actions import Said, Written, put_up
from fellesnett.signposts.models import Arm

FILE = Path(__file__).resolve().parent / "signposts.yaml"
LOOKED_OVER_FOR = timedelta(days=20)
"""Days until the first is to be looked over: so that one waits for its owner. Each that follows has thirty more."""


def show_the_way(*, at: datetime) -> int:
    """Put them up, each once. Returns how many there are."""
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    standing = set(Arm.objects.values_list("address", flat=True))
    topics = Topic.objects.in_bulk(field_name="key")
    for number, row in enumerate(rows):
        arms = [Said(language, **said) for language, said in row["arms"].items()]
        if arms[0].address in standing:
            continue
        written = Written(
            publisher=row["publisher"],
            arms=arms,
            unit=row["unit"],
            owner=person("klinikk"),
            review_by=timezone.localdate(at) + LOOKED_OVER_FOR + timedelta(days=30 * number),
            kind=row["kind"],
            audience=row.get("audience", "everyone"),
            topics=[topics[key] for key in row["topics"] if key in topics],
            codes=[(system, code) for system, _gap, code in (line.partition(" ") for line in row.get("codes", []))],
        )
        put_up(written=written, by=person("skribent"), at=at)
    return len(rows)
