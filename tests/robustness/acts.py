"""Hospitals and an office at work, for the tests that kill processes and let them race. Every act can be begun again."""

from __future__ import annotations

from typing import Any

from django.db import connections

from fellesnett.accounts.models import User
from fellesnett.adoption.actions import adopt, approve_all, decide, save_operation
from fellesnett.adoption.actions.deciding import choices_for
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.models import AdoptedText
from fellesnett.adoption.tests.factories import make_hospital
from fellesnett.foundation import clock
from fellesnett.national import actions as national
from fellesnett.national.models import OPEN_STATES, Candidate, Edition, Topic
from fellesnett.national.tests import factories as office
from fellesnett.organizations.models import Role, Site


def prepare(topics: int, sites: int) -> None:
    """Topics that hospitals use, beside those that are there; every fourth hospital has replaced a paragraph."""
    there, known = Site.objects.count(), Topic.objects.count()
    hospitals = [make_hospital(f"sykehus-{number}") for number in range(there, there + sites)]
    for number in range(known, known + topics):
        topic = office.make_topic(f"tema-{number}", at=clock.now())
        office.make_edition(topic, words(topic, 1), at=clock.now())
        for place, hospital in enumerate(hospitals):
            use = adopt(site=hospital.site, topic=topic, by=hospital.editor, at=clock.now(), clinical_owner=hospital.clinician)
            if place % 4 == 0:
                replace(use.texts.get(), f"<p>Hos oss i bygg {place} er det annerledes.</p>")


def words(topic: Topic, version: int) -> dict[str, list[tuple[str, str]]]:
    """A text whose first paragraph says something new in every version."""
    return {
        "before": [(f"{topic.key}-oppmote", f"<p>Møt opp ved skranke nummer {version}. Ta med legitimasjon.</p>")],
        "after": [(f"{topic.key}-hjem", "<p>Du reiser hjem dagen etter.</p>")],
    }


def editor_of(text: AdoptedText, role: str = Role.CLINICIAN) -> User:
    return User.objects.get(memberships__organization=text.adoption.site.organization, memberships__role=role)


def replace(text: AdoptedText, html: str) -> None:
    """A hospital's own words instead of the first paragraph: a new wording where it has some already."""
    before = text.adoption.operations.filter(op="override", state__in=["active", "draft"]).order_by("pk").last()
    reason = {"reason_code": "local_practice", "reason_text": "Slik gjør vi det.", "clinical_owner": editor_of(text)}
    save_operation(
        adoption=text.adoption, language="nb", op="override", target=f"{text.adoption.topic.key}-oppmote",
        content=[{"type": "text", "html": html}], by=editor_of(text), at=clock.now(), replaces=before, **reason,
    )  # fmt: skip


def release(topic: Topic) -> Edition:
    """The topic's next edition, from wherever an earlier attempt stopped; handed to the hospitals as it is released."""
    candidate = Candidate.objects.filter(topic=topic, state__in=OPEN_STATES).first()
    if candidate is None:
        version = Edition.objects.filter(topic=topic).count() + 1
        candidate = office.make_candidate(
            topic, words(topic, version), at=clock.now(), classes={f"{topic.key}-oppmote": "content"}
        )
    if candidate.state == "review":
        candidate = national.sign_off(candidate=candidate, by=office.clinician(), at=clock.now())
    if candidate.state == "signed":
        candidate = national.approve(candidate=candidate, by=office.medical_editor(), at=clock.now())
    return national.release(candidate=candidate, by=office.national_editor(), at=clock.now())


def seen(text: AdoptedText) -> dict[str | None, str]:
    """The hashes of a text's pages as they would be now."""
    return {page.place.slug if page.place else None: page.hash for page in candidates(text)}


def answer(text: AdoptedText) -> None:
    """Choose what waits to be chosen, and say yes to the page."""
    update = text.updates.open().first()
    for outcome in update.plan["outcomes"] if update else ():
        if "keep_ours" in choices_for(outcome):
            decide(
                update=update,
                operation=outcome["operation"],
                choice="keep_ours",
                reason="Slik er det her.",
                by=editor_of(text),
                at=clock.now(),
            )
    approve(text, seen(text))


def approve(text: AdoptedText, hashes: dict[str | None, str]) -> None:
    approve_all(text=text, hashes=hashes, by=editor_of(text), at=clock.now())


def texts(**narrowed: Any) -> list[AdoptedText]:
    found = AdoptedText.objects.filter(**narrowed).select_related("adoption__site__organization", "adoption__topic")
    return list(found.order_by("pk"))


def let_go() -> None:
    """Close the database before another process is made of this one."""
    connections.close_all()
