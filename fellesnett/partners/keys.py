"""The same request sent twice is carried out once (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header).

A key is taken in a transaction of its own before the request is carried out, so that a second one that comes meanwhile sees it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from fellesnett.partners.models import Partner, RequestKey, Submission

LEFT_AFTER = timedelta(minutes=1)
"""How long a request may take. A key that has waited longer was left by a process that died, and may be taken again."""


class Busy(Exception):
    """A request with this key is being carried out now."""


class Reused(Exception):
    """This key was used for another request."""


def take(partner: Partner, key: str, fingerprint: str, *, at: datetime) -> RequestKey:
    """The partner's key, taken for this request; with `submission` where it has been carried out. Raises Busy, Reused."""
    try:
        with transaction.atomic():
            return RequestKey.objects.create(partner=partner, key=key, fingerprint=fingerprint, taken_at=at)
    except IntegrityError:
        known = RequestKey.objects.select_related("submission").filter(partner=partner, key=key).first()
    if known is None:
        raise Busy
    if known.submission is None and at - known.taken_at > LEFT_AFTER:
        return _taken_over(known, fingerprint, at)
    if known.fingerprint != fingerprint:
        raise Reused
    if known.submission is None:
        raise Busy
    return known


def _taken_over(left: RequestKey, fingerprint: str, at: datetime) -> RequestKey:
    mine = RequestKey.objects.filter(pk=left.pk, submission=None, taken_at=left.taken_at)
    if not mine.update(taken_at=at, fingerprint=fingerprint):
        raise Busy
    left.taken_at, left.fingerprint = at, fingerprint
    return left


def use(key: RequestKey, submission: Submission) -> None:
    """Bind the key to what came of it, in the transaction of the delivery. Raises Busy where somebody took it over."""
    if not RequestKey.objects.filter(pk=key.pk, submission=None, taken_at=key.taken_at).update(submission=submission):
        raise Busy


def let_go(key: RequestKey) -> None:
    """Nothing came of it: the key may be used for the request as it ought to be."""
    RequestKey.objects.filter(pk=key.pk, submission=None, taken_at=key.taken_at).delete()
