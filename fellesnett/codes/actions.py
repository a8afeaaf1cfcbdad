"""Taking in a release of a code system, and the lists that belong to it: search terms, replacements, maps."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fellesnett.codes.differences import Difference, difference
from fellesnett.codes.gates import Reason, blockers_to_import
from fellesnett.codes.models import CodeSystem, Concept, Designation, Mapping, Release, ReleaseQuerySet, Replacement, Term, fold
from fellesnett.codes.signals import in_force, release_imported
from fellesnett.codes.systems import BY_KEY, ConceptRow, MappingRow, ReplacementRow, SystemDefinition, TermRow

__all__ = ["Difference", "difference"]

logger = logging.getLogger(__name__)

BATCH = 2000


class NotReady(Exception):
    """The release cannot be taken in; `reasons` say why and what to do."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Changes:
    """How many lines of a list came, went, and stayed."""

    added: int
    removed: int
    kept: int


def register(definition: SystemDefinition) -> CodeSystem:
    """The code system's row, created or brought up to what the registry says."""
    facts = {name: getattr(definition, name) for name in ("name", "oid", "url", "publisher", "licence")}
    return CodeSystem.objects.update_or_create(key=definition.key, defaults=facts)[0]


@transaction.atomic
def import_release(
    *, system: str | SystemDefinition, version: str, valid_from: date, rows: Collection[ConceptRow], at: datetime
) -> tuple[Release, bool]:
    """Take in a version that is in force from this day; the release before it ends the day before.

    The same rows as the same version change nothing: the second value says whether the release is new. Raises NotReady.
    """
    definition = BY_KEY[system] if isinstance(system, str) else system
    code_system = CodeSystem.objects.select_for_update().get(pk=register(definition).pk)
    source_hash = _refuse(definition, version, valid_from, rows)
    release, new = Release.objects.get_or_create(
        system=code_system,
        version=version,
        defaults={"valid_from": valid_from, "imported_at": at, "source_hash": source_hash},
    )
    if new:
        _fill(release, rows)
        _set_ends(code_system)
        release.refresh_from_db()
        transaction.on_commit(lambda: release_imported.send(Release, release=release))
    return release, new


def is_new(*, system: SystemDefinition, version: str, valid_from: date, rows: Collection[ConceptRow]) -> bool:
    """Would these rows become a release, and not one that is here already? Nothing is stored. Raises NotReady."""
    _refuse(system, version, valid_from, rows)
    return not Release.objects.filter(system__key=system.key, version=version).exists()


def _refuse(system: SystemDefinition, version: str, valid_from: date, rows: Collection[ConceptRow]) -> str:
    """The hash of what may be taken in. Raises NotReady."""
    source_hash = hash_of(rows)
    blockers = blockers_to_import(system=system, version=version, valid_from=valid_from, rows=rows, source_hash=source_hash)
    if blockers:
        raise NotReady(blockers)
    return source_hash


@transaction.atomic
def import_terms(*, rows: Collection[TermRow], language: str = "nb") -> Changes:
    """Make the terms that came from a list exactly these. Terms that somebody added by hand (no source code) stay."""
    systems = {key: register(BY_KEY[key]) for key in sorted({row.system for row in rows})}
    wanted = {(systems[row.system].pk, row.code, row.term, row.source_code) for row in rows}
    listed = Term.objects.filter(language=language, system__in=systems.values()).exclude(source_code="")
    stored = {
        (system, code, term, source): pk
        for pk, system, code, term, source in listed.values_list("pk", "system_id", "code", "term", "source_code")
    }
    gone = [pk for key, pk in stored.items() if key not in wanted]
    for start in range(0, len(gone), BATCH):
        Term.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    fresh = sorted(wanted - stored.keys())
    Term.objects.bulk_create(
        [
            Term(system_id=system, code=code, term=term, folded=fold(term), source_code=source, language=language)
            for system, code, term, source in fresh
        ],
        batch_size=BATCH,
    )
    return Changes(len(fresh), len(gone), len(wanted) - len(fresh))


