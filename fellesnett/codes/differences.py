"""What a release changes against the one before it, code by code."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from fellesnett.codes.models import Concept, Designation, Release
from fellesnett.codes.systems import ConceptRow

Change = tuple[str, str, str]  # code, before, after


@dataclass(frozen=True)
class Difference:
    """What one release changes against the one before it. `first`: there is none before, so all is new."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[Change, ...]
    moved: tuple[Change, ...] = ()  # the code above, before and after
    first: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.moved)


def difference(system_key: str, rows: Collection[ConceptRow], before: date | None = None) -> Difference:
    """What these rows would change against the newest release (the newest that starts before this day)."""
    releases = Release.objects.filter(system__key=system_key).newest_first()
    if before is not None:
        releases = releases.filter(valid_from__lt=before)
    return _between(releases.first(), {row.code: (row.display, row.parent_code, dict(row.also)) for row in rows})


def changed_by(release: Release) -> Difference:
    """What a release that is taken in changed, or will change."""
    earlier = Release.objects.filter(system=release.system_id, valid_from__lt=release.valid_from).newest_first().first()
    return _between(earlier, _stored(release))


_Said = tuple[str, str, dict[str, str]]  # text, code above, language -> what it is called there


def _between(earlier: Release | None, new: dict[str, _Said]) -> Difference:
    old = _stored(earlier) if earlier else {}
    same = sorted(new.keys() & old.keys())
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        reworded=tuple(change for code in same for change in _reworded(code, old[code], new[code])),
        moved=tuple((code, old[code][1], new[code][1]) for code in same if old[code][1] != new[code][1]),
        first=earlier is None,
    )


def _reworded(code: str, old: _Said, new: _Said) -> Iterator[Change]:
    """The text, then those in other languages, each with its language before it."""
    if old[0] != new[0]:
        yield code, old[0], new[0]
    for language in sorted(old[2].keys() | new[2].keys()):
        before, after = old[2].get(language, ""), new[2].get(language, "")
        if before != after:
            yield code, f"{language}: {before}", f"{language}: {after}"


def _stored(release: Release) -> dict[str, _Said]:
    rows = Concept.objects.filter(release=release).values_list("code", "display", "parent_code")
    found: dict[str, _Said] = {code: (display, parent, {}) for code, display, parent in rows}
    names = Designation.objects.filter(concept__release=release).values_list("concept__code", "language", "text")
    for code, language, text in names:
        found[code][2][language] = text
    return found
