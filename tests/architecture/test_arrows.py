"""The arrows of the house: imports and foreign keys point down, verbs take words, views reach for nothing bare."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "fellesnett"
LAYERS: list[set[str]] = [
    {"config"},
    {"public", "desk", "api", "hl7", "syndication"},
    {"links", "intake"},
    {"delivery"},
    {"pages", "search", "insight", "participation", "partners", "signposts"},
    {"adoption"},
    {"national", "access"},
    {"editorial"},
    {"codes", "organizations"},
    {"accounts"},
    {"foundation", "composition"},
]
HEIGHT = {room: len(LAYERS) - step for step, rooms in enumerate(LAYERS) for room in rooms}
ROOMS = sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists() and path.name in HEIGHT)


def test_imports_point_down() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_room_is_on_the_map() -> None:
    folders = {path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()}
    assert folders - {"locale"} == set(ROOMS)


def test_relations_between_models_point_down() -> None:
    wrong = []
    for model in apps.get_models():
        own = model._meta.app_label
        if own not in HEIGHT:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            concrete = field.concrete if hasattr(field, "concrete") else False
            if not concrete or target is None or not inspect.isclass(target):
                continue
            label = target._meta.app_label
            if label in HEIGHT and label != own and HEIGHT[label] >= HEIGHT[own]:
                wrong.append(f"{own}.{model.__name__}.{field.name} -> {label}.{target.__name__}")
    assert wrong == []


@pytest.mark.parametrize("name", ["utils", "common", "core", "helpers", "misc"])
def test_no_place_for_homeless_code(name: str) -> None:
    assert list(HOUSE.rglob(f"{name}.py")) == []
    assert [path for path in HOUSE.rglob(name) if path.is_dir()] == []


def python_files(*patterns: str) -> list[Path]:
    found = [path for pattern in patterns for path in HOUSE.glob(pattern)]
    return sorted(path for path in found if "tests" not in path.parts and "migrations" not in path.parts)


def verbs(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def test_public_functions_of_the_domain_say_what_they_mean() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{verb.name}"
        for path in python_files("*/actions.py", "*/actions/*.py", "*/queries.py", "*/gates.py", "composition/*.py")
        for verb in verbs(path)
        if ast.get_docstring(verb) is None
    ]
    assert silent == []


def test_verbs_take_the_clock_and_never_look_at_it() -> None:
    looking = [
        str(path.relative_to(ROOT))
        for path in python_files(
            "*/actions.py", "*/actions/*.py", "adoption/*.py", "national/*.py", "editorial/*.py", "composition/*.py"
        )
        if any(
            word in path.read_text(encoding="utf-8") for word in ("timezone.now(", "datetime.now(", "date.today(", "clock.now(")
        )
    ]
    assert looking == []


def test_views_reach_for_nothing_bare() -> None:
    """A door that needs `.objects.all()`, `.get(`, or `.filter(` on an owned noun asks a query in scope instead."""
    owned = ("Adoption", "AdoptedText", "LocalOperation", "Update", "OpenItem", "SafetyNotice", "Decision")
    bare = [
        f"{path.relative_to(ROOT)}: {noun}.objects"
        for path in python_files("desk/**/*.py")
        for noun in owned
        if re.search(rf"[ (=]{noun}\.objects\.(?!none\(\))", path.read_text(encoding="utf-8"))
        and f"{noun}.objects.for_" not in path.read_text(encoding="utf-8")
    ]
    assert bare == []


def test_each_room_has_a_readme() -> None:
    assert [room for room in ROOMS if room != "config" and not (HOUSE / room / "README.md").exists()] == []
