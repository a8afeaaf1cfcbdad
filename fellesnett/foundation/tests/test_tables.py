"""A malformed file is refused with file, row and fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from fellesnett.foundation.tables import MalformedFile, read_table


def write(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


def test_a_table_is_read_with_its_row_numbers(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, 'kode,navn\nA01, Kolera \nA02,"To\nlinjer"\nA03,Øye\n'.encode("utf-8-sig")))
    assert table.columns == ("kode", "navn")
    assert [(line.number, line["navn"]) for line in table.lines] == [(2, "Kolera"), (4, "To\nlinjer"), (5, "Øye")]


@pytest.mark.parametrize(
    ("content", "row", "fault"),
    [
        (b"", 1, "tom"),
        (b"a,b\n1,2\n3\n", 3, "1 felt der overskriften har 2"),
        (b"a,b\n1,2\n3,4,5\n", 3, "3 felt"),
        (b"a,b\n1,2\n\n3,4\n", 3, "0 felt"),
        (b"a,a\n1,2\n", 1, "samme navn"),
        (b"a,\n1,2\n", 1, "kolonnenavn"),
        (b'a,b\n1,"2\n3,4\n', 3, "ikke gyldig CSV"),
        (b"a,b\n1,2\n\xff,2\n", 3, "ikke UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, row: int, fault: str) -> None:
    with pytest.raises(MalformedFile) as caught:
        read_table(write(tmp_path, content))
    assert (caught.value.file, caught.value.row) == ("list.csv", row)
    assert fault in caught.value.fault
    assert f"list.csv, rad {row}" in str(caught.value)


def test_a_file_that_is_not_there_is_told_as_any_other_fault(tmp_path: Path) -> None:
    with pytest.raises(MalformedFile, match="kan ikke leses"):
        read_table(tmp_path / "nowhere.csv")
