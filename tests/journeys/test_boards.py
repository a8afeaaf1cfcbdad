"""The owner of the whole looks at every board, on a telephone and at a desk: nothing shuts anybody out, and the wide tables move
under a first column that stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from fellesnett.adoption.actions import answer, roll_out
from fellesnett.adoption.models import Answer
from fellesnett.adoption.tests.factories import (
    MORNING,
    approve_candidate,
    changed,
    make_adoption,
    make_edition,
    make_topic,
    text_of,
    write,
)
from fellesnett.insight.tests.boards.country import Country, make_country
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_user
from fellesnett.public import hosts
from tests.journeys.conftest import DESK, PHONE, PageAt, faults, let_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
BOARDS = (
    "",
    "dekning/",
    "dekning/nettsteder/",
    "utgaver/",
    "utgaver/kneprotese/nb/2/",
    "lokale-endringer/",
    "lokale-endringer/sted/?tema=kneprotese&blokk=hjem",
    "sprak/",
    "sprak/nettsteder/",
    "kvalitetssikring/?hva=lokalt",
    "venter/",
)


@pytest.fixture
def country() -> Country:
    """A safety change on its way; one hospital has its own words, one does not offer it, one lacks a language."""
    found = make_country()
    found.unn.site.other_languages = ["se"]
    found.unn.site.save()
    topic = make_topic("kneprotese", title="Kneprotese", unit="Ortopedi")
    make_edition(topic)
    own = make_adoption(found.unn.site, topic, by=found.unn.editor)
    write(found.unn, own, "override", "hjem", "<p>Hos oss blir du to dager.</p>")
    approve_candidate(text_of(own), by=found.unn.clinician)
    second = make_edition(topic, changed("hjem", "<p>Du blir til dagen etter.</p>"), changes={"hjem": "safety"})
    roll_out(edition=second, at=MORNING)
    answer(site=found.bergen.site, topic=topic, answer=Answer.NOT_OFFERED, by=found.bergen.editor, at=MORNING)
    hosts.forget()
    return found


def test_every_board_is_read_by_everybody(country: Country, live_server: Any, page_at: PageAt, tmp_path: Path) -> None:
    owner = make_user("eier@nasjonal.example", roles={make_national_office(): Role.NATIONAL_EDITOR})
    page = let_in(page_at(PHONE), live_server.url, owner)
    for board in BOARDS:
        page.goto(f"{live_server.url}/admin/oversikt/{board}")
        expect(page.locator("h1")).to_be_visible()
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            assert (board, width, faults(page)) == (board, width, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, board
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.goto(f"{live_server.url}/admin/oversikt/dekning/")
    first = page.get_by_role("rowheader", name="Kneprotese")
    heading = page.locator(".board-table caption span")
    before, above = first.bounding_box(), heading.bounding_box()
    page.locator(".board-scroll").evaluate("box => box.scrollLeft = 500")
    assert first.bounding_box() == before, "the name of the row stays when the table is moved"
    assert heading.bounding_box() == above, "what the table shows stays too"
    assert above
    assert above["x"] + above["width"] <= PHONE
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Last ned som CSV").click()
    fetched.value.save_as(tmp_path / "dekning.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "dekning.csv").read_text("utf-8-sig")), delimiter=";"))
    assert {row["Nettsted"]: row["Svar"] for row in rows} == {
        "Bergen": "Tilbys ikke",
        "Fonna": "Ikke svart",
        "Unn": "Eldre utgave",
    }
