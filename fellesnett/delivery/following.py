"""The feed follows the event log: each event that changes what is shown becomes versions and numbered changes.

The log is written in commit order, so the feed is too, whoever writes and from how many processes. A feed that is
stopped anywhere goes on from the last event it finished; one that reads an event again finds nothing new in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from fellesnett.adoption.models import AdoptedText, Adoption, Showing
from fellesnett.composition.canonical import canonical_json
from fellesnett.delivery import documents, offers, recording
from fellesnett.delivery.anew import tell_in_new_form
from fellesnett.delivery.daily import forget_what_is_over
from fellesnett.delivery.models import FeedHead, Item
from fellesnett.delivery.onward import texts_at
from fellesnett.delivery.showing import fetch_pages, publish_again, publish_edition, publish_page, some_at_a_time
from fellesnett.delivery.writing import Feed
from fellesnett.editorial.models import Event
from fellesnett.national.models import Edition, Topic
from fellesnett.national.sourcing import topics_with_words_from
from fellesnett.organizations.models import Place, Site
from fellesnett.pages.models import Department, SitePage, WaitingTime

AT_A_TIME = 200
FEW = 50  # documents in memory at a time
NONE_LEFT_OUT = '"media_left_out":0,'
"""What a document says where every picture went with it (`documents.as_text`)."""


def follow(*, at: datetime) -> int:
    """Read what the log has had since last time. Returns how many changes came of it.

    A change is dated by its event; `at` dates only what no event is behind: that the documents have a new form, and that a day
    has passed.
    """
    written = tell_in_new_form(at)
    while (step := _follow_some()) is not None:
        written += step
    return written + forget_what_is_over(at)


@transaction.atomic
def _follow_some() -> int | None:
    """One transaction's worth of events; None when there are no more."""
    head, _made = FeedHead.objects.select_for_update().get_or_create(id=1)
    events = list(Event.objects.filter(sequence__gt=head.event).order_by("sequence")[:AT_A_TIME])
    if not events:
        return None
    feed = Feed(head)
    _fetch(feed, events)
    for event in events:
        if tell := _TELLERS.get(event.verb):
            if tell not in _FROM_WHAT_IS_AT_HAND:
                feed.write()
            tell(feed, event)
    recording.tell_services(feed)
    head.event = events[-1].sequence
    feed.close()
    return feed.written


def _fetch(feed: Feed, events: Iterable[Event]) -> None:
    """What most events speak of, for all of them at once: pages that go live, and national editions."""
    editions = [event for event in events if event.verb == "edition.live"]
    feed.pages.fetch_editions(_named(event)[0] for event in editions)
    feed.texts.fetch((_edition(feed, event).topic_id, None) for event in editions)
    fetch_pages(feed, [event.payload["snapshot"] for event in events if event.verb == "snapshot.live"])


# --- what each event means -----------------------------------------------------------------------------------------


def _page_live(feed: Feed, event: Event) -> None:
    snapshot = feed.pages.snapshot(event.payload["snapshot"])
    if snapshot.text.adoption.site.is_open:
        publish_page(feed, snapshot, event.at, recall=event.payload["kind"] == "safety_lane")
        feed.may_differ([snapshot.text.adoption_id], at=event.at)


def _words_hold(feed: Feed, event: Event) -> None:
    """Another publisher's words hold no more, or do again: every text that has them says so, in whatever edition they stand."""
    address = event.payload["address"]
    on_topics = Item.objects.texts().shown().filter(topic__in=topics_with_words_from(address))
    texts = on_topics.filter(document__contains=canonical_json(address).decode())
    publish_again(feed, texts.values_list("pk", flat=True), event.at, recall=event.payload.get("withdrawn", False))


def _picture_changed(feed: Feed, event: Event) -> None:
    """It is shared or no more, or gone: the texts that have it, and those that had to leave one out."""
    has_it = ~Q(document__contains=NONE_LEFT_OUT)
    for file in event.payload["files"]:
        has_it |= Q(document__contains=file)
    texts = Item.objects.texts().shown().filter(has_it)
    publish_again(feed, texts.values_list("pk", flat=True), event.at)


