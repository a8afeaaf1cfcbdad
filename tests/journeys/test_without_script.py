"""Editors whose browser runs no script, on a telephone: one replaces a paragraph of the hospital's, one writes nationally and
sends it to approval, one writes a page of the hospital's own; what they wrote is what stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from fellesnett.accounts.models import User
from fellesnett.adoption.models import LocalOperation
from fellesnett.adoption.tests.factories import Hospital, live_words, make_adoption, make_edition, make_hospital, make_topic
from fellesnett.national.models import Candidate, TopicText
from fellesnett.national.tests.factories import make_text, national_editor
from fellesnett.pages.models import Article
from tests.conftest import PATIENCE
from tests.journeys.conftest import DESK, PHONE, At, PageAt, faults, let_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


@pytest.fixture
def desk_of(browser: Browser, at: At) -> Iterator[Callable[[User], Page]]:
    """Somebody's browser, already logged in."""
    with ExitStack() as opened:
        yield lambda user: opened.enter_context(_desk(browser, at, user))


@contextmanager
def _desk(browser: Browser, at: At, user: User) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 900}, locale="nb-NO")
    context.set_default_timeout(PATIENCE)
    yield let_in(context.new_page(), at("www", "/"), user)
    context.close()


@pytest.fixture
def desk(desk_of: Callable[[User], Page], bergen: Hospital) -> Page:
    return desk_of(bergen.editor)


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


def test_national_text_is_written_and_sent_to_approval_without_script(desk_of: Callable[[User], Page], at: At) -> None:
    text = make_text(sections={"before": [("faste", "<p>Du må faste i 6 timer.</p>")]})
    desk = desk_of(national_editor())
    desk.goto(at("www", reverse("wagtailsnippets_national_topictext:edit", args=[text.pk])))

    before = desk.locator("fieldset", has=desk.get_by_text("1. Tekst"))
    before.get_by_label("Tekst", exact=True).fill("Du må faste i **8 timer**.")
    desk.locator('select[name="during-new"]').select_option("Liste")
    desk.get_by_role("button", name="Lagre").click()
    listed = desk.locator("fieldset", has=desk.get_by_text("1. Liste"))
    listed.get_by_label("Tekst", exact=True).fill("- Du får bedøvelse.\n- Inngrepet tar en time.")
    desk.get_by_role("button", name="Lagre").click()

    expect(desk.get_by_text("Utkastet er lagret")).to_be_visible()
    desk.get_by_role("link", name="Send til godkjenning").first.click()
    for choice in desk.locator("select[name^=class]").all():
        choice.select_option("content")
    desk.get_by_role("button", name="Send til").click()
    candidate = Candidate.objects.get(topic=text.topic)
    html = [block["html"] for section in candidate.sections for block in section["blocks"]]
    assert html == [
        "<p>Du må faste i <strong>8 timer</strong>.</p>",
        "<ul><li>Du får bedøvelse.</li><li>Inngrepet tar en time.</li></ul>",
    ]
    assert TopicText.objects.get().latest_revision is not None


def test_a_page_of_ones_own_is_written_and_published_without_script(desk: Page, at: At, bergen: Hospital) -> None:
    desk.goto(at("www", reverse("wagtailsnippets_pages_article:add")))
    desk.get_by_role("textbox", name="Tittel").fill("Besøk hos oss")
    desk.get_by_role("textbox", name="Det viktigste først").fill("Du er velkommen.")
    desk.get_by_role("textbox", name="Ansvarlig enhet").fill("Drift")
    desk.get_by_role("textbox", name="Siste del av adressen").fill("besok")
    desk.get_by_role("combobox", name="Legg til en blokk sist").select_option("Tekst")
    desk.get_by_role("button", name="Lagre kladd").click()
    desk.get_by_role("textbox", name="Tekst", exact=True).fill("## Når\n\nHver dag fra **15 til 19**.")
    desk.get_by_role("combobox", name="Legg til en blokk sist").select_option("Lenker videre")
    desk.get_by_role("button", name="Lagre kladd").click()
    desk.get_by_role("textbox", name="Hvor lenken fører").first.fill("Slik finner du fram")
    desk.get_by_role("textbox", name="Adresse", exact=True).first.fill("/steder/")

    desk.get_by_role("button", name="Publiser", exact=True).click()

    expect(desk.get_by_text("publisert").first).to_be_visible()
    desk.goto(at("bergen", Article.objects.get().address))
    expect(desk.get_by_role("heading", name="Når")).to_be_visible()
    expect(desk.get_by_text("15 til 19")).to_be_visible()
    expect(desk.get_by_role("link", name="Slik finner du fram")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_bare_fields_have_names_and_room_for_those_who_hear_or_touch_them(
    page_at: PageAt, at: At, bergen: Hospital, width: int
) -> None:
    """axe is a script itself: the page is drawn as a browser without script draws it, and then tried."""
    text = make_text(sections={"before": [("faste", "<p>Du må faste.</p>"), ("ring", {"slot": "phone", "label": "Telefon"})]})
    address = reverse("wagtailsnippets_national_topictext:edit", args=[text.pk])
    client = Client(headers={"host": "www.localhost"})
    client.force_login(national_editor())
    drawn = _without_script(client.get(address).content.decode())
    page = page_at(width)
    page.route(f"**{address}", lambda route: route.fulfill(body=drawn, content_type="text/html"))

    page.goto(at("www", address))

    expect(page.get_by_role("textbox", name="Ledetekst")).to_have_value("Telefon")
    found = [fault for fault in faults(page) if not fault.startswith("page-has-heading-one")]
    assert not found, "but that the title is a field, in Wagtail's editor"


def _without_script(page: str) -> str:
    silent = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
    return re.sub(r"<noscript>(.*?)</noscript>", r"\1", silent, flags=re.DOTALL)
