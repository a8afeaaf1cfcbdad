"""Three-way merges with a known truth, in four languages, beside two general tools given the same pairs.

The pairs are made, not collected: plain sentences in which every `{a|b|c}` says the same in several ways, put together
into paragraphs, lists and tables. Because the edits are made on the parts, the right answer is known for each pair:

- disjoint: the two sides change different units without sensitive tokens; the right answer is one certain text;
- same sentence: both sides change one sentence, differently; the right answer is a conflict;
- sensitive: one side changes a sentence with a number, drug, time, negation or warning; the right answer is a conflict.
"""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fellesnett.composition import richtext
from fellesnett.composition.merging import merge

SEEDS = (11, 23, 37)
PAIRS = 1200
PEER_PAIRS = 400
TIMED_WORDS = (10_000, 20_000)

PLAIN: dict[str, tuple[str, ...]] = {
    "nb": (
        "{Velkommen|Hjertelig velkommen} til {oss|avdelingen vår}.",
        "Du {møter|melder deg} i {skranken|resepsjonen} når du kommer.",
        "En {sykepleier|av sykepleierne våre} tar imot deg.",
        "{Ta gjerne med|Du kan ta med} en {pårørende|venn} til samtalen.",
        "Legen {forklarer|forteller deg} hva som skjer.",
        "Vi {svarer på|går gjennom} spørsmålene dine {sammen|i ro og mak}.",
        "{Klær og verdisaker|Tingene dine} legger du i et {skap|låsbart skap}.",
        "Du får {låne|på deg} en skjorte av oss.",
        "Du ligger på ryggen på {en benk|et bord} under undersøkelsen.",
        "{Mange|De fleste} synes at undersøkelsen {er grei|går fint}.",
        "Du kan {høre på musikk|lytte til radio} mens du ligger der.",
        "Vi har {lang erfaring|god trening} med denne behandlingen.",
        "Det er {gratis|kostnadsfritt} trådløst nett på sykehuset.",
        "{Kafeen|Kantina} ligger rett ved glassgården.",
        "Du {får|mottar} et brev med svaret {hjemme i posten|på Helsenorge}.",
        "{Fastlegen din|Legen din} får også en kopi av brevet.",
        "Ta {gode|behagelige} sko og {løse|myke} klær med deg.",
        "Fysioterapeuten {viser|lærer} deg øvelser {etterpå|når du er klar}.",
        "{Vi tilpasser|Teamet tilpasser} opplegget til deg og din hverdag.",
        "Rommet er {lyst|stort} og har utsikt mot {fjorden|fjellet}.",
    ),
    "nn": (
        "{Velkomen|Hjarteleg velkomen} til {oss|avdelinga vår}.",
        "Du {møter|melder deg} i {skranken|resepsjonen} når du kjem.",
        "Ein {sjukepleiar|av sjukepleiarane våre} tek imot deg.",
        "{Ta gjerne med|Du kan ta med} ein {pårørande|ven} til samtalen.",
        "Legen {forklarer|fortel deg} kva som skjer.",
        "Vi {svarer på|går gjennom} spørsmåla dine {saman|i ro og mak}.",
        "{Klede og verdisaker|Tinga dine} legg du i eit {skap|låsbart skap}.",
        "Du får {låne|på deg} ei skjorte av oss.",
        "Du ligg på ryggen på {ein benk|eit bord} under undersøkinga.",
        "{Mange|Dei fleste} synest at undersøkinga {er grei|går fint}.",
        "Du kan {høyre på musikk|lytte til radio} medan du ligg der.",
        "Vi har {lang røynsle|god trening} med denne behandlinga.",
        "Det er {gratis|kostnadsfritt} trådlaust nett på sjukehuset.",
        "{Kafeen|Kantina} ligg rett ved glasgarden.",
        "Du {får|mottek} eit brev med svaret {heime i posten|på Helsenorge}.",
        "{Fastlegen din|Legen din} får òg ein kopi av brevet.",
        "Ta {gode|behagelege} sko og {lause|mjuke} klede med deg.",
        "Fysioterapeuten {viser|lærer} deg øvingar {etterpå|når du er klar}.",
    ),
    "se": (
        "{Bures boahtin|Ráhkis boahtin} min {ossodahkii|buohccivissui}.",
        "Buohccidivššár {vuostáiváldá|veahkeha} du.",
        "Doavttir {čilge|muitala} mii dáhpáhuvvá.",
        "Mii {vástidit|geahččat} du gažaldagaid {ovttas|bures}.",
        "Don sáhtát {váldit|buktit} {fuolkki|ustiba} mielde.",
        "Biktasiid {bijat|guođát} skábii.",
        "Don {oaččut|luoikkahat} báiddi mis.",
        "Don veallát {beaŋkka|beavddi} alde iskkadeami botta.",
        "Don sáhtát {guldalit musihka|guldalit rádio} doppe.",
        "Mis lea {guhkes|buorre} vásáhus dáinna divššuin.",
        "{Káfea|Boradanbáiki} lea lahka.",
        "Don {oaččut|vuostáiváldát} reivve {ruovttus|Helsenorges}.",
        "Fysioterapeuta {čájeha|oahpaha} lihkademiid.",
        "{Latnja lea čuvges|Latnja lea stuoris} ja fiinnis.",
        "Dulka {veahkeha|boahtá} jus dárbbašat.",
        "{Buohcciviesus|Min ossodagas} lea friddja neahtta.",
    ),
    "en": (
        "{Welcome|A warm welcome} to our {unit|clinic}.",
        "A nurse {meets|greets} you when you arrive.",
        "You are {welcome to bring|free to bring} a {relative|friend} with you.",
        "The doctor {explains|tells you} what will happen.",
        "We {answer|go through} your questions {together|with you}.",
        "{Clothes and valuables|Your things} go in a {locker|cupboard}.",
        "You {borrow|get} a shirt from us.",
        "You lie on your back on a {bench|table} during the examination.",
        "{Many people|Most people} find that it {goes well|is fine}.",
        "You can {listen to music|hear the radio} while you lie there.",
        "We have {long experience|good training} with this treatment.",
        "There is {free|open} wireless internet in the hospital.",
        "The {café|canteen} is close to the glass courtyard.",
        "You {get|receive} a letter with the answer {at home|online}.",
        "{Your own doctor|Your GP} also receives the letter.",
        "Bring {good|comfortable} shoes and {loose|soft} clothes.",
        "The physiotherapist {shows|teaches} you some exercises {afterwards|later on}.",
        "The room is {bright|large} and looks towards the {fjord|hills}.",
    ),
}

