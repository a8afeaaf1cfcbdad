"""The main job, as it is done at a desk: one sentence about fasting is corrected nationally and reaches every hospital.

Lovisenberg has no change of its own there, Innlandet has added to the paragraph, UNN has replaced it, and Bergen shows
nynorsk. With PICTURES=folder the journey keeps pictures of what it meets (`make screenshots`).
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from demo import ground
from demo.base import person, write_and_release
from demo.hospitals import answer_everything, text_at, write_locally
from demo.reading import topics
from fellesnett.adoption.models import Showing
from fellesnett.foundation import clock
from tests.journeys.conftest import DESK, At, PageAt

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

OLD = "Du kan drikke vann fram til 2 timer før."
NEW = "Du kan drikke vann fram til 1 time før."
OURS = "Du må faste fra midnatt før operasjonen."
WRITTEN = "Du må faste fra midnatt. Du kan drikke vann fram til 1 time før operasjonen."
ADDED = "Ta med reseptene dine."


@pytest.fixture
def four_hospitals() -> None:
    """Kneprotese in use since last summer, with each hospital's own text."""
    now = clock.now()
    ground.lay(at=now)
    knee = next(topic for topic in topics() if topic.key == "kneprotese")
    topic = write_and_release(knee, at=now - timedelta(days=300))
    answer_everything(topic, at=now - timedelta(days=120))
    write_locally(
        "unn", "kneprotese", "nb", by="lege.unn", at=now - timedelta(days=90), op="override", target="kneprotese-faste",
        content=[{"type": "text", "html": f"<p>{OURS}</p>"}], reason_code="local_practice",
        reason_text="Mange reiser langt og opereres først på dagen.", clinical_owner=person("lege.unn"),
    )  # fmt: skip
    write_locally(
        "innlandet", "kneprotese", "nb", by="redaktor.innlandet", at=now - timedelta(days=88), op="supplement",
        target="kneprotese-faste", position="after", content=[{"type": "text", "html": f"<p>{ADDED}</p>"}],
    )  # fmt: skip


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    folder = os.environ.get("PICTURES")

    def keep(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.wait_for_load_state()
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep


def test_one_corrected_sentence_reaches_every_hospital(
    four_hospitals: None, desk_of: Callable[[str], Page], page_at: PageAt, at: At, picture: Callable[[Page, str], None]
) -> None:
    the_national_editor_changes_the_sentence(desk_of("skribent"), at, picture)
    the_clinician_and_the_medical_editor_release_it(desk_of("klinikk"), desk_of("nasjonal"), at)
    before = shown(page_at, at, "unn")
    assert OURS in before
    assert NEW not in shown(page_at, at, "lovisenberg")

    a_hospital_without_own_text_approves_in_a_batch(desk_of("redaktor.lovisenberg"), picture)
    a_hospital_with_a_supplement_confirms_it(desk_of("redaktor.innlandet"))
    a_hospital_with_an_override_decides_and_approves(desk_of("lege.unn"), picture)
    the_nynorsk_hospital_is_told(desk_of("redaktor.bergen"))

    assert NEW in shown(page_at, at, "lovisenberg")
    innlandet = shown(page_at, at, "innlandet")
    assert NEW in innlandet
    assert ADDED in innlandet
    unn = shown(page_at, at, "unn", picture)
    assert WRITTEN in unn
    assert OURS not in unn
    assert "2 timar" in shown(page_at, at, "helse-bergen")
    every_version_can_be_shown_again(page_at, at)
    nothing_is_broken()


def the_national_editor_changes_the_sentence(page: Page, at: At, picture: Callable[[Page, str], None]) -> None:
    page.goto(at("www", "/admin/nasjonalt/tema/kneprotese/"))
    bokmal = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Bokmål"))
    bokmal.get_by_role("link", name="Skriv", exact=True).click()
    editor = page.locator(".public-DraftEditor-content", has_text=OLD)
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"Du må faste i 6 timer før operasjonen. {NEW}")
    picture(page, "write-nationally")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.get_by_text("er lagret").or_(page.get_by_text("oppdatert")).first).to_be_visible()
    page.goto(at("www", "/admin/nasjonalt/tema/kneprotese/nb/til-godkjenning/"))
    for touched in ("Sykehuset Innlandet", "Universitetssykehuset Nord-Norge", "Lovisenberg Diakonale Sykehus"):
        expect(page.get_by_text(touched).first).to_be_visible()
    page.get_by_label("Endringsklasse").select_option(label="Faglig: sykehusene må ta stilling")
    page.get_by_label("Til redaktørene ved sykehusene").fill("Nye råd om drikke før narkose. Se over egne tillegg om faste.")
    picture(page, "impact-before-release")
    page.get_by_role("button", name="Send til faglig godkjenning").click()
    expect(page.get_by_role("heading", name="Neste steg")).to_be_visible()


