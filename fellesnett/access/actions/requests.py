"""A person whom a provider vouches for, and who has no role yet, asks a site for access; the site owner answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused
from fellesnett.access.models import Provider
from fellesnett.access.permissions import may_let_in
from fellesnett.accounts.models import User
from fellesnett.editorial import log
from fellesnett.editorial.actions import close_items, open_item
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.reminders import ANSWER_WITHIN
from fellesnett.editorial.wording import worded
from fellesnett.organizations.actions import NotAllowed, grant
from fellesnett.organizations.models import Membership, Role, Site
from fellesnett.organizations.permissions import every_membership_of, users_with

if TYPE_CHECKING:
    from fellesnett.organizations.models import Organization

LONGEST_NOTE = 300


def sites_to_ask(provider: Provider) -> QuerySet[Site]:
    """The sites of the provider's organization and of all below it."""
    below = Site.objects.filter(organization__path__startswith=provider.organization.path, is_front_door=False)
    return below.select_related("organization").order_by("name")


def owners_of(organization: Organization) -> QuerySet[User]:
    """Whom to ask: the site owners here."""
    return User.objects.filter(users_with(organization, Role.SITE_OWNER)).order_by("first_name", "last_name", "pk")


@transaction.atomic
def ask_for_access(*, user: User, provider: Provider, site: Site, note: str, at: datetime) -> OpenItem:
    """Ask the site owner for a role. Asked again while the question is open: nothing new happens. Raises Refused."""
    if not user.identities.filter(provider=provider).exists() or site not in sites_to_ask(provider):
        raise Refused(Reason("foreign_site", _("Du kan bare be om tilgang der du arbeider. Velg et nettsted fra listen.")))
    if every_membership_of(user).exists():
        raise Refused(Reason("has_role", _("Du har allerede en rolle. Gå til forsiden.")))
    said = " ".join(note.split())[:LONGEST_NOTE]
    known: OpenItem | None = OpenItem.objects.open().filter(key=key_of(user, site)).first()
    if known is not None:
        return known
    item = open_item(
        OpenItem(
            kind=OpenItemKind.ACCESS,
            organization=site.organization,
            site=site,
            role=Role.SITE_OWNER,
            subject=f"user:{user.pk}",
            key=key_of(user, site),
            title=worded("{person} ber om tilgang", person=user),
            reason=said,
            detail={"user": user.pk, "provider": provider.slug},
            opened_at=at,
            deadline=at + ANSWER_WITHIN,
        )
    )
    entry = log.Entry("access.asked", f"user:{user.pk}", {"site": site.slug, "provider": provider.slug}, site.organization)
    log.append([entry], by=user, at=at)
    return item


def key_of(user: User, site: Site) -> str:
    """The same person's question to the same site is asked once."""
    return f"access:{user.pk}:{site.pk}"


def waiting_at(site: Site) -> QuerySet[OpenItem]:
    """The requests that a site has not answered, oldest first."""
    return OpenItem.objects.for_site(site).open().filter(kind=OpenItemKind.ACCESS).order_by("opened_at", "pk")


def asked_by(user: User) -> QuerySet[OpenItem]:
    """What this person has asked and nobody has answered."""
    found = OpenItem.objects.open().filter(kind=OpenItemKind.ACCESS, subject=f"user:{user.pk}")
    return found.select_related("site__organization").order_by("opened_at")


@transaction.atomic
def let_in(*, item: OpenItem, role: str, by: User, at: datetime) -> Membership:
    """Give the person who asked a role at the site; all that person's questions to it are closed. Raises Refused."""
    user, site = _asked(item)
    _demand_right(by, site)
    try:
        membership = grant(user=user, organization=site.organization, role=role, by=by, at=at)
    except NotAllowed as refusal:
        raise Refused(*(Reason(reason.code, reason.text) for reason in refusal.reasons)) from refusal
    close_items(keys=[item.key], by=by, at=at, resolution="let_in")
    return membership


@transaction.atomic
def decline(*, item: OpenItem, reason: str, by: User, at: datetime) -> None:
    """Say no to a request, with a reason that is logged. Raises Refused."""
    user, site = _asked(item)
    _demand_right(by, site)
    said = " ".join(reason.split())[:LONGEST_NOTE]
    if not said:
        raise Refused(Reason("reason", _("Skriv hvorfor, så en annen kan forstå det senere.")))
    close_items(keys=[item.key], by=by, at=at, resolution=f"declined: {said}")
    log.append([log.Entry("access.declined", f"user:{user.pk}", {"reason": said}, site.organization)], by=by, at=at)


def _asked(item: OpenItem) -> tuple[User, Site]:
    if item.kind != OpenItemKind.ACCESS or item.closed_at is not None or item.site is None:
        raise Refused(Reason("answered", _("Spørsmålet er allerede besvart.")))
    return User.objects.get(pk=item.detail["user"]), item.site


def _demand_right(by: User, site: Site) -> None:
    if not may_let_in(by, site.organization):
        raise Refused(Reason("no_authority", _("Bare nettansvarlig kan svare på dette.")))
