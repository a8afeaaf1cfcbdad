"""A topic used by many hospitals, laid out for the roll-out to be measured on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.adoption import actions as adoption
from fellesnett.adoption.actions.deciding import choices_for
from fellesnett.adoption.candidates import candidates
from fellesnett.adoption.models import AdoptedText
from fellesnett.national import actions as national
from fellesnett.national.models import Candidate, Edition, Topic
from fellesnett.national.signals import released
from fellesnett.organizations.models import Membership, Organization, Role, Site

SENTENCES = (
    "Møt opp i resepsjonen en halv time før timen.",
    "Ta med en liste over medisinene du bruker.",
    "Du får en samtale med sykepleier når du kommer.",
    "Spør oss gjerne hvis noe er uklart.",
)
WITH_LOCAL_TEXT = 20


def words(block: int, version: int) -> str:
    """A paragraph of four sentences; each version of it says something new."""
    changed = f"Avdelingen holder til i bygg nummer {block + 1}, og inngangen er merket med skilt {version}."
    return f"<p>{' '.join((*SENTENCES[block % 4 :], *SENTENCES[: block % 4]))} {changed}</p>"


def lay(key: str, sites: int, blocks: int, *, at: datetime) -> Topic:
    """A topic with a first edition, adopted and approved by this many hospitals, twenty of them (or all) with local text."""
    cast = _cast()
    topic = national.create_topic(
        key=key, kind="treatment", title=key.capitalize(), unit="Kirurgi", owner=cast["clinician"], by=cast["editor"], at=at
    )
    _release(topic, 0, blocks, {}, at)
    for number in range(sites):
        _use(topic, number, at)
    return topic


def next_edition(topic: Topic, number: int, change_class: str, *, at: datetime) -> Edition:
    """The next edition, live and not yet handed to anybody; every hospital stands on the one before."""
    for text in AdoptedText.objects.filter(adoption__topic=topic).select_related("adoption").order_by("pk"):
        _settle(text, at - timedelta(hours=12))
    blocks = len(topic.editions.get(number=1).sections[2]["blocks"])
    listening = released.receivers
    released.receivers = []
    try:
        return _release(topic, number, blocks, {f"{topic.key}-b1": change_class}, at)
    finally:
        released.receivers = listening


def roll_out(edition: Edition) -> None:
    adoption.roll_out(edition=edition, at=edition.released_at)


def _release(topic: Topic, number: int, blocks: int, classes: dict[str, str], at: datetime) -> Edition:
    cast = _cast()
    said = [
        {"id": f"{topic.key}-b{block}", "type": "text", "html": words(block, number if block == 1 else 0)}
        for block in range(blocks)
    ]
    sections = [{"key": "before", "blocks": said}, {"key": "after", "blocks": [{**said[0], "id": f"{topic.key}-after"}]}]
    text = national.write_text(topic=topic, language="nb", title=topic.title, sections=sections, by=cast["editor"], at=at)
    candidate = national.submit(text=text, by=cast["editor"], at=at, classes=classes)
    for name in ("clinician", "second"):
        candidate = Candidate.objects.get(pk=candidate.pk)
        if candidate.state == "review":
            national.sign_off(candidate=candidate, by=cast[name], at=at)
    national.approve(candidate=candidate, by=cast["medical"], at=at)
    return national.release(candidate=candidate, by=cast["editor"], at=at)


def _cast() -> dict[str, User]:
    office, _new = Organization.objects.get_or_create(key="nasjonal", defaults={"kind": "national", "name": "Nasjonal redaksjon"})
    roles = {
        "editor": Role.NATIONAL_EDITOR,
        "medical": Role.NATIONAL_MEDICAL_EDITOR,
        "clinician": Role.CLINICIAN,
        "second": Role.CLINICIAN,
    }
    return {name: _person(f"{name}@nasjonal.example", office, role) for name, role in roles.items()}


def _person(email: str, organization: Organization, role: str) -> User:
    user, _new = User.objects.get_or_create(email=email, defaults={"first_name": email.split("@")[0]})
    Membership.objects.get_or_create(user=user, organization=organization, role=role)
    return user


def _use(topic: Topic, number: int, at: datetime) -> None:
    """Of the first twenty, ten replace the paragraph that will change and ten add to another."""
    trust, _new = Organization.objects.get_or_create(
        key=f"hf-{number}", defaults={"kind": "health_trust", "name": f"Sykehus {number}"}
    )
    site, _new = Site.objects.get_or_create(slug=f"hf-{number}", defaults={"organization": trust, "name": f"Sykehus {number}"})
    editor = _person(f"redaktor{number}@hf.example", trust, Role.EDITOR)
    _person(editor.email, trust, Role.CLINICIAN)
    used = adoption.adopt(site=site, topic=topic, by=editor, at=at, clinical_owner=editor)
    if number < WITH_LOCAL_TEXT:
        adoption.save_operation(adoption=used, language="nb", by=editor, at=at, **_local(topic, number, editor))
    _approve(used.texts.get(), editor, at)


def _local(topic: Topic, number: int, editor: User) -> dict[str, Any]:
    content = [{"type": "text", "html": f"<p>Hos oss i bygg {number} møter du i andre etasje.</p>"}]
    if number % 2:
        return {"op": "supplement", "target": f"{topic.key}-b{number}", "position": "after", "content": content}
    reason = {"reason_code": "local_practice", "reason_text": "Slik gjør vi det her.", "clinical_owner": editor}
    return {"op": "override", "target": f"{topic.key}-b1", "content": content, **reason}


def _settle(text: AdoptedText, at: datetime) -> None:
    """Answer what waits: keep local text, and approve."""
    update = text.updates.open().first()
    if update is None:
        return
    editor = User.objects.get(memberships__organization=text.adoption.site.organization, memberships__role=Role.EDITOR)
    for outcome in update.plan["outcomes"]:
        if "keep_ours" in choices_for(outcome):
            adoption.decide(
                update=update,
                operation=outcome["operation"],
                choice="keep_ours",
                reason="Slik er det her.",
                by=editor,
                at=at,
                sign_off=True,
            )
    _approve(text, editor, at)


def _approve(text: AdoptedText, editor: User, at: datetime) -> None:
    hashes = {page.place.slug if page.place else None: page.hash for page in candidates(text)}
    adoption.approve_all(text=text, hashes=hashes, by=editor, at=at)
