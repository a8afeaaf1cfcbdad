"""What concerns a topic by its codes: courses at this site, and studies anywhere that take in people now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fellesnett.national.models import Topic
from fellesnett.organizations.models import Site
from fellesnett.pages.coding import Code, codes_in, codes_of, speaks_of
from fellesnett.pages.models import StudyState
from fellesnett.public import menus
from fellesnett.public.recipes import event, study
from fellesnett.public.recipes.recipe import Entry

MOST = 5


@dataclass(frozen=True, slots=True)
class Matching:
    """Lines for the topic page; nothing where nothing matches."""

    events: tuple[Entry, ...] = ()
    studies: tuple[Entry, ...] = ()


def matching(site: Site, language: str, topic: Topic, today: date) -> Matching:
    """At most `MOST` coming courses of this site and `MOST` open studies of any, by code, in the page's language.

    No query where the site shows neither; three else.
    """
    there = {folder for folder, code in menus.folders_at(site) if code == language}
    if not there & {"arrangementer", "kliniske-studier"}:
        return Matching()
    tagged = codes_of(topic)
    if not tagged:
        return Matching()
    events = event.coming(_about(site, language, event.RECIPE, tagged), today)
    studies = [page for page in _about(site, language, study.RECIPE, tagged) if page.state_on(today) == StudyState.OPEN]
    return Matching(tuple(event.listed(events[:MOST], language, today)), tuple(study.listed(studies[:MOST], language, today)))


def _about(site: Site, language: str, recipe: Any, tagged: Sequence[Code]) -> list[Any]:
    """The pages of a kind whose codes speak of a topic tagged so, with addresses on this site."""
    coded = recipe.found_at(site).in_language(language).exclude(codes="")
    found = [page for page in coded if speaks_of(codes_in(page.codes), tagged)]
    for page in found:
        page.shown_at = site
    return found
