"""What is said when an answer cannot be given: problem documents (RFC 9457), in the reader's language, with what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from fellesnett.api.faults import in_words
from fellesnett.foundation.answering import problem

MOST_TOLD = 100
"""How many faults one answer tells of. A small body can hold very many."""


class Fault(Schema):
    """One thing that is wrong with what was asked."""

    parameter: str
    detail: str


class Problem(Schema):
    """Why something cannot be answered (RFC 9457). `type` is the same in every language; the words are in the reader's."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default=[], description="Where a parameter is wrong.")


class Refused(Exception):
    """Cannot be answered; `answer` says why."""

    def __init__(self, answer: HttpResponse) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def not_found(detail: str) -> HttpResponse:
    return problem("not-found", 404, _("Finnes ikke"), detail)


def no_such_address() -> HttpResponse:
    return not_found(_("Adressen finnes ikke her. Alle adresser står i /openapi.json."))


def not_that_way(allowed: str) -> HttpResponse:
    answer = problem("method-not-allowed", 405, _("Kan ikke gjøres her"), _("Adressen tar imot %(ways)s.") % {"ways": allowed})
    answer["Allow"] = allowed
    return answer


def changed() -> HttpResponse:
    words = _("Det er endret etter at du leste det. Les det på nytt, og bruk den nye ETag-en.")
    return problem("changed", 412, _("Endret i mellomtiden"), words)


def unreadable() -> HttpResponse:
    return problem("unreadable", 400, _("Uleselig spørring"), _("Adressen eller spørringen har tegn som ikke kan leses."))


def unknown_key(words: str) -> HttpResponse:
    return problem("unknown-key", 401, _("Ukjent nøkkel"), words)


def too_often(words: str) -> HttpResponse:
    return problem("too-many-requests", 429, _("For mange spørringer"), words)


def no_json() -> str:
    """What is said of a body that cannot be read."""
    return _("Innholdet er ikke gyldig JSON, eller har tegn som ikke kan lagres.")


def invalid(parameter: str, detail: str) -> HttpResponse:
    return _invalid([{"parameter": parameter, "detail": detail}], 1)


def _invalid(errors: list[dict[str, str]], found: int) -> HttpResponse:
    detail = "; ".join(f"{error['parameter']}: {error['detail']}" for error in errors)
    return problem("validation", 422, _("Ugyldig parameter"), detail + and_more(found), errors=errors)


def and_more(found: int) -> str:
    """What is said after the first faults, where there are more than are told of."""
    return " " + _("Og %(more)s feil til.") % {"more": found - MOST_TOLD} if found > MOST_TOLD else ""


def wire(api: NinjaAPI) -> None:
    """Have every refusal of the library said as a problem document."""

    @api.exception_handler(Refused)
    def _said(request: HttpRequest, fault: Refused) -> HttpResponse:
        return fault.answer

    @api.exception_handler(ValidationError)
    def _unreadable(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        return _invalid(list(_errors(fault.errors[:MOST_TOLD])), len(fault.errors))

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        words = _("Send nøkkelen din i X-API-Key, eller signer med hemmeligheten til abonnementet.")
        return problem("key-needed", 401, _("Krever nøkkel"), words)

    @api.exception_handler(HttpError)
    def _refused(request: HttpRequest, fault: HttpError) -> HttpResponse:
        return problem("refused", fault.status_code, _("Avvist"), no_json() if fault.status_code == 400 else str(fault))


def _errors(found: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, str]]:
    for error in found:
        first, *rest = error["loc"] or ("",)
        where = ".".join(map(str, rest[1:])) if first == "body" else str(rest[-1] if rest else "")  # after the name of the body
        yield {"parameter": where, "detail": in_words(error)}
