"""Which signposts stand at a topic, and which an editor looks for."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from fellesnett.codes.models import Concept
from fellesnett.national.models import Topic
from fellesnett.signposts.models import Signpost, SignpostQuerySet

MAX_LEVELS = 6


def at_topic(topic: Topic, on: date) -> list[Signpost]:
    """The signposts that readers of a topic meet: first those put up at it, then those about its codes, then those about the
    codes above. At most five queries and one for each level of its codes."""
    tagged = list(topic.codings.values_list("system_id", "code"))
    rank = dict.fromkeys(tagged, 1) | dict.fromkeys(_above(tagged), 2)
    about = reduce(or_, (Q(codings__system_id=system, codings__code=code) for system, code in rank), Q(pk__in=[]))
    found = Signpost.objects.shown(on).filter(Q(topics=topic) | about).distinct().prefetch_related("arms", "codings")
    own = set(topic.signposts.values_list("pk", flat=True))  # type: ignore[attr-defined]

    def nearness(signpost: Signpost) -> tuple[int, str, int]:
        codes = (rank[key] for coding in signpost.codings.all() if (key := (coding.system_id, coding.code)) in rank)
        return 0 if signpost.pk in own else min(codes, default=2), signpost.publisher.casefold(), signpost.pk

    return sorted(found, key=nearness)


def _above(codes: list[tuple[int, str]]) -> set[tuple[int, str]]:
    """Every code above one of these, in any release. One query for each level."""
    found: set[tuple[int, str]] = set()
    level = set(codes)
    for _level in range(MAX_LEVELS):
        match = reduce(or_, (Q(release__system=system, code=code) for system, code in level), Q(pk__in=[]))
        parents = (
            Concept.objects.filter(match).exclude(parent_code="").values_list("release__system_id", "parent_code").distinct()
        )
        level = set(parents) - found - set(codes) if level else set()
        if not level:
            return found
        found |= level
    return found


def find(words: str, *, state: str = "", due_before: date | None = None) -> SignpostQuerySet:
    """The signposts with these words in a title, an address, the publisher, or the name or code of what they are about."""
    found = Signpost.objects.all()
    if state:
        found = found.filter(state=state)
    if due_before:
        found = found.due(due_before)
    if words:
        code = words.replace(".", "").upper()
        either = Q(codings__code__startswith=code)
        for spelling in {words, words.lower(), words.capitalize(), words.upper()}:  # SQLite folds the case of a to z only
            for field in ("publisher", "arms__title", "arms__address", "topics__title", "topics__key"):
                either |= Q(**{f"{field}__icontains": spelling})
        found = found.filter(either)
    return found.distinct().order_by("publisher", "pk")
