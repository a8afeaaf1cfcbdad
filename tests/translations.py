"""`python -m tests.translations`: every word on the public pages has its translation, and what is compiled is what is written.
The words that the desk borrows from Wagtail and its neighbours are checked beside them (`tests/borrowed.py`), and what the desk
says itself, in nynorsk (`tests/desk_words.py`).

With `--compile` it writes the `.mo` files anew from the `.po` files. GNU gettext is not needed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests import borrowed, desk_words, life

ROOT = Path(__file__).resolve().parents[1] / "fellesnett"
ROOM = ROOT / "public"
LENT = (
    ROOT / "pages" / "wording.py",
    ROOT / "foundation" / "languages.py",
    ROOT / "national" / "naming.py",
    ROOT / "delivery" / "documents.py",
    ROOT / "delivery" / "doors.py",
    ROOT / "delivery" / "renderings.py",
    ROOT / "api" / "answers.py",
    ROOT / "api" / "changes.py",
    ROOT / "api" / "content.py",
    ROOT / "api" / "export.py",
    ROOT / "api" / "faults.py",
    ROOT / "api" / "problems.py",
    ROOT / "api" / "records.py",
    ROOT / "api" / "services.py",
    ROOT / "api" / "versions.py",
    *sorted(path for path in (ROOT / "hl7").rglob("*.py") if "tests" not in path.parts),
    *sorted((ROOT / "syndication").glob("*.py")),
    *sorted((ROOT / "syndication").glob("templates/**/*.html")),
    ROOT / "api" / "webhooks.py",
    ROOT / "delivery" / "actions" / "subscribing.py",
    *sorted((ROOT / "api").glob("partner*.py")),
    *(
        ROOT / "partners" / name
        for name in ("gates.py", "texts.py", "acts.py", "records.py", "services.py", "actions/receiving.py")
    ),
)
"""Said to readers, on the public pages or through the open interface, by other rooms than theirs."""
BETWEEN_COLLEAGUES = (ROOM / "signing.py", ROOM / "views" / "signing.py", ROOM / "templates" / "public" / "signing")
"""Said to clinicians behind a personal link, in bokmål and nynorsk only: their words stand with the desk's."""
LANGUAGES = ("nn", "se", "en")  # the messages themselves are bokmål
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "worded": None,
    "pgettext": ((1, "c"), 2),
    "ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Message = tuple[str, str]  # context, text (the singular, where there are two)


def used(room: Path = ROOM, lent: tuple[Path, ...] = LENT) -> dict[Message, Entry]:
    """Every message of a room's code and templates, and of what it borrows from below."""
    own = [path for path in (*room.rglob("*.py"), *room.rglob("templates/**/*.html")) if not _is_apart(path)]
    return messages_in((*own, *lent)) | {("", words): Entry(words) for words in about_life(room)}


def _is_apart(path: Path) -> bool:
    return "tests" in path.parts or any(path.is_relative_to(each) for each in BETWEEN_COLLEAGUES)


def between_colleagues() -> dict[Message, Entry]:
    """Every message of the pages behind a personal link."""
    return messages_in(file for each in BETWEEN_COLLEAGUES for file in ([each] if each.suffix else each.rglob("*.html")))


def messages_in(paths: Iterable[Path]) -> dict[Message, Entry]:
    """Every message of these files of code and templates."""
    sources = [_as_code(path) for path in paths]
    return {borrowed.key_of(message): message for source in sources for message in _messages(source)}


def _as_code(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text if path.suffix == ".py" else templatize(text, origin=str(path))


def about_life(room: Path = ROOM) -> set[str]:
    """The messages of a room that a life may hang on."""
    return {words for path in room.rglob("templates/**/*.html") for words in life.said_in(path.read_text(encoding="utf-8"))}


def _messages(source: str) -> Iterator[Entry]:
    for _line, found, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        text = found[0] if isinstance(found, tuple) and len(found) == 1 else found
        if text:
            yield Entry(text, ("", "") if isinstance(text, tuple) else "", context=context)


def catalog(language: str) -> Catalog:
    with _file(language, "po").open("rb") as file:
        return read_po(file, locale=None)


def _file(language: str, ending: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def translated(found: Catalog) -> dict[Message, str]:
    """What a catalogue says; the two forms of a plural as one; nothing where a form is missing."""
    return {borrowed.key_of(message): _as_one(message) for message in found if message.id}


def _as_one(message: Entry) -> str:
    return " / ".join(borrowed.forms(message.string)) if borrowed.translated(message) else ""


def compiled(found: Catalog) -> bytes:
    target = BytesIO()
    write_mo(target, found)
    return target.getvalue()


def faults(language: str, messages: Collection[Message]) -> list[str]:
    """What one catalogue lacks, has too much of, says wrongly, or has not compiled."""
    found = catalog(language)
    words = translated(found)
    wanted = [(context, text) for context, text in sorted(messages) if text not in life.awaited(found)]
    wrong = [f"{language}: no translation of {text!r}" for context, text in wanted if not words.get((context, text))]
    wrong += [f"{language}: {text!r} is used nowhere" for context, text in sorted(words.keys() - set(messages))]
    for (_context, text), translation in sorted(words.items()):
        if translation and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(translation)):
            wrong.append(f"{language}: {text!r} and its translation name different values")
    if any(message.fuzzy for message in found if message.id):
        wrong.append(f"{language}: a fuzzy message would not be compiled; mark it with a comment instead")
    with _file(language, "mo").open("rb") as file:
        if translated(read_mo(file)) != {message: text for message, text in words.items() if text}:
            wrong.append(f"{language}: django.mo is not compiled from django.po (python -m tests.translations --compile)")
    return wrong + _hidden(language, words)


def _hidden(language: str, words: dict[Message, str]) -> list[str]:
    """Django asks the public catalogue first: what both say, they must say alike, or the desk speaks with the pages' words."""
    if language not in borrowed.LANGUAGES:
        return []
    lent = {key: _as_one(message) for key, message in borrowed.together(language, "django").items()}
    both = sorted(words.keys() & lent.keys())
    return [f"{language}: {key[1]!r} is said in another way in borrowed_words" for key in both if words[key] != lent[key]]


def main(arguments: list[str]) -> int:
    if "--compile" in arguments:
        for language in LANGUAGES:
            _file(language, "mo").write_bytes(compiled(catalog(language)))
        borrowed.compile_all()
        desk_words.compile_all()
    messages = used()
    wrong = [fault for language in LANGUAGES for fault in faults(language, messages)]
    wrong += [fault for language in LANGUAGES for fault in life.faults(language, catalog(language), about_life())]
    wrong += borrowed.faults() + desk_words.faults()
    for fault in wrong:
        print(fault, file=sys.stderr)
    print(f"{len(messages)} messages in {len(LANGUAGES)} languages, {len(wrong)} fault(s)")
    awaiting = desk_words.awaiting(desk_words.said(messages))
    if awaiting:
        print(f"{len(awaiting)} of the desk's own words await nynorsk and are said in bokmål (python -m tests.desk_words)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
