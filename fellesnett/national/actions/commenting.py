"""Colleagues speak of a national text: the editors, those who sign the topic, and whoever signs by a personal link.

What is said belongs to the text and its block, whether it was read in the draft, in a candidate or in an edition.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.editorial import commenting, subjects
from fellesnett.editorial.commenting import About, words_in
from fellesnett.editorial.models import Comment
from fellesnett.national.gates import because, refuse
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Topic
from fellesnett.national.permissions import demand_colleague, may_comment

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.composition.blocks import Edition as Value

CHAPTER = "kapittel:"
"""What is said of a whole chapter stands at `kapittel:before`: no block is called so."""


def about_text(topic: Topic, language: str) -> About:
    """How comments address a national text. One query."""
    detail = {"topic": topic.key, "language": language}
    return About(subjects.text(topic.key, language), language, topic.title, national_office(), None, detail)


def words_at(value: Value) -> dict[str, str]:
    """Every block and every chapter with text, and its words: where something can be said."""
    found: dict[str, str] = {}
    for section in value.sections:
        blocks = {block.id: words_in(block.html) or block.label for block in section.blocks}
        found |= blocks | ({f"{CHAPTER}{section.key}": " ".join(blocks.values())} if blocks else {})
    return found


@transaction.atomic
def comment_on(
    *, topic: Topic, language: str, block: str, words: str, said: str, mentioned: User | None = None, by: User, at: datetime
) -> Comment:
    """Say something to colleagues about a block or a chapter as it reads now. Raises NotAllowed, or NotReady where nothing
    is said or the one mentioned could not read it."""
    topic = hold_topic(topic.pk)
    role = demand_colleague(by, topic)
    fault = commenting.why_not(said, is_read=mentioned is None or may_comment(mentioned, topic))
    refuse([because(fault)] if fault else ())
    about = about_text(topic, language)
    return commenting.write(
        about=about, block=block, words=words, said=said.strip(), mentioned=mentioned, role=role, by=by, at=at
    )


@transaction.atomic
def settle_comment(*, topic: Topic, language: str, comment: int, by: User, at: datetime) -> None:
    """Mark it as dealt with. Raises NotAllowed, or `Comment.DoesNotExist` for one that is not about this text."""
    _turn(commenting.settle, topic, language, comment, by, at)


@transaction.atomic
def reopen_comment(*, topic: Topic, language: str, comment: int, by: User, at: datetime) -> None:
    """Take it up again. Raises as `settle_comment`."""
    _turn(commenting.reopen, topic, language, comment, by, at)


def _turn(step: Callable[..., None], topic: Topic, language: str, comment: int, by: User, at: datetime) -> None:
    topic = hold_topic(topic.pk)
    role = demand_colleague(by, topic)
    about = about_text(topic, language)
    step(about=about, comment=commenting.held(about, comment), role=role, by=by, at=at)
