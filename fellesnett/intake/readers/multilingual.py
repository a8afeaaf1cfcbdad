"""Public documents in bokmål, nynorsk and Northern Sámi, one JSON object a line: lines of the same group are translations."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fellesnett.composition import richtext
from fellesnett.foundation.languages import BY_THREE_LETTERS
from fellesnett.intake import splitting
from fellesnett.intake.fields import Object, objects, string
from fellesnett.intake.records import Ledger, Refusal, Remark, StagedSection, StagedText, StagedTopic, Tally
from fellesnett.national.sections import TopicKind

NEVER_TEXT = re.compile(r"<<<<<<<|>>>>>>>")
_SITE_NAME = re.compile(r"\s+[-|–]\s+(?:[\w.]+\.(?:no|se)|1177.*|Sametinget|Sámediggi|NAV)\s*$")


def is_document(document: Object) -> bool:
    """Whether this JSON is one document of the collection."""
    return "blocks" in document and "group" in document and "lang" in document


def read(lines: list[str], file: str) -> tuple[list[StagedTopic], list[Refusal]]:
    """The groups of the file as topics, in the order in which they begin; and the lines that cannot be read."""
    refusals: list[Refusal] = []
    groups: dict[str, list[tuple[str, Object]]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = _document(line, file, f"linje {number}")
        except Refusal as refusal:
            refusals.append(refusal)
            continue
        groups.setdefault(document["group"], []).append((f"linje {number}", document))
    topics = []
    for group, members in groups.items():
        try:
            topics.append(_topic(group, members, file))
        except Refusal as refusal:
            refusals.append(refusal)
    return topics, refusals


def _document(line: str, file: str, place: str) -> Object:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise Refusal(file, place, f"ikke gyldig JSON: {fault}") from None
    if not isinstance(document, dict) or not is_document(document):
        raise Refusal(file, place, "ikke et dokument med group, lang og blocks")
    if string(document, "lang", file, place) not in BY_THREE_LETTERS:
        raise Refusal(file, place, f"språket «{document['lang']}» er ikke et vi tar inn")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", string(document, "group", file, place)):
        raise Refusal(file, place, "group skal være bokstaver og tall")
    if document.get("free") is not True:
        raise Refusal(file, place, "dokumentet er ikke merket som fritt: tas ikke inn")
    return document


@dataclass(frozen=True, slots=True)
class _Version:
    text: StagedText
    tally: Tally
    remarks: tuple[Remark, ...]
    url: str


def _topic(group: str, members: list[tuple[str, Object]], file: str) -> StagedTopic:
    versions: dict[str, _Version] = {}
    extra: list[Remark] = []
    tally = Tally()
    for place, document in members:
        language = BY_THREE_LETTERS[document["lang"]]
        if language in versions:
            left = _left_document(document, file, place, language)
            extra.extend(left)
            tally += Tally(len(left), 0, len(left))
            continue
        versions[language] = _version(document, file, place, language)
    tally += sum((version.tally for version in versions.values()), Tally())
    url = next((version.url for version in versions.values() if version.url), "")
    return StagedTopic(
        source_id=f"giellalt-{group}".lower(),
        kind=TopicKind.SUPPORT_ARTICLE,
        unit="GiellaLT (importert)",
        source=_source(url),
        texts=tuple(version.text for version in versions.values()),
        files=(file,),
        tally=tally,
        remarks=(*(remark for version in versions.values() for remark in version.remarks), *extra),
    )


def _source(url: str) -> str:
    """Who is to be named: the corpus and the page's owner. The texts are old: never current advice."""
    page = f", {url}" if 0 < len(url) < 180 else ""
    return f"GiellaLT / UiT, fritt korpus{page}. Bare språkmateriale fra 2005-2020"


def _left_document(document: Object, file: str, place: str, language: str) -> list[Remark]:
    why = f"gruppen har to dokumenter på {language}: bare det første tas inn"
    return [
        Remark(file, f"{place}.blocks[{number}]", string(block, "s", file, place), why, left_out=True)
        for number, block in enumerate(objects(document, "blocks", file, place))
    ]


def _version(document: Object, file: str, place: str, language: str) -> _Version:
    ledger = Ledger(file)
    blocks = objects(document, "blocks", file, place)
    title = _title(blocks, ledger, file, place)
    html = "".join(_lists(list(_pieces(blocks, ledger, file, place))))
    staged = splitting.split(html, place=place, ledger=ledger)
    if not title or not staged:
        raise Refusal(file, place, "dokumentet har ingen tekst: tas ikke inn")
    _guesses(document["lang"], blocks, ledger, place)
    text = StagedText(language, title, (StagedSection("body", tuple(staged)),))
    return _Version(text, ledger.settle(len(blocks), place), tuple(ledger.remarks), string(document, "url", file, place))


def _title(blocks: list[Object], ledger: Ledger, file: str, place: str) -> str:
    """The first heading, else the first line. The text keeps it too, so that no version loses a block."""
    first = next((block for block in blocks if block.get("t") == "h"), blocks[0] if blocks else {})
    words = richtext.text(splitting.paragraph(string(first, "s", file, place)))
    return ledger.title(place, _SITE_NAME.sub("", words))


def _pieces(blocks: list[Object], ledger: Ledger, file: str, place: str) -> Iterator[tuple[str, str]]:
    for number, block in enumerate(blocks):
        where, kind, words = f"{place}.blocks[{number}]", block.get("t"), string(block, "s", file, f"{place}.blocks[{number}]")
        if NEVER_TEXT.search(words):
            ledger.leave(where, words, "spor etter versjonsstyring, ikke tekst")
        elif not richtext.normalize(splitting.paragraph(words)):
            ledger.leave(where, words, "tom blokk")
        else:
            ledger.place()
            if kind not in ("h", "p", "li"):
                ledger.note(where, words[:120], f"«{kind}» har ingen plass utenfor sin tabell: står som avsnitt")
            yield str(kind), words


def _lists(pieces: list[tuple[str, str]]) -> Iterator[str]:
    for number, (kind, words) in enumerate(pieces):
        if kind == "li":
            opens = number == 0 or pieces[number - 1][0] != "li"
            closes = number == len(pieces) - 1 or pieces[number + 1][0] != "li"
            yield f"{'<ul>' if opens else ''}<li>{splitting.paragraph(words)[3:-4]}</li>{'</ul>' if closes else ''}"
        else:
            yield splitting.heading(words) if kind == "h" else splitting.paragraph(words)


def _guesses(language: str, blocks: list[Object], ledger: Ledger, place: str) -> None:
    """The corpus has guessed the language of each block, often wrongly: a person must look, no machine decides."""
    others = [(number, block) for number, block in enumerate(blocks) if block.get("lang") not in (None, language)]
    for number, block in others:
        why = f"dokumentet er på {language}, men blokken ligner {block['lang']}"
        ledger.note(f"{place}.blocks[{number}]", str(block.get("s", ""))[:120], why)
    if blocks and 2 * len(others) > len(blocks):
        most = Counter(str(block["lang"]) for _number, block in others).most_common(1)[0][0]
        ledger.note(place, "", f"det meste av dokumentet ligner {most}, ikke {language}: se på språket før det brukes")
