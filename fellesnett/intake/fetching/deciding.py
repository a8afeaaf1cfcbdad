"""What a person says about the sources: on and off, what to follow, and what shall count where a source leaves it open."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.editorial import log, subjects
from fellesnett.intake.fetching.asking import close_fault, close_question
from fellesnett.intake.fetching.permissions import may_manage_sources
from fellesnett.intake.fetching.taking import remove
from fellesnett.intake.models import Errand, Fetched, Followed, Source, SourcedRecord, SourceState
from fellesnett.intake.models.sources import GoneBecause
from fellesnett.intake.sources import IMPORTERS
from fellesnett.national.actions import NotReady
from fellesnett.national.gates import Reason
from fellesnett.national.models import Topic
from fellesnett.national.permissions import NotAllowed

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


def ensure_sources() -> list[Source]:
    """A row for each source we know, off where it is new; in the order they stand in `intake.sources`."""
    Source.objects.bulk_create([Source(name=name) for name in IMPORTERS], ignore_conflicts=True)
    rows = {row.name: row for row in Source.objects.select_related("on_by").filter(name__in=IMPORTERS)}
    return [rows[name] for name in IMPORTERS]


@transaction.atomic
def turn_on(*, source: Source, by: User, at: datetime) -> Source:
    """Fetch from now on this person's word, and begin anew where something stopped it. What could not be read is kept, set
    aside, and asked for again. Raises NotAllowed, NotReady."""
    source = _held(source, by)
    if lacks := IMPORTERS[source.name].missing():
        what_to_do = _("Be den som drifter løsningen om å sette %(name)s.") % {"name": lacks}
        raise NotReady([Reason("setting_missing", _("Kilden kan ikke slås på ennå."), what_to_do)])
    for left in source.fetched.waiting().exclude(fault=""):
        Errand.objects.get_or_create(source=source, key=left.key, defaults={"url": left.url, "unconditional": True})
        Fetched.objects.filter(pk=left.pk).update(taken_at=at)
    source.state, source.on_by, source.on_at = SourceState.ON, by, at
    source.fault, source.fault_place, source.failures, source.open_until, source.next_at = "", "", 0, None, at
    source.save()
    close_fault(source, by=by, at=at)
    log.append([log.Entry("source.turned_on", subjects.source(source.name))], by=by, at=at)
    return source


@transaction.atomic
def turn_off(*, source: Source, by: User, at: datetime) -> Source:
    """Fetch no more. What stands is shown until it runs out. Raises NotAllowed."""
    source = _held(source, by)
    source.state = SourceState.OFF
    source.save(update_fields=["state"])
    close_fault(source, by=by, at=at)
    log.append([log.Entry("source.turned_off", subjects.source(source.name))], by=by, at=at)
    return source


@transaction.atomic
def fetch_soon(*, source: Source, by: User, at: datetime) -> Source:
    """Have the worker ask at its next turn, also where a fault has set it back. Raises NotAllowed, NotReady."""
    source = _held(source, by)
    if source.state != SourceState.ON:
        raise NotReady([Reason("source_off", _("Kilden er ikke på."), _("Slå den på først."))])
    source.next_at = at
    source.save(update_fields=["next_at"])
    log.append([log.Entry("source.asked_for", subjects.source(source.name))], by=by, at=at)
    return source


@transaction.atomic
def follow(*, source: Source, key: str, about: str = "", by: User, at: datetime) -> Followed:
    """Have this from a source that holds more than we want; asked in the next round. Raises NotAllowed, NotReady."""
    source, importer = _held(source, by), IMPORTERS[source.name]
    key, about = key.strip(), about.strip()
    if not importer.follows or not key or len(key) > 120 or set(key) - ALLOWED_IN_ID:
        what_to_do = _("Skriv den slik den står hos kilden: bokstaver, tall, bindestrek og punktum.")
        raise NotReady([Reason("bad_id", _("Denne id-en kan ikke hentes."), what_to_do)])
    if (importer.needs_about or about) and not Topic.objects.filter(key=about).exists():
        what_to_do = _("Skriv nøkkelen til et tema i den nasjonale basen.")
        raise NotReady([Reason("unknown_topic", _("Temaet finnes ikke."), what_to_do)])
    if importer.needs_about and Followed.objects.filter(source=source, about=about).exclude(key=key).exists():
        what_to_do = _("Slutt å følge den andre først.")
        raise NotReady([Reason("topic_taken", _("Temaet har alt noe annet fra denne kilden."), what_to_do)])
    if Followed.objects.filter(source=source, key=key).exclude(about=about).exists():
        _take_away(source, key, at)  # it stood at another topic
    said = {"about": about, "by": by, "at": at}
    row, _made = Followed.objects.update_or_create(source=source, key=key, defaults=said)
    Source.objects.filter(pk=source.pk, round_began_at__isnull=True).update(next_at=at)
    payload = {"key": key, "about": about}
    log.append([log.Entry("source.followed", subjects.source(source.name), payload)], by=by, at=at)
    return row


ALLOWED_IN_ID = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")


@transaction.atomic
def unfollow(*, followed: Followed, by: User, at: datetime) -> None:
    """Have it no more: what it gave is taken away. Raises NotAllowed."""
    source = _held(followed.source, by)
    _take_away(source, followed.key, at)
    followed.delete()
    payload = {"key": followed.key}
    log.append([log.Entry("source.unfollowed", subjects.source(source.name), payload)], by=by, at=at)


def _take_away(source: Source, key: str, at: datetime) -> None:
    row = SourcedRecord.objects.standing().filter(source=source, key=key).first()
    if row is not None:
        remove(IMPORTERS[source.name], row, GoneBecause.UNFOLLOWED, at)


@transaction.atomic
def settle(*, row: SourcedRecord, choice: str, by: User, at: datetime) -> SourcedRecord:
    """A person decides what a record left open. Raises NotAllowed, NotReady."""
    source = _held(row.source, by)
    row = SourcedRecord.objects.select_for_update(of=("self",)).get(pk=row.pk)
    row.source = source
    importer = IMPORTERS[source.name]
    if not row.question or choice not in importer.choices(row.question):
        text = _("Dette er avklart allerede, eller spørsmålet er et annet nå.")
        raise NotReady([Reason("settled", text, _("Se på det på nytt."))])
    importer.settle(row, choice, by, at)
    close_question(row, by=by, at=at)
    row.answered, row.question = {"question": row.question, "choice": choice}, {}
    row.answered_by, row.answered_at = by, at
    row.save()
    payload = {"key": row.key, "choice": choice, "subject": row.subject}
    log.append([log.Entry("source.settled", subjects.source(source.name), payload)], by=by, at=at)
    return row


def _held(source: Source, by: User) -> Source:
    if not may_manage_sources(by):
        raise NotAllowed(_("Bare nasjonale redaktører kan bestemme over kildene. Be den nasjonale redaksjonen om hjelp."))
    return Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
