"""Other people's websites, with their faults: a real server on loopback, which the guard is told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fellesnett.foundation.tests.loopback import Answering, listening

Say = tuple[int, dict[str, str]]


@dataclass
class Website:
    """`says`: what each path answers, by method where they differ. `asked`: every (method, path, headers) that came."""

    says: dict[str, Say | Callable[[str, dict[str, str]], Say]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, method: str, path: str, headers: dict[str, str]) -> Say:
        self.asked.append((method, path, headers))
        said = self.says.get(path, (404, {}))
        return said(method, headers) if callable(said) else said

    @property
    def methods(self) -> list[str]:
        return [method for method, _path, _headers in self.asked]


@contextmanager
def website() -> Iterator[Website]:
    site = Website()

    class Handler(Answering):
        def do_GET(self) -> None:
            self.say(*site.answer(self.command, self.path, self.asked_with))

        def do_HEAD(self) -> None:
            self.do_GET()

    with listening(Handler) as machine:
        site.port = machine.server_port
        yield site
