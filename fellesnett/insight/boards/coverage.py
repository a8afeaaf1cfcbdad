"""Coverage: every topic at every site, each cell answered. An absence says what it is (semantics.md section 9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fellesnett.adoption.models import AdoptedText, Adoption, AdoptionQuerySet, Answer, LocalOperation, OperationState, Showing
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.models import Edition, Topic
from fellesnett.national.naming import path_of
from fellesnett.national.queries import called
from fellesnett.organizations.models import Organization, Site

IN_A_CHUNK = 750


class Standing(models.TextChoices):
    """Where one site stands with one topic. What is short enough for a table's cell."""

    SHOWN = "shown", _("I bruk")
    BEHIND = "behind", _("Eldre utgave")
    PARTLY = "partly", _("Ikke på alle språk")
    DRAFT = "draft", _("Utkast venter")
    AWAITING = "awaiting", _("Ikke godkjent ennå")
    LEAVING = "leaving", _("Skal tas ned")
    OWN_PAGE = "own_page", _("Egen side")
    NOT_OFFERED = "not_offered", _("Tilbys ikke")
    WITHDRAWN = "withdrawn", _("Tatt ned")
    TAKEN_BACK = "taken_back", _("Svaret er tatt tilbake")
    UNDECIDED = "undecided", _("Ikke svart")
    NOT_DESCRIBED = "not_described", _("Ikke beskrevet nasjonalt")
    GONE = "gone", _("Trukket nasjonalt")


OFFERED = frozenset(
    {
        Standing.SHOWN,
        Standing.BEHIND,
        Standing.PARTLY,
        Standing.DRAFT,
        Standing.AWAITING,
        Standing.LEAVING,
        Standing.OWN_PAGE,
    }
)
UNANSWERED = frozenset({Standing.UNDECIDED, Standing.TAKEN_BACK})


@dataclass(frozen=True, slots=True)
class TextFacts:
    """One language of a topic at a site: its edition, the live one, and whether patients see it."""

    language: str
    number: int
    newest: int
    shown: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one topic at one site. `answer` is empty where the site has said nothing at all."""

    answer: str = ""
    answered: bool = False
    described: bool = True
    withdrawn: bool = False
    texts: tuple[TextFacts, ...] = ()
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """`behind`: how many editions the text that lags most is behind. `texts`: by language. `elsewhere`: the names of the sites
    that offer it instead."""

    standing: Standing
    behind: int = 0
    texts: tuple[TextFacts, ...] = ()
    elsewhere: tuple[str, ...] = ()


def cell_of(facts: Facts) -> Cell:
    """What a cell says: the site's own answer first; of what is in use, what a patient would miss most."""
    return Cell(_standing(facts), _behind(facts), facts.texts)


_SAID: Mapping[str, Standing] = {
    Answer.NOT_OFFERED: Standing.NOT_OFFERED,
    Answer.OWN_PAGE: Standing.OWN_PAGE,
    Answer.WITHDRAWN: Standing.WITHDRAWN,
}
"""What a site has said itself, and no text can change."""


def _standing(facts: Facts) -> Standing:
    if facts.answer in _SAID:
        return _SAID[facts.answer]
    if facts.answer == Answer.ADOPTED:
        return _in_use(facts)
    if facts.withdrawn:
        return Standing.GONE
    if not facts.described:
        return Standing.NOT_DESCRIBED
    return Standing.TAKEN_BACK if facts.answered else Standing.UNDECIDED


def _in_use(facts: Facts) -> Standing:
    if facts.withdrawn:
        return Standing.LEAVING
    if not any(text.shown for text in facts.texts):
        return Standing.AWAITING
    if _behind(facts):
        return Standing.BEHIND
    if not all(text.shown for text in facts.texts):
        return Standing.PARTLY
    return Standing.DRAFT if facts.drafts else Standing.SHOWN


def _behind(facts: Facts) -> int:
    return max((text.newest - text.number for text in facts.texts if text.newest), default=0)


# --- which topics ---------------------------------------------------------------------------------------------------

ONLY = {
    "without": _("Ingen nettsteder har det"),
    "unanswered": _("Noen har ikke svart"),
    "behind": _("Noen har en eldre utgave"),
    "awaiting": _("Noe er ikke godkjent ennå"),
    "not_offered": _("Noen tilbyr det ikke"),
    "not_described": _("Ikke beskrevet nasjonalt"),
    "withdrawn": _("Trukket nasjonalt"),
}
"""What the table can be narrowed to."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words of the title or a synonym, kind of topic, professional community, and one of `ONLY`. Empty: all."""

    words: str = ""
    kind: str = ""
    unit: str = ""
    only: str = ""


