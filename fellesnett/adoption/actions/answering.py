"""A site's answer for a topic: taken into use, not offered here, own page, undecided."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption import inbox
from fellesnett.adoption.actions.rolling_out import open_updates
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import gather
from fellesnett.adoption.live import take_down
from fellesnett.adoption.locking import lock_adoption, lock_topic, lock_variant
from fellesnett.adoption.models import AdoptedText, Adoption, Answer, Update, Variant
from fellesnett.adoption.permissions import OWNERS, role_for
from fellesnett.adoption.signals import answered
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.national.models import Edition, Topic
from fellesnett.organizations.models import Organization, Place, Site, SiteState

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def adopt(
    *,
    site: Site,
    topic: Topic,
    by: User,
    at: datetime,
    languages: Sequence[str] | None = None,
    variant: Variant | None = None,
    places: Iterable[Place] = (),
    unit: str = "",
    clinical_owner: User | None = None,
) -> Adoption:
    """Take a topic into use: a text for each of the site's languages that has a live edition, pinned to that edition.

    Nothing is shown before `approve`. Joining a variant lets the group's layer speak on these pages. Adopting again
    after another answer finds the local text where it was, with an update where the national text has moved on.
    Raises `NotAllowed`, or `NotReady` where the topic is withdrawn, has no live edition, or a name does not belong.
    """
    role = role_for(by, site.organization, OWNERS)
    topic = lock_topic(topic)
    if variant:
        lock_variant(variant)
    places = list(places)
    editions = _editions(site, topic, languages)
    _refuse(site, topic, variant, places)
    adoption = _adoption(site, topic)
    adoption.answer, adoption.answered_by, adoption.answered_at = Answer.ADOPTED, by, at
    adoption.variant = variant or adoption.variant
    adoption.unit, adoption.clinical_owner = unit or adoption.unit, clinical_owner or adoption.clinical_owner
    adoption.save()
    if places:
        adoption.places.set(places)
    known = set(AdoptedText.objects.filter(adoption=adoption).values_list("language", flat=True))
    fresh = [AdoptedText(adoption=adoption, language=code, edition=row) for code, row in editions.items() if code not in known]
    AdoptedText.objects.bulk_create(fresh)
    entries = [
        log.Entry("adoption.adopted", subjects.adoption(adoption.pk), _stated(adoption, editions), site.organization, role=role)
    ]
    entries += _ask(adoption, editions, fresh, at)
    log.append(entries, by=by, at=at)
    transaction.on_commit(partial(answered.send, sender=Adoption, adoption=adoption, by=by, at=at))
    return adoption


@transaction.atomic
def set_places(*, adoption: Adoption, places: Iterable[Place], by: User, at: datetime) -> Adoption:
    """Say where it is offered, and nothing else of the answer. The pages of places that are no longer among them are taken
    down; a new place's page is shown once it is approved. Raises `NotAllowed`, `NotReady`."""
    role = role_for(by, adoption.site.organization, OWNERS)
    held = gather([lock_adoption(adoption.pk)])
    places = list(places)
    if not Adoption.objects.adopted().filter(pk=adoption.pk).exists():
        raise NotReady(Reason("not_in_use", _("Temaet er ikke i bruk her lenger. Ta det i bruk først.")))
    _refuse(adoption.site, adoption.topic, None, places)
    adoption.places.set(places)
    kept = {None, *(place.pk for place in places)}
    named = {"places": sorted(place.slug for place in places), "place_ids": sorted(place.pk for place in places)}
    stated = {"site": adoption.site.slug, "topic": adoption.topic.key, **named}
    entries = [log.Entry("adoption.places", subjects.adoption(adoption.pk), stated, adoption.site.organization, role=role)]
    entries += take_down(held, [key for key in held.live if key[1] not in kept], at=at, why=str(Answer.NOT_OFFERED))
    log.append(entries, by=by, at=at)
    return adoption


def _ask(adoption: Adoption, editions: dict[str, Edition], fresh: Sequence[AdoptedText], at: datetime) -> list[log.Entry]:
    held = gather([adoption.pk])
    editorial.open_items_bulk(inbox.first_approval(text, editions[text.language].title, at=at) for text in fresh)
    behind = {row.pk: row for row in editions.values()}
    entries: list[log.Entry] = []
    for edition in behind.values():
        held.shelf.add_editions([edition])
        late = [text for text in held.texts.values() if text.language == edition.language and text.edition_id != edition.pk]
        updates, more = open_updates(held, late, edition, at=at)
        editorial.open_items_bulk(item for update in updates for item in inbox.update_items(held, update, at=at))
        entries += more
    return entries


