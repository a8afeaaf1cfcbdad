"""The twenty things people come to a hospital's website for, each on a telephone without script, in at most three clicks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import PATIENCE
from tests.gates.conftest import World
from tests.gates.screens import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.xdist_group("gates")]
CLICKS = 3
HELSENORGE = "https://www.helsenorge.no/"

TASKS: dict[str, tuple[tuple[str, ...], str]] = {
    "1 what happens before, during and after": (("Jeg skal til time", "Kneprotese", "Etter behandlingen"), "#after"),
    "2 contact information": (("Ring eller skriv til oss",), "a[href^='tel:776260']"),
    "3 diseases": (("Sykdommer", "Kols"), "#symptoms"),
    "4 hospitals and departments": (("Finn fram til oss", "UNN Narvik"), "h1:has-text('UNN Narvik')"),
    "5 waiting times": (("Behandlinger", "Kneprotese", "Henvisning og vurdering"), "a[href*='velg-behandlingssted']"),
    "6 my health data": ((), f"main a[href^='{HELSENORGE}pasientjournal']"),
    "7 opening and visiting hours": (("Finn fram til oss", "UNN Tromsø"), "h2:has-text('Besøk')"),
    "8 my journal": ((), "main a:has-text('Les journalen din')"),
    "9 rights": ((), f"main a[href^='{HELSENORGE}rettigheter']"),
    "10 a place for a treatment": (("Behandlinger", "Kneprotese", "UNN Narvik"), "h3:has-text('UNN Narvik')"),
    "11 the shortest wait": ((), "main a[href*='velg-behandlingssted']"),
    "12 when it is urgent": ((), "main a[href='tel:113']"),
    "13 courses": (("Kurs for deg med kols",), "h1:has-text('kols')"),
    "14 the way indoors": (("Finn fram til oss", "UNN Tromsø"), "h2:has-text('Bygninger med egen inngang')"),
    "15 preparing": (("Behandlinger", "Kneprotese", "Før behandlingen"), "#before"),
    "16 relatives": (("Gode råd og fakta", "Pårørende på sykehus"), "h1:has-text('Pårørende')"),
    "17 research": (("Mer på nettstedet", "Kliniske studier", "Rask time ved forverring av kols"), "h1:has-text('kols')"),
    "18 my contact": (("Behandlinger", "Kneprotese", "Kontakt og oppmøte"), "main a[href='tel:77626000']"),
    "19 advice by telephone": ((), "main a[href='tel:116117']"),
    "20 the way there": (("Finn fram til oss", "UNN Tromsø"), "h2:has-text('Slik kommer du hit')"),
}
"""What is clicked from the front page, by what the links are called, and what is then to be seen."""


@pytest.mark.parametrize("task", TASKS)
def test_a_patient_gets_it_done_in_three_clicks(browser: Browser, world: World, task: str) -> None:
    clicks, seen = TASKS[task]
    assert len(clicks) <= CLICKS
    context = browser.new_context(viewport={"width": PHONE, "height": 900}, locale="nb-NO", java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    try:
        page.goto(f"http://unn.localhost:{world.port}/")
        for name in clicks:
            main = page.get_by_role("main")
            main.get_by_role("link", name=name).or_(main.locator("summary", has_text=name)).first.click()
        expect(page.locator(seen).first).to_be_visible()
    finally:
        context.close()
