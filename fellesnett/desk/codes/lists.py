"""The code lists: which are taken in, which release counts, and what a release changes, code by code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fellesnett.codes.differences import Difference, changed_by
from fellesnett.codes.models import CodeSystem, Concept, Release
from fellesnett.codes.retiring import Chains
from fellesnett.desk.boards.frame import as_file, narrowed
from fellesnett.desk.codes.frame import all_trail, page
from fellesnett.desk.codes.rows import rows as retired_rows
from fellesnett.desk.national.topics import person
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value

ON_A_PAGE = 100
KINDS = {
    "added": gettext_lazy("nye"),
    "removed": gettext_lazy("borte"),
    "reworded": gettext_lazy("ny tekst"),
    "moved": gettext_lazy("flyttet"),
}


@dataclass(frozen=True, slots=True)
class System:
    """A code system with the release that counts today and the one that waits."""

    system: CodeSystem
    now: Release | None
    coming: Release | None
    count: int
    retired: int


@dataclass(frozen=True, slots=True)
class Line:
    """One code that a release changes."""

    kind: str
    code: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])


@require_safe
def code_systems(request: HttpRequest) -> HttpResponse:
    """Every code system, with how many tags are retired."""
    today = timezone.localdate(now())
    retired = Counter(row.tag.release.system_id for row in retired_rows(person(request), today))
    releases = list(Release.objects.annotate(concept_count=Count("concepts")).order_by("valid_from"))
    rows = []
    for system in CodeSystem.objects.order_by("name"):
        own = [one for one in releases if one.system_id == system.pk]
        counts = next((one for one in own if one.valid_from <= today and (one.valid_to is None or one.valid_to >= today)), None)
        coming = next((one for one in own if one.valid_from > today), None)
        size = getattr(counts or coming, "concept_count", 0)
        rows.append(System(system, counts, coming, size, retired[system.pk]))
    loaded = [row for row in rows if row.now or row.coming]
    named = [row.system for row in rows if not (row.now or row.coming)]
    total = sum(retired.values())
    return page(request, "systems.html", _("Kodeverk"), [], rows=loaded, named=named, retired=total)


@require_safe
def code_system(request: HttpRequest, code_system: str) -> HttpResponse:
    """One code system: its releases, and what the chosen one changes."""
    system = get_object_or_404(CodeSystem, key=code_system)
    releases = list(system.releases.newest_first().annotate(concept_count=Count("concepts")))  # type: ignore[attr-defined]
    chosen, kind = _chosen(request, releases), narrowed(request, "hva", KINDS)
    change = changed_by(chosen) if chosen else None
    lines = [line for line in _lines(chosen, change) if kind in ("", line.kind)] if chosen and change else []
    found = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("side"))
    counts = [(key, label, len(getattr(change, key)), key == kind) for key, label in KINDS.items()] if change else []
    return page(
        request, "system.html", system.name, all_trail(), system=system, releases=releases, chosen=chosen, kind=kind,
        change=change, counts=counts, found=found, today=timezone.localdate(now()),
    )  # fmt: skip


@require_safe
def file(request: HttpRequest, code_system: str) -> StreamingHttpResponse:
    """What the chosen release changes, a line for each code."""
    system = get_object_or_404(CodeSystem, key=code_system)
    chosen = _chosen(request, list(system.releases.newest_first()))  # type: ignore[attr-defined]

    def rows() -> Iterator[list[Value]]:
        for line in _lines(chosen, changed_by(chosen)) if chosen else ():
            yield [line.code, line.label, line.before, line.after]

    header = [_("Kode"), _("Hva"), _("Før"), _("Etter")]
    return as_file(f"{system.key}-{chosen.version if chosen else ''}", header, rows)


def _chosen(request: HttpRequest, releases: list[Release]) -> Release | None:
    """The release that is asked for, else the newest."""
    return next((one for one in releases if one.version == request.GET.get("utgave")), releases[0] if releases else None)


def _lines(release: Release, change: Difference) -> Iterator[Line]:
    """Every change in order of kind, with the text of what came and went; of a first release nothing, for all is new."""
    if change.first:
        return
    texts = dict(Concept.objects.filter(release=release).values_list("code", "display"))
    gone = _texts_before(release)
    chains = Chains(release.system_id, release.valid_from)
    for code in change.added:
        yield Line("added", code, "", texts[code])
    for code in change.removed:
        instead = ", ".join(chains.ends(code, texts))
        yield Line("removed", code, gone.get(code, ""), _("erstattet av %(codes)s") % {"codes": instead} if instead else "")
    for code, before, after in change.reworded:
        yield Line("reworded", code, before, after)
    for code, before, after in change.moved:
        yield Line("moved", code, before or "–", after or "–")


def _texts_before(release: Release) -> dict[str, str]:
    earlier = Release.objects.filter(system=release.system_id, valid_from__lt=release.valid_from).newest_first().first()
    return dict(Concept.objects.filter(release=earlier).values_list("code", "display")) if earlier else {}
