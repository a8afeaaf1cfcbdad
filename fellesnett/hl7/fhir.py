"""FHIR R4 over HTTP: how a question is read and how it is answered, whatever it is about. Reading only.

Source: HL7 FHIR R4 (4.0.1), RESTful API, Operations and Search. What we are asked may be sent as `GET` or, for operations and
searches, as `POST`. All that is refused is told as an OperationOutcome.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import http_date
from django.utils.translation import gettext as _

from fellesnett.delivery.addresses import origin_of
from fellesnett.foundation.answering import preferred_type
from fellesnett.organizations.models import Site

Resource = dict[str, Any]

MEDIA_TYPE = "application/fhir+json; fhirVersion=4.0; charset=utf-8"
FORM = "application/x-www-form-urlencoded"
FORMATS = ("json", "application/json", "application/fhir+json", "text/json")
MOST_SIGNS, MOST_PARAMETERS, MOST_VALUES, MOST_ROWS, USUAL_ROWS = 500, 100, 50, 1000, 100
_NOT_ESCAPED_COMMA = re.compile(r"(?<!\\),")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_NAMES_OF_STATUS = {
    400: "invalid",
    401: "login",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    412: "conflict",
    413: "too-long",
    429: "throttled",
}


class Refused(Exception):
    """Cannot be answered; the text says why, in the reader's language."""

    def __init__(self, status: int, why: str, code: str = "") -> None:
        super().__init__(why)
        self.status, self.why, self.code = status, why, code or _NAMES_OF_STATUS.get(status, "processing")


