"""Codes that a release no longer has: what stands in their place, and what they were called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from django.db.models import QuerySet

from fellesnett.codes.models import CodeSystem, Coding, Concept, Release, Replacement
from fellesnett.codes.queries import find_in_force
from fellesnett.codes.systems.icd10 import CATEGORY

Why = Literal["replaced", "above"]


@dataclass(frozen=True, slots=True)
class WrittenCode:
    """A code that stands in a field of words (`icd10:M17`), with what it is written on: no row of its own."""

    on: Any
    system: CodeSystem
    code: str

    @property
    def system_id(self) -> int:
        return self.system.pk


CodingT = TypeVar("CodingT", bound=Coding | WrittenCode)
RowT = TypeVar("RowT", bound=Coding)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that may stand in the place of a retired one: the publisher says so, or it is the code above that is left."""

    code: str
    display: str
    why: Why


@dataclass(frozen=True, slots=True)
class Retired:
    """A code that is not in the release in force. `since` is when it was replaced, where that is known."""

    code: str
    display: str
    since: date | None
    proposals: tuple[Proposal, ...]

    @property
    def successors(self) -> tuple[str, ...]:
        """The codes that the publisher put in its place."""
        return tuple(proposal.code for proposal in self.proposals if proposal.why == "replaced")


@dataclass(frozen=True, slots=True)
class RetiredTag(Generic[CodingT]):
    """A tag whose code is gone from a release, with what is known of the code."""

    coding: CodingT
    release: Release
    known: Retired


