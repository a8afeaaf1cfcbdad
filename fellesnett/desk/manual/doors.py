"""The doors of the manual: open to everybody, also to those who look for help because they cannot get in."""

from __future__ import annotations

from fellesnett.desk.rules import Door, anyone

DOORS: tuple[Door, ...] = (
    Door("desk_manual:contents", anyone, "Oppgavene i veiledningen. Inneholder ingen data.", anonymous=True),
    Door("desk_manual:task", anyone, "Hvordan en oppgave gjøres. Inneholder ingen data.", anonymous=True),
)
