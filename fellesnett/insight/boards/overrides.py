"""Override heat: several sites replacing the same block means the national text is wrong, or wants a slot or a variant
(semantics.md section 9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fellesnett.adoption.models import Adoption, Answer, LocalOperation, OperationState
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.models import Edition, Topic
from fellesnett.national.queries import called
from fellesnett.national.sections import SECTION_NAMES
from fellesnett.organizations.models import Site

SPEAKS = ("override", "omit", "supplement", "retitle")
"""The operations that say something else than the national text, or more. A fill is what the text asks for."""
DEPARTS = ("override", "omit")
KINDS = {
    "override": _("Erstattet"),
    "omit": _("Utelatt"),
    "supplement": _("Lokalt tillegg"),
    "retitle": _("Egen tittel"),
}


@dataclass
class Heat:
    """One block, chapter or title of the national text, and the sites that say something else there."""

    topic: int
    target: str
    sites: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def count(self, *ops: str) -> int:
        """How many sites have any of these."""
        return len(set().union(*(self.sites.get(op, set()) for op in ops)))

    @property
    def weight(self) -> tuple[int, int]:
        """Sites that depart from the text first, then those that add to it."""
        return self.count(*DEPARTS), self.count(*SPEAKS)


@dataclass(frozen=True)
class Wanted:
    """Words of the title, kind of topic, one of `KINDS`, and the least number of sites."""

    words: str = ""
    kind: str = ""
    op: str = ""
    least: int = 1


def hot(scope: Scope, wanted: Wanted) -> list[Heat]:
    """Where sites of the scope say something else than the national text, the most sites first. Two queries.

    The words of a group of hospitals count once for each of them.
    """
    found: dict[tuple[int, str], Heat] = {}
    for topic, target, op, site in _spoken(scope, wanted):
        heat = found.setdefault((topic, target), Heat(topic, target))
        heat.sites[op].add(site)
    kept = [heat for heat in found.values() if max(heat.weight) >= wanted.least]
    return sorted(kept, key=lambda heat: (*(-number for number in heat.weight), heat.topic, heat.target))


def _spoken(scope: Scope, wanted: Wanted) -> Iterator[tuple[int, str, str, int]]:
    ops = (wanted.op,) if wanted.op in KINDS else SPEAKS
    topics = Topic.objects.filter(withdrawn_at__isnull=True)
    if wanted.words:
        topics = topics.filter(called(wanted.words))
    if wanted.kind:
        topics = topics.filter(kind=wanted.kind)
    narrowed = Q(topic__in=topics.values("pk")) if wanted.words or wanted.kind else Q(topic__withdrawn_at__isnull=True)
    used = Adoption.objects.filter(narrowed, site__in=scope.keys, answer=Answer.ADOPTED).order_by()
    for path in ("operations", "variant__operations"):
        active = {f"{path}__state": OperationState.ACTIVE, f"{path}__op__in": ops}
        yield from used.filter(**active).values_list("topic_id", f"{path}__target", f"{path}__op", "site_id").distinct()


@dataclass(frozen=True)
class Block:
    """What a block says nationally: chapter and words as markup; `gone`: it does not stand in the live edition."""

    chapter: str = ""
    html: str = ""
    language: str = "nb"
    edition: int = 0
    whole_chapter: bool = False
    is_title: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Row:
    """A hot block with what it says, why the sites say something else, and when the next of their texts ends."""

    heat: Heat
    topic: Topic
    block: Block
    reasons: Counter[str]
    next_end: date | None


def rows(scope: Scope, heats: Sequence[Heat]) -> list[Row]:
    """The rows of one screen. Four queries, however many blocks and sites."""
    topics = Topic.objects.in_bulk({heat.topic for heat in heats})
    live = _live(topics)
    reasons: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    ends: dict[tuple[int, str], date] = {}
    for topic, target, op, reason, end in _reasons(scope, heats):
        if reason and op in DEPARTS:
            reasons[(topic, target)][reason] += 1
        if end is not None:
            ends[(topic, target)] = min(end, ends.get((topic, target), end))
    return [
        Row(
            heat,
            topics[heat.topic],
            block_of(live.get(heat.topic), heat.target),
            reasons[(heat.topic, heat.target)],
            ends.get((heat.topic, heat.target)),
        )
        for heat in heats
    ]


def _live(topics: Iterable[int]) -> dict[int, Edition]:
    """The live text of each topic, bokmål where there is one."""
    found: dict[int, Edition] = {}
    for edition in Edition.objects.live().filter(topic__in=list(topics)).select_related("topic").order_by("language"):
        if edition.topic_id not in found or edition.language == "nb":
            found[edition.topic_id] = edition
    return found


def _reasons(scope: Scope, heats: Sequence[Heat]) -> Iterator[tuple[int, str, str, str, date | None]]:
    topics = {heat.topic for heat in heats}
    targets = {heat.target for heat in heats}
    used = Adoption.objects.filter(topic__in=topics, site__in=scope.keys, answer=Answer.ADOPTED).order_by()
    for path in ("operations", "variant__operations"):
        active = {f"{path}__state": OperationState.ACTIVE, f"{path}__op__in": SPEAKS, f"{path}__target__in": targets}
        names = ("target", "op", "reason_code", "valid_until")
        yield from used.filter(**active).values_list("topic_id", *(f"{path}__{name}" for name in names))


def block_of(edition: Edition | None, target: str) -> Block:
    """What stands nationally where an operation points: a block, a whole chapter, or the title."""
    if edition is None:
        return Block(gone=True)
    value, here = edition.value, Block(language=edition.language, edition=edition.number)
    if not target:
        return replace(here, html=value.title, is_title=True)
    for section in value.sections:
        chapter = SECTION_NAMES.get(section.key, section.key)
        if section.key == target:
            return replace(here, chapter=chapter, html="".join(block.html for block in section.blocks), whole_chapter=True)
        for block in section.blocks:
            if block.id == target:
                return replace(here, chapter=chapter, html=block.html or block.label)
    return replace(here, gone=True)


# --- one block, side by side ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What one site says instead, beside or not at all, why, and until when. `group`: the name of those it speaks with."""

    site: Site
    operation: LocalOperation
    html: str
    group: str = ""


