"""What readers and editors alike are told an alert is. The words are translated with those of the public pages."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext

from fellesnett.pages.models import AlertKind

GRADES: tuple[tuple[AlertKind, int], ...] = (
    (AlertKind.INFORMATION, 0),
    *((AlertKind.OPERATIONS, level) for level in (1, 2, 3)),
    *((AlertKind.EMERGENCY, level) for level in (1, 2, 3)),
)
"""Every kind of alert and how grave it can be, the mildest first."""


def word_of(kind: str, level: int) -> str:
    """What kind of alert it is and how grave, in words: colour alone tells nobody anything."""
    words = {
        (AlertKind.EMERGENCY, 1): gettext("Grønn beredskap: vi følger med"),
        (AlertKind.EMERGENCY, 2): gettext("Gul beredskap: vi har satt inn ekstra folk"),
        (AlertKind.EMERGENCY, 3): gettext("Rød beredskap: alvorlig hendelse"),
        (AlertKind.OPERATIONS, 1): gettext("Driftsmelding: har liten betydning"),
        (AlertKind.OPERATIONS, 2): gettext("Driftsmelding: noe virker ikke"),
        (AlertKind.OPERATIONS, 3): gettext("Driftsmelding: ute av drift"),
    }
    return words.get((AlertKind(kind), level), pgettext("melding", "Informasjon"))
