"""A national editor sets up a journal system that is told of changes, and later looks who has a safety change."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fellesnett.accounts.models import User
from fellesnett.delivery.actions import acknowledge, describe_consumer, end_subscription, make_key, subscribe, turn_off
from fellesnett.delivery.actions.subscribing import Wanted
from fellesnett.delivery.keys import holder_of
from fellesnett.delivery.models import Change, Consumer, Delivery, Item, Key, Subscription
from fellesnett.delivery.pushing import push_due
from fellesnett.delivery.tests.factories import (
    make_consumer,
    make_lines,
    make_national_editor,
    make_shown_knee,
)
from fellesnett.delivery.tests.receivers import Receiver
from fellesnett.desk.national.waiting import address_of
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.foundation import clock
from fellesnett.organizations.models import Organization as Office
from fellesnett.organizations.models import OrganizationKind, Role
from fellesnett.organizations.tests.factories import make_user

pytestmark = pytest.mark.django_db
ALL, BOARD = "/admin/nasjonalt/mottakere/", "/admin/nasjonalt/tilbakekallinger/"
HOME = "https://mottak.example.no/varsler"
WHO = {"name": "Helse på nett", "contact_name": "Kari Kontakt", "contact_email": "kari@mottak.example", "language": "nb"}
WHAT = {"url": HOME, "only": "all", "site": "", "language": "", "codes": ""}


@pytest.fixture
def editor(client: Client) -> User:
    found = make_national_editor()
    client.force_login(found)
    return found


@pytest.fixture
def knee() -> Item:
    return make_shown_knee(at=clock.now())


def read(client: Client, address: str, status: int = 200) -> str:
    got = client.get(address)
    assert got.status_code == status
    return got.content.decode()


def send(client: Client, address: str, status: int = 302, **said: str) -> str:
    got = client.post(address, said)
    assert got.status_code == status, got.content.decode()[-3000:]
    return got.content.decode()


def shown_once(page: str) -> str:
    """The secret that stands on the page."""
    (found,) = re.findall(r"<li><code>([^<]+)</code></li>", page)
    return str(found)


def test_from_a_new_consumer_to_its_first_message_and_a_new_secret(client: Client, editor: User, knee: Item) -> None:
    assert "Ingen er skrevet opp" in read(client, ALL)
    send(client, f"{ALL}ny/", **WHO)
    consumer = Consumer.objects.get()
    own = f"{ALL}{consumer.pk}/"
    secret = shown_once(send(client, f"{own}abonnement/", 200, **WHAT))
    row = Subscription.objects.get()
    here = f"{own}abonnement/{row.pk}/"
    (seq,) = make_lines(False, item=knee)
    assert push_due(at=clock.now(), post=Receiver(secret, answers=[500])) == 0
    page = read(client, here)
    assert ("kommer ikke fram" in page, "500" in page, f"</code> {seq}" in page) == (True, True, True)
    send(client, f"{here}send/{Delivery.objects.get().pk}/")
    new = shown_once(send(client, f"{here}hemmelighet/", 200, overlap="72"))
    for receiver in (Receiver(secret), Receiver(new)):
        assert push_due(at=clock.now(), post=receiver) == 1
        make_lines(False, item=knee)
    assert "tatt imot" in read(client, here)
    for page in (read(client, ALL), read(client, own), read(client, here)):
        assert not any(word in page for word in (secret, new, "whsec_"))


def test_what_became_of_each_try_is_said_in_words(client: Client, editor: User, knee: Item) -> None:
    consumer = make_consumer(by=editor)
    row, secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=clock.now())
    here = f"{ALL}{consumer.pk}/abonnement/{row.pk}/"
    make_lines(False, item=knee)
    push_due(at=clock.now(), post=Receiver(secret, answers=[503]))
    delivery = Delivery.objects.get()
    assert "<h1>Abonnement: Helse på nett</h1>" in read(client, here)

    for tries, said in (
        ([], "ingen ennå"),
        ([503, 503, "timeout"], "503 (2 ganger), svarte ikke i tide"),
        (["tls", "no_answer", 204], "sikker forbindelse lot seg ikke opprette, svarte ikke, 204"),
        (
            ["unknown_host", "private_address", "not_https"],
            "adressen finnes ikke, adressen er på et indre nett, adressen er ugyldig",
        ),
    ):
        delivery.tries = [
            {"status": one, "fault": ""} if isinstance(one, int) else {"status": None, "fault": one} for one in tries
        ]
        delivery.save()
        assert said in read(client, here)


def test_a_test_is_sent_to_see_whether_they_take_it_and_the_log_says_who_asked(client: Client, editor: User) -> None:
    consumer = make_consumer(by=editor)
    row, secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=clock.now())
    here = f"{ALL}{consumer.pk}/abonnement/{row.pk}/"
    assert "Send en prøve" in read(client, here)
    for _twice in range(2):
        send(client, f"{here}prove/")
    (waiting,) = Delivery.objects.all()
    (logged,) = Event.objects.filter(verb="delivery.test_asked")
    assert (logged.actor, logged.payload) == (editor, {"subscription": str(row.pk), "delivery": waiting.message_id})
    assert push_due(at=clock.now(), post=Receiver(secret)) == 1
    page = read(client, here)
    assert ("<code>test</code>" in page, "tatt imot" in page) == (True, True)
    turn_off(subscription=row, by=editor, at=clock.now())
    assert f"{here}prove/" not in read(client, here)
    assert "Abonnementet er slått av" in client.post(f"{here}prove/", follow=True).content.decode()


def test_a_key_is_seen_once_and_opens_nothing_when_it_is_revoked(client: Client, editor: User) -> None:
    own = f"{ALL}{make_consumer(by=editor).pk}/"
    answer = client.post(f"{own}nokkel/", {"limit": "1200"})
    secret = shown_once(answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    key = holder_of(secret)
    assert key is not None
    assert key.limit == 1200
    page = read(client, own)
    assert (secret in page, key.hint in page, "1200" in page.replace("\xa0", "")) == (False, True, True)
    send(client, f"{own}nokkel/{key.pk}/trekk/")
    assert holder_of(secret) is None
    assert "trukket" in read(client, own)
    send(client, f"{own}nokkel/", 422, limit="1")
    assert Key.objects.count() == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(client: Client, editor: User) -> None:
    own = f"{ALL}{make_consumer(by=editor).pk}/"
    page = send(client, f"{own}abonnement/", 422, **{**WHAT, "url": "http://mottak.example.no/", "codes": "icd10 M17"})
    assert "Adressen må begynne med https://." in page
    assert ("http://mottak.example.no/" in page, "icd10 M17" in page) == (True, True)
    assert "Skriv kodeverket først" in send(client, f"{own}abonnement/", 422, **{**WHAT, "codes": "M17"})
    assert "Navnet er i bruk" in send(client, f"{ALL}ny/", 422, **{**WHO, "name": "helse på nett"})
    assert not Subscription.objects.exists()


def test_a_subscription_is_changed_and_turned_off_and_on(client: Client, editor: User) -> None:
    consumer = make_consumer(by=editor)
    row, _secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=clock.now())
    here = f"{ALL}{consumer.pk}/abonnement/{row.pk}/"
    send(client, here, **{**WHAT, "only": "safety", "language": "nb"})
    row.refresh_from_db()
    assert (row.only, row.language) == ("safety", "nb")
    assert "må begynne med https" in send(client, here, 422, **{**WHAT, "url": "http://x.no/"})
    send(client, f"{here}av-pa/", on="0")
    assert "slått av her" in read(client, here)
    send(client, f"{here}av-pa/", on="1")
    row.refresh_from_db()
    assert row.off_at is None
    send(client, f"{ALL}{consumer.pk}/", **{**WHO, "contact_name": "Ola"})
    consumer.refresh_from_db()
    assert consumer.contact_name == "Ola"


def test_what_a_consumer_made_itself_is_seen_and_told_from_what_was_made_here(client: Client, editor: User) -> None:
    consumer = make_consumer(by=editor)
    key, _secret = make_key(consumer=consumer, by=editor, at=clock.now())
    mine, _secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=clock.now())
    theirs, _secret = subscribe(consumer=consumer, wanted=Wanted(f"{HOME}/selv"), by=key, at=clock.now())
    own = f"{ALL}{consumer.pk}/"
    by_hand, by_key = str(editor), f"mottakeren selv, med nøkkelen {key}"
    assert (by_hand in read(client, own), by_key in read(client, own)) == (True, True)
    assert by_key in read(client, f"{own}abonnement/{theirs.pk}/")
    assert by_key not in read(client, f"{own}abonnement/{mine.pk}/")
    end_subscription(subscription=theirs, by=key, at=clock.now())
    page = read(client, f"{own}abonnement/{theirs.pk}/")
    assert ("slettet av mottakeren selv" in page, "Slå på" in page, "Lag en ny hemmelighet" in page) == (True, False, False)
    assert read(client, own).index(f"{HOME}</a>") < read(client, own).index(f"{HOME}/selv</a>")
    assert '<span class="desk-tag desk-tag--good">på</span>' in read(client, ALL)


def test_another_consumers_things_are_not_reached_by_ones_own_address(client: Client, editor: User, knee: Item) -> None:
    now = clock.now()
    mine, other = make_consumer(by=editor), make_consumer("Annet", by=editor)
    row, secret = subscribe(consumer=other, wanted=Wanted(HOME), by=editor, at=now)
    make_lines(False, item=knee)
    push_due(at=now, post=Receiver(secret))
    key, _secret = make_key(consumer=other, by=editor, at=now)
    here = f"{ALL}{mine.pk}/abonnement/{row.pk}/"
    read(client, here, 404)
    for wrong in (f"{here}av-pa/", f"{here}send/{Delivery.objects.get().pk}/", f"{ALL}{mine.pk}/nokkel/{key.pk}/trekk/"):
        send(client, wrong, 404)


def test_who_has_a_safety_change_and_who_has_not(client: Client, editor: User, knee: Item) -> None:
    now = clock.now()

    def told(name: str, *answers: int) -> tuple[Subscription, Receiver]:
        record = {**WHO, "name": name, "contact_name": f"Kontakt {name}"}
        consumer = describe_consumer(record=record, by=editor, at=now - timedelta(days=99))
        row, secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=now - timedelta(days=99))
        return row, Receiver(secret, answers=list(answers))

    acted, taken, late, off = told("A har kvittert"), told("B har tatt imot"), told("C svarer ikke", 500), told("D er av")
    turn_off(subscription=off[0], by=editor, at=now)
    seqs = make_lines(True, True, item=knee)
    for row, receiver in (acted, taken, late):
        Subscription.objects.exclude(pk__in=[row.pk, off[0].pk]).update(leased_until=now + timedelta(days=1))
        push_due(at=now, post=receiver)
        Subscription.objects.update(leased_until=None)
    acknowledge(subscription=acted[0], seqs=seqs, at=now)
    board = read(client, BOARD)
    assert re.findall(r'data-label="[^"]+">(?:<span[^>]*>)?([^<]+)', board) == ["sikkerhetsendring", "2", "2", "1", "2"]
    day = timezone.localdate(Change.objects.get(seq=seqs[0]).at)
    page = read(client, f"{BOARD}{knee.topic_id}/{day}/")
    names = re.findall(r'<th scope="row"><a[^>]+>([^<]+)', page)
    states = re.findall(r'<span class="desk-tag[^"]*">([^<]+)', page)
    assert list(zip(names, states, strict=True)) == [
        ("C svarer ikke", "har ikke tatt imot"),
        ("D er av", "varslingen er av"),
        ("B har tatt imot", "har tatt imot"),
        ("A har kvittert", "har kvittert"),
    ]
    assert "0 av 2" in page
    read(client, f"{BOARD}{knee.topic_id}/2020-01-01/", 404)
    read(client, f"{BOARD}{knee.topic_id}/i-dag/", 404)


def test_the_board_costs_the_same_for_one_recall_and_for_many(
    client: Client, editor: User, knee: Item, django_assert_max_num_queries: Any
) -> None:
    from fellesnett.delivery.recalls import recalls

    for number in range(3):
        row, secret = subscribe(consumer=make_consumer(f"Nr {number}", by=editor), wanted=Wanted(HOME), by=editor, at=clock.now())
        Subscription.objects.exclude(pk=row.pk).update(leased_until=clock.now() + timedelta(days=1))
        make_lines(True, item=knee)
        push_due(at=clock.now(), post=Receiver(secret))
    with django_assert_max_num_queries(5):
        (found,) = recalls()
        assert (found.lines, len(found.standings)) == (3, 3)


def test_a_case_leads_to_the_consumer_it_is_about(client: Client, editor: User, knee: Item) -> None:
    consumer = make_consumer(by=editor)
    _row, secret = subscribe(consumer=consumer, wanted=Wanted(HOME), by=editor, at=clock.now())
    make_lines(False, item=knee)
    push_due(at=clock.now(), post=Receiver(secret, answers=[410]))
    item = OpenItem.objects.get(kind="webhook")
    assert address_of(item) == f"{ALL}{consumer.pk}/"
    assert "410" in read(client, address_of(item))


def test_a_reader_sees_the_board_and_sets_nothing_up(client: Client, editor: User, knee: Item) -> None:
    make_lines(True, item=knee)
    office = Office.objects.get(kind=OrganizationKind.NATIONAL)
    client.force_login(make_user(roles={office: Role.AUDITOR}))
    assert "Mottakere" not in read(client, BOARD)
    read(client, ALL, 404)
