"""Somebody who takes our messages, checks them with the standard's own library, and sometimes does not take them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from standardwebhooks import Webhook, WebhookVerificationError

from fellesnett.delivery.posting import Answer
from fellesnett.delivery.schema.messages import Message

MESSAGE: TypeAdapter[Any] = TypeAdapter(Message)
"""As the description of the interface has it."""


@dataclass
class Receiver:
    """Answers with the next of `answers`, and with 204 when there are no more. Keeps what it took, each message once."""

    secret: str
    answers: list[int | str] = field(default_factory=list)
    asked: int = 0
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.asked += 1
        said = self._checked(body, headers)
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, str):
            return Answer(None, answer)
        if 200 <= answer < 300:
            self.taken.setdefault(headers["webhook-id"], said)
        return Answer(answer)

    def _checked(self, body: bytes, headers: Mapping[str, str]) -> Any:
        """What was said. Days pass in the tests, so the library is asked how it would have signed, not what the time is."""
        stamp = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        if Webhook(self.secret).sign(headers["webhook-id"], stamp, body.decode()) not in headers["webhook-signature"].split():
            raise WebhookVerificationError("no matching signature")
        MESSAGE.validate_json(body)
        return json.loads(body)

    @property
    def seqs(self) -> list[int]:
        """The numbers of the lines it was told of, in the order in which it was told."""
        return [line["seq"] for said in self.taken.values() for line in said["data"].get("changes", [said["data"]])]
