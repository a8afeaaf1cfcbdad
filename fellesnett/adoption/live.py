"""Making pages live: snapshot, approval, showing and log in one step, for one page or for two hundred."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.adoption import signals
from fellesnett.adoption.candidates import elsewhere_of
from fellesnett.adoption.holdings import Holdings, PageKey
from fellesnett.adoption.models import AdoptedText, Approval, ApprovalKind, Showing, Snapshot
from fellesnett.adoption.recipes import Recipe, changed
from fellesnett.editorial import subjects
from fellesnett.editorial.log import Entry
from fellesnett.organizations.models import Place

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@dataclass(frozen=True)
class Yes:
    """Who or what says yes: a person, or a rule that a person has set."""

    kind: str
    name: str
    role: str
    by: User | None = None
    note: str = ""


@dataclass(frozen=True)
class NextPage:
    """A page on its way to the patients."""

    text: AdoptedText
    place: Place | None
    recipe: Recipe
    yes: Yes

    @property
    def key(self) -> PageKey:
        return (self.text.pk, self.place.pk if self.place else None)


def put_live(held: Holdings, pages: Iterable[NextPage], *, at: datetime) -> list[Entry]:
    """Show these pages from now on, with what follows of them in the site's other languages. Returns the log entries.

    Call inside the verb's transaction, with the adoptions locked. Four queries, however many pages. A page that shows
    the same recipe already is left as it is. Announces `snapshot_live` on commit.
    """
    fresh = [page for page in pages if held.live_recipe(page.key) != page.recipe]
    if not fresh:
        return []
    at = not_before(held, at)
    staged = [*_staged(held, fresh, at), *_following(held, fresh, at)]
    snapshots = [showing.snapshot for _page, showing in staged]
    approvals = [showing.approval for _page, showing in staged]
    Snapshot.objects.bulk_create(snapshots, batch_size=200)
    for approval, snapshot in zip(approvals, snapshots, strict=True):
        approval.snapshot = snapshot  # which has its key now
    Approval.objects.bulk_create(approvals, batch_size=200)
    for (_page, showing), approval, snapshot in zip(staged, approvals, snapshots, strict=True):
        showing.snapshot, showing.approval = snapshot, approval
    _swap(staged, at)
    live = tuple(snapshot.pk for snapshot in snapshots)
    transaction.on_commit(lambda: signals.snapshot_live.send(Showing, snapshots=live, at=at))
    return [_entry(page, showing) for page, showing in staged]


Staged = tuple[NextPage, Showing]


def _staged(held: Holdings, pages: Sequence[NextPage], at: datetime) -> list[Staged]:
    staged = []
    for page in pages:
        showing = _showing(held, page, at)
        held.live[page.key] = showing
        staged.append((page, showing))
    return staged


def _showing(held: Holdings, page: NextPage, at: datetime) -> Showing:
    before = held.live.get(page.key)
    composed = held.shelf.page(page.recipe)
    snapshot = Snapshot(
        text=page.text,
        place=page.place,
        hash=composed.hash,
        edition_id=page.recipe["edition"],
        recipe=page.recipe,
        composed_at=at,
    )
    yes = page.yes
    approval = Approval(
        hash=composed.hash,
        kind=yes.kind,
        approved_by=yes.by,
        approved_by_name=yes.name,
        role=yes.role,
        approved_at=at,
        note=yes.note,
    )
    showing = Showing(text=page.text, place=page.place, snapshot=snapshot, approval=approval, live_from=at)
    showing.replaces = before  # type: ignore[attr-defined]
    return showing


def _following(held: Holdings, pages: Sequence[NextPage], at: datetime) -> list[Staged]:
    """The live pages in the site's other languages that now say something else (semantics.md section 2)."""
    going = {page.key for page in pages}
    found: dict[PageKey, NextPage] = {}
    for page in pages:
        for other in held.texts_of(page.text.adoption):
            for key, showing in held.live_pages(other):
                if other.pk != page.text.pk and key not in going and key not in found:
                    recipe = changed(showing.snapshot.recipe, elsewhere=elsewhere_of(held, other, showing.place))
                    if held.shelf.page(recipe).hash != showing.snapshot.hash:
                        found[key] = NextPage(other, showing.place, recipe, replace(page.yes, kind=ApprovalKind.FOLLOWS))
    return _staged(held, list(found.values()), at)


def _swap(staged: Sequence[Staged], at: datetime) -> None:
    """Close what was shown, open what is shown."""
    before = [showing.replaces for _page, showing in staged if showing.replaces]  # type: ignore[attr-defined]
    Showing.objects.filter(pk__in=[showing.pk for showing in before]).update(live_to=at)
    Showing.objects.bulk_create([showing for _page, showing in staged], batch_size=200)


def _entry(page: NextPage, showing: Showing) -> Entry:
    return Entry(
        verb="snapshot.live",
        subject=subjects.adoption(page.text.adoption_id),
        payload={
            "text": page.text.pk,
            "language": page.text.language,
            "place": page.place.pk if page.place else None,
            "snapshot": showing.snapshot.pk,
            "hash": showing.snapshot.hash,
            "approval": showing.approval.pk,
            "kind": page.yes.kind,
            "recipe": page.recipe,
        },
        organization=page.text.adoption.site.organization,
        by=page.yes.by,
        role=page.yes.role,
    )


def not_before(held: Holdings, at: datetime) -> datetime:
    """The moment, or the start of the newest page here where that is later: whoever waited for the lock looked at the
    clock before those who went ahead, and pages follow each other."""
    return max([at, *(showing.live_from for showing in held.live.values())])


def take_down(held: Holdings, keys: Iterable[PageKey], *, at: datetime, why: str) -> list[Entry]:
    """Stop showing these pages. What was shown can still be shown again from its showing. One query."""
    at = not_before(held, at)
    closing = [(key, held.live.pop(key)) for key in list(keys) if key in held.live]
    Showing.objects.filter(pk__in=[showing.pk for _key, showing in closing]).update(live_to=at)
    return [
        Entry(
            verb="snapshot.taken_down",
            subject=subjects.adoption(held.texts[key[0]].adoption_id),
            payload={"text": key[0], "place": key[1], "hash": showing.snapshot.hash, "why": why},
            organization=held.texts[key[0]].adoption.site.organization,
        )
        for key, showing in closing
    ]
