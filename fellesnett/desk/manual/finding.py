"""Search in the manual: few pages, so each is asked. Tolerates how Norwegian bends its words, and words grown together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from fellesnett.desk.manual.reading import WRITTEN_IN, Page, pages_in

ENDINGS = frozenset(
    re.findall(r"\w*", "a ane ar de dd e en ene ent er ere et ing inga ingen inger ingar n ne nes nd nde r re s st t te tt")
)
"""What may follow the part that two forms of one word share, in bokmål and nynorsk: also nothing."""
SHARED = 4
_SMALL = """at av de den der det du dere eg ein eit en er et for fra frå gjøre gjør gjere gjer ha har hva hvem hvor hvordan
i ikke ikkje jeg kan kva kven korleis kor man me med meg min når og om på seg skal slik som til vi vil å"""
SMALL = frozenset(_SMALL.split())
"""Words of a question that say nothing of its task."""
TITLE, NAMES, STEPS, BODY = 8, 6, 3, 1

Weights = dict[str, int]


def words_of(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", text.casefold()) if word not in SMALL]


def same_word(one: str, other: str) -> bool:
    """Two forms of the same word: «godkjenne» and «godkjenning», «melding» and «meldingene»."""
    letters = enumerate(zip(one, other, strict=False))
    shared = next((at for at, (here, there) in letters if here != there), min(len(one), len(other)))
    if shared < SHARED:
        return one == other
    return one[shared:] in ENDINGS and other[shared:] in ENDINGS


def root(word: str) -> str:
    """The word without its longest ending, as long as enough is left."""
    cuts = [word[: -len(ending)] for ending in ENDINGS if ending and word.endswith(ending)]
    return min((cut for cut in cuts if len(cut) >= SHARED), key=len, default=word)


def _weigh(texts: Iterable[str], weight: int, into: Weights) -> None:
    for word in words_of(" ".join(texts)):
        into[word] = max(weight, into.get(word, 0))


@cache
def _index(language: str) -> Mapping[str, Weights]:
    """For each page, what each of its words counts. A title in the other written Norwegian finds it too."""
    index = {}
    for slug, page in pages_in(language).items():
        weights: Weights = {}
        others = (pages_in(other)[slug] for other in WRITTEN_IN if slug in pages_in(other))
        _weigh([page.title], TITLE, weights)
        _weigh((text for other in others for text in (other.title, *other.words)), NAMES, weights)
        _weigh(page.steps, STEPS, weights)
        _weigh((page.when, page.then, *(text for each in page.wrong for text in (each.what, each.do))), BODY, weights)
        index[slug] = weights
    return index


def _worth(word: str, weights: Weights) -> float:
    """The best that the page says of a word. Within a longer word («melding» in «driftsmelding») it counts half."""
    whole = max((weight for known, weight in weights.items() if same_word(word, known)), default=0)
    stem = root(word)
    within = max((weight for known, weight in weights.items() if len(stem) >= SHARED and stem in known), default=0)
    return max(whole, within / 2)


def find(question: str, language: str) -> list[Page]:
    """The pages that speak of what was asked, best first: those with every word of it, or else those with most."""
    asked = words_of(question)
    found = []
    for slug, weights in _index(language).items():
        worth = [_worth(word, weights) for word in asked]
        if hits := sum(1 for each in worth if each):
            found.append((hits, sum(worth), slug))
    most = max((hits for hits, _worth_, _slug in found), default=0)
    best = sorted((-worth, slug) for hits, worth, slug in found if hits == most)
    return [pages_in(language)[slug] for _worth_, slug in best]


def meant(question: str, language: str) -> str:
    """What was perhaps meant by a question that found nothing; empty when no known word is near."""
    known = sorted({word for weights in _index(language).values() for word in weights})
    near = [get_close_matches(word, known, n=1, cutoff=0.8) for word in words_of(question)]
    guess = " ".join(match[0] for match in near if match)
    return guess if guess and find(guess, language) else ""
