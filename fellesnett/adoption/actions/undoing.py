"""Within an hour a person may take back their yes to a clean update: the hospital shows what it showed before, and is asked anew.

Nothing is taken out of history. What patients saw for that hour was shown, and the record says so; the return is a new
showing, said yes to by the one who undid it (semantics.md section 6: approval is bound to exact text).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption import inbox
from fellesnett.adoption.actions.approving import ask_languages
from fellesnett.adoption.actions.batch import Answered, each_by_itself
from fellesnett.adoption.actions.rolling_out import open_updates
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings, PageKey, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, ApprovalKind, Showing, Update
from fellesnett.adoption.permissions import APPROVERS, role_for
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import OpenItem

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

UNDO_WITHIN = timedelta(hours=1)


@transaction.atomic
def undo_update(*, update: Update, by: User, at: datetime) -> Update:
    """Take back the yes to a clean update. Returns the update that is open again.

    Raises `NotAllowed` where the person has no part in the site, and `NotReady` saying why where it cannot be undone: more
    than an hour has passed, something was chosen or signed with it, safety or a moved paragraph came with it, or the page
    has changed since.
    """
    held = gather([lock_adoption(update.text.adoption_id)])
    text = held.texts[update.text_id]
    role = role_for(by, text.adoption.site.organization, APPROVERS)
    update = Update.objects.select_related("to_edition__topic", "from_edition").get(pk=update.pk)
    before = _shown_before(held, text)
    if reasons := tuple(_reasons(held, text, update, before, at)):
        raise NotReady(reasons)
    note = _("Angret godkjenningen av utgave %(number)s") % {"number": update.to_edition.number}
    yes = Yes(ApprovalKind.PERSON, by.get_full_name() or by.email, role, by, note)
    held.shelf.fetch((showing.snapshot.recipe for showing in before.values()), [update.from_edition_id])
    text.edition_id = update.from_edition_id
    text.save(update_fields=["edition"])
    pages = [NextPage(text, showing.place, showing.snapshot.recipe, yes) for showing in before.values()]
    entries = [_undone(text, update), *put_live(held, pages, at=at)]
    (again,), opened = open_updates(held, [text], update.to_edition, at=at)
    inbox.remember(held, OpenItem.objects.filter(key__in=inbox.keys_of_update(update), closed_at=update.closed_at))
    editorial.open_items_bulk(list(inbox.update_items(held, again, at=at)))
    editorial.close_items(keys=ask_languages(held, text, at=at), by=by, at=at, resolution="Angret")
    log.append([*entries, *opened], by=by, at=at)
    return again


def undo_batch(*, updates: Iterable[Update], by: User, at: datetime) -> list[Answered]:
    """Take back several, each in its own transaction and with its own line in the log. One that cannot be says why."""
    return each_by_itself(updates, lambda update: undo_update(update=update, by=by, at=at))


def may_still_be_undone(update: Update, at: datetime) -> bool:
    """Is it worth offering? The verb asks about the rest."""
    closed = update.closed_at
    return update.outcome == "approved" and update.goes_in_a_batch and _within(closed, at)


def _within(closed: datetime | None, at: datetime) -> bool:
    return closed is not None and at - closed <= UNDO_WITHIN


def _shown_before(held: Holdings, text: AdoptedText) -> dict[PageKey, Showing]:
    """For each live page of the text the one it took the place of. One query."""
    live = dict(held.live_pages(text))
    ended = {showing.live_from for showing in live.values()}
    rows = Showing.objects.filter(text=text, live_to__in=ended).select_related("snapshot", "place").order_by("live_from", "pk")
    return {(row.text_id, row.place_id): row for row in rows if (row.text_id, row.place_id) in live}


def _reasons(held: Holdings, text: AdoptedText, update: Update, before: dict[PageKey, Showing], at: datetime) -> Iterator[Reason]:
    if update.outcome != "approved" or not _within(update.closed_at, at):
        yield Reason("too_late", _("Du kan angre i én time. Nå må dere endre teksten lokalt, eller melde fra nasjonalt."))
        return
    if not update.goes_in_a_batch:
        yield Reason("was_decided", _("Her ble det tatt stilling til noe. Det angres ikke: åpne teksten og velg på nytt."))
    if text.pk in held.updates or text.edition_id != update.to_edition_id:
        yield Reason("overtaken", _("En nyere utgave er kommet siden. Ta stilling til den."))
    elif text.moved or text.patches or not _only_the_edition_moved(held, text, update, before):
        yield Reason("changed_since", _("Siden er endret på annen måte også. Åpne teksten og endre den der."))


def _only_the_edition_moved(held: Holdings, text: AdoptedText, update: Update, before: dict[PageKey, Showing]) -> bool:
    """Did the yes take every page of the text from the one edition to the other, and do nothing else?"""
    for key, showing in held.live_pages(text):
        then = before[key].snapshot.recipe if key in before else {}
        if {**then, "edition": update.to_edition_id} != showing.snapshot.recipe or then["edition"] != update.from_edition_id:
            return False
    return True


def _undone(text: AdoptedText, update: Update) -> log.Entry:
    told = {"text": text.pk, "language": text.language, "update": update.pk, "edition": update.from_edition_id}
    return log.Entry("update.undone", subjects.adoption(text.adoption_id), told, text.adoption.site.organization)
