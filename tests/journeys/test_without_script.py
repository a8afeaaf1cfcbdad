"""An editor whose browser runs no script, on a telephone: she replaces a paragraph, reads the page, and publishes it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import Hospital, live_words, make_adoption, make_edition, make_hospital, make_topic
from tests.conftest import PATIENCE
from tests.journeys.conftest import PHONE, At

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def desk(browser: Browser, at: At, bergen: Hospital) -> Page:
    """Her browser, already logged in."""
    client = Client()
    client.force_login(bergen.editor)
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900}, locale="nb-NO")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": at("www", "/")}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def test_local_text_is_written_and_published_without_script(desk: Page, at: At, bergen: Hospital) -> None:
    topic = make_topic("kne")
    make_edition(topic)
    make_adoption(bergen.site, topic, by=bergen.editor)
    form = reverse("desk_local:create", args=["bergen", "kne", "nb"])
    desk.goto(at("www", f"{form}?op=supplement&target=faste&position=after"))

    desk.get_by_label("Deres tekst").fill("Ta med:\n\n- **briller**\n- kort\n\n6. desember er vi stengt.")
    desk.get_by_role("button", name="Lagre").click()
    expect(desk.get_by_text("Lagret som utkast")).to_be_visible()
    expect(desk.locator("strong", has_text="briller")).to_be_visible()
    desk.get_by_role("button", name="Godkjenn").click()

    expect(desk.get_by_text("er godkjent og publisert")).to_be_visible()
    [piece] = LocalOperation.objects.get().content
    assert (
        piece["html"] == "<p>Ta med:</p><ul><li><strong>briller</strong></li><li>kort</li></ul><p>6. desember er vi stengt.</p>"
    )
    assert "6. desember er vi stengt." in live_words(bergen, topic)
