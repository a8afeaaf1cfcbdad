"""Quality results: an indicator in words, in a table, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import Direction, QualityResult
from fellesnett.public.components import Fact, bar_chart
from fellesnett.public.recipes.recipe import Entry, Recipe, Values, entry_of


def shown(page: QualityResult, today: date) -> Values:
    return {
        "dated": page.period,
        "chart": _chart(page),
        "facts": tuple(_facts(page)),
        "data": {
            "@type": "Dataset",
            "name": page.title,
            "description": page.lead,
            "temporalCoverage": page.period,
            "variableMeasured": page.measure,
            "creator": {"@type": "Organization", "name": page.source_name, "url": page.source_url},
            "license": "https://data.norge.no/nlod/no/2.0",
        },
    }


def _chart(page: QualityResult) -> Any:
    rows = [(name, in_words(value, page.language), float(value)) for name, value in page.numbers]
    national = page.national_value
    text = gettext("hele landet, %(value)s") % {"value": in_words(national, page.language)} if national is not None else ""
    mark = (text, float(national)) if national is not None else None
    whole = 100.0 if page.is_share else None
    return bar_chart(f"{page.title}, {page.period}", rows, of=gettext("Sykehus"), unit=page.measure, mark=mark, whole=whole)


def _facts(page: QualityResult) -> list[Fact]:
    better = gettext("Høyere tall er bedre.") if page.direction == Direction.HIGHER else gettext("Lavere tall er bedre.")
    facts = [Fact(gettext("Slik leser du tallene"), better)]
    if page.goal is not None:
        facts.append(Fact(gettext("Nasjonalt mål"), f"{in_words(page.goal, page.language)} {page.measure}", own=("text",)))
    return [*facts, Fact(gettext("Kilde"), page.source_name, page.source_url, own=("text",))]


def in_words(value: Decimal, language: str) -> str:
    """A number without needless decimals: `87,5` in Norwegian and Sámi, `87.5` in English."""
    plain = f"{value.normalize():f}"
    return plain if language == "en" else plain.replace(".", ",")


def listed(pages: Sequence[Any], language: str, today: date) -> list[Entry]:
    return [entry_of(page, page.period) for page in sorted(pages, key=lambda page: page.title.casefold())]


RECIPE = Recipe(
    model=QualityResult,
    list_title=_("Kvalitet og resultater"),
    list_lead=_("Tall som viser hvordan det går med pasientene våre, ved siden av resten av landet."),
    shown=shown,
    listed=listed,
    page_template="public/pages/quality.html",
)
