"""`/docs`: a first answer in ten minutes, and every call with a form that makes it. Works without script; nothing from elsewhere.

The calls are read from the interface's own description, so none can be missing; the quick start shows a text of this very base.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import Case, F, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from fellesnett.api.description import described
from fellesnett.api.examples import PARAMETERS, WEB
from fellesnett.delivery.models import Item

WORDS = {"nb": ("Prøv", "Spør"), "en": ("Try it", "Ask")}
FALLBACK = {"system": "icd10", "code": "M17", "topic": "kneprotese", "id": PARAMETERS["id"], "web": WEB, "is_empty": True}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a call asks for."""

    name: str
    words: SafeString
    required: bool
    value: str
    in_path: bool

    @property
    def asked(self) -> str:
        """Its name in the form: one call may ask for a code in its path and for another in its query."""
        return f"{{{self.name}}}" if self.in_path else self.name


@dataclass(frozen=True, slots=True)
class Operation:
    """One call."""

    name: str
    tag: str
    method: str
    path: str
    summary: SafeString
    description: SafeString
    fields: tuple[Field, ...]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page, in Norwegian or English."""
    language = _language(request)
    groups = [(tag, list(calls)) for tag, calls in groupby(operations(), key=lambda call: call.tag)]
    unfold, send = WORDS[language]
    values: dict[str, Any] = {
        "language": language,
        "try": unfold,
        "ask": send,
        "groups": groups,
        "origin": request.build_absolute_uri("/")[:-1],
    }
    values |= _example() | {"on_loopback": settings.WEBHOOKS_ON_LOOPBACK}
    answer = render(request, f"api/docs_{language}.html", values)
    answer["Vary"] = "Accept-Language"
    return answer


def ask(request: HttpRequest) -> HttpResponse:
    """Leads on to the call that a form describes: what stands in the path is put there, what is empty is not asked for.
    Where no call is named, to the page that has them all."""
    if "operation" not in request.GET:
        return redirect("api_docs")
    call = next((call for call in operations() if call.name == request.GET.get("operation")), None)
    if call is None or call.method != "GET":
        raise Http404
    path, query = call.path, {}
    for field in call.fields:
        value = request.GET.get(field.asked, "").strip()
        if field.in_path:
            path = path.replace(field.asked, quote(value, safe=""))
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
    summary, description = _coded(said["summary"]), _coded(said.get("description", ""))
    return Operation(said["operationId"], tag, method.upper(), path, summary, description, fields)


def _field(said: dict[str, Any]) -> Field:
    value = str(said.get("example", "")) if said["required"] else ""
    return Field(said["name"], _coded(said.get("description", "")), said["required"], value, said["in"] == "path")


def _example() -> dict[str, Any]:
    """A national text of this base, in bokmål where there is one, and with a code of its own where one has any: of ICD-10, which
    most know, before others."""
    order = (F("site").asc(nulls_first=True), Case(When(language="nb", then=0), default=1), "topic__key", "pk")
    texts = Item.objects.texts().shown().exclude(document="").order_by(*order)
    coded_first = (texts.filter(topic__codings__system__key="icd10"), texts.filter(topic__codings__isnull=False), texts)
    item = next((item for found in coded_first if (item := found.first())), None)
    if item is None:
        return FALLBACK
    said = json.loads(item.document)
    codings = item.behind[0].codings.select_related("system")
    coding = codings.order_by(Case(When(system__key="icd10", then=0), default=1), "pk").first()
    coded = {"system": coding.system.key, "code": coding.code} if coding else {}
    return FALLBACK | {"is_empty": False, "id": str(item.pk), "topic": said["topic"], "web": said["links"]["web"]} | coded


def _coded(words: str) -> SafeString:
    """What stands between backticks in the description, as code."""
    parts = ((text, number % 2) for number, text in enumerate(words.split("`")))
    return format_html_join("", "{}", ((format_html("<code>{}</code>", text) if code else text,) for text, code in parts))


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("language") or translation.get_language_from_request(request)
    return "en" if asked == "en" else "nb"
