"""Who answers for a site's text: unit, clinician and deputy; and what happens when they leave (semantics.md section 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from fellesnett.accounts.models import User
from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import Adoption, AdoptionQuerySet, Answer, LocalOperation
from fellesnett.adoption.permissions import OWNERS, is_clinician, role_for
from fellesnett.editorial import leaving, log, subjects
from fellesnett.editorial.actions import close_items
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.organizations.models import Role, Site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fellesnett.organizations.models import Organization

IN_USE = (Answer.ADOPTED, Answer.OWN_PAGE)


@transaction.atomic
def assign_local(
    *, adoption: Adoption, unit: str, owner: User | None, deputy: User | None = None, by: User, at: datetime
) -> Adoption:
    """Say who answers for a site's text of a topic, its own words included. Raises `NotAllowed`, `NotReady`."""
    adoption = _held(adoption.pk)
    role = role_for(by, adoption.site.organization, OWNERS)
    _refuse(_faults(adoption.site.organization, owner, deputy))
    log.append([_assign(adoption, unit, owner, deputy, role)], by=by, at=at)
    return adoption


def _held(pk: int) -> Adoption:
    """The adoption as it is now, held until the transaction ends."""
    return Adoption.objects.select_related("site__organization", "clinical_owner", "deputy").get(pk=lock_adoption(pk))


def _faults(organization: Organization, owner: User | None, deputy: User | None) -> Iterator[Reason]:
    if owner is None:
        yield Reason("needs_owner", _("Velg en kliniker som svarer for teksten."))
    elif owner == deputy:
        yield Reason("own_deputy", _("Den faglig ansvarlige kan ikke være sin egen vara. Velg en annen, eller ingen."))
    for person in (owner, deputy):
        if person is not None and not (person.is_active and is_clinician(person, organization)):
            words = _("%(person)s er ikke kliniker ved %(organization)s. Velg en som er det.")
            yield Reason("not_a_clinician", words % {"person": person, "organization": organization})


def _refuse(reasons: Iterable[Reason]) -> None:
    found = tuple(reasons)
    if found:
        raise NotReady(found)


def _assign(adoption: Adoption, unit: str, owner: User | None, deputy: User | None, role: str) -> log.Entry:
    """The words of the site follow their owner: what the former answered for is the new one's, and asked of them."""
    before = adoption.clinical_owner
    adoption.unit, adoption.clinical_owner, adoption.deputy = unit.strip(), owner, deputy
    adoption.save(update_fields=["unit", "clinical_owner", "deputy"])
    moved = _pass_on(adoption, before, owner) if before is not None and before != owner else []
    payload: dict[str, Any] = {
        "unit": adoption.unit,
        "owner": owner.pk if owner else None,
        "deputy": deputy.pk if deputy else None,
    }
    payload["operations"] = moved
    return log.Entry("adoption.assigned", subjects.adoption(adoption.pk), payload, adoption.site.organization, role=role)


def _pass_on(adoption: Adoption, before: User, to: User | None) -> list[int]:
    rows = LocalOperation.objects.current().filter(adoption=adoption, clinical_owner=before)
    moved = sorted(rows.values_list("pk", flat=True))
    LocalOperation.objects.filter(pk__in=moved).update(clinical_owner=to)
    OpenItem.objects.open().filter(owner=before, subject=subjects.adoption(adoption.pk)).update(owner=to)
    return moved


# --- when somebody leaves -------------------------------------------------------------------------------------------


def adoptions_of(person: User, site: Site) -> AdoptionQuerySet:
    """What this person answers for at a site: as owner or deputy of a text, or of words of the site in it."""
    own = LocalOperation.objects.current().filter(adoption=OuterRef("pk"), clinical_owner=person)
    mine = Q(clinical_owner=person) | Q(deputy=person) | Exists(own)
    return Adoption.objects.for_site(site).filter(mine, answer__in=IN_USE).order_by("topic__title", "pk")


@transaction.atomic
def hand_over_local(
    *, site: Site, person: User, adoptions: Sequence[Adoption], to: User, unit: str = "", by: User, at: datetime
) -> int:
    """Another clinician takes these texts over, as owner or as deputy, with the site's own words. Also in part. Returns
    how many. Raises `NotAllowed`, `NotReady`."""
    role = role_for(by, site.organization, OWNERS)
    same = Reason("same_person", _("Den som overtar, er den samme som den som slutter. Velg en annen."))
    _refuse([same] if to == person else _faults(site.organization, to, None))
    mine = set(adoptions_of(person, site).values_list("pk", flat=True))
    entries = [_taken_over(_held(pk), person, to, unit, role) for pk in sorted({row.pk for row in adoptions} & mine)]
    if not adoptions_of(person, site).exists():
        close_items(keys=[leaving.key_of(person.pk, site.slug)], by=by, at=at, resolution="overlevert")
    log.append(entries, by=by, at=at)
    return len(entries)


def _taken_over(adoption: Adoption, person: User, to: User, unit: str, role: str) -> log.Entry:
    owns = adoption.clinical_owner_id in (person.pk, None)
    deputy = to if adoption.deputy_id == person.pk else adoption.deputy
    owner = to if owns else adoption.clinical_owner
    moved = _pass_on(adoption, person, to)
    entry = _assign(adoption, unit or adoption.unit, owner, None if deputy == owner else deputy, role)
    entry.payload["operations"] = sorted({*moved, *entry.payload["operations"]})
    return entry


def open_hand_overs(*, at: datetime) -> list[OpenItem]:
    """Ask each site to let others take over from whoever is gone there. Run again: nothing new; what is no longer so is
    closed. A few questions for each site that has owners."""
    owners = _owners_by_site()
    standing: dict[int, list[OpenItem]] = defaultdict(list)
    for item in OpenItem.objects.open().filter(kind=OpenItemKind.HAND_OVER, site__isnull=False):
        standing[item.site_id].append(item)
    opened: list[OpenItem] = []
    for site in Site.objects.filter(pk__in={*owners, *standing}).select_related("organization").order_by("pk"):
        opened += _ask(site, owners.get(site.pk, set()), standing[site.pk], at)
    return opened


def _owners_by_site() -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    texts = Adoption.objects.filter(answer__in=IN_USE)
    for site, *people in texts.values_list("site_id", "clinical_owner_id", "deputy_id").distinct():
        found[site] |= {person for person in people if person}
    words = LocalOperation.objects.current().filter(adoption__answer__in=IN_USE, clinical_owner__isnull=False)
    for site, person in words.values_list("adoption__site_id", "clinical_owner_id").distinct():
        found[site].add(person)
    return found


def _ask(site: Site, owners: set[int], standing: list[OpenItem], at: datetime) -> list[OpenItem]:
    people = User.objects.in_bulk(owners)
    gone = leaving.who_is_gone(people.values(), at=at, here=site.organization)
    asked: dict[str, Any] = {
        "organization": site.organization,
        "site": site,
        "role": Role.SITE_OWNER,
        "subject": subjects.site(site.slug),
        "at": at,
    }
    items = [leaving.hand_over_item(people[pk], why, **asked) for pk, why in gone.items()]
    return leaving.ask({item.key: item for item in items}, standing=standing, at=at) if items or standing else []
