"""Languages behind: which language versions of a topic are stale or missing, since when, and at how many sites it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fellesnett.adoption.models import AdoptedText, Adoption, Answer, Showing
from fellesnett.foundation.languages import SOURCE
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.models import Edition, Topic
from fellesnett.national.queries import called, stale_editions
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

IN_A_CHUNK = 500


class Standing(models.TextChoices):
    """Where a language version of a topic stands."""

    CURRENT = "current", _("Følger bokmål")
    STALE = "stale", _("Henger etter bokmål")
    MISSING = "missing", _("Mangler")
    NOT_WANTED = "not_wanted", _("Ingen trenger den")


@dataclass(frozen=True, slots=True)
class Cell:
    """One language of one topic. `since`: from when bokmål said something newer. `sites`: how many of the scope that use the
    topic publish in the language."""

    standing: Standing
    since: datetime | None = None
    sites: int = 0


@dataclass(frozen=True)
class Row:
    """One topic and its cell in each language."""

    topic: Topic
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one language version: the bokmål edition it was made from, the live one, and who needs it."""

    exists: bool
    follows: int | None = None
    source: int | None = None
    since: datetime | None = None
    sites: int = 0


def cell_of(facts: Facts) -> Cell:
    """Missing is only what somebody needs; a version that is there is stale when bokmål has moved on, needed or not."""
    if not facts.exists:
        return Cell(Standing.MISSING if facts.sites else Standing.NOT_WANTED, None, facts.sites)
    if facts.source is not None and facts.follows != facts.source:
        return Cell(Standing.STALE, facts.since, facts.sites)
    return Cell(Standing.CURRENT, None, facts.sites)


def languages_of(scope: Scope) -> list[str]:
    """The languages that sites of the scope publish in, besides bokmål."""
    wanted = {code for site in scope.sites for code in site.languages} - {SOURCE}
    return [code for code, _name in LANGUAGE_CHOICES if code in wanted]


BEHIND, EVERY = "", "alle"
ONLY = {BEHIND: _("Henger etter eller mangler"), "stale": _("Henger etter"), "missing": _("Mangler"), EVERY: _("Alle temaer")}
"""What the table can be narrowed to."""


def topics(scope: Scope, *, words: str = "", only: str = BEHIND, language: str = "") -> QuerySet[Topic]:
    """The topics that sites of the scope use, by title: all, or where a language is stale, missing, or either."""
    used = Adoption.objects.filter(topic=OuterRef("pk"), site__in=scope.keys, answer=Answer.ADOPTED)
    found = Topic.objects.filter(Exists(used), withdrawn_at__isnull=True)
    if words:
        found = found.filter(pk__in=Topic.objects.filter(called(words)).values("pk"))
    codes = [language] if language else languages_of(scope)
    if only != EVERY:
        found = found.filter(_behind(scope, codes, only))
    return found.order_by("title", "pk")


def _behind(scope: Scope, codes: Sequence[str], only: str) -> Q:
    condition = Q(pk__in=[])
    if only in (BEHIND, "stale"):
        condition |= Q(pk__in=stale_editions().filter(language__in=codes).values("topic"))
    if only in (BEHIND, "missing"):
        for code in codes:
            sites = [site.pk for site in scope.sites if code in site.languages]
            wants = Adoption.objects.filter(topic=OuterRef("pk"), site__in=sites, answer=Answer.ADOPTED)
            has = Edition.objects.live().filter(topic=OuterRef("pk"), language=code)
            condition |= Q(Exists(wants) & ~Exists(has))
    return condition


def rows(scope: Scope, topics: Sequence[Topic]) -> list[Row]:
    """The cells of these topics. Two queries, however many topics, languages and sites."""
    chosen, codes = [topic.pk for topic in topics], languages_of(scope)
    live = {(row.topic_id, row.language): row for row in _light(chosen)}
    used: dict[int, set[int]] = defaultdict(set)
    answers = Adoption.objects.filter(topic__in=chosen, site__in=scope.keys, answer=Answer.ADOPTED).order_by()
    for key, site in answers.values_list("topic_id", "site_id"):
        used[key].add(site)
    speaks = {code: {site.pk for site in scope.sites if code in site.languages} for code in codes}
    found = []
    for topic in topics:
        source = live.get((topic.pk, SOURCE))
        cells = {}
        for code in codes:
            own = live.get((topic.pk, code))
            cells[code] = cell_of(
                Facts(
                    own is not None,
                    own.follows_id if own else None,
                    source.pk if source else None,
                    source.effective_at if source else None,
                    len(used[topic.pk] & speaks[code]),
                )
            )
        found.append(Row(topic, cells))
    return found


def _light(topics: Sequence[int]) -> QuerySet[Edition]:
    """No words are needed to say what follows what."""
    return Edition.objects.live().filter(topic__in=topics).only("topic", "language", "follows", "effective_at").order_by()


def every_row(scope: Scope, found: QuerySet[Topic]) -> Iterator[Row]:
    """All rows, some at a time: for a file."""
    keys = list(found.values_list("pk", flat=True))
    for start in range(0, len(keys), IN_A_CHUNK):
        chunk = Topic.objects.filter(pk__in=keys[start : start + IN_A_CHUNK]).order_by("title", "pk")
        yield from rows(scope, list(chunk))


# --- site by site ---------------------------------------------------------------------------------------------------


@dataclass
class SiteSum:
    """One language of one site: how many of its topics are shown in it, wait for a yes, follow an older bokmål, or lack it."""

    site: Site
    language: str
    own: bool
    used: int
    has: int = 0
    shown: int = 0
    stale: int = 0

    @property
    def missing(self) -> int:
        return self.used - self.has

    @property
    def awaiting(self) -> int:
        return self.has - self.shown


def site_sums(scope: Scope) -> list[SiteSum]:
    """Every language of every site of the scope, by name, the site's own language first. Four queries."""
    answers = Adoption.objects.filter(site__in=scope.keys, answer=Answer.ADOPTED, topic__withdrawn_at__isnull=True).order_by()
    used = dict(answers.values_list("site").annotate(n=Count("pk")))
    sums = {
        (site.pk, code): SiteSum(site, code, code == site.language, used.get(site.pk, 0))
        for site in scope.sites
        for code in site.languages
    }
    texts = AdoptedText.objects.filter(adoption__in=answers.values("pk")).order_by()
    shown = texts.filter(Exists(Showing.objects.live().filter(text=OuterRef("pk"))))
    stale = texts.filter(edition__in=stale_editions().values("pk"))
    for name, asked in (("has", texts), ("shown", shown), ("stale", stale)):
        for site, code, count in asked.values_list("adoption__site", "language").annotate(n=Count("pk")):
            if (site, code) in sums:
                setattr(sums[(site, code)], name, count)
    return list(sums.values())