def _editions(site: Site, topic: Topic, languages: Sequence[str] | None) -> dict[str, Edition]:
    """The live edition in each language asked for (default: each of the site's that has one)."""
    wanted = list(languages) if languages is not None else site.languages
    if strange := [code for code in wanted if code not in site.languages]:
        words = _("Nettstedet publiserer ikke på %(language)s. Legg språket til for nettstedet først.") % {
            "language": ", ".join(strange)
        }
        raise NotReady(Reason("wrong_language", words))
    found = Edition.objects.live().filter(topic=topic, language__in=wanted).select_related("topic")
    editions = {row.language: row for row in found}
    if not editions or (languages is not None and set(wanted) - editions.keys()):
        raise NotReady(Reason("no_edition", _("Temaet har ingen gjeldende utgave på dette språket ennå.")))
    return editions


def _refuse(site: Site, topic: Topic, variant: Variant | None, places: Iterable[Place]) -> None:
    _refuse_closed(site)
    if topic.withdrawn_at:
        raise NotReady(Reason("withdrawn", _("Temaet er trukket tilbake. Ta etterfølgeren i bruk i stedet.")))
    if variant and variant.topic_id != topic.pk:
        raise NotReady(Reason("wrong_variant", _("Varianten hører til et annet tema.")))
    for place in places:
        if not _belongs(place.organization, site.organization):
            raise NotReady(Reason("wrong_place", _("Stedet hører til en annen virksomhet."), place.slug))


def _refuse_closed(site: Site) -> None:
    if site.state == SiteState.CLOSED:
        raise NotReady(Reason("closed", _("Nettstedet er lagt ned. Svar ved etterfølgeren i stedet.")))


def _belongs(below: Organization | None, above: Organization) -> bool:
    while below is not None:
        if below.pk == above.pk:
            return True
        below = below.parent
    return False


def _adoption(site: Site, topic: Topic) -> Adoption:
    found = Adoption.objects.select_for_update(no_key=True).filter(site=site, topic=topic).first()
    return found or Adoption(site=site, topic=topic, short_code=short_code(site, topic))


def short_code(site: Site, topic: Topic) -> str:
    """The permanent short address of a topic at a site: the same whenever it is asked for, longer where taken."""
    digest = hashlib.sha256(f"{site.slug}/{topic.key}".encode()).digest()
    code = b32encode(digest).decode().lower()
    taken = set(Adoption.objects.filter(short_code__startswith=code[:6]).values_list("short_code", flat=True))
    return next(code[:length] for length in range(6, 13) if code[:length] not in taken)


def _stated(adoption: Adoption, editions: dict[str, Edition]) -> dict[str, object]:
    pinned = {language: row.pk for language, row in editions.items()}
    return {"site": adoption.site.slug, "topic": adoption.topic.key, "editions": pinned, "variant": adoption.variant_id}


@transaction.atomic
def answer(
    *,
    site: Site,
    topic: Topic,
    answer: str,
    by: User,
    at: datetime,
    reason: str = "",
    offered_at: Iterable[Site] = (),
    clinical_owner: User | None = None,
) -> Adoption:
    """Answer that a topic is not offered here (and where it is), has its own page, or is not decided yet.

    What was shown is taken down; local text stays stored. An own page names a clinical owner (semantics.md section 8,
    invariant 8). Raises `NotAllowed` or `NotReady`.
    """
    if answer not in (Answer.NOT_OFFERED, Answer.OWN_PAGE, Answer.UNDECIDED):
        raise NotReady(Reason("wrong_answer", _("Velg ikke tilbudt, egen side eller ikke besvart.")))
    role = role_for(by, site.organization, OWNERS)
    _refuse_closed(site)
    adoption = _adoption(site, lock_topic(topic))
    owner = clinical_owner or adoption.clinical_owner
    if answer == Answer.OWN_PAGE and owner is None:
        raise NotReady(Reason("needs_owner", _("En egen side må ha en faglig ansvarlig her. Velg hvem.")))
    adoption.answer, adoption.answered_by, adoption.answered_at = answer, by, at
    adoption.reason, adoption.clinical_owner = reason, owner
    adoption.save()
    adoption.offered_at.set(offered_at)
    entries = [
        log.Entry(
            f"adoption.{answer}",
            subjects.adoption(adoption.pk),
            {"site": site.slug, "topic": topic.key, "reason": reason, "offered_at": [other.slug for other in offered_at]},
            site.organization,
            role=role,
        )
    ]
    entries += end_use(adoption, by=by, at=at, why=str(answer))
    log.append(entries, by=by, at=at)
    transaction.on_commit(partial(answered.send, sender=Adoption, adoption=adoption, by=by, at=at))
    return adoption


def end_use(adoption: Adoption, *, by: User | None, at: datetime, why: str) -> list[log.Entry]:
    """Take down everything an adoption shows and close what it was asked. Local text stays. A step inside a verb."""
    held = gather([lock_adoption(adoption.pk)])
    Update.objects.filter(pk__in=[update.pk for update in held.updates.values()]).update(closed_at=at, outcome="answered")
    editorial.close_items(subject=subjects.adoption(adoption.pk), by=by, at=at, resolution="Temaet er besvart på en annen måte")
    return take_down(held, list(held.live), at=at, why=why)