EVERYTHING = Wanted()


def topics(scope: Scope, wanted: Wanted = EVERYTHING) -> QuerySet[Topic]:
    """The topics to show, by title. Those withdrawn are left out where no site of the scope has anything to do with them."""
    ours = Adoption.objects.filter(topic=OuterRef("pk"), site__in=scope.keys)
    found = Topic.objects.filter(Q(withdrawn_at__isnull=True) | Exists(ours)).select_related("successor")
    if words := wanted.words.strip():
        found = found.filter(pk__in=Topic.objects.filter(called(words)).values("pk"))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    return _only(found, ours, scope, wanted.only).order_by("title", "pk")


def units() -> list[str]:
    """The professional communities that answer for topics."""
    return list(Topic.objects.exclude(unit="").order_by("unit").values_list("unit", flat=True).distinct())


def _only(found: QuerySet[Topic], ours: AdoptionQuerySet, scope: Scope, only: str) -> QuerySet[Topic]:
    offered = ours.filter(answer__in=[Answer.ADOPTED, Answer.OWN_PAGE])
    if only == "without":
        return found.filter(~Exists(offered), withdrawn_at__isnull=True)
    if only == "unanswered":
        answers = ours.exclude(answer=Answer.UNDECIDED).order_by().values("topic").annotate(n=Count("pk")).values("n")
        told = found.filter(Exists(_live()), withdrawn_at__isnull=True)
        return told.alias(answers=Coalesce(Subquery(answers), 0)).filter(answers__lt=len(scope.keys))
    if only == "behind":
        return found.filter(Exists(ours.adopted().filter(Exists(_older("adoption")))))
    if only == "awaiting":
        return found.filter(Exists(ours.adopted().filter(~Exists(_shown("text__adoption")))))
    if only == "not_offered":
        return found.filter(Exists(ours.filter(answer=Answer.NOT_OFFERED)))
    if only == "not_described":
        return found.filter(~Exists(_live()), withdrawn_at__isnull=True)
    return found.filter(withdrawn_at__isnull=False) if only == "withdrawn" else found


def _live() -> QuerySet[Edition]:
    return Edition.objects.live().filter(topic=OuterRef("pk"))


def _older(to: str) -> QuerySet[AdoptedText]:
    """The texts of an adoption that are pinned to an edition another has taken the place of."""
    return AdoptedText.objects.filter(**{to: OuterRef("pk")}, edition__state="superseded")


def _shown(to: str) -> QuerySet[Showing]:
    return Showing.objects.live().filter(**{to: OuterRef("pk")})


# --- the cells ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One topic and its cell at each site, by the site's key."""

    topic: Topic
    cells: Mapping[int, Cell]

    @property
    def path(self) -> str:
        """The address of its page, the same on every site."""
        return path_of(self.topic.kind, self.topic.key)

    @property
    def offered(self) -> int:
        """At how many of the sites it is in use or has an own page."""
        return sum(cell.standing in OFFERED for cell in self.cells.values())

    @property
    def unanswered(self) -> int:
        return sum(cell.standing in UNANSWERED for cell in self.cells.values())

    def counted(self, sites: Iterable[Site]) -> Counter[Standing]:
        """How many of these sites stand where."""
        return Counter(self.cells[site.pk].standing for site in sites)


def rows(scope: Scope, topics: Sequence[Topic]) -> list[Row]:
    """The cells of these topics at the sites of the scope. Five queries, however many of either."""
    chosen = [topic.pk for topic in topics]
    newest = _newest(chosen)
    adoptions = list(
        Adoption.objects.filter(topic__in=chosen, site__in=scope.keys).values_list(
            "pk", "topic_id", "site_id", "answer", "answered_at"
        )
    )
    texts, drafts = _texts(chosen, scope, newest), _drafts(chosen, scope)
    elsewhere = _elsewhere(pk for pk, _topic, _site, answer, _at in adoptions if answer == Answer.NOT_OFFERED)
    known = {(topic, site): (pk, answer, at) for pk, topic, site, answer, at in adoptions}
    described = {topic for topic, _language in newest}
    found = []
    for topic in topics:
        cells = {}
        for site in scope.keys:
            pk, answer, at = known.get((topic.pk, site), (0, "", None))
            facts = Facts(
                answer,
                at is not None,
                topic.pk in described,
                topic.withdrawn_at is not None,
                tuple(texts.get(pk, ())),
                pk in drafts,
            )
            cell = cell_of(facts)
            cells[site] = replace(cell, elsewhere=elsewhere[pk]) if pk in elsewhere else cell
        found.append(Row(topic, cells))
    return found


