"""The feed follows the event log: each event that changes what is shown becomes versions and numbered changes.

The log is written in commit order, so the feed is too, whoever writes and from how many processes. A feed that is
stopped anywhere goes on from the last event it finished; one that reads an event again finds nothing new in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from fellesnett.adoption.models import AdoptedText, Adoption, Showing, Snapshot
from fellesnett.composition.canonical import canonical_json
from fellesnett.composition.composing import compose
from fellesnett.delivery import documents, offers, recording, schema
from fellesnett.delivery.documents import Shown
from fellesnett.delivery.models import FeedHead, Item
from fellesnett.delivery.onward import texts_at, texts_with_a_last_day
from fellesnett.delivery.queries import one_of
from fellesnett.delivery.writing import Feed
from fellesnett.editorial.models import Event
from fellesnett.national.models import Edition, Topic
from fellesnett.national.sourcing import topics_with_words_from
from fellesnett.organizations.models import Place, Site
from fellesnett.pages.models import Department, SitePage, WaitingTime

AT_A_TIME = 200
BEFORE_ALL = UUID(int=0)


def follow(*, at: datetime) -> int:
    """Read what the log has had since last time. Returns how many changes came of it.

    A change is dated by its event; `at` dates only what no event is behind: that the documents have a new form, and that a day
    has passed.
    """
    written = 0 if FeedHead.objects.filter(form=schema.FORM).exists() else _tell_in_new_form(at)
    while (step := _follow_some()) is not None:
        written += step
    return written + _forget_what_is_over(at)


def _forget_what_is_over(at: datetime) -> int:
    """Each day anew: a waiting time that holds no longer, or whose source is no longer set up here, is told no more; nor is a
    way onward whose last day is over.

    Some services at a time, so that nobody who writes waits for all of them. Stopped anywhere, the day's look goes on from there.
    """
    written = 0
    while (step := _look_at_some_waiting(at)) is not None:
        written += step
    return written


@transaction.atomic
def _look_at_some_waiting(at: datetime) -> int | None:
    """One transaction's worth of services; None when the day's look is at its end."""
    today = timezone.localdate(at)
    if FeedHead.objects.filter(waiting_on__gte=today, waiting_after__isnull=True).exists():
        return None
    head, _made = FeedHead.objects.select_for_update().get_or_create(id=1)
    feed = Feed(head)
    if head.waiting_on is None or head.waiting_on < today:
        feed.touch_up(texts_with_a_last_day(head.waiting_on, today), at=at)
        head.waiting_on, head.waiting_after = today, BEFORE_ALL
    if head.waiting_after is None:  # another process has ended it
        return None
    services = list(offers.telling_of_waiting().filter(pk__gt=head.waiting_after).order_by("pk")[:AT_A_TIME])
    feed.may_differ(map(offers.key_of, services), at=at)
    recording.tell_services(feed)
    head.waiting_after = services[-1].pk if len(services) == AT_A_TIME else None
    feed.close()
    return feed.written


@transaction.atomic
def _tell_in_new_form(at: datetime) -> int:
    """Where the documents have another form than when they were written, every text is told again. Done once, whole or not."""
    head, _made = FeedHead.objects.select_for_update().get_or_create(id=1)
    if head.form == schema.FORM:
        return 0
    feed = Feed(head)
    _publish_again(feed, Item.objects.texts().shown(), at)
    recording.tell_all(feed, at)
    head.form = schema.FORM
    feed.close()
    return feed.written


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
    _fetch_pages(feed, [event.payload["snapshot"] for event in events if event.verb == "snapshot.live"])


def _fetch_pages(feed: Feed, snapshots: Collection[int]) -> None:
    """What is to be published of these, with what was told of it before, and of the national texts behind."""
    feed.pages.fetch(snapshots)
    adoptions = {feed.pages.snapshot(pk).text.adoption for pk in snapshots}
    here = {(adoption.topic_id, adoption.site_id) for adoption in adoptions}
    feed.texts.fetch(here | {(adoption.topic_id, None) for adoption in adoptions})


# --- what each event means -----------------------------------------------------------------------------------------


def _page_live(feed: Feed, event: Event) -> None:
    snapshot = feed.pages.snapshot(event.payload["snapshot"])
    if snapshot.text.adoption.site.is_open:
        _publish_page(feed, snapshot, event.at, recall=event.payload["kind"] == "safety_lane")
        feed.may_differ([snapshot.text.adoption_id], at=event.at)


def _words_hold(feed: Feed, event: Event) -> None:
    """Another publisher's words hold no more, or do again: every text that has them says so, in whatever edition they stand."""
    address = event.payload["address"]
    on_topics = Item.objects.texts().shown().filter(topic__in=topics_with_words_from(address))
    texts = on_topics.filter(document__contains=canonical_json(address).decode())
    _publish_again(feed, texts, event.at, recall=event.payload.get("withdrawn", False))


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
    for some in _some_at_a_time(sorted(set(live.values_list("snapshot", flat=True)))):
        _fetch_pages(feed, some)
        for pk in some:
            _publish_page(feed, feed.pages.snapshot(pk), event.at, recall=False)
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
    """Whose the texts are and where they stand is in each of them. Where one of them has it right, all have."""
    shown = Item.objects.texts().shown()
    texts = shown.filter(site__isnull=True) if site.is_front_door else shown.filter(site=site)
    one = texts.order_by("pk").first()
    if one is not None and not documents.says_whose_and_where(one, site):
        _publish_again(feed, texts, at)


