"""The interface's description of itself, as machines read it (OpenAPI 3.1), made from the types that answers are made of.

What the library leaves out is added here: who answers for it, the licence, that every refusal is a problem document, each
answer's type by name, an example of each, itself of that type, and where one may go from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from fellesnett.api.app import api
from fellesnett.api.examples import ANSWERS, ASKED, PARAMETERS, PROBLEM
from fellesnett.api.onward import lead_on
from fellesnett.api.problems import Problem
from fellesnett.api.told import sent
from fellesnett.delivery.schema import LICENCE
from fellesnett.foundation.answering import PROBLEM_TYPE

Values = dict[str, Any]

_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')

INFO = {
    "summary": "Patient information of the Norwegian specialist health service, to copy and to keep right.",
    "contact": {"name": "Fellesnett"},
    "license": {"name": "Norsk lisens for offentlige data (NLOD) 2.0", "url": LICENCE},
}
TAGS = {
    "content": "Texts on conditions, examinations and treatments.",
    "records": "Organizations, places, events, studies and news.",
    "changes": "What keeps a copy right: the export, then the changes.",
    "status": "How far the feed has come.",
    "partner": "What partners deliver, with a token from Maskinporten: always into the site's own queue.",
    "webhooks": "The consumer's own subscriptions, made and kept with its key: what was sent, and receipts of recalls.",
}


@cache
def described() -> str:
    """The whole description. The same for as long as the process lives."""
    document: Values = json.loads(json.dumps(api.get_openapi_schema()))
    document["info"] |= INFO
    document["servers"] = [{"url": "/", "description": "This installation"}]
    document.setdefault("security", [])
    known = {tag["name"] for tag in document.setdefault("tags", [])}
    document["tags"] += [{"name": name, "description": words} for name, words in TAGS.items() if name not in known]
    schemas = document["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas |= schemas["Problem"].pop("$defs", {})
    document["components"]["responses"] = {"Refused": _refused()}
    document["webhooks"] = sent(schemas)
    for operation in _operations(document):
        _complete(operation, schemas)
    lead_on(document["paths"])
    _drop_unused(document)
    return json.dumps(document, ensure_ascii=False)


def _operations(document: Values) -> Iterator[Values]:
    for ways in document["paths"].values():
        yield from ways.values()


def _refused() -> Values:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": PROBLEM}}
    return {"description": "Cannot be answered: why, and what to do, in the reader's language.", "content": content}


def _complete(operation: Values, schemas: Values) -> None:
    """Name the types of the answers, give their examples and those of what is asked, and say how it may be refused."""
    for parameter in operation["parameters"]:
        if parameter["name"] in PARAMETERS and "example" not in parameter:
            parameter["example"] = PARAMETERS[parameter["name"]]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"].get("$ref", "").rpartition("/")[2]
        if name in ASKED:
            content.setdefault("example", ASKED[name])
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            _name_type(content, schemas)
    operation["responses"].setdefault("4XX", {"$ref": "#/components/responses/Refused"})


def _name_type(content: Values, schemas: Values) -> None:
    schema = content["schema"]
    name = schema.get("title") or schema.get("$ref", "").rpartition("/")[2]
    if "properties" in schema and name:
        schemas[name] = schema
        content["schema"] = {"$ref": f"#/components/schemas/{name}"}
    if name in ANSWERS:
        content["example"] = ANSWERS[name]


def _drop_unused(document: Values) -> None:
    """What only says how parameters are grouped here is nobody's type."""
    schemas = document["components"]["schemas"]
    used: set[str] = set()
    waiting = _named_in([document["paths"], document["webhooks"]]) | _named_in(document["components"]["responses"])
    while waiting:
        used |= waiting
        waiting = {name for known in waiting if known in schemas for name in _named_in(schemas[known])} - used
    for name in set(schemas) - used:
        del schemas[name]


def _named_in(value: Any) -> set[str]:
    return set(_REFERENCE.findall(json.dumps(value)))


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(described(), content_type="application/json")