@transaction.atomic
def import_replacements(*, system: str, rows: Collection[ReplacementRow]) -> Changes:
    """Know that these codes stand in the place of those. What a list no longer says is kept: a code that was replaced once, was.

    Returns how many are new, and how many were known.
    """
    code_system = register(BY_KEY[system])
    stored = set(Replacement.objects.filter(system=code_system).values_list("code", "replaced_by", "since"))
    fresh = [row for row in sorted(set(rows)) if (row.code, row.replaced_by, row.since) not in stored]
    made = [
        Replacement(system=code_system, code=row.code, display=row.display, replaced_by=row.replaced_by, since=row.since)
        for row in fresh
    ]
    Replacement.objects.bulk_create(made, batch_size=BATCH)
    return Changes(len(fresh), 0, len(set(rows)) - len(fresh))


@transaction.atomic
def import_mappings(*, rows: Collection[MappingRow]) -> Changes:
    """Make the map between each two systems of the list exactly what the list says."""
    systems = {key: register(BY_KEY[key]) for key in sorted({key for row in rows for key in (row.source, row.target)})}
    pairs = {(systems[row.source].pk, systems[row.target].pk) for row in rows}
    wanted = {
        (systems[row.source].pk, row.code, systems[row.target].pk, row.target_code): row.equivalence for row in sorted(rows)
    }
    kept, gone = set(), []
    for source, target in sorted(pairs):
        for row in Mapping.objects.filter(source=source, target=target):
            key = (source, row.code, target, row.target_code)
            if wanted.get(key) == row.equivalence:
                kept.add(key)
            else:
                gone.append(row.pk)
    for start in range(0, len(gone), BATCH):
        Mapping.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    fresh = [
        Mapping(source_id=source, code=code, target_id=target, target_code=target_code, equivalence=related)
        for (source, code, target, target_code), related in wanted.items()
        if (source, code, target, target_code) not in kept
    ]
    Mapping.objects.bulk_create(fresh, batch_size=BATCH)
    return Changes(len(fresh), len(gone), len(kept))


def check_due(*, at: datetime) -> list[Release]:
    """Hold what is tagged against every release that has taken force since it was last done: each release once. What is wrong
    with one keeps no other waiting, and is tried again."""
    done = []
    for release in _in_force(at).filter(checked_at__isnull=True):
        try:
            _announce(release, at)
        except Exception:
            logger.exception("%s could not be announced", release)
        else:
            done.append(release)
    return done


@transaction.atomic
def check(*, system: str = "", at: datetime) -> list[Release]:
    """Announce the releases in force (of one system, where it is named), so that the rooms above ask about tags that are
    retired. Returns the releases. Run again: the rooms ask nothing twice."""
    releases = _in_force(at)
    found = list(releases.filter(system__key=system) if system else releases)
    for release in found:
        _announce(release, at)
    return found


def _in_force(at: datetime) -> ReleaseQuerySet:
    return Release.objects.active(timezone.localdate(at)).select_related("system").order_by("system__key")


@transaction.atomic
def _announce(release: Release, at: datetime) -> None:
    in_force.send(Release, release=release, at=at)
    Release.objects.filter(pk=release.pk).update(checked_at=at)


def hash_of(rows: Iterable[ConceptRow]) -> str:
    """SHA-256 over the publisher's rows in code order: the same codes and texts give the same hash, whatever file they are in."""
    digest = hashlib.sha256()
    for row in sorted(row for row in rows if not row.derived):
        also = [word for pair in row.also for word in pair]
        digest.update("\x1f".join((row.code, row.display, row.parent_code, *also, "")).encode())
    return f"sha256:{digest.hexdigest()}"


def _fill(release: Release, rows: Iterable[ConceptRow]) -> None:
    rows = list(rows)
    concepts = [
        Concept(release=release, code=row.code, display=row.display, parent_code=row.parent_code, kind=row.kind) for row in rows
    ]
    Concept.objects.bulk_create(concepts, batch_size=BATCH)
    named = [row for row in rows if row.also]
    if named:
        ids = dict(Concept.objects.filter(release=release).values_list("code", "pk"))
        names = [
            Designation(concept_id=ids[row.code], language=language, text=text) for row in named for language, text in row.also
        ]
        Designation.objects.bulk_create(names, batch_size=BATCH)


def _set_ends(system: CodeSystem) -> None:
    """Each release ends the day before the next begins; the last has no end."""
    following: date | None = None
    for release in Release.objects.filter(system=system).newest_first():
        end = following - timedelta(days=1) if following else None
        if release.valid_to != end:
            Release.objects.filter(pk=release.pk).update(valid_to=end)
        following = release.valid_from
