"""A site's logo: made fit, its colours told, and placed so that it is seen whatever colour the header has.

A logo lies bare on the header where every colour in it has at least 3.0 against the header (WCAG 1.4.11). Where it has less,
or nobody can tell, it lies on a plate: white, or dark for a logo made for dark ground.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from fellesnett.pages import drawings
from fellesnett.pages.colors import EDGE, WHITE, contrast, text_on
from fellesnett.pages.pictures import MOST_PIXELS, Fit
from fellesnett.pages.readability import INK

if TYPE_CHECKING:
    from fellesnett.pages.models import Logo

LARGEST = 1024 * 1024  # bytes of an upload
HEAVIEST = 60 * 1024  # bytes of what is served: every first visit carries it
LOWEST, TALLEST, WIDEST = 48, 192, 1200  # pixels: shown 48 high, kept for screens with four dots to the pixel
NARROW, BROAD = 0.2, 12.0  # width over height
COUNTS = 0.02  # of what is seen: a colour with less is the edge of another
GROUNDS = {"light": WHITE, "dark": INK}


@dataclass(frozen=True, slots=True)
class Mark:
    """A logo ready to be stored, and the colours in it; none where they could not be told."""

    fit: Fit
    colors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A logo on a header: which of the site's, bare or on a plate (`light`, `dark`), and its weakest contrast where known."""

    logo: Logo
    plate: str
    ratio: float | None


def fit_logo(content: bytes) -> Mark:
    """The logo in these bytes, made fit. Raises ValidationError, in words, when it cannot be used."""
    if len(content) > LARGEST:
        raise ValidationError(_("Filen er for stor. Velg en som er under 1 MB."))
    mark = _drawn(content) if b"<svg" in content[:2000] else _painted(content)
    if not NARROW <= mark.fit.width / mark.fit.height <= BROAD:
        raise ValidationError(_("Logoen er for smal eller for bred for toppfeltet. Velg en annen utgave av den."))
    if len(mark.fit.content) > HEAVIEST:
        text = _("Logoen er for tung: %(size)s kB, og den kan være %(most)s. Lagre den enklere, helst som SVG.")
        raise ValidationError(text % {"size": -(-len(mark.fit.content) // 1024), "most": HEAVIEST // 1024})
    return mark


def too_faint(colors: Iterable[str], ground: str) -> float | None:
    """The best contrast in a logo on the ground it is said to be made for, where even that is too weak to be seen; else None."""
    best = max((contrast(color, GROUNDS[ground]) for color in colors), default=EDGE)
    return best if best < EDGE else None


def placed(logos: Iterable[Logo], brand: str) -> Placed | None:
    """How the site's logos are used on a header of this colour; None without a logo."""
    own = {logo.ground: logo for logo in logos}
    first = ("dark", "light") if text_on(brand) == WHITE else ("light", "dark")
    for ground in first:
        weakest = _weakest(own[ground].colors, brand) if ground in own else None
        if weakest is not None and weakest >= EDGE:
            return Placed(own[ground], "", weakest)
    for ground in GROUNDS:
        if ground in own:
            return Placed(own[ground], ground, _weakest(own[ground].colors, brand))
    return None


def _weakest(colors: Iterable[str], brand: str) -> float | None:
    return min((contrast(color, brand) for color in colors), default=None)


def _drawn(content: bytes) -> Mark:
    drawing = drawings.clean(content)
    return Mark(Fit(drawing.content, "svg", drawing.width, drawing.height), drawing.colors)


def _painted(content: bytes) -> Mark:
    try:
        image = Image.open(BytesIO(content), formats=["PNG", "WEBP"])
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(_("Logoen har for mange bildepunkter. Gjør den mindre først."))
        logo = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise ValidationError(_("Filen er ikke en logo vi kan bruke. Velg SVG, PNG eller WebP.")) from problem
    if logo.height < LOWEST:
        text = _("Logoen er bare %(height)s bildepunkter høy og blir uskarp. Velg en som er minst %(least)s.")
        raise ValidationError(text % {"height": logo.height, "least": LOWEST})
    colors = _colors(logo)
    logo.thumbnail((WIDEST, TALLEST))
    out = BytesIO()
    logo.save(out, "WEBP", lossless=True, method=6)
    return Mark(Fit(out.getvalue(), "webp", logo.width, logo.height), colors)


def _colors(logo: Image.Image) -> tuple[str, ...]:
    """The colours that make up what is seen, the largest first; none for a logo that fills its frame: it is its own ground."""
    small = logo.resize((min(logo.width, 160), min(logo.height, 160)), Image.Resampling.NEAREST)
    dots = list(zip(*[iter(small.tobytes())] * 4, strict=True))
    seen = [dot[:3] for dot in dots if dot[3] >= 128]
    if not seen:
        raise ValidationError(_("Logoen er helt gjennomsiktig: det er ingenting å se."))
    if len(seen) == len(dots):
        return ()
    strip = Image.frombytes("RGB", (len(seen), 1), bytes(part for dot in seen for part in dot))
    few = strip.quantize(8).convert("RGB").getcolors() or []
    large = sorted((count, color) for count, color in few if count >= COUNTS * len(seen))
    return tuple("#" + "".join(f"{part:02x}" for part in color) for _count, color in reversed(large))  # type: ignore[union-attr]
