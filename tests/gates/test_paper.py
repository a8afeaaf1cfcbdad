"""A letter's companion: the page printed and laid beside the telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.gates import pages, paper, reports
from tests.gates.conftest import World
from tests.gates.pages import Answer
from tests.gates.test_screens import fresh, ready

BOTH_SIDES = 2

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.xdist_group("gates")]


def test_every_page_prints_what_it_says_and_nothing_of_the_menu(world: World, browser: Browser) -> None:
    found = {}
    with fresh(browser) as page:
        for answer in pages.chosen(world.answers, "nb").values():
            words = paper.printed(page, ready(page, world, answer))
            found[str(answer)] = paper.missing(page, answer, words) + paper.needless(page, words)
    wrong = {where: faults for where, faults in found.items() if faults}
    assert not wrong, reports.told(wrong)


def test_on_paper_she_finds_where_to_meet_whom_to_call_and_who_approved_it(world: World, browser: Browser) -> None:
    knee = world.known["unn.localhost", "/behandlinger/kneprotese/tromso/"]
    with fresh(browser) as page:
        words = paper.printed(page, world.address(knee))
    wanted = ["Kontakt og oppmøte", "UNN Tromsø", "Hansine Hansens veg 67", "77 62 60 00", "Hovedinngangen, plan 5"]
    wanted += ["Sist faglig gjennomgått", "Godkjent hos oss av", "Nasjonal utgave"]
    assert [sentence for sentence in wanted if paper.squeezed(sentence) not in words] == []
    assert paper.squeezed("Fant du det du lette etter?") not in words


def test_what_she_takes_along_to_a_visit_is_one_sheet(world: World, browser: Browser) -> None:
    """Both sides of it: letters are as large as in any letter from the hospital. The longest of each site, which a message may
    make longer."""
    visits = [answer for answer in world.pages if answer.page_type == "visit.html"]
    longest = {answer.host: answer for answer in sorted(visits, key=lambda answer: len(answer.body))}
    with fresh(browser) as page:
        numbers = {str(answer): len(paper.sheets(page, world.address(answer))) for answer in longest.values()}
    assert {where: number for where, number in numbers.items() if number > BOTH_SIDES} == {}


def test_what_is_lost_on_paper_is_found(browser: Browser) -> None:
    body = "<main><h1>Kneprotese</h1><dl><dt>Telefon</dt><dd>77 62 60 00</dd></dl></main>"
    address, sheet = "http://planted.localhost/", "<style>@media print { dd { display: none } }</style>"
    body = f'<body><nav class="menu">Meny</nav>{body}</body>'
    html = f'<!doctype html><html lang="nb"><head><title>x</title>{sheet}</head>{body}</html>'
    with fresh(browser) as page:
        page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html"))
        words = paper.printed(page, address)
        assert paper.missing(page, Answer("planted.localhost", "/", html), words) == ["not on paper: 77626000"]
        assert paper.needless(page, words) == ["on paper for nothing: menu"]
