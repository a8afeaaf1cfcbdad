"""Dates in the words of the page's language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

_NORWEGIAN = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# The genitive, as Sámi dates are written.
_SAMI = (
    "ođđajagimánu", "guovvamánu", "njukčamánu", "cuoŋománu", "miessemánu", "geassemánu",
    "suoidnemánu", "borgemánu", "čakčamánu", "golggotmánu", "skábmamánu", "juovlamánu",
)  # fmt: skip


def in_words(day: date | datetime, language: str) -> str:
    """`3. november 2026`, `3 November 2026`, `skábmamánu 3. b. 2026`. A moment is told by the Norwegian clock."""
    day = timezone.localtime(day).date() if isinstance(day, datetime) else day
    if language == "en":
        return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}"
    if language == "se":
        return f"{_SAMI[day.month - 1]} {day.day}. b. {day.year}"
    return f"{day.day}. {_NORWEGIAN[day.month - 1]} {day.year}"


def with_time(moment: datetime, language: str) -> str:
    """The date and the time of day by the Norwegian clock: `3. november 2026 kl. 09.15`."""
    local = timezone.localtime(moment)
    if language == "en":
        return f"{in_words(moment, language)}, {local:%H:%M}"
    return f"{in_words(moment, language)} {'dii.' if language == 'se' else 'kl.'} {local:%H.%M}"
