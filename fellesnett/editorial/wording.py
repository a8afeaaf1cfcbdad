"""The words of the letters about what waits, in the two languages a person at the desk can choose.

A letter is written by the worker for many readers, one after the other, and in no other languages than these: so the words
stand here side by side, to be read together, and not in the catalogues of the public sites.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from fellesnett.foundation import languages


@dataclass(frozen=True, slots=True)
class DigestWords:
    """One language. `{n}`, `{name}`, `{whose}` and `{day}` are filled in."""

    one: str
    many: str
    hello: str
    lead: str
    urgent: str
    new: str
    still_open: str
    deadline: str
    late: str
    told: str
    all_of_them: str
    choose: str


DIGEST = {
    "nb": DigestWords(
        one="{n} sak venter på deg",
        many="{n} saker venter på deg",
        hello="Hei {name}",
        lead="Dette venter på deg i Fellesnett. Hver lenke fører rett til saken.",
        urgent="Haster",
        new="Nytt",
        still_open="Står fortsatt åpent",
        deadline="{whose}. Frist {day}",
        late="{whose}. Fristen gikk ut {day}",
        told="{whose}. Til orientering",
        all_of_them="Se alle {n} sakene",
        choose="Endre hvor ofte du får denne e-posten, eller slutt å få den",
    ),
    "nn": DigestWords(
        one="{n} sak ventar på deg",
        many="{n} saker ventar på deg",
        hello="Hei {name}",
        lead="Dette ventar på deg i Fellesnett. Kvar lenkje fører rett til saka.",
        urgent="Hastar",
        new="Nytt",
        still_open="Står framleis ope",
        deadline="{whose}. Frist {day}",
        late="{whose}. Fristen gjekk ut {day}",
        told="{whose}. Til orientering",
        all_of_them="Sjå alle {n} sakene",
        choose="Endre kor ofte du får denne e-posten, eller slutt å få han",
    ),
}


def digest_words(language: str) -> DigestWords:
    """The words in this language; bokmål where it has none."""
    return DIGEST.get(language, DIGEST["nb"])


def as_written(words: object) -> str:
    """Words as they are written down: in bokmål, whoever caused them, so that the record says the same to all."""
    with translation.override(languages.SOURCE):
        return str(words)


Part = str | list[Any]
"""Somebody's own words, or a message of the catalogue in bokmål with its facts: `["{title} er trukket", {"title": "Gikt"}]`."""


class Said(str):
    """What an inbox asks, as it is written down: in bokmål, whoever caused it. It remembers what it was made of, so that
    it can be said anew in the language of each who reads it."""

    parts: tuple[Part, ...]

    def __new__(cls, *parts: Part) -> Said:
        with translation.override(languages.SOURCE):
            words = super().__new__(cls, _in_words(parts))
        words.parts = parts
        return words


def worded(message: str, **facts: object) -> Said:
    """A sentence of the desk's own. `message` is bokmål, with `{name}` where a fact goes in."""
    return Said([message, {name: _fact(fact) for name, fact in facts.items()}])


def _fact(fact: object) -> str | int | list[str]:
    """A label (lazy) is a message itself, and is kept as one; all else is what it is."""
    if isinstance(fact, Promise):
        return [as_written(fact)]
    return fact if isinstance(fact, int) else str(fact)


def together(*words: str) -> Said:
    """Several sentences after each other; what is no `Said` is somebody's own words, and is never translated."""
    return Said(*(part for each in words for part in parts_of(each)))


def parts_of(words: str) -> list[Part]:
    return list(words.parts) if isinstance(words, Said) else [str(words)] if words else []


def aloud(words: str) -> str:
    """The same in the language that is spoken now."""
    return _in_words(parts_of(words))


def said_again(wording: Mapping[str, list[Part]], what: str, written: str) -> str:
    """A title or a reason in the language that is spoken now; as it was written where it is somebody's own words, or was
    written before this was kept."""
    return _in_words(wording[what]) if what in wording else written


def _in_words(parts: Any) -> str:
    return " ".join(part if isinstance(part, str) else _sentence(*part) for part in parts)


def _sentence(message: str, facts: Mapping[str, Any]) -> str:
    return gettext(message).format(**{name: gettext(fact[0]) if isinstance(fact, list) else fact for name, fact in facts.items()})
