"""Questions about what sites use, show and have shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fellesnett.adoption.holdings import Holdings, gather, needs_person
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, LocalOperation, OperationState, Showing, Snapshot
from fellesnett.adoption.plans import PlanDocument, highest_class, plan_for
from fellesnett.adoption.recipes import Library
from fellesnett.composition.blocks import Edition
from fellesnett.composition.composing import Snapshot as Page
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Place, Site


class HashMismatch(Exception):
    """A stored page does not compose to the hash that was approved."""


def page(snapshot: Snapshot) -> Page:
    """The page of a snapshot, composed again from its recipe. Raises `HashMismatch` where it is not what was approved."""
    return pages([snapshot])[0]


def pages(snapshots: Iterable[Snapshot]) -> list[Page]:
    """The pages of many snapshots: two queries."""
    rows = list(snapshots)
    library = Library()
    library.fetch(row.recipe for row in rows)
    composed = [library.page(row.recipe) for row in rows]
    for row, made in zip(rows, composed, strict=True):
        if made.hash != row.hash:
            raise HashMismatch(f"snapshot {row.pk}: {made.hash} is not {row.hash}")
    return composed


@dataclass(frozen=True)
class Shown:
    """What patients saw, and on whose word."""

    showing: Showing
    page: Page

    @property
    def approved_by(self) -> str:
        return self.showing.approval.approved_by_name


def what_was_shown(site: Site, topic: Topic, language: str, *, at: datetime, place: Place | None = None) -> Shown | None:
    """What a site showed of a topic at a moment, with who approved it (semantics.md section 8, invariant 11)."""
    showing = Showing.objects.live_at(site, topic, language, place, at)
    return Shown(showing, page(showing.snapshot)) if showing else None


def history(adoption: Adoption) -> QuerySet[Event]:
    """Everything that has happened with a site's use of a topic, latest first."""
    return Event.objects.filter(subject=subjects.adoption(adoption.pk)).order_by("-sequence")


def offered_sites(topic: Topic) -> QuerySet[Site]:
    """The sites where patients are offered this: those that use the national text and those with an own page."""
    return Site.objects.filter(adoptions__topic=topic, adoptions__answer__in=[Answer.ADOPTED, Answer.OWN_PAGE]).order_by("name")


# --- impact ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SiteImpact:
    """What an edition would mean at one site, in one text.

    `edition` is the number it shows now; `own` its operations (key -> kind) and `operations` what happens to each;
    `translations` the site's languages that are made from this one.
    """

    site: Site
    language: str
    edition: int
    own: Mapping[str, str]
    outcomes: Counter[str]
    operations: tuple[dict[str, Any], ...]
    translations: tuple[str, ...]
    behind: bool

    @property
    def clean(self) -> bool:
        return not any(needs_person(outcome) for outcome in self.operations)

    @property
    def conflicts(self) -> int:
        return self.outcomes["conflict"] + self.outcomes["proposal"] + self.outcomes["base_gone"]


@dataclass(frozen=True)
class Impact:
    """Whom an edition touches, before it is released (semantics.md section 6).

    `outcomes` counts the operations by what happens to them; `blocks` tells for each changed block which sites show,
    replace or leave it out; `stale` holds the language versions that would follow an older text, with their sites.
    """

    change_class: str
    rows: tuple[SiteImpact, ...]
    outcomes: Counter[str]
    blocks: dict[str, tuple[str, ...]]
    stale: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def sites(self) -> tuple[Site, ...]:
        return tuple(dict.fromkeys(row.site for row in self.rows))

    @property
    def clean_sites(self) -> int:
        return sum(row.clean for row in self.rows)

    @property
    def conflicts(self) -> int:
        return sum(row.conflicts for row in self.rows)

    @property
    def operations_touched(self) -> int:
        return sum(self.outcomes.values()) - self.outcomes["keep"]


