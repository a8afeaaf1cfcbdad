"""Norwegian words by their stems, and compounds in parts: `hofteproteser` is `hoft` and `protes`."""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = "aeiouyæåøéèêò"
_WORD = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_STEP_1 = sorted((
    "hetenes", "hetene", "hetens", "endes", "heter", "heten", "edes", "ande", "ende", "ane", "ene", "ens", "ers", "ets",
    "het", "ast", "ede", "enes", "ar", "en", "er", "es", "et", "as", "a", "e",
), key=len, reverse=True)  # fmt: skip
_STEP_3 = ("hetslov", "eleg", "elig", "elov", "slov", "leg", "eig", "lig", "els", "lov", "ig")
_BEFORE_S = frozenset("bcdfghjlmnoprtvyz")
STOP = frozenset((
    "og", "i", "på", "til", "av", "for", "med", "en", "et", "ei", "den", "det", "de", "dei", "som", "er", "var", "å", "at",
    "fra", "frå", "om", "hos", "ved", "etter", "under", "over", "før", "når", "kan", "skal", "må", "har", "hadde", "vil",
    "blir", "blei", "ble", "vert", "ikke", "ikkje", "eller", "men", "så", "du", "deg", "din", "ditt", "dine", "vi", "oss",
    "vår", "våre", "jeg", "eg", "meg", "han", "hun", "ho", "hun", "man", "seg", "sin", "sitt", "sine", "hva", "kva", "hvor",
    "kor", "hvordan", "korleis", "hvem", "kven", "hvilken", "dette", "denne", "disse", "desse", "noe", "noko", "noen",
    "nokon", "alle", "mange", "flere", "fleire", "også", "også", "bare", "berre", "inn", "ut", "opp", "ned", "mot",
    "mellom", "uten", "utan", "gjennom", "the", "of", "and", "in", "to", "pasient", "pasienter", "tekst", "informasjon",
    "spør", "spørre", "spurt", "ringer", "ring", "flest", "fleste", "flesteparten", "ønsker", "ønskjer", "år", "året",
    "trenger", "treng", "trengst", "mangler", "manglar", "få", "får", "fått", "bruker",
))  # fmt: skip
HEADS = (
    "operasjon", "undersøkelse", "undersøking", "behandling", "protese", "kirurgi", "brokk", "skade", "brudd", "brot", "kreft",
    "sykdom", "sjukdom", "trening", "test", "prøve", "skopi", "grafi", "terapi", "røntgen", "smerte", "svikt", "infarkt", "slag",
    "blødning", "bløding", "betennelse", "betennelsar", "transplantasjon", "ultralyd", "dialyse", "snitt", "stær", "leddsprotese",
    "vaksine", "poliklinikk", "innleggelse", "forberedelse", "måling", "registrering", "donasjon", "ekg", "skopering",
)  # fmt: skip
"""The last parts of the compounds that texts of this base are called by."""
GENERIC = frozenset((
    "operasjon", "undersøk", "undersøking", "behandl", "behandling", "kirurgi", "sykdom", "sjukdom", "test", "prøv",
    "terapi", "opptrening", "trening", "måling", "innsetting", "fjerning", "hjelp", "forbered", "innlegg", "poliklinikk",
    "kontroll", "kikkert",
))  # fmt: skip
"""Stems that many titles share: alike in these alone is not alike."""


SPELLINGS = {
    "hjart": "hjert", "sjukdom": "sykdom", "undersøking": "undersøk", "behandling": "behandl", "aug": "øy", "bein": "ben",
    "veg": "vei", "bløding": "blødning", "brot": "brudd", "lekam": "kropp", "førebuing": "forbered", "kikker": "kikkert",
    "sjuk": "syk", "lækjar": "lege", "leg": "lege", "vass": "vann", "vat": "vann", "hovud": "hode", "hod": "hode",
}  # fmt: skip
"""Stems in nynorsk, or of another form, and the one they are held against."""
_CLOSED_UP = re.compile(r"(?<=[dtkpbgfs])l$")
"""`mandlene` has lost the vowel of `mandel`."""


def words(text: str) -> list[str]:
    """The words of a text in lower case, without the small ones that every text has."""
    return [word for word in _WORD.findall(text.casefold()) if word not in STOP]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem by Snowball's Norwegian rules (snowballstem.org/algorithms/norwegian), which hold for nynorsk's endings too;
    then by the spelling that bokmål and nynorsk are held against."""
    found = _snowball(word)
    found = SPELLINGS.get(found, found)
    return _CLOSED_UP.sub("el", found)


def _snowball(word: str) -> str:
    start = _region(word)
    for ending in _STEP_1:
        if word.endswith(ending) and len(word) - len(ending) >= start:
            word = word[: -len(ending)]
            break
    else:
        word = _without_s(word, start)
    if word.endswith(("dt", "vt")) and len(word) - 2 >= start:
        word = word[:-1]
    for ending in _STEP_3:
        if word.endswith(ending) and len(word) - len(ending) >= start:
            return word[: -len(ending)]
    return word


def _without_s(word: str, start: int) -> str:
    for ending in ("erte", "ert"):
        if word.endswith(ending) and len(word) - len(ending) >= start:
            return word[: -len(ending)] + "er"
    if word.endswith("s") and len(word) - 1 >= start and len(word) > 2:
        before = word[-2]
        if before in _BEFORE_S or (before == "k" and word[-3] not in VOWELS):
            return word[:-1]
    return word


def _region(word: str) -> int:
    """Where endings may begin: after the first consonant that follows a vowel, and after three letters."""
    for at in range(1, len(word)):
        if word[at] not in VOWELS and word[at - 1] in VOWELS:
            return max(at + 1, 3)
    return len(word)


_HEADS = frozenset(_snowball(head) for head in HEADS)


@lru_cache(maxsize=65_536)
def parts(word: str) -> frozenset[str]:
    """The stems of a word: of a compound, of its last part and what stands before it, as well as of the whole."""
    whole = _snowball(word)
    for ending in _HEADS:
        at = whole.rfind(ending)
        if at >= 3 and at + len(ending) == len(whole):
            before = word[:at]
            short = before[:-1] if before.endswith("s") and len(before) > 4 else before
            return parts(short) | {SPELLINGS.get(ending, ending)}
    return frozenset({stem(word)})


def stems(text: str) -> frozenset[str]:
    """All stems of a text, compounds taken apart."""
    return frozenset(stem for word in words(text) for stem in parts(word))
