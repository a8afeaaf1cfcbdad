"""Why a site's face cannot be as somebody wants it, in words and by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fellesnett.organizations.models import Site
from fellesnett.pages.colors import is_color
from fellesnett.pages.gates import Reason
from fellesnett.pages.logos import too_faint
from fellesnett.pages.models import Ground
from fellesnett.pages.permissions import may
from fellesnett.pages.readability import decimal, pairs

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def blockers_to_brand(site: Site, *, by: User) -> tuple[Reason, ...]:
    """Why `by` may not change the colour or the logo of this site."""
    if may(by, "describe", site):
        return ()
    text = _("Du kan ikke endre utseendet til %(site)s. Be en redaktør der, eller nettansvarlig.")
    return (Reason("no_role", text % {"site": site.name}),)


def blockers_to_color(site: Site, color: str, *, by: User) -> tuple[Reason, ...]:
    """Why the site cannot have this colour (`#rrggbb`): who asks, how it is written, and what nobody could read."""
    if reasons := blockers_to_brand(site, by=by):
        return reasons
    if not is_color(color):
        return (Reason("color", _("Skriv fargen som # og seks tegn, for eksempel #003087."), "color"),)
    weak = _("%(what)s blir for svak: kontrasten er %(ratio)s og må være minst %(needed)s. Velg en mørkere eller lysere farge.")
    return tuple(
        Reason("unreadable", weak % {"what": pair.name, "ratio": decimal(pair.ratio), "needed": decimal(pair.needed)}, "color")
        for pair in pairs(color)
        if not pair.holds
    )


def blockers_to_logo(site: Site, ground: str, colors: tuple[str, ...], *, by: User) -> tuple[Reason, ...]:
    """Why a logo of these colours (none: not known) cannot be put up for this ground."""
    if reasons := blockers_to_brand(site, by=by):
        return reasons
    best = too_faint(colors, ground)
    if best is None:
        return ()
    words = {
        Ground.LIGHT: _("Logoen er for lys til å ligge på lys bakgrunn: kontrasten er %(ratio)s og må være minst 3,0. %(next)s"),
        Ground.DARK: _("Logoen er for mørk til å ligge på mørk bakgrunn: kontrasten er %(ratio)s og må være minst 3,0. %(next)s"),
    }
    onward = {
        Ground.LIGHT: _("Legg den ut som logo for mørk bakgrunn."),
        Ground.DARK: _("Legg den ut som vanlig logo."),
    }
    text = words[Ground(ground)] % {"ratio": decimal(best), "next": onward[Ground(ground)]}
    return (Reason("unseen", text, "file"),)
