"""What already is, or is ordered, that resembles a wish: each with why, the likest first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption
from fellesnett.national.models import Synonym, Topic, TopicCoding, TopicText
from fellesnett.participation.likeness import content, terms
from fellesnett.participation.likeness.names import NEAR, SAME, likeness
from fellesnett.participation.likeness.stems import stems
from fellesnett.participation.likeness.terms import Meant
from fellesnett.participation.models import Order, OrderCoding

if TYPE_CHECKING:
    from fellesnett.organizations.models import Site

SHOWN = 6
SAME_CODE, NEAR_CODE, OTHER_WORD = 0.85, 0.55, 0.9
COVERED = 0.5
AS_CONTENT = 0.8
"""What covers the whole of a wish counts for less than a name that is nearly the same."""
MIN_SHARED = 3
WORDS_TOLD = 6
_PREFIX = 3
"""A code is above another of the same system when it is the beginning of it, from three characters on (M17, M179)."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished for. `codes` are (code system key, code)."""

    title: str
    reason: str = ""
    synonyms: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.title, *self.synonyms) if name.strip())


@dataclass(slots=True)
class Likeness:
    """A topic in use, or an open order, that resembles the wish. `why` says in words what is alike."""

    topic: Topic | None = None
    order: Order | None = None
    score: float = 0.0
    why: list[str] = field(default_factory=list)
    sites: int = 0
    here: bool = False

    @property
    def exists(self) -> bool:
        """Is it called the same? Then an order must say why that is not enough."""
        return self.score >= SAME

    def add(self, score: float, why: str) -> None:
        """One more thing that is alike."""
        if why not in self.why:
            self.why.append(why)
        self.score = max(self.score, score)


def similar(wish: Wish, *, site: Site | None = None, other_than: Order | None = None) -> list[Likeness]:
    """The topics and open orders that resemble a wish, the likest first, at most six.

    At most eleven queries, however many topics; the first time in a process, also one for each 500 texts.
    """
    topics: dict[int, Likeness] = {}
    meant = terms.meant(wish.names)
    for pk, score, why in (*_by_name(wish, meant), *_by_code(wish, meant), *_by_content(wish)):
        topics.setdefault(pk, Likeness()).add(score, why)
    best = sorted(topics, key=lambda pk: (-topics[pk].score, -len(topics[pk].why), pk))[:SHOWN]
    known = Topic.objects.filter(withdrawn_at__isnull=True).in_bulk(best)
    _count_sites(topics, best, site)
    found = []
    for pk in best:
        if pk in known:
            topics[pk].topic = known[pk]
            found.append(topics[pk])
    return sorted([*found, *_orders(wish, other_than)], key=lambda row: -row.score)[:SHOWN]


def _names() -> Iterator[tuple[int, str, str]]:
    """(topic, name, which kind of name)."""
    for pk, title in Topic.objects.filter(withdrawn_at__isnull=True).values_list("pk", "title"):
        yield pk, title, _("Samme tittel: «%(name)s».")
    for pk, title in TopicText.objects.values_list("topic_id", "title"):
        yield pk, title, _("Samme tittel: «%(name)s».")
    for pk, term in Synonym.objects.values_list("topic_id", "term"):
        yield pk, term, _("Temaet kalles også «%(name)s».")


def _by_name(wish: Wish, meant: Meant) -> Iterator[tuple[int, float, str]]:
    for pk, name, same in _names():
        score = max((likeness(own, name) for own in wish.names), default=0.0)
        if score >= SAME:
            yield pk, score, same % {"name": name}
        elif score >= NEAR:
            yield pk, score, _("Navnet ligner: «%(name)s».") % {"name": name}
        elif any(likeness(word, name) >= SAME for word in meant.words):
            yield pk, OTHER_WORD, _("Kodeverkene sier at «%(name)s» er et annet ord for det samme.") % {"name": name}


def _by_code(wish: Wish, meant: Meant) -> Iterator[tuple[int, float, str]]:
    codes = (*wish.codes, *meant.codes)
    if not codes:
        return
    rows = TopicCoding.objects.filter(system__key__in={system for system, _code in codes})
    for pk, system, name, code in rows.values_list("topic_id", "system__key", "system__name", "code"):
        score = code_likeness(codes, system, code)
        if score:
            same = _("Samme kode: %(system)s %(code)s.") if score == SAME_CODE else _("Nær kode: %(system)s %(code)s.")
            yield pk, score, same % {"system": name, "code": code}


def code_likeness(codes: Iterable[tuple[str, str]], system: str, code: str) -> float:
    """How near a code is to the nearest of these: the same, or one above the other."""
    best = 0.0
    for own_system, own in codes:
        if own_system != system:
            continue
        if own == code:
            return SAME_CODE
        short, long = sorted((own, code), key=len)
        if len(short) >= _PREFIX and long.startswith(short):
            best = NEAR_CODE
    return best


def _by_content(wish: Wish) -> Iterator[tuple[int, float, str]]:
    names = frozenset().union(*(stems(name) for name in wish.names)) if wish.names else frozenset()
    asked = names | stems(wish.reason)
    base = content.contents()
    if len(asked) < MIN_SHARED or not base:
        return
    weights = content.rarity(base)
    unseen = math.log(len(base) + 1)
    for pk, text in base.items():
        shared = asked & text
        score = content.covered(asked, text, weights, unseen)
        named = content.covered(names, text, weights, unseen)
        if min(score, named) >= COVERED and len(shared) >= MIN_SHARED:
            told = sorted(shared, key=lambda stem: -weights.get(stem, unseen))[:WORDS_TOLD]
            yield pk, AS_CONTENT * score, _("Teksten handler om det samme: %(words)s.") % {"words": ", ".join(_whole(told, wish))}


def _whole(shared: Sequence[str], wish: Wish) -> list[str]:
    """The stems as the words that were written."""
    from fellesnett.participation.likeness.stems import parts, words

    said = [*wish.names, wish.reason]
    found = {stem: word for text in reversed(said) for word in words(text) for stem in parts(word)}
    return list(dict.fromkeys(found.get(stem, stem) for stem in shared))


def _count_sites(topics: dict[int, Likeness], best: Sequence[int], site: Site | None) -> None:
    used = Adoption.objects.filter(topic__in=best).adopted()
    for pk, number in used.order_by().values_list("topic_id").annotate(Count("pk")):
        topics[pk].sites = number
    if site is not None:
        for pk in used.for_site(site).values_list("topic_id", flat=True):
            topics[pk].here = True


def _orders(wish: Wish, other_than: Order | None) -> Iterator[Likeness]:
    rows = Order.objects.open().select_related("site")
    if other_than is not None:
        rows = rows.exclude(pk=other_than.pk)
    codes = OrderCoding.objects.filter(order__in=rows) if wish.codes else OrderCoding.objects.none()
    coded: dict[int, list[tuple[str, str]]] = {}
    for pk, system, code in codes.values_list("order_id", "system__key", "code"):
        coded.setdefault(pk, []).append((system, code))
    for order in rows:
        row = Likeness(order=order)
        for name in (order.title, *order.synonyms):
            score = max((likeness(own, name) for own in wish.names), default=0.0)
            if score >= NEAR:
                said = _("Samme tittel: «%(name)s».") if score >= SAME else _("Navnet ligner: «%(name)s».")
                row.add(score, said % {"name": name})
        for system, code in coded.get(order.pk, ()):
            if score := code_likeness(wish.codes, system, code):
                row.add(score, _("Samme eller nær kode: %(code)s.") % {"code": code})
        if row.why:
            yield row
