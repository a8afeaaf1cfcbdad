"""Which words a text is found by: those of its title, its other names and its introduction.

In Norwegian by their stems, compounds taken apart, nynorsk and Latin held against bokmål, by the rules that tell whether a
text exists already (`participation.likeness.stems`); in other languages as they are written. Where those rules are changed,
what is kept must be written anew by a migration, as `0013_words_of_what_is_there` did.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from fellesnett.delivery.models import Item, Word
from fellesnett.foundation.languages import NORWEGIAN
from fellesnett.participation.likeness.stems import parts, stems, words

LONGEST = 60
MOST_WORDS = 8


def found_by(language: str, names: Iterable[str]) -> frozenset[str]:
    """The words that a text with these names is found by."""
    said = " ".join(names)
    kept = stems(said) if language in NORWEGIAN else words(said)
    return frozenset(word[:LONGEST] for word in kept)


def keep(item: Item, title: str, synonyms: Iterable[str], intro: str) -> None:
    """Have the text found by these. One question where nothing is otherwise."""
    wanted = found_by(item.language, (title, *synonyms, intro))
    known = set(Word.objects.filter(item=item).values_list("word", flat=True))
    if gone := known - wanted:
        Word.objects.filter(item=item, word__in=gone).delete()
    Word.objects.bulk_create(Word(item=item, word=word) for word in sorted(wanted - known))


def forget(item: Item) -> None:
    Word.objects.filter(item=item).delete()


def asked(q: str) -> list[str]:
    """The words that are asked for, without those that every text has."""
    return list(dict.fromkeys(words(q)))


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