SENSITIVE: dict[str, tuple[str, ...]] = {
    "nb": (
        "Du må faste i {6|4|8} timer før operasjonen.",
        "Ta {500 mg|1 g|1,5 g} paracetamol ved smerter.",
        "Du skal {ikke|aldri} kjøre bil etterpå.",
        "Slutt med {Marevan|Eliquis} {tre|to|fem} dager før.",
        "Ring {55 97 50 00|55 97 51 00} hvis du får feber.",
        "Møt {kl. 07.30|kl. 08.00} på sengeposten.",
        "Si fra hvis du er {gravid|allergisk} og usikker.",
        "Kom {fastende|i morgen} til prøven.",
        "Inngang {B|C} ligger i {3.|4.} etasje.",
        "Undersøkelsen er 1. {mai|juni} og tar kort tid.",
        "Kontakt {lege straks|legevakten} ved blødning.",
        "Drikk klare væsker {uten|med} kullsyre til halv åtte.",
    ),
    "nn": (
        "Du må faste i {6|4|8} timar før operasjonen.",
        "Ta {500 mg|1 g|1,5 g} paracetamol ved smerter.",
        "Du skal {ikkje|aldri} køyre bil etterpå.",
        "Slutt med {Marevan|Eliquis} {tre|to|fem} dagar før.",
        "Ring {55 97 50 00|55 97 51 00} om du får feber.",
        "Møt {kl. 07.30|kl. 08.00} på sengeposten.",
        "Sei frå om du er {gravid|allergisk} og usikker.",
        "Vent {ei veke|to veker} før du badar.",
        "Kom {fastande|i morgon} til prøva.",
    ),
    "se": (
        "Don it galgga borrat {6|4|8} diimmu ovdal.",
        "Váldde {500 mg|1 g} paracetamol jus lea bávččas.",
        "{Ale vuoje|Ale vuolgge} biillain maŋŋá.",
        "Heaitte Marevan {golbma|guokte} beaivvi ovdal.",
        "Čuojat {55 97 50 00|55 97 51 00} jus oaččut febera.",
        "Boađe {dii. 07.30|dii. 08.00} ossodahkii.",
        "Muital jus leat {áhpeheapme|allergihkalaš} dahje eahpesihkar.",
    ),
    "en": (
        "Do not eat for {6|4|8} hours before the operation.",
        "Take {500 mg|1 g} paracetamol for the pain.",
        "You must {not|never} drive afterwards.",
        "Stop taking {warfarin|Eliquis} {three|two} days before.",
        "Call {55 97 50 00|55 97 51 00} if you have a fever.",
        "Come {at 7.30|at 8.00} to the ward.",
        "Tell us if you are {pregnant|allergic} or unsure.",
        "Contact a doctor {immediately|at once} if you bleed.",
    ),
}

