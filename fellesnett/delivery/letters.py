"""What the contact of a consumer is told by letter: that it is told no more, why, and how to begin again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import translation

from fellesnett.delivery.models import OffBecause, Subscription
from fellesnett.editorial.letters import Words, written
from fellesnett.editorial.models import Letter, LetterKind

SUBJECTS = {"nb": "Varslingen fra Fellesnett er slått av", "nn": "Varslinga frå Fellesnett er slått av"}


def _turned_off(letter: Letter, at: datetime) -> Words | None:
    found = Subscription.objects.select_related("consumer").filter(pk=letter.facts["subscription"], off_at__isnull=False).first()
    if found is None:
        return None
    language = found.consumer.language
    gone = letter.facts["because"] == OffBecause.GONE
    with translation.override(language):
        values = {"subscription": found, "gone": gone, "nn": language == "nn"}
        return written(letter, SUBJECTS[language], "webhook", values)


WRITERS: dict[LetterKind, Callable[[Letter, datetime], Words | None]] = {LetterKind.WEBHOOK: _turned_off}
