"""Kari and Per at a desk each, in the same text: whoever saves last is shown what the other wrote, and neither loses a word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from fellesnett.accounts.models import User
from fellesnett.adoption.models import LocalOperation, OperationState
from fellesnett.adoption.tests.factories import Hospital, make_adoption, make_edition, make_hospital, make_topic, write
from fellesnett.national.models import Topic, TopicText
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_user
from tests.journeys.conftest import DESK, At, PageAt, faults, let_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

DeskWith = Callable[[User], Page]


@pytest.fixture
def desk_with(page_at: PageAt, at: At) -> DeskWith:
    """A browser of their own for each of these people, already logged in."""

    def open_desk(person: User) -> Page:
        return let_in(page_at(DESK), at("www", "/"), person)

    return open_desk


@pytest.fixture
def knee() -> Topic:
    topic = make_topic("kne")
    make_edition(topic)
    return topic


@pytest.fixture
def bergen() -> Hospital:
    return make_hospital("bergen")


def test_two_editors_write_the_same_local_text(desk_with: DeskWith, at: At, knee: Topic, bergen: Hospital) -> None:
    adoption = make_adoption(bergen.site, knee, by=bergen.editor)
    row = write(bergen, adoption, "supplement", "faste", "<p>Møt i resepsjonen.</p>")
    people = [make_user(roles={bergen.organization: Role.EDITOR}, first_name=name) for name in ("Kari", "Per")]
    kari, per = (desk_with(person) for person in people)
    for desk in (kari, per):
        desk.goto(at("www", reverse("desk_local:edit", args=["bergen", "kne", "nb", row.pk])))
    write_in(kari, "Karis ord.")
    kari.get_by_role("button", name="Lagre utkast").click()
    expect(kari.get_by_text("Lagret som utkast.")).to_be_visible()

    write_in(per, "Pers ord.")
    per.get_by_role("button", name="Lagre utkast").click()
    newer = per.get_by_role("region", name=re.compile("Dette skrev Kari"))
    expect(newer.get_by_text("Karis ord.")).to_be_visible()
    expect(per.locator(".public-DraftEditor-content")).to_have_text("Pers ord.")
    assert faults(per) == []
    newer.get_by_role("link", name="Skriv videre på den nyeste").click()
    expect(per.locator(".public-DraftEditor-content")).to_have_text("Karis ord.")
    write_in(per, "Karis ord. Pers ord.")
    per.get_by_role("button", name="Lagre utkast").click()
    expect(per.get_by_text("Lagret som utkast.")).to_be_visible()

    kept = [row.content[0]["html"] for row in LocalOperation.objects.order_by("pk")]
    assert kept == ["<p>Møt i resepsjonen.</p>", "<p>Karis ord.</p>", "<p>Karis ord. Pers ord.</p>"]
    assert LocalOperation.objects.get(state=OperationState.DRAFT).content[0]["html"] == kept[-1]


def test_two_national_editors_write_the_same_draft(desk_with: DeskWith, at: At, knee: Topic) -> None:
    draft = TopicText.objects.create(topic=knee, language="nb", title="Kneprotese")
    draft.save_revision(user=make_user())
    office = make_national_office()
    kari, per = (desk_with(make_user(roles={office: Role.NATIONAL_EDITOR}, first_name=name)) for name in ("Kari", "Per"))
    for desk in (kari, per):
        desk.goto(at("www", reverse("wagtailsnippets_national_topictext:edit", args=[draft.pk])))
    kari.get_by_role("textbox", name="Tittel").fill("Nytt kne")
    kari.get_by_role("button", name="Lagre", exact=True).click()
    expect(kari.get_by_text("Utkastet er lagret.")).to_be_visible()

    per.get_by_role("textbox", name="Tittel").fill("Kneoperasjon")
    per.get_by_role("button", name="Lagre", exact=True).click()
    expect(per.get_by_text("Ikke lagret: noen andre lagret mens du skrev.")).to_be_visible()
    expect(per.get_by_text("slik det er lagret nå: «Nytt kne»")).to_be_visible()
    expect(per.get_by_role("textbox", name="Tittel")).to_have_value("Kneoperasjon")
    expect(per.locator("[data-controller~='w-autosave']")).to_have_count(0)  # else it would save over hers while he reads
    per.wait_for_timeout(1_500)
    assert draft.revisions.latest("pk").content["title"] == "Nytt kne"
    per.get_by_role("textbox", name="Tittel").fill("Nytt kne: operasjonen")
    per.get_by_role("button", name="Lagre", exact=True).click()
    expect(per.get_by_text("Utkastet er lagret.")).to_be_visible()
    titles = [revision.content["title"] for revision in draft.revisions.order_by("pk")]
    assert titles == ["Kneprotese", "Nytt kne", "Nytt kne: operasjonen"]


def write_in(page: Page, words: str) -> None:
    """Write over what stands in the page's one rich text field, and wait for nothing: whoever saves by keys is fast."""
    page.locator(".public-DraftEditor-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
