"""From a wish at a nynorsk hospital to the page that patients read: ordered, assigned, heard by two hospitals, released."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from demo import ground
from demo.base import edition, person
from demo.hospitals import answer_everything
from fellesnett.editorial.models import Event
from fellesnett.foundation import clock
from fellesnett.national import actions as national
from fellesnett.national.models import Candidate, Topic
from fellesnett.participation.models import Hearing, Order
from tests.journeys.conftest import DESK, At, DeskOf, PageAt, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

BOKMAL = "Legen ser inn i kneet ditt gjennom to små hull."
NYNORSK = "Legen ser inn i kneet ditt gjennom to små hol."


def text(said: str) -> list[dict[str, object]]:
    return [{"key": "introduction", "blocks": [{"id": "artroskopi-1", "type": "text", "html": f"<p>{said}</p>"}]}]


def test_a_wish_becomes_the_page_that_patients_read(desk_of: DeskOf, page_at: PageAt, at: At) -> None:
    ground.lay(at=clock.now())
    bergen, nasjonal, skribent = desk_of("redaktor.bergen"), desk_of("nasjonal"), desk_of("skribent")
    a_hospital_orders(bergen, at)
    the_medical_editor_assigns(nasjonal, at)
    the_writer_begins(skribent, at)
    candidate = the_text_is_written_and_signed()
    it_is_sent_on_hearing(skribent, at, candidate)
    bergen_has_a_remark(bergen, at)
    unn_agrees(desk_of("redaktor.unn"), at)
    the_remark_is_answered_and_the_hearing_ended(skribent, at)
    it_is_approved_and_released(nasjonal, at, candidate)
    order = Order.objects.get()
    assert (order.state, order.languages) == ("released", ["nb", "nn"])
    those_who_ordered_are_told(bergen, at)

    answer_everything(Topic.objects.get(key="artroskopi-av-kneet"), at=clock.now())
    page = page_at(DESK)
    page.goto(at("helse-bergen", "/undersokelser/artroskopi-av-kneet/"))
    expect(page.get_by_text(NYNORSK)).to_be_visible()
    steps = list(Order.objects.get().steps.values_list("state", flat=True))
    assert steps == [
        "received", "assigned", "writing", "signed", "hearing", "signed", "decided",  # in bokmål
        "writing", "signed", "decided", "released",  # in nynorsk
    ]  # fmt: skip
    assert Event.objects.filter(verb__startswith="hearing.").values_list("verb", flat=True).distinct().count() == 4
    said = io.StringIO()
    call_command("verify", stdout=said)
    assert "Everything that can be proven at rest holds." in said.getvalue()


def a_hospital_orders(page: Page, at: At) -> None:
    page.goto(at("www", "/admin/lokalt/helse-bergen/medvirkning/"))
    page.get_by_role("link", name="Bestill ein tekst").click()
    page.get_by_label("Undersøking", exact=True).check()
    page.get_by_label("Kva bør han heite?").fill("Artroskopi av kneet")
    page.get_by_label("Kven treng teksten, og kvifor?").fill("120 pasientar i året. Dei spør om krykkjer.")
    page.get_by_role("button", name="Sjå om han finst").click()
    expect(page.get_by_role("status").filter(has_text="Ingenting liknar")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Send bestillinga").click()
    expect(page.get_by_text("Bestillinga er send.")).to_be_visible()


def the_medical_editor_assigns(page: Page, at: At) -> None:
    page.goto(at("www", "/admin/"))
    page.get_by_role("link", name="Bestilling fra Helse Bergen: Artroskopi av kneet").first.click()
    page.get_by_label("Hvem skriver?").select_option(label=str(person("skribent")))
    page.get_by_label("Fagmiljø som svarer for teksten").fill("Ortopedi")
    page.get_by_label("Fagansvarlig", exact=True).select_option(label=str(person("klinikk")))
    page.get_by_label("Utkastet skal være ferdig").fill(f"{clock.now() + timedelta(days=20):%Y-%m-%d}")
    page.get_by_role("button", name="Fordel", exact=True).click()
    expect(page.get_by_text("Bestillingen er fordelt.")).to_be_visible()


def the_writer_begins(page: Page, at: At) -> None:
    page.goto(at("www", f"/admin/nasjonalt/bestillinger/{Order.objects.get().pk}/"))
    page.get_by_role("button", name="Begynn å skrive").click()
    expect(page).to_have_url(at("www", f"/admin/snippets/national/topictext/edit/{Order.objects.get().topic.texts.get().pk}/"))


def the_text_is_written_and_signed() -> Candidate:
    now, topic = clock.now(), Topic.objects.get(key="artroskopi-av-kneet")
    draft = national.write_text(
        topic=topic, language="nb", title="Artroskopi av kneet", sections=text(BOKMAL), by=person("skribent"), at=now
    )
    candidate = national.submit(text=draft, by=person("skribent"), at=now)
    return national.sign_off(candidate=candidate, by=person("klinikk"), at=now)


def it_is_sent_on_hearing(page: Page, at: At, candidate: Candidate) -> None:
    page.goto(at("www", f"/admin/nasjonalt/utkast/{candidate.pk}/"))
    page.get_by_role("link", name="Send på høring …").click()
    expect(page.get_by_label("Helse Bergen", exact=True)).to_be_checked()
    page.get_by_label("Universitetssykehuset Nord-Norge").check()
    page.get_by_label("Hva vil dere ha svar på?").fill("Er det slik hos dere?")
    page.get_by_role("button", name="Send på høring").click()
    expect(page.get_by_text("0 av 2 har svart.")).to_be_visible()


def bergen_has_a_remark(page: Page, at: At) -> None:
    page.goto(at("www", "/admin/venter/"))
    page.get_by_role("link", name="Høyring: Artroskopi av kneet").first.click()
    expect(page.get_by_text("Er det slik hos dere?")).to_be_visible()
    page.get_by_text("Skriv ein merknad her").click()
    page.get_by_label("Merknad til dette avsnittet").fill("Skriv òg kor lenge det varer.")
    page.get_by_label("Samd, med merknader").check()
    assert faults(page) == []
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Svaret er sendt.")).to_be_visible()


def unn_agrees(page: Page, at: At) -> None:
    page.goto(at("www", f"/admin/lokalt/unn/horing/{Hearing.objects.get().pk}/"))
    page.get_by_label("Enig", exact=True).check()
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Svaret er sendt.")).to_be_visible()


def the_remark_is_answered_and_the_hearing_ended(page: Page, at: At) -> None:
    page.goto(at("www", f"/admin/nasjonalt/horinger/{Hearing.objects.get().pk}/"))
    expect(page.get_by_text("2 av 2 har svart.")).to_be_visible()
    page.get_by_label("Ikke tatt til følge").check()
    page.get_by_label("Svar til dem som skrev").fill("Det er ulikt fra sykehus til sykehus.")
    page.get_by_role("button", name="Svar på merknaden").click()
    expect(page.get_by_text("Merknaden er besvart.")).to_be_visible()
    page.get_by_role("button", name="Avslutt høringen").click()
    expect(page.get_by_text("Høringen er avsluttet.")).to_be_visible()


def it_is_approved_and_released(page: Page, at: At, candidate: Candidate) -> None:
    page.goto(at("www", f"/admin/nasjonalt/utkast/{candidate.pk}/"))
    page.get_by_role("button", name="Godkjenn utgaven").click()
    page.get_by_role("button", name="Slipp utgaven nå").click()
    expect(page.get_by_text("Utgaven er sluppet.")).to_be_visible()
    topic = Topic.objects.get(key="artroskopi-av-kneet")
    edition(topic, "nn", title="Artroskopi av kneet", sections=text(NYNORSK), at=clock.now() - timedelta(hours=3))


def those_who_ordered_are_told(page: Page, at: At) -> None:
    page.goto(at("www", "/admin/venter/"))
    expect(page.get_by_role("link", name="«Artroskopi av kneet» er sleppt: ta han i bruk").first).to_be_visible()
    page.goto(at("www", f"/admin/lokalt/helse-bergen/horing/{Hearing.objects.get().pk}/"))
    expect(page.get_by_text("Det er ulikt fra sykehus til sykehus.")).to_be_visible()
