"""Rich text as it is typed in a bare text field, where no script runs: an empty line between paragraphs, `- ` before an item,
`**strong**`, `[words](address)`. The signs are Markdown's, read by CommonMark's own rules but for what is said here."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdownify import markdownify

from fellesnett.composition import richtext

NOT_READ = (
    "image",
    "code",
    "fence",
    "backticks",
    "html_block",
    "html_inline",
    "blockquote",
    "hr",
    "lheading",
    "reference",
    "entity",
)
"""What a text for patients has none of, and what would turn plain words into something else unseen."""
_READER = MarkdownIt("commonmark", {"html": False}).disable(list(NOT_READ))
_READER.normalizeLink = lambda url: url  # type: ignore[method-assign]  # an address is kept as it was written: «lov/§3-8»
_LETTER = re.compile(r"[^\W\d_]")
_AT_THE_BEGINNING = re.compile(r"\\([-+&~#>=|.)])")
_NUMBERED = re.compile(r"^(\s{0,3})(\d{1,9})([.)])(?=\s|$)")


def shown(html: str) -> tuple[str, bool]:
    """Rich text as it stands in the field, and whether that is HTML: where the signs do not hold all of it (a table, raised
    numbers), so that nothing is lost by who mends a word."""
    words = as_typed(html)
    return (words, False) if _holds_all(words, html) else (html, True)


def _holds_all(words: str, html: str) -> bool:
    try:
        return richtext.normalize(as_read(words)) == richtext.normalize(html)
    except richtext.TooLarge:
        return True  # refused in any case


def as_typed(html: str) -> str:
    """Rich text as it may be typed. Read again, it is what it was."""
    typed = str(markdownify(html, heading_style="ATX", bullets="-", escape_misc=True)).strip()
    return "\n".join(_less_escaped(line) for line in typed.split("\n"))


def _less_escaped(line: str) -> str:
    """Without the strokes before signs that mean something only where a line begins."""
    begun = _LETTER.search(line)
    return line[: begun.end()] + _AT_THE_BEGINNING.sub(r"\1", line[begun.end() :]) if begun else line


def as_read(typed: str) -> str:
    """What was typed, as HTML; not yet cleaned. A line that begins with a number is an item of a numbered list only where the
    numbers begin at one and follow each other: «6. desember» is a day."""
    return str(_READER.render(_days_kept("\n".join(typed.splitlines()))))


def _days_kept(typed: str) -> str:
    lines, expected = [], 1
    rows = typed.split("\n")
    for at, line in enumerate(rows):
        found = _NUMBERED.match(line)
        if found is None:
            expected = expected if expected > 1 and (not line.strip() or line.startswith(" ")) else 1
        elif int(found[2]) == expected and (expected > 1 or _goes_on(rows[at + 1 :])):
            expected += 1
        else:
            line, expected = _NUMBERED.sub(r"\1\2\\\3", line), 1
        lines.append(line)
    return "\n".join(lines)


def _goes_on(after: list[str]) -> bool:
    """Does a number two follow, before another paragraph begins?"""
    for line in after:
        if found := _NUMBERED.match(line):
            return int(found[2]) == 2
        if line.strip() and not line.startswith(" "):
            return False
    return False
