"""A shared cache in front of the sites, as RFC 9111 lets it be: the most forgetful reader of our headers would see no less."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client


@dataclass
class SharedCache:
    """Keeps what it may for as long as it may, asks again with what it has, and shows old pages when the origin is down."""

    seconds: float = 0.0  # its clock
    origin_is_down: bool = False
    asked: int = 0
    _kept: dict[tuple[str, str], tuple[float, Any]] = field(default_factory=dict)

    def get(self, host: str, path: str) -> Any:
        """What a reader gets."""
        stored = self._kept.get((host, path))
        if stored and self._age(stored) < _seconds(stored[1], "max-age"):
            return stored[1]
        if self.origin_is_down:
            limit = _seconds(stored[1], "max-age") + _seconds(stored[1], "stale-if-error") if stored else 0
            return stored[1] if stored and self._age(stored) < limit else None
        return self._ask(host, path, stored[1] if stored else None)

    def _age(self, stored: tuple[float, Any]) -> float:
        return self.seconds - stored[0]

    def _ask(self, host: str, path: str, known: Any) -> Any:
        """Of the origin, with the validator of what is known; 304 makes the known one fresh again."""
        self.asked += 1
        validator = {"if-none-match": known.headers["ETag"]} if known is not None and "ETag" in known.headers else {}
        answer: Any = Client().get(path, headers={"host": host, **validator})
        page = known if answer.status_code == 304 else answer
        if "public" in answer.headers.get("Cache-Control", ""):
            self._kept[host, path] = (self.seconds, page)
        return page


def _seconds(answer: Any, directive: str) -> int:
    found = re.search(rf"{directive}=(\d+)", answer.headers.get("Cache-Control", ""))
    return int(found[1]) if found else 0
