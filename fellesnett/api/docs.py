"""`/docs`: a first answer in ten minutes, and every call with a form that makes it. Works without script; nothing from elsewhere.

The calls are read from the interface's own description, so none can be missing; the quick start shows a text of this very base.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from fellesnett.api.description import described
from fellesnett.delivery.models import Item

WORDS = {"nb": "Spør", "en": "Ask"}
FALLBACK = {"system": "icd10", "code": "M17", "topic": "kneprotese", "id": "", "web": ""}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a call asks for."""

    name: str
    words: str
    required: bool
    value: str
    in_path: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One call."""

    name: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    fields: tuple[Field, ...]


def docs(request: HttpRequest) -> HttpResponse:
    """The page, in Norwegian or English."""
    language = _language(request)
    groups = [(tag, list(calls)) for tag, calls in groupby(operations(), key=lambda call: call.tag)]
    values = {"language": language, "ask": WORDS[language], "groups": groups, "origin": request.build_absolute_uri("/")[:-1]}
    answer = render(request, f"api/docs_{language}.html", values | _example())
    answer["Vary"] = "Accept-Language"
    return answer


def ask(request: HttpRequest) -> HttpResponse:
    """Leads on to the call that a form describes: what stands in the path is put there, what is empty is not asked for."""
    call = next((call for call in operations() if call.name == request.GET.get("operation")), None)
    if call is None or call.method != "GET":
        raise Http404
    path, query = call.path, {}
    for field in call.fields:
        value = request.GET.get(field.name, "").strip()
        if field.in_path:
            path = path.replace(f"{{{field.name}}}", quote(value, safe=""))
        elif value:
            query[field.name] = value
    return redirect(f"{path}?{urlencode(query)}" if query else path)


def operations() -> list[Operation]:
    """Every call, by its tag, in the order of the description."""
    paths = json.loads(described())["paths"]
    found = [_operation(path, method, said) for path, ways in paths.items() for method, said in ways.items()]
    order = list(dict.fromkeys(call.tag for call in found))
    return sorted(found, key=lambda call: order.index(call.tag))


def _operation(path: str, method: str, said: dict[str, Any]) -> Operation:
    fields = tuple(_field(parameter) for parameter in said.get("parameters", ()) if parameter["in"] in ("path", "query"))
    tag = said.get("tags", ["other"])[0]
    return Operation(said["operationId"], tag, method.upper(), path, said["summary"], said.get("description", ""), fields)


def _field(said: dict[str, Any]) -> Field:
    value = str(said.get("example", "")) if said["required"] else ""
    return Field(said["name"], said.get("description", ""), said["required"], value, said["in"] == "path")


def _example() -> dict[str, str]:
    """A national text of this base, with a code of its own where one has any."""
    texts = Item.objects.texts().shown().exclude(document="").order_by(F("site").asc(nulls_first=True), "pk")
    item = texts.filter(topic__codings__isnull=False).first() or texts.first()
    if item is None:
        return FALLBACK
    said = json.loads(item.document)
    coding = item.behind[0].codings.select_related("system").order_by("pk").first()
    coded = {"system": coding.system.key, "code": coding.code} if coding else {}
    return FALLBACK | {"id": str(item.pk), "topic": said["topic"], "web": said["links"]["web"]} | coded


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language") or translation.get_language_from_request(request)
    return "en" if asked == "en" else "nb"
