"""Telling the feed of what is no text: organizations, places, services, and the events, studies and news of sites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from fellesnett.adoption.models import Adoption
from fellesnett.delivery import offers, records, schema
from fellesnett.delivery.models import Item
from fellesnett.delivery.offers import Offer
from fellesnett.delivery.records import LANGUAGE, Known
from fellesnett.delivery.writing import Feed, Record, known_records
from fellesnett.editorial import subjects
from fellesnett.organizations.models import Organization, Place, Site
from fellesnett.pages.models import Event, NewsItem, SitePage, Study

PAGES: dict[type[SitePage], tuple[schema.Type, Callable[..., schema.Record]]] = {
    Event: ("event", records.event),
    Study: ("study", records.study),
    NewsItem: ("news", records.news),
}
BY_NAME = {str(model._meta.model_name): model for model in PAGES}


def tell_organizations(feed: Feed, at: datetime, keys: Iterable[int] | None = None) -> None:
    """These organizations (default: all) as they are now, those above first, and the places that name them. One that is no
    longer active is taken away."""
    found = Organization.objects.prefetch_related("identifiers", "sites").order_by("path")
    for row in found if keys is None else found.filter(pk__in=keys):
        subject = f"organization:{row.pk}"
        if row.active:
            known = _known([f"organization:{row.parent_id}"])
            record = Record("organization", subject, None, LANGUAGE)
            if feed.tell(record, partial(records.organization, row=row, known=known), at=at):
                tell_places(feed, Place.objects.filter(organization=row), at)
                feed.may_differ(Adoption.objects.filter(site__organization=row).values_list("pk", flat=True), at=at)
        else:
            take_away(feed, subject, at, "closed")


def tell_site(feed: Feed, site: Site, at: datetime) -> None:
    """What stands or falls with a site: its organization and those above, and the places it shows."""
    tell_organizations(feed, at, site.organization.lineage)
    tell_places(feed, Place.objects.filter(pk__in=Place.objects.for_site(site)), at)
    feed.may_differ(_adopted_at(site), at=at, why="" if site.is_open else "site_closed")


def tell_places(feed: Feed, places: QuerySet[Place, Any], at: datetime) -> None:
    """These places as they are now, whole places first: their buildings name them."""
    for place in _with_owners(places).order_by(F("part_of").asc(nulls_first=True), "pk"):
        tell_place(feed, place, at)


def tell_services(feed: Feed) -> None:
    """What the feed holds for stale, as the services they are now, each as of when it may have changed; or gone."""
    stale, feed.stale = feed.stale, {}
    if not stale:
        return
    feed.write()
    offered = list(offers.offers_of(stale, timezone.localdate(max(one.at for one in stale.values()))))
    known, told = _known(_spoken_of(offered)), known_records(subjects.adoption(offer.adoption.pk) for offer in offered)
    for offer in offered:
        site, subject = offer.adoption.site, subjects.adoption(offer.adoption.pk)
        record = Record("service", subject, site, site.language)
        feed.knows(site.organization)
        feed.tell(record, partial(records.service, offer=offer, known=known), at=stale[offer.adoption.pk].at, known=told)
    feed.write()
    gone = set(stale) - {offer.adoption.pk for offer in offered}
    for item in Item.objects.shown().filter(subject__in=map(subjects.adoption, gone)).order_by("pk"):
        why = stale[offers.key_of(item)]
        feed.take_away(item, at=why.at, reason=why.why, recall=False, replaced_by=_took_over(item))


def _adopted_at(site: Site) -> Iterable[int]:
    return Adoption.objects.for_site(site).values_list("pk", flat=True)


def _spoken_of(offered: Iterable[Offer]) -> Iterator[str]:
    """The organizations and places that these offers name, as the log names them."""
    for offer in offered:
        yield f"organization:{offer.adoption.site.organization_id}"
        for place in offer.places:
            yield f"place:{place.pk}"
        for row in offer.waiting:
            yield f"place:{row.place_id}"


def _took_over(service: Item) -> Item | None:
    """The same hospital's service on the topic that took over from a withdrawn one."""
    behind = Adoption.objects.filter(pk=offers.key_of(service), topic__successor__isnull=False)
    same = Adoption.objects.filter(site__in=behind.values("site"), topic__in=behind.values("topic__successor")).first()
    return Item.objects.shown().filter(subject=subjects.adoption(same.pk)).first() if same else None


