"""Time passes: clean changes are taken where the site has said so, and local text lapses (semantics.md sections 5 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fellesnett.adoption import inbox
from fellesnett.adoption.actions.rolling_out import take_clean
from fellesnett.adoption.actions.safety import park
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, ApprovalKind, LocalOperation, OperationState, Update
from fellesnett.adoption.recipes import blocks_of
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.organizations.models import Role

OPT_IN_AFTER = timedelta(days=30)
LAPSE_AFTER = timedelta(days=30)
STANDS = (OperationState.ACTIVE,)


def take_due(*, at: datetime) -> int:
    """Take clean content changes that have waited 30 days, at the sites that have opted in. Returns how many texts."""
    due = Update.objects.clean().filter(
        opened_at__lte=at - OPT_IN_AFTER, text__adoption__site__policy__take_clean_after_30_days=True
    )
    adoptions = sorted(set(due.values_list("text__adoption_id", flat=True)))
    return sum(_take_due(adoption, at=at) for adoption in adoptions)


@transaction.atomic
def _take_due(adoption: int, *, at: datetime) -> int:
    held = gather([lock_adoption(adoption)])
    due = [update for update in held.updates.values() if _is_due(held, update, at)]
    log.append(take_clean(held, due, kind=ApprovalKind.CLEAN_AFTER_30_DAYS, at=at), by=None, at=at)
    return len(due)


def _is_due(held: Holdings, update: Update, at: datetime) -> bool:
    text = held.texts[update.text_id]
    policy = held.policies.get(text.adoption.site_id)
    waited = update.opened_at <= at - OPT_IN_AFTER
    opted_in = policy is not None and policy.take_clean_after_30_days
    return opted_in and waited and update.clean and update.change_class != "safety" and any(held.live_pages(text))


# --- local text past its date ---------------------------------------------------------------------------------------


def lapse(*, at: datetime) -> int:
    """Ask about local text past its date; 30 days later take the national text where that is signed and clean, else
    escalate. Local text is parked, never lost. Returns how many operations were parked."""
    old = LocalOperation.objects.filter(state__in=STANDS, valid_until__lt=at.date(), adoption__isnull=False)
    adoptions = sorted(set(old.values_list("adoption_id", flat=True)))
    return sum(_lapse(adoption, at=at) for adoption in adoptions)


@transaction.atomic
def _lapse(adoption: int, *, at: datetime) -> int:
    held = gather([lock_adoption(adoption)])
    parked = 0
    entries: list[log.Entry] = []
    for text in held.texts.values():
        expired = [row for row in held.rows(text) if _is_expired(row, at)]
        editorial.open_items_bulk(_lapsing(held, text, row, at) for row in expired)
        finished = [row for row in expired if _is_finished(row, at)]
        taken = [row for row in finished if _may_be_taken(held, text, row)]
        parked += len(taken)
        if taken:
            entries += park(held, text, taken, note=_("Gyldighetstiden gikk ut for mer enn 30 dager siden"), at=at)
        _escalate(text, [row for row in finished if row not in taken], at)
    log.append(entries, by=None, at=at)
    return parked


def _is_expired(row: LocalOperation, at: datetime) -> bool:
    own = row.adoption_id is not None
    return own and row.state in STANDS and row.valid_until is not None and row.valid_until < at.date()


def _is_finished(row: LocalOperation, at: datetime) -> bool:
    return row.op in ("override", "omit") and row.valid_until is not None and row.valid_until + LAPSE_AFTER < at.date()


def _lapsing(held: Holdings, text: AdoptedText, row: LocalOperation, at: datetime) -> OpenItem:
    """The question: renew with a sign-off, or let the national text back; for other local text, is it still right?"""
    departs = row.op in ("override", "omit")
    title = held.shelf.editions[text.edition_id].title
    kind = OpenItemKind.LAPSING if departs else OpenItemKind.STILL_RIGHT
    message = (
        gettext_noop("{title}: lokal tekst har gått ut")
        if departs
        else gettext_noop("{title}: stemmer den lokale teksten fortsatt?")
    )
    reason = worded("Forny den med faglig godkjenning, eller legg den til side. Etter 30 dager vises den nasjonale teksten.")
    still = worded("Den er tolv måneder gammel. Bekreft den ved å lagre den på nytt, endre den eller legg den til side.")
    return inbox.item(
        text,
        kind,
        at=at,
        within=LAPSE_AFTER,
        about=row.key,
        role=Role.CLINICIAN if departs else Role.EDITOR,
        owner=row.clinical_owner,
        title=worded(message, title=title),
        reason=reason if departs else still,
        detail={"operation": row.key},
    )


def _may_be_taken(held: Holdings, text: AdoptedText, row: LocalOperation) -> bool:
    """Signed: the national text stands in an approved edition. Clean: no other local text hangs on this one, and no
    question about it is open."""
    asked = {outcome["operation"] for outcome in held.undecided(text)}
    target = row.target
    section = blocks_of(held.shelf.edition(text.edition_id)).get(target)
    known = section is not None or any(part.key == target for part in held.shelf.edition(text.edition_id).sections)
    hanging = [other for other in held.rows(text) if other.target.startswith(f"{row.key}.") and other.state in STANDS]
    return known and row.key not in asked and not hanging


def _escalate(text: AdoptedText, rows: Sequence[LocalOperation], at: datetime) -> None:
    """What cannot be taken by itself becomes urgent; the reminders carry it upwards from its deadline."""
    keys = [inbox.key_of(text, OpenItemKind.LAPSING, row.key) for row in rows]
    OpenItem.objects.filter(Q(key__in=keys), closed_at__isnull=True).update(urgent=True)
