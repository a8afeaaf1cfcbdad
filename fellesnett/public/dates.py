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


def between(first: date, last: date, language: str) -> str:
    """`25.–26. desember 2026`, `25–26 December 2026`; both days in full where they are in different months."""
    if (first.year, first.month) != (last.year, last.month) or language == "se":
        return f"{in_words(first, language)} – {in_words(last, language)}"
    return f"{first.day}{'' if language == 'en' else '.'}–{in_words(last, language)}"


def with_time(moment: datetime, language: str) -> str:
    """The date and the time of day by the Norwegian clock: `3. november 2026 kl. 09.15`."""
    local = timezone.localtime(moment)
    if language == "en":
        return f"{in_words(moment, language)}, {local:%H:%M}"
    return f"{in_words(moment, language)} {'dii.' if language == 'se' else 'kl.'} {local:%H.%M}"


def same_day(start: datetime, end: datetime) -> bool:
    """By the Norwegian clock."""
    return timezone.localtime(start).date() == timezone.localtime(end).date()


def span(start: datetime, end: datetime, language: str) -> str:
    """From a moment to another, the day said once where both are on it: `3. november 2026 kl. 09.00–11.30`."""
    if not same_day(start, end):
        return f"{with_time(start, language)} – {with_time(end, language)}"
    return f"{with_time(start, language)}–{timezone.localtime(end).strftime('%H:%M' if language == 'en' else '%H.%M')}"
