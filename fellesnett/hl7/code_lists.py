"""The code lists as FHIR has them: CodeSystem, the ValueSet of all its codes, and the ConceptMap between two.

A code is written as its publisher writes it (`M17.9`), whatever way it is stored or asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from fellesnett.codes import queries
from fellesnett.codes.models import CodeSystem, Concept, Mapping, Release
from fellesnett.codes.queries import normalize_code, systems_by_any_name
from fellesnett.codes.systems import BY_KEY
from fellesnett.hl7 import fhir
from fellesnett.hl7.fhir import Asked, Refused, Resource

_STANDARD = "http://hl7.org/fhir/concept-properties"
PROPERTIES: list[Resource] = [
    {"code": "parent", "uri": f"{_STANDARD}#parent", "type": "code"},
    {"code": "child", "uri": f"{_STANDARD}#child", "type": "code"},
    {"code": "notSelectable", "uri": f"{_STANDARD}#notSelectable", "type": "boolean"},
    {"code": "inactive", "uri": f"{_STANDARD}#inactive", "type": "boolean"},
    {"code": "replacedBy", "description": "The code that stands in the place of one that is no longer in use.", "type": "code"},
]
MOST_CODES = 1000
"""A longer list is not written out in its CodeSystem; its codes are asked for one by one, or page by page by `$expand`."""


def written(oid: str | None, code: str) -> str:
    """A code of the list with this OID as its publisher writes it."""
    dotted = oid == BY_KEY["icd10"].oid and len(code) > 3 and "-" not in code
    return f"{code[:3]}.{code[3:]}" if dotted else code


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code system in one version."""

    system: CodeSystem
    release: Release

    @property
    def url(self) -> str:
        return self.system.url or f"urn:oid:{self.system.oid}"

    def written(self, code: str) -> str:
        """The code as its publisher writes it."""
        return written(self.system.oid, code)

    def called(self, concept: Concept) -> str:
        """Its text; the code itself, as it is written, where no source gives a text (FHIR asks for one)."""
        return concept.display or self.written(concept.code)

    def concept(self, code: str) -> Concept:
        """Raises Refused when there is none."""
        if found := self.find(code):
            return found
        raise Refused(404, _("Koden «%(code)s» finnes ikke i %(list)s.") % {"code": code, "list": self.release})

    def find(self, code: str) -> Concept | None:
        return Concept.objects.filter(release=self.release, code=normalize_code(self.system, code)).first()


def all_lists(on: date) -> list[CodeList]:
    """Every code system that we hold, in the version in force this day, else the newest."""
    newest: dict[int, Release] = {}
    for release in Release.objects.select_related("system").order_by("system__key", "-valid_from"):
        kept = newest.get(release.system_id)
        if kept is None or (kept.valid_from > on >= release.valid_from):
            newest[release.system_id] = release
    return [CodeList(release.system, release) for release in newest.values()]


def the_list(name: str, version: str, on: date) -> CodeList:
    """The code system that goes by this name: `urn:oid:`, canonical URL, with `|version` or without. Raises Refused."""
    name, _bar, named = name.partition("|")
    system = systems_by_any_name(name)
    releases = Release.objects.filter(system=system) if system else Release.objects.none()
    if wanted := version or named:
        release = releases.filter(version=wanted).first()
    else:
        release = releases.active(on).first() or releases.newest_first().first()
    if system is None or release is None:
        raise Refused(404, _("Vi har ikke kodeverket «%(system)s».") % {"system": f"{name}|{version or named}".rstrip("|")})
    return CodeList(system, release)


def the_value_set(asked: Asked, id: str, on: date) -> CodeList:
    """The code system whose codes a value set is, by id, by its own URL, or as `<system>?fhir_vs`. Raises Refused."""
    if id:
        return the_list(id, "", on)
    url = asked.needed("url")
    name, _bar, version = url.partition("|")
    own = f"{fhir.base()}/ValueSet/"
    if name.startswith(own) or name.endswith("?fhir_vs"):
        return the_list(name.removeprefix(own).removesuffix("?fhir_vs"), asked.text("valueSetVersion") or version, on)
    raise Refused(404, _("Vi har ikke kodeutvalget «%(url)s».") % {"url": url})


# --- as resources ---------------------------------------------------------------------------------------------------


