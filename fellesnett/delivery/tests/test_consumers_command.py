"""A consumer set up from the command line, from its first key to a message sent again."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fellesnett.delivery.following import follow
from fellesnett.delivery.keys import holder_of
from fellesnett.delivery.models import Delivery, Item, Subscription
from fellesnett.delivery.pushing import push_due
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, make_lines, make_national_editor, show
from fellesnett.delivery.tests.receivers import Receiver
from fellesnett.foundation.clock import now

pytestmark = pytest.mark.django_db


def test_from_the_first_key_to_a_message_sent_again() -> None:
    by = ["--by", make_national_editor().email]

    def consumers(*words: object) -> list[str]:
        said = StringIO()
        call_command("consumers", *map(str, words), stdout=said)
        return said.getvalue().splitlines()

    make_front_door()
    show(make_bergen(), make_knee())
    follow(at=now())
    consumers("add", "Helse på nett", "--contact", "Kari", "--email", "kari@mottak.example", *by)
    (key,) = consumers("key", "Helse på nett", "--limit", 1200, *by)
    assert str(getattr(holder_of(key), "limit", None)) == "1200"
    pk, secret = consumers("subscribe", "Helse på nett", "https://x.example.no/", "--only", "safety", "--site", "bergen", *by)
    make_lines(True, item=Item.objects.texts().get())
    assert push_due(at=now(), post=Receiver(secret)) == 1
    (rotated,) = consumers("rotate", pk, "--overlap-hours", 0, *by)
    consumers("redeliver", Delivery.objects.get().message_id, *by)
    assert push_due(at=now(), post=Receiver(rotated)) == 1
    consumers("off", pk, *by)
    consumers("revoke-key", key[:8], *by)
    told = consumers("list")
    assert told[0] == "Helse på nett  (Kari, kari@mottak.example)"
    assert told[1:] == [f"  key {key[:8]}...  1200/min  revoked", f"  {pk}  https://x.example.no/  safety  off: by_hand"]
    consumers("on", pk, *by)
    assert Subscription.objects.get().off_at is None
    for wrong, said in [
        (["subscribe", "Helse på nett", "http://x.example.no/", *by], "url: Adressen må begynne med https"),
        (["off", "00000000-0000-0000-0000-000000000000", *by], "there is no subscription"),
        (["redeliver", "msg_x", *by], "there is no message"),
        (["key", "Helse på nett", "--limit", "1", *by], "limit: Velg mellom"),
        (["key", "Helse på nett", "--by", "nobody@x.no"], "there is no person"),
    ]:
        with pytest.raises(CommandError, match=said):
            consumers(*wrong)