@dataclass(frozen=True)
class Compared:
    """A block of the national text and what each site of the scope says there."""

    topic: Topic
    target: str
    block: Block
    said: tuple[Said, ...]


def compared(scope: Scope, topic: Topic, target: str) -> Compared | None:
    """One block with all that the sites of the scope say there, by kind and site. None where no site says anything.
    Four queries."""
    live = _live([topic.pk]).get(topic.pk)
    sites = {site.pk: site for site in scope.sites}
    used = Adoption.objects.filter(topic=topic, site__in=scope.keys, answer=Answer.ADOPTED)
    found = [Said(sites[row.adoption.site_id], row, _words(row)) for row in _own(used, target) if row.adoption]
    by_variant: Mapping[int, list[int]] = _members(used)
    for row in _shared(by_variant, target):
        found += [Said(sites[site], row, _words(row), str(row.variant)) for site in by_variant[row.variant_id or 0]]
    found.sort(key=lambda said: (SPEAKS.index(said.operation.op), said.site.name, said.operation.language))
    return Compared(topic, target, block_of(live, target), tuple(found)) if found else None


def _own(used: QuerySet[Adoption], target: str) -> QuerySet[LocalOperation]:
    return _speaking(target).filter(adoption__in=used).select_related("adoption", "place")


def _speaking(target: str) -> QuerySet[LocalOperation]:
    found = LocalOperation.objects.filter(state=OperationState.ACTIVE, op__in=SPEAKS, target=target)
    heavy = (f"base_edition__{name}" for name in ("sections", "lineage", "changes"))
    return found.select_related("clinical_owner", "base_edition").defer(*heavy)


def _members(used: QuerySet[Adoption]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for variant, site in used.filter(variant__isnull=False).values_list("variant_id", "site_id"):
        found[variant or 0].append(site)
    return found


def _shared(variants: Iterable[int], target: str) -> QuerySet[LocalOperation]:
    return _speaking(target).filter(variant__in=list(variants)).select_related("variant")


def _words(row: LocalOperation) -> str:
    return row.title if row.op == "retitle" else "".join(block.get("html", "") for block in row.content)
