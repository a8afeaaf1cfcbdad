"""Topics and editions for the tests of this room and of every room above it, made by the real verbs.

Block ids belong to one topic for ever: give blocks of two topics in one test different ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from fellesnett.accounts.models import User
from fellesnett.national import actions
from fellesnett.national.changes import lowest_classes
from fellesnett.national.drafting import edition_value
from fellesnett.national.locking import value_before
from fellesnett.national.models import Candidate, Edition, Topic, TopicText
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_national_office, make_user

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FASTING = {"before": [("b1", "<p>Du må faste i 6 timer før operasjonen.</p>"), ("b2", {"slot": "phone", "label": "Telefon"})]}
_numbers = count(1)

Simple = Mapping[str, Sequence[tuple[str, str | Mapping[str, Any]]]]


def _person(email: str, *roles: str) -> User:
    return User.objects.filter(email=email).first() or make_user(email, roles={make_national_office(): roles})


def national_editor() -> User:
    """Writes, submits and releases; the same person when asked twice."""
    return _person("skribent@nasjonal.example", Role.NATIONAL_EDITOR)


def second_editor() -> User:
    """Another national editor, who confirms editorial changes."""
    return _person("kollega@nasjonal.example", Role.NATIONAL_EDITOR)


def medical_editor() -> User:
    """Approves and withdraws."""
    return _person("medisinsk@nasjonal.example", Role.NATIONAL_MEDICAL_EDITOR)


def clinician(number: int = 1) -> User:
    """Signs; clinician 2 is the second one that safety changes need."""
    return _person(f"kliniker{number}@nasjonal.example", Role.CLINICIAN)


def make_topic(key: str = "", **fields: Any) -> Topic:
    """A topic by the real verb: a treatment called after its key, owned by clinician 1, unless told otherwise."""
    key = key or f"tema-{next(_numbers)}"
    said = {
        "kind": "treatment",
        "title": key.replace("-", " ").capitalize(),
        "unit": "Ortopedi",
        "by": national_editor(),
        "at": AT,
    }
    return actions.create_topic(key=key, **{"owner": clinician(), **said, **fields})


def sections_of(simple: Simple) -> list[dict[str, Any]]:
    """`{"before": [("b1", "<p>..</p>"), ("b2", {"slot": "phone", "label": "Telefon"})]}` in the form of the interface."""
    return [{"key": key, "blocks": [_block(*item) for item in blocks]} for key, blocks in simple.items()]


def _block(identity: str, said: str | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(said, str):
        return {"id": identity, "type": "text", "html": said}
    return {"id": identity, "type": "slot" if "slot" in said else "text", **said}


def make_text(
    topic: Topic | None = None,
    sections: Simple = FASTING,
    *,
    language: str = "nb",
    title: str = "",
    at: datetime = AT,
    **fields: Any,
) -> TopicText:
    """A draft by the real verb."""
    topic = topic or make_topic()
    return actions.write_text(
        topic=topic,
        language=language,
        title=title or topic.title,
        sections=sections_of(sections),
        by=national_editor(),
        at=at,
        **fields,
    )


def make_candidate(
    topic: Topic | None = None,
    sections: Simple = FASTING,
    *,
    language: str = "nb",
    title: str = "",
    classes: Mapping[str, str] | None = None,
    lineage: Sequence[Mapping[str, Any]] = (),
    at: datetime = AT,
    **fields: Any,
) -> Candidate:
    """A draft written and submitted. Changed blocks are declared in the lowest class that needs no second person, unless
    `classes` says otherwise. `lineage` is what the editors recorded: `[{"kind": "split", "from": ["b7"], "to": [...]}]`."""
    text = make_text(topic, sections, language=language, title=title, at=at)
    if lineage:
        text.pending_lineage = [*text.pending_lineage, *map(dict, lineage)]
        text.save(update_fields=["pending_lineage"])
    return actions.submit(text=text, by=national_editor(), at=at, classes=_declared(text, lineage, classes or {}), **fields)


def _declared(text: TopicText, lineage: Sequence[Mapping[str, Any]], classes: Mapping[str, str]) -> dict[str, str]:
    old = value_before(text.topic, text.language)
    new = edition_value(text, old.number + 1 if old else 1, lineage=lineage if old else ())
    return {**lowest_classes(old, new), **classes}


def make_edition(topic: Topic | None = None, sections: Simple = FASTING, *, at: datetime = AT, **fields: Any) -> Edition:
    """An edition by the real verbs: written, submitted, signed (by two where needed), confirmed, approved and released.

    Takes what `make_candidate` takes (language, title, classes, lineage, note_public, effective_at, follows).
    """
    return finish(make_candidate(topic, sections, at=at, **fields), at=at)


def finish(candidate: Candidate, *, at: datetime = AT) -> Edition:
    """Take a submitted candidate through all that remains."""
    for number in (1, 2):
        candidate.refresh_from_db()
        if candidate.state == "review":
            candidate = actions.sign_off(candidate=candidate, by=clinician(number), at=at)
    if candidate.needs_confirmation:
        actions.confirm_editorial(candidate=candidate, by=second_editor(), at=at)
    actions.approve(candidate=candidate, by=medical_editor(), at=at)
    return actions.release(candidate=candidate, by=national_editor(), at=at)
