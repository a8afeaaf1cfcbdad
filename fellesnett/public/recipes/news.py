"""News: dated, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import Department, NewsItem
from fellesnett.public import dates
from fellesnett.public.recipes.recipe import Group, Recipe, Values, newest_first
from fellesnett.public.topic_pages import Link


def shown(page: NewsItem, today: date) -> Values:
    published = page.first_published_at
    return {
        "groups": tuple(_department(page)),
        "dated": dates.in_words(published, page.language) if published else "",
        "data": {
            "@type": "NewsArticle",
            "headline": page.title,
            "description": page.lead,
            "datePublished": published.isoformat() if published else None,
            "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        },
    }


def _department(page: NewsItem) -> Iterator[Group]:
    """The department it is about, where that is published in this language."""
    if page.department is None:
        return
    here = Department.objects.for_site(page.site).live().in_language(page.language).select_related("site")
    about = here.filter(work=page.department.work).first()
    if about is not None:
        yield Group("avdeling", gettext("Avdelingen"), links=(Link(about.title, about.address),))


RECIPE = Recipe(model=NewsItem, list_title=_("Nyheter"), shown=shown, listed=newest_first, by_year=True)
