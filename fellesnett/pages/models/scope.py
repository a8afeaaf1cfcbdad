"""A site within a site: a hospital, a centre or a programme with pages of its own under its own name, on the same site.

It is a scope, not a fork: its pages are the site's pages that belong to it, with the same rules, rights and lists.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from fellesnett.organizations.models import Place
from fellesnett.pages.models.base import FOOT, HEAD, SitePage


class SubSite(SitePage):
    """The front of a scope. `title` is its name, shown under the site's on every page that belongs to it."""

    folder = "egne-sider"

    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sted"))

    panels = [
        *HEAD,
        MultiFieldPanel(
            [FieldPanel("place", help_text=_("Da står adresse, telefon og åpningstid på siden."))],
            heading=_("Hvor"),
        ),
        *FOOT,
    ]

    def clean(self) -> None:
        """Raises ValidationError where a scope would lie inside a scope."""
        super().clean()
        if self.scope_id:
            raise ValidationError({"scope": _("Et nettsted i nettstedet kan ikke høre til et annet.")})

    class Meta(SitePage.Meta):
        verbose_name = _("nettsted i nettstedet")
        verbose_name_plural = _("nettsteder i nettstedet")
