"""Every screen of the desk with a door, met once in a browser: axe finds no fault at a desk or on a telephone.

One world, and one person who holds every role, so that every button that can be drawn is drawn. A new door is walked as
soon as it is listed; an argument that nobody has met is named by `tests/architecture/test_doors.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer

from demo import ground, stories
from demo.base import person, write_and_release
from demo.hospitals import take_into_use, write_locally
from demo.reading import organizations, topics
from fellesnett.accounts.models import User
from fellesnett.adoption.models import LocalOperation, Update, Variant
from fellesnett.desk.doors import door_for
from fellesnett.desk.tests.hospitals import Hospitals, delivered, said_nationally
from fellesnett.editorial.tests.factories import make_request, new_item
from fellesnett.foundation import clock
from fellesnett.national.actions import submit, write_text
from fellesnett.national.models import Candidate, Topic, TopicText
from fellesnett.organizations.models import Organization, Place, Role, Site
from fellesnett.organizations.tests.factories import make_user
from fellesnett.pages.tests.alerts import make_alert
from fellesnett.pages.tests.factories import make_page
from tests.accessibility import ALL_BUT_COLORS, SETTLED, WIDE_TOO, broken
from tests.architecture.test_doors import Address, registered
from tests.colours import Colours
from tests.journeys.conftest import DESK, PHONE, let_in

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

SAID_NATIONALLY = ("order", "hearing", "proposal", "remark")
AT_LEAST = 60
"""Screens. Fewer means that the walk has lost its way."""
FRAME = ("#wagtail-sidebar",)
"""What stands beside every wide screen: looked at on the first."""
TARGETS = """frame => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter(e => !frame.some(each => e.closest(each)) && e.checkVisibility({ visibilityProperty: true })).length"""
"""How much there is to press beside the frame: axe is asked about targets once more where a wide screen has more of them."""
WIDER = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
ONE_KIND = ("wagtailsnippets_pages_newsitem:", "wagtailsnippets_pages_siteprofile:", "wagtailsnippets_pages_picture:")
"""All kinds of a site's own pages have the same screens, drawn by Wagtail; one stands for them."""
NOT_SCREENS = ("preview_on_", "public_brand_sample", "public_draft")
"""Public pages shown inside a screen. The gates of the public pages hold them."""
HIDDEN_HEADING = "page-has-heading-one"
EDITOR = "--side-panel-width"
"""Wagtail's own editor has no heading of the first level: the title stands there as a field."""
ASKS = {
    "desk_local:create": "?op=override&target=kneprotese-etterpa",
    "desk_local:feedback_page": "?sti=/behandlinger/kneprotese/",
    "desk_local:comments": "?blokk=kneprotese-faste",
    "desk_national:compare": "?fra=1&til=2",
    "public_gallery": "?nettsted=unn",
}
"""What an address is asked for with."""


@pytest.fixture
def everyone() -> User:
    """All roles at one hospital and in the national office."""
    ground.lay(at=clock.now())
    hospital, office = Organization.objects.get(key="unn-hf"), Organization.objects.get(key="nasjonal-redaksjon")
    return make_user("alle@demo.example", roles={hospital: list(AT_A_SITE), office: list(NATIONAL)})


AT_A_SITE = (Role.SITE_OWNER, Role.EDITOR, Role.CLINICIAN, Role.CONTRIBUTOR, Role.AUDITOR)
NATIONAL = (Role.NATIONAL_MEDICAL_EDITOR, Role.NATIONAL_EDITOR, Role.CLINICIAN)


@pytest.fixture
def hospitals(everyone: User) -> Hospitals:
    """A hospital with text of its own on knees, a newer edition that waits, and one thing in each of its drawers."""
    now = clock.now()
    unn = Site.objects.select_related("organization").get(slug="unn")
    row = next(row for row in organizations()["sites"] if row["slug"] == "unn")
    knee, arthrosis = (next(topic for topic in topics() if topic.key == key) for key in ("kneprotese", "artrose-i-kne"))
    topic = write_and_release(knee, at=now - timedelta(days=300))
    write_and_release(arthrosis, at=now - timedelta(days=300))
    take_into_use(unn, topic, row, at=now - timedelta(days=120))
    _replace_the_fasting(now - timedelta(days=90))
    stories.a_conflict(now)
    text = TopicText.objects.get(topic=topic, language="nb")
    adoption = topic.adoptions.get(site=unn)
    adopted = adoption.texts.get(language="nb")
    update = Update.objects.get(text=adopted, closed_at=None)
    item = new_item(unn, subject=f"adoption:{adoption.pk}", opened_at=now, deadline=now + timedelta(days=30), owner=everyone)
    item.save()
    return Hospitals(
        a=Site.objects.get(slug="innlandet"),
        b=unn,
        editor_of_b=person("lege.unn"),
        topic=topic,
        text=text,
        candidate=_draft_under_approval(now),
        edition=update.to_edition,
        adoption=adoption,
        adopted_text=adopted,
        operation=LocalOperation.objects.get(adoption=adoption, op="override"),
        update=update,
        snapshot=adopted.showings.latest("pk").snapshot,
        variant=Variant.objects.create(topic=topic, name="Nord", organization=unn.organization),
        place=Place.objects.filter(organization=unn.organization).order_by("pk")[0],
        item=item,
        delivery=delivered(unn, adopted, everyone, now),
        operation_of_a=LocalOperation.objects.get(adoption=adoption, op="override"),
        alert=make_alert(unn, now, by=everyone),
        asked=make_request(unn, about=f"adopted_text:{adopted.pk}", by=everyone, at=now),
        **dict(zip(SAID_NATIONALLY, said_nationally(unn, update.to_edition, everyone, now), strict=True)),  # type: ignore[arg-type]
    )


