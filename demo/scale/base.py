"""National texts by the hundred: the rows that the verbs would have made one by one, written in bulk, logged as they log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo.base import person
from demo.scale.texts import Made
from fellesnett.accounts.models import User
from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.canonical import block_hash, edition_hash
from fellesnett.composition.documents import edition_document, read_edition
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import SignOff
from fellesnett.national.actions.releasing import review_by
from fellesnett.national.drafting import fill_sections, stream_data
from fellesnett.national.locking import national_office
from fellesnett.national.models import Candidate, CandidateState, Edition, EditionState, IssuedBlock, Topic, TopicText
from fellesnett.organizations.models import Role


@dataclass(frozen=True)
class Cast:
    """Who does what in the national office."""

    writer: User
    clinician: User
    approver: User

    @classmethod
    def of_the_demonstration(cls) -> Cast:
        return cls(person("skribent"), person("klinikk"), person("nasjonal"))


def write(topics: Sequence[Made], cast: Cast, *, at: datetime) -> list[Edition]:
    """The first edition of each of these topics, written, signed, approved and released. Call inside a transaction."""
    rows = Topic.objects.bulk_create(
        Topic(key=made.key, kind=made.kind, title=made.title, unit=made.unit, owner=cast.clinician, high_risk=made.high_risk,
              is_demonstration=True)
        for made in topics
    )  # fmt: skip
    TopicText.objects.bulk_create(_draft(row, made) for row, made in zip(rows, topics, strict=True))
    values = [_value(made) for made in topics]
    candidates = Candidate.objects.bulk_create(_candidate(row, value, cast, at) for row, value in zip(rows, values, strict=True))
    _issue(zip(rows, values, strict=True))
    _sign(values, cast, at)
    editions = Edition.objects.bulk_create(_edition(candidate, cast, at) for candidate in candidates)
    log.append((entry for edition in editions for entry in _told(edition, cast)), by=cast.writer, at=at)
    return editions


def _draft(row: Topic, made: Made) -> TopicText:
    text = TopicText(topic=row, language="nb", title=made.title)
    fill_sections(text, stream_data(made.sections))
    return text


def _value(made: Made) -> Value:
    said = {"topic": made.key, "kind": made.kind, "language": "nb", "number": 1, "title": made.title}
    return read_edition({**said, "sections": made.sections, "lineage": [], "changes": []})


def _candidate(row: Topic, value: Value, cast: Cast, at: datetime) -> Candidate:
    return Candidate(
        topic=row,
        language="nb",
        title=value.title,
        sections=edition_document(value)["sections"],
        content_hash=edition_hash(value),
        state=CandidateState.RELEASED,
        author=cast.writer,
        writers=[cast.writer.pk],
        submitted_at=at,
        approved_by=cast.approver,
        approved_at=at,
    )


def _issue(texts: Iterable[tuple[Topic, Value]]) -> None:
    IssuedBlock.objects.bulk_create(
        IssuedBlock(block=block.id, topic=row) for row, value in texts for section in value.sections for block in section.blocks
    )


def _sign(values: Iterable[Value], cast: Cast, at: datetime) -> None:
    shared = {"organization": national_office(), "signed_by": cast.clinician, "role": Role.CLINICIAN, "signed_at": at}
    rows = {(subjects.text(value.topic, "nb"), hashed) for value in values for hashed in _hashes(value)}
    SignOff.objects.bulk_create(SignOff(subject=subject, content_hash=hashed, **shared) for subject, hashed in sorted(rows))


def _hashes(value: Value) -> Iterator[str]:
    return (block_hash(block) for section in value.sections for block in section.blocks)


def _edition(candidate: Candidate, cast: Cast, at: datetime) -> Edition:
    return Edition(
        topic=candidate.topic,
        language="nb",
        number=1,
        title=candidate.title,
        sections=candidate.sections,
        content_hash=candidate.content_hash,
        candidate=candidate,
        state=EditionState.LIVE,
        released_by=cast.approver,
        released_at=at,
        effective_at=at,
        reviewed_on=at.date(),
        review_by=review_by(candidate.topic, at.date()),
        rolled_out_at=at,
    )


def _told(edition: Edition, cast: Cast) -> Iterator[log.Entry]:
    subject = subjects.text(edition.topic.key, "nb")
    about = {"candidate": edition.candidate_id}
    said = {"number": 1, "hash": edition.content_hash, **about, "effective_at": edition.effective_at.isoformat()}
    yield log.Entry("topic.created", subjects.topic(edition.topic.key), {"kind": edition.topic.kind, "codes": []})
    yield log.Entry("text.written", subject, {"revision": None})
    yield log.Entry("candidate.submitted", subject, {**about, "hash": edition.content_hash, "classes": {}})
    yield log.Entry("candidate.signed", subject, {**about, "hashes": sorted(set(_hashes(edition.value)))}, by=cast.clinician)
    yield log.Entry("candidate.approved", subject, {**about, "hash": edition.content_hash}, by=cast.approver)
    yield log.Entry("edition.released", subject, said, by=cast.approver)
    yield log.Entry("edition.live", subject, said, by=cast.approver)
    yield log.Entry("edition.rolled_out", subject, {"edition": edition.pk, "number": 1, "texts": 0, "new_texts": []})