_CHOICE = re.compile(r"\{([^}]*)\}")


# --- made pairs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One unit: a pattern, and which of its ways of saying is said. `block` groups units into a paragraph or list."""

    name: int
    block: int
    shape: str
    pattern: str
    ways: tuple[int, ...]
    marked: bool = False

    @property
    def text(self) -> str:
        ways = iter(self.ways)
        said = _CHOICE.sub(lambda found: found.group(1).split("|")[next(ways)], self.pattern)
        return f"<strong>{said}</strong>" if self.marked else said


@dataclass(frozen=True, slots=True)
class Pair:
    """Base, national and local text. `truth` is the one right merge, or None where it must be a conflict."""

    language: str
    base: str
    national: str
    local: str
    truth: str | None


Text = list[Part]
Act = tuple[str, int, Part | None]


class Maker:
    """Makes pairs from one seed; the same seed gives the same pairs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def disjoint(self) -> Pair:
        language, text = self._text(with_sensitive=self.random.random() < 0.5)
        plain = [part for part in text if part.pattern in PLAIN[language]]
        chosen = self.random.sample(plain, min(len(plain), self.random.randint(2, 4)))
        cut = self.random.randint(1, len(chosen) - 1)
        national = [self._act(part, text, language) for part in chosen[:cut]]
        local = [self._act(part, text, language) for part in chosen[cut:]]
        if _ambiguous(text, national, local):
            return self.disjoint()
        sides = (_applied(text, national), _applied(text, local), _applied(text, national + local))
        return Pair(language, _html(text), *map(_html, sides))

    def same_sentence(self) -> Pair:
        language, text = self._text(with_sensitive=False)
        part = self.random.choice(text)
        first = self._edited(part)
        second = self._edited(part)
        while second.text in (first.text, part.text):
            second = replace(self._edited(part), pattern=part.pattern[:-1] + self._tail(language))
        sides = [first, second]
        self.random.shuffle(sides)
        acts: list[list[Act]] = [[("edit", part.name, side)] for side in sides]
        return Pair(language, _html(text), _html(_applied(text, acts[0])), _html(_applied(text, acts[1])), None)

    def sensitive(self) -> Pair:
        language, text = self._text(with_sensitive=True)
        part = self.random.choice([part for part in text if part.pattern in SENSITIVE[language]])
        other = self.random.choice([part for part in text if part.pattern in PLAIN[language]])
        change: Act = ("edit", part.name, self._edited(part))
        if self.random.random() < 0.25:
            change = ("delete", part.name, None)
        sides = [[change], [self._act(other, text, language)]]
        self.random.shuffle(sides)
        return Pair(language, _html(text), _html(_applied(text, sides[0])), _html(_applied(text, sides[1])), None)

    def _text(self, with_sensitive: bool) -> tuple[str, Text]:
        language = self.random.choice(tuple(PLAIN))
        patterns = self.random.sample(PLAIN[language], self.random.randint(7, 12))
        if with_sensitive:
            for pattern in self.random.sample(SENSITIVE[language], 2):
                patterns.insert(self.random.randrange(len(patterns) + 1), pattern)
        text: Text = []
        block = 0
        while patterns:
            shape = self.random.choice(("p", "p", "p", "ul", "table"))
            size = self.random.randint(2, 5)
            text += [self._part(block, shape, pattern) for pattern in patterns[:size]]
            patterns = patterns[size:]
            block += 1
        return language, text

    def _part(self, block: int, shape: str, pattern: str) -> Part:
        self.count += 1
        ways = tuple(0 for _ in _CHOICE.findall(pattern))
        return Part(self.count, block, shape, pattern, ways, self.random.random() < 0.1)

    def _edited(self, part: Part) -> Part:
        sizes = [len(found.split("|")) for found in _CHOICE.findall(part.pattern)]
        while True:
            edited = replace(part, ways=tuple(self.random.randrange(size) for size in sizes))
            if edited.text != part.text:
                return edited

    def _act(self, part: Part, text: Text, language: str) -> Act:
        fellows = [other for other in text if other.block == part.block]
        kind = self.random.choice(("edit", "edit", "edit", "insert", "delete"))
        if kind == "delete" and len(fellows) < 4:
            kind = "edit"
        if kind == "edit":
            return kind, part.name, self._edited(part)
        if kind == "delete":
            return kind, part.name, None
        used = {other.pattern for other in text}
        fresh = [pattern for pattern in PLAIN[language] if pattern not in used]
        added = self._part(part.block, part.shape, self.random.choice(fresh))
        return kind, part.name, replace(added, pattern=f"{added.pattern[:-1]}{self._tail(language)}")

    def _tail(self, language: str) -> str:
        """A few words more, so that no two additions are alike."""
        words = {"nb": "slik vi pleier", "nn": "slik vi plar", "se": "nu mo dábálaččat", "en": "as we usually do"}
        self.count += 1
        letters = "".join(chr(ord("a") + int(digit)) for digit in str(self.count))
        return f" {words[language]}, {letters}."


def _ambiguous(text: Text, national: list[Act], local: list[Act]) -> bool:
    """Whether two sides meet at one point, so that no single answer is right."""
    places = {part.name: place for place, part in enumerate(text)}
    blocks = {part.name: part.block for part in text}

    def gone_or_grown(acts: list[Act]) -> set[tuple[str, int]]:
        return {(kind, places[name]) for kind, name, _ in acts if kind != "edit"}

    for kind, place in gone_or_grown(national):
        for other, where in gone_or_grown(local):
            near = abs(place - where) <= 1
            if near and kind != other:
                return True
    deleted = [blocks[name] for kind, name, _ in (*national, *local) if kind == "delete"]
    return len(set(deleted)) < len(deleted)


def _applied(text: Text, acts: list[Act]) -> Text:
    result: Text = []
    by_name: dict[int, Act] = {name: (kind, name, part) for kind, name, part in acts}
    for part in text:
        kind, _, new = by_name.get(part.name, ("keep", part.name, None))
        if kind in ("keep", "insert"):
            result.append(part)
        if new is not None:
            result.append(new)
    return result


def _html(text: Text) -> str:
    pieces = []
    for block in dict.fromkeys(part.block for part in text):
        parts = [part for part in text if part.block == block]
        said = [part.text for part in parts]
        if parts[0].shape == "p":
            pieces.append(f"<p>{' '.join(said)}</p>")
        elif parts[0].shape == "ul":
            pieces.append("<ul>" + "".join(f"<li>{item}</li>" for item in said) + "</ul>")
        else:
            rows = "".join(f"<tr><td>{row}</td><td>Info</td></tr>" for row in said)
            pieces.append(f"<table><tbody>{rows}</tbody></table>")
    return richtext.normalize("".join(pieces))


# --- who merges -----------------------------------------------------------------------------------------------------

Merger = Callable[[Pair], str | None]
_WORDS = re.compile(r"<[^>]*>|\s+|[^\s<]+")


def ours(pair: Pair) -> str | None:
    """Our merge: the text of a proposal, None for a conflict."""
    return merge(pair.base, pair.national, pair.local, pair.language).html


def merge3_words(pair: Pair) -> str | None:
    """The merge3 package on words and tags."""
    from merge3 import Merge3

    texts = [_WORDS.findall(text) for text in (pair.base, pair.national, pair.local)]
    merge_words: Any = Merge3
    merged = merge_words(*texts)
    if any(region[0] == "conflict" for region in merged.merge_regions()):
        return None
    return "".join(merged.merge_lines())


def patch(pair: Pair) -> str | None:
    """diff-match-patch: the national change as a patch on the local text."""
    from diff_match_patch import diff_match_patch  # type: ignore[import-untyped, unused-ignore]

    tool = diff_match_patch()
    text, applied = tool.patch_apply(tool.patch_make(pair.base, pair.national), pair.local)
    return text if all(applied) else None


@dataclass(frozen=True, slots=True)
class Score:
    """Shares in percent of the pairs of one seed, and milliseconds for a merge."""

    right: float
    false_conflict: float
    wrong: float
    silent_same: float
    silent_sensitive: float
    milliseconds: float


def score(merger: Merger, seed: int, pairs: int) -> Score:
    maker = Maker(seed)
    disjoint = [maker.disjoint() for _ in range(pairs)]
    same = [maker.same_sentence() for _ in range(pairs // 3)]
    risky = [maker.sensitive() for _ in range(pairs // 3)]
    started = time.process_time()
    answers = [merger(pair) for pair in disjoint]
    spent = time.process_time() - started
    right = sum(answer == pair.truth for answer, pair in zip(answers, disjoint, strict=True))
    conflicts = sum(answer is None for answer in answers)
    return Score(
        100 * right / pairs,
        100 * conflicts / pairs,
        100 * (pairs - right - conflicts) / pairs,
        _silent(merger, same),
        _silent(merger, risky),
        1000 * spent / pairs,
    )


def _silent(merger: Merger, pairs: Sequence[Pair]) -> float:
    return 100 * sum(merger(pair) is not None for pair in pairs) / len(pairs)


# --- figures --------------------------------------------------------------------------------------------------------


def run() -> list[dict[str, Any]]:
    """All figures, each beside a peer's from the same pairs or the same run."""
    own = [score(ours, seed, PAIRS) for seed in SEEDS]
    words = _peer(merge3_words)
    patched = _peer(patch)
    return [
        _figure(
            "merge.right", own, words, "right", "% of disjoint edits merged right; merge3 on words", ">= 98", lambda v: v >= 98
        ),
        _figure(
            "merge.false_conflict",
            own,
            words,
            "false_conflict",
            "% of disjoint edits held back; merge3 on words",
            "<= 2",
            lambda v: v <= 2,
        ),
        _figure(
            "merge.wrong", own, patched, "wrong", "% of disjoint edits merged wrong; diff-match-patch", "0", lambda v: v == 0
        ),
        _figure(
            "merge.silent",
            own,
            words,
            "silent_same",
            "% of edits of one sentence merged without a word; merge3 on words",
            "0",
            lambda v: v == 0,
        ),
        _figure(
            "merge.silent_patch",
            own,
            patched,
            "silent_same",
            "% of edits of one sentence merged without a word; diff-match-patch",
            "0",
            lambda v: v == 0,
        ),
        _figure(
            "merge.silent_sensitive",
            own,
            words,
            "silent_sensitive",
            "% of changes of a sensitive sentence merged without a word; merge3 on words",
            "0",
            lambda v: v == 0,
        ),
        _figure("merge.time", own, words, "milliseconds", "ms for a merge; merge3 on words", "<= 5 ms", lambda v: v <= 5),
        _growth(),
    ]


