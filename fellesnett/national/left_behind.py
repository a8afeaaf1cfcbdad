"""A language version that bokmål has left behind: the national editors are asked to write it anew, until one follows
(semantics.md sections 2 and 6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fellesnett.editorial import log, subjects
from fellesnett.editorial.actions import close_items, open_items_bulk
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import Said, together, worded
from fellesnett.foundation.languages import SOURCE
from fellesnett.national.changes import highest_class
from fellesnett.national.locking import hold_topic, national_office
from fellesnett.national.models import Edition, Topic
from fellesnett.national.queries import Behind, behind_languages, stale_editions
from fellesnett.organizations.models import LANGUAGE_CHOICES, Organization, Role

REWRITE_WITHIN = timedelta(days=30)
SAFETY_WITHIN = timedelta(hours=72)
ABOUT = "language:"


def key_of(topic: Topic, language: str) -> str:
    """The key of the question about this language of a topic: asked once, however many editions bokmål gets meanwhile."""
    return f"{ABOUT}{topic.pk}:{language}"


def ask_for_languages(*, at: datetime) -> list[OpenItem]:
    """Ask about every language version that is behind and that nobody is asked about: what stood so before this was kept, and
    what a killed process left. One transaction for each topic. Returns the items opened now; run again: none."""
    asked = set(OpenItem.objects.open().filter(key__startswith=ABOUT).values_list("key", flat=True))
    stale = stale_editions().values_list("topic_id", "language")
    unasked = sorted({pk for pk, language in stale if f"{ABOUT}{pk}:{language}" not in asked})
    return [item for pk in unasked for item in _ask_about_one(pk, at)]


@transaction.atomic
def _ask_about_one(pk: int, at: datetime) -> list[OpenItem]:
    return ask_about(hold_topic(pk), at=at)


def ask_about(topic: Topic, *, at: datetime) -> list[OpenItem]:
    """Ask the national editors for each language that the live bokmål edition has left behind, and close what one follows
    again. A step inside a verb that holds the topic. A newer bokmål edition gives nobody a new deadline; a safety change
    shortens it. Returns the items opened now."""
    behind = {one.edition.language: one for one in behind_languages(topic)}
    answered = [key_of(topic, code) for code, _name in LANGUAGE_CHOICES if code not in behind]
    close_items(keys=answered, by=None, at=at, resolution="Ny utgave på språket er klar")
    return _ask([_question(topic, one, national_office(), at) for one in behind.values()], at) if behind else []


def _ask(wanted: list[OpenItem], at: datetime) -> list[OpenItem]:
    before = {item.key: item for item in OpenItem.objects.open().filter(key__in=[item.key for item in wanted])}
    fresh = [item for item in wanted if not _says_so(before.get(item.key), item)]
    for item in fresh:
        _keep_waiting(before.get(item.key), item)
    close_items(keys=[item.key for item in fresh], by=None, at=at, resolution="bokmål er endret igjen")
    opened = open_items_bulk(fresh)
    log.append([log.Entry("language.behind", item.subject, _payload(item)) for item in opened], by=None, at=at)
    return opened


def _says_so(known: OpenItem | None, item: OpenItem) -> bool:
    return known is not None and known.detail == item.detail


def _keep_waiting(known: OpenItem | None, item: OpenItem) -> None:
    """It has waited since it was first asked, and is due no later than it was."""
    if known is not None:
        item.opened_at, item.reminded_at = known.opened_at, known.reminded_at
        item.deadline, item.urgent = min(known.deadline, item.deadline), known.urgent or item.urgent


def _payload(item: OpenItem) -> dict[str, object]:
    return {"item": item.pk, "source": item.detail["source"], "follows": item.detail["follows"]}


def _question(topic: Topic, one: Behind, office: Organization, at: datetime) -> OpenItem:
    language = one.edition.get_language_display()
    change_class = class_since(one.edition, one.source.number)
    urgent = change_class == "safety"
    return OpenItem(
        kind=OpenItemKind.LANGUAGE_BEHIND,
        organization=office,
        role=Role.NATIONAL_EDITOR,
        subject=subjects.text(topic.key, one.edition.language),
        key=key_of(topic, one.edition.language),
        title=worded("{title}: teksten på {language} henger etter bokmål", title=one.edition.title, language=language),
        reason=_reason(len(one.blocks), language),
        detail={
            "topic": topic.key,
            "language": one.edition.language,
            "source": one.source.number,
            "follows": one.edition.follows.number if one.edition.follows else 0,
            "class": change_class,
        },
        urgent=urgent,
        opened_at=at,
        deadline=at + (SAFETY_WITHIN if urgent else REWRITE_WITHIN),
    )


def _reason(blocks: int, language: str) -> Said:
    if not blocks:
        return worded("Bokmål har fått en ny utgave. Ingen avsnitt er endret: se om tittelen er den samme.")
    changed = worded("{n} avsnitt er endret på bokmål siden teksten på {language} ble skrevet.", n=blocks, language=language)
    return together(changed, worded("Skriv om det som er endret, og send til godkjenning."))


def class_since(edition: Edition, source: int) -> str:
    """The highest class of what bokmål has changed after the edition that this translation follows, up to number `source`."""
    known = edition.follows.number if edition.follows else 0
    since = Edition.objects.filter(topic=edition.topic_id, language=SOURCE, number__gt=known, number__lte=source)
    return highest_class(change for changes in since.values_list("changes", flat=True) for change in changes)
