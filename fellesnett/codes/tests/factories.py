"""Code systems with a handful of codes, for the tests of this room and of every room above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from fellesnett.codes.models import CodeSystem, Concept, Release

KNEE_CODES = {"M17": "Kneartrose", "M170": "Primær kneartrose, bilateral", "M179": "Uspesifisert kneartrose"}


def make_code_system(key: str = "icd10", **fields: Any) -> CodeSystem:
    """A code system; the same one when asked twice."""
    fields.setdefault("name", key.upper())
    return CodeSystem.objects.get_or_create(key=key, defaults=fields)[0]


def make_release(
    system: CodeSystem | None = None,
    *,
    version: str = "2026",
    valid_from: date | None = None,
    codes: Mapping[str, str] = KNEE_CODES,
    **fields: Any,
) -> Release:
    """One version of a system, valid from New Year of its version, with these codes and texts."""
    release = Release.objects.create(
        system=system or make_code_system(),
        version=version,
        valid_from=valid_from or date(int(version), 1, 1),
        imported_at=datetime(2026, 1, 1, tzinfo=UTC),
        source_hash=f"test-{version}",
        **fields,
    )
    for code, display in codes.items():
        make_concept(release, code, display)
    return release


def make_concept(release: Release, code: str, display: str = "", parent_code: str = "") -> Concept:
    """A code in a release, stored without the dot."""
    return Concept.objects.create(release=release, code=code, display=display or f"Kode {code}", parent_code=parent_code)
