"""A national change of each class on its way through two hospitals, and a clinician who leaves.

Innlandet (bokmål) has added to the paragraph on fasting and given standing consent; Helse Bergen (nynorsk) has replaced that
paragraph and a warning. Whatever happens ends on the public page, in the log and in `fellesnett verify`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from demo import ground
from demo.base import edition, person, write_and_release
from demo.hospitals import take_into_use, text_at, write_locally
from demo.reading import organizations, topics
from fellesnett.adoption.actions import park_overdue
from fellesnett.adoption.actions.owning import open_hand_overs
from fellesnett.adoption.actions.policies import set_policy
from fellesnett.adoption.models import Adoption, ApprovalKind, Showing
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.foundation import clock
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_user
from tests.journeys.conftest import PHONE, At, DeskOf, PageAt, faults

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

ONE_SCREEN, A_BATCH = 4, 3
"""From opening the inbox, the most interactions to a right decision on a content change; and to a batch of clean ones."""
NATIONAL_HOUR = {
    "nb": "<p>Du må faste i 6 timer før operasjonen. Du kan drikke vann fram til 1 time før.</p>",
    "nn": "<p>Du må faste i 6 timar før operasjonen. Du kan drikke vatn fram til 1 time før.</p>",
}
OURS = "Hos oss fastar du frå midnatt."
OUR_WARNING = "Ring ortopedisk vakt i Bergen dersom såret væskar."
PUBLISHED = re.compile("er godkjen[td] og publisert")
ADDED = "Ta med reseptene dine."


class Hands:
    """Somebody at a desk, whose interactions are counted: a click, a tick, something written."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, what: Locator) -> None:
        what.click()
        self.count += 1

    def press(self, role: Any, name: str) -> None:
        self.click(self.page.get_by_role(role, name=name).first)


class Keys:
    """Somebody without a mouse: Tab until the wanted stop has the focus, then one key. Every stop must show its focus."""

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.tabs = page, 0, 0

    def press(self, name: str, key: str = "Enter") -> None:
        for _stop in range(60):
            self.page.keyboard.press("Tab")
            self.tabs += 1
            if name in self.page.evaluate(FOCUSED):
                self.page.keyboard.press(key)
                self.count += 1
                return
        raise AssertionError(f"no key leads to «{name}» on {self.page.url}")


FOCUSED = (
    "(e => [...(e.labels || []), e].map(one => one.innerText || '').join(' ') + (e.ariaLabel || ''))(document.activeElement)"
)


@pytest.fixture
def knee() -> Topic:
    """Kneprotese in use at both hospitals since last summer, with their own text."""
    now = clock.now()
    ground.lay(at=now)
    topic = write_and_release(next(topic for topic in topics() if topic.key == "kneprotese"), at=now - timedelta(days=300))
    for row in organizations()["sites"]:
        if row["slug"] in ("innlandet", "helse-bergen"):
            site = Site.objects.select_related("organization").get(slug=row["slug"])
            take_into_use(site, topic, row, at=now - timedelta(days=120))
    set_policy(site=site_of("innlandet"), consent_editorial=True, by=person("redaktor.innlandet"), at=now - timedelta(days=100))
    write_locally(
        "innlandet", "kneprotese", "nb", by="redaktor.innlandet", at=now - timedelta(days=88), op="supplement",
        target="kneprotese-faste", position="after", content=[{"type": "text", "html": f"<p>{ADDED}</p>"}],
    )  # fmt: skip
    for target, kind, words in (("kneprotese-faste", "text", OURS), ("kneprotese-infeksjon", "warning", OUR_WARNING)):
        write_locally(
            "helse-bergen", "kneprotese", "nn", by="lege.bergen", at=now - timedelta(days=90), op="override", target=target,
            content=[{"type": kind, "html": f"<p>{words}</p>"}], reason_code="local_practice",
            reason_text="Alle blir opererte først på dagen.", clinical_owner=person("lege.bergen"),
        )  # fmt: skip
    return topic


def site_of(slug: str) -> Site:
    return Site.objects.get(slug=slug)


