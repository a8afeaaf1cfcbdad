"""A topic as Wagtail would have it: a page with a StreamField, and aliases of it below every site's root."""

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class PeerTopicPage(Page):
    """As many blocks as one of our texts has."""

    body = StreamField([("text", blocks.RichTextBlock())], blank=True)