def every_row(scope: Scope, wanted: Wanted) -> Iterator[Row]:
    """All rows, some at a time: for a file."""
    keys = list(topics(scope, wanted).values_list("pk", flat=True))
    for start in range(0, len(keys), IN_A_CHUNK):
        chunk = Topic.objects.filter(pk__in=keys[start : start + IN_A_CHUNK]).select_related("successor")
        yield from rows(scope, list(chunk.order_by("title", "pk")))


def _newest(topics: Sequence[int]) -> dict[tuple[int, str], int]:
    found = Edition.objects.live().filter(topic__in=topics).order_by().values_list("topic_id", "language", "number")
    return {(topic, language): number for topic, language, number in found}


def _texts(topics: Sequence[int], scope: Scope, newest: Mapping[tuple[int, str], int]) -> dict[int, list[TextFacts]]:
    found: dict[int, list[TextFacts]] = defaultdict(list)
    asked = AdoptedText.objects.filter(adoption__topic__in=topics, adoption__site__in=scope.keys)
    asked = asked.filter(adoption__answer=Answer.ADOPTED).annotate(seen=Exists(_shown("text")))
    values = asked.order_by("pk").values_list("adoption_id", "adoption__topic_id", "language", "edition__number", "seen")
    for adoption, topic, language, number, seen in values:
        found[adoption].append(TextFacts(language, number, newest.get((topic, language), 0), seen))
    return found


def _drafts(topics: Sequence[int], scope: Scope) -> set[int]:
    """The adoptions with local text that waits for a yes. What was written as an answer to an update goes with that."""
    waiting = LocalOperation.objects.filter(state=OperationState.DRAFT, decided_in__isnull=True)
    here = waiting.filter(adoption__topic__in=topics, adoption__site__in=scope.keys)
    return set(here.order_by().values_list("adoption_id", flat=True).distinct())


def _elsewhere(adoptions: Iterable[int]) -> dict[int, tuple[str, ...]]:
    named: dict[int, list[str]] = defaultdict(list)
    through = Adoption.offered_at.through
    found = through.objects.filter(adoption_id__in=list(adoptions)).order_by("site__name")
    for adoption, name in found.values_list("adoption_id", "site__name"):
        named[adoption].append(name)
    return {adoption: tuple(names) for adoption, names in named.items()}


# --- site by site ---------------------------------------------------------------------------------------------------


@dataclass
class SiteSum:
    """How much of what is offered nationally a site has answered. `asked`: topics that are described and not withdrawn."""

    site: Site
    region: Organization | None
    asked: int
    in_use: int = 0
    behind: int = 0
    awaiting: int = 0
    own_page: int = 0
    not_offered: int = 0
    latest: datetime | None = field(default=None)

    @property
    def answered(self) -> int:
        return self.in_use + self.own_page + self.not_offered

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def share(self) -> int:
        """Per cent answered, rounded down: 100 is all."""
        return 100 * self.answered // self.asked if self.asked else 100


def site_sums(scope: Scope, wanted: Wanted = EVERYTHING) -> list[SiteSum]:
    """Every site of the scope with its counts, by name. Three queries, however many sites and topics."""
    offered = topics(scope, Wanted(wanted.words, wanted.kind, wanted.unit)).filter(withdrawn_at__isnull=True)
    offered = offered.filter(Exists(_live())).order_by()
    number = offered.count()
    sums = {site.pk: SiteSum(site, scope.region_of(site), number) for site in scope.sites}
    here = Adoption.objects.filter(site__in=scope.keys, topic__in=offered.values("pk")).order_by()
    fields = {Answer.ADOPTED: "in_use", Answer.OWN_PAGE: "own_page", Answer.NOT_OFFERED: "not_offered"}
    for site, answer, count, latest in here.values_list("site", "answer").annotate(
        n=Count("pk"), latest=models.Max("answered_at")
    ):
        if answer in fields:
            setattr(sums[site], fields[Answer(answer)], count)
        sums[site].latest = max(filter(None, (sums[site].latest, latest)), default=None)
    used = here.adopted()
    lags = {"behind": used.filter(Exists(_older("adoption"))), "awaiting": used.filter(~Exists(_shown("text__adoption")))}
    for name, asked in lags.items():
        for site, count in asked.values_list("site").annotate(n=Count("pk")):
            setattr(sums[site], name, count)
    return list(sums.values())
