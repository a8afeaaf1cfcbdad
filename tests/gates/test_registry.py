"""No page type escapes the gates: each public address and each template was met by somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.urls import URLPattern, URLResolver

from fellesnett.public import urls
from fellesnett.syndication import urls as syndication
from tests.gates.conftest import ROOT, World
from tests.gates.pages import without_language
from tests.gates.seeds import BEHIND_A_SECRET, BEHIND_THE_DESK, NOT_PAGES

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]  # read once, by one worker


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def unseen(wanted: Iterable[str], seen: set[str], folders: Iterable[str]) -> set[str]:
    """The routes nobody met; one with a folder must be met in each of them."""
    spelled = {route.replace("<folder:folder>", folder) for route in map(without_language, wanted) for folder in folders}
    return spelled - seen - set(NOT_PAGES)


def test_every_public_address_was_met(world: World) -> None:
    from fellesnett.public.recipes import BY_FOLDER

    seen = {answer.plain_route for answer in world.answers}
    assert unseen(routes([*urls.urlpatterns, *syndication.urlpatterns]), seen, BY_FOLDER) == set(), (
        "no link of the demonstration leads there: put a page of this type in the demonstration, or an address in seeds.py"
    )


def test_every_template_of_a_page_was_met(world: World) -> None:
    files = [file for room in ("public", "syndication", "api") for file in ROOT.glob(f"fellesnett/*/templates/{room}/**/*.html")]
    texts = {str(file).split("/templates/")[1]: file.read_text() for file in files}
    public = [text for name, text in texts.items() if name not in BEHIND_THE_DESK]  # what they extend is a page itself
    parents = {found for text in public for found in re.findall(r'{% extends "([^"]+)"', text)}
    names = {name for name, text in texts.items() if "{% extends" in text} - parents
    seen = {name for answer in world.answers for name in answer.templates}
    unmet = names - seen - BEHIND_A_SECRET - BEHIND_THE_DESK
    assert unmet == set(), "a template that no page of the demonstration is written with"


def test_a_route_without_a_page_is_found() -> None:
    assert unseen(["<language:prefix>/nytt/", "healthz"], set(), ["nyheter"]) == {"nytt/"}
    assert unseen(["<folder:folder>/"], {"nyheter/"}, ["nyheter", "styret"]) == {"styret/"}
