"""What a FHIR R4 terminology service is asked: what a code means, what lies below it, which codes there are, where they lead."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fellesnett.codes.models import Concept, ConceptKind, Designation, Term, fold
from fellesnett.codes.queries import ancestors, maps, normalize_code, systems_by_any_name, translations
from fellesnett.codes.retiring import Retired, retired_code
from fellesnett.foundation import clock
from fellesnett.hl7 import code_lists, fhir
from fellesnett.hl7.code_lists import CodeList, the_list, the_value_set
from fellesnett.hl7.fhir import Asked, Refused, Resource, Sent

Operation = Callable[[Asked, str, date], Resource]
Property = tuple[str, str, Any]  # its name, the type of its value, its value
MOST_WORDS, MOST_DESIGNATIONS = 6, 50


def _sent(asked: Asked) -> list[Sent]:
    """The codes that a question is about: several where one thing is said in several code systems. Raises Refused."""
    codings = asked.codings()
    sent = [one for one in codings if one.code] if codings else [Sent("", asked.needed("code"), asked.text("display"), "")]
    if not sent:
        raise Refused(400, _("«%(name)s» mangler.") % {"name": "code"}, "required")
    return sent


def _asked_code(asked: Asked, named: str, on: date) -> tuple[CodeList, str]:
    """The code system and the code that a question is about: the first of a list that we hold. Raises Refused."""
    sent = _sent(asked)
    one = next((one for one in sent if systems_by_any_name(one.system)), sent[0])
    found = _list_of(named or one.system or asked.needed("system", "url"), [one], asked, on)
    if not _is_of(one, found):
        raise Refused(400, _("Kodene må være i samme kodeverk."))
    return found, one.code


def _list_of(name: str, sent: Iterable[Sent], asked: Asked, on: date) -> CodeList:
    """The list of this name, in the version that is asked for, else in the one that a code of it was sent with."""
    system = systems_by_any_name(name.partition("|")[0])
    versions = (one.version for one in sent if not one.system or systems_by_any_name(one.system) == system)
    return the_list(name, asked.text("version") or next(filter(None, versions), ""), on)


def _is_of(sent: Sent, one: CodeList) -> bool:
    """Is the code sent as one of this list, or without a word of which list it is of?"""
    return not sent.system or systems_by_any_name(sent.system) == one.system


def lookup(asked: Asked, id: str, on: date) -> Resource:
    """CodeSystem/$lookup: what a code means, with the words that lead to it, what is above and right below. A code that is no
    longer in the list is inactive, and is told with what replaced it."""
    one, code = _asked_code(asked, id, on)
    wanted = frozenset(asked.every("property"))
    concept = one.find(code)
    if concept is None and (gone := retired_code(one.release, normalize_code(one.system, code), on)):
        return _retired(one, gone, wanted)
    concept = one.concept(code)
    names = list(Designation.objects.filter(concept=concept).order_by("language").values_list("text", "language"))
    words = Term.objects.filter(system=one.system, code=concept.code).exclude(term=concept.display)
    children = Concept.objects.filter(release=one.release, parent_code=concept.code).order_by("code")
    properties: list[Property] = [("parent", "Code", one.written(concept.parent_code))] if concept.parent_code else []
    properties += [("child", "Code", one.written(child)) for child in children.values_list("code", flat=True)]
    properties += [("notSelectable", "Boolean", True)] if concept.kind != ConceptKind.CODE else []
    return fhir.parameters(
        ("name", "String", one.system.name),
        ("version", "String", one.release.version),
        ("display", "String", one.called(concept)),
        *(
            ("designation", "part", [("language", "Code", language), ("value", "String", term)])
            for term, language in (names + list(words.order_by("term").values_list("term", "language").distinct()))[
                :MOST_DESIGNATIONS
            ]
        ),
        *_properties(properties, wanted),
    )


def _retired(one: CodeList, gone: Retired, wanted: Collection[str]) -> Resource:
    properties: list[Property] = [("inactive", "Boolean", True)]
    properties += [("replacedBy", "Code", one.written(code)) for code in gone.successors]
    return fhir.parameters(
        ("name", "String", one.system.name),
        ("version", "String", one.release.version),
        ("display", "String", gone.display or one.written(gone.code)),
        *_properties(properties, wanted),
    )


def _properties(found: Iterable[Property], wanted: Collection[str]) -> Iterator[tuple[str, str, Any]]:
    """Those that are asked for by name; all where none is."""
    for name, kind, value in found:
        if not wanted or name in wanted:
            yield ("property", "part", [("code", "Code", name), ("value", kind, value)])


def validate_code(asked: Asked, id: str, on: date) -> Resource:
    """CodeSystem/$validate-code: is this a code, and is that what it is called? One of several codings is enough."""
    sent, named = _sent(asked), id or asked.text("url", "system")
    if named:
        one = _list_of(named, sent, asked, on)
        return _first_valid(_member(one, each, on) for each in sent)
    known = [each for each in sent if systems_by_any_name(each.system)] or sent
    lists = [_list_of(each.system or asked.needed("url"), [each], asked, on) for each in known]
    return _first_valid(_validated(one, each, on) for one, each in zip(lists, known, strict=True))


def validate_member(asked: Asked, id: str, on: date) -> Resource:
    """ValueSet/$validate-code: the value sets here are whole code systems. One of several codings is enough."""
    one = the_value_set(asked, id, on)
    sent = [replace(each, system=each.system or asked.text("system")) for each in _sent(asked)]
    return _first_valid(_member(one, each, on) for each in sent)


def _first_valid(answers: Iterable[Resource]) -> Resource:
    """The first answer that says yes, else the first no."""
    said = list(answers)
    return next((one for one in said if one["parameter"][0]["valueBoolean"]), said[0])


def _member(one: CodeList, sent: Sent, on: date) -> Resource:
    if not _is_of(sent, one):
        return _invalid(_("Kodeverket «%(system)s» er ikke med i kodeutvalget.") % {"system": sent.system})
    return _validated(one, sent, on)


def _validated(one: CodeList, sent: Sent, on: date) -> Resource:
    code, display = sent.code, sent.display
    concept = one.find(code)
    if concept is None:
        gone = retired_code(one.release, normalize_code(one.system, code), on)
        if gone and gone.successors:
            facts = {"code": code, "list": one.release, "others": ", ".join(map(one.written, gone.successors))}
            return _invalid(_("Koden «%(code)s» er utgått i %(list)s. Den er erstattet av %(others)s.") % facts)
        return _invalid(_("Koden «%(code)s» finnes ikke i %(list)s.") % {"code": code, "list": one.release})
    called = ("display", "String", one.called(concept))
    if display and fold(display) != fold(one.called(concept)):
        words = Term.objects.filter(system=one.system, code=concept.code, folded=fold(display))
        names = (fold(text) for text in concept.designations.values_list("text", flat=True))
        if fold(display) not in names and not words.exists():
            return _invalid(_("«%(display)s» er ikke teksten til koden.") % {"display": display}, called)
    return fhir.parameters(("result", "Boolean", True), called)


def _invalid(why: str, *more: tuple[str, str, Any]) -> Resource:
    return fhir.parameters(("result", "Boolean", False), ("message", "String", why), *more)


def subsumes(asked: Asked, id: str, on: date) -> Resource:
    """CodeSystem/$subsumes: is one code the same as the other, above it, or below it?"""
    sent = [asked.coding(f"coding{which}") or Sent("", asked.needed(f"code{which}"), "", "") for which in "AB"]
    name = id or next((each.system for each in sent if each.system), "") or asked.needed("system")
    one = _list_of(name, sent, asked, on)
    if not all(_is_of(each, one) for each in sent):
        raise Refused(400, _("Kodene må være i samme kodeverk."))
    return fhir.parameters(("outcome", "Code", _relation(*(one.concept(each.code) for each in sent))))


def _relation(one: Concept, other: Concept) -> str:
    if one.code == other.code:
        return "equivalent"
    if one.code in ancestors(other):
        return "subsumes"
    return "subsumed-by" if other.code in ancestors(one) else "not-subsumed"


def expand(asked: Asked, id: str, on: date) -> Resource:
    """ValueSet/$expand: the codes, those that `filter` speaks of, a page at a time."""
    one = the_value_set(asked, id, on)
    found = _filtered(one, asked.text("filter"))
    skipped, size = asked.number("offset", 0, 10**8), asked.number("count", fhir.USUAL_ROWS, fhir.MOST_ROWS)
    shown = found.order_by("code")[skipped : skipped + size] if size else Concept.objects.none()
    used = [("used-codesystem", "Uri", f"{one.url}|{one.release.version}"), ("offset", "Integer", skipped)]
    used += [("count", "Integer", size)]
    used += [("filter", "String", words)] if (words := asked.text("filter")) else []
    expansion: Resource = {
        "identifier": uuid.uuid4().urn,
        "timestamp": clock.now().isoformat(timespec="seconds"),
        "total": found.count(),
        "offset": skipped,
        "parameter": fhir.parameters(*used)["parameter"],
    }
    contains = [_member_of(one, concept) for concept in shown.prefetch_related("designations")]
    said = code_lists.value_set(one) | {"expansion": expansion | ({"contains": contains} if contains else {})}
    del said["compose"]
    return said


def _member_of(one: CodeList, concept: Concept) -> Resource:
    said: Resource = {"system": one.url, "code": one.written(concept.code), "display": one.called(concept)}
    if concept.kind != ConceptKind.CODE:
        said["abstract"] = True
    return said | code_lists.designations(concept)


def _filtered(one: CodeList, words: str) -> QuerySet[Concept]:
    """The concepts that have every word: in their code, their text, or a word that leads to them."""
    found = Concept.objects.filter(release=one.release)
    for word in words.split()[:MOST_WORDS]:
        terms = Term.objects.filter(system=one.system, folded__contains=fold(word)).values("code")
        code = normalize_code(one.system, word)
        texts = [Q(display__icontains=spelling) for spelling in {word, word.lower(), word.capitalize()}]
        either = Q(code__in=terms) | (Q(code__istartswith=code) if code else Q(pk__in=[]))
        for text in texts:
            either |= text
        found = found.filter(either)
    return found


def translate(asked: Asked, id: str, on: date) -> Resource:
    """ConceptMap/$translate: the codes of another list, as a publisher's map has them; else those that the same words lead to.

    Of words nobody has published how the codes are related, only that they are: `relatedto`.
    """
    one, code = _asked_code(asked.without("url"), "", on)
    targets = _targets(asked, id, one)
    concept = one.concept(code)
    lists = {other.system.key: other for other in code_lists.all_lists(on)}
    matches = []
    for target in (lists[key] for key in targets if key in lists):
        pairs = translations(one.system.key, concept.code, target.system.key)
        there = Concept.objects.filter(release=target.release, code__in=[mapped for mapped, _how in pairs])
        by_code = {found.code: found for found in there}
        matches += [
            (how, {"system": target.url, "code": target.written(mapped), "display": target.called(by_code[mapped])})
            for mapped, how in pairs
            if mapped in by_code
        ]
    if not matches:
        return _invalid(_("Koden «%(code)s» er ikke koblet til noen kode der.") % {"code": code})
    return fhir.parameters(
        ("result", "Boolean", True),
        *(("match", "part", [("equivalence", "Code", how), ("concept", "Coding", coding)]) for how, coding in matches),
    )


def _targets(asked: Asked, id: str, one: CodeList) -> list[str]:
    """The keys of the code systems that a translation may lead to. Raises Refused when there is no such map."""
    known = maps()
    pairs = [pair[::-1] if asked.yes("reverse") else pair for pair in known]
    url = asked.text("url").partition("|")[0]
    named = id or url.removeprefix(f"{fhir.base()}/ConceptMap/")
    wanted = asked.text("targetsystem") or asked.text("target").removeprefix(f"{fhir.base()}/ValueSet/").removesuffix("?fhir_vs")
    target = systems_by_any_name(wanted) if wanted else None
    found = [
        there
        for pair, (here, there) in zip(known, pairs, strict=True)
        if here == one.system.key and named in ("", "-".join(pair)) and (not wanted or (target and target.key == there))
    ]
    if not found:
        raise Refused(404, _("Vi har ingen kobling dit fra %(list)s.") % {"list": one.system.name})
    return found


OPERATIONS: dict[tuple[str, str], Operation] = {
    ("CodeSystem", "lookup"): lookup,
    ("CodeSystem", "validate-code"): validate_code,
    ("CodeSystem", "subsumes"): subsumes,
    ("ValueSet", "expand"): expand,
    ("ValueSet", "validate-code"): validate_member,
    ("ConceptMap", "translate"): translate,
}
