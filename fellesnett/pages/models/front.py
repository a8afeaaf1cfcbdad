"""The front page: one for a site in each of its languages. Read by those who do not come from a search engine."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PublishingPanel

from fellesnett.foundation.streams import OptionalStreamBlock, UndefinedStreamField
from fellesnett.pages.blocks import LinkBlock
from fellesnett.pages.models.base import HEAD, SitePage

SLUG = "forside"


class TaskBlocks(OptionalStreamBlock):
    """The tasks people come with, most wanted first."""

    task = LinkBlock(label=_("Oppgave"), icon="link")


class TasksField(UndefinedStreamField):
    """The tasks of a front page."""

    blocks = TaskBlocks


class FrontPage(SitePage):
    """What a site is and the few things most people come for. News, events and alerts show themselves."""

    folder = ""

    tasks = TasksField(verbose_name=_("det folk kommer for"))

    panels = [
        HEAD[0],
        FieldPanel("title"),  # the front page's address does not follow it
        *HEAD[2:],
        FieldPanel("tasks", help_text=_("Fire til åtte lenker, den mest brukte først.")),
        FieldPanel("body"),
        FieldPanel("picture"),
        FieldPanel("unit"),
        FieldPanel("review_months"),
        PublishingPanel(),
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("forside")
        verbose_name_plural = _("forsider")

    @property
    def path(self) -> str:
        return "/"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A front page has no address of its own: its slug is always the same, so a site has one in each language."""
        self.slug = SLUG
        super().save(*args, **kwargs)
