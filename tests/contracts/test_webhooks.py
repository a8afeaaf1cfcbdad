"""What we sign, and what we send to whoever subscribed through the interface, verified in another language by the standard's
own library."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fellesnett.delivery.actions import make_key
from fellesnett.delivery.following import follow
from fellesnett.delivery.messages import headers_of, new_secret, written
from fellesnett.delivery.models import Item
from fellesnett.delivery.posting import Answer
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
from fellesnett.foundation import clock

HERE = Path(__file__).parent


needs_node = pytest.mark.skipif(
    not (HERE / "node_modules/standardwebhooks").exists(),
    reason="standardwebhooks is not installed: tests/install-validator (needs npm)",
)


@needs_node
def test_node_takes_what_is_signed_and_nothing_else() -> None:
    now, old, new = clock.now(), new_secret(), new_secret()
    body = written("content.updated", {"seq": 7, "reason": "Ny dose: 5 µg – les «Før»"}, at=now)
    both = headers_of("msg_1", body, [new, old], at=now)
    late = headers_of("msg_1", body, [new], at=now - timedelta(minutes=6))
    touched = body.replace('"seq":7', '"seq":8')
    messages = [(new, body, both), (old, body, both), (new_secret(), body, both), (new, touched, both), (new, body, late)]
    answers = said(messages)
    assert answers[:2] == ["content.updated"] * 2
    assert ["refused" in answer for answer in answers[2:]] == [True] * 3


@needs_node
@pytest.mark.django_db
def test_node_takes_what_is_sent_to_a_subscription_made_through_the_interface(client: Client) -> None:
    """From the key to the first message, with nothing but what the interface answered: a test, a change, and both secrets
    while one takes over from the other."""
    make_front_door()
    show(make_bergen(), make_knee())
    follow(at=clock.now())
    editor = make_national_editor()
    _key, key = make_key(consumer=make_consumer(by=editor), by=editor, at=clock.now())

    def ask(address: str, **body: Any) -> Any:
        answer = client.post(f"/api/v1/webhooks{address}", body, content_type="application/json", headers={"X-API-Key": key})
        assert answer.status_code < 300, answer.content
        return answer.json()

    made = ask("", url="https://mottak.example.no/varsler", only="safety")
    new = ask(f"/{made['id']}/secret", overlap_hours=1)["secret"]
    ask(f"/{made['id']}/test")
    make_lines(False, True, item=Item.objects.texts().get())
    sent: list[tuple[str, dict[str, str]]] = []

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        sent.append((body.decode(), dict(headers)))
        return Answer(204)

    assert push_due(at=clock.now(), post=post) == 2
    answers = said([(secret, *message) for secret in (made["secret"], new, new_secret()) for message in sent])
    assert sorted(answers[:2]) == sorted(answers[2:4]) == ["content.updated", "test"]
    assert all("refused" in answer for answer in answers[4:])


def said(messages: list[tuple[str, str, dict[str, str]]]) -> list[Any]:
    lines = [json.dumps({"secret": secret, "body": body, "headers": headers}) for secret, body, headers in messages]
    ran = subprocess.run(
        ["node", str(HERE / "verify.mjs")], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=120
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]
