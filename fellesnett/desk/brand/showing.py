"""What the screen of a site's face shows: the colour with its contrasts, the logos and where they lie, and those that were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.desk.brand.forms import LogoForm
from fellesnett.organizations.models import Site
from fellesnett.pages.colors import scale
from fellesnett.pages.logos import Placed, placed
from fellesnett.pages.models import Ground, Logo
from fellesnett.pages.readability import decimal, pairs, repairs

PAST = 20


@dataclass(frozen=True, slots=True)
class Slot:
    """One ground: its logo, if there is one, and the form that puts up another."""

    ground: str
    name: str
    when: str
    logo: Logo | None
    form: LogoForm


def of_color(site: Site, color: str) -> dict[str, Any]:
    """The theme that a colour becomes."""
    return {
        "color": color,
        "trial": color != site.brand_color,
        "sample": reverse("public_brand_sample", args=[site.slug, color.removeprefix("#")]),
        "pairs": [(pair, decimal(pair.ratio), decimal(pair.needed)) for pair in pairs(color)],
        "repairs": repairs(color),
        "tones": scale(color).items(),
    }


def of_logos(site: Site, refused: LogoForm | None) -> dict[str, Any]:
    """The logos in use, how the header shows them, and those that were taken down. Two queries."""
    up = {logo.ground: logo for logo in Logo.objects.up().filter(site=site).select_related("put_up_by", "site")}
    names = {
        Ground.LIGHT: (_("Vanlig logo"), _("Den dere bruker på hvitt ark.")),
        Ground.DARK: (_("Logo for mørk bakgrunn"), _("Valgfri. Ofte kalt negativ logo: lys strek, uten bakgrunn.")),
    }
    slots = [
        Slot(ground, *names[Ground(ground)], up.get(ground), _form(ground, up.get(ground), refused)) for ground in Ground.values
    ]
    past = Logo.objects.down().filter(site=site).select_related("taken_down_by", "put_up_by").order_by("-taken_down_at")[:PAST]
    return {"slots": slots, "lies": _in_words(placed(up.values(), site.brand_color)), "past": past}


def _form(ground: str, logo: Logo | None, refused: LogoForm | None) -> LogoForm:
    if refused is not None and refused.prefix == ground:
        return refused
    return LogoForm(prefix=ground, initial={"alt": logo.alt if logo else ""})


def _in_words(found: Placed | None) -> str:
    """Where the logo lies on the header, and why."""
    if found is None:
        return _("Nettstedet har ingen logo. Navnet står i toppfeltet.")
    if not found.plate:
        return _("Logoen ligger rett på fargen i toppfeltet. Det svakeste i den har kontrast %(ratio)s; den må ha minst 3,0.") % {
            "ratio": decimal(found.ratio or 0)
        }
    plate = _("hvit plate") if found.plate == Ground.LIGHT else _("mørk plate")
    if found.ratio is None:
        return _("Logoen ligger på %(plate)s, fordi vi ikke kan regne ut hvor godt den synes rett på fargen.") % {"plate": plate}
    text = _(
        "Logoen ligger på %(plate)s, fordi noe i den bare har kontrast %(ratio)s mot fargen i toppfeltet. Den må ha minst 3,0."
    )
    return text % {"plate": plate, "ratio": decimal(found.ratio)}