def _page_down(feed: Feed, event: Event) -> None:
    text = AdoptedText.objects.select_related("adoption").get(pk=event.payload["text"])
    adoption, why = text.adoption, str(event.payload["why"])
    items = Item.objects.shown().filter(topic=adoption.topic_id, site=adoption.site_id, language=text.language)
    for item in items.filter(place=event.payload["place"]).select_related("topic", "edition"):
        feed.take_away(item, at=event.at, reason=why, recall=why == "withdrawn", replaced_by=_successor_of(item))
    feed.may_differ([adoption.pk], at=event.at, why=why)


def _edition_live(feed: Feed, event: Event) -> None:
    edition = _edition(feed, event)
    publish_edition(feed, edition, event.at, recall=any(change["class"] == "safety" for change in edition.changes))


def _topic_withdrawn(feed: Feed, event: Event) -> None:
    topic = Topic.objects.get(key=event.subject.partition(":")[2])
    shown = Item.objects.shown().filter(topic=topic, site__isnull=True).select_related("topic", "edition").order_by("pk")
    going = [(item, _successor_of(item)) for item in shown]
    feed.take_all_away(going, at=event.at, reason="withdrawn", recall=True)


def _reviewed(feed: Feed, event: Event) -> None:
    key, language = _named(event)
    items = Item.objects.shown().filter(topic__key=key, language=language, edition__number=event.payload["number"])
    feed.touch_up(items, at=event.at)


def _described(feed: Feed, event: Event) -> None:
    key = event.subject.partition(":")[2]
    feed.touch_up(Item.objects.shown().filter(topic__key=key), at=event.at)
    offering = Adoption.objects.filter(topic__key=key).values_list("pk", flat=True)
    feed.may_differ(offering, at=event.at)


def _signpost_changed(feed: Feed, event: Event) -> None:
    if event.subject.startswith("signpost:"):
        feed.touch_up(texts_at(event), at=event.at)


def _went_public(feed: Feed, event: Event) -> None:
    _tell_site(feed, event)
    live = Showing.objects.live().filter(text__adoption__site__slug=event.subject.partition(":")[2])
    for some in some_at_a_time(sorted(set(live.values_list("snapshot", flat=True)))):
        fetch_pages(feed, some)
        for pk in some:
            publish_page(feed, feed.pages.snapshot(pk), event.at, recall=False)
        feed.let_go()


def _site_described(feed: Feed, event: Event) -> None:
    _tell_texts_again(feed, _tell_site(feed, event), event.at)


def _tell_site(feed: Feed, event: Event) -> Site:
    site = Site.objects.select_related("organization").get(slug=event.subject.partition(":")[2])
    recording.tell_site(feed, site, event.at)
    recording.tell_pages(feed, site, event.at)
    return site


def _site_changed(feed: Feed, event: Event) -> None:
    _tell_site(feed, event)


def _organizations_changed(feed: Feed, event: Event) -> None:
    recording.tell_organizations(feed, event.at)
    for site in Site.objects.open().select_related("organization").order_by("pk"):
        _tell_texts_again(feed, site, event.at)
        _tell_pages_again(feed, site, event.at)


def _tell_texts_again(feed: Feed, site: Site, at: datetime) -> None:
    """Whose the texts are and where they stand is in each of them. Each is looked at: one that was told since may have it right
    already. Those that have are not composed."""
    shown = Item.objects.texts().shown()
    texts = shown.filter(site__isnull=True) if site.is_front_door else shown.filter(site=site)
    publish_again(feed, _otherwise(texts, site), at)


def _tell_pages_again(feed: Feed, site: Site, at: datetime) -> None:
    """The same of a site's own pages."""
    kinds = [word for word, _make in recording.PAGES.values()]
    if _otherwise(Item.objects.shown().filter(site=site, type__in=kinds), site):
        recording.tell_pages(feed, site, at)


def _otherwise(items: QuerySet[Item], site: Site) -> list[UUID]:
    """Those that say another name or address than the site has."""
    says = documents.whose_and_where(site)
    stored = items.order_by().values_list("pk", "document").iterator(chunk_size=FEW)
    return [pk for pk, document in stored if not says(document)]


def _organization_written_down(feed: Feed, event: Event) -> None:
    recording.tell_organizations(feed, event.at, [int(event.subject.partition(":")[2])])


