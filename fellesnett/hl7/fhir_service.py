"""`/fhir/r4`: which question an address is, and its answer."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett.foundation import clock
from fellesnett.hl7 import capabilities, fhir, including
from fellesnett.hl7.fhir import Asked, Refused
from fellesnett.hl7.resources import KINDS
from fellesnett.hl7.terminology import OPERATIONS


def service(request: HttpRequest, path: str) -> HttpResponse:
    """Every address below `/fhir/r4`. Never an error of ours: what cannot be answered is told in an OperationOutcome."""
    try:
        fhir.check_form(request)
        with fhir.one_question():
            answer = _answer(request, path.strip("/").split("/"))
    except Refused as fault:
        answer = fhir.outcome(fault.status, fault.why, fault.code)
        if fault.status == 405:
            answer["Allow"] = "GET, HEAD, POST" if "$" in path or path.endswith("_search") else "GET, HEAD"
    if request.method == "HEAD":
        answer.content = b""
    return answer


def _answer(request: HttpRequest, words: list[str]) -> HttpResponse:
    kind, *more = words
    by_post = bool(more) and (more[-1] == "_search" or more[-1].startswith("$"))
    if request.method not in ("GET", "HEAD", *(["POST"] if by_post else [])):
        raise Refused(405, _("Tjenesten er bare til å lese."))
    asked, now = fhir.asked_of(request), clock.now()
    if words == ["metadata"]:
        return fhir.answer(capabilities.told(asked.text("mode"), now))
    if kind not in KINDS:
        raise Refused(404, _("Vi har ingen «%(kind)s». Se /fhir/r4/metadata.") % {"kind": kind[:60]}, "not-supported")
    return _of_kind(kind, more, asked, now)


def _of_kind(kind: str, more: list[str], asked: Asked, now: datetime) -> HttpResponse:
    on = timezone.localdate(now)
    match more:
        case [] | ["_search"]:
            fhir.check_search(asked, KINDS[kind].parameters)
            found = KINDS[kind].search(asked, on)
            included = including.understood(kind, asked)
            beside = partial(including.beside, kind, asked=asked)
            return fhir.answer(fhir.searched(asked, kind, found, KINDS[kind].parameters, beside=beside, included=included))
        case [*id, name] if name.startswith("$") and len(id) <= 1:
            return _operated(kind, id[0] if id else "", name[1:], asked, now)
        case [id]:
            one = KINDS[kind].read(id, on)
            at = datetime.fromisoformat(one["meta"]["lastUpdated"]) if KINDS[kind].dated else None
            return fhir.answer(one, version=one["meta"].get("versionId", ""), at=at)
    raise Refused(404, _("Adressen finnes ikke her."))


def _operated(kind: str, id: str, name: str, asked: Asked, now: datetime) -> HttpResponse:
    operation = OPERATIONS.get((kind, name))
    if operation is None:
        raise Refused(404, _("%(kind)s har ingen $%(name)s.") % {"kind": kind, "name": name[:60]}, "not-supported")
    on = timezone.localdate(now)
    if id:
        KINDS[kind].read(id, on)
    return fhir.answer(operation(asked, id, on))
