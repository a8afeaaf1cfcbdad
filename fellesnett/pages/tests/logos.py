"""Logos for tests, as hospitals have them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw


def drawn(color: str = "#003087", size: tuple[int, int] = (240, 60)) -> bytes:
    """A logo of one colour as SVG."""
    width, height = size
    shape = f'<path fill="{color}" d="M0 0h{width}v{height}z"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shape}</svg>'.encode()


def painted(*colors: str, size: tuple[int, int] = (400, 100), ground: str = "#00000000", kind: str = "PNG") -> bytes:
    """A logo of some colours side by side, on nothing (default) or on a ground of its own."""
    image = Image.new("RGBA", size, ground)
    pen = ImageDraw.Draw(image)
    for number, color in enumerate(colors):
        pen.rectangle((10 + 60 * number, 10, 60 + 60 * number, size[1] - 10), fill=color)
    out = BytesIO()
    image.save(out, kind, lossless=True)
    return out.getvalue()
