"""A wish at a hospital and what follows of it, made by the real verbs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.national.models import Candidate, Topic
from fellesnett.national.tests.factories import AT, clinician, make_candidate, medical_editor, national_editor
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.participation import actions
from fellesnett.participation.models import AskedBecause, Hearing, Invitation, Order

DAY = timedelta(days=1)
ARTHROSCOPY = {"introduction": [("artro-1", "<p>Legen ser inn i kneet med et kamera.</p>")]}


def editor_of(site: Site, role: str = Role.EDITOR) -> User:
    """Somebody with this role at the site; the same person when asked twice."""
    email = f"{role}@{site.slug}.example"
    return User.objects.filter(email=email).first() or make_user(email, roles={site.organization: role})


def make_order(site: Site | None = None, *, at: datetime = AT, **fields: Any) -> Order:
    """An order of a treatment by an editor of the site."""
    site, by = site or make_site(), fields.pop("by", None)
    medical_editor()
    said: dict[str, Any] = {"kind": "treatment", "title": "Kneartroskopi", "reason": "40 pasienter i året spør om det."}
    return actions.place_order(site=site, **{**said, **fields}, by=by or editor_of(site), at=at)


def assigned(order: Order, *, at: datetime = AT, **fields: Any) -> Order:
    """Given to the national editor to write, with clinician 1 as its owner."""
    said: dict[str, Any] = {
        "writer": national_editor(),
        "unit": "Ortopedi",
        "owner": clinician(),
        "deadline": date(2026, 12, 15),
        "key": f"bestilt-{order.pk}",
        "by": medical_editor(),
    }
    return actions.assign_order(order=order, **{**said, **fields}, at=at)


def drafted(topic: Topic, **fields: Any) -> Candidate:
    """A text of the topic, frozen for approval."""
    return make_candidate(topic, fields.pop("sections", ARTHROSCOPY), **fields)


def make_hearing(candidate: Candidate, *sites: Site, at: datetime = AT, days: int = 21, question: str = "") -> Hearing:
    """A hearing among these sites, three weeks long."""
    asked = dict.fromkeys(sites, AskedBecause.CHOSEN)
    return actions.open_hearing(
        candidate=candidate, sites=asked, deadline=at + days * DAY, question=question, by=national_editor(), at=at
    )


def answered(hearing: Hearing, site: Site, answer: str = "agree", *, at: datetime = AT, **fields: Any) -> Invitation:
    """The site's editor answers for it."""
    invitation = hearing.invitations.get(site=site)
    said = {"content_hash": hearing.content_hash, "by": editor_of(site), **fields}
    return actions.answer_hearing(invitation=invitation, answer=answer, **said, at=at)
