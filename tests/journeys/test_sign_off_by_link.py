"""An editor asks a surgeon who has no account. She reads on her phone and says yes; the edition is approved and released."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fellesnett.config.due import run_due
from fellesnett.config.verifying import verify
from fellesnett.editorial.models import Event, SignOff
from fellesnett.editorial.tests.factories import sent_links
from fellesnett.foundation import clock
from fellesnett.national.models import Candidate, Edition
from fellesnett.national.tests.factories import make_candidate, make_edition, make_topic, medical_editor, national_editor
from fellesnett.public.views import signing
from tests.journeys.conftest import DESK, PHONE, PageAt, come_to, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
FIRST = {
    "before": [
        ("b1", "<p>Du må faste i 6 timer før operasjonen.</p>"),
        ("b2", "<ul><li>Ta med tøfler.</li><li>Ta med stokk.</li></ul>"),
    ],
    "after": [("b3", "<p>Rehabiliteringsinstitusjonsopphold etter totalproteseoperasjonen avtales på poliklinikken.</p>")],
}
SECOND = {**FIRST, "before": [("b1", "<p>Du må faste i 4 timer før operasjonen.</p>"), FIRST["before"][1]]}


@pytest.fixture
def candidate() -> Candidate:
    signing.OPENED.forget()
    signing.ANSWERED.forget()
    topic = make_topic("kneprotese")
    at = clock.now()
    make_edition(topic, FIRST, at=at - timedelta(days=300))
    return make_candidate(topic, SECOND, classes={"b1": "content"}, at=at - timedelta(days=1))


def ask(desk: Page) -> None:
    desk.get_by_text("Be en kliniker uten konto lese teksten").click()
    desk.get_by_label("Navn").fill("Ida Marie Lege")
    desk.get_by_label("Stilling").fill("overlege, ortopedi, UNN")
    desk.get_by_label("E-post").fill("ida@sykehus.example")
    desk.get_by_label("Beskjed").fill("Stemmer fastetiden hos dere?")
    desk.get_by_role("button", name="Send lenken").click()
    expect(desk.get_by_text("Ida Marie Lege får en e-post med lenken om litt.")).to_be_visible()


def test_a_surgeon_without_an_account_says_yes_on_her_phone(candidate: Candidate, live_server: Any, page_at: PageAt) -> None:
    base, path = live_server.url, f"/admin/nasjonalt/utkast/{candidate.pk}/"
    desk = come_to(page_at(DESK), base + path, national_editor())
    ask(desk)
    run_due(at=clock.now())
    (link,) = sent_links()

    phone = page_at(PHONE)
    phone.goto(base + link)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Les og svar: Kneprotese")
    expect(phone.get_by_text("Stemmer fastetiden hos dere?")).to_be_visible()
    expect(phone.locator("article.change")).to_have_count(1)
    assert faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
    phone.get_by_label("Ja, jeg godkjenner den").check()
    phone.get_by_role("button", name="Send svaret").click()
    expect(phone.get_by_role("heading", name="Takk for svaret")).to_be_visible()
    assert faults(phone) == []
    assert phone.context.cookies() == []
    phone.goto(base + link)
    expect(phone.get_by_role("heading", name="Takk for svaret")).to_be_visible()

    desk.goto(base + path)
    expect(desk.get_by_text("Svarte ja", exact=True)).to_be_visible()
    expect(desk.get_by_text("personlig lenke på e-post")).to_be_visible()
    assert faults(desk) == []
    chief = come_to(page_at(DESK), base + path, medical_editor())
    chief.get_by_role("button", name="Godkjenn utgaven").click()
    expect(chief.get_by_text("Utgaven er godkjent. Den kan slippes.")).to_be_visible()
    desk.reload()
    desk.get_by_role("button", name="Slipp utgaven nå").click()
    expect(desk.get_by_text("Utgaven er sluppet.")).to_be_visible()

    assert Edition.objects.live().get().number == 2
    assert SignOff.objects.get(identified_by="personal_link").signed_by.get_full_name() == "Ida Marie Lege"
    said = [event.verb for event in Event.objects.filter(payload__has_key="request")]
    assert said == ["sign_off.asked", "sign_off.answered", "candidate.signed"]
    assert verify(at=clock.now()) == []


def test_a_no_without_words_is_held_at_the_field_and_then_told_to_the_editor(
    candidate: Candidate, live_server: Any, page_at: PageAt
) -> None:
    desk = come_to(page_at(PHONE), f"{live_server.url}/admin/nasjonalt/utkast/{candidate.pk}/", national_editor())
    ask(desk)
    assert faults(desk) == []
    run_due(at=clock.now())
    page = page_at(DESK)
    page.goto(live_server.url + sent_links()[0])
    page.get_by_label("Nei, noe må rettes").check()
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Skriv hva som ikke stemmer")).to_be_visible()
    expect(page.get_by_label("Nei, noe må rettes")).to_be_checked()
    assert faults(page) == []
    page.get_by_label("Merknad til redaktøren").fill("Hos oss er det 6 timer.")
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Du svarte nei om «Kneprotese»")).to_be_visible()
    desk.reload()
    expect(desk.get_by_text("«Hos oss er det 6 timer.")).to_be_visible()
