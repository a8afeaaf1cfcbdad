"""A journal system that is told of changes: signed, in order, recalls first, through days when it does not answer."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet
from standardwebhooks import Webhook, WebhookVerificationError

from fellesnett.access.gates import Refused
from fellesnett.accounts.models import User
from fellesnett.codes.tests.factories import make_code_system, make_release
from fellesnett.delivery import pushing
from fellesnett.delivery.actions import (
    acknowledge,
    change_subscription,
    redeliver,
    rotate_secret,
    subscribe,
    turn_off,
    turn_on,
)
from fellesnett.delivery.actions.subscribing import Wanted
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import ChangeKind, Consumer, Delivery, Item, OffBecause, Receipt, Subscription
from fellesnett.delivery.posting import Answer
from fellesnett.delivery.pushing import forget_deliveries, push_due
from fellesnett.delivery.tests.factories import (
    make_consumer,
    make_lines,
    make_national_editor,
    make_shown_knee,
)
from fellesnett.delivery.tests.receivers import Receiver
from fellesnett.editorial.letters import words_of
from fellesnett.editorial.models import Event, Letter, OpenItem, OpenItemKind
from fellesnett.foundation import clock
from fellesnett.national.actions import retag_topic
from fellesnett.national.models import TopicCoding
from fellesnett.national.tests.factories import medical_editor
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db
HOME = "https://mottak.example.no/varsler"


@pytest.fixture
def now() -> datetime:
    """The reference library looks at the real clock."""
    return clock.now()


@pytest.fixture
def editor() -> User:
    return make_national_editor()


@pytest.fixture
def knee() -> Item:
    return make_shown_knee(at=clock.now())


@pytest.fixture
def consumer(editor: User, now: datetime) -> Consumer:
    return make_consumer(by=editor, at=now)


def subscribed(consumer: Consumer, by: User, at: datetime, **wanted: object) -> tuple[Subscription, Receiver]:
    row, secret = subscribe(consumer=consumer, wanted=Wanted(HOME, **wanted), by=by, at=at)  # type: ignore[arg-type]
    return row, Receiver(secret)


def cases() -> QuerySet[OpenItem]:
    """What is asked at the desk about those who are told."""
    return OpenItem.objects.filter(kind=OpenItemKind.WEBHOOK)


def after(at: datetime, **time: float) -> datetime:
    return at + timedelta(**time)


def test_a_change_is_one_thin_signed_message(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    assert push_due(at=now, post=receiver) == 0  # what was there before is in the export
    (seq,) = make_lines(False, item=knee)
    assert push_due(at=now, post=receiver) == 1
    ((message_id, said),) = receiver.taken.items()
    assert message_id == Delivery.objects.get().message_id
    assert (said["type"], said["timestamp"][-1]) == ("content.updated", "Z")
    line = said["data"]
    assert (line["seq"], line["id"], line["recall"]) == (seq, knee.pk.urn, False)
    assert line["href"] == f"/api/v1/content/{knee.pk}"
    assert line["feed"] == f"/api/v1/changes?since={seq - 1}"
    assert "Kneprotese" not in Delivery.objects.get().body
    assert push_due(at=now, post=receiver) == 0
    assert receiver.asked == 1


def test_a_message_that_was_touched_on_its_way_is_refused(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    make_lines(False, item=knee)
    kept: dict[str, object] = {}

    def listen(url: str, body: bytes, headers: dict[str, str]) -> object:
        kept.update(body=body, headers=headers)
        return receiver(url, body, headers)

    push_due(at=now, post=listen)  # type: ignore[arg-type]
    library, headers = Webhook(receiver.secret), dict(kept["headers"])  # type: ignore[call-overload]
    library.verify(kept["body"], headers)  # type: ignore[arg-type]
    for wrong in ({**headers, "webhook-id": "msg_other"}, {**headers, "webhook-timestamp": str(int(now.timestamp()) + 1)}):
        with pytest.raises(WebhookVerificationError):
            library.verify(kept["body"], wrong)  # type: ignore[arg-type]
    with pytest.raises(WebhookVerificationError):
        library.verify(kept["body"] + b" ", headers)  # type: ignore[operator]


def test_many_changes_go_in_order_in_few_messages(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    seqs = make_lines(*[False] * 120, item=knee)
    assert push_due(at=now, post=receiver) == 3
    assert receiver.seqs == seqs
    assert [said["type"] for said in receiver.taken.values()] == ["content.batch"] * 3
    assert [len(said["data"]["changes"]) for said in receiver.taken.values()] == [50, 50, 20]
    assert [said["data"]["seq"] for said in receiver.taken.values()] == [seqs[49], seqs[99], seqs[119]]


def test_one_round_is_not_for_one_subscriber_alone(
    knee: Item, consumer: Consumer, editor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "BATCH", 1)
    monkeypatch.setattr(pushing, "IN_A_ROUND", 2)
    _row, receiver = subscribed(consumer, editor, now)
    seqs = make_lines(*[False] * 3, item=knee)
    push_due(at=now, post=receiver)
    assert receiver.seqs == seqs[:2]
    push_due(at=now, post=receiver)
    assert receiver.seqs == seqs


def test_recalls_go_first(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    first, second, third, fourth = make_lines(False, True, False, True, item=knee)
    push_due(at=now, post=receiver)
    assert receiver.seqs == [second, fourth, first, third]


def test_a_message_that_is_not_taken_comes_again_the_same_and_holds_the_next_back(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    row, receiver = subscribed(consumer, editor, now)
    receiver.answers = [500, "timeout", 302]
    make_lines(False, item=knee)
    push_due(at=now, post=receiver)
    make_lines(False, item=knee)
    push_due(at=now, post=receiver)
    assert receiver.asked == 1  # it rests, and nothing goes past
    first = Delivery.objects.get()
    body = first.body
    waits = []
    for _ in range(3):
        first.refresh_from_db()
        waits.append(first.next_try_at)
        push_due(at=first.next_try_at, post=receiver)
    assert waits == sorted(waits)
    assert receiver.seqs == [3, 4]
    first.refresh_from_db()
    assert (first.body, first.attempts, first.delivered_at is not None) == (body, 4, True)
    assert [(one["status"], one["fault"]) for one in first.tries] == [(500, ""), (None, "timeout"), (302, ""), (204, "")]
    row.refresh_from_db()
    assert (row.failing_since, row.resting_until) == (None, None)


def test_the_tries_are_spread_over_days_and_then_the_feed_goes_on(
    knee: Item, consumer: Consumer, editor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "PATIENCE", timedelta(days=30))
    _row, receiver = subscribed(consumer, editor, now)
    receiver.answers = [500] * 10
    make_lines(False, item=knee)
    at = now
    for _ in range(10):
        push_due(at=at, post=receiver)
        at = Delivery.objects.get().next_try_at
    given_up = Delivery.objects.get()
    assert (given_up.attempts, given_up.given_up_at is not None, given_up.delivered_at) == (10, True, None)
    assert timedelta(days=2) < given_up.given_up_at - now < timedelta(days=5)  # type: ignore[operator]
    make_lines(False, item=knee)
    push_due(at=after(at, days=2), post=receiver)
    assert len(receiver.taken) == 1


def test_a_new_recall_waits_for_no_rest(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    receiver.answers = [500]
    first = make_lines(False, item=knee)
    push_due(at=now, post=receiver)
    (recall,) = make_lines(True, item=knee)
    push_due(at=now, post=receiver)
    assert receiver.seqs == [recall]
    push_due(at=now, post=receiver)  # it answers again: what rested is tried when its time comes
    assert receiver.seqs == [recall]
    push_due(at=after(now, seconds=10), post=receiver)
    assert receiver.seqs == [recall, *first]


def test_a_recall_that_is_refused_stops_no_other_recall(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    receiver.answers = [500]
    (refused,) = make_lines(True, item=knee)
    push_due(at=now, post=receiver)
    (other,) = make_lines(True, item=knee)
    push_due(at=after(now, seconds=10), post=receiver)
    assert receiver.seqs == [other, refused]


def test_an_address_that_is_gone_is_turned_off_at_once(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    row, receiver = subscribed(consumer, editor, now)
    receiver.answers = [410]
    make_lines(False, item=knee)
    push_due(at=now, post=receiver)
    row.refresh_from_db()
    assert (row.off_at, row.off_because) == (now, OffBecause.GONE)
    make_lines(True, item=knee)
    assert push_due(at=after(now, days=1), post=receiver) == 0
    assert receiver.asked == 1
    item = cases().get()
    assert item.title == "Varslingen til Helse på nett er slått av"
    assert item.reason == "Grunn: adressen svarte at den ikke finnes mer (410). Snakk med Kari Kontakt, og slå den på igjen."
    assert Event.objects.latest("sequence").verb == "subscription.turned_off"


def test_what_takes_nothing_for_five_days_is_turned_off_and_told_when_it_is_turned_on_again(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    row, receiver = subscribed(consumer, editor, now)
    receiver.answers = ["no_answer", "no_answer"]
    seqs = make_lines(False, item=knee)
    push_due(at=after(now, days=-6), post=receiver)
    push_due(at=now, post=receiver)
    row.refresh_from_db()
    assert (row.off_at, row.off_because) == (now, OffBecause.FAILING)
    letter = Letter.objects.get()
    words = words_of(letter, at=now)
    assert words is not None
    assert (letter.to, words.subject) == ("kari@mottak.example", "Varslinga frå Fellesnett er slått av")
    assert (HOME in words.text, "fem dagar" in words.text) == (True, True)
    seqs += make_lines(False, True, item=knee)
    turn_on(subscription=row, by=editor, at=now)
    assert words_of(letter, at=now) is None  # no longer so
    assert not cases().filter(closed_at=None).exists()
    push_due(at=now, post=receiver)
    assert receiver.seqs == [seqs[2], seqs[0], seqs[1]]  # the recall first, and nothing lost


def test_a_recall_that_has_not_arrived_within_the_hour_is_an_urgent_case(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    receiver.answers = [503, 503, 503]
    make_lines(True, item=knee)
    push_due(at=after(now, hours=-2), post=receiver)
    assert not cases().exists()
    push_due(at=after(now, hours=-1), post=receiver)
    push_due(at=after(now, minutes=-30), post=receiver)
    item = cases().get()
    assert (item.title, item.urgent) == ("Helse på nett har ikke tatt imot en sikkerhetsendring eller tilbaketrekking", True)
    push_due(at=now, post=receiver)
    item.refresh_from_db()
    assert (item.closed_at, item.resolution) == (now, "Varselet er tatt imot")


@pytest.mark.parametrize(
    ("wanted", "told"),
    [({}, "1234"), ({"only": "safety"}, "24"), ({"only": "withdrawals"}, "4"), ({"language": "nb"}, "123"),
     ({"codes": [("icd10", "M17")]}, "1234"), ({"codes": [("icd10", "J45")]}, ""), ({"only": "safety", "language": "se"}, "4")],
)  # fmt: skip
def test_a_subscriber_is_told_of_what_it_asked_for(
    knee: Item, consumer: Consumer, editor: User, now: datetime, wanted: dict[str, object], told: str
) -> None:
    system = make_code_system("icd10")
    for code in ("M17", "M16"):
        TopicCoding.objects.create(topic=knee.topic, system=system, code=code, display="Slitasje")
    sami = Item.objects.create(
        type=knee.type, topic=knee.topic, site=knee.site, language="se", edition=knee.edition,
        first_published=now, changed=now, modified=now, gone_at=now,
    )  # fmt: skip
    row, receiver = subscribed(consumer, editor, now, **wanted)
    before = row.seq
    make_lines(False, True, False, item=knee)
    make_lines(True, item=sami, kind=ChangeKind.DELETED)
    push_due(at=now, post=receiver)
    assert "".join(str(seq - before) for seq in sorted(receiver.seqs)) == told
    push_due(at=now, post=receiver)
    row.refresh_from_db()
    assert (row.seq, row.recall_seq) == (before + 4, before + 4)


def test_whoever_asked_for_a_code_is_told_when_a_text_has_it_no_longer(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    release = make_release(codes={"M16": "Hofte", "M17": "Kne"})
    topic, _edition = knee.behind
    topic.codings.create(system=release.system, code="M17")
    _row, receiver = subscribed(consumer, editor, now, codes=[("icd10", "M17")])
    retag_topic(topic=topic, system="icd10", code="M17", to=["M16"], by=medical_editor(), at=now)
    follow(at=now)
    push_due(at=now, post=receiver)
    assert len(receiver.seqs) == 1


def test_whoever_asks_for_little_of_a_long_feed_is_looked_after_in_steps(
    knee: Item, consumer: Consumer, editor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "WALK", 10)
    row, receiver = subscribed(consumer, editor, now, only="withdrawals")
    make_lines(*[False] * 35, item=knee)
    (gone,) = make_lines(False, item=knee, kind=ChangeKind.DELETED)
    assert pushing.write_waiting(row.pk, now) is True  # no step reads more than ten
    row.refresh_from_db()
    assert (row.seq, row.recall_seq) == (gone - 26, gone)
    assert push_due(at=now, post=receiver) == 1
    assert receiver.seqs == [gone]


def test_a_message_late_in_a_long_round_is_signed_with_the_time_it_is_sent(
    knee: Item, consumer: Consumer, editor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "BATCH", 1)
    _row, receiver = subscribed(consumer, editor, now)
    make_lines(False, False, item=knee)
    time, stamps = [now], list[int]()

    def slow(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        stamps.append(int(headers["webhook-timestamp"]))
        time.append(time[-1] + timedelta(minutes=6))
        return receiver(url, body, headers)

    assert push_due(at=now, post=slow, now=lambda: time[-1]) == 2
    assert stamps == [int(now.timestamp()), int(now.timestamp()) + 360]


def test_a_process_that_dies_while_it_sends_loses_nothing_and_keeps_the_order(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    first = make_lines(False, item=knee)

    def dies(url: str, body: bytes, headers: dict[str, str]) -> object:
        receiver(url, body, headers)
        raise SystemExit

    with pytest.raises(SystemExit):
        push_due(at=now, post=dies)  # type: ignore[arg-type]
    Subscription.objects.update(leased_until=now + pushing.LEASE)  # killed for good, it does not even give back its lease
    second = make_lines(False, item=knee)
    assert push_due(at=now, post=receiver) == 0  # another process keeps away while the first may be sending
    assert push_due(at=now + pushing.LEASE, post=receiver) == 2
    assert receiver.asked == 3
    assert receiver.seqs == first + second  # the one sent twice had the same id


def test_killed_anywhere_each_line_is_told_once_and_in_order(
    knee: Item, consumer: Consumer, editor: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "BATCH", 2)
    _row, receiver = subscribed(consumer, editor, now)
    seqs = make_lines(*[False] * 9, item=knee)
    steps = ["write_waiting", "_mark"]

    class Killed(BaseException):
        pass

    for number in range(12):
        name = steps[number % 2]
        step, left = getattr(pushing, name), [number // 2]

        def dying(*given: object, step: object = step, left: list[int] = left) -> object:
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return step(*given)  # type: ignore[operator]

        with monkeypatch.context() as patched:
            patched.setattr(pushing, name, dying)
            with contextlib.suppress(Killed):
                push_due(at=now, post=receiver)
        Subscription.objects.update(leased_until=None)
    push_due(at=now, post=receiver)
    assert receiver.seqs == seqs
    assert not Delivery.objects.waiting().exists()


def test_two_secrets_hold_while_one_takes_over_from_the_other(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    row, old = subscribed(consumer, editor, now)
    new = Receiver(rotate_secret(subscription=row, overlap=timedelta(hours=24), by=editor, at=now))
    for receiver in (old, new):
        make_lines(False, item=knee)
        assert push_due(at=now, post=receiver) == 1
    row.refresh_from_db()
    assert len(pushing.secrets_of(row, after(now, hours=23))) == 2
    assert pushing.secrets_of(row, after(now, hours=24)) == [new.secret]
    third = Receiver(rotate_secret(subscription=row, overlap=timedelta(0), by=editor, at=now))  # the one before has leaked
    make_lines(False, item=knee)
    with pytest.raises(WebhookVerificationError):
        push_due(at=now, post=new)
    assert push_due(at=now, post=third) == 1


def test_no_secret_stands_in_the_database_or_the_record(
    knee: Item, consumer: Consumer, editor: User, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    row, receiver = subscribed(consumer, editor, now)
    rotated = rotate_secret(subscription=row, overlap=timedelta(days=1), by=editor, at=now)
    make_lines(False, item=knee)
    push_due(at=now, post=Receiver(rotated, answers=[500]))
    row.refresh_from_db()
    kept = [row.secret, row.earlier_secret, *map(str, Event.objects.values_list("payload", flat=True)), caplog.text]
    kept += [str(values) for values in Delivery.objects.values()]
    for secret in (receiver.secret, rotated):
        assert not any(secret.removeprefix("whsec_") in said for said in kept)
    assert "Varslingen" not in caplog.text


def test_a_sealing_key_that_is_lost_is_a_fault_and_no_unsigned_message(
    knee: Item, consumer: Consumer, editor: User, now: datetime, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    make_lines(False, item=knee)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert push_due(at=now, post=receiver) == 0
    assert (receiver.asked, Delivery.objects.get().tries[-1]["fault"]) == (0, "no_secret")
    assert "cannot be read" in caplog.text


def test_a_message_is_sent_again_by_hand(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    row, receiver = subscribed(consumer, editor, now)
    make_lines(True, item=knee)
    push_due(at=now, post=receiver)
    taken_at = Receipt.objects.get().delivered_at
    redeliver(delivery=Delivery.objects.get(), by=editor, at=after(now, seconds=1))
    push_due(at=after(now, seconds=1), post=receiver)
    assert (receiver.asked, len(receiver.taken)) == (2, 1)
    assert Receipt.objects.get().delivered_at == taken_at  # the first time stands
    turn_off(subscription=row, by=editor, at=now)
    with pytest.raises(Refused, match="slått av"):
        redeliver(delivery=Delivery.objects.get(), by=editor, at=now)


def test_the_log_of_messages_is_kept_thirty_days_and_receipts_for_ever(
    knee: Item, consumer: Consumer, editor: User, now: datetime
) -> None:
    _row, receiver = subscribed(consumer, editor, now)
    make_lines(True, item=knee)
    push_due(at=now, post=receiver)
    assert forget_deliveries(at=after(now, days=30)) == 0
    assert forget_deliveries(at=after(now, days=30, seconds=1)) == 1
    assert Receipt.objects.get().delivered_at == now


def test_who_has_a_recall_and_who_has_acted_on_it(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    row, receiver = subscribed(consumer, editor, now)
    ordinary, recall = make_lines(False, True, item=knee)
    receiver.answers = [500]
    push_due(at=now, post=receiver)
    receipt = Receipt.objects.get()
    assert (receipt.change_id, receipt.told_at, receipt.delivered_at) == (recall, now, None)
    push_due(at=after(now, seconds=10), post=receiver)
    done = acknowledge(subscription=row, seqs=[recall, ordinary, recall], at=after(now, minutes=1))
    assert (done.acknowledged, done.unknown) == ([recall], [ordinary])
    acknowledge(subscription=row, seqs=[recall], at=after(now, minutes=9))
    receipt.refresh_from_db()
    assert (receipt.delivered_at, receipt.acknowledged_at) == (after(now, seconds=10), after(now, minutes=1))
    assert Event.objects.filter(verb="recall.acknowledged").count() == 1


@pytest.mark.parametrize(
    "url",
    ["http://mottak.example.no/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.4/", "https://intranett/", "https://a:b@x.no/",
     "https://x.no/#her", "https://169.254.169.254/latest", "ftp://x.no/", "mottak", "https://2130706433/", "https://x.local/", "https://0x7f.1/",
     "https://[::ffff:10.0.0.1]/", "https://x.no/" + "a" * 500, "https://x.no:99999/", "https://x.no/a b"],
)  # fmt: skip
def test_an_address_that_must_not_be_told_is_refused(consumer: Consumer, editor: User, now: datetime, url: str) -> None:
    with pytest.raises(Refused) as refusal:
        subscribe(consumer=consumer, wanted=Wanted(url), by=editor, at=now)
    assert [reason.code for reason in refusal.value.reasons] == ["url"]
    assert not Subscription.objects.exists()


def test_changed_it_goes_on_from_where_it_came(knee: Item, consumer: Consumer, editor: User, now: datetime) -> None:
    row, receiver = subscribed(consumer, editor, now)
    seqs = make_lines(False, item=knee)
    asked_at: list[str] = []
    change_subscription(subscription=row, wanted=Wanted("https://ny.example.no/"), by=editor, at=now)
    push_due(at=now, post=lambda url, body, headers: asked_at.append(url) or receiver(url, body, headers))  # type: ignore[func-returns-value]
    assert (asked_at, receiver.seqs) == (["https://ny.example.no/"], seqs)
    with pytest.raises(Refused, match="kodeverket"):
        change_subscription(subscription=row, wanted=Wanted(HOME, codes=[("nonsens", "M17")]), by=editor, at=now)
    with pytest.raises(Refused, match="14"):
        rotate_secret(subscription=row, overlap=timedelta(days=15), by=editor, at=now)


def test_none_but_the_national_editors_say_who_is_told(consumer: Consumer, now: datetime) -> None:
    stranger = make_user()
    with pytest.raises(Refused, match="nasjonal redaksjon"):
        subscribe(consumer=consumer, wanted=Wanted(HOME), by=stranger, at=now)


def test_many_subscribers_at_rest_cost_one_question(
    knee: Item, consumer: Consumer, editor: User, now: datetime, django_assert_num_queries: object
) -> None:
    for _ in range(20):
        subscribed(consumer, editor, now)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert push_due(at=now) == 0
