"""What we sign, verified in another language by the standard's own library."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fellesnett.delivery.messages import headers_of, new_secret, written
from fellesnett.foundation import clock

HERE = Path(__file__).parent


@pytest.mark.skipif(
    not (HERE / "node_modules/standardwebhooks").exists(),
    reason="standardwebhooks is not installed: tests/install-validator (needs npm)",
)
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


def said(messages: list[tuple[str, str, dict[str, str]]]) -> list[Any]:
    lines = [json.dumps({"secret": secret, "body": body, "headers": headers}) for secret, body, headers in messages]
    ran = subprocess.run(
        ["node", str(HERE / "verify.mjs")], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=120
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]
