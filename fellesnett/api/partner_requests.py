"""A partner's request: who asks, by a token of Maskinporten's kind; what is sent, read strictly; and one answer however often."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from ninja.security import HttpBearer
from pydantic import BaseModel, ValidationError

from fellesnett.access.machines import IssuerUnreachable, Machine, TokenRefused, are_welcome, machine_of, scope
from fellesnett.api.faults import in_words
from fellesnett.api.problems import MOST_TOLD, Refused, and_more, changed, no_json, not_found
from fellesnett.composition.canonical import digest
from fellesnett.foundation import clock
from fellesnett.foundation.answering import problem
from fellesnett.partners import gates, keys
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.models import Noun, Partner, RequestKey, Submission, Way
from fellesnett.partners.queries import partner_of

MERGE_PATCH = "application/merge-patch+json"
JSON = "application/json"
LARGEST = 512 * 1024
DEEPEST = 32
RECEIPTS = "/api/v1/partner/submissions"
SCOPES = {Noun.CONTENT: "content.write", Noun.PLACE: "places.write", Noun.SERVICE: "services.write"}
"""What a token must say for a delivery of each kind, and for its receipt."""
Document = TypeVar("Document", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Caller:
    """The partner that asks, and the token that says so."""

    partner: Partner
    machine: Machine

    @property
    def nouns(self) -> list[Noun]:
        """What the token lets it deliver, and read the receipts of."""
        return [noun for noun, name in SCOPES.items() if scope(name) in self.machine.scopes]


class ByToken(HttpBearer):
    """An access token from Maskinporten, with any of these scopes of ours (without prefix)."""

    openapi_bearerFormat = "JWT"  # noqa: N815 - as the library reads it

    def __init__(self, *scopes: str) -> None:
        self.scopes = scopes
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        if not are_welcome():
            raise Refused(not_found(_("Her kan partnere ikke levere. Den som drifter løsningen, har ikke slått det på.")))
        shown = request.headers.get(self.header, "")
        kind, _gap, token = shown.partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise Refused(_unauthorized("token-needed", _("Send et token fra Maskinporten: Authorization: Bearer ..."), ""))
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        try:
            machine = machine_of(token, at=clock.now())
        except TokenRefused as fault:
            raise Refused(_unauthorized("token-refused", _why(fault.code), ' error="invalid_token"')) from fault
        except IssuerUnreachable as fault:
            raise Refused(_unreachable()) from fault
        wanted = [scope(name) for name in self.scopes]
        if machine.scopes.isdisjoint(wanted):
            raise Refused(insufficient(wanted))
        partner = partner_of(machine.organization)
        if partner is None:
            words = _("Virksomheten i tokenet er ikke partner her. Be nasjonal redaksjon om å bli det.")
            raise Refused(problem("unknown-partner", 403, _("Ikke partner"), words))
        _refuse_large(request)
        return Caller(partner, machine)


def _refuse_large(request: HttpRequest) -> None:
    """Before anything reads through what was sent."""
    try:
        if len(request.body) <= LARGEST:
            return
    except RequestDataTooBig:
        pass
    words = _("Det er for mye på én gang: høyst %(most)s kB.") % {"most": LARGEST // 1024}
    raise Refused(problem("too-large", 413, _("For stort"), words))


def caller_of(request: HttpRequest) -> Caller:
    known: Caller = request.auth  # type: ignore[attr-defined]
    return known


def _why(code: str) -> str:
    return {
        "expired": _("Tokenet er gått ut, eller gjelder ikke ennå. Hent et nytt."),
        "wrong_audience": _("Tokenet er ment for noen andre. Be om et med vår ressurs (aud)."),
        "wrong_issuer": _("Tokenet er fra en utsteder vi ikke godtar."),
        "no_consumer": _("Tokenet sier ikke hvilken norsk virksomhet det gjelder (consumer)."),
    }.get(code, _("Tokenet holder ikke. Hent et nytt fra Maskinporten."))


def _unauthorized(kind: str, words: str, more: str) -> HttpResponse:
    answer = problem(kind, 401, _("Krever token"), words)
    answer["WWW-Authenticate"] = f"Bearer{more}"
    return answer


def insufficient(wanted: list[str]) -> HttpResponse:
    """The token is not for this; it must have one of these scopes, as a token spells them."""
    words = _("Tokenet mangler et av scopene %(scopes)s.") % {"scopes": ", ".join(wanted)}
    answer = problem("insufficient-scope", 403, _("Mangler scope"), words)
    answer["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{" ".join(wanted)}"'
    return answer


def _unreachable() -> HttpResponse:
    words = _("Vi får ikke svar fra utstederen av tokenet, og kan ikke prøve det. Prøv igjen om litt.")
    answer = problem("issuer-unreachable", 503, _("Prøv igjen"), words)
    answer["Retry-After"] = "30"
    return answer


# --- what is sent -----------------------------------------------------------------------------------------------------


def body_of(request: HttpRequest, media_type: str) -> Any:
    """What the body says. Raises Refused: it must be of this type, and JSON that every database can hold."""
    if request.content_type != media_type:
        words = _("Send %(type)s.") % {"type": media_type}
        raise Refused(problem("media-type", 415, _("Feil type innhold"), words))
    try:
        said = json.loads(request.body.decode(), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
        _refuse_deep(said)
        _refuse_unwritable(said)
    except (ValueError, RecursionError) as fault:
        raise Refused(problem("unreadable", 400, _("Uleselig innhold"), no_json())) from fault
    return said


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if abs(value) < 1e300 else _no_number(digits)


def _refuse_deep(said: Any) -> None:
    """No document of ours is deep; what is laid on another is walked level by level, and a well has no end."""
    level, depth = [said], 0
    while level:
        if depth > DEEPEST:
            raise ValueError("too deep")
        inside = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level, depth = [each for one in inside for each in one], depth + 1


def _refuse_unwritable(said: Any) -> None:
    """NUL is text to JSON and to no database; half a surrogate pair is no text at all."""
    if "\\u0000" in json.dumps(said) or "\0" in json.dumps(said, ensure_ascii=False):
        raise ValueError("NUL")
    json.dumps(said, ensure_ascii=False).encode()


def read(kind: type[Document], said: Any) -> Document:
    """What was said as a document. Raises gates.Invalid with every fault at its field."""
    try:
        return kind.model_validate(said)
    except ValidationError as fault:
        found = fault.errors(include_url=False, include_input=False)
        raise gates.Invalid(*(gates.Fault(".".join(map(str, one["loc"])), in_words(one)) for one in found)) from fault


def _key(request: HttpRequest) -> str:
    """The partner's own key for the request, as it stands in `Idempotency-Key`, with or without quotes (RFC 8941)."""
    said = request.headers.get("Idempotency-Key", "").strip()
    said = said[1:-1] if len(said) > 1 and said[0] == said[-1] == '"' else said
    if not said or len(said) > 255 or not said.isascii() or not said.isprintable():
        words = _("Send Idempotency-Key: en nøkkel du lager for denne forespørselen, for eksempel en UUID. Høyst 255 tegn.")
        raise Refused(problem("key-needed", 400, _("Mangler Idempotency-Key"), words))
    return said


