"""News: what has happened at the site, for those who follow it. Read once, seldom looked for later."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from fellesnett.pages.models.base import FOOT_OF_A_RECORD, HEAD, SitePage
from fellesnett.pages.models.department import Department


class NewsItem(SitePage):
    """One piece of news. Its date is when it was first published."""

    folder = "nyheter"
    is_looked_over = False

    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("avdeling"),
        help_text=_("Nyheten vises også på avdelingens side."),
    )

    panels = [*HEAD, FieldPanel("department"), *FOOT_OF_A_RECORD]

    class Meta(SitePage.Meta):
        verbose_name = _("nyhet")
        verbose_name_plural = _("nyheter")
