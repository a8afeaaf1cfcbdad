"""Which words a text is found by: those of its title, its other names and its introduction.

In Norwegian by their stems, compounds taken apart, nynorsk and Latin held against bokmål, by the rules that tell whether a
text exists already (`participation.likeness.stems`); in other languages as they are written. Where those rules are changed,
what is kept must be written anew by a migration, as `0013_words_of_what_is_there` did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from fellesnett.delivery.models import Word
from fellesnett.foundation.languages import NORWEGIAN
from fellesnett.participation.likeness.stems import parts, stems
from fellesnett.participation.likeness.stems import words as words_of

LONGEST = 60
MOST_WORDS = 8


def found_by(language: str, names: Iterable[str]) -> frozenset[str]:
    """The words that a text with these names is found by."""
    said = " ".join(names)
    kept = stems(said) if language in NORWEGIAN else words_of(said)
    return frozenset(word[:LONGEST] for word in kept)


def keep(wanted: Mapping[UUID, frozenset[str]], new: Collection[UUID] = ()) -> None:
    """Have each of these items (by key) found by these words and by no others; those that are `new` are found by none yet. Two
    questions, and one for each item that is to be found by less."""
    known: dict[UUID, set[str]] = defaultdict(set)
    for pk, word in Word.objects.filter(item__in=[pk for pk in wanted if pk not in new]).values_list("item", "word"):
        known[pk].add(word)
    for pk, words in wanted.items():
        if gone := known[pk] - words:
            Word.objects.filter(item=pk, word__in=gone).delete()
    Word.objects.bulk_create(Word(item_id=pk, word=word) for pk, words in wanted.items() for word in sorted(words - known[pk]))


def asked(q: str) -> list[str]:
    """The words that are asked for, without those that every text has."""
    return list(dict.fromkeys(words_of(q)))


def saying(wanted: Iterable[str], language: str = "") -> Q:
    """Texts that say all of these words, inflected or not where the text is Norwegian. Where a language is asked for, the words
    are of that language."""
    found = Q()
    for word in wanted:
        stemmed = _all(part[:LONGEST] for part in parts(word)) if not language or language in NORWEGIAN else None
        plain = _all([word[:LONGEST]]) if language not in NORWEGIAN else None
        found &= stemmed | plain if stemmed and plain else stemmed or plain or Q()
    return found


def _all(kept: Iterable[str]) -> Q:
    found = Q()
    for word in sorted(kept):
        found &= Q(pk__in=Word.objects.filter(word=word).values("item"))
    return found
