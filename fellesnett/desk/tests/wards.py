"""Hospitals with a knee to operate on, for the tests of the local desk: their people, their texts, their mornings."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.accounts.models import User
from fellesnett.adoption.actions import roll_out
from fellesnett.adoption.models import AdoptedText, Adoption, Update
from fellesnett.adoption.tests.factories import (
    ARRIVAL,
    FASTING,
    HOME,
    MORNING,
    SURGERY,
    Hospital,
    approve_candidate,
    make_adoption,
    make_edition,
    slot,
    standard_sections,
    text,
    text_of,
    write,
)
from fellesnett.national.models import Edition, Topic

NEXT_DAY = MORNING + timedelta(days=1)
ANSWERS = ("asking", "answering", "commenting", "operating", "readiness", "sharing", "updates")
DOORS = (*ANSWERS, "inbox", "policy", "panel", "places")

SIX_HOURS_CLEAR = "<p>Du må faste i 6 timer før operasjonen. Klare væsker er tillatt.</p>"
LATER_HOME = "<p>De fleste reiser hjem samme dag.</p>"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the morning after the national release."""
    for door in DOORS:
        monkeypatch.setattr(f"fellesnett.desk.local.{door}.now", lambda: NEXT_DAY)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(response: Any) -> str:
    """What the screen says, without tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def rich(words: str) -> str:
    """Words as the rich text field sends them."""
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": [], "data": {}}
    return json.dumps({"blocks": [block], "entityMap": {}})


def sections(**changed: str) -> dict[str, list[dict[str, Any]]]:
    """The standard text with some blocks saying something else: `sections(faste="<p>...</p>")`."""
    found = standard_sections()
    for blocks in found.values():
        for block in blocks:
            if block["id"] in changed:
                block["html"] = changed[block["id"]]
    return found


def released(topic: Topic, *, at: datetime = MORNING, classes: dict[str, str] | None = None, **changed: str) -> Edition:
    """A new edition, rolled out to every site."""
    return rolled_out(topic, sections(**changed), changes=classes or dict.fromkeys(changed, "content"), at=at)


def rolled_out(topic: Topic, content: dict[str, list[dict[str, Any]]], *, at: datetime = MORNING, **more: Any) -> Edition:
    edition = make_edition(topic, content, at=at, **more)
    roll_out(edition=edition, at=at)
    return edition


def open_update(adoption: Adoption, language: str = "nb") -> Update:
    return text_of(adoption, language).updates.get(closed_at=None)


def page(hospital: Hospital, topic: Topic, language: str = "nb") -> str:
    """The address of the workbench."""
    return f"/admin/lokalt/{hospital.site.slug}/tekster/{topic.key}/{language}/"


def update_page(hospital: Hospital, update: Update) -> str:
    return f"/admin/lokalt/{hospital.site.slug}/oppdatering/{update.pk}/"


def live_html(adopted: AdoptedText) -> str:
    """All that patients read of a text now."""
    from fellesnett.adoption.recipes import Library

    showing = adopted.showings.get(live_to=None, place=None)
    library = Library()
    library.fetch([showing.snapshot.recipe])
    return "".join(block.html for block in library.page(showing.snapshot.recipe).blocks())


def hidden(response: Any, name: str) -> list[str]:
    """The values of the hidden fields of a name on a screen."""
    return re.findall(rf'name="{name}" value="([^"]*)"', response.content.decode())


def approve_on_screen(client: Client, address: str, workbench: str) -> Any:
    """See the screen, and say yes to exactly what it shows."""
    seen = client.get(address)
    return client.post(f"{workbench}godkjenn/", {"hash": hidden(seen, "hash")}, follow=True)


__all__ = [
    "ARRIVAL",
    "FASTING",
    "HOME",
    "LATER_HOME",
    "MORNING",
    "NEXT_DAY",
    "SIX_HOURS_CLEAR",
    "SURGERY",
    "Hospital",
    "approve_candidate",
    "approve_on_screen",
    "as_",
    "clock",
    "hidden",
    "live_html",
    "make_adoption",
    "make_edition",
    "open_update",
    "page",
    "released",
    "rich",
    "rolled_out",
    "said",
    "sections",
    "slot",
    "text",
    "text_of",
    "update_page",
    "write",
]
