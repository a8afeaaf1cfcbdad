"""Which language a block is written in, by py3langid: bokmål, nynorsk, Northern Sámi or English."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST = 80
"""Characters. Shorter texts are names and numbers as often as language."""

UNLIKELY = 0.2
"""A language that the text has less chance than this of being written in is taken to be wrong."""

_NAMES = {"no": "nb", "nn": "nn", "se": "se", "en": "en"}


@cache
def _identifier() -> LanguageIdentifier:
    """Read when first asked: the model takes a second to load, and only editors need it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_NAMES))
    return identifier


def seems_to_be(text: str, expected: str) -> str | None:
    """The language that a text is written in instead of the `expected`; None where nothing speaks clearly against it.

    Languages that the model does not know (Lule and South Sámi) are never doubted, nor are short texts.
    """
    if len(text) < FEWEST or expected not in _NAMES.values():
        return None
    chances = {_NAMES[name]: chance for name, chance in _identifier().rank(text)}
    return max(chances, key=lambda name: chances[name]) if chances[expected] < UNLIKELY else None
