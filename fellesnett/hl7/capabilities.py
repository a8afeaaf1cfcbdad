"""What the service can do, as FHIR has it told: CapabilityStatement, and TerminologyCapabilities for `mode=terminology`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from fellesnett import __name__ as program
from fellesnett.codes.models import Release
from fellesnett.hl7 import code_lists, fhir
from fellesnett.hl7.code_lists import CodeList
from fellesnett.hl7.directory.asking import PROFILES
from fellesnett.hl7.fhir import Refused, Resource
from fellesnett.hl7.resources import KINDS
from fellesnett.hl7.terminology import OPERATIONS

_TOKENS = (
    "_id", "active", "event", "identifier", "language", "service-category", "service-type", "specialty", "status", "version",
)  # fmt: skip
_TYPES = {
    "_lastUpdated": "date",
    "near": "special",
    **dict.fromkeys(_TOKENS, "token"),
    **dict.fromkeys(("custodian", "location", "organization", "partof"), "reference"),
}
PROFILED = ("Organization", "Location", "HealthcareService")
"""The types that follow a Norwegian base profile."""
_URIS = ("url", "system", "source-uri", "target-uri")


def told(mode: str, at: datetime) -> Resource:
    """Raises Refused for a mode that there is none of."""
    if mode in ("", "full", "normative"):
        return _statement(at)
    if mode == "terminology":
        return _terminology(at)
    raise Refused(400, _("«%(name)s» skal være full, normative eller terminology.") % {"name": "mode"})


def _about(kind: str, at: datetime) -> Resource:
    return {
        "resourceType": kind,
        "id": "fellesnett",
        "url": f"{fhir.base()}/metadata",
        "version": "1",
        "name": f"Fellesnett{kind}",
        "title": "Fellesnett",
        "status": "active",
        "date": at.isoformat(timespec="seconds"),
        "kind": "instance",
        "software": {"name": program},
        "implementation": {"description": _("Pasientinformasjon fra norske sykehus"), "url": fhir.base()},
    }


def _statement(at: datetime) -> Resource:
    instantiates = ["http://hl7.org/fhir/CapabilityStatement/terminology-server"]
    rest = {
        "mode": "server",
        "security": {"cors": True, "service": [{"text": _("Ingen: alt er åpent å lese.")}]},
        "resource": [_resource(kind) for kind in KINDS],
    }
    return _about("CapabilityStatement", at) | {
        "instantiates": instantiates,
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    }


def _resource(kind: str) -> Resource:
    said: Resource = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned" if KINDS[kind].versioned else "no-version",
        "searchParam": [{"name": name, "type": _type(name)} for name in KINDS[kind].parameters],
    }
    said |= {"supportedProfile": [f"{PROFILES}-{kind}"]} if kind in PROFILED else {}
    said |= {"searchInclude": [f"{kind}:{name}" for name in KINDS[kind].includes]} if KINDS[kind].includes else {}
    operations = [
        {"name": name, "definition": f"http://hl7.org/fhir/OperationDefinition/{of}-{name}"}
        for of, name in OPERATIONS
        if of == kind
    ]
    return said | ({"operation": operations} if operations else {})


def _type(name: str) -> str:
    return _TYPES.get(name, "uri" if name in _URIS else "string")


def _terminology(at: datetime) -> Resource:
    lists = code_lists.all_lists(timezone.localdate(at))
    said: Resource = {
        "expansion": {"hierarchical": False, "paging": True, "incomplete": False, "parameter": _expanded_by()},
        "validateCode": {"translations": False},
        "translation": {"needsMap": False},
    }
    held = list(Release.objects.newest_first())
    systems = [_system(one, held) for one in lists]
    return _about("TerminologyCapabilities", at) | ({"codeSystem": systems} if systems else {}) | said


def _system(one: CodeList, held: Iterable[Release]) -> Resource:
    """With every version that may be asked for: first the one that is meant where none is named."""
    others = [{"code": other.version} for other in held if other != one.release and other.system_id == one.system.pk]
    return {"uri": one.url, "version": [{"code": one.release.version, "isDefault": True}, *others]}


def _expanded_by() -> list[Resource]:
    return [{"name": name} for name in ("url", "valueSetVersion", "filter", "count", "offset")]
