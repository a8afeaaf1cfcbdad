"""What every open door says alike: in whose language it answers, and a refusal as a problem document (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from fellesnett.foundation import languages

NOTHING: Mapping[str, str] = MappingProxyType({})
PROBLEM_TYPE = "application/problem+json"
KINDS: Mapping[int, str] = {
    400: "unreadable",
    401: "unknown-key",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    429: "too-many-requests",
    501: "not-implemented",
}
"""The last part of a problem's type, for refusals that no door has a narrower word for: the same in every language."""


_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that neither every database nor XML can hold."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_unreadable(request: HttpRequest) -> bool:
    """Has the address more parameters than anybody has use for, or signs that nobody can keep?"""
    try:
        words = [request.path, *(word for name, values in request.GET.lists() for word in (name, *values))]
    except SuspiciousOperation:
        return True
    return any(_CONTROL.search(word) for word in words)


def for_xml(text: str) -> str:
    """The words without the signs that XML cannot hold: a word processor's line break follows along when text is pasted."""
    return _NOT_IN_XML.sub(" ", text)


def preferred_type(accept: str, forms: Sequence[str], demands: Mapping[str, str] = NOTHING) -> str | None:
    """Which of these media types an `Accept` header likes best, the first where all are alike; None where none will do.

    What stands beside a type, such as `charset`, takes nothing away (Django holds it against ours); but what is named in
    `demands`, in small letters, must be so where it is said.
    """
    said = (_range(part, demands) for part in (accept or "*/*").split(","))
    plain = HttpRequest()
    plain.META["HTTP_ACCEPT"] = ",".join(filter(None, said))
    return plain.get_preferred_type(list(forms))


def _range(part: str, demands: Mapping[str, str]) -> str:
    """A part of `Accept` with its weight and no other parameter; empty where a demand is not met."""
    media_type, *parameters = part.split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    said = {name.strip().lower(): value.strip().strip('"') for name, _is, value in pairs}
    if any(said.get(name, value) != value for name, value in demands.items()):
        return ""
    return media_type.strip().lower() + (f";q={said['q']}" if "q" in said else "")


def language_of(request: HttpRequest) -> str:
    """The language that whoever asks wants to be answered in: one that texts may be in, else bokmål."""
    asked = translation.get_language_from_request(request)
    return asked if asked in languages.CODES else languages.SOURCE


def problem(kind: str, status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document. `kind` is the last part of its type; `title` and `detail` are in the reader's language."""
    document = {"type": f"/problems/{kind}", "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(json.dumps(document, ensure_ascii=False, default=str), status=status, content_type=PROBLEM_TYPE)
