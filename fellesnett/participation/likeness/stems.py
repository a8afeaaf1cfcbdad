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
    "trenger", "treng", "trengst", "mangler", "manglar", "få", "får", "fått", "bruker", "ika", "ina",
))  # fmt: skip
HEADS = (
    "operasjon", "undersøkelse", "behandling", "protese", "kirurgi", "brokk", "skade", "brudd", "kreft", "svulst", "stein",
    "sykdom", "lidelse", "forstyrrelse", "syndrom", "trening", "test", "prøve", "skopi", "grafi", "terapi", "røntgen", "smerte",
    "svikt", "infarkt", "slag", "blødning", "betennelse", "infeksjon", "artrose", "gikt", "prolaps", "stenose", "framfall",
    "inkontinens", "lekkasje", "transplantasjon", "ultralyd", "dialyse", "snitt", "stær", "vaksine", "poliklinikk", "innleggelse",
    "forberedelse", "måling", "registrering", "donasjon", "ekg", "skopering", "apparat", "innsprøyting", "plastikk",
)  # fmt: skip
"""The last parts of the compounds that texts of this base are called by."""
_COMMON = (
    "operasjon", "undersøkelse", "behandling", "kirurgi", "sykdom", "lidelse", "tilstand", "syndrom", "test", "prøve", "terapi",
    "opptrening", "trening", "måling", "innsetting", "fjerning", "hjelp", "forberedelse", "innleggelse", "poliklinikk",
    "kontroll", "kikkert", "barn", "ungdom", "unge", "voksen", "voksne", "eldre", "akutt", "kronisk", "annen", "andre", "medfødt",
    "type", "smerte", "skade", "symptomer", "plager", "planlagt", "livet", "leve", "utredning", "oppfølging",
)  # fmt: skip


FORMS = tuple((re.compile(old), new) for old, new in (
    # nynorsk
    ("sjuk", "syk"), ("hjart", "hjert"), ("høyr", "hør"), ("setj", "sett"), ("brot(?=$|et$|a$)", "brudd"), ("keisar", "keiser"),
    ("aug[ea]", "øye"), ("hovud", "hode"), ("vass|vatn", "vann"), ("^hand", "hånd"), ("band", "bånd"), ("røyr", "rør"),
    ("mjølk", "melk"), ("lækjar", "lege"), ("lekam", "kropp"), ("føreb[uo]", "forbered"), ("^ete(?=forst)", "spise"),
    ("vaksn", "voksn"), ("personleg", "personlig"), ("raud", "rød"), ("heit(?=$|en$)", "het"), ("ondarta", "ondartet"),
    # other forms of the same word
    ("bein", "ben"), ("frem", "fram"), ("^høgt?$", "høy"), ("^kne(?:et|ne|er)$", "kne"), ("^føtt(?:er|ene)$", "fot"),
    ("^hend(?:er|ene)$", "hånd"), ("^tær(?:ne)?$", "tå"), ("^øynene$|^øy(?:et|er|ne)$", "øye"),
    # Latin, and what else the same thing is called inside a word
    ("[ck]arcinom|cancer", "kreft"), ("ph", "f"), ("c(?=[aou])", "k"), ("osis$", "ose"), ("itis$", "itt"), ("ectomi", "ektomi"),
    ("revmat", "reumat"), ("gonartros", "kneartros"), ("[kc]oxartros", "hofteartros"), ("slitasjegikt|^slitasje", "artrose"),
    ("overvekt|slanke(?=oper)", "fedme"), ("ventilasjonsrør", "øredren"), ("blindtarmsbet", "blindtarmbet"), ("skivepr", "pr"),
    ("framkall", "igangsett"), ("forkammerflimm", "atrieflimm"),
))  # fmt: skip
"""Spellings inside a word, and the one that all are held against."""
SAME_AS = {
    "abdomen": "mage", "als": "amyotrofisk lateralsklerose", "anemi": "blodmangel", "angina": "hjertekrampe",
    "anoreksi": "spiseforstyrrelse", "apopleksi": "hjerneslag", "appendektomi": "fjerning av blindtarm",
    "appendisitt": "blindtarmbetennelse", "artroskopi": "kikkert ledd", "bariatrisk": "fedme", "bronkitt": "luftrørsbetennelse",
    "bronkoskopi": "kikkert luftrør", "bulimi": "spiseforstyrrelse", "caput": "hode", "cerebral": "hjerne", "columna": "rygg",
    "cystitt": "blærekatarr", "cystoskopi": "kikkert blære", "ekkokardiografi": "ultralyd hjerte", "emboli": "blodpropp",
    "encefalitt": "hjernebetennelse", "episiotomi": "klipping ved fødsel", "forhøyet": "høy", "gastroskopi": "kikkert magesekk",
    "glaukom": "grønn stær", "hepar": "lever", "hepatitt": "leverbetennelse", "hernie": "brokk", "hjerneinfarkt": "hjerneslag",
    "hjernedrypp": "hjerneslag", "hjerteattakk": "hjerteinfarkt", "hypertensjon": "høyt blodtrykk",
    "hypertyreose": "høyt stoffskifte", "hypoglykemi": "lavt blodsukker", "hypotensjon": "lavt blodtrykk",
    "hypotyreose": "lavt stoffskifte", "hysterektomi": "fjerning av livmor", "inguinalhernie": "lyskebrokk",
    "inkontinens": "lekkasje", "ivf": "prøverør", "katarakt": "grå stær", "kolecystektomi": "fjerning av galleblære",
    "kolelitiasis": "gallestein", "koloskopi": "kikkert tykktarm", "kolumna": "rygg", "konisering": "operasjon av livmorhals",
    "mamma": "bryst", "mammografi": "røntgen av bryst", "manisk": "bipolar", "mastektomi": "fjerning av bryst",
    "mellomøre": "midtre øre", "meningitt": "hjernehinnebetennelse", "ms": "multippel sklerose",
    "myom": "muskelknute i livmor", "nefrektomi": "fjerning av nyre", "nefrolitiasis": "nyrestein", "osteoporose": "benskjørhet",
    "otitt": "ørebetennelse", "parkinsonisme": "parkinson", "pneumoni": "lungebetennelse",
    "prostatektomi": "fjerning av prostata", "renal": "nyre", "sectio": "keisersnitt", "spirometri": "pusteprøve",
    "strabisme": "skjeling", "sukkersyke": "diabetes", "thorax": "brystkasse", "thyroidea": "skjoldbruskkjertel",
    "tinnitus": "øresus", "tonsillektomi": "fjerning av mandler", "toraks": "brystkasse", "trombose": "blodpropp",
    "tyreoidea": "skjoldbruskkjertel", "varicer": "åreknuter", "øredren": "dren i øret",
}  # fmt: skip
"""What a text may be called in Latin or by few, and what most call it: each is held against the other."""
_CLOSED_UP = re.compile(r"(?<=[dtkpbgfs])l$")
"""`mandlene` has lost the vowel of `mandel`."""
_DEED = re.compile(r"(?<=\w{3})(?:ning|ing|els)$")
"""`undersøking` and `undersøkelse`, `blødning` and `bløding`: the same deed."""


