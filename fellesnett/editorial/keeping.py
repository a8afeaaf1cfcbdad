"""«Behold slik»: an editor has good reasons for the words that advice is about, and is not told again. Steps inside the acts of
the rooms that own the texts: they have asked who may, and hold the transaction; each step is logged here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.composition.advice import SHUTS_OUT, Advice
from fellesnett.editorial.commenting import About
from fellesnett.editorial.log import Entry, append
from fellesnett.editorial.models import KeptWording

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


class NotForTaste(Exception):
    """What shuts somebody out of a text is mended, and never kept as it is."""


def kept_in(subject: str, language: str) -> list[KeptWording]:
    """What is kept as it is in a text. One query."""
    found = KeptWording.objects.filter(subject=subject, language=language, taken_back_at__isnull=True)
    return list(found.select_related("by"))


def hash_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def is_kept(advice: Advice, kept: Sequence[KeptWording]) -> bool:
    """Has somebody said that exactly these words may stand, as far as this rule goes?"""
    return advice.may_be_let_be and (advice.kind, hash_of(advice.words)) in {(row.rule, row.words_hash) for row in kept}


@transaction.atomic
def keep_as_is(*, about: About, advice: Advice, role: str, by: User, at: datetime) -> KeptWording:
    """Say no more of these words in this text. Said twice is said once. Raises `NotForTaste` for what shuts somebody out."""
    if advice.kind in SHUTS_OUT:
        raise NotForTaste
    row, is_new = KeptWording.objects.get_or_create(
        subject=about.subject,
        language=about.language,
        rule=advice.kind,
        words_hash=hash_of(advice.words),
        taken_back_at=None,
        defaults={"words": advice.words, "by": by, "at": at},
    )
    if is_new:
        _log("kept", about, row, role, by, at)
    return row


@transaction.atomic
def take_back(*, about: About, kept: int, role: str, by: User, at: datetime) -> None:
    """The advice is given again. Raises `KeptWording.DoesNotExist` for one of another text; taking back twice does nothing."""
    row = KeptWording.objects.select_for_update(of=("self",)).get(pk=kept, subject=about.subject, language=about.language)
    if row.taken_back_at is None:
        row.taken_back_at, row.taken_back_by = at, by
        row.save(update_fields=["taken_back_at", "taken_back_by"])
        _log("taken_back", about, row, role, by, at)


def _log(what: str, about: About, row: KeptWording, role: str, by: User, at: datetime) -> None:
    told = {"wording": row.pk, "language": about.language, "rule": row.rule, "hash": row.words_hash}
    append([Entry(f"advice.{what}", about.subject, told, organization=about.organization, role=role)], by=by, at=at)
