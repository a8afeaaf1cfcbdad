"""Practical information: visiting, parking, food, wifi and the rest that one asks on the way to a hospital."""

from __future__ import annotations

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel

from fellesnett.organizations.models import Place
from fellesnett.pages.models.base import FOOT, HEAD, SitePage


class Question(models.TextChoices):
    """What one asks, in the order in which one asks it."""

    BRING = "bring", _("hva skal jeg ta med")
    TRAVEL = "travel", _("hvordan kommer jeg dit")
    PARKING = "parking", _("parkering")
    OVERNIGHT = "overnight", _("overnatting")
    VISITING = "visiting", _("besøk")
    RELATIVES = "relatives", _("for pårørende")
    FOOD = "food", _("mat og butikk")
    WIFI = "wifi", _("nett og telefon")
    INTERPRETER = "interpreter", _("tolk og tilrettelegging")
    PAYMENT = "payment", _("betaling")
    CARE = "care", _("prest, samtale og støtte")
    OTHER = "other", _("annet")


class PracticalInformation(SitePage, ClusterableModel):  # type: ignore[misc]
    """The answer to one practical question, at the whole hospital or at some of its places."""

    folder = "praktisk-informasjon"

    kind = models.CharField(_("hva det gjelder"), max_length=12, choices=Question, default=Question.OTHER)
    places = ParentalManyToManyField(
        Place, blank=True, related_name="+", verbose_name=_("gjelder ved"), help_text=_("Tomt når det gjelder overalt.")
    )

    panels = [*HEAD, FieldPanel("kind"), FieldPanel("places", widget=CheckboxSelectMultiple), *FOOT]

    class Meta(SitePage.Meta):
        verbose_name = _("praktisk informasjon")
        verbose_name_plural = _("praktisk informasjon")
