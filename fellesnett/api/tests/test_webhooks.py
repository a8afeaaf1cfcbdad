"""A consumer with a key and a subscription: known by the one or the other, and shown nothing of anybody else's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from fellesnett.accounts.models import User
from fellesnett.api import doors
from fellesnett.delivery.actions import make_key, revoke_key, subscribe, turn_off
from fellesnett.delivery.actions.subscribing import Wanted
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Consumer, Delivery, Item, Key, Receipt, Subscription
from fellesnett.delivery.pushing import push_due
from fellesnett.delivery.tests.factories import (
    make_bergen,
    make_consumer,
    make_front_door,
    make_knee,
    make_lines,
    make_national_editor,
    show,
)
from fellesnett.delivery.tests.receivers import Receiver
from fellesnett.foundation import clock

pytestmark = pytest.mark.django_db
HOME = "https://mottak.example.no/varsler"


@pytest.fixture
def editor() -> User:
    return make_national_editor()


@pytest.fixture
def consumer(editor: User) -> Consumer:
    return make_consumer(by=editor)


@pytest.fixture
def told(consumer: Consumer, editor: User) -> tuple[Subscription, str, int]:
    """A subscription, its secret, and the number of a recall that it has taken."""
    make_front_door()
    show(make_bergen(), make_knee())
    now = clock.now()
    follow(at=now)
    row, secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=now)
    (seq,) = make_lines(True, item=Item.objects.texts().get())
    assert push_due(at=now, post=Receiver(secret)) == 1
    return row, secret, seq


def ask(client: Client, address: str, status: int = 200, *, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    if body is None:
        answer = client.get(f"/api/v1{address}", headers=headers)
    else:
        answer = client.post(f"/api/v1{address}", body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def signed(secret: str, body: str = "", *, at: datetime | None = None) -> dict[str, str]:
    """The headers that the standard's library makes for a body."""
    at = (at or datetime.now(UTC)).replace(microsecond=0)
    return {
        "webhook-id": "ack_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("ack_1", at, body),
    }


