"""Colleagues at a site speak of its text. Whoever may write there may read, say, settle and take up again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.permissions import EDITORS, role_for
from fellesnett.editorial import commenting, subjects
from fellesnett.editorial.commenting import About
from fellesnett.editorial.models import Comment
from fellesnett.organizations.permissions import roles_at

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

_WORDS = {
    "nothing_said": _("Skriv hva du vil si."),
    "cannot_read": _("Den du spør, kan ikke lese kommentarer her. Velg en annen."),
}


def about_text(text: AdoptedText) -> About:
    """How comments address a site's text."""
    adoption = text.adoption
    return About(
        subjects.adoption(adoption.pk),
        text.language,
        adoption.topic.title,
        adoption.site.organization,
        adoption.site,
        {"text": text.pk},
    )


@transaction.atomic
def comment_on(
    *, text: AdoptedText, block: str, words: str, said: str, mentioned: User | None = None, by: User, at: datetime
) -> Comment:
    """Say something to colleagues about a block as it reads now. Raises `NotAllowed`, or `NotReady` where nothing is said
    or the one mentioned could not read it."""
    about = about_text(text)
    role = role_for(by, about.organization, EDITORS)
    fault = commenting.why_not(said, is_read=mentioned is None or not roles_at(mentioned, about.organization).isdisjoint(EDITORS))
    if fault:
        raise NotReady(Reason(fault, str(_WORDS[fault]), block))
    return commenting.write(
        about=about, block=block, words=words, said=said.strip(), mentioned=mentioned, role=role, by=by, at=at
    )


@transaction.atomic
def settle_comment(*, text: AdoptedText, comment: int, by: User, at: datetime) -> None:
    """Mark it as dealt with. Raises `NotAllowed`, or `Comment.DoesNotExist` for one that is not about this text."""
    _turn(commenting.settle, text, comment, by, at)


@transaction.atomic
def reopen_comment(*, text: AdoptedText, comment: int, by: User, at: datetime) -> None:
    """Take it up again. Raises as `settle_comment`."""
    _turn(commenting.reopen, text, comment, by, at)


def _turn(step: Callable[..., None], text: AdoptedText, comment: int, by: User, at: datetime) -> None:
    about = about_text(text)
    role = role_for(by, about.organization, EDITORS)
    step(about=about, comment=commenting.held(about, comment), role=role, by=by, at=at)
