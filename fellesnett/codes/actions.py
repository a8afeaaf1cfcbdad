"""Taking in a release of a code system, and the search terms that lead to it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from fellesnett.codes.gates import Reason, blockers_to_import
from fellesnett.codes.models import CodeSystem, Concept, Release, Term, fold
from fellesnett.codes.signals import release_imported
from fellesnett.codes.systems import BY_KEY, ConceptRow, SystemDefinition, TermRow

BATCH = 2000


class NotReady(Exception):
    """The release cannot be taken in; `reasons` say why and what to do."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(" ".join(reason.text for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Difference:
    """What one release changes against the one before it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[tuple[str, str, str], ...]  # code, before, after

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded)


@dataclass(frozen=True)
class TermChanges:
    """How many terms came, went, and stayed."""

    added: int
    removed: int
    kept: int


def register(definition: SystemDefinition) -> CodeSystem:
    """The code system's row, created or brought up to what the registry says."""
    facts = {name: getattr(definition, name) for name in ("name", "oid", "url", "publisher", "licence")}
    return CodeSystem.objects.update_or_create(key=definition.key, defaults=facts)[0]


def difference(system_key: str, rows: Collection[ConceptRow], before: date | None = None) -> Difference:
    """What these rows would change against the newest release (the newest that starts before this day)."""
    releases = Release.objects.filter(system__key=system_key).newest_first()
    if before is not None:
        releases = releases.filter(valid_from__lt=before)
    old = dict(Concept.objects.filter(release=releases.first()).values_list("code", "display"))
    new = {row.code: row.display for row in rows}
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        reworded=tuple((code, old[code], new[code]) for code in sorted(new.keys() & old.keys()) if old[code] != new[code]),
    )


@transaction.atomic
def import_release(
    *, system: str | SystemDefinition, version: str, valid_from: date, rows: Collection[ConceptRow], at: datetime
) -> tuple[Release, bool]:
    """Take in a version that is in force from this day; the release before it ends the day before.

    The same rows as the same version change nothing: the second value says whether the release is new. Raises NotReady.
    """
    definition = BY_KEY[system] if isinstance(system, str) else system
    source_hash = hash_of(rows)
    code_system = CodeSystem.objects.select_for_update().get(pk=register(definition).pk)
    blockers = blockers_to_import(system=definition, version=version, valid_from=valid_from, rows=rows, source_hash=source_hash)
    if blockers:
        raise NotReady(blockers)
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


@transaction.atomic
def import_terms(*, rows: Collection[TermRow], language: str = "nb") -> TermChanges:
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
    return TermChanges(len(fresh), len(gone), len(wanted) - len(fresh))


def hash_of(rows: Iterable[ConceptRow]) -> str:
    """SHA-256 over the rows in code order: the same codes and texts give the same hash, whatever file they came in."""
    digest = hashlib.sha256()
    for row in sorted(rows):
        digest.update("\x1f".join((row.code, row.display, row.parent_code, "")).encode())
    return f"sha256:{digest.hexdigest()}"


def _fill(release: Release, rows: Iterable[ConceptRow]) -> None:
    concepts = [Concept(release=release, code=row.code, display=row.display, parent_code=row.parent_code) for row in rows]
    Concept.objects.bulk_create(concepts, batch_size=BATCH)


def _set_ends(system: CodeSystem) -> None:
    """Each release ends the day before the next begins; the last has no end."""
    following: date | None = None
    for release in Release.objects.filter(system=system).newest_first():
        end = following - timedelta(days=1) if following else None
        if release.valid_to != end:
            Release.objects.filter(pk=release.pk).update(valid_to=end)
        following = release.valid_from
