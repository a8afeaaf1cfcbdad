"""Providers as processes of their own: started on a free port, told what to do, and ended."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import requests
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
_open = build_opener(ProxyHandler({})).open


@dataclass
class Running:
    """A provider's process."""

    process: subprocess.Popen[str]
    port: int

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def tell(self, **what: Any) -> dict[str, Any]:
        """Set its people, the addresses it may answer to, or its fault. Returns what it has seen."""
        request = Request(f"{self.issuer}/control", json.dumps(what).encode(), method="PUT")
        answer: dict[str, Any] = json.loads(_open(request, timeout=60).read())
        return answer

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def running() -> Iterator[Running]:
    """A provider, ended afterwards."""
    command = [sys.executable, "-m", "tests.sign_in.provider", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        provider = Running(process, int(process.stdout.readline()))
        try:
            yield provider
        finally:
            provider.end()


def person(name: str, email: str, **claims: Any) -> dict[str, Any]:
    """A person as a provider tells of one."""
    first, _space, last = name.partition(" ")
    return {"sub": f"sub-{email}", "email": email, "email_verified": True, "given_name": first, "family_name": last, **claims}


def answer_of(provider_address: str, who: str) -> str:
    """What the provider sends the browser back with, path and query, when this person has chosen to go on."""
    session = requests.Session()
    session.trust_env = False
    response = session.get(f"{provider_address}&person={who}", allow_redirects=False, timeout=60)
    assert response.status_code == 302, response.text
    back = urlsplit(response.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client: Client, slug: str, who: str, **query: str) -> Any:
    """A person clicks the button of the provider, goes there, and comes back. Returns our last answer."""
    there = client.get(f"/admin/inn/{slug}/", query)
    assert there.status_code == 302, there.content.decode()
    return client.get(answer_of(there["Location"], who))
