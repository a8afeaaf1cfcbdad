"""Writing a table as a file that opens by a double click in Excel set up for Norwegian.

Such an Excel parts columns by semicolon, for the comma is its decimal mark, and reads UTF-8 only where the file begins with
a byte order mark. A cell that begins as a formula would be worked out on opening, so it gets an apostrophe before it
(OWASP, CSV injection); numbers that we have counted ourselves stay numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Value = str | int | float | date | datetime | None


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines(header: Iterable[str], rows: Iterable[Iterable[Value]]) -> Iterator[str]:
    """The file line by line, never the whole of it in memory."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield MARK + writer.writerow([written(cell) for cell in header])  # type: ignore[operator]
    for row in rows:
        yield writer.writerow([written(cell) for cell in row])  # type: ignore[misc]


def written(value: Value) -> str:
    """One cell: days as 2026-11-24, decimals with a comma, and nothing that is worked out on opening."""
    if isinstance(value, str):
        return _harmless(value)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    return str(value) if isinstance(value, int) else _harmless(str(value))


@lru_cache(maxsize=4096)
def _harmless(text: str) -> str:
    """Most cells of a board say again what stands in the row above: names of topics, sites and answers."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
