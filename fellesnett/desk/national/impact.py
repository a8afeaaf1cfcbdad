"""What an edition would mean at each site, asked before it is released (semantics.md section 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.adoption import queries
from fellesnett.adoption.queries import SiteImpact
from fellesnett.composition.blocks import Edition
from fellesnett.foundation import languages
from fellesnett.insight import viewing
from fellesnett.national.models import Edition as StoredEdition
from fellesnett.national.models import Topic
from fellesnett.national.naming import path_of
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

LANGUAGES = dict(LANGUAGE_CHOICES)
OUTCOMES = {
    "conflict": gettext_lazy("velge mellom sin tekst og den nye"),
    "base_gone": gettext_lazy("se på egen tekst: den de erstattet, er borte"),
    "hidden_change": gettext_lazy("lese ny tekst som deres kapittel skjuler"),
    "orphan": gettext_lazy("flytte tillegg som mister plassen sin"),
    "proposal": gettext_lazy("se på et forslag til sammenslått tekst"),
    "ask_still_right": gettext_lazy("se om tillegget stemmer"),
    "ask_still_left_out": gettext_lazy("se om noe fortsatt skal utelates"),
    "converged": gettext_lazy("godkjenne: egen tekst er blitt lik den nasjonale"),
    "dissolve": gettext_lazy("godkjenne: egen tekst trengs ikke lenger"),
    "parked": gettext_lazy("se på egen tekst som settes på vent"),
}
OPERATIONS = {
    "fill": gettext_lazy("utfylling"),
    "supplement": gettext_lazy("tillegg"),
    "override": gettext_lazy("erstatning"),
    "omit": gettext_lazy("utelatelse"),
    "retitle": gettext_lazy("egen tittel"),
}


@dataclass(frozen=True, slots=True)
class AtSite:
    """One site: the edition it has, its own text that is touched, what it must decide, which of its languages fall behind, and
    how often its page was opened of late."""

    site: Site
    edition: int
    touched: tuple[str, ...]
    expected: tuple[str, ...]
    behind: tuple[str, ...]
    opened: int = 0

    @property
    def views(self) -> str:
        return viewing.in_words(self.opened)

    @property
    def is_clean(self) -> bool:
        """Is one yes enough?"""
        return not self.expected


@dataclass(frozen=True, slots=True)
class Impact:
    """All sites that use the text, the heaviest first, and the national languages that fall behind."""

    sites: tuple[AtSite, ...]
    behind: tuple[str, ...]

    @property
    def clean(self) -> int:
        """How many sites need only say yes."""
        return sum(site.is_clean for site in self.sites)

    @property
    def views(self) -> str:
        """How often these sites' pages were opened, added up."""
        return viewing.in_words(sum(site.opened for site in self.sites))

    @property
    def deciding(self) -> int:
        """How many sites have something to decide."""
        return len(self.sites) - self.clean


def impact(topic: Topic, new: Edition, *, at: datetime) -> Impact:
    """What `new` would mean for every site that has taken up the topic in its language, in an editor's words.

    The number of queries does not grow with the number of sites.
    """
    opened = viewing.by_site(path_of(topic.kind, topic.key), at=at)
    rows = [_at_site(row, opened.get(row.site.pk, 0)) for row in queries.impact(topic, new.language, new).rows]
    return Impact(
        tuple(sorted(rows, key=lambda row: (-len(row.expected), -len(row.touched), -row.opened, row.site.name))),
        _behind_nationally(topic, new),
    )


def _at_site(row: SiteImpact, opened: int) -> AtSite:
    asked = [] if row.clean else [outcome for outcome in row.operations if outcome["outcome"] in OUTCOMES]
    return AtSite(
        site=row.site,
        edition=row.edition,
        touched=_counted(str(OPERATIONS[row.own[key]]) for key in _touched(row.operations) if key in row.own),
        expected=_counted(str(OUTCOMES[outcome["outcome"]]) for outcome in asked),
        behind=tuple(LANGUAGES[language] for language in row.translations),
        opened=opened,
    )


def _touched(outcomes: Iterable[dict[str, Any]]) -> list[str]:
    """The site's own operations that stand on something the edition changes."""
    return list(
        dict.fromkeys(
            item["operation"] for item in outcomes if item["operation"] and item["outcome"] != "unchanged" and _moves(item)
        )
    )


def _moves(outcome: dict[str, Any]) -> bool:
    return outcome["outcome"] != "keep" or bool(outcome["reasons"])


def _behind_nationally(topic: Topic, new: Edition) -> tuple[str, ...]:
    if new.language != languages.SOURCE:
        return ()
    live = StoredEdition.objects.live().filter(topic=topic).exclude(language=new.language)
    return tuple(LANGUAGES[language] for language in live.order_by("language").values_list("language", flat=True))


def _counted(words: Iterable[str]) -> tuple[str, ...]:
    """«tillegg», «erstatning (2)»."""
    return tuple(
        word if times == 1 else _("%(word)s (%(times)s)") % {"word": word, "times": times}
        for word, times in Counter(words).items()
    )
