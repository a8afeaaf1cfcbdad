"""What the desk says itself, in nynorsk: the messages are bokmål in the code of the desk and of the rooms below it.

A message without nynorsk is said in bokmål, so nothing stops for it; a translation that would break a screen does.
`python -m tests.desk_words` lays new messages ready in `fellesnett/desk/locale`, untranslated, and drops those that are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Message

from tests import borrowed
from tests.borrowed import Key

ROOT = Path(__file__).resolve().parents[1] / "fellesnett"
FOLDER = ROOT / "desk" / "locale" / "nn" / "LC_MESSAGES"
ROOMS = (  # what the desk shows
    "desk",
    "pages",
    "links",
    "intake",
    "insight",
    "signposts",
    "delivery",
    "participation",
    "partners",
    "adoption",
    "national",
    "editorial",
    "codes",
    "organizations",
    "access",
    "accounts",
)
RECORDED_BY_NAME = re.compile(r'\b(?:note|return_reason) ?= ?_\(\s*"([^"]+)"')
"""What these say is written into the record for whoever reads it later: it must not depend on who happened to do it."""
RESOLUTION = re.compile(r'\bresolution="([^"{_]+)"')
"""How a case was closed is written down in bokmål, and said in the reader's language."""
RECORDED_ELSEWHERE = frozenset(
    (
        "Frist utløpt",
        "Godkjent for varianten %s",
        "Nasjonal sikkerhetsendring",
    )
)


def recorded() -> set[str]:
    """What is written into the record, wherever it is said. The desk writes nothing there by itself: a note of its own is read
    on the screen."""
    below = [room for room in ROOMS if room != "desk"]
    return RECORDED_ELSEWHERE | {text for source in _sources(below) for text in RECORDED_BY_NAME.findall(source)}


def _sources(rooms: Iterable[str] = ROOMS) -> list[str]:
    code = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return [path.read_text(encoding="utf-8") for path in code if "tests" not in path.parts]


def said(public: Mapping[Key, Message]) -> dict[Key, Message]:
    """The desk's own messages: not those that the public catalogue translates, nor what is written into the record."""
    from tests.translations import between_colleagues, used

    found: dict[Key, Message] = between_colleagues()
    for room in ROOMS:
        found |= used(ROOT / room, ())
    found |= {("", text): Message(text) for source in _sources() for text in RESOLUTION.findall(source)}
    kept = recorded()
    return {key: message for key, message in sorted(found.items()) if key not in public and key[1] not in kept}


def ours() -> dict[Key, Message]:
    return borrowed.read(FOLDER / "django.po")


def awaiting(messages: Mapping[Key, Message]) -> list[Key]:
    """What the desk says and we have not in nynorsk."""
    own = ours()
    return [key for key in messages if key not in own or not borrowed.translated(own[key])]


def faults() -> list[str]:
    """Translations that name other values or tags than the message, that are bokmål, or that are not compiled."""
    own = _translated()
    wrong = [f"the desk's nynorsk: {fault}" for message in own.values() for fault in borrowed.faults_of(message, message, "nn")]
    if not borrowed.is_compiled(FOLDER / "django.mo", own):
        wrong.append("the desk's nynorsk: django.mo is not compiled (python -m tests.translations --compile)")
    return wrong


def _translated() -> dict[Key, Message]:
    return {key: message for key, message in ours().items() if borrowed.translated(message)}


def compile_all() -> None:
    borrowed.compile_to(FOLDER / "django.mo", _translated(), "nn")


def take_up() -> int:
    """Lay new messages ready and drop those that are gone. Answers how many await nynorsk."""
    from tests.translations import used

    messages, own = said(used()), ours()
    kept = [own.get(key) or borrowed.untranslated(message) for key, message in messages.items()]
    borrowed.write(FOLDER / "django.po", kept, project="fellesnett", language="nn")
    compile_all()
    return len(awaiting(messages))


if __name__ == "__main__":
    print(f"{take_up()} message(s) await nynorsk in {FOLDER / 'django.po'}")
