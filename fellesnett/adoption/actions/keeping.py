"""«Behold slik» in a site's own text. Whoever may write there may say so, and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fellesnett.adoption.actions.commenting import about_text
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.permissions import EDITORS, role_for
from fellesnett.composition.advice import Advice
from fellesnett.editorial import keeping

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def keep_words(*, text: AdoptedText, advice: Advice, by: User, at: datetime) -> None:
    """Raises `NotAllowed`, or `keeping.NotForTaste`."""
    about = about_text(text)
    keeping.keep_as_is(about=about, advice=advice, role=role_for(by, about.organization, EDITORS), by=by, at=at)


def take_back_words(*, text: AdoptedText, kept: int, by: User, at: datetime) -> None:
    """Raises `NotAllowed`, or `KeptWording.DoesNotExist`."""
    about = about_text(text)
    keeping.take_back(about=about, kept=kept, role=role_for(by, about.organization, EDITORS), by=by, at=at)
