"""The words the desk borrows from Wagtail and its neighbours, in bokmål and nynorsk: what the packages' own catalogues lack.

`fellesnett/borrowed_words/<package>/locale/<language>/LC_MESSAGES/<domain>.po` lies as it lies in the package, so that it can be
given back as it is. Django reads one `.mo` for each language and domain, written from them all (`borrowed_words/locale`).
`python -m tests.translations` checks them. `python -m tests.borrowed` takes up what an upgraded package says anew, untranslated,
and drops what it no longer says.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import escape, read_po

ROOT = Path(__file__).resolve().parents[1] / "fellesnett" / "borrowed_words"
LANGUAGES = {"nb": "Norwegian Bokmål", "nn": "Norwegian Nynorsk"}
PACKAGES = ("wagtail", "taggit", "django_filters", "django/conf", "django/contrib/auth")
SOURCES = {"django_filters": "de"}  # it has no English catalogue
CORRECTION = "corrects the package's own words"
VALUES = re.compile(r"%\(\w+\)[a-z]|%[sdr%]|\{\w*\}")
TAGS = re.compile(r"<[^>]*>")
BOKMAAL = re.compile(
    r"\b(ikke|velg|fra|noe|noen|hva|hvem|hvor|hvordan|hvilke[nt]?|hvis|være|bare|også|mye|mer|flere|gjør|åpne|bekreft|uten|"
    r"endringer|innstillinger|brukere|oppgave[nr]?|bilde[rt]?|navn|nettsted\w*|tillatelse\w*|versjoner|kommentarer|forrige|"
    r"allerede|oversett\w*|slettet|lagret|opprettet|låste opp|nåværende|handlinger|forhåndsvis\w*|tjeneste\w*|sammenlign)\b",
    re.IGNORECASE,
)

WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # stands in every compiled file, for it must not change by itself
Key = tuple[str, str]  # context, text (the singular, where there are two)


@dataclass(frozen=True)
class Book:
    """One catalogue of one package: the folder that holds its `locale`, as the package itself lays it, and the domain."""

    folder: str
    domain: str

    def __str__(self) -> str:
        return f"{self.folder} ({self.domain})"

    def path(self, root: Path, language: str) -> Path:
        return root / self.folder / "locale" / language / "LC_MESSAGES" / f"{self.domain}.po"


def books() -> list[Book]:
    """Every catalogue of the packages we borrow from, as they are installed."""
    found = set()
    for package in PACKAGES:
        within = "**/locale" if package == "wagtail" else "locale"
        for path in (_installed(package) / package).glob(f"{within}/{SOURCES.get(package, 'en')}/LC_MESSAGES/*.po"):
            found.add(Book(str(path.parents[3].relative_to(_installed(package))), path.stem))
    return sorted(found, key=str)


def _installed(package: str) -> Path:
    spec = find_spec(package.split("/")[0])
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed")
    return Path(spec.origin).parents[1]


def said(book: Book) -> dict[Key, Message]:
    """What a package says, by its own catalogue in English or in another language that is whole."""
    return read(book.path(_installed(book.folder), SOURCES.get(book.folder, "en")))


def theirs(book: Book, language: str) -> dict[Key, Message]:
    """What the package's own catalogue in a language translates."""
    return {key: message for key, message in read(book.path(_installed(book.folder), language)).items() if translated(message)}


def ours(book: Book, language: str) -> dict[Key, Message]:
    return read(book.path(ROOT, language))


def read(path: Path) -> dict[Key, Message]:
    """The messages of a `.po` file; none where there is no file."""
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {key_of(message): message for message in read_po(file, locale=None) if message.id}


def key_of(message: Message) -> Key:
    context = message.context or ""
    return (context.decode() if isinstance(context, bytes) else context, forms(message.id)[0])


def translated(message: Message) -> bool:
    return not message.fuzzy and all(forms(message.string))


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def faults() -> list[str]:
    """What the borrowed words lack, have too much of, say wrongly, say in two ways, or have not compiled."""
    wrong = []
    for language in LANGUAGES:
        for book in books():
            wrong += [f"{language}: {book}: {fault}" for fault in _faults_in(book, language)]
        wrong += [f"{language}: {fault}" for fault in (*_two_ways(language), *_not_compiled(language))]
    return wrong


def _faults_in(book: Book, language: str) -> Iterator[str]:
    source, own, package = said(book), ours(book, language), theirs(book, language)
    done = {key for key, message in own.items() if translated(message)}
    for key in sorted(source.keys() - done - package.keys()):
        yield f"no translation of {key[1]!r} (python -m tests.borrowed lays it ready)"
    for key in sorted(own.keys() - source.keys()):
        yield f"{key[1]!r} is no longer said (python -m tests.borrowed drops it)"
    for key in sorted(done & package.keys()):
        if own[key].string == package[key].string:
            yield f"{key[1]!r} is said by the package itself; drop ours"
        elif CORRECTION not in own[key].user_comments:
            yield f"{key[1]!r}: the package now says {package[key].string!r}; drop ours, or mark it '# {CORRECTION}'"
    for key in sorted(done & source.keys()):
        yield from faults_of(source[key], own[key], language)


