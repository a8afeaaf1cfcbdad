"""The developers of a journal system set up their own telling, with their key: nobody at the national office is asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from standardwebhooks import Webhook

from fellesnett.access.gates import Refused
from fellesnett.accounts.models import User
from fellesnett.delivery.actions import make_key, revoke_key, send_test, subscribe, turn_off, turn_on
from fellesnett.delivery.actions.subscribing import MOST_EACH, Wanted
from fellesnett.delivery.models import Consumer, Delivery, Item, Key, OffBecause, Receipt, Subscription
from fellesnett.delivery.pushing import forget_deliveries, push_due
from fellesnett.delivery.recalls import recalls
from fellesnett.delivery.tests.factories import (
    make_consumer,
    make_lines,
    make_national_editor,
    make_shown_knee,
)
from fellesnett.delivery.tests.receivers import Receiver
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.foundation import clock

pytestmark = pytest.mark.django_db
HOME = "https://mottak.example.no/varsler"


@dataclass
class Developer:
    """Whoever has a key, and asks with it."""

    client: Client
    key: Key
    words: str

    def ask(self, method: str, address: str = "", status: int = 200, *, reads: str = "nb", **said: Any) -> Any:
        """The answer, which has this status."""
        answer = self.client.generic(
            method, f"/api/v1/webhooks{address}", json.dumps(said) if said else "", content_type="application/json",
            headers={"X-API-Key": self.words, "Accept-Language": reads},
        )  # fmt: skip
        assert answer.status_code == status, answer.content
        assert answer["Cache-Control"] == "no-store"
        return json.loads(answer.content) if answer.content else None

    def made(self, **said: Any) -> tuple[Subscription, str]:
        """A new subscription of theirs, and its secret."""
        answer = self.ask("POST", "", 201, url=HOME, **said)
        return Subscription.objects.get(pk=answer["id"]), answer["secret"]


@pytest.fixture
def editor() -> User:
    return make_national_editor()


@pytest.fixture
def consumer(editor: User) -> Consumer:
    return make_consumer(by=editor)


@pytest.fixture
def kari(client: Client, consumer: Consumer, editor: User) -> Developer:
    return Developer(client, *make_key(consumer=consumer, by=editor, at=clock.now()))


@pytest.fixture
def stranger(client: Client, editor: User) -> Developer:
    return Developer(client, *make_key(consumer=make_consumer("Annet", by=editor), by=editor, at=clock.now()))


@pytest.fixture
def knee() -> Item:
    return make_shown_knee(at=clock.now())


def last_event() -> tuple[str, dict[str, Any]]:
    event = Event.objects.latest("sequence")
    return event.verb, event.payload


# --- from nothing to the first message -----------------------------------------------------------------------------


def test_a_subscription_is_made_and_its_secret_is_seen_once(kari: Developer, knee: Item) -> None:
    answer = kari.ask("POST", "", 201, url=HOME, only="safety", site="bergen", language="nb")
    row = Subscription.objects.get()
    assert (row.made_by, row.made_with, row.site.slug if row.site else "", row.only) == (None, kari.key, "bergen", "safety")
    verb, payload = last_event()
    assert (verb, payload["key"], payload["url"]) == ("subscription.made", kari.key.pk, HOME)
    assert answer["secret"] not in str(payload)
    found = kari.ask("GET", f"/{row.pk}")
    assert found == {name: value for name, value in answer.items() if name != "secret"}
    assert kari.ask("GET")["items"] == [found]
    make_lines(True, item=knee)
    assert push_due(at=clock.now(), post=Receiver(answer["secret"])) == 1


def test_the_answer_says_where_the_subscription_is(client: Client, kari: Developer) -> None:
    headers = {"X-API-Key": kari.words}
    answer = client.post("/api/v1/webhooks", {"url": HOME}, content_type="application/json", headers=headers)
    assert answer["Location"] == f"/api/v1/webhooks/{Subscription.objects.get().pk}"
    assert client.get(answer["Location"], headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("url", {"url": "http://mottak.example.no/"}),
        ("url", {"url": "https://10.0.0.7/varsler"}),
        ("url", {"url": "https://[::1]/varsler"}),
        ("url", {"url": "https://kari:hemmelig@mottak.example.no/"}),
        ("url", {"url": ""}),
        ("site", {"site": "finnes-ikke"}),
        ("language", {"language": "tlh"}),
        ("only", {"only": "everything"}),
        ("codes", {"codes": [["finnes-ikke", "M17"]]}),
        ("codes.0", {"codes": [["icd10"]]}),
        ("codes.0.1", {"codes": [["icd10", "M\0"]]}),
        ("codes", {"codes": [["icd10", "M17"]] * 51}),
        ("sites", {"sites": ["bergen"]}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(kari: Developer, wrong: str, said: dict[str, Any]) -> None:
    answer = kari.ask("POST", "", 422, **{"url": HOME, **said})
    assert answer["type"] == "/problems/validation"
    assert [fault["parameter"].removeprefix("said.") for fault in answer["errors"]] == [wrong]
    assert not Subscription.objects.exists()


def test_a_refusal_is_in_the_readers_language(kari: Developer) -> None:
    said = {"url": "http://mottak.example.no/"}
    assert "må begynne med" in kari.ask("POST", "", 422, **said)["detail"]
    assert "må byrje med" in kari.ask("POST", "", 422, reads="nn", **said)["detail"]
    assert "must begin with" in kari.ask("POST", "", 422, reads="en", **said)["detail"]


def test_nobody_makes_one_without_a_key_or_with_a_key_that_is_revoked(client: Client, kari: Developer, editor: User) -> None:
    answer = client.post("/api/v1/webhooks", {"url": HOME}, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/key-needed")
    revoke_key(key=kari.key, by=editor, at=clock.now())
    assert kari.ask("POST", "", 401, url=HOME)["type"] == "/problems/unknown-key"
    kari.key.refresh_from_db()
    with pytest.raises(Refused):
        subscribe(consumer=kari.key.consumer, wanted=Wanted(HOME), by=kari.key, at=clock.now())
    assert not Subscription.objects.exists()


def test_a_consumer_has_so_many_and_makes_room_itself(
    kari: Developer, stranger: Developer, consumer: Consumer, editor: User
) -> None:
    for _ in range(MOST_EACH):
        kari.made()
    answer = kari.ask("POST", "", 409, url=HOME)
    assert (answer["type"], str(MOST_EACH) in answer["detail"]) == ("/problems/too_many", True)
    stranger.made()
    subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=clock.now())  # the editors may give it more
    kari.ask("POST", "", 409, url=HOME)
    for _ in range(2):
        kari.ask("DELETE", f"/{Subscription.objects.standing().filter(consumer=consumer)[0].pk}", 204)
    kari.made()


# --- what is another's is not there --------------------------------------------------------------------------------

EVERY_WAY = [
    ("GET", "", {}), ("PATCH", "", {"on": False}), ("DELETE", "", {}), ("POST", "/secret", {"overlap_hours": 0}),
    ("POST", "/test", {}), ("GET", "/deliveries", {}), ("POST", "/deliveries/msg_" + "0" * 32 + "/redelivery", {}),
    ("POST", "/acknowledgements", {"seqs": [1]}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "address", "said"), EVERY_WAY)
def test_another_consumers_subscription_is_not_there(
    kari: Developer, stranger: Developer, method: str, address: str, said: dict[str, Any]
) -> None:
    row, _secret = kari.made()
    before = Subscription.objects.values().get()
    assert stranger.ask(method, f"/{row.pk}{address}", 404, **said)["type"] == "/problems/not-found"
    assert Subscription.objects.values().get() == before


@pytest.mark.parametrize(("method", "address", "said"), EVERY_WAY)
def test_what_is_deleted_is_not_there_either(kari: Developer, method: str, address: str, said: dict[str, Any]) -> None:
    row, _secret = kari.made()
    kari.ask("DELETE", f"/{row.pk}", 204)
    kari.ask(method, f"/{row.pk}{address}", 404, **said)


def test_a_second_key_of_the_same_consumer_opens_the_same(
    kari: Developer, client: Client, consumer: Consumer, editor: User
) -> None:
    row, _secret = kari.made()
    new = Developer(client, *make_key(consumer=consumer, by=editor, at=clock.now()))
    revoke_key(key=kari.key, by=editor, at=clock.now())
    assert new.ask("GET")["items"][0]["id"] == str(row.pk)
    assert new.ask("PATCH", f"/{row.pk}", only="safety")["only"] == "safety"
    assert last_event()[1]["key"] == new.key.pk


def test_a_key_that_is_taken_back_while_its_question_is_answered_does_nothing_more(
    kari: Developer, consumer: Consumer, editor: User
) -> None:
    shown = Key.objects.get(pk=kari.key.pk)  # as the door read it, a moment ago
    revoke_key(key=kari.key, by=editor, at=clock.now())

    with pytest.raises(Refused):
        subscribe(consumer=consumer, wanted=Wanted(HOME), by=shown, at=clock.now())

    assert not Subscription.objects.exists()


@pytest.mark.parametrize(("method", "address", "said"), [way for way in EVERY_WAY if way[0] != "GET"][:4])
def test_a_signature_changes_nothing(client: Client, kari: Developer, method: str, address: str, said: dict[str, Any]) -> None:
    """A signed question can be overheard, and it says nothing of the address that it was meant for."""
    row, secret = kari.made()
    now = clock.now().replace(microsecond=0)
    body = json.dumps(said) if said else ""
    headers = {
        "webhook-id": "ask_1", "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("ask_1", now, body),
    }  # fmt: skip
    answer = client.generic(method, f"/api/v1/webhooks/{row.pk}{address}", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/key-needed")
    assert client.get(f"/api/v1/webhooks/{row.pk}/deliveries", headers=headers).status_code == (401 if body else 200)


# --- changing ------------------------------------------------------------------------------------------------------


def test_what_is_left_out_of_a_change_stays(kari: Developer, knee: Item) -> None:
    row, secret = kari.made(only="safety", site="bergen", language="nb")
    kept = {"url": HOME, "only": "safety", "site": "bergen", "language": "nb"}
    changed = kari.ask("PATCH", f"/{row.pk}", url=f"{HOME}/to")
    assert {name: changed[name] for name in kept} == {**kept, "url": f"{HOME}/to"}
    changed = kari.ask("PATCH", f"/{row.pk}", site=None, language=None, only="all")
    assert {name: changed[name] for name in kept} == {"url": f"{HOME}/to", "only": "all", "site": None, "language": None}
    make_lines(False, item=knee)
    assert push_due(at=clock.now(), post=Receiver(secret)) == 1


def test_a_change_that_is_wrong_changes_nothing(kari: Developer) -> None:
    row, _secret = kari.made()
    for said in ({"url": "https://127.0.0.1/", "on": False}, {"url": None}, {"only": None}, {"sight": "bergen"}):
        kari.ask("PATCH", f"/{row.pk}", 422, **said)
    found = kari.ask("GET", f"/{row.pk}")
    assert (found["url"], found["only"], found["on"]) == (HOME, "all", True)


def test_it_is_turned_off_and_on_by_its_owner(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    off = kari.ask("PATCH", f"/{row.pk}", on=False)
    assert (off["on"], off["off_because"]) == (False, "by_owner")
    make_lines(False, item=knee)
    assert push_due(at=clock.now(), post=Receiver(secret)) == 0
    assert "slått av" in kari.ask("POST", f"/{row.pk}/test", 409)["detail"]
    kari.ask("PATCH", f"/{row.pk}", on=True)
    assert push_due(at=clock.now(), post=Receiver(secret)) == 1


def test_what_failed_is_turned_on_by_its_owner_when_it_is_mended(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    make_lines(False, item=knee)
    push_due(at=clock.now(), post=Receiver(secret, answers=[410]))
    assert kari.ask("GET", f"/{row.pk}")["off_because"] == "gone"
    assert OpenItem.objects.get(kind="webhook").closed_at is None
    kari.ask("PATCH", f"/{row.pk}", url=f"{HOME}/ny", on=True)
    assert OpenItem.objects.get(kind="webhook").closed_at is not None
    assert push_due(at=clock.now(), post=Receiver(secret)) == 1


def test_what_the_editors_turned_off_they_alone_turn_on(kari: Developer, editor: User) -> None:
    row, _secret = kari.made()
    turn_off(subscription=row, by=editor, at=clock.now())
    answer = kari.ask("PATCH", f"/{row.pk}", 409, url=f"{HOME}/to", on=True)
    assert (answer["type"], "Nasjonal redaksjon" in answer["detail"]) == ("/problems/off_by_hand", True)
    assert kari.ask("GET", f"/{row.pk}")["url"] == HOME
    turn_on(subscription=row, by=editor, at=clock.now())
    assert kari.ask("GET", f"/{row.pk}")["on"] is True


def test_a_new_secret_and_for_how_long_both_sign(kari: Developer, knee: Item) -> None:
    row, first = kari.made()
    second = kari.ask("POST", f"/{row.pk}/secret", overlap_hours=24)
    assert second["earlier_secret_until"] is not None
    for secret in (first, second["secret"]):
        make_lines(False, item=knee)
        assert push_due(at=clock.now(), post=Receiver(secret)) == 1
    leaked = kari.ask("POST", f"/{row.pk}/secret", overlap_hours=0)
    assert leaked["earlier_secret_until"] is None
    make_lines(False, item=knee)
    assert push_due(at=clock.now(), post=Receiver(leaked["secret"])) == 1
    kari.ask("POST", f"/{row.pk}/secret", 422, overlap_hours=24 * 14 + 1)
    shown = str(kari.ask("GET")) + str(list(Event.objects.values_list("payload", flat=True)))
    assert not any(secret in shown for secret in (first, second["secret"], leaked["secret"]))


# --- tests and deliveries ------------------------------------------------------------------------------------------


def test_a_test_comes_ahead_of_what_waits_and_mends_it(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    now = clock.now()
    make_lines(False, item=knee)
    push_due(at=now, post=Receiver(secret, answers=[500]))
    asked = kari.ask("POST", f"/{row.pk}/test", 202)
    assert (asked["type"], asked["first"], asked["tries"]) == ("test", 0, [])
    assert kari.ask("POST", f"/{row.pk}/test", 202)["id"] == asked["id"]
    (logged,) = Event.objects.filter(verb="delivery.test_asked")
    assert (logged.actor, logged.payload["delivery"], "key" in logged.payload) == (None, asked["id"], True)
    receiver = Receiver(secret)
    assert push_due(at=clock.now(), post=receiver) == 1
    assert receiver.taken[asked["id"]]["data"]["subscription"] == str(row.pk)
    assert kari.ask("GET", f"/{row.pk}")["failing_since"] is None
    assert kari.ask("GET", f"/{row.pk}/deliveries")["items"][0]["delivered_at"] is not None


def test_a_test_that_is_not_taken_says_so_and_holds_nothing_back(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    asked = kari.ask("POST", f"/{row.pk}/test", 202)
    make_lines(False, item=knee)
    receiver = Receiver(secret, answers=[500])
    assert push_due(at=clock.now(), post=receiver) == 0
    (failed,) = [one for one in kari.ask("GET", f"/{row.pk}/deliveries")["items"] if one["id"] == asked["id"]]
    assert ([one["status"] for one in failed["tries"]], failed["given_up_at"] is None) == ([500], False)
    assert kari.ask("GET", f"/{row.pk}")["failing_since"] is None
    assert push_due(at=clock.now(), post=receiver) == 1
    kari.ask("POST", f"/{row.pk}/test", 202)
    push_due(at=clock.now(), post=Receiver(secret, answers=[410]))
    assert kari.ask("GET", f"/{row.pk}")["off_because"] == "gone"


def test_the_log_of_messages_is_read_page_by_page(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    for _ in range(5):
        make_lines(False, item=knee)
        push_due(at=clock.now(), post=Receiver(secret))
    seen, address = [], f"/{row.pk}/deliveries?limit=2"
    while address:
        page = kari.ask("GET", address)
        assert len(page["items"]) <= 2
        seen += [one["first"] for one in page["items"]]
        address = page["next"].removeprefix("/api/v1/webhooks")
    assert seen == sorted(Delivery.objects.values_list("first", flat=True), reverse=True)
    kari.ask("GET", f"/{row.pk}/deliveries?cursor=msg_{'0' * 32}", 404)
    kari.ask("GET", f"/{row.pk}/deliveries?cursor=nonsense", 422)


# --- the end -------------------------------------------------------------------------------------------------------


def test_a_subscription_that_ends_leaves_its_receipts_and_no_secret(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    make_lines(True, item=knee)
    push_due(at=clock.now(), post=Receiver(secret))
    make_lines(False, item=knee)
    push_due(at=clock.now(), post=Receiver(secret, answers=[500]))
    kari.ask("DELETE", f"/{row.pk}", 204)
    assert last_event() == ("subscription.ended", {"subscription": str(row.pk), "key": kari.key.pk})
    row.refresh_from_db()
    assert (row.has_ended, row.secret, row.earlier_secret) == (True, "", "")
    assert Receipt.objects.get().delivered_at is not None
    make_lines(True, item=knee)
    assert push_due(at=clock.now() + timedelta(days=1), post=Receiver(secret)) == 0
    (found,) = recalls()
    assert len(found.standings) == 1  # the one it was told of, and no complaint about what came after
    forget_deliveries(at=clock.now() + timedelta(days=31))
    assert not Delivery.objects.exists()


def test_nothing_turns_on_or_signs_for_what_has_ended(kari: Developer, client: Client, editor: User) -> None:
    row, secret = kari.made()
    kari.ask("DELETE", f"/{row.pk}", 204)
    for verb in (turn_on, turn_off, send_test):
        with pytest.raises(Refused):
            verb(subscription=row, by=editor, at=clock.now())
    now = clock.now().replace(microsecond=0)
    headers = {
        "webhook-id": "ask_1", "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("ask_1", now, ""),
    }  # fmt: skip
    assert client.get(f"/api/v1/webhooks/{row.pk}", headers=headers).status_code == 401


def test_an_answer_that_comes_after_the_end_changes_nothing(kari: Developer, knee: Item) -> None:
    row, secret = kari.made()
    make_lines(False, item=knee)
    receiver = Receiver(secret, answers=[410])

    def meanwhile(*sent: Any) -> Any:
        kari.ask("DELETE", f"/{row.pk}", 204)
        return receiver(*sent)

    assert push_due(at=clock.now(), post=meanwhile) == 0
    row.refresh_from_db()
    assert row.off_because == OffBecause.ENDED
    assert Delivery.objects.get().given_up_at is not None
    assert not OpenItem.objects.filter(kind="webhook").exists()
