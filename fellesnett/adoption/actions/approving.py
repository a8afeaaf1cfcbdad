"""A site's own yes, bound to the hash of what was seen (semantics.md section 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption import inbox
from fellesnett.adoption.advancing import advance, close_notices, settle_operations
from fellesnett.adoption.candidates import Candidate, candidates_of
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, Approval, ApprovalKind, LocalOperation
from fellesnett.adoption.permissions import APPROVERS, role_for
from fellesnett.adoption.readiness import blockers_of, is_departure, may_sign, sign_rows
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

STALE = "stale_hash"


def approve(*, text: AdoptedText, hash: str, by: User, at: datetime, note: str = "") -> list[Approval]:
    """Say yes to a text's page. It is live from `at`, at every place where it reads the same.

    Raises `NotAllowed` where the person has no part in the site, `NotReady` with all reasons where something stands in
    the way: an empty slot, an unanswered choice, a missing clinical sign-off, a hash that is no longer the page's. A
    text that reads differently at some place is approved with `approve_all`. Approving the same twice changes nothing.
    """
    return _approve(text, {hash}, by=by, at=at, note=note)


def approve_all(*, text: AdoptedText, hashes: Mapping[str | None, str], by: User, at: datetime, note: str = "") -> list[Approval]:
    """Say yes to all pages of a text at once, or to none: place slug (None: the hospital's own page) -> hash seen."""
    return _approve(text, hashes, by=by, at=at, note=note)


@transaction.atomic
def _approve(
    text: AdoptedText, seen: Collection[str] | Mapping[str | None, str], *, by: User, at: datetime, note: str
) -> list[Approval]:
    held = gather([lock_adoption(text.adoption_id)])
    text = held.texts[text.pk]
    role = role_for(by, text.adoption.site.organization, APPROVERS)
    pages = candidates_of(held, text)
    _refuse_stale(pages, seen)
    if reasons := blockers_of(held, text, pages, by=by):
        raise NotReady(reasons)
    yes = Yes(ApprovalKind.PERSON, by.get_full_name() or by.email, role, by, note)
    done = take_into_use(held, text, pages, yes, at=at)
    log.append(done.entries, by=by, at=at)
    return [held.live[(text.pk, page.place.pk if page.place else None)].approval for page in pages]


def _refuse_stale(pages: Sequence[Candidate], seen: Collection[str] | Mapping[str | None, str]) -> None:
    for page in pages:
        slug = page.place.slug if page.place else None
        right = seen.get(slug) == page.hash if isinstance(seen, Mapping) else page.hash in seen
        if page.page and not right:
            words = _(
                "Teksten er endret etter at du så den, eller den er en annen ved et av stedene. Se på den på nytt og godkjenn."
            )
            raise NotReady(Reason(STALE, words, slug or ""))


@dataclass
class Done:
    """What a yes led to, for the log."""

    entries: list[log.Entry]


def take_into_use(held: Holdings, text: AdoptedText, pages: Sequence[Candidate], yes: Yes, *, at: datetime) -> Done:
    """Make approved pages live and settle everything they answer. A step inside a verb; ask the gate before."""
    rows = {row.pk: row for page in pages for row in page.rows}
    update = pages[0].update
    entries = _signed(text, rows.values(), yes, at)
    changed = settle_operations(held, text, rows.values(), update=update)
    closing = [inbox.key_of(text, OpenItemKind.UPDATE)] if text.pk not in held.updates else []
    if update:
        closing = inbox.keys_of_update(update)
        advance(held, [update], at=at)
        entries.append(_entry(text, "update.approved", update=update.pk, edition=update.to_edition_id))
    closing.append(inbox.key_of(text, OpenItemKind.PROPOSAL))
    standing = [(part["edition"], part["block"]) for page in pages for part in page.recipe["notices"]]
    closing += [inbox.key_of(text, OpenItemKind.SAFETY, key) for key in _answered(held, text, standing, at)]
    entries += put_live(held, [NextPage(text, page.place, page.recipe, yes) for page in pages], at=at)
    entries += [_entry(text, f"operation.{row.state}", operation=row.pk, key=row.key) for row in changed]
    closing += [inbox.key_of(text, kind, row.key) for row in changed for kind in _answered_kinds(held, text)]
    closing += ask_languages(held, text, at=at)
    editorial.close_items(keys=closing, by=yes.by, at=at, resolution="Godkjent")
    return Done(entries)


def _answered_kinds(held: Holdings, text: AdoptedText) -> tuple[OpenItemKind, ...]:
    """What approving an operation's new row answers: a lapse, and, where no update waits, whether it is still right."""
    return (OpenItemKind.LAPSING,) if text.pk in held.updates else (OpenItemKind.LAPSING, OpenItemKind.STILL_RIGHT)


def _answered(held: Holdings, text: AdoptedText, standing: list[tuple[int, str]], at: datetime) -> list[str]:
    closed = close_notices(held, text, standing, at=at)
    return [held.shelf.operations[notice.operation_id].key for notice in closed if notice.operation_id]


def _signed(text: AdoptedText, rows: Collection[LocalOperation], yes: Yes, at: datetime) -> list[log.Entry]:
    """A clinician who approves the page signs its departures with the same yes."""
    if not yes.by:
        return []
    signing = [row for row in rows if is_departure(row) and row.state == "draft" and may_sign(yes.by, row, text)]
    return sign_rows(text, signing, role=yes.role, by=yes.by, at=at)


def ask_languages(held: Holdings, text: AdoptedText, *, at: datetime) -> list[str]:
    """Ask the site to handle, in each of its languages, what it has replaced in another. Returns the keys now answered."""
    asked: list[OpenItem] = []
    answered: list[str] = []
    for other in held.texts_of(text.adoption):
        lent = {
            block.lang for key, _ in held.live_pages(other) for block in _blocks(held, key) if block.lang and not block.notice
        }
        if lent:
            title = held.shelf.editions[other.edition_id].title
            names = ", ".join(str(_name(held, text, code)) for code in sorted(lent))
            asked.append(inbox.untrue_elsewhere(other, title, names, at=at))
        else:
            answered.append(inbox.key_of(other, OpenItemKind.LANGUAGE_BEHIND, "elsewhere"))
    editorial.open_items_bulk(asked)
    return answered


def _blocks(held: Holdings, key: tuple[int, int | None]):  # type: ignore[no-untyped-def]
    recipe = held.live_recipe(key)
    return held.shelf.page(recipe).blocks() if recipe else ()


def _name(held: Holdings, text: AdoptedText, code: str) -> str:
    return next((other.get_language_display() for other in held.texts_of(text.adoption) if other.language == code), code)


def _entry(text: AdoptedText, verb: str, **payload: object) -> log.Entry:
    about = {"text": text.pk, "language": text.language, **payload}
    return log.Entry(verb, subjects.adoption(text.adoption_id), about, text.adoption.site.organization)