def faults_of(source: Message, message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation: its forms, the values it names, its tags, the spaces at its ends, its language."""
    originals, words = forms(source.id), forms(message.string)
    text = originals[0]
    if len(words) != len(originals):
        yield f"{text!r}: {len(originals)} form(s) asked for, {len(words)} given"
        return
    for original, said_so in zip(originals, words, strict=True):
        allowed = [_values(original)] if original is originals[-1] else [_values(original), _values(originals[-1])]
        if _values(said_so) not in allowed:
            yield f"{text!r} and its translation name different values: {said_so!r}"
        if sorted(TAGS.findall(original)) != sorted(TAGS.findall(said_so)):
            yield f"{text!r} and its translation have different tags: {said_so!r}"
        if _ends(original) != _ends(said_so):
            yield f"{text!r} and its translation begin or end with different space: {said_so!r}"
        if language == "nn" and (found := BOKMAAL.search(VALUES.sub("", TAGS.sub("", said_so)))):
            yield f"{text!r}: {found[0]!r} is bokmål: {said_so!r}"


def _values(text: str) -> list[str]:
    return sorted(VALUES.findall(text))


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _two_ways(language: str) -> Iterator[str]:
    """Django keeps one translation of a message, whichever package says it."""
    seen: dict[tuple[str, Key], list[str]] = {}
    for book in books():
        for key, message in ours(book, language).items():
            first = seen.setdefault((book.domain, key), forms(message.string))
            if first != forms(message.string):
                yield f"{book}: {key[1]!r} is said in two ways: {first} and {forms(message.string)}"


def _not_compiled(language: str) -> Iterator[str]:
    for domain in domains():
        if not is_compiled(compiled_path(language, domain), together(language, domain)):
            yield f"{domain}.mo is not compiled (python -m tests.translations --compile)"


def is_compiled(path: Path, words: dict[Key, Message]) -> bool:
    """Does the `.mo` file say just these?"""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        told = {key_of(message): forms(message.string) for message in read_mo(file) if message.id}
    return told == {key: forms(message.string) for key, message in words.items()}


def domains() -> list[str]:
    return sorted({book.domain for book in books()})


def together(language: str, domain: str) -> dict[Key, Message]:
    """Every translated message of ours, of all packages in one."""
    every = [ours(book, language) for book in books() if book.domain == domain]
    return {key: message for book in every for key, message in book.items() if translated(message)}


def compiled_path(language: str, domain: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.mo"


def compile_all() -> None:
    """Write one `.mo` for each language and domain: Django looks a word up in every file it has read, so few files are fast."""
    for language in LANGUAGES:
        for domain in domains():
            compile_to(compiled_path(language, domain), together(language, domain), language)


def compile_to(path: Path, words: dict[Key, Message], language: str) -> None:
    """Write a `.mo` file. The same words give the same file, whenever they are written."""
    found = Catalog(locale=language, creation_date=WRITTEN, revision_date=WRITTEN)
    for message in words.values():
        found.add(message.id, message.string, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, found)


def take_up() -> int:
    """Lay ready what the packages say and no catalogue translates; drop what they no longer say. Answers how many are new."""
    new = 0
    for language in LANGUAGES:
        for book in books():
            source, own, package = said(book), ours(book, language), theirs(book, language)
            kept = [own.get(key) or untranslated(message) for key, message in source.items() if key in own or key not in package]
            new += sum(key not in own and key not in package for key in source)
            if kept:
                write(book.path(ROOT, language), kept, project=book.folder.split("/")[0], language=language)
    return new


def untranslated(message: Message) -> Message:
    empty = "" if isinstance(message.id, str) else ("", "")
    return Message(message.id, empty, flags=message.flags, context=message.context)


def write(path: Path, messages: list[Message], *, project: str, language: str) -> None:
    """A `.po` file with the head that is there already, or a new one."""
    old = path.read_text(encoding="utf-8").split("\n\n", 1)[0] if path.is_file() else _head(project, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join([old, *(_entry(message) for message in messages)]) + "\n", encoding="utf-8")


def _head(project: str, language: str) -> str:
    return "\n".join(
        (
            f"# {LANGUAGES[language]} translation of {project}.",
            f"# This file is distributed under the same license as the {project} package.",
            'msgid ""\nmsgstr ""',
            f'"Project-Id-Version: {project.capitalize()}\\n"',
            f'"Language-Team: {LANGUAGES[language]}\\n"',
            '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"',
            f'"Language: {language}\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"',
        )
    )


def _entry(message: Message) -> str:
    ids, words = forms(message.id), forms(message.string)
    flags = sorted(flag for flag in message.flags if flag != "fuzzy")
    lines = [f"# {comment}" for comment in message.user_comments] + ([f"#, {', '.join(flags)}"] if flags else [])
    lines += [f"msgctxt {escape(message.context)}"] if message.context else []
    if len(ids) == 1:
        return "\n".join([*lines, f"msgid {escape(ids[0])}", f"msgstr {escape(words[0])}"])
    lines += [f"msgid {escape(ids[0])}", f"msgid_plural {escape(ids[1])}"]
    return "\n".join([*lines, f"msgstr[0] {escape(words[0])}", f"msgstr[1] {escape(words[1])}"])


if __name__ == "__main__":
    print(f"{take_up()} new message(s) laid ready in {ROOT}")
    sys.exit(0)
