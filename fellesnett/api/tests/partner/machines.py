"""A partner's program, and what it sends, for the tests of its doors."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from fellesnett.access.tests.issuer import Issuer
from fellesnett.foundation import clock
from fellesnett.partners.tests.factories import supplement

TEXTS, PLACES, SERVICES, DELIVERIES = (f"/api/v1/partner/{name}" for name in ("content", "places", "services", "submissions"))
BRING = "<p>Ta med medisinlisten din.</p>"


class Machine:
    """The partner's program."""

    def __init__(self, issuer: Issuer, **claims: Any) -> None:
        self.client, self.issuer, self.claims, self.sent = Client(), issuer, claims, 0

    def ask(self, method: str, path: str, said: Any = None, *, token: str = "", **headers: str) -> Any:
        token = token or self.issuer.token(clock.now(), **self.claims)
        given = {"Authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        body = said if isinstance(said, str | bytes) else json.dumps(said) if said is not None else ""
        return self.client.generic(method, path, body, headers.pop("kind", kind), headers=given)

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def write(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        self.sent += 1
        return self.ask(method, path, said, **{"Idempotency_Key": f"{id(self)}-{self.sent}", **headers})

    def change(self, path: str, patch: Any, **headers: str) -> Any:
        """Read, and change what was read."""
        return self.write("PATCH", path, patch, **{"If_Match": self.get(path)["ETag"], **headers})


class LocalName:
    @staticmethod
    def of(machine: Machine) -> str:
        (named,) = machine.get(TEXTS).json()["items"]
        return str(named["id"])


def new(words: str = BRING, **more: Any) -> dict[str, Any]:
    return {"site": "martina", "topic": "kneprotese", "language": "nb", "sections": [supplement(words)], **more}


def kind_of(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    said = answer.json()
    assert said["title"]
    assert said["detail"]
    return answer.status_code, said["type"].removeprefix("/problems/")