def _place_described(feed: Feed, event: Event) -> None:
    place = Place.objects.select_related("organization", "part_of").get(pk=event.subject.partition(":")[2])
    recording.tell_place(feed, place, event.at)


def _offered(feed: Feed, event: Event) -> None:
    """Taken into use, perhaps at other places than before."""
    feed.may_differ([int(event.subject.partition(":")[2])], at=event.at)


def _waiting_recorded(feed: Feed, event: Event) -> None:
    site = Site.objects.get(slug=event.subject.partition(":")[2])
    waited_for = Adoption.objects.filter(site=site, topic__in=WaitingTime.objects.filter(site=site).values("topic"))
    keys = {*offers.with_waiting(site), *waited_for.values_list("pk", flat=True)}
    feed.may_differ(keys, at=event.at)


def _department_changed(feed: Feed, event: Event) -> None:
    page = Department.objects.filter(pk=event.subject.rpartition(":")[2]).first()
    keys = offers.of_department(page) if page else offers.keys_of(Item.objects.shown().filter(type="service"))
    feed.may_differ(keys, at=event.at)


def _own_page_live(feed: Feed, event: Event) -> None:
    if _is_a_departments(event):
        _department_changed(feed, event)
    elif page := _own_page(event):
        recording.tell_page(feed, page, event.at)


def _own_page_down(feed: Feed, event: Event) -> None:
    if _is_a_departments(event):
        _department_changed(feed, event)
        return
    page, why = _own_page(event), event.verb.partition(".")[2]
    if page is None:  # of another kind, or no longer there at all
        recording.take_away_deleted(feed, event.subject, event.at, why)
    else:
        recording.take_away_page(feed, page, event.at, why)


def _is_a_departments(event: Event) -> bool:
    return event.subject.startswith("page:department:")


def _own_page(event: Event) -> SitePage | None:
    """The page an event is about, where it is of a kind that others copy."""
    _word, kind, pk = event.subject.split(":")
    model = recording.BY_NAME.get(kind)
    return model._default_manager.filter(pk=pk).first() if model else None


_TELLERS: dict[str, Callable[[Feed, Event], None]] = {
    "snapshot.live": _page_live,
    "source.retired": _words_hold,
    "source.restored": _words_hold,
    "snapshot.taken_down": _page_down,
    "edition.live": _edition_live,
    "edition.reviewed": _reviewed,
    "topic.withdrawn": _topic_withdrawn,
    "topic.described": _described,
    "topic.retagged": _described,
    "signpost.put_up": _signpost_changed,
    "signpost.changed": _signpost_changed,
    "signpost.taken_down": _signpost_changed,
    "signpost.retagged": _signpost_changed,
    "links.dead": _signpost_changed,
    "links.mended": _signpost_changed,
    "adoption.adopted": _offered,
    "adoption.places": _offered,
    "waiting_times.recorded": _waiting_recorded,
    "site.went_public": _went_public,
    "site.described": _site_described,
    "site.opened": _site_changed,
    "site.closed": _site_changed,
    "organizations.imported": _organizations_changed,
    "organization.written_down": _organization_written_down,
    "place.described": _place_described,
    "picture.described": _picture_changed,
    "picture.deleted": _picture_changed,
    "page.published": _own_page_live,
    "page.retagged": _own_page_live,
    "page.unpublished": _own_page_down,
    "page.expired": _own_page_down,
    "page.deleted": _own_page_down,
}


_FROM_WHAT_IS_AT_HAND = frozenset({_page_live, _edition_live, _offered})
"""Those that ask the database for nothing the feed has told: what was told need not be written before them."""

# --- finding what an event speaks of -------------------------------------------------------------------------------


def _named(event: Event) -> tuple[str, str]:
    """The key of the topic and the language of an event about a national text."""
    _word, key, language = event.subject.split(":")
    return key, language


def _edition(feed: Feed, event: Event) -> Edition:
    return feed.pages.edition(*_named(event), event.payload["number"])


def _successor_of(item: Item) -> Item | None:
    """What took over from a withdrawn topic: the same hospital's text where it has one, else the national."""
    successor = item.behind[0].successor_id
    if successor is None:
        return None
    found = Item.objects.shown().filter(topic=successor, language=item.language, place__isnull=True)
    return found.filter(site=item.site_id).first() or found.filter(site__isnull=True).first()
