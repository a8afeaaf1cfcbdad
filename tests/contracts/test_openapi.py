"""The description of the open interface, as programs that no one here wrote read it, and the interface, asked by one of them."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api import doors
from fellesnett.api.description import described
from fellesnett.config.wsgi import application
from fellesnett.delivery.actions import make_key
from fellesnett.delivery.following import follow
from fellesnett.delivery.tests.factories import (
    everybody,
    make_bergen,
    make_consumer,
    make_front_door,
    make_knee,
    make_national_editor,
    show,
)
from fellesnett.organizations.describing import open_place
from fellesnett.organizations.tests.test_describing import RECORD
from fellesnett.pages.models import NewsItem
from fellesnett.pages.tests.factories import make_page

HERE = Path(__file__).parent
PROGRAMS = HERE / "node_modules/.bin"
needs_node = pytest.mark.skipif(
    not PROGRAMS.exists(), reason="spectral and redocly are not installed: tests/install-validator (needs npm)"
)
EXAMPLES = 8  # of each call, well-formed and malformed: bounded, and the same every time

Document = dict[str, Any]


@pytest.fixture(scope="module")
def description() -> Document:
    found: Document = json.loads(described())
    return found


@pytest.fixture
def base(db: None, kept_connection: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text in two languages, a place and a piece of news."""
    doors.OFTEN.forget()
    monkeypatch.setattr(doors.OFTEN, "limit", 1_000_000)
    make_front_door()
    bergen = make_bergen()
    show(bergen, make_knee(english=True))
    open_place(organization=bergen.organization, slug="voss", record=RECORD, by=everybody(bergen), at=MORNING)
    make_page(bergen, NewsItem, live_at=MORNING)
    follow(at=MORNING)


# --- the description ------------------------------------------------------------------------------------------------


def test_it_is_valid_openapi(description: Document) -> None:
    validate(description)
    assert description["openapi"].startswith("3.1")
    assert description["info"]["license"]["url"] == "https://data.norge.no/nlod/no/2.0"


def test_every_answer_in_json_has_a_type_with_a_name_and_an_example(description: Document) -> None:
    answers = {
        f"{method} {path}": content
        for path, ways in description["paths"].items()
        for method, said in ways.items()
        for status, answer in said["responses"].items()
        for media_type, content in answer.get("content", {}).items()
        if media_type == "application/json" and method == "get" and status == "200"
    }
    assert len(answers) > 15
    assert [name for name, content in answers.items() if "$ref" not in content["schema"] or "example" not in content] == []


@needs_node
def test_spectral_and_redocly_find_no_fault(description: Document, tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(description))
    for command in (
        ["spectral", "lint", str(file), "--ruleset", str(HERE / "spectral.yaml"), "--fail-severity", "warn"],
        ["redocly", "lint", str(file), "--config", str(HERE / "redocly.yaml")],
    ):
        assert done(command) == ""


@needs_node
def test_a_client_is_made_of_it_and_typed_calls_hold_or_fail_as_they_should(description: Document, tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text(json.dumps(description))
    assert done(["openapi-typescript", str(tmp_path / "openapi.json"), "--output", str(tmp_path / "api.ts")]) == ""
    (tmp_path / "right.ts").write_text(RIGHT)
    (tmp_path / "wrong.ts").write_text(RIGHT.replace("standalone_approved", "standalone"))
    tsc = [
        "tsc",
        "--strict",
        "--noEmit",
        "--skipLibCheck",
        "--target",
        "es2022",
        "--moduleResolution",
        "bundler",
        "--module",
        "es2022",
    ]
    assert done([*tsc, str(tmp_path / "right.ts")]) == ""
    assert "standalone" in done([*tsc, str(tmp_path / "wrong.ts")])


RIGHT = """import type { components } from "./api";
export function alone(text: components["schemas"]["Content"]): string[] {
  return text.sections.filter((section) => section.standalone_approved).map((section) => section.text);
}
"""


def done(command: list[str]) -> str:
    """What a program said, where it found a fault; nothing where it did not."""
    program, *rest = command
    quiet = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": "/nonexistent", "REDOCLY_TELEMETRY": "off", "CI": "true"}
    ran = subprocess.run([str(PROGRAMS / program), *rest], capture_output=True, text=True, check=False, timeout=120, env=quiet)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr or "failed"


# --- the interface --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_whatever_is_asked_is_answered_as_described(base: None, mode: GenerationMode) -> None:
    """Never a fault of ours; the status, the media type and every field as the description has them."""
    interface = schemathesis.openapi.from_wsgi("/openapi.json", application)
    for found in interface.get_all_operations():
        operation = found.ok()
        if operation.method == "get" and not (mode == GenerationMode.NEGATIVE and not list(operation.iter_parameters())):
            ask_often(operation, mode)


CHECKED = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]


