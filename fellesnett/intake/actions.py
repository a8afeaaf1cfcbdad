"""The verbs of intake: read files without storing anything, and take what was read into draft topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from fellesnett.intake import recognizing
from fellesnett.intake.aligning import align
from fellesnett.intake.keeping import differences, keep_edits
from fellesnett.intake.models import ImportedText, sections_json
from fellesnett.intake.queries import History, history_of
from fellesnett.intake.records import Refusal, Remark, StagedText, StagedTopic, Tally
from fellesnett.national import actions as national
from fellesnett.national.drafting import sections_document
from fellesnett.national.models import Topic, TopicText

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Staging:
    """What a number of files hold, before anything is stored."""

    topics: tuple[StagedTopic, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def tally(self) -> Tally:
        """All pieces of text in the files that were read: read, placed, left out."""
        return sum((topic.tally for topic in self.topics), Tally())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one staged topic: per language `created`, `changed` or `unchanged`; and every remark on it."""

    key: str
    texts: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]

    @property
    def state(self) -> str:
        """The word for the whole topic."""
        states = {state for _language, state in self.texts}
        return UNCHANGED if states <= {UNCHANGED} else CREATED if states == {CREATED} else CHANGED


def stage(*, files: Iterable[tuple[str, bytes]]) -> Staging:
    """Read files (name, bytes) into staged topics. Stores nothing; a file that is refused does not stop the others."""
    topics: list[StagedTopic] = []
    refusals: list[Refusal] = []
    for name, data in files:
        try:
            reading = recognizing.read(data, name)
        except Refusal as refusal:
            refusals.append(refusal)
            continue
        topics.extend(reading.topics)
        refusals.extend(reading.refusals)
    return Staging(tuple(topics), tuple(refusals))


def foresee(*, staging: Staging) -> tuple[tuple[Outcome, ...], tuple[Refusal, ...]]:
    """What `take_in_all` would do now. Stores nothing."""
    histories: dict[str, History] = {}
    outcomes, refusals = [], []
    for topic in staging.topics:
        history = histories.get(topic.source_id) or history_of(topic.source_id)
        try:
            _refuse_other_kind(topic, Topic.objects.filter(key=topic.source_id).first())
        except Refusal as refusal:
            refusals.append(refusal)
            continue
        aligned = align(topic, history)
        outcomes.append(_outcome(aligned, history, ()))
        for text in aligned.texts:
            history = history.after(text)
        histories[topic.source_id] = history
    return tuple(outcomes), tuple(refusals)


def take_in_all(
    *, staging: Staging, by: User, at: datetime, progress: Progress = lambda done, total: None
) -> tuple[tuple[Outcome, ...], tuple[Refusal, ...]]:
    """Take in every staged topic, each in its own transaction: what came before an interruption stands, and running
    again goes on from there. A topic that its gate refuses is reported, and the others go on. Raises NotAllowed."""
    outcomes, refusals = [], []
    for number, topic in enumerate(staging.topics, start=1):
        try:
            outcomes.append(take_in(topic=topic, by=by, at=at))
        except national.NotReady as fault:
            refusals.append(Refusal(topic.files[0], topic.source_id, "; ".join(str(reason) for reason in fault.reasons)))
        except Refusal as refusal:
            refusals.append(refusal)
        progress(number, len(staging.topics))
    return tuple(outcomes), tuple(refusals)


@transaction.atomic
def take_in(*, topic: StagedTopic, by: User, at: datetime) -> Outcome:
    """Create or update the draft topic that this was read for. What is the same as last time is left alone.

    Blocks keep their ids (`aligning`), and what editors have done to the draft stands (`keeping`). Raises NotAllowed,
    NotReady, and `Refusal` where the topic is here already as something else.
    """
    known = Topic.objects.select_for_update(of=("self",)).filter(key=topic.source_id).first()
    _refuse_other_kind(topic, known)
    history = history_of(topic.source_id)
    aligned = align(topic, history)
    row = known or _created(aligned, by, at)
    remarks: list[Remark] = []
    for text in aligned.texts:
        if history.texts.get(text.language) != text:
            remarks.extend(_write(row, aligned, text, history, by, at))
    return _outcome(aligned, history, tuple(remarks))


def _refuse_other_kind(topic: StagedTopic, known: Topic | None) -> None:
    if known is not None and known.kind != topic.kind:
        raise Refusal(topic.files[0], topic.source_id, f"temaet finnes som «{known.kind}», men filen leses som «{topic.kind}»")


def _created(topic: StagedTopic, by: User, at: datetime) -> Topic:
    synonyms: dict[str, list[str]] = {}
    for language, term in topic.synonyms:
        synonyms.setdefault(language, []).append(term)
    return national.create_topic(
        key=topic.source_id, kind=topic.kind, title=topic.texts[0].title, unit=topic.unit, owner=None, source=topic.source,
        synonyms=synonyms, by=by, at=at,
    )  # fmt: skip


def _write(row: Topic, topic: StagedTopic, text: StagedText, history: History, by: User, at: datetime) -> tuple[Remark, ...]:
    file = topic.files[0]
    last = history.texts.get(text.language)
    draft = TopicText.objects.filter(topic=row, language=text.language).first()
    title, sections, note = text.title, sections_json(text), _note(topic)
    remarks: tuple[Remark, ...] = ()
    if draft is not None:
        if last is None:
            raise Refusal(file, topic.source_id, f"temaet har alt en tekst på «{text.language}» som ikke er importert")
        sections, remarks = keep_edits(sections_document(draft), last, text, file)
        if draft.title != last.title:
            title = draft.title
            remarks += _title_kept(text, last, title, file)
        note = draft.note_editors
    national.write_text(topic=row, language=text.language, title=title, sections=sections, by=by, at=at, note_editors=note)
    ImportedText.objects.create(
        topic=row,
        language=text.language,
        title=text.title,
        sections=sections_json(text),
        file=file[:255],
        taken_in_by=by,
        taken_in_at=at,
    )
    return remarks


def _title_kept(text: StagedText, last: StagedText, kept: str, file: str) -> tuple[Remark, ...]:
    if text.title in (last.title, kept):
        return ()
    why = "både redaksjonen og kilden har endret tittelen: redaksjonens står, dette er kildens"
    return (Remark(file, f"{text.language}, tittel", text.title, why, left_out=True),)


def _note(topic: StagedTopic) -> str:
    reviewed = f" Kildens siste gjennomgang: {topic.reviewed:%d.%m.%Y}." if topic.reviewed else ""
    return f"Importert fra {topic.files[0]}. {topic.source}.{reviewed}"


def _outcome(topic: StagedTopic, history: History, more: tuple[Remark, ...]) -> Outcome:
    states: list[tuple[str, str]] = []
    removed: list[Remark] = []
    for text in topic.texts:
        last = history.texts.get(text.language)
        states.append((text.language, CREATED if last is None else UNCHANGED if last == text else CHANGED))
        removed.extend(differences(last, text, topic.files[0]) if last else ())
    return Outcome(topic.source_id, tuple(states), (*topic.remarks, *removed, *more))
