"""How each kind of a site's own pages is shown: one file a kind, all of the same form (`Recipe`).

A new kind: a model in `pages`, a recipe here, a template for the page (and one for the list, where the plain one does not do).
"""

from fellesnett.public.recipes import (
    articles,
    board,
    departments,
    event,
    news,
    pharmacy,
    practical,
    quality,
    rights,
    scope,
    study,
    vacancies,
)
from fellesnett.public.recipes.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    departments.RECIPE,
    practical.RECIPE,
    rights.RECIPE,
    news.RECIPE,
    event.RECIPE,
    study.RECIPE,
    board.RECIPE,
    quality.RECIPE,
    pharmacy.RECIPE,
    *articles.RECIPES,
    vacancies.RECIPE,
    scope.RECIPE,
)
BY_FOLDER = {recipe.folder: recipe for recipe in RECIPES}  # the front page has no folder, and a door of its own

__all__ = ["BY_FOLDER", "RECIPES", "Recipe"]