@dataclass(frozen=True, slots=True)
class Sent:
    """A code as it was sent: a Coding, or the parameters that stand for one."""

    system: str
    code: str
    display: str
    version: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of a question: plain ones as text, `coding` and its like as they were sent."""

    said: Mapping[str, Any]
    repeated: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def every(self, name: str) -> list[str]:
        """Each value of a parameter that may be said several times. Raises Refused when one is not plain."""
        return [words for value in self.repeated.get(name, ()) if (words := _in_words(name, value))]

    def conditions(self, name: str) -> list[list[str]]:
        """Each time a search parameter is said, the values of which one must hold. All of the times must hold."""
        return [values for written in self.every(name) if (values := either(written))]

    def without(self, name: str) -> Asked:
        """The same question, without what is said under this name."""
        said = {other: value for other, value in self.said.items() if other != name}
        return Asked(said, {other: values for other, values in self.repeated.items() if other != name})

    def text(self, *names: str) -> str:
        """The first of these that is said; empty where none is. Raises Refused when it is not plain, or said more than once."""
        return next((words for name in names if (words := _in_words(name, self._only(name)))), "")

    def _only(self, name: str) -> Any:
        """What stands under this name. Raises Refused where it is said more than once: which is meant is not for us to guess."""
        if len(self.repeated.get(name, ())) > 1:
            raise Refused(400, _("«%(name)s» kan bare sies én gang.") % {"name": name})
        return self.said.get(name)

    def needed(self, *names: str) -> str:
        """As `text`. Raises Refused when none is said."""
        if value := self.text(*names):
            return value
        raise Refused(400, _("«%(name)s» mangler.") % {"name": names[0]}, "required")

    def number(self, name: str, usual: int, most: int) -> int:
        """A whole number from 0; more than `most` is `most`. Raises Refused."""
        written = self.text(name)
        if not written:
            return usual
        if not re.fullmatch(r"[0-9]{1,9}", written):
            raise Refused(400, _("«%(name)s» skal være et helt tall.") % {"name": name})
        return min(int(written), most)

    def yes(self, name: str) -> bool:
        return self.text(name).lower() == "true"

    def coding(self, name: str) -> Sent | None:
        """What is sent as a Coding under this name; None where nothing is. Raises Refused."""
        return _sent(self._only(name)) if name in self.said else None

    def codings(self) -> list[Sent]:
        """What is sent as a Coding or a CodeableConcept; none where neither is. Raises Refused."""
        found = [self._only("coding")] if "coding" in self.said else []
        if concept := self._only("codeableConcept"):
            listed = concept.get("coding", []) if isinstance(concept, dict) else None
            found += listed if isinstance(listed, list) else [None]
        return [_sent(one) for one in found]


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if value and not isinstance(value, str):
        raise Refused(400, _("«%(name)s» skal være en enkel verdi.") % {"name": name})
    return str(value or "").strip()


def _sent(one: Any) -> Sent:
    if not isinstance(one, dict):
        raise Refused(400, _("«%(name)s» skal være en enkel verdi.") % {"name": "coding"})
    return Sent(**{name: _plain(one.get(name)) for name in ("system", "code", "display", "version")})


def _plain(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def either(written: str) -> list[str]:
    """The values of a search parameter of which one must hold: a comma stands between them, but not one that is escaped."""
    said = (one.replace("\\,", ",").strip() for one in _NOT_ESCAPED_COMMA.split(written))
    return list(dict.fromkeys(filter(None, said)))


def check_search(asked: Asked, known: Sequence[str]) -> None:
    """Raises Refused where one of these parameters is asked by in a way that we do not know (`name:exact`, `organization.name`):
    to pass over it would be to answer another question. And where there is more to look for than anybody has to ask."""
    words = (values for name in known if name != "_id" for values in asked.conditions(name))
    if sum(map(len, words)) > MOST_VALUES:
        raise Refused(400, _("Spørsmålet har for mange parametre."))
    for name in asked.said:
        if name not in known and re.split("[:.]", name, maxsplit=1)[0] in known:
            raise Refused(400, _("Slik kan vi ikke søke: «%(name)s». Se /fhir/r4/metadata.") % {"name": name}, "not-supported")


def whether(name: str, written: str) -> bool:
    """What a token that is true or false is asked to be. Raises Refused when it is neither."""
    _system, word = token(written)
    if word not in ("true", "false"):
        raise Refused(400, _("«%(name)s» skal være true eller false.") % {"name": name})
    return word == "true"


def token(written: str) -> tuple[str | None, str]:
    """`system|value`. The system is None where nothing is said of it, and empty where there must be none."""
    system, bar, value = written.rpartition("|")
    return (system if bar else None), value


def asked_of(request: HttpRequest) -> Asked:
    """Raises Refused when it cannot be read, or is more than anybody has to ask."""
    try:
        repeated = _from_query(request.GET)
        if request.method == "POST":
            repeated |= _from_body(request)
    except RequestDataTooBig as fault:
        raise Refused(413, _("Spørsmålet er for stort.")) from fault
    except SuspiciousOperation as fault:
        raise Refused(400, _("Spørsmålet har for mange parametre.")) from fault
    _check(list(repeated.items()))
    return Asked({name: values[0] for name, values in repeated.items()}, repeated)


def _from_query(parameters: QueryDict) -> dict[str, list[Any]]:
    if sum(len(values) for _name, values in parameters.lists()) > MOST_PARAMETERS:
        raise Refused(400, _("Spørsmålet har for mange parametre."))
    return {name: values for name, values in parameters.lists() if values}


def _from_body(request: HttpRequest) -> dict[str, list[Any]]:
    if request.content_type == FORM:
        return _from_query(request.POST)
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as fault:
        raise Refused(400, _("Innholdet er ikke JSON."), "structure") from fault
    parameters = body.get("parameter", []) if isinstance(body, dict) and body.get("resourceType") == "Parameters" else None
    if not isinstance(parameters, list) or len(parameters) > MOST_PARAMETERS:
        raise Refused(400, _("Innholdet skal være en Parameters-ressurs."), "structure")
    said: dict[str, list[Any]] = {}
    for one in parameters:
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise Refused(400, _("Innholdet skal være en Parameters-ressurs."), "structure")
        value = next((value for key, value in one.items() if key.startswith("value") or key == "resource"), None)
        said.setdefault(one["name"], []).append(value)
    return said


def _check(values: Sequence[Any], depth: int = 0) -> None:
    """No text is longer than a code or a name is, or has signs that no database takes."""
    for value in values:
        if isinstance(value, str) and (len(value) > MOST_SIGNS or _UNREADABLE.search(value)):
            raise Refused(400, _("En parameter er for lang eller har tegn som ikke kan leses."))
        if isinstance(value, dict | list | tuple):
            if depth > 9:
                raise Refused(400, _("Innholdet skal være en Parameters-ressurs."), "structure")
            _check([*value, *value.values()] if isinstance(value, dict) else value, depth + 1)


def check_form(request: HttpRequest) -> None:
    """Raises Refused when another form than JSON is asked for."""
    wanted = request.GET.get("_format", "").partition(";")[0].strip().lower().replace("fhir json", "fhir+json")
    accepted = preferred_type(
        request.headers.get("Accept", ""), ("application/fhir+json", "application/json"), {"fhirversion": "4.0"}
    )
    if (wanted and wanted not in FORMATS) or (not wanted and accepted is None):
        raise Refused(406, _("Be om application/fhir+json."))


def answer(resource: Resource, status: int = 200, *, version: str = "", at: datetime | None = None) -> HttpResponse:
    """A resource. With a version and a time, a reader who has it already is told so (304)."""
    said = HttpResponse(json.dumps(resource, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    said["Cache-Control"] = "public, no-cache" if status == 200 else "no-store"
    if version and version.isascii() and version.isprintable() and '"' not in version:
        said["ETag"] = f'W/"{version}"'
    if at:
        said["Last-Modified"] = http_date(at.timestamp())
    return said


def outcome(status: int, why: str, code: str = "") -> HttpResponse:
    """A refusal, as FHIR has it."""
    issue = {"severity": "error", "code": code or _NAMES_OF_STATUS.get(status, "processing"), "details": {"text": why}}
    return answer({"resourceType": "OperationOutcome", "issue": [issue | {"diagnostics": why}]}, status)


def parameters(*said: tuple[str, str, Any]) -> Resource:
    """A Parameters resource of name, type of value and value; a `part` is a list of the same."""
    return {"resourceType": "Parameters", "parameter": [_parameter(*one) for one in said]}


def _parameter(name: str, form: str, value: Any) -> dict[str, Any]:
    if form == "part":
        return {"name": name, "part": [_parameter(*one) for one in value]}
    return {"name": name, f"value{form}": value}


Beside = Callable[[Sequence[Resource]], Sequence[Resource]]


def searched(
    asked: Asked,
    path: str,
    found: Sequence[Resource],
    known: Sequence[str],
    *,
    beside: Beside = lambda shown: (),
    included: Sequence[str] = (),
) -> Resource:
    """A page of what was found, as a Bundle with a link to itself and to the next page.

    `beside` is what is told with those that are shown, as `included` has asked.
    """
    size, skipped = asked.number("_count", USUAL_ROWS, MOST_ROWS), asked.number("_page", 0, 10**8)
    shown = found[skipped : skipped + size]
    query = QueryDict(mutable=True)
    for name, values in ((name, asked.every(name)) for name in known):
        if values:
            query.setlist(name, values)
    query.setlist("_include", list(included))
    total = len(found)
    links = [{"relation": "self", "url": _address(query, path, size, skipped)}]
    if size and skipped + size < total:
        links.append({"relation": "next", "url": _address(query, path, size, skipped + size)})
    entries = [*(_entry(one, "match") for one in shown), *(_entry(one, "include") for one in beside(shown))]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": total, "link": links}
    return bundle | ({"entry": entries} if entries else {})


def _entry(one: Resource, mode: str) -> Resource:
    return {"fullUrl": f"{base()}/{one['resourceType']}/{one['id']}", "resource": one, "search": {"mode": mode}}


def _address(understood: QueryDict, path: str, size: int, skipped: int) -> str:
    """With what was understood of the question, and no more."""
    query = understood.copy()
    query.update({"_count": str(size)} | ({"_page": str(skipped)} if skipped else {}))
    return f"{base()}/{path}?{query.urlencode()}"


_BASE: ContextVar[str] = ContextVar("fhir_base", default="")


@contextmanager
def one_question() -> Iterator[None]:
    """While one question is answered, the address of the service is looked up once."""
    token = _BASE.set(_looked_up())
    try:
        yield
    finally:
        _BASE.reset(token)


def base() -> str:
    """The address of the service, the same whichever host was asked."""
    return _BASE.get() or _looked_up()


def _looked_up() -> str:
    front_door = Site.objects.filter(is_front_door=True).first()
    return f"{origin_of(front_door) if front_door else 'http://localhost'}/fhir/r4"
