"""What an edition would mean at each site, asked before it is released (semantics.md section 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.plans import is_clean, plan_for
from fellesnett.composition.blocks import Edition
from fellesnett.national.models import Edition as StoredEdition
from fellesnett.national.models import Topic
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

SOURCE_LANGUAGE = "nb"
LANGUAGES = dict(LANGUAGE_CHOICES)
OUTCOMES = {
    "conflict": gettext_lazy("konflikt"),
    "base_gone": gettext_lazy("teksten de har erstattet, er borte"),
    "hidden_change": gettext_lazy("ny tekst de ikke ser"),
    "orphan": gettext_lazy("tillegg som mister plassen sin"),
    "proposal": gettext_lazy("forslag til sammenfletting"),
    "ask_still_right": gettext_lazy("må se om tillegget stemmer"),
    "ask_still_left_out": gettext_lazy("må se om noe fortsatt skal utelates"),
    "converged": gettext_lazy("egen tekst er blitt lik den nasjonale"),
    "dissolve": gettext_lazy("egen tekst trengs ikke lenger"),
    "parked": gettext_lazy("egen tekst settes på vent"),
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
    """One site: the edition it has, its own text that is touched, what it must decide, and which of its languages fall behind."""

    site: Site
    edition: int
    touched: tuple[str, ...]
    expected: tuple[str, ...]
    behind: tuple[str, ...]

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
    def deciding(self) -> int:
        """How many sites have something to decide."""
        return len(self.sites) - self.clean


def impact(topic: Topic, new: Edition) -> Impact:
    """What `new` would mean for every site that has taken up the topic in its language.

    The number of queries does not grow with the number of sites.
    """
    adopted = topic.adoptions.adopted().filter(texts__language=new.language)
    held = gather(set(adopted.values_list("pk", flat=True)))
    texts = [text for text in held.texts.values() if text.language == new.language]
    rows = [_at_site(held, text, new) for text in texts]
    return Impact(
        tuple(sorted(rows, key=lambda row: (-len(row.expected), -len(row.touched), row.site.name))),
        _behind_nationally(topic, new),
    )


def _at_site(held: Holdings, text: AdoptedText, new: Edition) -> AtSite:
    plan = plan_for(held, text, 0, new=new)
    own = {row.key: row.op for row in held.next_rows(text, None)}
    asked = [] if is_clean(plan) else [outcome for outcome in plan["outcomes"] if outcome["outcome"] in OUTCOMES]
    return AtSite(
        site=text.adoption.site,
        edition=held.library.edition(text.edition_id).number,
        touched=_counted(str(OPERATIONS[own[key]]) for key in _touched(plan["outcomes"]) if key in own),
        expected=_counted(str(OUTCOMES[outcome["outcome"]]) for outcome in asked),
        behind=_others(held.texts.values(), text),
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


def _others(texts: Iterable[AdoptedText], text: AdoptedText) -> tuple[str, ...]:
    """The site's languages that are translated from this one."""
    if text.language != SOURCE_LANGUAGE:
        return ()
    mine = (other.language for other in texts if other.adoption_id == text.adoption_id and other.pk != text.pk)
    return tuple(LANGUAGES[language] for language in sorted(mine))


def _behind_nationally(topic: Topic, new: Edition) -> tuple[str, ...]:
    if new.language != SOURCE_LANGUAGE:
        return ()
    live = StoredEdition.objects.live().filter(topic=topic).exclude(language=new.language)
    return tuple(LANGUAGES[language] for language in live.order_by("language").values_list("language", flat=True))


def _counted(words: Iterable[str]) -> tuple[str, ...]:
    """«tillegg», «erstatning (2)»."""
    return tuple(
        word if times == 1 else _("%(word)s (%(times)s)") % {"word": word, "times": times}
        for word, times in Counter(words).items()
    )
