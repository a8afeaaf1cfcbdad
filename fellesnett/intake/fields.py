"""Reading foreign JSON: each field is what it should be, or the file is refused by name, place and fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fellesnett.intake.records import Refusal

Object = Mapping[str, Any]
_KINDS = {dict: "et objekt", list: "en liste", str: "tekst", bool: "ja/nei", int: "et tall", float: "et tall"}


def string(of: Object, key: str, file: str, place: str) -> str:
    """The text in a field; empty where there is none. Raises `Refusal` where something else than text stands there."""
    value = of.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(file, f"{place}.{key}", f"skal være tekst, men er {_kind(value)}")
    return value.strip()


def objects(of: Object, key: str, file: str, place: str) -> list[Object]:
    """The objects in a list; none where the field is missing. Raises `Refusal` where something else stands there."""
    value = of.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refusal(file, f"{place}.{key}", f"skal være en liste, men er {_kind(value)}")
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            raise Refusal(file, f"{place}.{key}[{number}]", f"skal være et objekt, men er {_kind(item)}")
    return value


def day(value: object) -> date | None:
    """The date that a time in ISO 8601 begins with, or None."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "tomt")
