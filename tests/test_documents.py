"""The documents keep what they promise: every noun, state, setting and command is named, every path they name exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from fellesnett.adoption import models as adoption
from fellesnett.editorial import models as editorial
from fellesnett.national import models as national
from fellesnett.organizations import models as organizations

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def nouns() -> list[str]:
    rooms = {"accounts", "organizations", "codes", "editorial", "national", "adoption", "intake", "insight", "access"}
    return sorted(
        model.__name__ for model in apps.get_models() if model._meta.app_label in rooms and not model._meta.auto_created
    )


@pytest.mark.parametrize("noun", nouns())
def test_every_noun_is_on_the_model_page_and_in_the_glossary(noun: str) -> None:
    assert re.search(rf"\b{noun}\b", read("docs/model.md")), f"docs/model.md does not name {noun}"
    assert re.search(rf"\b{noun}\b", read("docs/glossary.md")), f"docs/glossary.md does not name {noun}"


STATES = {
    "Candidate": national.CandidateState.values,
    "Edition": national.EditionState.values,
    "Adoption": adoption.Answer.values,
    "LocalOperation": adoption.OperationState.values,
    "Decision": adoption.Choice.values,
    "Approval": adoption.ApprovalKind.values,
    "OpenItem": editorial.OpenItemKind.values,
}


@pytest.mark.parametrize(("noun", "state"), [(noun, state) for noun, states in STATES.items() for state in states])
def test_every_state_is_explained(noun: str, state: str) -> None:
    assert re.search(rf"\b{state}\b", read("docs/states.md")), f"docs/states.md does not name {noun} {state}"


@pytest.mark.parametrize("kind", organizations.OrganizationKind.values + organizations.Role.values)
def test_every_kind_of_organization_and_role_is_explained(kind: str) -> None:
    assert f"`{kind}`" in read("docs/glossary.md")


def test_every_environment_variable_is_documented() -> None:
    named = set(
        re.findall(
            r'(?:environ\.get|_required|_words|_names|_date|_choice)\(\s*"([A-Z_]+)"', read("fellesnett/config/environment.py")
        )
    )
    documented = set(re.findall(r"^\| `([A-Z_]+)`", read("docs/architecture.md"), flags=re.MULTILINE))
    assert named == documented


def test_every_command_is_documented() -> None:
    ours = {name for name, app in get_commands().items() if isinstance(app, str) and app.startswith("fellesnett.")}
    ours |= {"compose", "plan-update", "merge", "classify"}
    text = read("docs/commands.md")
    assert [name for name in sorted(ours) if f"fellesnett {name}" not in text] == []


def test_the_program_lists_its_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fellesnett", "--help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "compose" in done.stdout
    assert "verify" in done.stdout


def documents() -> list[Path]:
    rooms = sorted((ROOT / "fellesnett").glob("*/README.md"))
    tests = sorted((ROOT / "tests").glob("*/README.md"))
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md")), *rooms, ROOT / "tests" / "README.md", *tests]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("target", re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
def test_every_make_target_is_listed_by_make(target: str) -> None:
    assert re.search(rf"^{target}:.*## ", read("Makefile"), flags=re.MULTILINE)
