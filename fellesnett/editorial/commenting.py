"""Comments between colleagues on a text: written, settled, taken up again. Steps inside the acts of the rooms that own the
texts: they have asked who may, and hold the transaction; each step is logged here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fellesnett.composition.units import plain
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.log import Entry, append
from fellesnett.editorial.models import Comment, OpenItem, OpenItemKind

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.organizations.models import Organization, Site

ANSWER_WITHIN = timedelta(days=7)
LONGEST = 4_000
"""Characters of one comment; a signer's remark may be as long."""


@dataclass(frozen=True, slots=True)
class About:
    """A text that colleagues speak of. `detail` is what the inbox needs to lead to its screen."""

    subject: str
    language: str
    title: str
    organization: Organization
    site: Site | None = None
    detail: dict[str, Any] | None = None


def comments_on(subject: str, language: str) -> list[Comment]:
    """Every comment on a text, oldest first. One query."""
    found = Comment.objects.filter(subject=subject, language=language)
    return list(found.select_related("by", "mentioned", "settled_by"))


def open_on(subjects: Iterable[str]) -> Counter[str]:
    """How many comments wait on each of these texts. One query."""
    waiting = Comment.objects.filter(subject__in=list(subjects), settled_at__isnull=True)
    return Counter(waiting.order_by().values_list("subject", flat=True))


def words_in(html: str) -> str:
    """A block in plain text, as a comment remembers it."""
    return " ".join(plain(html).split())


def why_not(said: str, *, is_read: bool) -> str:
    """The code of what stands in the way of saying this, or nothing; `is_read`: whoever is mentioned may read it. The words
    are those of the room that asks."""
    if not said.strip():
        return "nothing_said"
    return "" if is_read else "cannot_read"


def write(
    *, about: About, block: str, words: str, said: str, mentioned: User | None, role: str, by: User, at: datetime
) -> Comment:
    """Say something about a block as it reads now. Who is mentioned gets a case, and so the next letter tells of it. The same
    said twice by the same person, as by a double click, is one comment."""
    again = Comment.objects.filter(subject=about.subject, language=about.language, block=block, settled_at__isnull=True)
    before = again.filter(by=by, said=said[:LONGEST], mentioned=mentioned).first()
    if before is not None:
        return before
    comment = Comment.objects.create(
        subject=about.subject,
        language=about.language,
        block=block,
        words=words,
        said=said[:LONGEST],
        mentioned=mentioned,
        by=by,
        at=at,
    )
    if mentioned:
        open_item(_case(about, comment, mentioned, at))
    payload = {"block": block, "mentioned": mentioned.pk if mentioned else None}
    _log("written", about, comment, role, by, at, **payload)
    return comment


def _case(about: About, comment: Comment, mentioned: User, at: datetime) -> OpenItem:
    return OpenItem(
        kind=OpenItemKind.COMMENT,
        organization=about.organization,
        site=about.site,
        owner=mentioned,
        subject=about.subject,
        key=_key(comment),
        title=about.title,
        reason=comment.said,
        detail={**(about.detail or {}), "comment": comment.pk, "block": comment.block},
        opened_at=at,
        deadline=at + ANSWER_WITHIN,
    )


def held(about: About, pk: int) -> Comment:
    """One comment on a text, held until the transaction ends. Raises `Comment.DoesNotExist` for one on another text."""
    theirs = Comment.objects.select_for_update(of=("self",)).select_related("mentioned")
    return theirs.get(pk=pk, subject=about.subject, language=about.language)


def settle(*, about: About, comment: Comment, role: str, by: User, at: datetime) -> None:
    """It is dealt with. Settling twice does nothing."""
    if comment.settled_at is not None:
        return
    comment.settled_at, comment.settled_by = at, by
    comment.save(update_fields=["settled_at", "settled_by"])
    close_items(keys=[_key(comment)], by=by, at=at, resolution="ferdig")
    _log("settled", about, comment, role, by, at)


def reopen(*, about: About, comment: Comment, role: str, by: User, at: datetime) -> None:
    """It was not dealt with after all: whoever was mentioned is asked again."""
    if comment.settled_at is None:
        return
    comment.settled_at = comment.settled_by = None
    comment.save(update_fields=["settled_at", "settled_by"])
    if comment.mentioned:
        open_item(_case(about, comment, comment.mentioned, at))
    _log("reopened", about, comment, role, by, at)


def _key(comment: Comment) -> str:
    return f"comment:{comment.pk}"


def _log(what: str, about: About, comment: Comment, role: str, by: User, at: datetime, **payload: Any) -> None:
    told = {"comment": comment.pk, "language": about.language, **payload}
    entry = Entry(f"comment.{what}", about.subject, told, organization=about.organization, role=role)
    append([entry], by=by, at=at)


def by_block(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """The same comments by the block they are about."""
    found: dict[str, list[Comment]] = {}
    for comment in comments:
        found.setdefault(comment.block, []).append(comment)
    return found
