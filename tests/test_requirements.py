"""What is asked for is also pinned: a machine that installs from the locks alone gets everything."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[1] / "requirements"


def asked_for(name: str) -> set[str]:
    """The projects that `<name>.in` asks for, by their normalised names (PEP 503), what it includes with them."""
    found: set[str] = set()
    for line in (REQUIREMENTS / f"{name}.in").read_text().splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            found |= asked_for(Path(text.removeprefix("-r ").strip()).stem)
        elif text:
            found.add(normalised(re.split(r"[\[<>=!~; ]", text)[0]))
    return found


def pinned(name: str) -> set[str]:
    """The projects that `<name>.txt` pins."""
    return {normalised(found) for found in re.findall(r"^([\w.-]+)==", (REQUIREMENTS / f"{name}.txt").read_text(), re.M)}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["base", "test", "next"])
def test_every_requirement_is_pinned(name: str) -> None:
    missing = asked_for(name) - pinned(name)
    assert asked_for(name), f"{name}.in asks for nothing"
    assert not missing, f"run `make lock`: {', '.join(sorted(missing))} stand in {name}.in and not in {name}.txt"
