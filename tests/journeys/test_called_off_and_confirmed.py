"""Two mornings in the national office: an edition that was planned is called off, and a translation needs no new words."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from demo import ground
from demo.base import edition, person
from demo.hospitals import take_into_use
from demo.reading import organizations
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.foundation import clock
from fellesnett.national import actions as national
from fellesnett.national.actions import go_live_scheduled
from fellesnett.national.models import Candidate, Topic
from fellesnett.organizations.models import Site
from tests.journeys.conftest import PHONE, At, DeskOf, PageAt, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

TOPIC = "/admin/nasjonalt/tema/gips/"
SIX, EIGHT, EIGHT_IN_FIGURES = "Ha gipsen på i seks uker.", "Ha gipsen på i åtte uker.", "Ha gipsen på i 8 uker."
IN_NYNORSK = "Ha gipsen på i åtte veker."
LATER = timedelta(days=40)


def text(said: str) -> list[dict[str, object]]:
    return [{"key": "after", "blocks": [{"id": "gips-1", "type": "text", "html": f"<p>{said}</p>"}]}]


@pytest.fixture
def plaster() -> Topic:
    """A text on plaster that hospitals show, in bokmål."""
    now = clock.now()
    ground.lay(at=now)
    topic = national.create_topic(
        key="gips", kind="treatment", title="Gips", unit="Ortopedi", owner=person("klinikk"), by=person("skribent"),
        at=now - timedelta(days=300),
    )  # fmt: skip
    edition(topic, "nb", title="Gips", sections=text(SIX), at=now - timedelta(days=300))
    return topic


def test_a_planned_edition_is_called_off_before_any_hospital_gets_it(
    plaster: Topic, desk_of: DeskOf, page_at: PageAt, at: At
) -> None:
    unn_shows_it(plaster)
    candidate = eight_weeks_are_approved_for_a_later_day(plaster)
    medical = desk_of("nasjonal")
    it_is_released_for_that_day(medical, at, candidate)
    the_writer_calls_it_off(desk_of("skribent"), at)

    assert go_live_scheduled(at=clock.now() + LATER + timedelta(days=1)) == [], "its day comes, and it does not"
    assert not OpenItem.objects.open().filter(kind=OpenItemKind.UPDATE).exists()
    patient = page_at(PHONE)
    patient.goto(at("unn", "/behandlinger/gips/"))
    expect(patient.get_by_text(SIX)).to_be_visible()
    nothing_is_broken()


def unn_shows_it(topic: Topic) -> None:
    row = next(row for row in organizations()["sites"] if row["slug"] == "unn")
    take_into_use(Site.objects.select_related("organization").get(slug="unn"), topic, row, at=clock.now() - timedelta(days=200))


def eight_weeks_are_approved_for_a_later_day(topic: Topic) -> Candidate:
    now = clock.now()
    draft = national.write_text(topic=topic, language="nb", title="Gips", sections=text(EIGHT), by=person("skribent"), at=now)
    candidate = national.submit(
        text=draft, by=person("skribent"), at=now, classes={"gips-1": "content"}, effective_at=now + LATER
    )
    candidate = national.sign_off(candidate=candidate, by=person("klinikk"), at=now)
    return national.approve(candidate=candidate, by=person("nasjonal"), at=now)


def it_is_released_for_that_day(page: Page, at: At, candidate: Candidate) -> None:
    page.goto(at("www", f"/admin/nasjonalt/utkast/{candidate.pk}/"))
    page.get_by_role("button", name="Slipp utgaven, fra").click()
    expect(page.get_by_text("Utgaven er planlagt. Sykehusene får den")).to_be_visible()


def the_writer_calls_it_off(page: Page, at: At) -> None:
    page.goto(at("www", TOPIC))
    page.get_by_role("link", name="Utgave 2 er planlagt til").click()
    page.get_by_text("Avlys utgaven …").click()
    assert faults(page) == []
    page.get_by_role("button", name="Avlys utgaven", exact=True).click()
    expect(page.get_by_label("Hvorfor avlyses den?")).to_be_focused()  # the browser asks for the reason first
    page.get_by_label("Hvorfor avlyses den?").fill("Rådet er til ny vurdering.")
    page.get_by_role("button", name="Avlys utgaven", exact=True).click()
    expect(page.get_by_text("Utgaven er avlyst. Sykehusene får den ikke.")).to_be_visible()
    expect(page.get_by_text("«Rådet er til ny vurdering.»")).to_be_visible()
    assert faults(page) == []
    page.goto(at("www", TOPIC))
    expect(page.get_by_role("link", name="Utgave 2 er avlyst")).to_be_visible()
    page.get_by_role("link", name="Send til godkjenning …").click()
    expect(page.get_by_role("button", name="Send til faglig godkjenning")).to_be_visible()


def test_a_translation_that_says_it_already_is_confirmed_with_one_press(plaster: Topic, desk_of: DeskOf, at: At) -> None:
    now = clock.now()
    edition(plaster, "nb", title="Gips", sections=text(EIGHT), at=now - timedelta(days=250))
    edition(plaster, "nn", title="Gips", sections=text(IN_NYNORSK), at=now - timedelta(days=240))
    edition(plaster, "nb", title="Gips", sections=text(EIGHT_IN_FIGURES), at=now - timedelta(days=1))
    page = desk_of("skribent")

    page.get_by_role("link", name="Gips: teksten på nynorsk henger etter bokmål").first.click()
    page.wait_for_url("**/nn/etter-bokmal/")
    expect(page.locator("ins", has_text="8")).to_be_visible()
    expect(page.get_by_text(IN_NYNORSK)).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Teksten sier det samme").click()

    expect(page.get_by_text("Teksten på nynorsk følger bokmål.")).to_be_visible()
    expect(page.get_by_text("Henger etter bokmål")).to_be_hidden()
    assert not OpenItem.objects.open().filter(kind=OpenItemKind.LANGUAGE_BEHIND).exists()
    assert plaster.editions.filter(language="nn").count() == 1, "no hospital is asked about anything"
    page.goto(at("www", f"{TOPIC}nn/utgaver/1/"))
    expect(page.get_by_role("link", name="bokmål, utgave 3")).to_be_visible()
    nothing_is_broken()


def nothing_is_broken() -> None:
    said = io.StringIO()
    call_command("verify", stdout=said)
    assert "Everything that can be proven at rest holds." in said.getvalue()
