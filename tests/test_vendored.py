"""Vendored files are what they were when they came in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import vendored


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (folder,) = vendored.folders()
    return Path(shutil.copytree(folder, tmp_path / folder.name))


def test_what_is_committed_is_what_was_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    assert vendored.main() == 0
    assert "0 fault(s)" in capsys.readouterr().out


def test_one_changed_character_is_seen(copy: Path) -> None:
    assert vendored.faults(copy) == []
    sheet = copy / "designsystemet.css"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("#fff", "#eee", 1), encoding="utf-8")
    assert vendored.faults(copy) == ["designsystemet: designsystemet.css is not the file that was recorded"]


def test_a_file_too_many_and_a_file_too_few_are_seen(copy: Path) -> None:
    (copy / "extra.js").write_text("alert(1)", encoding="utf-8")
    (copy / "designsystemet.css").unlink()
    assert vendored.faults(copy) == [
        "designsystemet: designsystemet.css is missing",
        "designsystemet: extra.js has no recorded sum",
    ]


def test_a_folder_without_licence_is_refused(copy: Path) -> None:
    (copy / "LICENSE").unlink()
    assert vendored.faults(copy) == ["designsystemet: LICENSE is missing"]
