"""A quality result: one indicator, what it means, and how the hospital does beside the country."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from fellesnett.foundation.streams import OptionalStreamBlock, UndefinedStreamField
from fellesnett.pages.models.base import FOOT, HEAD, SitePage


class Direction(models.TextChoices):
    HIGHER = "higher", _("høyere er bedre")
    LOWER = "lower", _("lavere er bedre")


class ResultBlock(blocks.StructBlock):
    """One bar: a hospital or a unit, and its number."""

    name = blocks.CharBlock(label=_("Sykehus eller enhet"), max_length=120)
    value = blocks.DecimalBlock(label=_("Tall"), min_value=0)


class ResultBlocks(OptionalStreamBlock):
    result = ResultBlock(label=_("Resultat"), icon="table")


class ResultsField(UndefinedStreamField):
    """The numbers of an indicator."""

    blocks = ResultBlocks


SHARES = frozenset({"prosent", "%", "proseanta", "percent", "per cent"})
"""Words for parts of a hundred, in the languages of the pages."""


class QualityResult(SitePage):
    """One indicator for one period."""

    folder = "kvalitet"

    period = models.CharField(_("periode"), max_length=40, help_text=_("For eksempel 2025 eller januar–april 2026."))
    measure = models.CharField(_("måles i"), max_length=60, default="prosent")
    direction = models.CharField(_("retning"), max_length=10, choices=Direction, default=Direction.HIGHER)
    results = ResultsField(verbose_name=_("tall"))
    national_value = models.DecimalField(_("tallet for hele landet"), max_digits=8, decimal_places=2, null=True, blank=True)
    goal = models.DecimalField(_("nasjonalt mål"), max_digits=8, decimal_places=2, null=True, blank=True)
    source_name = models.CharField(_("kilde"), max_length=160)
    source_url = models.URLField(_("lenke til kilden"), blank=True)

    panels = [
        *HEAD,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("period"), FieldPanel("measure"), FieldPanel("direction")]), FieldPanel("results")],
            heading=_("Tallene"),
        ),
        FieldRowPanel([FieldPanel("national_value"), FieldPanel("goal")]),
        MultiFieldPanel([FieldPanel("source_name"), FieldPanel("source_url")], heading=_("Hvor tallene er fra")),
        *FOOT,
    ]

    class Meta(SitePage.Meta):
        verbose_name = _("kvalitetsresultat")
        verbose_name_plural = _("kvalitetsresultater")

    @property
    def numbers(self) -> tuple[tuple[str, Any], ...]:
        """Name and number of each bar, as written."""
        return tuple((block.value["name"], block.value["value"]) for block in self.results)

    @property
    def is_share(self) -> bool:
        """Are the numbers parts of a hundred?"""
        return self.measure.strip().casefold() in SHARES

    def clean(self) -> None:
        """Raises ValidationError by field: there are numbers, each name once, and percent is no more than 100."""
        super().clean()
        names = [name for name, _value in self.numbers]
        if not names:
            raise ValidationError({"results": _("Skriv minst ett tall.")})
        if len(names) != len(set(names)):
            raise ValidationError({"results": _("Hvert sykehus kan bare stå én gang.")})
        if self.is_share and any(value > 100 for _name, value in self.numbers):
            raise ValidationError({"results": _("Et tall i prosent kan ikke være over 100.")})
