"""An empty choice says in words that nothing is chosen: «---------» is read aloud as nine dashes.

Forms of a model name theirs as they are made, and are left out."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django import forms

import fellesnett.desk

ROOM = Path(fellesnett.desk.__file__).parent


def modules_with_choices() -> list[str]:
    """The modules of the desk that let a person choose a row of the database."""
    found = (path for path in ROOM.rglob("*.py") if "tests" not in path.parts and "ModelChoiceField(" in path.read_text())
    return sorted(".".join(("fellesnett.desk", *path.relative_to(ROOM).with_suffix("").parts)) for path in found)


def test_the_desk_lets_people_choose_rows_in_many_places() -> None:
    assert len(modules_with_choices()) > 8


@pytest.mark.parametrize("name", modules_with_choices())
def test_no_choice_begins_with_dashes(name: str) -> None:
    classes = [kind for _name, kind in inspect.getmembers(import_module(name), inspect.isclass)]
    kinds = [kind for kind in classes if issubclass(kind, forms.BaseForm) and not issubclass(kind, forms.BaseModelForm)]
    fields = [(kind.__name__, key, field) for kind in kinds for key, field in getattr(kind, "base_fields", {}).items()]
    dashes = [f"{kind}.{key}" for kind, key, field in fields if "---" in str(getattr(field, "empty_label", None))]
    assert dashes == []
