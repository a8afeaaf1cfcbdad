"""Articles: about the hospital, for health personnel, on science. Lists from A to Å."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from fellesnett.pages.models import Article, ProfessionalArticle, ScienceArticle, SitePage
from fellesnett.public.recipes.recipe import Recipe, Values, by_title


def _data(page: SitePage, kind: str) -> Values:
    return {
        "@type": kind,
        "headline": page.title,
        "description": page.lead,
        "datePublished": page.first_published_at,
        "dateModified": page.last_published_at,
    }


def shown(page: SitePage, today: date) -> Values:
    return {"data": _data(page, "Article")}


def shown_to_professionals(page: SitePage, today: date) -> Values:
    return {"data": {**_data(page, "MedicalWebPage"), "audience": {"@type": "MedicalAudience", "audienceType": "Clinician"}}}


ABOUT = Recipe(model=Article, list_title=_("Om oss"), shown=shown, listed=by_title)
PROFESSIONAL = Recipe(
    model=ProfessionalArticle,
    list_title=_("For helsepersonell"),
    list_lead=_("For deg som henviser, samarbeider med oss eller trenger råd om en pasient."),
    shown=shown_to_professionals,
    listed=by_title,
)
SCIENCE = Recipe(model=ScienceArticle, list_title=_("Fag og forskning"), shown=shown, listed=by_title)
RECIPES = (ABOUT, PROFESSIONAL, SCIENCE)
