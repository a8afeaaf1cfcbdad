"""«Behold slik» in a page of the site's own. Whoever may write the page may say so, and take it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fellesnett.composition.advice import Advice
from fellesnett.editorial import keeping, subjects
from fellesnett.editorial.commenting import About
from fellesnett.pages.gates import NotReady, no_right

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.pages.models import SitePage


def keep_words(*, page: SitePage, advice: Advice, by: User, at: datetime) -> None:
    """Raises NotReady, or `keeping.NotForTaste`."""
    keeping.keep_as_is(about=_about(page, by), advice=advice, role="", by=by, at=at)


def take_back_words(*, page: SitePage, kept: int, by: User, at: datetime) -> None:
    """Raises NotReady, or `KeptWording.DoesNotExist`."""
    keeping.take_back(about=_about(page, by), kept=kept, role="", by=by, at=at)


def _about(page: SitePage, by: User) -> About:
    if reasons := no_right(page, "change", by=by):
        raise NotReady(reasons)
    subject = subjects.page(page._meta.model_name or "", page.pk)
    return About(subject, page.language, page.title, page.site.organization, page.site)
