"""Every page of the demonstration, on all its sites: what it weighs, what it says of itself, and where it leads."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.gates import budgets, links, markup, pages, reports
from tests.gates.conftest import World
from tests.gates.pages import Answer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]  # read once, by one worker


def passes(answers: list[Answer], check: Callable[[Answer], list[str]]) -> None:
    found = reports.faults(answers, check)
    assert not found, reports.told(found)


def test_no_link_is_dead(world: World) -> None:
    passes(world.pages, lambda page: links.dead(page, world.known))


def test_every_link_says_where_it_leads(world: World) -> None:
    passes(world.pages, links.vague)


def test_every_link_to_others_is_encrypted(world: World) -> None:
    passes(world.pages, links.insecure)


def test_no_page_weighs_more_than_its_budget(world: World) -> None:
    passes(world.pages, lambda page: budgets.over(page, world.known))


def test_no_page_asks_anybody_else(world: World) -> None:
    passes(world.pages, budgets.foreign)


def test_nothing_is_styled_or_run_in_the_page_itself(world: World) -> None:
    passes(world.pages, markup.inline)


def test_search_engines_can_read_what_is_said_to_them(world: World) -> None:
    passes(world.pages, markup.data_faults)


def test_every_page_has_the_headers_that_protect_its_reader(world: World) -> None:
    passes(world.pages, markup.missing_headers)


def test_one_page_of_every_type_is_valid_in_every_language(world: World) -> None:
    looked_at = [page for language in ("nb", "se", "en") for page in pages.chosen(world.answers, language).values()]
    passes(looked_at, markup.invalid)


def test_nothing_broke_while_it_was_read(world: World) -> None:
    assert [str(answer) for answer in world.answers if answer.status >= 500] == []
