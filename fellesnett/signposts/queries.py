"""Which signposts stand at a topic, and which an editor looks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from fellesnett.codes.models import Concept
from fellesnett.codes.queries import normalize_code
from fellesnett.foundation.languages import stand_ins
from fellesnett.national.models import Topic
from fellesnett.signposts.models import Arm, Audience, Signpost, SignpostQuerySet

MAX_LEVELS = 6
MOST = 6
"""Ways that a reader of a topic is shown."""
READERS = (Audience.EVERYONE, Audience.RELATIVES, Audience.CHILDREN)
"""What is written for health personnel is found at the desk, and not shown to patients."""
Way = tuple[Signpost, Arm]
Silent = Callable[[Collection[Way]], Collection[int]]
"""Of these ways, those (by the key of their arm) whose address does not answer."""


def ways(topic: Topic, language: str, on: date, *, silent: Silent) -> list[Way]:
    """The ways onward from a topic for a reader of this language, at most `MOST`: in the own language, else in one that stands in
    for it, else in any. `silent` says which of these lead nowhere."""
    posts = [post for post in at_topic(topic, on) if post.audience in READERS]
    found = [(post, arm) for post in posts if (arm := _arm(post, language))]
    dead = silent(found) if found else frozenset()
    return [(post, arm) for post, arm in found if arm.pk not in dead][:MOST]


def _arm(post: Signpost, language: str) -> Arm | None:
    arms = {arm.language: arm for arm in post.arms.all()}  # type: ignore[attr-defined]
    return next((arms[code] for code in (*stand_ins(language), *sorted(arms)) if code in arms), None)


def topics_with(topics: Collection[str], codes: Iterable[tuple[str, str]]) -> set[int]:
    """The topics with one of these keys, or tagged with one of these codes (system key, code) or one below: where a signpost
    about them stands. One query for each level of the codes."""
    level = {(key, normalize_code(key, code)) for key, code in codes}
    met = set(level)
    for _level in range(MAX_LEVELS):
        match = reduce(or_, (Q(release__system__key=key, parent_code__in=each) for key, each in _by_system(level)), Q(pk__in=[]))
        below = Concept.objects.filter(match).values_list("release__system__key", "code").distinct() if level else ()
        level = set(below) - met
        met |= level
    tagged = reduce(or_, (Q(codings__system__key=key, codings__code__in=each) for key, each in _by_system(met)), Q(pk__in=[]))
    return set(Topic.objects.filter(Q(key__in=topics) | tagged).values_list("pk", flat=True))


def _by_system(codes: Iterable[tuple[str, str]]) -> Collection[tuple[str, set[str]]]:
    """One condition for each system, not for each code: a chapter has more codes below it than a database takes conditions."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, code in codes:
        found[key].add(code)
    return found.items()


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
