"""A released edition is handed to every adopting site (semantics.md sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fellesnett.adoption import inbox
from fellesnett.adoption.actions.carrying import Overtaken, carry
from fellesnett.adoption.actions.safety import follows, newest_of, open_lane, stand_down
from fellesnett.adoption.advancing import advance
from fellesnett.adoption.candidates import moved_by, notice_part, translated
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.locking import lock_adoptions, lock_topic
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, ApprovalKind, OperationState, Update
from fellesnett.adoption.plans import PlanDocument, highest_class, is_clean, plan_for
from fellesnett.adoption.recipes import Recipe, changed
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.queries import in_chunks
from fellesnett.editorial.wording import as_written
from fellesnett.national.models import Edition, EditionState


def roll_out_pending(*, at: datetime) -> int:
    """Roll out every live edition that no roll-out has finished with: where a killed process left work, it is done
    here. Returns how many editions."""
    waiting = list(Edition.objects.awaiting_roll_out().order_by("released_at", "pk"))
    for edition in waiting:
        roll_out(edition=edition, at=at)
    return len(waiting)


@transaction.atomic
def roll_out(*, edition: Edition, at: datetime) -> int:
    """Hand an edition to every adopting site, in one transaction: all of them have it, or none. Returns how many texts.

    Each text gets its plan as an open update and the questions that follow; safety changes go live at once; clean
    editorial changes go live where the site has given standing consent. The number of queries does not grow with the
    number of sites. Rolling out twice changes nothing.
    """
    topic = lock_topic(edition.topic)
    edition = Edition.objects.select_for_update(no_key=True, of=("self",)).select_related("topic").get(pk=edition.pk)
    if edition.rolled_out_at or edition.state != EditionState.LIVE:
        return 0
    held = gather(lock_adoptions(Q(topic=topic, answer=Answer.ADOPTED)))
    held.shelf.add_editions([edition])
    held.shelf.fetch(editions={row.follows_id for row in held.shelf.editions.values() if row.follows_id})
    items, fresh = _new_languages(held, edition, at=at)
    late = [text for text in held.texts.values() if text.language == edition.language and text.edition_id != edition.pk]
    updates, entries = open_updates(held, late, edition, at=at)
    entries += open_lane(held, updates, edition, at=at)
    entries += _consented(held, updates, at=at)
    items += [item for update in updates if not update.closed_at for item in inbox.update_items(held, update, at=at)]
    items += _behind(held, edition, at=at)
    editorial.open_items_bulk(items)
    _close_answered(held, updates, edition, at=at)
    Edition.objects.filter(pk=edition.pk).update(rolled_out_at=at)
    about = subjects.text(topic.key, edition.language)
    told = {"edition": edition.pk, "number": edition.number, "texts": len(late), "new_texts": [text.pk for text in fresh]}
    log.append([log.Entry("edition.rolled_out", about, told), *entries], by=None, at=at)
    return len(late)


def open_updates(
    held: Holdings, texts: Sequence[AdoptedText], edition: Edition, *, at: datetime
) -> tuple[list[Update], list[log.Entry]]:
    """An open update for each text, with its plan; one that was open is overtaken. Its decisions stay in history, and
    count on where the newer edition asks the very same; what nobody has answered keeps its deadline."""
    overtaken = _overtake(held, texts, at=at)
    plans = _plans(held, texts, edition)
    updates = [
        Update(
            text=text,
            from_edition_id=text.edition_id,
            to_edition=edition,
            plan=plans[text.pk],
            clean=is_clean(plans[text.pk]),
            change_class=highest_class(plans[text.pk]),
            opened_at=at,
        )
        for text in texts
    ]
    Update.objects.bulk_create(updates, batch_size=200)
    held.updates.update({update.text_id: update for update in updates})
    opened = [_opened(held.texts[update.text_id], update) for update in updates]
    return updates, [*opened, *(carry(held, overtaken) if overtaken else ())]


def _plans(held: Holdings, texts: Iterable[AdoptedText], edition: Edition) -> dict[int, PlanDocument]:
    """The plan for each text; sites without operations share the same one."""
    plain: dict[int, PlanDocument] = {}
    plans: dict[int, PlanDocument] = {}
    for text in texts:
        speaks = any(row.state in (OperationState.ACTIVE, OperationState.DRAFT) for row in held.rows(text))
        if not speaks and text.edition_id in plain:
            plans[text.pk] = plain[text.edition_id]
            continue
        plans[text.pk] = plan_for(held, text, edition.pk)
        if not speaks:
            plain[text.edition_id] = plans[text.pk]
    return plans


def _overtake(held: Holdings, texts: Iterable[AdoptedText], *, at: datetime) -> list[Overtaken]:
    updates = [held.updates.pop(text.pk) for text in texts if text.pk in held.updates]
    overtaken = [Overtaken(update, held.decisions.pop(update.text_id, {})) for update in updates]
    if updates:
        keys = inbox.keys_of_updates(updates)
        for chunk in in_chunks(keys):
            inbox.remember(held, OpenItem.objects.open().filter(key__in=chunk))
        editorial.close_items(keys=keys, by=None, at=at, resolution="Overtatt av en nyere utgave")
        Update.objects.filter(pk__in=[update.pk for update in updates]).update(closed_at=at, outcome="overtaken")
    return overtaken


def _opened(text: AdoptedText, update: Update) -> log.Entry:
    told = {
        "text": text.pk,
        "update": update.pk,
        "edition": update.to_edition_id,
        "clean": update.clean,
        "class": update.change_class,
    }
    return log.Entry("update.opened", subjects.adoption(text.adoption_id), told, text.adoption.site.organization)


# --- standing consent -----------------------------------------------------------------------------------------------


def _consented(held: Holdings, updates: Sequence[Update], *, at: datetime) -> list[log.Entry]:
    """Clean editorial changes go live by themselves where the site has said so beforehand, logged as such."""
    chosen = [update for update in updates if _may_go_by_itself(held, update)]
    return take_clean(held, chosen, kind=ApprovalKind.STANDING_CONSENT, at=at)


def _may_go_by_itself(held: Holdings, update: Update) -> bool:
    text = held.texts[update.text_id]
    policy = held.policies.get(text.adoption.site_id)
    agreed = policy is not None and policy.consent_editorial
    return agreed and update.clean and update.change_class == "editorial" and any(held.live_pages(text))


def take_clean(held: Holdings, updates: Sequence[Update], *, kind: str, at: datetime) -> list[log.Entry]:
    """Take clean updates into use by a rule that the site has set: what is live moves to the newer edition, drafts stay
    drafts. Closes the questions. A step inside a verb."""
    if not updates:
        return []
    pages = []
    for update in updates:
        text = held.texts[update.text_id]
        for _key, showing in held.live_pages(text):
            recipe = moved_recipe(held, update, showing.snapshot.recipe)
            pages.append(NextPage(text, showing.place, recipe, _consent(held, text, kind)))
    keys = inbox.keys_of_updates(updates)
    advance(held, updates, at=at)
    entries = put_live(held, pages, at=at)
    editorial.close_items(keys=keys, by=None, at=at, resolution=as_written(ApprovalKind(kind).label).capitalize())
    return entries


def moved_recipe(held: Holdings, update: Update, recipe: Recipe) -> Recipe:
    """A live page's recipe on the newer edition: the same operations, each following its block."""
    text = held.texts[update.text_id]
    targets = {held.shelf.operations[pk].target for pk in recipe["operations"]}
    moved = {old: new for old, new in moved_by(held, text, update).items() if old in targets}
    standing = [
        notice_part(held, notice)
        for notice in held.notices.get(text.pk, [])
        if notice.operation_id or not translated(held, notice, update.to_edition_id)
    ]
    notices = [part for part in recipe["notices"] if part in standing]
    return changed(recipe, edition=update.to_edition_id, patches=[], moved=moved, notices=notices)