def test_each_class_of_change_reaches_both_hospitals_as_it_should(knee: Topic, desk_of: DeskOf, page_at: PageAt, at: At) -> None:
    reads = reader(page_at, at)
    text: Text = {language: sections(language) for language in ("nb", "nn")}
    bergen, clinician = desk_of("redaktor.bergen"), desk_of("lege.bergen")

    an_editorial_change(knee, text, bergen, reads)
    a_content_change(knee, text, desk_of("redaktor.innlandet"), bergen, reads)
    a_safety_change(knee, text, clinician, reads)
    the_clinician_leaves(clinician, bergen, at, reads)

    call_command("verify", stdout=io.StringIO())
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"update.opened", "update.decided", "snapshot.live", "notice.opened", "adoption.assigned"} <= verbs


Text = dict[str, list[dict[str, Any]]]
Reads = Callable[[str], str]


def reader(page_at: PageAt, at: At) -> Reads:
    """What a patient who comes now reads about the knee at a hospital: a telephone that has kept nothing."""

    def read(slug: str) -> str:
        page = page_at(PHONE)
        page.goto(at(slug, "/behandlinger/kneprotese/"))
        return page.get_by_role("main").inner_text()

    return read


def sections(language: str) -> list[dict[str, Any]]:
    return next(topic for topic in topics() if topic.key == "kneprotese").text(language)


def released(topic: Topic, text: Text, block: str, change: Callable[[str, str], str], change_class: str) -> datetime:
    """One block changed in both languages, each edition written, signed, approved and released by those whose step it is."""
    begun = clock.now() - timedelta(hours=4)
    for language, parts in text.items():
        found = next(item for section in parts for item in section["blocks"] if item["id"] == block)
        found["html"] = change(language, found["html"])
        edition(
            topic, language, title="Kneprotese", sections=parts, classes={block: change_class}, at=begun,
            note_editors="Endra nasjonalt.",
        )  # fmt: skip
    return begun


# --- editorial ------------------------------------------------------------------------------------------------------


def an_editorial_change(topic: Topic, text: Text, bergen: Page, reads: Reads) -> None:
    """Full stops become exclamation marks: by itself where there is standing consent, by one yes for all elsewhere."""
    released(topic, text, "kneprotese-intro", lambda _language, html: html.replace(".</p>", "!</p>"), "editorial")
    assert "!" in reads("innlandet").split("På denne siden")[0]
    assert live("innlandet", "nb").approval.kind == ApprovalKind.STANDING_CONSENT
    assert live("helse-bergen", "nn").approval.kind == ApprovalKind.PERSON

    hands = Hands(bergen)
    hands.press("link", "Ventar på deg")
    hands.press("link", "Vel alle og les dei her")
    expect(bergen.locator("del").first).to_be_visible()
    hands.press("button", "Godkjenn valde")
    expect(bergen.get_by_role("status").filter(has_text="av")).to_be_visible()
    assert hands.count <= A_BATCH
    assert live("helse-bergen", "nn").snapshot.edition.number == 2


def live(slug: str, language: str) -> Showing:
    """What patients see now, with whose yes."""
    text = text_at(slug, "kneprotese", language)
    return Showing.objects.live().select_related("approval", "snapshot__edition").get(text=text, place=None)


# --- content --------------------------------------------------------------------------------------------------------


def a_content_change(topic: Topic, text: Text, innlandet: Page, bergen: Page, reads: Reads) -> None:
    """Two hours become one: Innlandet says that its addition is right; Bergen takes the national words, with keys alone."""
    released(topic, text, "kneprotese-faste", lambda language, _html: NATIONAL_HOUR[language], "content")
    assert "1 time før" not in reads("innlandet") + reads("helse-bergen"), "nothing is shown before the hospital's yes"

    hands = Hands(innlandet)
    hands.press("link", "Venter på deg")
    hands.press("link", "Kneprotese: stemmer den lokale teksten fortsatt?")
    hands.press("button", "Stemmer fortsatt")
    hands.press("button", "Godkjenn og publiser")
    expect(innlandet.get_by_text(PUBLISHED)).to_be_visible()
    assert hands.count <= ONE_SCREEN + 1, "with the way into the inbox"
    page = reads("innlandet")
    assert "1 time før" in page
    assert ADDED in page

    bergen.goto(bergen.url.split("/admin/")[0] + "/admin/venter/")
    keys = Keys(bergen)
    keys.press("Kneprotese: den nasjonale teksten er endra der de har eigen tekst")
    bergen.wait_for_url("**/oppdatering/**")
    assert faults(bergen) == []
    keys.press("Ta den nasjonale teksten", "Space")
    keys.press("Lagre valet")
    bergen.wait_for_url("**#siden")
    keys.press("Godkjenn og publiser")
    expect(bergen.get_by_text(PUBLISHED)).to_be_visible()
    assert keys.count <= ONE_SCREEN
    assert "vatn fram til 1 time før" in reads("helse-bergen")
    assert OURS not in reads("helse-bergen")