def code_system(one: CodeList, *, whole: bool) -> Resource:
    """The code system; with its codes where `whole` is asked for, the list is short, and its licence lets it be passed on."""
    concepts = Concept.objects.filter(release=one.release).prefetch_related("designations").order_by("code")
    count = concepts.count()
    open_to_all = count <= MOST_CODES and not one.system.licence
    said = _about(one, "CodeSystem", one.url) | {
        "caseSensitive": False,
        "valueSet": f"{fhir.base()}/ValueSet/{one.system.key}",
        "hierarchyMeaning": "is-a",
        "content": "fragment" if open_to_all else "not-present",  # whether it is whole, its publisher knows
        "count": count,
        "property": PROPERTIES,
    }
    if open_to_all and whole and count:
        said["concept"] = [_concept(one, concept) for concept in concepts]
    return said


def _concept(one: CodeList, concept: Concept) -> Resource:
    said: Resource = {"code": one.written(concept.code), "display": one.called(concept)} | designations(concept)
    if concept.parent_code:
        said["property"] = [{"code": "parent", "valueCode": one.written(concept.parent_code)}]
    return said


def designations(concept: Concept) -> Resource:
    """What a code is called in other languages; nothing where it has no other name."""
    found = [{"language": name.language, "value": name.text} for name in concept.designations.all()]
    return {"designation": found} if found else {}


def value_set(one: CodeList) -> Resource:
    """All codes of a code system."""
    said = _about(one, "ValueSet", f"{fhir.base()}/ValueSet/{one.system.key}")
    return said | {"compose": {"include": [{"system": one.url, "version": one.release.version}]}}


def concept_map(source: CodeList, target: CodeList) -> Resource:
    """The map between two code systems. It is written out where it is a publisher's, short, and of systems without a licence;
    else it is asked for code by code (`$translate`): the words of ICPC-2B are licensed."""
    id = f"{source.system.key}-{target.system.key}"
    return _about(source, "ConceptMap", f"{fhir.base()}/ConceptMap/{id}") | {
        "id": id,
        "meta": _version_of_map(source, target),
        "name": f"{source.system.key}_{target.system.key}".upper(),
        "title": f"{source.system.name} – {target.system.name}",
        "sourceUri": f"{fhir.base()}/ValueSet/{source.system.key}",
        "targetUri": f"{fhir.base()}/ValueSet/{target.system.key}",
        **_group(source, target),
    }


def _version_of_map(source: CodeList, target: CodeList) -> Resource:
    """Another where either list has another release, or a row of the map came, went or says something else: a row that is
    changed is written anew (`codes.actions.import_mappings`), and no number is used twice."""
    rows = Mapping.objects.filter(source=source.system, target=target.system).aggregate(many=Count("pk"), last=Max("pk"))
    lists = (source.release, target.release)
    version = f"{lists[0].pk}-{lists[1].pk}-{rows['many']}-{rows['last'] or 0}"
    return {"versionId": version, "lastUpdated": max(one.imported_at for one in lists).isoformat(timespec="seconds")}


def _group(source: CodeList, target: CodeList) -> Resource:
    stated = Mapping.objects.filter(source=source.system, target=target.system).order_by("code", "target_code")
    rows = list(stated.values_list("code", "target_code", "equivalence")[: MOST_CODES + 1])
    if not rows or len(rows) > MOST_CODES or source.system.licence or target.system.licence:
        return {}
    elements = [
        {
            "code": source.written(code),
            "target": [{"code": target.written(there), "equivalence": how} for _code, there, how in same],
        }
        for code, same in groupby(rows, key=lambda row: row[0])
    ]
    return {"group": [{"source": source.url, "target": target.url, "element": elements}]}


def _about(one: CodeList, kind: str, url: str) -> Resource:
    said: Resource = {
        "resourceType": kind,
        "id": one.system.key,
        "meta": {"versionId": str(one.release.pk), "lastUpdated": one.release.imported_at.isoformat(timespec="seconds")},
        "url": url,
        "version": one.release.version,
        "name": one.system.key.upper().replace("-", "_"),
        "title": one.system.name,
        "status": "active",
        "experimental": False,
        "date": one.release.valid_from.isoformat(),
        "language": "nb",
    }
    if kind == "CodeSystem" and one.system.oid:
        said["identifier"] = [{"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{one.system.oid}"}]
    for name, value in (("publisher", one.system.publisher), ("copyright", one.system.licence)):
        if value:
            said[name] = value
    return said


def maps(lists: list[CodeList]) -> list[tuple[CodeList, CodeList]]:
    """The maps between the code systems that we hold."""
    by_key = {one.system.key: one for one in lists}
    return [(by_key[source], by_key[target]) for source, target in queries.maps() if source in by_key and target in by_key]