def _etag(request: HttpRequest) -> str:
    """What the partner saw, as `If-Match` names it. Compression on the way makes an ETag weak; it names the same."""
    found = parse_etags(request.headers.get("If-Match", ""))
    if len(found) != 1 or found == ["*"]:
        words = _("Send If-Match med ETag-en fra det du leste, så du ikke endrer noe du ikke har sett.")
        raise Refused(problem("precondition-required", 428, _("Mangler If-Match"), words))
    return found[0].removeprefix("W/").strip('"')


# --- one answer, however often ------------------------------------------------------------------------------------------


def carry_out(
    request: HttpRequest, way: Way, do: Callable[[Delivery, Any], Submission], *, media_type: str = "", sees: bool = True
) -> Submission:
    """Deliver once, however often the request comes. `do` is given the delivery and what the body says; `sees`: it changes
    something that the partner has read. Raises Refused."""
    caller = caller_of(request)
    name, etag = _key(request), _etag(request) if sees else None
    said = body_of(request, media_type) if media_type else None
    body = request.body.decode() if media_type else ""
    taken = _take(caller.partner, name, digest([request.method, request.path, etag, body]))
    if taken.submission is not None:
        return taken.submission
    delivery = Delivery(caller.partner, way, body, etag, taken, caller.machine.supplier)
    done = None
    try:
        done = do(delivery, said)
    except gates.Forbidden as fault:
        raise Refused(forbidden(fault)) from fault
    except gates.Invalid as fault:
        raise Refused(_invalid(fault)) from fault
    except gates.Exists as fault:
        raise Refused(_exists(request, fault)) from fault
    except gates.TakesBack as fault:
        raise Refused(_takes_back(fault)) from fault
    except gates.Changed as fault:
        raise Refused(changed()) from fault
    except keys.Busy as fault:
        raise Refused(_busy()) from fault
    finally:
        if done is None:
            keys.let_go(taken)
    return done


def _take(partner: Partner, name: str, fingerprint: str) -> RequestKey:
    try:
        return keys.take(partner, name, fingerprint, at=clock.now())
    except keys.Busy as fault:
        raise Refused(_busy()) from fault
    except keys.Reused as fault:
        words = _("Nøkkelen i Idempotency-Key er brukt til en annen forespørsel. Lag en ny.")
        raise Refused(problem("key-reused", 422, _("Brukt nøkkel"), words)) from fault


def _busy() -> HttpResponse:
    words = _("En forespørsel med samme Idempotency-Key er under arbeid. Prøv igjen om litt, så får du svaret.")
    answer = problem("in-progress", 409, _("Under arbeid"), words)
    answer["Retry-After"] = "2"
    return answer


def forbidden(fault: gates.Forbidden) -> HttpResponse:
    return problem("forbidden", 403, _("Ikke lov"), str(fault))


def _exists(request: HttpRequest, fault: gates.Exists) -> HttpResponse:
    href = f"{request.path.rstrip('/')}/{fault.about}"
    words = _("Det står noe der allerede. Les det, og endre det med PATCH.")
    answer = problem("exists", 409, _("Finnes allerede"), words, href=href)
    answer["Location"] = href
    return answer


def _takes_back(fault: gates.TakesBack) -> HttpResponse:
    href = f"{RECEIPTS}/{fault.waiting.pk}"
    words = _("Dette er det som står der nå. Dere har en levering som venter på svar: ta den tilbake med DELETE %(href)s.")
    answer = problem("takes-back", 409, _("Ta leveringen tilbake"), words % {"href": href}, href=href)
    answer["Location"] = href
    return answer


def _invalid(fault: gates.Invalid) -> HttpResponse:
    told = fault.faults[:MOST_TOLD]
    errors = [{"parameter": one.field, "detail": one.text} for one in told]
    detail = " ".join(f"{one.field}: {one.text}" if one.field else one.text for one in told) + and_more(len(fault.faults))
    return problem("validation", 422, _("Kan ikke tas imot"), detail, errors=errors)
