"""Words that a life may hang on: never said in a translation that nobody who knows the language has read (docs/terms.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

VITAL = re.compile(r'{%\s*vital "([^"]+)"\s*%}')
"""How a template says them."""
ALARM = re.compile(r"\b113\b|\b116 ?117\b|legevakt|fare for liv|om liv\b|livsfarlig|\bhaster\b|nødnummer", re.IGNORECASE)
"""How they are known when they are said in another way."""
LIFE, DRAFT, READ = "liv og helse", "til gjennomlesning", "lest av "
"""What the comment of an entry says: a life may hang on it; nobody has read it; somebody has, and who and when."""


def said_in(template: str) -> set[str]:
    """The words that a template marks as such."""
    return set(VITAL.findall(template))


def is_draft(found: Catalog) -> bool:
    return any(DRAFT in message.auto_comments for message in found)


def awaited(found: Catalog) -> set[str]:
    """What is left untranslated in a draft, on purpose: better in bokmål than in words that nobody has read."""
    return {_first(message) for message in found if LIFE in message.auto_comments and not message.string and is_draft(found)}


def _first(message: Message) -> str:
    """The message; of one that counts, as it is said of one."""
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def faults(language: str, found: Catalog, said: set[str]) -> list[str]:
    """Where a catalogue breaks the rule. `said`: all that templates mark as words about life."""
    draft = is_draft(found)
    return [f"{language}: {wrong}" for message in found if message.id for wrong in _faults(message, said, draft)]


def _faults(message: Message, said: set[str], draft: bool) -> Iterator[str]:
    text = _first(message)
    if text not in said:
        if ALARM.search(text):
            yield f'{text!r} is about life: say it with {{% vital "..." %}}'
        return
    if LIFE not in message.auto_comments:
        yield f"{text!r} lacks the comment {LIFE!r}"
    if draft and message.string and not any(comment.startswith(READ) for comment in message.auto_comments):
        yield f"{text!r} is about life, and nobody has read its translation ({READ!r}, who and when)"
