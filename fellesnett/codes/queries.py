"""Questions about codes: what a code means, what a word leads to, which of another system. `retiring` tells of gone codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Q

from fellesnett.codes.models import CodeSystem, Concept, Equivalence, Mapping, Release, Term, fold
from fellesnett.codes.systems import NORMALIZERS
from fellesnett.codes.systems.registry import key_of, oid_of

WORDS = ("icpc2", "icd10")
"""The words of ICPC-2B lead from the first to the second."""
BACKWARDS = {"wider": "narrower", "narrower": "wider"}
"""How a relation is called when it is read the other way; the others are the same both ways."""


def systems_by_any_name(text: str) -> CodeSystem | None:
    """The code system that goes by this key, name, OID (`urn:oid:` or bare) or canonical URL; None when we have none such."""
    asked = text.strip().casefold()
    if key := key_of(asked):
        return CodeSystem.objects.filter(key=key).first()
    oid = oid_of(asked) or asked.removeprefix("urn:oid:")
    match = Q(key=asked) | Q(url__iexact=asked)
    return CodeSystem.objects.filter(match | Q(oid=oid) if oid else match).first() if asked else None


def normalize_code(system: CodeSystem | str, text: str) -> str:
    """The code as it is stored in this system: `M17.9` is M179 in ICD-10."""
    key = system if isinstance(system, str) else system.key
    return NORMALIZERS.get(key, str.strip)(text)


def release_of(system: CodeSystem | str, on: date | None = None) -> Release | None:
    """The release in force on this day; with no day, the newest."""
    releases = Release.objects.filter(system__key=system) if isinstance(system, str) else Release.objects.filter(system=system)
    return (releases.newest_first() if on is None else releases.active(on)).first()


def find(system: CodeSystem | str, code: str, on: date | None = None) -> Concept | None:
    """The concept with this code, however it is written, in the release in force on this day (with no day, the newest)."""
    release = release_of(system, on)
    if release is None:
        return None
    return Concept.objects.filter(release=release, code=normalize_code(system, code)).select_related("release").first()


def in_force(system: CodeSystem | str, on: date) -> Release | None:
    """The release that counts on this day; the newest where none does, as before the first begins."""
    return release_of(system, on) or release_of(system)


def find_in_force(system: CodeSystem | str, code: str, on: date) -> Concept | None:
    """The concept with this code, however it is written, in the release that counts on this day."""
    concepts = Concept.objects.filter(release=in_force(system, on), code=normalize_code(system, code))
    return concepts.select_related("release").first()


def ancestors(concept: Concept) -> list[str]:
    """The codes above this one, the nearest first: M179 is below M17, which is below the block M15-M19.

    A code above need not be a concept itself: ICD-10's own list leaves out the categories that have subdivisions.
    """
    above: list[str] = []
    code = concept.parent_code
    while code and code not in above:
        above.append(code)
        code = Concept.objects.filter(release=concept.release_id, code=code).values_list("parent_code", flat=True).first() or ""
    return above if above and "-" in above[-1] else above + _block_of(concept, above)


def _block_of(concept: Concept, above: Sequence[str]) -> list[str]:
    """The block whose range holds the category, when no concept points to it."""
    category = above[-1] if above else concept.code
    blocks = Concept.objects.filter(release=concept.release_id, code__contains="-", code__startswith=category[:1])
    for code in blocks.values_list("code", flat=True):
        first, last = code.split("-")
        if first <= category <= last and category != code:
            return [code]
    return []


def concepts_for_term(text: str, language: str = "nb", limit: int = 50) -> list[Concept]:
    """The concepts, in each system's newest release, that this word leads to: whole terms first, then terms that begin so."""
    asked = fold(text)
    if not asked:
        return []
    terms = Term.objects.filter(language=language, folded__startswith=asked).order_by("folded", "system__key", "code")
    pairs: dict[tuple[int, str], bool] = {}
    for system, code, folded in terms.values_list("system_id", "code", "folded")[: limit * 4]:
        pairs[system, code] = pairs.get((system, code), False) or folded == asked
    by_pair = _concepts(pairs)
    ordered = sorted((pair for pair in pairs if pair in by_pair), key=lambda pair: not pairs[pair])
    return [by_pair[pair] for pair in ordered[:limit]]


def codes_for_word(text: str, language: str = "nb") -> dict[str, list[str]]:
    """The codes that exactly this word leads to, by the key of their system."""
    terms = Term.objects.filter(language=language, folded=fold(text)).order_by("system__key", "code")
    codes: dict[str, list[str]] = {}
    for system, code in terms.values_list("system__key", "code").distinct():
        codes.setdefault(system, []).append(code)
    return codes


def maps() -> list[tuple[str, str]]:
    """Which system is mapped to which, by their keys: by a publisher's map, or by words that lead to both."""
    stated = set(Mapping.objects.order_by().values_list("source__key", "target__key").distinct())
    shared = Term.objects.filter(system__key=WORDS[1]).exclude(source_code="")
    return sorted(stated | ({WORDS} if shared.exists() else set()))


def translations(source: str, code: str, target: str, limit: int = 50) -> list[tuple[str, str]]:
    """(code in the other system, how it is related): what a publisher's map says; where it says nothing, what words lead to."""
    onward = Q(source__key=source, code=code, target__key=target)
    back = Q(source__key=target, target_code=code, target__key=source)
    rows = (
        Mapping.objects.filter(onward | back)
        .order_by("target_code", "code")
        .values_list("source__key", "code", "target_code", "equivalence")
    )
    stated = [(there, how) if key == source else (here, BACKWARDS.get(how, how)) for key, here, there, how in rows[:limit]]
    return stated or [(other, str(Equivalence.RELATED)) for other in _by_words(source, code, target, limit)]


def _by_words(source: str, code: str, target: str, limit: int) -> list[str]:
    """The codes that the same words lead to, those of the most words first: ICPC-2 to ICD-10 by ICPC-2B."""
    words = Term.objects.filter(system__key=source, code=code).exclude(source_code="").values("source_code")
    there = Term.objects.filter(system__key=target, source_code__in=words)
    counted = there.values("code").annotate(words=Count("pk")).order_by("-words", "code")
    return list(counted.values_list("code", flat=True)[:limit])


def codes_of_terms(texts: Iterable[str], language: str = "nb") -> list[tuple[str, str]]:
    """(code system key, code) of what these words mean as whole terms, however they are cased. One query."""
    terms = Term.objects.filter(language=language, folded__in={folded for text in texts if (folded := fold(text))})
    return list(terms.order_by("system__key", "code").values_list("system__key", "code").distinct())


def terms_of_code(system: str, codes: Iterable[str], language: str = "nb") -> dict[str, list[str]]:
    """Code -> every word that leads to it in this system. One query."""
    found: dict[str, list[str]] = {}
    terms = Term.objects.filter(system__key=system, code__in=set(codes), language=language)
    for code, term in terms.order_by("code", "folded").values_list("code", "term").distinct():
        found.setdefault(code, []).append(term)
    return found


def _concepts(pairs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Concept]:
    codes = {code for _system, code in pairs}
    newest = Release.objects.filter(valid_to__isnull=True)
    concepts = Concept.objects.filter(release__in=newest, code__in=codes).select_related("release__system")
    return {(concept.release.system_id, concept.code): concept for concept in concepts}
