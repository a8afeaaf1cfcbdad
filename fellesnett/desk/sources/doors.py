"""The doors to the sources that facts are fetched from."""

from __future__ import annotations

from fellesnett.desk.national.doors import WRITERS
from fellesnett.desk.rules import Door

DOORS: tuple[Door, ...] = (
    Door("desk_national:sources", WRITERS, "Kildene utenfra, og hvordan det går med dem."),
    Door("desk_national:source", WRITERS, "Én kilde: tilstand, det som venter på et valg, og det siste som kom."),
    Door("desk_national:source_switch", WRITERS, "Slå en kilde på eller av. Viser aldri en nøkkel."),
    Door("desk_national:source_now", WRITERS, "Be arbeideren hente nå."),
    Door("desk_national:source_follow", WRITERS, "Følg noe hos en kilde."),
    Door("desk_national:source_unfollow", WRITERS, "Slutt å følge det."),
    Door("desk_national:source_settle", WRITERS, "Velg hva som skal gjelde der en kilde ikke avgjør det."),
)
