"""`python -m tests.terms FOLDER [LANGUAGE]`: which words of a drafted interface no public text uses.

FOLDER holds parallel texts as JSON lines (each piece with its language, as GiellaLT's collections are exported). A word that
no text uses may still be right; it is the first that a reader of the language should look at.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fellesnett.foundation.languages import BY_CODE
from tests import translations

WORD = re.compile(r"[^\W\d_]+")
SHORTEST = 4
"""Letters. Shorter words are in any text."""


def words(text: str) -> Iterator[str]:
    return (word.lower() for word in WORD.findall(text))


def of_interface(language: str) -> set[str]:
    """The words of a language's catalogue."""
    said = translations.translated(translations.catalog(language)).values()
    return {word for text in said for word in words(translations.PLACEHOLDER.sub("", text)) if len(word) >= SHORTEST}


def in_texts(lines: Iterable[str], language: str) -> set[str]:
    """The words of the pieces that say they are in this language (ISO 639-3)."""
    return {word for line in lines for text in _texts(json.loads(line), language) for word in words(text)}


def _texts(value: Any, language: str) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _texts(each, language)
    elif isinstance(value, dict):
        if value.get("lang") == language:
            yield from (text for text in value.values() if isinstance(text, str))
        if isinstance(value.get(language), str):  # aligned sentences: one to each language
            yield value[language]
        for each in value.values():
            yield from _texts(each, language)


def main(arguments: list[str]) -> int:
    folder, language = Path(arguments[0]), (arguments[1:] or ["se"])[0]
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines() if line]
    ours, theirs = of_interface(language), in_texts(lines, BY_CODE[language].three_letters)
    print("\n".join(sorted(ours - theirs)))
    print(f"{len(ours & theirs)} of {len(ours)} words of {SHORTEST} letters or more are found", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
