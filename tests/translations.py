"""`python -m tests.translations`: every word on the public pages has its translation, and what is compiled is what is written.
The bokmål catalogues are of Wagtail's words only, where its own Norwegian lacks them: each is a word that Wagtail says.

With `--compile` it writes the `.mo` files anew from the `.po` files. GNU gettext is not needed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import wagtail
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1] / "fellesnett"
ROOM = ROOT / "public"
LANGUAGES = ("nn", "se", "en")  # the messages themselves are bokmål
BORROWED = (("nb", "django"), ("nb", "djangojs"))  # Wagtail's words on the desk
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Message = tuple[str, str]  # context, text


def used(room: Path = ROOM) -> set[Message]:
    """Every message of a room's code and templates."""
    sources = [path.read_text(encoding="utf-8") for path in room.rglob("*.py") if "tests" not in path.parts]
    for path in room.rglob("templates/**/*.html"):
        sources.append(templatize(path.read_text(encoding="utf-8"), origin=str(path)))
    return {message for source in sources for message in _messages(source)}


def _messages(source: str) -> Iterator[Message]:
    for _line, found, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        text = found[-1] if isinstance(found, tuple) else found
        if text:
            yield context or "", text


def said_by_wagtail(domain: str) -> set[Message]:
    """Every message of Wagtail's own catalogues in English."""
    found: set[Message] = set()
    for path in Path(wagtail.__file__).parent.rglob(f"locale/en/LC_MESSAGES/{domain}.po"):
        with path.open("rb") as file:
            found |= set(translated(read_po(file, locale=None)))
    return found


def catalog(language: str, domain: str = "django") -> Catalog:
    with _file(language, "po", domain).open("rb") as file:
        return read_po(file, locale=None)


def _file(language: str, ending: str, domain: str = "django") -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.{ending}"


def translated(found: Catalog) -> dict[Message, str]:
    return {(_words(message.context or ""), str(message.id)): str(message.string) for message in found if message.id}


def _words(context: str | bytes) -> str:
    """Babel reads the contexts of a `.mo` file as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def compiled(found: Catalog) -> bytes:
    target = BytesIO()
    write_mo(target, found)
    return target.getvalue()


def faults(language: str, messages: set[Message]) -> list[str]:
    """What one catalogue lacks, has too much of, says wrongly, or has not compiled."""
    words = translated(catalog(language))
    wrong = [f"{language}: no translation of {text!r}" for context, text in sorted(messages) if not words.get((context, text))]
    return wrong + _faults_within(language, "django", messages)


def _faults_within(language: str, domain: str, messages: set[Message]) -> list[str]:
    found = catalog(language, domain)
    words = translated(found)
    wrong = [f"{language}: {text!r} is used nowhere" for context, text in sorted(words.keys() - messages)]
    for (_context, text), translation in sorted(words.items()):
        if translation and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(translation)):
            wrong.append(f"{language}: {text!r} and its translation name different values")
    if any(message.fuzzy for message in found if message.id):
        wrong.append(f"{language}: a fuzzy message would not be compiled; mark it with a comment instead")
    with _file(language, "mo", domain).open("rb") as file:
        if translated(read_mo(file)) != {message: text for message, text in words.items() if text}:
            wrong.append(f"{language}: {domain}.mo is not compiled from {domain}.po (python -m tests.translations --compile)")
    return wrong


def main(arguments: list[str]) -> int:
    if "--compile" in arguments:
        for language, domain in (*((language, "django") for language in LANGUAGES), *BORROWED):
            _file(language, "mo", domain).write_bytes(compiled(catalog(language, domain)))
    messages = used()
    wrong = [fault for language in LANGUAGES for fault in faults(language, messages)]
    wrong += [fault for language, domain in BORROWED for fault in _faults_within(language, domain, said_by_wagtail(domain))]
    for fault in wrong:
        print(fault, file=sys.stderr)
    print(f"{len(messages)} messages in {len(LANGUAGES)} languages, {len(wrong)} fault(s)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
