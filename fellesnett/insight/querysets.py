"""What readers say, in scope: of one site, of one page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from fellesnett.organizations.models import Site


class _AtSite(models.QuerySet[Any]):
    def for_site(self, site: Site) -> Self:
        return self.filter(site=site)

    def of_page(self, path: str) -> Self:
        """Of the page at this path, written without language prefix."""
        return self.filter(path=path)


class FeedbackQuerySet(_AtSite):
    def with_words(self) -> Self:
        """The answers in which somebody wrote something."""
        return self.exclude(text="")


class FeedbackMonthQuerySet(_AtSite):
    pass


class ViewDayQuerySet(_AtSite):
    def since(self, day: date) -> Self:
        """From this day on."""
        return self.filter(day__gte=day)
