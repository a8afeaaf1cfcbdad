"""The code lists as they are read one by one and searched for in FHIR: CodeSystem, ValueSet, ConceptMap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from fellesnett.composition.canonical import digest
from fellesnett.hl7 import code_lists, moments
from fellesnett.hl7.fhir import Asked, Refused, Resource, token

Search = Callable[[Asked, date], Sequence[Resource]]
_STATUS = "http://hl7.org/fhir/publication-status"


@dataclass(frozen=True, slots=True)
class Include:
    """A reference that may be followed: the element it stands in, and the type of what it names."""

    element: str
    target: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of resource: how it is searched for and read, and by which parameters.

    `includes` are the references that a search may follow, by parameter; `referred` reads those with these ids, all at once.
    `versioned`: it has a version, which is another as soon as what it says is. `dated`: its `lastUpdated` is the moment of that
    version, and covers all that it says, so that a reader may be told by it that nothing is new.
    """

    search: Search
    read: Callable[[str, date], Resource]
    parameters: tuple[str, ...]
    includes: Mapping[str, Include] = field(default_factory=dict)
    referred: Callable[[Iterable[str]], list[Resource]] | None = None
    versioned: bool = True
    dated: bool = False


def _search(all_of: Callable[[date], Sequence[Resource]], names: Sequence[str]) -> Search:
    return lambda asked, on: [one for one in all_of(on) if _is_asked_for(one, asked, names)]


def _read(kind: str, all_of: Callable[[date], Sequence[Resource]]) -> Callable[[str, date], Resource]:
    def read(id: str, on: date) -> Resource:
        for one in all_of(on):
            if one["id"] == id:
                return one
        raise Refused(404, _("%(kind)s/%(id)s finnes ikke.") % {"kind": kind, "id": id})

    return read


def _is_asked_for(one: Resource, asked: Asked, names: Sequence[str]) -> bool:
    """Does every parameter that is said hold, each time it is said, by one of its values?"""
    said = ((name, values) for name in names if name != moments.NAME for values in asked.conditions(name))
    return all(any(_holds(one, name, wanted) for wanted in values) for name, values in said) and _is_new(one, asked)


def _holds(one: Resource, name: str, wanted: str) -> bool:
    """Text is matched from its beginning, as FHIR has it; the rest is matched whole."""
    if name in ("url", "system"):
        address, _bar, version = wanted.partition("|")
        names = {one["url"], *(found["value"] for found in one.get("identifier", ()))}
        return address in names and version in ("", one["version"])
    if name == "identifier":
        return any(_is_identified(found, wanted) for found in one.get("identifier", ()))
    if name in ("name", "title"):
        return str(one[name]).casefold().startswith(wanted.casefold())
    if name == "status":
        system, wanted = token(wanted)
        return wanted == one["status"] and system in (None, _STATUS)
    element = {"_id": "id", "source-uri": "sourceUri", "target-uri": "targetUri"}.get(name, name)
    return wanted == str(one.get(element, ""))


def _is_identified(found: Resource, wanted: str) -> bool:
    system, value = token(wanted)
    return value in ("", found["value"]) if system == found["system"] else system is None and value == found["value"]


def _is_new(one: Resource, asked: Asked) -> bool:
    updated = datetime.fromisoformat(one["meta"]["lastUpdated"])
    return all(asking.holds(updated) for asking in moments.asked_of(asked))


def _marked(one: Resource) -> Resource:
    """With a version that is another also where the release is the same, but what the list is called or may be used for is not.
    The codes of a release never change."""
    said = digest({name: value for name, value in one.items() if name not in ("meta", "concept")})
    version = f"{one['meta']['versionId']}-{said.removeprefix('sha256:')[:12]}"
    return one | {"meta": one["meta"] | {"versionId": version}}


def _code_systems(on: date) -> Sequence[Resource]:
    return [_marked(code_lists.code_system(one, whole=False)) for one in code_lists.all_lists(on)]


def _code_system(id: str, on: date) -> Resource:
    """With its codes, where they are few and may be passed on."""
    found = next((one for one in code_lists.all_lists(on) if one.system.key == id), None)
    if found is None:
        raise Refused(404, _("%(kind)s/%(id)s finnes ikke.") % {"kind": "CodeSystem", "id": id})
    return _marked(code_lists.code_system(found, whole=True))


def _value_sets(on: date) -> Sequence[Resource]:
    return [_marked(code_lists.value_set(one)) for one in code_lists.all_lists(on)]


def _concept_maps(on: date) -> Sequence[Resource]:
    return [_marked(code_lists.concept_map(*pair)) for pair in code_lists.maps(code_lists.all_lists(on))]


def _kind(all_of: Callable[[date], Sequence[Resource]], read: Callable[[str, date], Resource], *names: str) -> Kind:
    usual = ("_id", "_lastUpdated", "name", "status", "title", "url", "version")
    return Kind(_search(all_of, (*usual, *names)), read, (*usual, *names))


LISTS: dict[str, Kind] = {
    "CodeSystem": _kind(_code_systems, _code_system, "identifier", "system"),
    "ValueSet": _kind(_value_sets, _read("ValueSet", _value_sets)),
    "ConceptMap": _kind(_concept_maps, _read("ConceptMap", _concept_maps), "source-uri", "target-uri"),
}
