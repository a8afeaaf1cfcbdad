"""Foreign HTML becomes blocks: paragraph groups, lists, tables and warnings, in rich text's normal form."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import lxml.html
from lxml.html import HtmlElement

from fellesnett.composition import richtext
from fellesnett.intake.records import Ledger, Refusal, StagedBlock

PARAGRAPHS_IN_A_BLOCK = 4
HEADINGS = ("h3", "h4")
LISTS = ("ul", "ol")
PICTURES = ("img", "video", "audio", "iframe", "object", "embed", "svg", "canvas", "picture")
NEVER_TEXT = ("template", "noscript", "textarea", "select", "title", "math", "form", "input", "button")
_NEVER_SHOWN = re.compile(r"<(script|style)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Rewrite = Callable[[str], str]


def paragraph(plain: str) -> str:
    """Plain text as one paragraph of rich text."""
    return f"<p>{entities.escape(plain, quote=False)}</p>"


def heading(plain: str) -> str:
    """Plain text as a heading inside a section."""
    return f"<h3>{entities.escape(' '.join(plain.split()), quote=False)}</h3>"


def split(html: str, *, place: str, ledger: Ledger, before: str = "", address: Rewrite = str) -> list[StagedBlock]:
    """The blocks that `html` becomes. `before` is rich text (a heading) that opens the first of them; `address`
    rewrites link addresses. Pictures, films, scripts and links without a place to go are reported in `ledger`.

    Raises `Refusal` naming the place when the text is larger, or nested deeper, than any page for patients.
    """
    groups = _Groups()
    for element in _elements(before + html, place, ledger, address):
        groups.add(element)
    return groups.done()


def whole(html: str, kind: str, *, place: str, ledger: Ledger, address: Rewrite = str) -> list[StagedBlock]:
    """One block of this type holding all of `html`; none where nothing is left to read."""
    together = "".join(_source(element) for element in _elements(html, place, ledger, address))
    normal = richtext.normalize(together)
    return [StagedBlock(kind, normal)] if normal else []


def _elements(html: str, place: str, ledger: Ledger, address: Rewrite) -> Iterator[HtmlElement]:
    """The top elements of the cleaned text, without pictures."""
    try:
        richtext.normalize(html)
    except richtext.TooLarge as fault:
        raise Refusal(ledger.file, place, f"teksten er for stor: {fault}") from None
    shown = _without_what_is_never_shown(html, place, ledger)
    root = lxml.html.fragment_fromstring(shown or "<p></p>", create_parent="div")
    _report_removed(root, place, ledger)
    _settle_links(root, place, ledger, address)
    normal = richtext.normalize(_source(root))
    clean = lxml.html.fragment_fromstring(normal, create_parent="div") if normal else lxml.html.Element("div")
    if clean.text and clean.text.strip():
        yield _wrapped(normal)
        return
    _drop_repeated_headers(clean, place, ledger)
    yield from clean


def _wrapped(normal: str) -> HtmlElement:
    return lxml.html.fragment_fromstring(f"<p>{normal}</p>")


def _source(element: HtmlElement) -> str:
    return str(lxml.html.tostring(element, encoding="unicode", with_tail=False))


def _without_what_is_never_shown(html: str, place: str, ledger: Ledger) -> str:
    """Scripts, styles and control characters go before anything reads the text: parsers differ in what they do with them."""
    for found in _NEVER_SHOWN.finditer(html):
        ledger.note(place, " ".join(found[0].split()), f"<{found[1].lower()}> er ikke tekst og fjernes", left_out=True)
    without = _NEVER_SHOWN.sub("", html)
    for found in _CONTROL.finditer(without):
        around = without[max(0, found.start() - 20) : found.end() + 20]
        ledger.note(place, _CONTROL.sub("·", around), "et styretegn er fjernet: se om ordet mangler noe")
    return _CONTROL.sub("", without)


def _report_removed(root: HtmlElement, place: str, ledger: Ledger) -> None:
    for element in list(root.iter(*PICTURES, *NEVER_TEXT)):
        if element.getparent() is None or any(ancestor.tag in PICTURES for ancestor in element.iterancestors()):
            continue
        words = (element.get("alt"), element.get("title"), element.text_content(), element.get("src"))
        what = " ".join(" ".join(word for word in words if word).split()) or f"<{element.tag}>"
        why = "bilder og film tas ikke med" if element.tag in PICTURES else f"<{element.tag}> er ikke tekst og fjernes"
        ledger.note(place, what, why, left_out=True)
        _drop(element)


def _drop(element: HtmlElement) -> None:
    """Takes the element away, and keeps the text that follows it."""
    element.drop_tree()


def _settle_links(root: HtmlElement, place: str, ledger: Ledger, address: Rewrite) -> None:
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        if not href:
            continue
        if not link.text_content().strip() and not len(link):
            ledger.note(place, href, "lenken har ingen tekst og fjernes", left_out=True)
            continue
        target = address(href)
        if "href=" in richtext.normalize(f'<p><a href="{entities.escape(target)}">x</a></p>'):
            link.set("href", target)
        else:
            ledger.note(place, f"{' '.join(link.text_content().split())} -> {href}", "lenken har ikke noe mål her og fjernes")


def _drop_repeated_headers(root: HtmlElement, place: str, ledger: Ledger) -> None:
    """Tables for narrow screens repeat the column's header in each cell; here the header row does that job."""
    for table in root.iter("table"):
        headers = {_folded(header) for header in table.iter("th")}
        repeated = []
        for cell in table.iter("td"):
            label = " ".join((cell.text or "").split())
            if label in headers and len(cell):
                repeated.append(label)
                cell.text = None
        if repeated:
            ledger.note(place, " ".join(repeated), "kolonneoverskriften gjentatt i cellene er fjernet", left_out=True)
        if not any(True for _ in table.iter("caption")):
            ledger.note(place, _folded(table)[:120], "tabellen mangler bildetekst (caption), som kreves før den kan slippes")


