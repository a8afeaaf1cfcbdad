"""The front page of a site. It has no list; its door is `views.front`."""

from __future__ import annotations

from datetime import date

from fellesnett.pages.models import FrontPage
from fellesnett.pages.reading import Way
from fellesnett.public.recipes.recipe import Recipe, Values, by_title


def shown(page: FrontPage, today: date) -> Values:
    tasks = tuple(Way(task.value["text"], task.value["href"], task.value["note"]) for task in page.tasks)
    return {"tasks": tasks, "data": {"@type": "WebSite", "name": page.site.name, "inLanguage": page.language}}


RECIPE = Recipe(model=FrontPage, list_title="", shown=shown, listed=by_title)
