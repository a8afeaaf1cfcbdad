"""What the board of sources shows: how each is, what waits for a person, and what came last."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fellesnett.editorial.wording import aloud
from fellesnett.intake.fetching.faults import SENTENCES
from fellesnett.intake.fetching.importer import Importer
from fellesnett.intake.models import Errand, Fetched, Followed, Source, SourcedRecord
from fellesnett.intake.sources import IMPORTERS
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Organization, Place, Site

NEWEST = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One source on the board. `fault` is a sentence in bokmål, for the reader's language to be looked up."""

    source: Source
    importer: Importer
    standing: int
    asking: int
    fault: str


@dataclass(frozen=True, slots=True)
class Question:
    """A record that leaves something to a person, with the choices."""

    row: SourcedRecord
    words: str
    choices: dict[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that is new or changed, and what here it is about, by name. `topic` is the key of the topic, where it is one."""

    row: SourcedRecord
    about: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is known of one source."""

    fault: str
    missing: str
    standing: int
    left: int
    questions: tuple[Question, ...]
    followed: tuple[Followed, ...]
    changed: tuple[Changed, ...]
    answers: tuple[Fetched, ...]


def board() -> tuple[Line, ...]:
    """Every source with its counts, in the order of `intake.sources`. Three queries."""
    rows = {row.name: row for row in Source.objects.filter(name__in=IMPORTERS)}
    standing = Counter(SourcedRecord.objects.standing().order_by().values_list("source", flat=True))
    asking = Counter(SourcedRecord.objects.asking().order_by().values_list("source", flat=True))
    known = [(rows[name], importer) for name, importer in IMPORTERS.items() if name in rows]
    return tuple(Line(row, each, standing[row.pk], asking[row.pk], SENTENCES.get(row.fault, "")) for row, each in known)


def picture_of(source: Source) -> Picture:
    """One source, with what waits and the newest of what came."""
    importer, records = IMPORTERS[source.name], SourcedRecord.objects.filter(source=source)
    asking = records.asking().select_related("source").order_by("pk")
    return Picture(
        fault=SENTENCES.get(source.fault, ""),
        missing=importer.missing(),
        standing=records.standing().count(),
        left=Errand.objects.filter(source=source).count(),
        questions=tuple(_question(importer, row) for row in asking),
        followed=tuple(Followed.objects.filter(source=source).select_related("by")),
        changed=_named(records.order_by("-changed_at", "-pk")[:NEWEST]),
        answers=tuple(Fetched.objects.filter(source=source).defer("packed").order_by("-pk")[:NEWEST]),
    )


def _question(importer: Importer, row: SourcedRecord) -> Question:
    choices = {key: aloud(words) for key, words in importer.choices(row.question).items()}
    return Question(row, aloud(importer.ask_in_words(row)), choices)


def _named(rows: Iterable[SourcedRecord]) -> tuple[Changed, ...]:
    """Each with the name of what it is about. A query for each kind of noun among them."""
    found, keys = list(rows), defaultdict[str, set[str]](set)
    for row in found:
        noun, _colon, key = row.subject.partition(":")
        keys[noun].add(key)
    names: dict[str, str] = {
        **{f"topic:{key}": title for key, title in Topic.objects.filter(key__in=keys["topic"]).values_list("key", "title")},
        **{f"place:{place.pk}": place.name_in("nb") for place in Place.objects.filter(pk__in=keys["place"])},
        **{f"organization:{each.key}": each.name for each in Organization.objects.filter(key__in=keys["organization"])},
        **{f"site:{site.slug}": site.name for site in Site.objects.filter(slug__in=keys["site"])},
    }
    return tuple(Changed(row, names.get(row.subject, row.subject), _topic_of(row)) for row in found)


def _topic_of(row: SourcedRecord) -> str:
    noun, _colon, key = row.subject.partition(":")
    return key if noun == "topic" else ""