def words(text: str) -> list[str]:
    """The words of a text in lower case, without the small ones that every text has."""
    return [word for word in _WORD.findall(text.casefold()) if word not in STOP]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem by Snowball's Norwegian rules (snowballstem.org/algorithms/norwegian), which hold for nynorsk's endings too;
    in the spelling that bokmål and nynorsk are held against, and without the ending that makes a noun of a verb."""
    return _CLOSED_UP.sub("el", _DEED.sub("", _snowball(respelled(word))))


@lru_cache(maxsize=65_536)
def respelled(word: str) -> str:
    """A word in the one spelling that all are held against."""
    for old, new in FORMS:
        word = old.sub(new, word)
    return word


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


_PART = 3
"""Letters of the least word before the last part of a compound: kne, øre."""
_HEADS = dict(sorted(((_snowball(respelled(head)), stem(head)) for head in HEADS), key=lambda one: len(one[0]), reverse=True))
"""What each last part is cut down to at the end of a compound, and its stem as it stands alone: the same word, cut once."""
GENERIC = frozenset(stem(word) for word in _COMMON)
"""Stems that many titles share: alike in these alone is not alike."""


@lru_cache(maxsize=65_536)
def parts(word: str) -> frozenset[str]:
    """The stems of a word: of a compound, of its last part and what stands before it; of a Latin word, of the Norwegian."""
    return frozenset(one for part in _taken_apart(word) for one in _SAME_AS.get(part, (part,)))


def _taken_apart(word: str) -> frozenset[str]:
    plain = respelled(word)
    whole = _snowball(plain)
    if stem(word) in _SAME_AS:
        return frozenset({stem(word)})
    for ending, head in _HEADS.items():
        before = plain[: len(whole) - len(ending)]
        if whole.endswith(ending) and len(before) >= _PART:
            short = before[:-1] if before.endswith("s") and len(before) > 4 else before
            return _taken_apart(short) | {head}
    return frozenset({stem(word)})


_SAME_AS: dict[str, frozenset[str]] = {}
for _word, _said in SAME_AS.items():
    _SAME_AS[stem(_word)] = frozenset(part for said in words(_said) for part in _taken_apart(said))


@lru_cache(maxsize=16_384)
def stems(text: str) -> frozenset[str]:
    """All stems of a text, compounds taken apart."""
    return frozenset(stem for word in words(text) for stem in parts(word))