def _peer(merger: Merger) -> list[Score]:
    try:
        return [score(merger, seed, PEER_PAIRS) for seed in SEEDS]
    except ImportError:
        return []


def _figure(
    name: str, own: list[Score], peer: list[Score], field: str, what: str, goal: str, met: Callable[[float], bool]
) -> dict[str, Any]:
    values = [float(getattr(each, field)) for each in own]
    others = [float(getattr(each, field)) for each in peer]
    middle = statistics.median(values)
    other = statistics.median(others) if others else None
    worst = max(values, key=lambda value: not met(value))
    return _row(name, middle, other, what, max(values) - min(values), goal, met(worst))


def _row(name: str, own: float, other: float | None, what: str, spread: float, goal: str, met: bool) -> dict[str, Any]:
    ratio = round(own / other, 3) if other else None
    rounded = None if other is None else round(other, 3)
    return {
        "name": name,
        "ours": round(own, 3),
        "other": rounded,
        "what": what,
        "ratio": ratio,
        "spread": round(spread, 3),
        "goal": goal,
        "met": met,
    }


def _growth() -> dict[str, Any]:
    """Twice the text should take twice the time; the peer is the limit of linear time."""
    small, large = TIMED_WORDS
    ratios = [_seconds(large, seed) / _seconds(small, seed) for seed in SEEDS]
    middle = statistics.median(ratios)
    what = f"times longer for {large} words than for {small}; linear is 2"
    return _row("merge.growth", middle, 2.0, what, max(ratios) - min(ratios), "<= 2.5", middle <= 2.5)


