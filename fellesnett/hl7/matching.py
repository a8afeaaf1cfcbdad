"""Which texts answer a question: by the code, by one above it, through a map to another code system, by
what took its place, by the words.

The first way that leads anywhere is the answer. Of each topic the text nearest to whoever asks is given: their hospital's,
else the national. A language that is not Norwegian counts before the place; who asks from nowhere gets the national text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q, QuerySet

from fellesnett.codes.queries import codes_for_word, systems_by_any_name
from fellesnett.delivery.models import Item
from fellesnett.delivery.queries import items_for_code_onward
from fellesnett.foundation.languages import NORWEGIAN, stand_ins
from fellesnett.hl7 import whereabouts
from fellesnett.hl7.knowledge_requests import Criterion, Question
from fellesnett.hl7.whereabouts import Whereabouts

Rule = Literal["exact", "parent", "mapped", "replaced", "text"]
MOST_TEXTS = 20


@dataclass(frozen=True, slots=True)
class Found:
    item: Item
    rule: Rule


def texts_for(question: Question, on: date) -> list[Found]:
    """The texts that answer, the first criterion's first; at most MOST_TEXTS."""
    here = whereabouts.by_identifier(question.organizations) or whereabouts.by_address(question.postal_code, question.city)
    within = _within_reach(here)
    chosen: dict[object, Rule] = {}
    for criterion in question.criteria:
        items, rule = _matched(criterion, within, on)
        for item in _nearest(items, question.language, here):
            chosen.setdefault(item.pk, rule)
    whole = Item.objects.in_bulk(list(chosen)[:MOST_TEXTS])
    return [Found(whole[pk], rule) for pk, rule in list(chosen.items())[:MOST_TEXTS] if pk in whole]


def _within_reach(here: Whereabouts | None) -> QuerySet[Item]:
    """From a hospital: its texts, those of the place itself, and the national. From nowhere: all but those of one place."""
    shown = Item.objects.shown().exclude(document="").select_related("place").defer("document", "packed")
    whole = Q(place__isnull=True)
    if here is None:
        return shown.filter(whole)
    return shown.filter(
        Q(site__isnull=True) | Q(site=here.site) & (whole | Q(place__organization=here.organization)),
    )


def _matched(criterion: Criterion, within: QuerySet[Item], on: date) -> tuple[list[Item], Rule]:
    system = systems_by_any_name(criterion.system) if criterion.system else None
    if system:
        matched = items_for_code_onward(system, criterion.code, within, on)
        if matched.rule:
            return list(matched.items), matched.rule
    return next((items for word in criterion.words if (items := _by_words(word, within))), []), "text"


def _by_words(words: str, within: QuerySet[Item]) -> list[Item]:
    """Texts that are called so, or whose topic is; else those on the codes that a word in the lists leads to."""
    spellings = [words, words.lower(), words.capitalize()]
    called = Q(edition__title__in=spellings) | Q(topic__synonyms__term__in=spellings)
    if items := list(within.filter(called).distinct()):
        return items
    found = (_about(within, system, codes) for system, codes in codes_for_word(words).items())
    return [item for items in found for item in items]


def _about(within: QuerySet[Item], system: str, codes: Sequence[str]) -> list[Item]:
    if not codes:
        return []
    tagged = Q(topic__codings__system__key=system, topic__codings__code__in=codes)
    return list(within.filter(tagged).distinct())


def _nearest(items: Iterable[Item], language: str, here: Whereabouts | None) -> Iterator[Item]:
    """Of each topic the nearest text; where nobody's is nearer than another's, every hospital's own, in one language each."""
    by_topic: dict[object, list[Item]] = {}
    for item in items:
        by_topic.setdefault(item.topic_id, []).append(item)
    for same in by_topic.values():
        same.sort(key=lambda item: (_distance(item, language, here), item.pk))
        if here is not None or same[0].site_id is None:
            yield same[0]
        else:
            yield from {item.site_id: item for item in reversed(same)}.values()


def _distance(item: Item, language: str, here: Whereabouts | None) -> tuple[int, ...]:
    """From a hospital, a text that can be read before one that is near; from nowhere, the national text before any hospital's."""
    wanted = stand_ins(language)
    foreign = item.language != language and not (language in NORWEGIAN and item.language in NORWEGIAN)
    order = wanted.index(item.language) if item.language in wanted else len(wanted)
    if here is None:
        return item.site_id is not None, foreign, order
    return foreign, 2 if item.site_id is None else 1 if item.place_id is None else 0, order