def the_clinician_and_the_medical_editor_release_it(clinician: Page, medical: Page, at: At) -> None:
    open_candidate(clinician, at)
    clinician.get_by_role("button", name="Godkjenn faglig").click()
    expect(clinician.get_by_text("Du har godkjent teksten faglig.")).to_be_visible()
    open_candidate(medical, at)
    medical.get_by_role("button", name="Godkjenn utgaven").click()
    medical.get_by_role("button", name="Slipp utgaven nå").click()
    expect(medical.get_by_text("Utgaven er sluppet. Sykehusene har fått den.")).to_be_visible()


def open_candidate(page: Page, at: At) -> None:
    page.goto(at("www", "/admin/nasjonalt/tema/kneprotese/"))
    page.locator("a[href*='/utkast/']").first.click()


def a_hospital_without_own_text_approves_in_a_batch(page: Page, picture: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="Venter på deg").first.click()
    page.get_by_label("Velg Kneprotese: utgave 2 er klar").check()
    picture(page, "inbox")
    page.get_by_role("button", name="Godkjenn valgte").click()
    expect(page.get_by_text("1 av 1 er godkjent og publisert.")).to_be_visible()


def a_hospital_with_a_supplement_confirms_it(page: Page) -> None:
    page.get_by_role("link", name="Kneprotese: stemmer den lokale teksten fortsatt?").first.click()
    page.get_by_role("button", name="Stemmer fortsatt").click()
    page.get_by_role("button", name="Godkjenn og publiser").click()
    expect(page.get_by_text("«Kneprotese» er godkjent og publisert.")).to_be_visible()


def a_hospital_with_an_override_decides_and_approves(page: Page, picture: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="Kneprotese: den nasjonale teksten er endret der dere har egen tekst").first.click()
    choice = page.get_by_role("radio", name="Skriv selv")
    expect(choice).to_be_visible()
    picture(page, "decide")
    choice.check()
    editor = page.locator(".desk-if-write .public-DraftEditor-content")
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(WRITTEN)
    page.get_by_role("button", name="Lagre valget").click()
    page.get_by_role("button", name="Godkjenn og publiser").click()
    expect(page.get_by_text("«Kneprotese» er godkjent og publisert.")).to_be_visible()


def the_nynorsk_hospital_is_told(page: Page) -> None:
    page.get_by_role("link", name="Ventar på deg").first.click()
    expect(page.get_by_role("link", name="Kneprotese: teksten på nynorsk heng etter bokmål", exact=True)).to_be_visible()


def shown(page_at: PageAt, at: At, slug: str, picture: Callable[[Page, str], None] | None = None) -> str:
    """What a patient reads on this hospital's page."""
    page = page_at(DESK)
    response = page.goto(at(slug, "/behandlinger/kneprotese/"))
    assert response is not None
    assert response.ok
    if picture:
        page.get_by_text(WRITTEN).scroll_into_view_if_needed()
        page.mouse.wheel(0, 300)
        picture(page, "patient-page")
    return page.get_by_role("main").inner_text()


def every_version_can_be_shown_again(page_at: PageAt, at: At) -> None:
    text = text_at("unn", "kneprotese", "nb")
    page = page_at(DESK)
    words = []
    for showing in Showing.objects.filter(text=text, place=None).select_related("snapshot").order_by("live_from"):
        response = page.goto(at("unn", f"/v/{showing.snapshot.hash}/"))
        assert response is not None
        assert response.ok
        words.append(page.get_by_role("main").inner_text())
    assert OURS in words[-2]
    assert WRITTEN in words[-1]


def nothing_is_broken() -> None:
    said = io.StringIO()
    call_command("verify", stdout=said)
