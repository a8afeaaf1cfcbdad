"""The rules, one function each. A rule reads one passage, or all of a text, and yields what a reader may stumble on."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import get_args

from fellesnett.composition.advice import numbers
from fellesnett.composition.advice.nouns import Advice, Kind, Link, Passage
from fellesnett.composition.advice.tongue import seems_to_be
from fellesnett.composition.advice.words import is_vague_link, plain_words

KINDS: tuple[Kind, ...] = get_args(Kind)

WORDS_IN_SENTENCE = 20
"""NHS content standard: longer sentences are hard to hold in mind."""

SENTENCES_IN_PARAGRAPH = 3
WORDS_BEFORE_YOU = 80
"""A text shorter than this may be a list of facts that speaks to nobody."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
_PERCENT = re.compile(r"(?<![\d,.])(\d{1,2})(?:,(\d))?\s?(?:%|prosent\b|per cent\b|percent\b)")
_LINK = re.compile(r"<a ([^>]*)>(.*?)</a>")
_HREF = re.compile(r'\bhref="([^"]*)"')
_OF_LINK: dict[str, Kind] = {"dead": "dead_link", "moved": "moved_link", "insecure": "insecure_link"}
_IMAGE = re.compile(r"<img[^>]*>")
_ALT = re.compile(r'\balt="\s*[^"\s]')
_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>")
_TAGS = re.compile(r"<[^>]*>")
_LONGEST_QUOTE = 80


def advise(passage: Passage) -> tuple[Advice, ...]:
    """Everything about one passage, in the order of the rules below."""
    return tuple(advice for rule in _RULES for advice in rule(passage))


def advise_on_all(passages: Sequence[Passage], links: Mapping[str, Link] | None = None) -> tuple[Advice, ...]:
    """Everything about a text: each passage by itself, what is known of its links (by their address as `hrefs_of` gives it),
    then what only shows in the whole."""
    single = tuple(advice for passage in passages for advice in (*_tried_links(passage, links or {}), *advise(passage)))
    return (*single, *_not_to_you(passages))


def hrefs_of(passages: Iterable[Passage]) -> tuple[str, ...]:
    """Where the links of a text lead, each address once."""
    return tuple(dict.fromkeys(href for passage in passages for href, _text in _links(passage)))


def _links(passage: Passage) -> Iterator[tuple[str, str]]:
    """Address and words of each link."""
    for opening, inner in _LINK.findall(passage.normal):
        href = _HREF.search(opening)
        yield entities.unescape(href[1]).strip() if href else "", " ".join(entities.unescape(_TAGS.sub("", inner)).split())


def _tried_links(passage: Passage, known: Mapping[str, Link]) -> Iterator[Advice]:
    for href, text in _links(passage):
        if link := known.get(href):
            yield Advice(_OF_LINK[link.state], passage.where, _short(text), link.moved_to or href, whole=href)


def _long_sentences(passage: Passage) -> Iterator[Advice]:
    for unit in passage.units:
        words = _WORD.findall(unit.text)
        if unit.kind in ("sentence", "item") and len(words) > WORDS_IN_SENTENCE:
            yield Advice("long_sentence", passage.where, _short(unit.text), number=len(words), whole=unit.text)


def _long_paragraphs(passage: Passage) -> Iterator[Advice]:
    for is_sentence, run in groupby(passage.units, key=lambda unit: unit.kind == "sentence" and unit.path[-1:] == ("p",)):
        sentences = list(run)
        if is_sentence and len(sentences) > SENTENCES_IN_PARAGRAPH:
            whole = " ".join(each.text for each in sentences)
            yield Advice("long_paragraph", passage.where, _short(sentences[0].text), number=len(sentences), whole=whole)


