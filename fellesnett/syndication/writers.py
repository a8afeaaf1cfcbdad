"""A feed in each form in which it is followed: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from fellesnett.delivery.schema import LICENCE
from fellesnett.foundation.answering import for_xml
from fellesnett.syndication.subjects import NEVER, Entry


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is, and what it tells. Addresses are whole; `following` is empty at the end."""

    id: str
    title: str
    home: str
    address: str
    following: str
    language: str
    author: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """When the meaning of anything in it last changed."""
        return max((entry.updated for entry in self.entries), default=NEVER)


class _Ours(SyndicationFeed):
    """What Atom and RSS share: a day that is the entries' own also where there are none, and the way to older entries."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if self.feed["following"]:
            handler.addQuickElement(self.feed["link_element"], "", {"rel": "next", "href": self.feed["following"]})  # RFC 5005


class _Atom(_Ours, Atom1Feed):
    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


class _Rss(_Ours, Rss201rev2Feed):
    pass


def as_atom(feed: Feed) -> str:
    """Atom (RFC 4287), older entries by RFC 5005."""
    return _written(_Atom, feed, link_element="link")


def as_rss(feed: Feed) -> str:
    """RSS 2.0. It has one day for each entry, which is when its meaning last changed."""
    return _written(_Rss, feed, link_element="atom:link")


ToldT = TypeVar("ToldT", Feed, Entry)


def _legible(told: ToldT) -> ToldT:
    """With words that XML can hold."""
    said = {field.name: getattr(told, field.name) for field in fields(told)}
    legible: dict[str, Any] = {name: for_xml(words) for name, words in said.items() if isinstance(words, str)}
    return replace(told, **legible)


def _written(form: type[SyndicationFeed], feed: Feed, **more: Any) -> str:
    of_rss, feed = form is _Rss, _legible(feed)
    book = form(
        title=feed.title,
        link=feed.home,
        description=feed.title,
        language=feed.language,
        author_name=feed.author,
        author_link=feed.home,
        feed_url=feed.address,
        feed_guid=feed.id,
        feed_copyright=LICENCE,
        updated=feed.updated,
        following=feed.following,
        **more,
    )
    for entry in map(_legible, feed.entries):
        book.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.html if of_rss else escape(entry.summary),
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.updated if of_rss else entry.published,
            updateddate=entry.updated,
            author_name=entry.author,
            categories=entry.categories,
            html=entry.html,
            language=entry.language,
        )
    return book.writeString("utf-8")


def as_json(feed: Feed) -> str:
    """JSON Feed 1.1."""
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "next_url": feed.following,
        "language": feed.language,
        "authors": [{"name": feed.author, "url": feed.home}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps({name: value for name, value in said.items() if value != ""}, ensure_ascii=False)


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": entry.author}],
        "tags": list(entry.categories),
        "language": entry.language,
    }