class Chains:
    """Which code became which in one system, read once: a code may be replaced several times, and be used anew in between."""

    def __init__(self, system: CodeSystem | int, on: date) -> None:
        self.steps: dict[str, dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.called: dict[str, str] = {}
        rows = Replacement.objects.filter(system=system, since__lte=on).order_by("since", "replaced_by")
        for code, replaced_by, since, display in rows.values_list("code", "replaced_by", "since", "display"):
            self.steps[code][since].append(replaced_by)
            self.called[code] = display or self.called.get(code, "")

    def replaced_on(self, code: str) -> date | None:
        """The last day on which this code was replaced; None where it never was."""
        return max(self.steps[code]) if code in self.steps else None

    def reachable(self, code: str) -> set[str]:
        """Every code that lies on some way from this one."""
        found: set[str] = set()
        waiting = [code]
        while waiting:
            onward = {by for replaced_by in self.steps.get(waiting.pop(), {}).values() for by in replaced_by} - found
            found |= onward
            waiting += onward
        return found

    def ends(self, code: str, alive: Container[str]) -> list[str]:
        """The codes at the end of the way from this one, which are `alive`; none where it was never replaced.

        Lists also tell of two steps on one day (0532 became 3444, which became 3053): such a step is followed only from a code
        that is not alive, for on the same day a number may also be given away and used anew.
        """
        first = self.replaced_on(code)
        return list(dict.fromkeys(self._ends(code, first, alive, frozenset()))) if first else []

    def _ends(self, code: str, since: date, alive: Container[str], been: frozenset[str]) -> Iterable[str]:
        for replaced_by in self.steps[code][since]:
            days = self.steps.get(replaced_by, {})
            later = min((day for day in days if day > since), default=None)
            if later:
                yield from self._ends(replaced_by, later, alive, been)
            elif replaced_by in alive:
                yield replaced_by
            elif since in days and replaced_by not in been:
                yield from self._ends(replaced_by, since, alive, been | {replaced_by})


def retired_codes(codings: Iterable[CodingT], release: Release) -> list[CodingT]:
    """The codings of this release's system whose code is neither in the release nor above a code that is."""
    ours = [coding for coding in codings if coding.system_id == release.system_id]
    codes = {coding.code for coding in ours}
    concepts = Concept.objects.filter(release=release)
    known = set(concepts.filter(code__in=codes).values_list("code", flat=True))
    known |= set(concepts.filter(parent_code__in=codes).values_list("parent_code", flat=True))
    return [coding for coding in ours if coding.code not in known]


def in_question(on: date, release: Release | None = None) -> list[Release]:
    """The releases that tags are held against: this one, or where none is named every one in force."""
    return [release] if release else list(Release.objects.active(on).select_related("system"))


def rows_retired(codings: QuerySet[RowT], on: date, release: Release | None = None) -> list[RetiredTag[RowT]]:
    """Those of these rows whose code is gone from the release in force of its system, or from this release."""
    releases = in_question(on, release)
    return tags_retired(codings.filter(system__in=[one.system_id for one in releases]), releases, on)


def tags_retired(codings: Iterable[CodingT], releases: Iterable[Release], on: date) -> list[RetiredTag[CodingT]]:
    """The codings whose code is gone from its system's release among these. A fixed number of queries for each release."""
    tagged: dict[int, list[CodingT]] = defaultdict(list)
    for coding in codings:
        tagged[coding.system_id].append(coding)
    found = []
    for release in releases:
        ours = tagged.get(release.system_id, [])
        gone = retired_codes(ours, release) if ours else []
        known = retired(release, (coding.code for coding in gone), on)
        found += [RetiredTag(coding, release, known[coding.code]) for coding in gone]
    return found


@dataclass(frozen=True, slots=True)
class Instead:
    """What shall stand in the place of one code of a system: codes with their texts, none to take it away; and those of what was
    asked for that the release in force does not have."""

    system: str
    code: str
    texts: Mapping[str, str]
    unknown: tuple[str, ...]

    @property
    def said(self) -> dict[str, Any]:
        """As the log has it."""
        return {"system": self.system, "code": self.code, "to": sorted(self.texts)}

    def is_among(self, codings: Any) -> bool:
        """Is the code that goes one of these rows? (A related manager.)"""
        return bool(codings.filter(system__key=self.system, code=self.code).exists())

    def put(self, codings: Any) -> None:
        """Change these rows (a related manager); what stands there already is not put twice. A step."""
        system = CodeSystem.objects.get(key=self.system)
        ours = codings.filter(system=system)
        has = set(ours.values_list("code", flat=True))
        ours.filter(code=self.code).exclude(code__in=self.texts).delete()
        for each in sorted(self.texts.keys() - has):
            codings.create(system=system, code=each, display=self.texts[each])


def instead(system: str, code: str, to: Iterable[str], on: date) -> Instead:
    """Look up what is to stand in the place of a code, however it is written."""
    there = {each: find_in_force(system, each, on) for each in to}
    texts = {found.code: found.display for found in there.values() if found}
    return Instead(system, code, texts, tuple(each for each, found in there.items() if found is None))


def retired(release: Release, codes: Iterable[str], on: date) -> dict[str, Retired]:
    """What is known of each of these codes, which the release lacks. Four queries, however many codes."""
    asked = sorted(set(codes))
    if not asked:
        return {}
    chains = Chains(release.system_id, on)
    above = {code: [code[:length] for length in range(len(code) - 1, CATEGORY - 1, -1)] for code in asked}
    wanted = {each for code in asked for each in (*chains.reachable(code), *above[code])}
    there = {concept.code: concept.said for concept in Concept.objects.filter(release=release, code__in=wanted)}
    called = _last_called(release, asked)
    found = {}
    for code in asked:
        proposals = [Proposal(end, there[end], "replaced") for end in chains.ends(code, there)]
        nearest = next((each for each in above[code] if each in there), "")
        if not proposals and nearest:
            proposals = [Proposal(nearest, there[nearest], "above")]
        display = called.get(code) or chains.called.get(code, "")
        found[code] = Retired(code, display, chains.replaced_on(code), tuple(proposals))
    return found


def retired_code(release: Release, code: str, on: date) -> Retired | None:
    """A code that the release lacks but that was once one: in an earlier release, or in a list of changes; else None."""
    known = retired(release, [code], on)[code]
    return known if known.display or known.since else None


def _last_called(release: Release, codes: list[str]) -> dict[str, str]:
    """What each code was called in the newest earlier release that had it."""
    earlier = Concept.objects.filter(release__system=release.system_id, release__valid_from__lt=release.valid_from)
    rows = earlier.filter(code__in=codes).order_by("release__valid_from").values_list("code", "display")
    return dict(rows)