def _seconds(words: int, seed: int) -> float:
    """The quickest of three merges, each of other texts, in time of this process alone."""
    best = float("inf")
    for again in range(3):
        base, national, local = long_texts(words, seed * 10 + again)
        started = time.process_time()
        merge(base, national, local, "nb")
        best = min(best, time.process_time() - started)
    return best


def long_texts(words: int, seed: int) -> tuple[str, str, str]:
    """One very long block whose sentences repeat, changed in every tenth sentence by either side."""
    chance = random.Random(seed)
    sentences: list[str] = []
    count = 0
    while count < words:
        sentences.append(_CHOICE.sub(lambda found: chance.choice(found.group(1).split("|")), chance.choice(PLAIN["nb"])))
        count += len(sentences[-1].split())
    sides = [list(sentences), list(sentences)]
    for index in range(0, len(sentences) - 5, 10):
        for offset, side in zip((0, 5), sides, strict=True):
            side[index + offset] = f"{side[index + offset][:-1]} hos oss."
    return _long_html(sentences), _long_html(sides[0]), _long_html(sides[1])


def _long_html(sentences: Sequence[str]) -> str:
    starts = range(0, len(sentences), 5)
    return "".join(f"<p>{' '.join(sentences[start : start + 5])}</p>" for start in starts)