def _tell_pages_again(feed: Feed, site: Site, at: datetime) -> None:
    """The same of a site's own pages."""
    one = (
        Item.objects.shown().filter(site=site, type__in=[word for word, _make in recording.PAGES.values()]).order_by("pk").first()
    )
    if one is not None and not documents.says_whose_and_where(one, site):
        recording.tell_pages(feed, site, at)


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
        recording.take_away(feed, event.subject, event.at, why)
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
    "place.described": _place_described,
    "page.published": _own_page_live,
    "page.retagged": _own_page_live,
    "page.unpublished": _own_page_down,
    "page.expired": _own_page_down,
}


_FROM_WHAT_IS_AT_HAND = frozenset({_page_live, _edition_live, _offered})
"""Those that ask the database for nothing the feed has told: what was told need not be written before them."""


# --- finding what an event speaks of -------------------------------------------------------------------------------


def _publish_page(feed: Feed, snapshot: Snapshot, at: datetime, *, recall: bool) -> None:
    adoption, language = snapshot.text.adoption, snapshot.text.language
    national = feed.texts.at((adoption.topic_id, None), None, language)
    page = feed.pages.page_of(snapshot)
    shown = Shown(page, snapshot.edition, adoption.site, adoption.site.organization, national)
    feed.publish(_key(adoption.topic, adoption.site, snapshot.place, language), shown, at=at, recall=recall)


def publish_edition(feed: Feed, edition: Edition, at: datetime, *, recall: bool) -> None:
    """The national text, as the front door shows it. Without a front door there is nowhere to read it."""
    front_door = feed.pages.front_door
    if front_door is not None:
        shown = Shown(compose(edition.value), edition, front_door, front_door.organization, None)
        feed.publish(_key(edition.topic, None, None, edition.language), shown, at=at, recall=recall)


def _publish_again(feed: Feed, items: QuerySet[Item], at: datetime, *, recall: bool = False) -> None:
    """What these texts say now, told where it is not what their documents say. Some at a time, so that few are in memory."""
    for some in _some_at_a_time(list(items.order_by("pk").values_list("pk", flat=True))):
        rows = list(Item.objects.filter(pk__in=some).order_by("pk").only("topic", "site", "place", "language"))
        feed.texts.fetch({(item.topic_id or 0, item.site_id) for item in rows})
        live = Live(rows)
        _fetch_pages(feed, live.snapshots.values())
        for item in rows:
            if (edition := live.edition_of(item)) is not None:
                publish_edition(feed, edition, at, recall=recall)
            if (snapshot := live.snapshot_of(item)) is not None:
                _publish_page(feed, feed.pages.snapshot(snapshot), at, recall=recall)
        feed.let_go()


class Live:
    """What patients see now where these texts are: a national edition, or the key of a hospital's snapshot. Two queries."""

    def __init__(self, items: Collection[Item]) -> None:
        local = {(item.topic_id or 0, item.site_id) for item in items if item.site_id}
        shown = Showing.objects.live().filter(one_of(local, "text__adoption__topic", "text__adoption__site"))
        place = ("text__adoption__topic", "text__adoption__site", "place", "text__language")
        self.snapshots = {tuple(at): snapshot for *at, snapshot in shown.values_list(*place, "snapshot")}
        national = Edition.objects.live().filter(topic__in=[item.topic_id for item in items if not item.site_id])
        with_topic = national.select_related("topic").prefetch_related("topic__synonyms", "topic__codings__system")
        self.editions = {(edition.topic_id, edition.language): edition for edition in with_topic}

    def edition_of(self, item: Item) -> Edition | None:
        """The national edition behind a national text."""
        return None if item.site_id else self.editions.get((item.topic_id or 0, item.language))

    def snapshot_of(self, item: Item) -> int | None:
        """The key of the snapshot that a hospital shows as this text."""
        return self.snapshots.get((item.topic_id, item.site_id, item.place_id, item.language))


def _some_at_a_time(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (keys[start : start + AT_A_TIME] for start in range(0, len(keys), AT_A_TIME))


def _named(event: Event) -> tuple[str, str]:
    """The key of the topic and the language of an event about a national text."""
    _word, key, language = event.subject.split(":")
    return key, language


def _edition(feed: Feed, event: Event) -> Edition:
    return feed.pages.edition(*_named(event), event.payload["number"])


def _key(topic: Topic, site: Site | None, place: Any, language: str) -> dict[str, Any]:
    return {"topic": topic, "site": site, "place": place, "language": language}


def _successor_of(item: Item) -> Item | None:
    """What took over from a withdrawn topic: the same hospital's text where it has one, else the national."""
    successor = item.behind[0].successor_id
    if successor is None:
        return None
    found = Item.objects.shown().filter(topic=successor, language=item.language, place__isnull=True)
    return found.filter(site=item.site_id).first() or found.filter(site__isnull=True).first()
