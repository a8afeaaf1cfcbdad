"""Which source a file comes from, known by what it holds and never by its name; and what is no source at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fellesnett.intake.naming import name_blocks
from fellesnett.intake.readers import helseatlas, multilingual, nhs
from fellesnett.intake.records import Refusal, StagedTopic

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes. The largest real file is 1.4 MB."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: topics, each with its remarks, and the parts that could not be read."""

    file: str
    source: str
    topics: tuple[StagedTopic, ...]
    refusals: tuple[Refusal, ...] = ()


def read(data: bytes, file: str) -> Reading:
    """Reads a file, from its bytes and the name to call it by. Raises `Refusal` (file, place, fault) for a file that is
    not one of the sources', is damaged, or has no text."""
    text = _decoded(data, file)
    if helseatlas.is_page(text):
        return _single("helseatlas", helseatlas.read_page(text, file))
    try:
        document = _clean(json.loads(text))
    except (ValueError, RecursionError) as fault:
        first = _first_line(text)
        if multilingual.is_document(first):
            return _lines(text, file)
        if first:
            raise Refusal(file, "linje 1", f"linjer med {_keys(first)}, ikke dokumenter: ukjent form") from None
        raise Refusal(file, _where(fault), f"ikke gyldig JSON, og ikke en side i Markdown: {_said(fault)}") from None
    if not isinstance(document, dict):
        raise Refusal(file, "", "ikke et objekt: ukjent form")
    if multilingual.is_document(document):
        return _lines(text, file)
    if "statusCode" in document and "@type" not in document:
        answer = f"{document['statusCode']}: {document.get('message', '')}"
        raise Refusal(file, "statusCode", f"et feilsvar fra kilden ({answer}), ikke en side")
    if nhs.is_page(document):
        return _single("nhs", nhs.read(document, file))
    if helseatlas.is_article(document):
        return _single("helseatlas", helseatlas.read_article(document, file))
    raise Refusal(file, "", f"ukjent form: felt {_keys(document)}")


def _single(source: str, topic: StagedTopic) -> Reading:
    return Reading(topic.files[0], source, (name_blocks(topic),))


def _lines(text: str, file: str) -> Reading:
    lines = [_without_controls(line) for line in text.split("\n")]
    topics, refusals = multilingual.read(lines, file)
    return Reading(file, "multilingual", tuple(name_blocks(topic) for topic in topics), tuple(refusals))


def _decoded(data: bytes, file: str) -> str:
    if len(data) > LARGEST_FILE:
        raise Refusal(file, "", f"{len(data)} byte er mer enn {LARGEST_FILE}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refusal(file, f"byte {fault.start}", "ikke UTF-8") from None
    if not text.strip():
        raise Refusal(file, "", "filen er tom")
    return text.replace("\r\n", "\n")


def _first_line(text: str) -> dict[str, Any]:
    """The JSON object on the first line; empty where there is none. Documents come one a line."""
    try:
        first = json.loads(text.lstrip().split("\n", 1)[0])
    except (ValueError, RecursionError):
        return {}
    return first if isinstance(first, dict) else {}


def _where(fault: Exception) -> str:
    return f"linje {fault.lineno}, tegn {fault.colno}" if isinstance(fault, json.JSONDecodeError) else ""


def _said(fault: Exception) -> str:
    if isinstance(fault, RecursionError):
        return "for dypt nøstet"
    return fault.msg if isinstance(fault, json.JSONDecodeError) else str(fault)


def _keys(document: dict[str, Any]) -> str:
    return ", ".join(sorted(map(str, document))[:6])


def _clean(value: Any) -> Any:
    """The same JSON without half characters and NUL, which no database stores."""
    if isinstance(value, str):
        return _without_controls(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_without_controls(str(key)): _clean(item) for key, item in value.items()}
    return value


def _without_controls(words: str) -> str:
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
