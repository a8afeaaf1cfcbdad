"""A topic is withdrawn nationally: the sites are told, local text is kept, and the page goes at the deadline
(semantics.md section 3, last row, and section 8, invariant 8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fellesnett.adoption import inbox
from fellesnett.adoption.actions.answering import end_use
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.locking import lock_adoption, lock_adoptions, lock_topic
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, Update
from fellesnett.adoption.plans import base_texts, page_layers
from fellesnett.composition.documents import plan_document
from fellesnett.composition.updates import plan_update
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import together, worded
from fellesnett.national.models import Topic


@transaction.atomic
def tell_withdrawn(*, topic: Topic, at: datetime) -> int:
    """Tell every site that uses a withdrawn topic, with its successor and the deadline. Returns how many texts.

    Open updates are closed: there is nothing newer to take. Telling twice asks once.
    """
    topic = lock_topic(topic)
    if topic.withdrawn_at is None or topic.withdrawal_deadline is None:
        return 0
    held = gather(lock_adoptions(Q(topic=topic, answer=Answer.ADOPTED)))
    overtaken = list(held.updates.values())
    editorial.close_items(keys=inbox.keys_of_updates(overtaken), by=None, at=at, resolution="Temaet er trukket tilbake")
    Update.objects.filter(pk__in=[update.pk for update in overtaken]).update(closed_at=at, outcome="withdrawn")
    held.updates.clear()
    editorial.open_items_bulk(_item(held, topic, text, at) for text in held.texts.values())
    told = {"texts": sorted(held.texts), "successor": topic.successor.key if topic.successor else None}
    log.append([log.Entry("topic.withdrawal_told", subjects.topic(topic.key), told)], by=None, at=at)
    return len(held.texts)


def _item(held: Holdings, topic: Topic, text: AdoptedText, at: datetime) -> OpenItem:
    words = worded("{title} er trukket tilbake", title=topic.title)
    alone = worded("Svar at dere har egen side, eller la siden tas ned ved fristen.")
    offered = worded("Ta {successor} i bruk i stedet, eller svar at dere har egen side.", successor=topic.successor)
    return inbox.item(
        text,
        OpenItemKind.WITHDRAWN,
        at=at,
        within=(topic.withdrawal_deadline or at) - at,
        title=words,
        reason=together(topic.withdrawal_reason, offered if topic.successor else alone),
        detail={"successor": topic.successor.key if topic.successor else None, "parked": _parked(held, text)},
    )


def _parked(held: Holdings, text: AdoptedText) -> list[dict[str, object]]:
    """The local text that is parked with the topic, for anchoring it anew in the successor."""
    old = held.shelf.edition(text.edition_id)
    plan = plan_update(old, old, page_layers(held, text, None), bases=base_texts(held, held.rows(text)), withdrawn=True)
    return [outcome for outcome in plan_document(plan)["outcomes"] if outcome["outcome"] == "parked"]


def tell_withdrawn_pending(*, at: datetime) -> int:
    """Tell of every withdrawal that a killed process left untold. Returns how many topics."""
    texts = AdoptedText.objects.filter(adoption__topic__withdrawn_at__isnull=False, adoption__answer=Answer.ADOPTED)
    topics = {inbox.key_of(pk, OpenItemKind.WITHDRAWN): topic for pk, topic in texts.values_list("pk", "adoption__topic_id")}
    told = set(OpenItem.objects.filter(kind=OpenItemKind.WITHDRAWN, key__startswith="text:").values_list("key", flat=True))
    untold = sorted({topic for key, topic in topics.items() if key not in told})
    for topic in Topic.objects.filter(pk__in=untold).order_by("pk"):
        tell_withdrawn(topic=topic, at=at)
    return len(untold)


def take_down_withdrawn(*, at: datetime) -> int:
    """Take down every page of a withdrawn topic whose deadline has passed; local text stays stored. Returns how many
    adoptions. A site that answered with its own page under a clinical owner is not touched."""
    due = Adoption.objects.filter(
        topic__withdrawn_at__isnull=False, topic__withdrawal_deadline__lte=at, answer__in=[Answer.ADOPTED, Answer.UNDECIDED]
    )
    return sum(_take_down(pk, at=at) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _take_down(pk: int, *, at: datetime) -> int:
    lock_adoption(pk)
    adoption = Adoption.objects.select_related("site__organization", "topic").get(pk=pk)
    if adoption.answer not in (Answer.ADOPTED, Answer.UNDECIDED):
        return 0
    adoption.answer, adoption.answered_by, adoption.answered_at = Answer.WITHDRAWN, None, None
    adoption.reason = adoption.topic.withdrawal_reason
    adoption.save(update_fields=["answer", "answered_by", "answered_at", "reason"])
    entries = end_use(adoption, by=None, at=at, why="withdrawn")
    told = {"site": adoption.site.slug, "topic": adoption.topic.key}
    log.append(
        [log.Entry("adoption.withdrawn", subjects.adoption(pk), told, adoption.site.organization), *entries], by=None, at=at
    )
    return 1
