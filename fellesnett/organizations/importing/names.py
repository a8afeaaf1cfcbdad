"""Names as registers write them and as people read them.

`spelling` decides when two names are one; `tidy` makes a name in capitals readable; `FULL_NAMES` are the short forms the
public lists use for bodies whose full name the other lists give. A unit's own words are never guessed at.
"""

from __future__ import annotations

import re

FULL_NAMES = {"UNN HF": "Universitetssykehuset Nord-Norge HF", "NLSH HF": "Nordlandssykehuset HF"}
"""Short form -> full name, each seen in another of the public lists."""

_LOWER = frozenset(
    """
    og i for av på ved til med avd avdeling avdelingen enhet enheten seksjon seksjonen poliklinikk poliklinikken poliklinikker
    polikliniske poliklinisk polikl psykisk psykiatri psykiatrisk psykiatriske psyk helsevern helsetjeneste barne barn unge voksne
    ungdomspsykiatri ungdomspsykiatrisk ungdomspsyk voksenpsykiatri voksenpsykiatrisk voksenpsyk alderspsykiatri
    alderspsykiatrisk alderspsykiatriske sikkerhetspsykiatri rus rusmedisin rusbehandling rusomsorg ruspoliklinikk
    ruspoliklinikker avhengighet avhengighetsbehandling tverrfaglig spesialisert spes døgnavdeling døgnenhet døgnseksjon
    døgnseksjonen døgnbehandling døgnpost dagbehandling behandling rehabilitering habilitering somatikk sikkerhet klinikk
    klinikken divisjon fengsel omsorg arbeidshelse sykehus universitetssykehus universitetssjukehus universitetssykehuset
    behandlingssenter senter kollektivet russeksjon stråleterapi pg omegn fagutvikling
    """.split()  # noqa: SIM905
)
_ACRONYMS = frozenset(
    """
    HF RHF AS SA DPS BUP VOP TSB LAR ARA NKS N.K.S. SANKS UNN OUS LHL FACT NLSH IKS BA ANS PTØ NIMI KSK ROP MST LMS
    ARP DPC CL OCD
    """.split()  # noqa: SIM905
)
_GONE = re.compile(r"\s*\(slettet [0-9.]+\)", re.IGNORECASE)
_UNKNOWN = re.compile(r"^(finnes ikke|ingen treff) i brreg", re.IGNORECASE)


def full_name(name: str) -> str:
    """The full name behind a short form the lists use; any other name as it stands."""
    return FULL_NAMES.get(name, name)


def spelling(name: str) -> str:
    """What two spellings of one name have in common: no case, punctuation or spaces."""
    return re.sub(r"[\W_]+", " ", full_name(name).casefold()).strip()


def body(name: str) -> str:
    """The spelling without the form of company: `Sunnaas sykehus HF` is the body `sunnaas sykehus`."""
    return re.sub(r" (hf|rhf|as)$", "", spelling(name))


def same_but_for_company_form(one: str, other: str) -> bool:
    """Are these letter for letter the same name, apart from a known short form and HF, RHF or AS at the end?"""
    return re.sub(r" (HF|RHF|AS)$", "", full_name(one)) == re.sub(r" (HF|RHF|AS)$", "", full_name(other))


def is_gone(name: str) -> bool:
    """Does the list itself say, in the name, that this unit is deleted or unknown to the central register?"""
    return bool(_GONE.search(name) or _UNKNOWN.search(name))


def tidy(name: str) -> str:
    """The name with single spaces, a space on both sides of a lone hyphen, and no shouting."""
    name = _GONE.sub("", name)
    name = re.sub(r"(\w)- (?!og\b|pg\b)", r"\1 - ", name, flags=re.IGNORECASE)
    name = re.sub(r" -(\w)", r" - \1", name)
    name = re.sub(r",(\S)", r", \1", re.sub(r"\s+", " ", name)).strip()
    return _calm(name) if name.isupper() else name


def _calm(name: str) -> str:
    words = re.split(r"([\s,()/+-]+)", name)
    calm = "".join(_calm_word(word, first=index == 0) for index, word in enumerate(words))
    return re.sub(r"\b(psyk|psykisk) Helse\b", r"\1 helse", calm)


def _calm_word(word: str, *, first: bool) -> str:
    if word in _ACRONYMS or (len(word) == 1 and not first and word not in "IO"):
        return word
    if not first and word.casefold() in _LOWER:
        return word.casefold()
    return ".".join(part.capitalize() for part in word.split("."))
