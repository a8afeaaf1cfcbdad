"""What passes between the framework and a source: questions, records, and what became of them. No storage."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from fellesnett.composition.canonical import digest


def without(said: Any, names: Collection[str]) -> Any:
    """JSON without what has one of these names, however deep."""
    if isinstance(said, list):
        return [without(each, names) for each in said]
    if isinstance(said, dict):
        return {name: without(each, names) for name, each in said.items() if name not in names}
    return said


_NULL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class ShapeChanged(Exception):
    """What came has another form than it had. `place` says where: path in the answer, and what is wrong with it there."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class Shape(BaseModel):
    """A source's own form, as far as we use it: what we need must be there and be what it was; what we do not know, is left."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, alias_generator=to_camel, populate_by_name=False)

    @classmethod
    def read(cls, body: bytes) -> Any:
        """Raises ShapeChanged with the first fault, never with what stood there: it may be somebody's name.

        The sign for null says nothing, and PostgreSQL keeps no text that has it: it is left out.
        """
        try:
            return cls.model_validate_json(_NULL.sub(rb"\1", body))
        except ValidationError as fault:
            raise ShapeChanged(fault_of(fault)) from fault


def fault_of(fault: ValidationError) -> str:
    """`adresser.0.postnummer: Field required`"""
    first = fault.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}"[:300] if place else str(first["msg"])[:300]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the source. `key` is what it is about: the same one twice in a round is asked once."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record as the source says it: `facts` is JSON, `typed` what the source's own `keep` reads."""

    key: str
    facts: dict[str, Any]
    typed: Any = None

    @property
    def content_hash(self) -> str:
        return digest(self.facts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer holds: records, ids of what is no more, further questions, and how far a feed is read."""

    records: tuple[Record, ...] = ()
    gone: tuple[str, ...] = ()
    onward: tuple[Ask, ...] = ()
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a record came to: what here it is about, until when it may be shown, and what a person must decide."""

    subject: str = ""
    expires_at: datetime | None = None
    question: dict[str, Any] = field(default_factory=dict)


NEW, CHANGED, UNCHANGED, GONE = "new", "changed", "unchanged", "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record, with each fact that differs: (name, before, after)."""

    key: str
    state: str
    subject: str = ""
    changes: tuple[tuple[str, Any, Any], ...] = ()


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    """Each fact that is new, gone or another, by name."""
    names = sorted(before.keys() | after.keys())
    return tuple((name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name))
