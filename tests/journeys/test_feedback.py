"""A relative on a telephone did not find what she looked for. The editor reads it, and sees nothing that points to her."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from fellesnett.insight.models import Feedback
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_user
from fellesnett.public.tests.factories import make_bergen, make_haukeland, make_knee, show
from fellesnett.public.views import feedback
from tests.journeys.conftest import DESK, PHONE, PageAt, come_to, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]
KNEE = "/behandlinger/kneprotese/"
WORDS = "Hvor skal vi møte? Ring datteren min på 98 76 54 32."


@pytest.fixture
def host(live_server: Any) -> str:
    feedback.OFTEN.forget()
    site = make_bergen()
    show(site, make_knee(), places=[make_haukeland(site)])
    return f"http://bergen.localhost:{live_server.url.rpartition(':')[2]}"


def test_a_relative_answers_and_the_editor_reads_it(host: str, page_at: PageAt) -> None:
    phone = page_at(PHONE)
    phone.goto(host + KNEE)
    form = phone.locator("form.feedback")
    expect(form).to_contain_text("Ikke skriv om helsen din, og ikke hvem du er.")
    form.get_by_label("Nei").check()
    form.get_by_label("Hva lette du etter?").fill(WORDS)
    form.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", name="Takk for tilbakemeldingen")).to_be_visible()
    assert faults(phone) == []
    assert phone.context.cookies() == []
    phone.get_by_role("link", name="Tilbake til siden").click()
    expect(phone).to_have_url(host + KNEE)

    editor = make_user("redaktor@bergen.example", roles={Site.objects.get().organization: Role.EDITOR})
    desk = come_to(page_at(DESK), f"{host}/admin/venter/", editor)
    desk.get_by_role("link", name="Leserne om «Kneprotese»", exact=True).click()
    expect(desk.get_by_text("Hvor skal vi møte? Ring datteren min på [telefonnummer fjernet].")).to_be_visible()
    assert "98 76 54 32" not in desk.content()
    desk.get_by_label("Vi har endret siden").check()
    desk.get_by_role("button", name="Lukk saken").click()
    expect(desk.get_by_text("Nye tilbakemeldinger om siden blir en ny sak.")).to_be_visible()
    assert Feedback.objects.get().item.resolution == "Vi har endret siden"


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_mistake_is_told_and_nothing_is_lost_without_script(host: str, page_at: PageAt, width: int) -> None:
    """The browser's own check is passed by, as by those whose browser has none."""
    page = page_at(width)
    page.goto(host + KNEE)
    page.get_by_label("Hva lette du etter?").fill(WORDS)
    page.locator("form.feedback").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Velg «Ja», «Nei» eller «Delvis».")).to_be_visible()
    expect(page.get_by_label("Hva lette du etter?")).to_have_value(WORDS)
    assert faults(page) == []
    page.get_by_label("Delvis").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Takk for tilbakemeldingen")).to_be_visible()


def test_the_form_is_sent_with_keys_alone(host: str, page_at: PageAt) -> None:
    page = page_at(DESK)
    page.goto(host + KNEE)
    page.get_by_label("Ja", exact=True).focus()
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Takk for tilbakemeldingen")).to_be_visible()
