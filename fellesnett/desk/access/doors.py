"""The doors of the log-in itself, and of one's own security."""

from __future__ import annotations

from fellesnett.desk.rules import Door, any_member, anyone

DOORS: tuple[Door, ...] = (
    Door("wagtailadmin_login", anyone, "Innlogging.", anonymous=True),
    Door("wagtailadmin_logout", anyone, "Utlogging.", anonymous=True),
    Door("desk_entry:code", anyone, "Andre trinn av innloggingen. Krever riktig passord først.", anonymous=True),
    Door("desk_entry:left", anyone, "Siden etter utlogging.", anonymous=True),
    Door("desk_entry:begin", anyone, "Sender til virksomhetens innlogging.", anonymous=True),
    Door("desk_entry:answer", anyone, "Tar imot svaret derfra.", anonymous=True),
    Door("desk_entry:without_role", anyone, "For den som er kjent, men ikke har noen rolle. Viser bare eget.", anonymous=True),
    Door("desk_entry:forgotten", anyone, "Be om et brev med lenke til nytt passord.", anonymous=True),
    Door("desk_entry:new_password", anyone, "Nytt passord. Krever lenken fra brevet.", anonymous=True),
    Door("desk_entry:invited", anyone, "Si ja til en invitasjon. Krever lenken fra brevet.", anonymous=True),
    Door("desk_security:overview", any_member, "Egen innlogging: andre trinn og åpne innlogginger."),
    Door("desk_security:set_up", any_member, "Sett opp eget andre trinn."),
    Door("desk_security:change", any_member, "Fjern eget andre trinn, eller lag nye koder. Krever en kode."),
    Door("desk_security:end_others", any_member, "Logg ut egne andre enheter."),
)
OPEN_WHEN_LATE = frozenset({"desk_security:set_up", "desk_security:overview", "desk_security:end_others"})
"""What a person reaches whose days for setting up a second step are over."""