def _jargon(passage: Passage) -> Iterator[Advice]:
    """A hard word that the passage does not explain itself, once for each."""
    words = plain_words(passage.language)
    said = passage.text.lower()
    found = dict.fromkeys(match.group().lower() for match in words.hard.finditer(passage.text))
    for word in found:
        instead = words.plain[" ".join(word.split())]
        if not any(re.search(rf"(?<!\w){re.escape(way.strip())}", said) for way in instead.lower().split(",")):
            yield Advice("jargon", passage.where, word, instead)


def _passive(passage: Passage) -> Iterator[Advice]:
    found = [match.group() for match in plain_words(passage.language).passive.finditer(passage.text)]
    if len(found) > 1:
        said = ", ".join(found)
        yield Advice("passive", passage.where, ", ".join(dict.fromkeys(found))[:_LONGEST_QUOTE], number=len(found), whole=said)


def _percent(passage: Passage) -> Iterator[Advice]:
    """A chance is grasped as people among people: «5 prosent» as «1 av 20»."""
    one_in = plain_words(passage.language).one_in
    if not one_in:
        return
    for match in _PERCENT.finditer(passage.text):
        share = float(f"{match[1]}.{match[2] or 0}")
        if 0 < share < 100:
            yield Advice("percent", passage.where, match.group(), one_in.format(*_people(share)))


def _people(share: float) -> tuple[int, int]:
    """The share as so many of so many: one in few where that is close, else of ten, a hundred or a thousand."""
    among = round(100 / share)
    if among > 1 and abs(100 / among - share) <= share * 0.05:
        return 1, among
    if share % 10 == 0:
        return int(share // 10), 10
    return (int(share), 100) if share == int(share) else (round(share * 10), 1000)


def _vague_links(passage: Passage) -> Iterator[Advice]:
    for _href, text in _links(passage):
        if is_vague_link(text, [passage.language]):
            yield Advice("vague_link", passage.where, _short(text))


def _broken_references(passage: Passage) -> Iterator[Advice]:
    """«See below»: what stands below here may stand elsewhere at a hospital, or be read aloud alone."""
    for match in plain_words(passage.language).references.finditer(passage.text):
        yield Advice("broken_reference", passage.where, match.group())


def _heading_order(passage: Passage) -> Iterator[Advice]:
    before = 0
    for level, inner in _HEADING.findall(passage.html):  # as written: the normal form knows fewer levels
        if (before and int(level) > before + 1) or (not before and int(level) > 3):
            yield Advice("heading_order", passage.where, _short(_TAGS.sub("", inner)), number=int(level))
        before = int(level)


def _no_alternative_text(passage: Passage) -> Iterator[Advice]:
    missing = sum(not _ALT.search(image) for image in _IMAGE.findall(passage.normal))
    if missing:
        yield Advice("no_alternative_text", passage.where, "", number=missing)


def _other_language(passage: Passage) -> Iterator[Advice]:
    other = seems_to_be(passage.text, passage.language)
    if other:
        yield Advice("other_language", passage.where, _short(passage.text), other, whole=passage.text)


def _not_to_you(passages: Sequence[Passage]) -> Iterator[Advice]:
    """A text of some length about «the patient» that never says «you»."""
    texts = [(passage, plain_words(passage.language)) for passage in passages]
    if sum(len(_WORD.findall(passage.text)) for passage in passages) < WORDS_BEFORE_YOU:
        return
    if any(words.you.search(passage.text) for passage, words in texts):
        return
    for passage, words in texts:
        found = words.patient.findall(passage.text)
        if found:
            yield Advice("not_to_you", passage.where, found[0], number=len(found))


def _short(text: str) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    return text[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


_RULES: tuple[Callable[[Passage], Iterator[Advice]], ...] = (
    _other_language,
    _no_alternative_text,
    _heading_order,
    _vague_links,
    _broken_references,
    _jargon,
    _percent,
    numbers.large_numbers,
    numbers.decimal_points,
    numbers.tight_units,
    numbers.unclear_ranges,
    numbers.uneven_chances,
    _long_sentences,
    _long_paragraphs,
    _passive,
)