def _folded(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


@dataclass(slots=True)
class _Groups:
    """Elements on their way into blocks."""

    blocks: list[StagedBlock] = field(default_factory=list)
    waiting: list[HtmlElement] = field(default_factory=list)

    def add(self, element: HtmlElement) -> None:
        if element.tag in LISTS:
            opening = self._opening_of_a_list()
            self._end()
            self._put("list", [*opening, element])
        elif element.tag == "table":
            self._end()
            self._put("table", [element])
        elif element.tag in HEADINGS:
            if any(item.tag not in HEADINGS for item in self.waiting):
                self._end()
            self.waiting.append(element)
        else:
            if sum(item.tag not in HEADINGS for item in self.waiting) >= PARAGRAPHS_IN_A_BLOCK:
                self._end()
            self.waiting.append(element)

    def _opening_of_a_list(self) -> list[HtmlElement]:
        """The heading, or the line ending in a colon, that the list belongs to."""
        cut = len(self.waiting)
        if cut and self.waiting[-1].tag == "p" and _folded(self.waiting[-1]).endswith(":"):
            cut -= 1
        if cut and all(item.tag in HEADINGS for item in self.waiting[:cut]):
            cut = 0
        opening, self.waiting = self.waiting[cut:], self.waiting[:cut]
        return opening

    def _end(self) -> None:
        if self.waiting:
            self._put("text", self.waiting)
        self.waiting = []

    def _put(self, kind: str, elements: list[HtmlElement]) -> None:
        normal = richtext.normalize("".join(_source(element) for element in elements))
        if normal:
            self.blocks.append(StagedBlock(kind, normal))

    def done(self) -> list[StagedBlock]:
        self._end()
        return self.blocks


def under(opening: str, blocks: list[StagedBlock]) -> list[StagedBlock]:
    """The blocks below a heading, which opens the first of them; a table keeps its own block below the heading's."""
    first, *rest = blocks
    if first.type == "table":
        return [StagedBlock("text", richtext.normalize(opening)), *blocks]
    return [StagedBlock(first.type, richtext.normalize(opening + first.html)), *rest]
