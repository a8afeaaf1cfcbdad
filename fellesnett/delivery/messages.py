"""What a message says and how it is signed: Standard Webhooks 1.0 (https://www.standardwebhooks.com), symmetric keys.

A message is thin: which texts changed and where to read of it, never a text or a secret. Whoever is told fetches.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, cast

from fellesnett.composition.canonical import canonical_json
from fellesnett.delivery import schema
from fellesnett.delivery.addresses import API, href
from fellesnett.delivery.models import MOVED, TEST, Change, ChangeKind, Subscription

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = 300  # seconds that the clocks of two houses may differ
BATCH = "content.batch"


class BadSignature(Exception):
    """What came was not signed with a secret that holds, or not now."""


def new_secret() -> str:
    """A secret as it is shown and as libraries take it: `whsec_` and 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


OTHER_OWNER = "other_owner"


def line_of(change: Change, owners: Collection[int] | None = None) -> schema.Change:
    """A line of the feed as the interface tells it. To whoever follows what is of these `owners`, what went from them to
    another is deleted."""
    lost = owners is not None and change.owner_before_id in owners and change.owner_id not in owners
    said = _line(change)
    return (
        said.model_copy(update={"change": "deleted", "significant": True, "reason": OTHER_OWNER, "became": None})
        if lost
        else said
    )


def _line(change: Change) -> schema.Change:
    return schema.Change(
        seq=change.seq,
        id=change.item_id.urn,
        type=cast(schema.Type, change.item.type),
        change=cast(schema.ChangeName, change.kind),
        version=change.version,
        at=change.at,
        significant=change.significant,
        recall=change.recall,
        reason=change.reason,
        replaced_by=change.replaced_by_id.urn if change.replaced_by_id else None,
        became=_became(change),
        href=href(change.item.type, change.item_id),
    )


def _became(change: Change) -> schema.Became | None:
    if change.kind == ChangeKind.UPDATED and change.reason == MOVED:
        return "moved"
    item, onto = change.item, change.replaced_by
    same = onto is not None and (onto.site_id, onto.place_id) == (item.site_id, item.place_id)
    return "merged" if same and change.kind == ChangeKind.DELETED else None


def kind_of(changes: Sequence[Change]) -> str:
    """The message's `type`: `content.published`, `.updated` or `.deleted`; `content.batch` where it tells of several."""
    return f"content.{changes[0].kind}" if len(changes) == 1 else BATCH


def body_of(changes: Sequence[Change], *, at: datetime) -> str:
    """The message about these lines, in order."""
    lines = [line_of(change).model_dump(mode="json") for change in changes]
    feed = f"{API}/changes?since={changes[0].seq - 1}"
    data = {**lines[0], "feed": feed} if len(lines) == 1 else {"changes": lines, "seq": changes[-1].seq, "feed": feed}
    return written(kind_of(changes), data, at=at)


def test_of(subscription: Subscription, newest: int, *, at: datetime) -> str:
    """A message that tells of nothing but the way to the feed."""
    return written(TEST, {"subscription": str(subscription.pk), "feed": f"{API}/changes?since={newest}"}, at=at)


def written(kind: str, data: Mapping[str, Any], *, at: datetime) -> str:
    """A message as it is sent."""
    stamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return canonical_json({"type": kind, "timestamp": stamp, "data": data}).decode()


def headers_of(message_id: str, body: str, keys: Iterable[str], *, at: datetime) -> dict[str, str]:
    """What goes with the message: its id, the time of this try, and a signature with each secret that holds."""
    stamp = str(int(at.timestamp()))
    signed = " ".join(_signature(message_id, stamp, body.encode(), key) for key in keys)
    return {"webhook-id": message_id, "webhook-timestamp": stamp, "webhook-signature": signed}


def check(headers: Mapping[str, str], body: bytes, keys: Iterable[str], *, at: datetime) -> None:
    """Raises BadSignature unless the body was signed, within five minutes of now, with one of these secrets."""
    message_id, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not stamp.isascii() or not stamp.isdigit() or abs(int(stamp[:12]) - at.timestamp()) > TOLERANCE:
        raise BadSignature
    given = [signature.encode() for signature in headers.get("webhook-signature", "").split()]
    wanted = [_signature(message_id, stamp, body, key).encode() for key in keys]
    if not any(hmac.compare_digest(one, other) for one in given for other in wanted):
        raise BadSignature


def _signature(message_id: str, stamp: str, body: bytes, key: str) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_bytes_of(key), signed, sha256)).decode()


def _bytes_of(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix(PREFIX), validate=True)
    except binascii.Error as fault:
        raise ValueError("not a webhook secret") from fault
