"""What a topic is called, who answers for it, and what it is found by. The text itself is not touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.codes.models import CodeSystem
from fellesnett.editorial import log, subjects
from fellesnett.national.actions.owning import entry_of
from fellesnett.national.actions.retagging import close_answered
from fellesnett.national.gates import Reason, because, steps
from fellesnett.national.gates.reasons import refuse
from fellesnett.national.locking import hold_topic
from fellesnett.national.models import Synonym, Topic, TopicCoding
from fellesnett.national.permissions import demand_writer

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

Code = tuple[str, str]


@transaction.atomic
def describe_topic(
    *,
    topic: Topic,
    title: str,
    unit: str,
    owner: User | None,
    deputy: User | None,
    high_risk: bool,
    source: str = "",
    codes: Sequence[Code],
    synonyms: Mapping[str, Sequence[str]],
    by: User,
    at: datetime,
) -> Topic:
    """Write a topic's own facts, its codes (system key, code) and its synonyms (language -> words), all of them.

    Key and kind never change. Raises NotAllowed, NotReady.
    """
    demand_writer(by)
    topic = hold_topic(topic.pk)
    systems = CodeSystem.objects.in_bulk([key for key, _code in codes], field_name="key")
    answer_before = (topic.unit, topic.owner_id, topic.deputy_id)
    left = [because("no_owner")] if topic.owner_id and owner is None else []
    refuse([*steps.withdrawn(topic), *left, *_untitled(title), *_unknown([key for key, _code in codes if key not in systems])])
    topic.title, topic.unit, topic.owner, topic.deputy = title, unit, owner, deputy
    topic.high_risk, topic.source = high_risk, source
    topic.save(update_fields=["title", "unit", "owner", "deputy", "high_risk", "source"])
    _code(topic, {(systems[key].pk, code) for key, code in codes})
    close_answered(topic, by=by, at=at)
    _name(topic, {(language, term) for language, terms in synonyms.items() for term in terms})
    payload = {"title": title, "codes": [f"{key}:{code}" for key, code in codes], "high_risk": high_risk}
    entries = [log.Entry("topic.described", subjects.topic(topic.key), payload)]
    if answer_before != (topic.unit, topic.owner_id, topic.deputy_id):
        entries.append(entry_of(topic))
    log.append(entries, by=by, at=at)
    return topic


def _untitled(title: str) -> Iterator[Reason]:
    if not title.strip():
        yield Reason("no_title", _("Temaet har ingen tittel."), _("Skriv en tittel."))


def _unknown(systems: Sequence[str]) -> Iterator[Reason]:
    for key in systems:
        yield Reason("unknown_system", _("Kodeverket «%(key)s» er ikke lastet inn.") % {"key": key}, _("Last det inn først."))


def _code(topic: Topic, wanted: set[tuple[int, str]]) -> None:
    """Codes that stay keep their validity and text."""
    there = {(row.system_id, row.code): row for row in topic.codings.all()}
    topic.codings.filter(pk__in=[row.pk for key, row in there.items() if key not in wanted]).delete()
    TopicCoding.objects.bulk_create(
        TopicCoding(topic=topic, system_id=system, code=code) for system, code in sorted(wanted - set(there))
    )


def _name(topic: Topic, wanted: set[tuple[str, str]]) -> None:
    there = {(row.language, row.term): row for row in topic.synonyms.all()}
    topic.synonyms.filter(pk__in=[row.pk for key, row in there.items() if key not in wanted]).delete()
    Synonym.objects.bulk_create(
        Synonym(topic=topic, language=language, term=term) for language, term in sorted(wanted - set(there))
    )
