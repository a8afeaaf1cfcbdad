"""What a brand colour becomes on a site: the pairs that must be read, with their contrast, and what was changed so that they can.

The limits are WCAG 2.2 AA: 4.5 for text (1.4.3), 3.0 for the edges of what can be used and for the focus ring (1.4.11).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fellesnett.pages.colors import BLACK, EDGE, TEXT, WHITE, contrast, scale, states, text_on

INK = "#1e2329"  # `--ink` of the public stylesheet: body text, and the focus ring
EASY = 7.0  # the contrast that WCAG asks for at its strictest level


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet on the page, and the contrast they need."""

    name: str
    front: str
    ground: str
    needed: float = TEXT

    @property
    def ratio(self) -> float:
        """Their contrast, rounded down to one decimal: what is too weak never looks as if it were enough."""
        return math.floor(contrast(self.front, self.ground) * 10) / 10

    @property
    def holds(self) -> bool:
        return contrast(self.front, self.ground) >= self.needed

    @property
    def verdict(self) -> str:
        """The contrast in words."""
        if not self.holds:
            return _("for svak")
        if self.needed < TEXT:
            return _("godt synlig")
        return _("svært godt lesbar") if self.ratio >= EASY else _("godt lesbar")


@dataclass(frozen=True, slots=True)
class Repair:
    """A colour that was put in place of the one that was asked for, or of the usual one, and why."""

    what: str
    why: str
    before: str
    after: str


def pairs(brand: str) -> tuple[Pair, ...]:
    """What a reader must be able to tell apart on a site of this colour, the header first."""
    tone = scale(brand)
    base, on_base, white = tone["base-default"], tone["base-contrast-default"], tone["background-default"]
    ring = max((INK, WHITE), key=lambda color: contrast(color, base))
    return (
        Pair(_("Navnet i toppfeltet"), on_base, base),
        Pair(_("Lenke på hvit bakgrunn"), tone["text-subtle"], white),
        Pair(_("Lenke på farget flate"), tone["text-subtle"], tone["surface-tinted"]),
        Pair(_("Tekst på farget flate"), tone["text-default"], tone["surface-tinted"]),
        Pair(_("Knappens tekst"), on_base, base),
        Pair(_("Knappens tekst når pekeren er over"), on_base, tone["base-hover"]),
        Pair(_("Knappens tekst når den trykkes"), on_base, tone["base-active"]),
        Pair(_("Knappens kant"), tone["text-default"], white, EDGE),
        Pair(_("Kant rundt felt og kort"), tone["border-default"], white, EDGE),
        Pair(_("Fokusrammen på hvit bakgrunn"), INK, white, EDGE),
        Pair(_("Fokusrammen i toppfeltet"), ring, base, EDGE),
    )


def repairs(brand: str) -> tuple[Repair, ...]:
    """What would not have been readable in this colour, and what stands there instead."""
    tone = scale(brand)
    found = (_name(tone), _links(tone), _edge(tone), _under_pointer(tone))
    return tuple(repair for repair in found if repair)


def decimal(ratio: float) -> str:
    """A contrast as it is written: `4,5`."""
    return f"{math.floor(ratio * 10) / 10:.1f}".replace(".", ",")


def _name(tone: dict[str, str]) -> Repair | None:
    base = tone["base-default"]
    if tone["base-contrast-default"] != BLACK:
        return None
    why = _("Hvit skrift ville hatt kontrast %(ratio)s mot fargen. Tekst trenger minst 4,5.")
    return Repair(
        _("Navnet i toppfeltet og teksten på knapper er svart"), why % {"ratio": decimal(contrast(WHITE, base))}, WHITE, BLACK
    )


def _links(tone: dict[str, str]) -> Repair | None:
    base = tone["base-default"]
    ratio = contrast(base, tone["surface-tinted"])
    if ratio >= TEXT:
        return None
    why = _("Fargen selv har kontrast %(ratio)s mot en farget flate. Tekst trenger minst 4,5.")
    return Repair(_("Lenker har en mørkere tone av fargen"), why % {"ratio": decimal(ratio)}, base, tone["text-subtle"])


def _edge(tone: dict[str, str]) -> Repair | None:
    base = tone["base-default"]
    ratio = contrast(base, WHITE)
    if ratio >= EDGE:
        return None
    why = _("Fargen har kontrast %(ratio)s mot hvitt. Uten kanten ser ikke alle hvor knappen er. Kanter trenger minst 3,0.")
    return Repair(_("Kanter er mørkere enn fargen"), why % {"ratio": decimal(ratio)}, base, tone["text-default"])


def _under_pointer(tone: dict[str, str]) -> Repair | None:
    base = tone["base-default"]
    usual = states(base)[0]
    if usual[0] == tone["base-hover"]:
        return None
    weakest = min(usual, key=lambda color: contrast(color, text_on(base)))
    darker = text_on(base) == WHITE
    what = _("Knappen blir mørkere når den brukes") if darker else _("Knappen blir lysere når den brukes")
    why = _("Ellers ville teksten på den hatt kontrast %(ratio)s. Tekst trenger minst 4,5.")
    return Repair(what, why % {"ratio": decimal(contrast(weakest, text_on(base)))}, weakest, tone["base-active"])