def test_reading_needs_no_key_and_a_key_may_ask_more_often(
    client: Client, consumer: Consumer, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    key, secret = make_key(consumer=consumer, limit=60, by=editor, at=clock.now())
    for _ in range(2):
        ask(client, "/status")
    ask(client, "/status", 429)
    for _ in range(60):
        ask(client, "/status", headers={"X-API-Key": secret})
    ask(client, "/status", 429, headers={"X-API-Key": secret})
    key.refresh_from_db()
    assert key.last_used is not None


def test_the_last_day_of_a_key_is_written_once_a_day(
    client: Client, consumer: Consumer, editor: User, django_assert_num_queries: Any
) -> None:
    _key, secret = make_key(consumer=consumer, by=editor, at=clock.now())
    ask(client, "/status", headers={"X-API-Key": secret})
    with django_assert_num_queries(3):  # the key, and the two of the answer
        ask(client, "/status", headers={"X-API-Key": secret})


def test_a_key_that_does_not_hold_is_told_and_counted(
    client: Client, consumer: Consumer, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, secret = make_key(consumer=consumer, by=editor, at=clock.now())
    revoke_key(key=key, by=editor, at=clock.now())
    said = ask(client, "/status", 401, headers={"X-API-Key": secret, "Accept-Language": "en"})
    assert (said["type"], said["title"]) == ("/problems/unknown-key", "Unknown key")
    assert ask(client, "/status", 401, headers={"X-API-Key": "fnk_" + "å" * 9})["title"] == "Ukjent nøkkel"
    monkeypatch.setattr(doors.OFTEN, "limit", 2)
    ask(client, "/status", 429, headers={"X-API-Key": "guess"})


def test_of_a_key_only_the_hash_is_kept(consumer: Consumer, editor: User) -> None:
    _key, secret = make_key(consumer=consumer, by=editor, at=clock.now())
    kept = str(list(Key.objects.values()))
    assert secret[:8] in kept
    assert secret[8:] not in kept


def test_a_subscriber_acknowledges_a_recall_by_its_own_signature(client: Client, told: tuple[Subscription, str, int]) -> None:
    row, secret, seq = told
    body = json.dumps({"seqs": [seq, seq + 5]})
    address = f"/webhooks/{row.pk}/acknowledgements"
    assert ask(client, address, body=body, headers=signed(secret, body)) == {"acknowledged": [seq], "unknown": [seq + 5]}
    assert Receipt.objects.get().acknowledged_at is not None


@pytest.mark.parametrize("wrong", ["secret", "body", "old", "future", "nothing", "words"])
def test_a_signature_that_does_not_hold_acknowledges_nothing(
    client: Client, told: tuple[Subscription, str, int], wrong: str
) -> None:
    row, secret, seq = told
    body, now = json.dumps({"seqs": [seq]}), datetime.now(UTC)
    headers = {
        "secret": signed("whsec_" + "b" * 44, body),
        "body": signed(secret, body + " "),
        "old": signed(secret, body, at=now - timedelta(minutes=6)),
        "future": signed(secret, body, at=now + timedelta(minutes=6)),
        "nothing": {},
        "words": {"webhook-id": "x", "webhook-timestamp": "²", "webhook-signature": "v1,no"},
    }[wrong]
    said = ask(client, f"/webhooks/{row.pk}/acknowledgements", 401, body=body, headers=headers)
    assert said["type"] == "/problems/key-needed"
    assert Receipt.objects.get().acknowledged_at is None


def test_a_key_opens_its_owners_subscriptions_and_nobody_elses(
    client: Client, consumer: Consumer, editor: User, told: tuple[Subscription, str, int]
) -> None:
    row, secret, seq = told
    own = {"X-API-Key": make_key(consumer=consumer, by=editor, at=clock.now())[1]}
    other = {"X-API-Key": make_key(consumer=make_consumer("Annet", by=editor), by=editor, at=clock.now())[1]}
    (found,) = ask(client, "/webhooks", headers=own)["items"]
    assert (found["id"], found["url"], found["on"]) == (str(row.pk), HOME, True)
    assert ask(client, f"/webhooks/{row.pk}", headers=own) == found
    assert not any(secret in str(value) for value in found.values())
    assert ask(client, "/webhooks", headers=other)["items"] == []
    body = json.dumps({"seqs": [seq]})
    for address, said in [("", None), ("/deliveries", None), ("/acknowledgements", body)]:
        ask(client, f"/webhooks/{row.pk}{address}", 404, body=said, headers=other)
        ask(client, f"/webhooks/{row.pk}{address}", 401, body=said)
    ask(client, "/webhooks", 401)
    assert client.get("/api/v1/webhooks", headers=own)["Cache-Control"] == "no-store"


def test_the_log_of_messages_and_once_more_please(client: Client, editor: User, told: tuple[Subscription, str, int]) -> None:
    row, secret, seq = told
    (sent,) = ask(client, f"/webhooks/{row.pk}/deliveries", headers=signed(secret))["items"]
    assert (sent["type"], sent["recall"], sent["first"], sent["last"]) == ("content.updated", True, seq, seq)
    assert [one["status"] for one in sent["tries"]] == [204]
    again = f"/webhooks/{row.pk}/deliveries/{sent['id']}/redelivery"
    body, other = (json.dumps({"message": named}) for named in (sent["id"], "msg_" + "0" * 32))
    for overheard in ("", "{}", other, json.dumps({"seqs": [seq]})):
        ask(client, again, 422, body=overheard, headers=signed(secret, overheard))
    assert ask(client, again, 202, body=body, headers=signed(secret, body))["delivered_at"] is None
    assert push_due(at=clock.now(), post=Receiver(secret)) == 1
    assert Delivery.objects.get().message_id == sent["id"]
    ask(client, again.replace(sent["id"], "msg_" + "0" * 32), 404, body=other, headers=signed(secret, other))
    ask(client, again.replace(sent["id"], "msg_x"), 422, body=body, headers=signed(secret, body))
    turn_off(subscription=row, by=editor, at=clock.now())
    assert "slått av" in ask(client, again, 409, body=body, headers=signed(secret, body))["detail"]


def test_the_description_tells_of_both_ways_to_be_known(client: Client) -> None:
    described = json.loads(client.get("/openapi.json").content)
    assert {"ByKey", "BySignature"} <= set(described["components"]["securitySchemes"])
    operation = described["paths"]["/api/v1/webhooks/{id}/acknowledgements"]["post"]
    assert operation["security"] == [{"ByKey": []}, {"BySignature": []}]
