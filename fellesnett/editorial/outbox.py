"""The outbox: letters written in the transaction of what they tell of, sent afterwards by the worker.

A letter is claimed before it is sent and marked after, each in a transaction of its own, so that a process can die anywhere.
What was claimed and never marked may have gone out: a digest is then let be, since the next one tells the same; a request
for a sign-off is sent anew, since somebody waits for it.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from fellesnett.editorial import asking
from fellesnett.editorial.letters import Words, words_of
from fellesnett.editorial.models import Letter, LetterKind

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 480, 1440))
AT_MOST_ONCE = frozenset({LetterKind.DIGEST})
IN_A_ROUND = 200
KEEP = timedelta(days=90)
LOST, NO_LONGER_TRUE = "prosessen stanset under sending", "ikke lenger aktuelt"

Carrier = Callable[[Words], None]


def send_due(*, at: datetime, carrier: Carrier | None = None, tick: Callable[[], None] = lambda: None) -> int:
    """Send what is due, a letter at a time; a fault at one address stops no other. Returns how many were sent."""
    sent = 0
    for pk in list(Letter.objects.due(at).values_list("pk", flat=True)[:IN_A_ROUND]):
        sent += _send(pk, at, carrier or Words.send)
        tick()
    return sent


def _send(pk: int, at: datetime, carrier: Carrier) -> bool:
    try:
        claimed = _claim(pk, at)
    except Exception as fault:  # one letter that we cannot write out stops no other
        _not_written(pk, fault, at)
        return False
    if claimed is None:
        return False
    letter, words = claimed
    try:
        carrier(words)
    except Exception as fault:  # a mail server fails in more ways than can be named, and none may stop the others
        _failed(letter, fault, at, for_good=is_final(fault))
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=at, claimed_at=None, fault="")
    return True


@transaction.atomic
def _claim(pk: int, at: datetime) -> tuple[Letter, Words] | None:
    """Take the letter for this process, and write it out. None where another has it, or nothing is to be sent."""
    letter = Letter.objects.due(at).select_for_update(of=("self",)).filter(pk=pk).first()
    if letter is None:
        return None
    if letter.claimed_at is not None and letter.kind in AT_MOST_ONCE:
        _give_up(letter, LOST, at)
        return None
    words = words_of(letter, at=at)
    if words is None:
        _give_up(letter, NO_LONGER_TRUE, at)
        return None
    _count_try(letter, at)
    return letter, words


def _count_try(letter: Letter, at: datetime) -> None:
    letter.claimed_at = at
    letter.next_try_at = at + TRY_AGAIN_AFTER[min(letter.attempts, len(TRY_AGAIN_AFTER) - 1)]
    letter.attempts += 1
    letter.save(update_fields=["claimed_at", "next_try_at", "attempts"])


@transaction.atomic
def _not_written(pk: int, fault: Exception, at: datetime) -> None:
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=pk)
    logger.error("letter %s could not be written", pk, exc_info=fault)
    _count_try(letter, at)
    _failed(letter, fault, at)


@transaction.atomic
def _failed(letter: Letter, fault: Exception, at: datetime, *, for_good: bool = False) -> None:
    """Try again later, or give up: at once where the address is refused for good."""
    logger.warning("letter %s was not sent: %s", letter.pk, type(fault).__name__)
    letter.claimed_at, letter.fault = None, f"{type(fault).__name__}: {fault}"[:255]
    letter.save(update_fields=["claimed_at", "fault"])
    if not (for_good or letter.attempts > len(TRY_AGAIN_AFTER)):
        return
    _give_up(letter, letter.fault, at)
    if letter.request is not None and asking.standing(letter.request, letter.request.content_hash, at) == asking.Standing.OPEN:
        asking.not_delivered(letter.request, at=at)


def is_final(fault: Exception) -> bool:
    """Does the mail server say that this address will never take the letter (5xx)?"""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in fault.recipients.values())
    return isinstance(fault, ValueError)  # an address that no letter can be written to


def _give_up(letter: Letter, why: str, at: datetime) -> None:
    letter.given_up_at, letter.claimed_at, letter.fault = at, None, why[:255]
    letter.save(update_fields=["given_up_at", "claimed_at", "fault"])


def forget_letters(*, at: datetime) -> int:
    """Letters that came to their end three months ago are deleted: addresses are kept no longer than they are of use."""
    ended = Letter.objects.filter(written_at__lt=at - KEEP).exclude(sent_at__isnull=True, given_up_at__isnull=True)
    return ended.delete()[0]
