"""The code that puts a text on another's page: a frame, and below it a plain link for whoever cannot have frames."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fellesnett.delivery.models import Item
from fellesnett.syndication.fragments import Document, origin_of

WIDEST, HEIGHT = 700, 600  # pixels: as wide as the lines can be read, as high as most screens


def address_of(item: Item, document: Document, aspects: Sequence[str] = ()) -> str:
    """Where the frame gets the text from: the host of the site whose text it is."""
    asked = f"?{urlencode({'aspects': ','.join(aspects)}, safe=',')}" if aspects else ""
    return f"{origin_of(document)}/embed/{item.pk}{asked}"


def frame_of(address: str, document: Document, *, width: int = WIDEST, height: int = HEIGHT) -> SafeString:
    """The frame alone. It tells the hospital nothing of the page that it stands on."""
    looks = f'style="width:100%;border:0;max-width:{width}px" loading="lazy" referrerpolicy="no-referrer"'
    code = f'<iframe src="{{}}" title="{{}}" width="{{}}" height="{{}}" {looks}></iframe>'
    return format_html(code, address, name_of(document), width, height)


def link_of(document: Document) -> SafeString:
    """A plain link to the page that the text is from."""
    return format_html('<p><a href="{}">{}</a></p>', document["links"]["web"], name_of(document))


def name_of(document: Document) -> str:
    """What the text is called, and whose it is."""
    return _("%(title)s, fra %(owner)s") % {"title": document["title"], "owner": document["owner"]["name"]}