def tell_place(feed: Feed, place: Place, at: datetime) -> None:
    """A place as it is now, where a site that readers can visit shows it; and the coming events there."""
    site = _site_of(place)
    subject = f"place:{place.pk}"
    if site is None:
        take_away(feed, subject, at, "site_closed")
        return
    known = _known([f"place:{place.part_of_id}"])
    changed = feed.tell(
        Record("place", subject, site, LANGUAGE), partial(records.place, row=place, site=site, known=known), at=at
    )
    if changed:
        feed.may_differ(offers.at_place(place), at=at)
        for event in Event.objects.filter(live=True, place=place).order_by("pk"):
            tell_page(feed, event, at)


def tell_page(feed: Feed, page: SitePage, at: datetime) -> None:
    """A page of a site's own as it is now, and its versions in other languages where they must tell of it."""
    if not (page.live and page.site.is_open):
        take_away_page(feed, page, at, "unpublished")
        return
    if _tell(feed, page, at):
        _tell_versions(feed, page, at)


def tell_pages(feed: Feed, site: Site, at: datetime) -> None:
    """All that a site tells on pages of its own."""
    for model in PAGES:
        for page in model._default_manager.filter(site=site, live=True).order_by("pk"):
            tell_page(feed, page, at)


def take_away_page(feed: Feed, page: SitePage, at: datetime, reason: str) -> None:
    """A page that can no longer be read; its versions in other languages say so."""
    if take_away(feed, _subject(page), at, reason):
        _tell_versions(feed, page, at)


def _tell_versions(feed: Feed, page: SitePage, at: datetime) -> None:
    others = type(page)._default_manager.filter(work=page.work, live=True).exclude(pk=page.pk)
    for other in others.order_by("language"):
        if Item.objects.shown().filter(subject=_subject(other)).exists():
            _tell(feed, other, at)


def _tell(feed: Feed, page: SitePage, at: datetime) -> bool:
    word, make = PAGES[type(page)]
    same = type(page)._default_manager.filter(work=page.work, live=True).exclude(pk=page.pk)
    siblings = list(Item.objects.shown().filter(subject__in=[_subject(other) for other in same]).order_by("language"))
    known = _known([f"place:{getattr(page, 'place_id', None)}"])
    record = Record(word, _subject(page), page.site, page.language)
    return feed.tell(record, partial(make, page=page, siblings=siblings, known=known), at=at)


def _subject(page: SitePage) -> str:
    return subjects.page(str(page._meta.model_name), page.pk)


def take_away(feed: Feed, subject: str, at: datetime, reason: str) -> bool:
    """What can no longer be read, by what it is about. False where it could not be read before."""
    item = Item.objects.shown().filter(subject=subject).first()
    if item is None:
        return False
    feed.take_away(item, at=at, reason=reason, recall=False, replaced_by=None)
    return True


def take_away_deleted(feed: Feed, subject: str, at: datetime, reason: str) -> None:
    """A page that is no more. Which were its versions in other languages is known by what those say."""
    gone = Item.objects.shown().filter(subject=subject).first()
    if gone is None or not take_away(feed, subject, at, reason):
        return
    others = Item.objects.shown().filter(type=gone.type, site=gone.site_id, document__contains=gone.pk.urn)
    for _page, kind, pk in [said.split(":") for said in others.order_by("language").values_list("subject", flat=True)]:
        if page := BY_NAME[kind]._default_manager.filter(pk=pk, live=True).first():
            _tell(feed, page, at)


def _known(wanted: Iterable[str]) -> Known:
    return Known({item.subject: item for item in Item.objects.shown().filter(subject__in=list(wanted)).only("subject")})


def _with_owners(places: QuerySet[Place, Any]) -> QuerySet[Place, Any]:
    return places.select_related("organization", "part_of").prefetch_related("organization__identifiers")


def _site_of(place: Place) -> Site | None:
    """The open site that shows it: its own organization's, else that of the organization above."""
    owners = Q(organization=place.organization_id)
    if place.organization.parent_id:
        owners |= Q(organization=place.organization.parent_id)
    sites = Site.objects.open().filter(owners, is_front_door=False).order_by("pk")
    return min(sites, key=lambda site: site.organization_id != place.organization_id, default=None)
