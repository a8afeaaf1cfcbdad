"""«Behold slik» in a national text. Whoever may write it may say so, and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fellesnett.composition.advice import Advice
from fellesnett.editorial import keeping, subjects
from fellesnett.editorial.commenting import About
from fellesnett.national.locking import national_office
from fellesnett.national.models import TopicText
from fellesnett.national.permissions import demand_writer

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def keep_words(*, text: TopicText, advice: Advice, by: User, at: datetime) -> None:
    """Raises `NotAllowed`, or `keeping.NotForTaste`."""
    demand_writer(by)
    keeping.keep_as_is(about=_about(text), advice=advice, role="", by=by, at=at)


def take_back_words(*, text: TopicText, kept: int, by: User, at: datetime) -> None:
    """Raises `NotAllowed`, or `KeptWording.DoesNotExist`."""
    demand_writer(by)
    keeping.take_back(about=_about(text), kept=kept, role="", by=by, at=at)


def _about(text: TopicText) -> About:
    return About(subjects.text(text.topic.key, text.language), text.language, text.title, national_office())
