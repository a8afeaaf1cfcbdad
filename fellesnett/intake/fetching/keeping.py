"""What has run out is shown no more, and raw answers are kept for a stated time."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.fetching.taking import remove
from fellesnett.intake.models import Fetched, SourcedRecord
from fellesnett.intake.models.sources import GoneBecause
from fellesnett.intake.sources import IMPORTERS

logger = logging.getLogger(__name__)

KEPT = timedelta(days=90)
"""How long an answer that is not the newest of its key is kept."""
AT_ONCE = 500
UNREAD = 2000
"""Bytes that are kept of an answer in another form: enough to see what it was."""


def kept_body(importer: Importer, key: str, status: int, body: bytes) -> bytes:
    """What is kept of an answer: without the persons in it, and marked where it is not what it should be. Its hash and its
    size are of what came."""
    try:
        if body:
            json.loads(body)
            return importer.scrub(key, status, body)
        return body
    except (ValueError, RecursionError, AttributeError, TypeError):
        most = 0 if importer.names_people else UNREAD
        said = f"de {most} første" if most else "ikke lagret: det kan ha navn på personer"
        return f"[Ikke i den formen vi venter: {len(body)} byte, {said}]\n".encode() + body[:most]


def forget(*, at: datetime) -> int:
    """Take away what has run out, and old raw answers. Returns how many. Can be stopped anywhere and run again."""
    return run_out(at=at) + _old(at)


def run_out(*, at: datetime) -> int:
    """Take away what has run out. Returns how many. One that cannot be taken away is in the log, and tried again next time."""
    due = SourcedRecord.objects.standing().filter(expires_at__lte=at, source__name__in=IMPORTERS)
    done, last = 0, 0
    while done < AT_ONCE and (keys := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])):
        done += sum(_is_taken_away(key, at) for key in keys)
        last = keys[-1]
    return done


def _is_taken_away(key: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = SourcedRecord.objects.standing().select_related("source").select_for_update(of=("self",))
            row = rows.filter(pk=key, expires_at__lte=at).first()
            if row is not None:
                remove(IMPORTERS[row.source.name], row, GoneBecause.EXPIRED, at)
    except Exception:  # what is wrong with one keeps none of the others standing after its last moment
        logger.exception("what has run out could not be taken away: record %s", key)
        return False
    return row is not None


def _old(at: datetime) -> int:
    newer = Fetched.objects.filter(source=OuterRef("source"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    old = Fetched.objects.filter(Exists(newer), fetched_at__lt=at - KEPT, taken_at__isnull=False)
    gone = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    Fetched.objects.filter(pk__in=gone).delete()
    return len(gone)
