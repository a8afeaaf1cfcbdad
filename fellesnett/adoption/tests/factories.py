"""A topic with editions, and hospitals that use it, for the tests of this room and of every room above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.answering import adopt
from fellesnett.adoption.actions.approving import approve_all
from fellesnett.adoption.actions.operating import save_operation
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.models import AdoptedText, Adoption, LocalOperation, Showing, Snapshot
from fellesnett.adoption.recipes import Library
from fellesnett.composition.canonical import edition_hash
from fellesnett.composition.composing import Snapshot as Page
from fellesnett.composition.documents import read_edition
from fellesnett.editorial import log, subjects
from fellesnett.national.models import Candidate, CandidateState, Edition, EditionState, Topic
from fellesnett.organizations.models import Organization, Place, Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
_numbers = count(1)

FASTING = "<p>Du må faste i 6 timer før operasjonen.</p>"
ARRIVAL = "<p>Møt opp ved hovedinngangen.</p>"
SURGERY = "<p>Operasjonen gjøres i narkose.</p>"
HOME = "<p>Du reiser hjem dagen etter.</p>"


def text(block: str, html: str, **more: Any) -> dict[str, Any]:
    """A national text block as a document."""
    return {"id": block, "type": "text", "html": html, "policy": "open", **more}


def slot(block: str, label: str = "Telefon", kind: str = "phone", *, required: bool = False) -> dict[str, Any]:
    return {"id": block, "type": "slot", "slot": kind, "label": label, "required": required, "policy": "open"}


def standard_sections() -> dict[str, list[dict[str, Any]]]:
    """Before, during and after an operation: four paragraphs and a telephone number to fill in."""
    return {
        "before": [text("faste", FASTING), text("oppmote", ARRIVAL), slot("telefon")],
        "during": [text("narkose", SURGERY)],
        "after": [text("hjem", HOME)],
    }


def make_topic(key: str = "", **fields: Any) -> Topic:
    key = key or f"tema-{next(_numbers)}"
    fields.setdefault("kind", "treatment")
    fields.setdefault("title", key.replace("-", " ").capitalize())
    fields.setdefault("unit", "Ortopedi")
    return Topic.objects.create(key=key, **fields)


def make_edition(
    topic: Topic,
    sections: Mapping[str, Sequence[dict[str, Any]]] | None = None,
    *,
    language: str = "nb",
    title: str = "",
    changes: Mapping[str, str] | None = None,
    lineage: Iterable[dict[str, Any]] = (),
    follows: Edition | None = None,
    notes: Mapping[str, str] | None = None,
    at: datetime = MORNING,
) -> Edition:
    """The next live edition of a topic in a language; the one before it is superseded. Nobody is told: call `roll_out`."""
    before = Edition.objects.filter(topic=topic, language=language).order_by("-number").first()
    Edition.objects.filter(topic=topic, language=language, state=EditionState.LIVE).update(state=EditionState.SUPERSEDED)
    editor = national_editor()
    stored = {
        "title": title or topic.title,
        "sections": [{"key": key, "blocks": list(blocks)} for key, blocks in (sections or standard_sections()).items()],
        "lineage": list(lineage),
        "changes": [{"block": block, "class": value} for block, value in (changes or {}).items()],
    }
    number = before.number + 1 if before else 1
    value = read_edition({"topic": topic.key, "kind": topic.kind, "language": language, "number": number, **stored})
    shared = {
        "topic": topic,
        "language": language,
        "content_hash": edition_hash(value),
        "follows": follows,
        **stored,
        **(notes or {}),
    }
    candidate = Candidate.objects.create(author=editor, submitted_at=at, state=CandidateState.RELEASED, **shared)
    edition = Edition.objects.create(
        candidate=candidate,
        number=number,
        state=EditionState.LIVE,
        released_by=editor,
        released_at=at,
        effective_at=at,
        reviewed_on=at.date(),
        review_by=at.date() + timedelta(days=900),
        **shared,
    )
    told = {"edition": edition.pk, "number": number, "hash": edition.content_hash}
    with transaction.atomic():
        log.append([log.Entry("edition.released", subjects.text(topic.key, language), told)], by=editor, at=at)
    return edition


def national_editor() -> User:
    found = User.objects.filter(memberships__role=Role.NATIONAL_MEDICAL_EDITOR).first()
    return found or make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR})


@dataclass(frozen=True)
class Hospital:
    """A site and the people who answer for it."""

    site: Site
    editor: User
    clinician: User

    @property
    def organization(self) -> Organization:
        return self.site.organization


def make_hospital(slug: str = "", **fields: Any) -> Hospital:
    site = make_site(slug, **fields)
    editor = make_user(roles={site.organization: Role.EDITOR})
    clinician = make_user(roles={site.organization: Role.CLINICIAN})
    return Hospital(site, editor, clinician)


def make_adoption(
    site: Site, topic: Topic, *, by: User | None = None, approved: bool = True, at: datetime = MORNING, **choices: Any
) -> Adoption:
    """A site that uses a topic; `approved`: all its texts are live. `by`: an editor there (one is made if not given)."""
    by = by or make_user(roles={site.organization: Role.EDITOR})
    adoption = adopt(site=site, topic=topic, by=by, at=at, **choices)
    if approved:
        for adopted in adoption.texts.order_by("pk"):
            approve_candidate(adopted, by=by, at=at)
    return adoption


def approve_candidate(adopted: AdoptedText, *, by: User, at: datetime = MORNING) -> None:
    """Look at every page of a text, and say yes to what was seen."""
    seen = {page.place.slug if page.place else None: page.hash for page in candidates(adopted)}
    approve_all(text=adopted, hashes=seen, by=by, at=at)


def text_of(adoption: Adoption, language: str = "nb") -> AdoptedText:
    return adoption.texts.get(language=language)


def knee_at(hospital: Hospital) -> AdoptedText:
    """The national text on knees as this hospital has taken it into use, with its clinician as owner."""
    topic = make_topic("kneprotese")
    make_edition(topic)
    return text_of(make_adoption(hospital.site, topic, by=hospital.editor, clinical_owner=hospital.clinician))


def write(hospital: Hospital, adoption: Adoption, op: str, target: str = "", html: str = "", **more: Any) -> LocalOperation:
    """An operation by the hospital's editor, with what such an operation needs."""
    if op in ("override", "omit"):
        more = {
            "reason_code": "local_practice",
            "reason_text": "Slik gjør vi det her.",
            "clinical_owner": hospital.clinician,
            **more,
        }
    if op == "supplement":
        more = {"position": "after", **more}
    if html:
        more["content"] = [{"type": "text", "html": html}]
    more = {"language": "nb", "by": hospital.editor, "at": MORNING, **more}
    return save_operation(adoption=adoption, op=op, target=target, **more)


def changed(block: str, html: str) -> dict[str, list[dict[str, Any]]]:
    """The standard sections with one paragraph changed."""
    sections = standard_sections()
    for blocks in sections.values():
        for item in blocks:
            if item["id"] == block:
                item["html"] = html
    return sections


def live_words(hospital: Hospital, topic: Topic, language: str = "nb", place: Place | None = None) -> str:
    """All that patients read on a page now, without markup; empty where nothing is shown."""
    showing = Showing.objects.live_at(hospital.site, topic, language, place)
    if showing is None:
        return ""
    return words(page_of(showing.snapshot))


def page_of(snapshot: Snapshot) -> Page:
    library = Library()
    library.fetch([snapshot.recipe])
    return library.page(snapshot.recipe)


def words(page: Page) -> str:
    return re.sub(r"<[^>]+>", " ", " ".join(block.html for block in page.blocks()))
