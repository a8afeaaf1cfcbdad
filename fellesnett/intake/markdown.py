"""The Markdown that the health atlas writes, as HTML: headings, paragraphs, lists in lists, tables, pictures, HTML in between.

Not a whole Markdown: what it does not know stays as the words stand. The HTML is cleaned by whoever takes it in.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

TAGS = frozenset(
    ["a", "abbr", "b", "blockquote", "body", "br", "caption", "center", "code", "col", "colgroup", "dd", "del", "details", "div",
     "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe",
     "img", "ins", "li", "link", "meta", "ol", "p", "path", "pre", "s", "script", "section", "small", "span", "strong", "style",
     "sub", "summary", "sup", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "video"]
)  # fmt: skip
_TAG = re.compile(r"</?(?:" + "|".join(sorted(TAGS)) + r")(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"(\s*)(?:([-*+])|(\d{1,3})[.)])\s+(.*)$")
_RULE = re.compile(r"\s*(?:-\s*){3,}$|\s*(?:\*\s*){3,}$|\s*(?:_\s*){3,}$|=+\s*$")
_DELIMITERS = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
_IMAGE = re.compile(r'!\[([^\[\]]*)\]\(\s*([^()\s]*)\s*(?:"([^"]*)")?\s*\)')
_LINK = re.compile(r'\[([^\[\]]*)\]\(\s*([^()\s]*(?:\([^()]*\)[^()\s]*)*)\s*(?:"[^"]*")?\s*\)')
_BOLD = re.compile(r"\*\*(?=\S)([^*]+(?:\*(?!\*)[^*]+)*)\*\*|__(?=\S)([^_]+)__(?!\w)")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_]+)_(?![\w_])")
_HELD = re.compile("\x00(\\d+)\x01")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def to_html(source: str) -> str:
    """The same text as HTML."""
    lines = _without_comments(source).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_blocks(lines))


def _without_comments(source: str) -> str:
    """The text without `<!-- -->`, which readers never see. One pass, also where a comment is never closed."""
    kept = []
    end = 0
    while (start := source.find("<!--", end)) >= 0 and (close := source.find("-->", start + 4)) >= 0:
        kept.append(source[end:start])
        end = close + 3
    return "".join(kept) + source[end:]


def _blocks(lines: list[str]) -> Iterator[str]:
    position = 0
    while position < len(lines):
        line = lines[position]
        taken = 1
        if not line.strip() or _RULE.match(line):
            pass
        elif found := _HEADING.match(line.strip()):
            level = 3 if len(found[1]) <= 3 else 4
            yield f"<h{level}>{inline(found[2])}</h{level}>"
        elif _ITEM.match(line):
            taken = _list_length(lines, position)
            yield _list(lines[position : position + taken])
        elif "|" in line and position + 1 < len(lines) and "|" in lines[position + 1] and _DELIMITERS.match(lines[position + 1]):
            taken = _length(lines, position, lambda row: "|" in row)
            yield _table(lines[position : position + taken])
        elif _TAG.match(line.strip()):
            taken = _length(lines, position, lambda row: bool(row.strip()))
            yield "\n".join(inline(row, only_words=True) for row in lines[position : position + taken])
        else:
            taken = _length(lines, position, _is_prose)
            yield f"<p>{_lines(lines[position : position + taken])}</p>"
        position += taken


def _is_prose(line: str) -> bool:
    return bool(line.strip()) and not (_HEADING.match(line) or _ITEM.match(line) or _RULE.match(line))


def _length(lines: list[str], start: int, belongs: Callable[[str], bool]) -> int:
    """How many lines from `start` belong together; the first always does."""
    end = start + 1
    while end < len(lines) and belongs(lines[end]):
        end += 1
    return end - start


def _lines(lines: list[str]) -> str:
    return " ".join(inline(line.strip()) + ("<br>" if line.endswith("  ") and line != lines[-1] else "") for line in lines)


# --- lists ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Item:
    indent: int
    ordered: bool
    number: int
    words: list[str]
    children: list[_Item] = field(default_factory=list)


def _list_length(lines: list[str], start: int) -> int:
    """How many lines the list takes: items, their continuations, and blank lines that more of the list follows."""
    end = start + 1
    while end < len(lines):
        following = end + _length(lines, end, _is_blank) if _is_blank(lines[end]) else end
        if following >= len(lines) or not _continues(lines[following], after_a_blank=following > end):
            break
        end = following + 1
    return end - start


def _is_blank(line: str) -> bool:
    return not line.strip()


def _continues(line: str, after_a_blank: bool) -> bool:
    """Whether a line goes on with the list above it."""
    if _ITEM.match(line):
        return True
    opens = bool(_TAG.match(line.strip()))
    if after_a_blank:
        return line[:2].isspace() and not opens
    return not _HEADING.match(line) and not (opens and not line[:1].isspace())


def _list(lines: list[str]) -> str:
    items: list[_Item] = []
    for line in lines:
        if found := _ITEM.match(line):
            items.append(_Item(len(found[1].expandtabs(4)), found[2] is None, int(found[3] or 0), [found[4]]))
        elif line.strip():
            items[-1].words.append(line.strip())
    return _items(_nested(items))


def _nested(items: list[_Item]) -> list[_Item]:
    tops: list[_Item] = []
    line: list[_Item] = []
    for item in items:
        while line and item.indent <= line[-1].indent + 1:
            line.pop()
        (line[-1].children if line else tops).append(item)
        line.append(item)
    return tops


def _items(items: list[_Item]) -> str:
    counted = [item.number for item in items] == list(range(1, len(items) + 1))
    tag = "ol" if items[0].ordered and counted else "ul"
    inner = "".join(f"<li>{_item(item, counted)}</li>" for item in items)
    return f"<{tag}>{inner}</{tag}>"


def _item(item: _Item, counted: bool) -> str:
    """A number that the list would not give by itself stands in words: 4 must not be shown as 1."""
    said = f"{item.number}. " if item.ordered and not counted else ""
    return f"{said}{_lines(item.words)}{_items(item.children) if item.children else ''}"


# --- tables ---------------------------------------------------------------------------------------------------------


def _table(lines: list[str]) -> str:
    head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in _cells(lines[0]))
    rows = "".join("<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in _cells(line)) + "</tr>" for line in lines[2:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))]


# --- inside a line --------------------------------------------------------------------------------------------------


def inline(source: str, only_words: bool = False) -> str:
    """One line as HTML: links, pictures, bold, italics, and HTML tags as they are. `only_words`: an HTML line, where
    only signs that are no tags are escaped."""
    tags: list[str] = []

    def keep(html: str) -> str:
        tags.append(html)
        return f"\x00{len(tags) - 1}\x01"

    held = source.replace("\x00", "").replace("\x01", "")
    held = _AUTOLINK.sub(lambda found: keep(f'<a href="{entities.escape(found[1])}">') + found[1] + keep("</a>"), held)
    held = _TAG.sub(lambda found: keep(found[0]), held)
    held = _ENTITY.sub(lambda found: keep(found[0]), held)
    if not only_words:
        held = _ESCAPED.sub(lambda found: keep(entities.escape(found[1])), held)
        held = _IMAGE.sub(lambda found: keep(_picture(*found.groups())), held)
        held = _LINK.sub(lambda found: keep(f'<a href="{entities.escape(found[2])}">') + found[1] + keep("</a>"), held)
        held = _BOLD.sub(lambda found: keep("<strong>") + (found[1] or found[2]) + keep("</strong>"), held)
        held = _ITALIC.sub(lambda found: keep("<em>") + (found[1] or found[2]) + keep("</em>"), held)
    whole = entities.escape(held, quote=False)
    while "\x00" in whole:
        whole = _HELD.sub(lambda found: tags[int(found[1])], whole)
    return whole


def _picture(alt: str, address: str, title: str | None) -> str:
    return f'<img src="{entities.escape(address)}" alt="{entities.escape(alt)}" title="{entities.escape(title or "")}">'