def impact(topic: Topic, language: str, new: Edition) -> Impact:
    """What releasing this text would mean for the sites that use the topic. Changes nothing; a dozen queries, however
    many sites."""
    adoptions = Adoption.objects.filter(topic=topic).adopted().order_by("pk")
    held = gather(list(adoptions.values_list("pk", flat=True)))
    texts = [text for text in held.texts.values() if text.language == language]
    plans = _plans(held, texts, new)
    rows = tuple(_row(held, text, plans[text.pk]) for text in texts)
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.outcomes)
    return Impact(
        change_class=max((highest_class(plan) for plan in plans.values()), key=_RANK.index, default="editorial"),
        rows=tuple(sorted(rows, key=lambda row: (row.clean, row.site.name))),
        outcomes=total,
        blocks=_blocks(held, texts, plans),
        stale=_stale(held, language),
    )


_RANK = ("editorial", "content", "safety")


def _plans(held: Holdings, texts: Iterable[AdoptedText], new: Edition) -> dict[int, PlanDocument]:
    plain: dict[int, PlanDocument] = {}
    plans: dict[int, PlanDocument] = {}
    for text in texts:
        speaks = bool(held.next_rows(text, None)) or any(row.place_id for row in held.rows(text))
        if speaks or text.edition_id not in plain:
            plans[text.pk] = plan_for(held, text, 0, new=new)
            if not speaks:
                plain[text.edition_id] = plans[text.pk]
        else:
            plans[text.pk] = plain[text.edition_id]
    return plans


def _row(held: Holdings, text: AdoptedText, plan: PlanDocument) -> SiteImpact:
    about = tuple(outcome for outcome in plan["outcomes"] if outcome["operation"])
    counted = Counter(outcome["outcome"] for outcome in about)
    others = (other.language for other in held.texts_of(text.adoption) if held.shelf.editions[other.edition_id].follows_id)
    return SiteImpact(
        site=text.adoption.site,
        language=text.language,
        edition=held.shelf.editions[text.edition_id].number,
        own={row.key: row.op for row in held.next_rows(text, None)},
        outcomes=counted,
        operations=about,
        translations=tuple(sorted(code for code in others if code != text.language)),
        behind=text.pk in held.updates,
    )


def _blocks(held: Holdings, texts: Iterable[AdoptedText], plans: dict[int, PlanDocument]) -> dict[str, tuple[str, ...]]:
    """Changed block -> the slugs of the sites that use it."""
    found: dict[str, list[str]] = {}
    for text in texts:
        for outcome in plans[text.pk]["outcomes"]:
            if outcome["outcome"] not in ("unchanged", "keep"):
                found.setdefault(outcome["block"], []).append(text.adoption.site.slug)
    return {block: tuple(dict.fromkeys(slugs)) for block, slugs in found.items()}


def _stale(held: Holdings, language: str) -> dict[str, tuple[str, ...]]:
    """Language -> the slugs of the sites whose text follows this language's older edition."""
    found: dict[str, list[str]] = {}
    for text in held.texts.values():
        if text.language != language and held.shelf.editions[text.edition_id].follows_id:
            found.setdefault(text.language, []).append(text.adoption.site.slug)
    return {code: tuple(slugs) for code, slugs in found.items()}


def behind(site: Site | None = None) -> QuerySet[AdoptedText]:
    """The texts pinned to another edition than the live one."""
    found = AdoptedText.objects.filter(adoption__answer=Answer.ADOPTED).filter(~Q(edition__state="live"))
    return found.filter(adoption__site=site) if site else found


def topics_showing(place: Place) -> list[tuple[str, str]]:
    """The topic pages that say something of this place now, by title: (title, site). In the contact block, in a slot that
    the place keeps, or in that of a building which has nothing of its own."""
    kept = LocalOperation.objects.filter(from_place__in=[place, *place.buildings.all()], state=OperationState.ACTIVE)
    about = Q(places=place) | Q(places__part_of=place) | Q(operations__in=kept)
    live = Exists(Showing.objects.live().filter(text__adoption=OuterRef("pk")))
    found = Adoption.objects.adopted().filter(about).filter(live).order_by("topic__title", "site__name").distinct()
    return [(str(title), str(site)) for title, site in found.values_list("topic__title", "site__name")]
