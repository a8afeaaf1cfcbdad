"""Picture files: checked by what they are, not what they are called, and made fit for a page on a slow line.

Photographs become WebP, at most `WIDEST` pixels wide, without what a camera writes of place and time. Drawings stay SVG; they are
only ever shown as pictures, and their door forbids them to run anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from fellesnett.pages import drawings

LARGEST = 12 * 1024 * 1024  # bytes of an upload
WIDEST = 1600  # pixels
MOST_PIXELS = 50_000_000


@dataclass(frozen=True, slots=True)
class Fit:
    """A picture ready to be stored: its bytes, ending, size in pixels, and the digest that is its name."""

    content: bytes
    ending: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:24]


def fit(content: bytes) -> Fit:
    """The picture in these bytes, made fit. Raises ValidationError, in words, when it is none, or too large."""
    if len(content) > LARGEST:
        raise ValidationError(_("Bildet er for stort. Velg et som er under 12 MB."))
    return _drawing(content) if b"<svg" in content[:2000] else _photograph(content)


def _photograph(content: bytes) -> Fit:
    try:
        image = Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(_("Bildet har for mange bildepunkter. Gjør det mindre først."))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as problem:
        raise ValidationError(_("Filen er ikke et bilde vi kan bruke. Velg JPEG, PNG, WebP eller SVG.")) from problem
    upright.thumbnail((WIDEST, WIDEST * 2))
    out = BytesIO()
    upright.save(out, "WEBP", quality=80, method=4)
    return Fit(out.getvalue(), "webp", upright.width, upright.height)


def _drawing(content: bytes) -> Fit:
    drawing = drawings.clean(content)
    return Fit(drawing.content, "svg", drawing.width, drawing.height)
