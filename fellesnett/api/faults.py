"""What the library that reads requests says of a fault, in the reader's language: it knows English alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

BY_TYPE = {
    "missing": gettext_noop("Mangler."),
    "extra_forbidden": gettext_noop("Det finnes ikke noe felt med dette navnet. Ta det bort."),
    "literal_error": gettext_noop("Velg en av disse: %(expected)s."),
    "enum": gettext_noop("Velg en av disse: %(expected)s."),
    "string_too_long": gettext_noop("Høyst %(max_length)s tegn."),
    "string_too_short": gettext_noop("Minst %(min_length)s tegn."),
    "string_pattern_mismatch": gettext_noop("Skriv det slik mønsteret sier: %(pattern)s"),
    "too_long": gettext_noop("Høyst %(max_length)s på én gang."),
    "too_short": gettext_noop("Minst %(min_length)s."),
    "greater_than_equal": gettext_noop("Minst %(ge)s."),
    "greater_than": gettext_noop("Mer enn %(gt)s."),
    "less_than_equal": gettext_noop("Høyst %(le)s."),
    "less_than": gettext_noop("Mindre enn %(lt)s."),
}
BY_KIND = {
    "string": gettext_noop("Skal være tekst."),
    "int": gettext_noop("Skal være et helt tall."),
    "float": gettext_noop("Skal være et tall."),
    "decimal": gettext_noop("Skal være et tall."),
    "bool": gettext_noop("Skal være true eller false."),
    "date": gettext_noop("Skriv dagen slik: 2026-12-24."),
    "datetime": gettext_noop("Skriv tidspunktet slik: 2026-12-24T08:00:00+01:00."),
    "timezone": gettext_noop("Skriv tidspunktet slik: 2026-12-24T08:00:00+01:00."),
    "list": gettext_noop("Skal være en liste."),
    "tuple": gettext_noop("Skal være en liste."),
    "dict": gettext_noop("Skal være et objekt med navn og verdier."),
    "model": gettext_noop("Skal være et objekt med navn og verdier."),
    "uuid": gettext_noop("Skal være en UUID."),
}
"""By the first word of the type: `int_parsing` and `int_type` are told of alike."""
OTHERWISE = gettext_noop("Verdien kan ikke leses. Formen står i /openapi.json.")


def in_words(error: Mapping[str, Any]) -> str:
    """What is wrong, and how it ought to be."""
    kind = str(error.get("type", ""))
    known = error.get("ctx", {})
    named = {name: str(value).replace("' or '", "', '") for name, value in known.items()}
    words = BY_TYPE.get(kind) or BY_KIND.get(kind.partition("_")[0], OTHERWISE)
    return _(words) % named if "%(" in words else _(words)
