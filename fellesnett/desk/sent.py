"""What is sent without a form of ours to try it: words of an address, and the few fields that a button brings along.

A NUL is dropped: it is text to Python and to no database, and PostgreSQL would answer it with a fault.
"""

from __future__ import annotations

from django.http import QueryDict

LONGEST = 4_000


def words(sent: QueryDict, name: str, longest: int = LONGEST) -> str:
    """The words under a name, trimmed; none where nothing was sent."""
    return _plain(sent.get(name, ""), longest)


def choices(sent: QueryDict, name: str, longest: int = LONGEST) -> list[str]:
    """The words of each choice under a name, in order; a choice without words is none."""
    return [said for value in sent.getlist(name) if (said := _plain(value, longest))]


def _plain(value: str, longest: int) -> str:
    return value[:longest].replace("\x00", "").strip()