def _consent(held: Holdings, text: AdoptedText, kind: str) -> Yes:
    policy = held.policies[text.adoption.site_id]
    note = _("Samtykke gitt av %(name)s %(date)s") % {"name": policy.given_by, "date": f"{policy.given_at:%d.%m.%Y}"}
    return Yes(kind, as_written(ApprovalKind(kind).label).capitalize(), "", None, note)


# --- languages ------------------------------------------------------------------------------------------------------


def _new_languages(held: Holdings, edition: Edition, *, at: datetime) -> tuple[list[OpenItem], list[AdoptedText]]:
    """A first edition in one of a site's languages: the site gets the text, to approve before it is shown."""
    speaking = {text.adoption_id for text in held.texts.values() if text.language == edition.language}
    adoptions: dict[int, Adoption] = {text.adoption_id: text.adoption for text in held.texts.values()}
    fresh = [
        AdoptedText(adoption=adoption, language=edition.language, edition=edition)
        for pk, adoption in adoptions.items()
        if pk not in speaking and edition.language in adoption.site.languages
    ]
    AdoptedText.objects.bulk_create(fresh, batch_size=200)
    held.texts.update({text.pk: text for text in fresh})
    return [inbox.first_approval(text, edition.title, at=at) for text in fresh], fresh


def _behind(held: Holdings, edition: Edition, *, at: datetime) -> list[OpenItem]:
    """Sites that show the topic in a language whose edition follows an older one of this language are told."""
    items = []
    for text in held.texts.values():
        if text.language != edition.language and not follows(held, text, edition):
            items.append(inbox.language_behind(text, held.shelf.editions[text.edition_id].title, at=at))
    return items


