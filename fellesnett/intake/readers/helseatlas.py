"""Articles and pages of the Norwegian health atlases: chapters of Markdown, fact boxes and result boxes.

An atlas is one article in each language; figures, maps and the data behind them are left out and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import slugify

from fellesnett.composition import richtext
from fellesnett.intake import splitting
from fellesnett.intake.fields import Object, day, objects, string
from fellesnett.intake.markdown import to_html
from fellesnett.intake.records import Ledger, Refusal, StagedBlock, StagedSection, StagedText, StagedTopic
from fellesnett.national.sections import TopicKind

SITE = "https://apps.skde.no"
LANGUAGES = ("nb", "nn", "en")
RUNNING_TEXT = {
    "tekst": ("tekst",),
    "faktaboks": ("tekst",),
    "resultatboks": ("ingress", "resultat", "utvalg", "tekst"),
}
"""The fields of each kind of box that hold text, in the order in which they are read."""
PLUMBING = frozenset({"type", "publisert", "oppdatert"})
FIGURES = {"data": "figuren tegnes av tall som ikke følger med", "kart": "kartet følger ikke med"}


def is_article(document: Object) -> bool:
    """Whether this JSON is an atlas."""
    return "kapittel" in document and "mainTitle" in document


def is_page(text: str) -> bool:
    """Whether this is a page in Markdown with its facts on top."""
    return text.startswith("---\n") and re.search(r"^title:", text.split("\n---", 1)[0], re.MULTILINE) is not None


def read_article(document: Object, file: str) -> StagedTopic:
    """An atlas as a supporting article. Raises `Refusal` where it is unpublished at the source, or without text."""
    return _Article(document, file).topic()


def read_page(text: str, file: str) -> StagedTopic:
    """A Markdown page as a supporting article."""
    head, _, body = text.removeprefix("---\n").partition("\n---")
    facts = {key.strip(): value.strip().strip('"') for key, _, value in (line.partition(":") for line in head.splitlines())}
    chapters = [{"innhold": [{"type": "tekst", "tekst": body.lstrip("-")}]}]
    document = {"mainTitle": facts.pop("title", ""), "publisert": True, "kapittel": chapters, **facts}
    return read_article(document, file)


class _Article:
    def __init__(self, document: Object, file: str) -> None:
        self.document, self.file, self.ledger = document, file, Ledger(file)
        self.language = string(document, "lang", file, "")
        self.name = slugify(string(document, "filename", file, "").translate(str.maketrans("øØæÆ", "oOaA")))
        if self.language not in LANGUAGES:
            raise Refusal(file, "lang", f"språket «{self.language}» er ikke et vi tar inn")
        if not self.name:
            raise Refusal(file, "filename", "mangler: artikkelen kan ikke kjennes igjen uten")
        if document.get("publisert") is not True:
            raise Refusal(file, "publisert", "ikke publisert hos kilden: tas ikke inn")
        self.introduction: list[StagedBlock] = []
        self.body: list[StagedBlock] = []

    def topic(self) -> StagedTopic:
        title = self.ledger.title("mainTitle", string(self.document, "mainTitle", self.file, ""))
        self.ledger.place(bool(title))
        ingress = string(self.document, "ingress", self.file, "")
        self.introduction.extend(self._markdown(ingress, "", "ingress"))
        for number, chapter in enumerate(objects(self.document, "kapittel", self.file, "")):
            self._chapter(chapter, f"kapittel[{number}]")
        self._teaser()
        if not title or not self.introduction + self.body:
            raise Refusal(self.file, "kapittel", "artikkelen har ingen tekst: tas ikke inn")
        tally = self.ledger.settle(sum(1 for _ in _pieces(self.document, self.file)), "artikkelen")
        short = string(self.document, "shortTitle", self.file, "")
        author = string(self.document, "forfatter", self.file, "") or "SKDE"
        sections = (StagedSection("introduction", tuple(self.introduction)), StagedSection("body", tuple(self.body)))
        return StagedTopic(
            source_id=f"helseatlas-{self.name}"[:120],
            kind=TopicKind.SUPPORT_ARTICLE,
            unit="Helseatlas (importert)",
            source=f"Helseatlas, {author}, {SITE}/helseatlas/, fra github.com/mong/mongts. Lisens GPL-3.0"[:255],
            texts=(StagedText(self.language, title, tuple(section for section in sections if section.blocks)),),
            files=(self.file,),
            tally=tally,
            synonyms=((self.language, short[:120]),) if short and short != title else (),
            reviewed=day(self.document.get("date")),
            remarks=tuple(self.ledger.remarks),
        )

    def _chapter(self, chapter: Object, place: str) -> None:
        headline = string(chapter, "overskrift", self.file, place)
        self.ledger.place(bool(headline))
        opening = splitting.heading(headline) if headline else ""
        for number, box in enumerate(objects(chapter, "innhold", self.file, place)):
            found = self._box(box, opening, f"{place}.innhold[{number}]")
            self.body.extend(found)
            opening = "" if found else opening
        if opening:
            self.body.extend(splitting.split(opening, place=place, ledger=self.ledger))

    def _box(self, box: Object, opening: str, place: str) -> list[StagedBlock]:
        kind = string(box, "type", self.file, place)
        headline = string(box, "overskrift", self.file, place) if kind in RUNNING_TEXT else ""
        self.ledger.place(bool(headline))
        above = opening + (splitting.heading(headline).replace("h3", "h4" if opening else "h3") if headline else "")
        found: list[StagedBlock] = []
        for key in RUNNING_TEXT.get(kind, ()):
            more = self._markdown(string(box, key, self.file, place), above, f"{place}.{key}")
            above = "" if more else above
            found.extend(more)
        for key in box:
            if key not in RUNNING_TEXT.get(kind, ()) and not (headline and key == "overskrift"):
                self._left(box, key, kind, f"{place}.{key}")
        return found + (splitting.split(above, place=place, ledger=self.ledger) if headline and above else [])

    def _left(self, box: Object, key: str, kind: str, place: str) -> None:
        words = string(box, key, self.file, place) if key not in PLUMBING else ""
        if words and key in FIGURES:
            self.ledger.leave(place, words, FIGURES[key])
        elif words:
            why = f"feltet «{key}» har ingen plass i en «{kind}»" if kind in RUNNING_TEXT else f"boksen har ukjent type «{kind}»"
            self.ledger.leave(place, words, why)

    def _markdown(self, source: str, opening: str, place: str) -> list[StagedBlock]:
        """The blocks of a piece, under a heading; none (and the heading unused) where it holds no text of its own."""
        if not source:
            return []
        found = splitting.split(to_html(source), place=place, ledger=self.ledger, before="", address=_absolute)
        if not found:
            self.ledger.leave(place, source, "ingen tekst igjen når bilder og annet som ikke er tekst, er fjernet")
            return []
        self.ledger.place()
        return splitting.under(opening, found) if opening else found

    def _teaser(self) -> None:
        teaser = string(self.document, "frontpagetext", self.file, "")
        if not teaser:
            return
        words = _bare(" ".join(block.html for block in self.introduction))
        if _bare(teaser) in words:
            self.ledger.place()
        else:
            self.ledger.leave("frontpagetext", teaser, "forsidetekst, som ikke står i selve artikkelen")


def _pieces(document: Object, file: str) -> Iterator[str]:
    """Each piece of text in the file, found without knowing what becomes of it."""
    yield from (words for key in ("mainTitle", "ingress", "frontpagetext") if (words := string(document, key, file, "")))
    for chapter in objects(document, "kapittel", file, ""):
        if headline := string(chapter, "overskrift", file, "kapittel"):
            yield headline
        for box in objects(chapter, "innhold", file, "kapittel"):
            yield from (words for key in box if key not in PLUMBING and (words := string(box, key, file, "innhold")))


def _absolute(address: str) -> str:
    """Links within the atlas site lead there."""
    return SITE + address if address.startswith("/") and not address.startswith("//") else address


def _bare(words: str) -> str:
    return re.sub(r"\W+", "", richtext.text(richtext.normalize(words))).lower()
