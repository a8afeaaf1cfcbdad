"""The doors of alerts: those who may warn at a site, and those who may warn the whole country."""

from __future__ import annotations

from fellesnett.desk.rules import Door, at_site, national
from fellesnett.pages.gates.alerts import RAISERS

_VIEWS = {
    "alerts": "Meldingene som vises, er planlagt og er over.",
    "new_alert": "Legg ut en melding.",
    "alert": "Endre en melding.",
    "end_alert": "Avslutt en melding.",
    "replace_alert": "Avslutt en melding og legg ut en av en annen type, i ett.",
    "alert_history": "Hva en melding har sagt, når, og hvem som skrev det.",
}
DOORS: tuple[Door, ...] = (
    *(Door(f"desk_local:{name}", at_site(*RAISERS), why) for name, why in _VIEWS.items()),
    *(Door(f"desk_national:{name}", national(), why) for name, why in _VIEWS.items()),
)
