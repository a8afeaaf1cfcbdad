"""A file that opens rightly in a Norwegian Excel, and in which nobody's text is worked out as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

import pytest

from fellesnett.foundation import sheets


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(sheets.MARK), newline=""), delimiter=";"))


def test_the_file_says_that_it_is_utf_8_and_parts_by_semicolon() -> None:
    said = "".join(sheets.lines(["Tema", "Antall"], [["Kneprotese; høyre", 3], ['Å si "ja"\ntil noe', 1200]]))
    assert said.startswith("\ufeffTema;Antall\r\n")
    assert read(said) == [["Tema", "Antall"], ["Kneprotese; høyre", "3"], ['Å si "ja"\ntil noe', "1200"]]


@pytest.mark.parametrize(
    "begins", ["=1+1", "+47 55 00 00 00", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "＝1", "＠A1"]
)
def test_what_begins_as_a_formula_is_text(begins: str) -> None:
    assert sheets.written(begins) == f"'{begins}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (2.5, "2,5"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), "2026-11-24 09:00"),
        ("Å-vitamin = bra", "Å-vitamin = bra"),
    ],
)
def test_a_value_is_written_as_a_norwegian_excel_reads_it(value: sheets.Value, text: str) -> None:
    assert sheets.written(value) == text


def test_a_row_is_made_when_it_is_sent_and_not_before() -> None:
    made: list[int] = []

    def one_by_one() -> Iterator[list[sheets.Value]]:
        for number in range(1000):
            made.append(number)
            yield [number]

    assert len(list(islice(sheets.lines(["n"], one_by_one()), 3))) == 3
    assert made == [0, 1]
