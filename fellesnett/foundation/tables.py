"""Reading a CSV file as strictly as a register deserves: a malformed file is refused before anything is changed."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path


class MalformedFile(Exception):
    """The file cannot be read as what it claims to be. The message names file, row and fault."""

    def __init__(self, file: str, row: int, fault: str) -> None:
        super().__init__(f"{file}, rad {row}: {fault}")
        self.file, self.row, self.fault = file, row, fault


@dataclass(frozen=True)
class Line:
    """One row of a table: its line number in the file (the header is 1) and its cells by column name."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()


@dataclass(frozen=True)
class Table:
    """A whole file with a header, in memory."""

    file: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def refuse(self, row: int, fault: str) -> MalformedFile:
        """The error to raise when this row cannot be what it must be."""
        return MalformedFile(self.file, row, fault)


def read_text(path: Path) -> str:
    """The file as UTF-8 text. Raises MalformedFile when it is missing, unreadable or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise MalformedFile(path.name, 0, f"filen kan ikke leses ({error.strerror})") from error
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        raise MalformedFile(path.name, row, "filen er ikke UTF-8") from error


def read_table(path: Path) -> Table:
    """The table in this file. Raises MalformedFile on a broken quote, a missing header or a row of the wrong length."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    lines: list[Line] = []
    columns: tuple[str, ...] = ()
    try:
        for cells in reader:
            number = reader.line_num
            if not columns:
                columns = _header(path.name, cells)
            elif len(cells) != len(columns):
                raise MalformedFile(path.name, number, f"{len(cells)} felt der overskriften har {len(columns)}")
            else:
                lines.append(Line(number, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise MalformedFile(path.name, reader.line_num, f"ikke gyldig CSV ({error})") from error
    if not columns:
        raise MalformedFile(path.name, 1, "filen er tom")
    return Table(path.name, columns, tuple(lines))


def _header(file: str, cells: list[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    if "" in columns or len(set(columns)) != len(columns):
        raise MalformedFile(file, 1, "overskriften mangler et kolonnenavn eller har samme navn to ganger")
    return columns
