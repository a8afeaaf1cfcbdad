"""A second opinion on the HTML, from html-validate: nesting, names, duplicates, what strict parsing lets pass."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.gates import pages, reports
from tests.gates.conftest import World

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules/.bin/html-validate"
needs_it = pytest.mark.skipif(not PROGRAM.exists(), reason="html-validate is not installed: tests/install-validator (needs npm)")


def validated(folder: Path) -> dict[str, list[str]]:
    """The faults of every file in a folder, by its name."""
    files = sorted(map(str, folder.glob("*.html")))
    command = [str(PROGRAM), "--config", str(HERE / "htmlvalidate.json"), "--formatter", "json", *files]
    with (folder / "said").open("w+") as said:  # a file: what goes through a pipe is cut off when the program ends
        subprocess.run(command, stdout=said, check=False, timeout=120)
        said.seek(0)
        found = json.load(said)
    return {
        Path(file["filePath"]).stem: [f"{fault['ruleId']}: {fault['message']}" for fault in file["messages"]] for file in found
    }


@needs_it
def test_a_second_reader_finds_no_fault_in_the_html(world: World, tmp_path: Path) -> None:
    for language in ("nb", "se", "en"):
        for kind, answer in pages.chosen(world.answers, language).items():
            (tmp_path / f"{language}-{kind}").write_text(answer.body)
    wrong = {name: faults for name, faults in validated(tmp_path).items() if faults}
    assert not wrong, reports.told(wrong)


@needs_it
def test_two_of_one_name_are_found(tmp_path: Path) -> None:
    html = '<!doctype html><html lang="nb"><head><title>x</title></head><body><p id="a">x</p><p id="a">y</p></body></html>'
    (tmp_path / "a.html").write_text(html)
    assert [fault.split(":")[0] for fault in validated(tmp_path)["a"]] == ["no-dup-id"]
