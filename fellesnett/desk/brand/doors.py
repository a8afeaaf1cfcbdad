"""The doors of a site's face: those who describe the site."""

from __future__ import annotations

from fellesnett.desk.rules import Door, at_site
from fellesnett.pages.permissions import ROLES

_DESCRIBES = at_site(*ROLES["describe"])
DOORS: tuple[Door, ...] = (
    Door("desk_local:look", _DESCRIBES, "Nettstedets farge, og hvor godt den kan leses."),
    Door("desk_local:logo", _DESCRIBES, "Legg ut en logo i stedet for navnet, eller en ny i stedet for den som er."),
    Door("desk_local:remove_logo", _DESCRIBES, "Ta bort logoen, så navnet står der igjen."),
    Door("public_brand_sample", _DESCRIBES, "Et utsnitt av nettstedet i en farge som prøves."),
)