def _replace_the_fasting(at: Any) -> None:
    write_locally(
        "unn", "kneprotese", "nb", by="lege.unn", at=at, op="override", target="kneprotese-faste",
        content=[{"type": "text", "html": "<p>Du må faste fra midnatt før operasjonen.</p>"}], reason_code="local_practice",
        reason_text="Mange reiser langt.", clinical_owner=person("lege.unn"),
    )  # fmt: skip


def _draft_under_approval(now: Any) -> Candidate:
    """A sentence is added to a released text, and the draft sent to the clinician."""
    topic = Topic.objects.get(key="artrose-i-kne")
    known = next(file for file in topics() if file.key == topic.key)
    sections = known.text("nb")
    block = next(block for section in sections for block in section["blocks"] if block["type"] == "text")
    block["html"] += "<p>De fleste klarer seg godt med trening.</p>"
    text = write_text(topic=topic, language="nb", title=known.titles["nb"], sections=sections, by=person("skribent"), at=now)
    return submit(text=text, by=person("skribent"), at=now, classes={block["id"]: "content"})


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, everyone: User) -> Iterator[Page]:
    """A browser in which that person is logged in."""
    base = f"http://www.localhost:{urlsplit(live_server.url).port}"
    context = browser.new_context(
        viewport={"width": DESK, "height": 900},
        locale="nb-NO",
        reduced_motion="reduce",
        base_url=base,
    )
    yield let_in(context.new_page(), base, everyone)
    context.close()


def test_no_desk_screen_shuts_anybody_out(hospitals: Hospitals, page: Page) -> None:
    faults: list[str] = []
    colours = Colours()
    walked: list[str] = []
    for address in addresses(hospitals):
        page.set_viewport_size({"width": PHONE, "height": 900})
        if not is_screen(page, address):
            continue
        walked.append(address)
        page.evaluate(SETTLED)
        narrow = broken(page, ALL_BUT_COLORS) + colours.of_new(page)
        found = [f"375: {fault}" for fault in narrow if not (HIDDEN_HEADING in fault and EDITOR in fault)]
        found += [f"375: {wider} px too wide"] if (wider := page.evaluate(WIDER)) else []
        narrow_targets = page.evaluate(TARGETS, list(FRAME))
        page.set_viewport_size({"width": DESK, "height": 900})
        known = () if address == "/admin/" else FRAME
        found += colours.of_new(page, without=known)
        if not known or page.evaluate(TARGETS, list(FRAME)) > narrow_targets:
            found += broken(page, WIDE_TOO, without=known)
        faults += [f"{address} {fault}" for fault in found]
    assert not faults, "\n".join(faults)
    assert len(walked) >= AT_LEAST, walked


def addresses(hospitals: Hospitals) -> list[str]:
    """What the doors of the desk are asked for with."""
    ours = (address for address in registered(_samples(hospitals)) if _is_ours(address))
    return [address.path + ASKS.get(address.name, "") for address in ours]


def is_screen(page: Page, address: str) -> bool:
    """Open it: does it answer this person with a page? Others are for forms alone, parts of a page, or files to keep."""
    try:
        answer = page.goto(address)
    except Error as file:
        if "Download is starting" not in file.message:
            raise
        return False
    return bool(answer and answer.status == 200 and "<html" in answer.text())


def _is_ours(address: Address) -> bool:
    door = door_for(address.name)
    known = door is not None and not door.anonymous
    shown = not any(part in address.name for part in NOT_SCREENS)
    return known and shown and (not address.name.startswith("wagtailsnippets_pages_") or address.name.startswith(ONE_KIND))


def _samples(hospitals: Hospitals) -> dict[str, Any]:
    """A value for every argument, as the test of the doors has them; number 2 so that there is an edition before it."""
    return {**hospitals.samples_of_b(), "number": 2, "block": "kneprotese-faste", "pk": make_page(hospitals.b).pk}