# --- safety ---------------------------------------------------------------------------------------------------------


def a_safety_change(topic: Topic, text: Text, clinician: Page, reads: Reads) -> None:
    """A warning is made stricter. At Innlandet it shows at once; above Bergen's own warning a notice stands until the
    clinician has answered."""
    stricter = {"nb": "<p>Ring oss samme dag.</p>", "nn": "<p>Ring oss same dag.</p>"}
    released(topic, text, "kneprotese-infeksjon", lambda language, html: html + stricter[language], "safety")
    assert "Ring oss samme dag" in reads("innlandet")
    assert live("innlandet", "nb").approval.kind == ApprovalKind.SAFETY_LANE
    page = reads("helse-bergen")
    assert page.index("Ring oss same dag") < page.index(OUR_WARNING), "the notice stands above"

    hands = Hands(clinician)
    hands.press("link", "Ventar på deg")
    expect(clinician.get_by_text("Vel alle og les dei her")).to_be_hidden()
    hands.press("link", "Kneprotese: tryggleiksendring der de har eigen tekst")
    hands.press("radio", "Behald vår")
    hands.press("button", "Lagre valet")
    expect(clinician.get_by_role("alert").first).to_contain_text("klinikar")
    clinician.get_by_label("Eg godkjenner fagleg").check()
    clinician.get_by_role("button", name="Lagre valet").click()
    clinician.get_by_role("button", name="Godkjenn og publiser").click()
    expect(clinician.get_by_text(PUBLISHED)).to_be_visible()
    page = reads("helse-bergen")
    assert OUR_WARNING in page
    assert "Ring oss same dag" not in page
    assert park_overdue(at=clock.now() + timedelta(hours=73)) == 0, "answered in time: nothing is parked"


# --- hand-over ------------------------------------------------------------------------------------------------------


def the_clinician_leaves(clinician: Page, bergen: Page, at: At, reads: Reads) -> None:
    """He writes down his last day; the hospital is asked, and a colleague takes over with a new unit."""
    site = site_of("helse-bergen")
    colleague = make_user(
        "kollega.bergen@demo.example", first_name="Ingrid", last_name="Voss", roles={site.organization: Role.CLINICIAN}
    )
    clinician.goto(at("www", "/admin/slutter/"))
    clinician.get_by_label("Siste dag").fill((clock.now() + timedelta(days=10)).date().isoformat())
    clinician.get_by_role("button", name="Lagre").click()
    expect(clinician.get_by_text("Lagra")).to_be_visible()
    open_hand_overs(at=clock.now())

    hands = Hands(bergen)
    hands.press("link", "Ventar på deg")
    hands.press("link", "Lars Lege: lat andre overta det faglege ansvaret")
    assert faults(bergen) == []
    bergen.get_by_label("Kven overtek?").select_option(label="Ingrid Voss")
    bergen.get_by_label("Ny ansvarleg eining").fill("Ortopedisk klinikk Voss")
    bergen.get_by_role("button", name="Overfør ansvaret").click()
    expect(bergen.get_by_text("Ingrid Voss har")).to_be_visible()
    assert Adoption.objects.get(site=site, topic__key="kneprotese").clinical_owner == colleague
    assert "Ortopedisk klinikk Voss" in reads("helse-bergen")
    assert not OpenItem.objects.open().filter(kind="hand_over", site=site).exists()