def follow_confirmed_pending(*, at: datetime) -> int:
    """Finish with every translation that was found to say what bokmål says, where a process was killed before the sites were
    rid of what they were told. Returns how many translations."""
    told = OpenItem.objects.open().filter(kind=OpenItemKind.LANGUAGE_BEHIND, asks=False, site__isnull=False)
    texts = [item["text"] for item in told.values_list("detail", flat=True)]
    if not texts:
        return 0
    waiting = AdoptedText.objects.filter(pk__in=texts, adoption__topic=OuterRef("topic"), language=OuterRef("language"))
    current = Edition.objects.live().filter(Exists(waiting), follows__state=EditionState.LIVE, rolled_out_at__isnull=False)
    found = list(current.select_related("topic"))
    for edition in found:
        follow_confirmed(edition=edition, at=at)
    return len(found)


@transaction.atomic
def follow_confirmed(*, edition: Edition, at: datetime) -> int:
    """A live translation was found to say what bokmål says now. Those who were told that it is behind are told no more, and
    the warnings in bokmål above it go. Run again: nothing. Returns how many texts had something to be rid of."""
    held = gather(lock_adoptions(Q(topic=lock_topic(edition.topic), answer=Answer.ADOPTED)))
    held.shelf.add_editions([edition])
    texts = [text.pk for text in held.texts.values() if text.language == edition.language and newest_of(held, text) == edition.pk]
    keys = [inbox.key_of(text, OpenItemKind.LANGUAGE_BEHIND) for text in texts]
    closed = editorial.close_items(keys=keys, by=None, at=at, resolution="sier det samme som bokmål")
    log.append(stand_down(held, edition, at=at), by=None, at=at)
    return closed


def _close_answered(held: Holdings, updates: Sequence[Update], edition: Edition, *, at: datetime) -> None:
    """An edition in a language answers those that waited for it, when it follows the newest of the language it follows."""
    if edition.follows_id is None or edition.follows is None or edition.follows.state != EditionState.LIVE:
        return
    keys = [inbox.key_of(update.text_id, OpenItemKind.LANGUAGE_BEHIND) for update in updates]
    editorial.close_items(keys=keys, by=None, at=at, resolution="Ny utgave på språket er klar")
