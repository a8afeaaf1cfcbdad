"""A value in a document and the way to it. Bad input is refused with source, field and fault."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar, cast

from fellesnett.composition import richtext

DOCUMENT_LIMIT = 10_000_000
MAX_BLOCKS = 5_000
MAX_NAME = 200
MAX_NUMBER = 2_147_483_647
MAX_VALUE = 10_000
MAX_ADDRESS = 2_000
_ADDRESS = re.compile(r"https://[a-z0-9.-]+(:[0-9]+)?(/[^\s\x00-\x1f\"<>]*)?", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[^\s\x00-\x1f]+")
_T = TypeVar("_T")


def is_web_address(text: str) -> bool:
    """Can a reader be sent there safely?"""
    return len(text) <= MAX_ADDRESS and _ADDRESS.fullmatch(text) is not None


class InvalidDocument(ValueError):
    """Bad input: which source, which field in it, and what is wrong there. One line."""

    def __init__(self, source: str, field: str, fault: str) -> None:
        self.source = source
        self.field = field
        self.fault = fault
        super().__init__(": ".join(part for part in (source, field, fault) if part).replace("\n", " "))


@dataclass(frozen=True, slots=True)
class At:
    """A value in a document, and the way to it."""

    source: str
    path: str
    value: Any

    def refuse(self, fault: str) -> NoReturn:
        raise InvalidDocument(self.source, self.path, fault)

    def inside(self, name: str, value: Any) -> At:
        return At(self.source, f"{self.path}.{name}" if self.path else name, value)

    def keys(self, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        if not isinstance(self.value, Mapping):
            self.refuse("must be an object")
        for key in self.value:
            if key not in required and key not in optional:
                self.inside(str(key), None).refuse("unknown key")
        for key in required:
            if key not in self.value:
                self.inside(key, None).refuse("is missing")

    def get(self, name: str, default: Any = None) -> At:
        return self.inside(name, self.value.get(name, default))

    def has(self, name: str) -> bool:
        return isinstance(self.value, Mapping) and self.value.get(name) is not None

    def items(self) -> Iterator[At]:
        if not isinstance(self.value, list | tuple):
            self.refuse("must be a list")
        if len(self.value) > MAX_BLOCKS:
            self.refuse(f"more than {MAX_BLOCKS} items")
        for index, item in enumerate(self.value):
            yield At(self.source, f"{self.path}[{index}]", item)

    def string(self) -> str:
        if not isinstance(self.value, str):
            self.refuse("must be a string")
        if len(self.value) > DOCUMENT_LIMIT:
            self.refuse(f"more than {DOCUMENT_LIMIT} characters")
        try:
            self.value.encode("utf-8")
        except UnicodeEncodeError:
            self.refuse("holds half a character (a lone surrogate)")
        return self.value

    def words(self, limit: int = MAX_NAME, required: bool = True) -> str:
        text = self.string()
        if required and not text.strip():
            self.refuse("must not be empty")
        if len(text) > limit:
            self.refuse(f"more than {limit} characters")
        return text

    def identifier(self) -> str:
        text = self.words()
        if not _IDENTIFIER.fullmatch(text):
            self.refuse("must not hold spaces or control characters")
        return text

    def web_address(self) -> str:
        text = self.words(MAX_ADDRESS)
        if not is_web_address(text):
            self.refuse("must be an address that begins with https://")
        return text

    def one_of(self, choices: Sequence[_T]) -> _T:
        if not isinstance(self.value, str) or self.value not in choices:
            self.refuse(f"must be one of {', '.join(str(choice) for choice in choices)}")
        return cast(_T, self.value)

    def number(self, least: int = 1) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
        if self.value < least:
            self.refuse(f"must be {least} or more")
        if self.value > MAX_NUMBER:
            self.refuse(f"must be {MAX_NUMBER} or less")
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value

    def date(self) -> datetime.date:
        text = self.string()
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            self.refuse("must be a date, as 2027-11-01")
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.refuse("is not a day in the calendar")

    def rich_text(self) -> str:
        html = self.string()
        try:
            active = richtext.active(html)
            if active:
                self.refuse(f"holds what patients' pages may never hold: {', '.join(active)}")
            return richtext.normalize(html)
        except richtext.TooLarge as fault:
            self.refuse(str(fault))