def ask_often(operation: Any, mode: GenerationMode) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.query.pop("wait", None)
        case.call_and_validate(headers={"Accept-Encoding": "identity"}, checks=CHECKS.get_by_names(CHECKED))

    ask()


# --- from one answer to the next ------------------------------------------------------------------------------------

WALKS, STEPS = 40, 8
GROUNDS = [
    (
        r"/v1/(content$|content/\{id\}|changes)",
        [
            ("GET /content/{id}", 200), ("GET /content/{id}/versions", 200), ("GET /content/{id}/diff", 200),
            ("GET /content/{id}/variants", 200), ("GET /content/{id}/sections", 200), ("GET /changes", 200),
        ],
    ),
    ("/v1/(places|news)", [("GET /places/{id}", 200), ("GET /news/{id}", 200)]),
    (
        "/v1/webhooks",
        [
            ("POST /webhooks", 201), ("GET /webhooks/{id}", 200), ("PATCH /webhooks/{id}", 200),
            ("POST /webhooks/{id}/test", 202), ("GET /webhooks/{id}/deliveries", 200),
            ("DELETE /webhooks/{id}", 204), ("GET /webhooks/{id}", 404),
        ],
    ),
]  # fmt: skip
LED_BY = ("since", "cursor", "version", "from", "to")


@pytest.mark.parametrize(("among", "walked"), GROUNDS)
def test_whoever_follows_the_links_finds_what_they_promise(base: None, among: str, walked: list[tuple[str, int]]) -> None:
    """A program that has read nothing but the description walks from list to item to versions to what they say differently,
    and from changes to changes; or it makes, reads, changes, tests and deletes webhooks. What is deleted is not found again; no
    step is a fault of ours."""
    editor = make_national_editor()
    _key, secret = make_key(consumer=make_consumer(by=editor), by=editor, at=MORNING)
    config = SchemathesisConfig.from_dict({"seed": 1})
    found = schemathesis.openapi.from_wsgi("/openapi.json", application, config=config)
    found.config.generation.update(modes=[GenerationMode.POSITIVE], with_security_parameters=False)
    interface = found.include(path_regex=among)
    answered: Counter[tuple[str, int]] = Counter()

    class Walk(interface.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            """Each walk begins in the same base."""
            self.mark = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.mark)

        def before_call(self, case: Any) -> None:
            """Lists are asked for whole: one that is narrowed by chance is empty, and leads nowhere. The address is one that
            could be ours."""
            case.query = {name: value for name, value in case.query.items() if name in LED_BY}
            if case.method == "POST" and case.path == "/api/v1/webhooks":
                case.body = {"url": "https://mottak.example.no/varsler"}
            if case.method == "PATCH":
                case.body = {"only": case.body.get("only", "all")}

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": {"X-API-Key": secret, "Accept-Encoding": "identity"}}

        def after_call(self, response: Any, case: Any) -> None:
            answered[f"{case.method} {case.path}".replace("/api/v1", ""), response.status_code] += 1

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            case.validate_response(response, checks=CHECKS.get_by_names([*CHECKED, "use_after_free"]))

    Walk.run(
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    assert [step for step in walked if not answered[step]] == []
