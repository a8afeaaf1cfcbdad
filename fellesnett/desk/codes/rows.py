"""What is tagged with a retired code, as the screens show it: one row for each tag, whatever bears it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fellesnett.codes.retiring import RetiredTag
from fellesnett.national import coding as topics
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.national.permissions import may_tag, may_write
from fellesnett.pages import retagging as pages
from fellesnett.pages.models import SitePage
from fellesnett.pages.permissions import pages_where
from fellesnett.participation.actions import retagging as orders
from fellesnett.participation.models import Order
from fellesnett.signposts import retagging as signposts
from fellesnett.signposts.models import Signpost, SignpostCoding
from fellesnett.signposts.permissions import may_review

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@dataclass(frozen=True, slots=True)
class Row:
    """One retired tag: what bears it, who answers for that, and where a new code is sent (empty: not by this person)."""

    tag: RetiredTag[Any]
    kind: str
    title: str
    address: str
    retag: str
    unit: str = ""
    owner: str = ""
    deputy: str = ""

    @property
    def basis(self) -> str:
        """Why these codes are proposed, in words."""
        if not self.tag.known.proposals:
            return _("ingen kjent")
        whys = {"replaced": _("utgiveren sier det"), "above": _("nærmeste kode over")}
        return whys[self.tag.known.proposals[0].why]


def rows(user: User, on: date) -> list[Row]:
    """Every retired tag in the house, topics first: they are what is looked up by a code."""
    return [row for each in _KINDS for row in each(user, on)]


def of_topic(user: User, on: date, topic: Topic) -> list[Row]:
    return _topic_rows(user, topics.retired_tags(on, topic=topic))


def of_signpost(user: User, on: date, signpost: Signpost) -> list[Row]:
    return _signpost_rows(user, signposts.retired_tags(on, signpost=signpost) if signpost.is_up else [])


def _topic_rows(user: User, tags: Iterable[RetiredTag[TopicCoding]]) -> list[Row]:
    kind, writes = str(capfirst(_("tema"))), may_write(user)
    return [
        Row(
            tag, kind, topic.title, reverse("desk_national:topic_codes", args=[topic.key]),
            reverse("desk_national:retag", args=[topic.key]) if writes or may_tag(user, topic) else "",
            topic.unit, str(topic.owner or ""), str(topic.deputy or ""),
        )
        for tag in tags
        for topic in [tag.coding.topic]
    ]  # fmt: skip


def _signpost_rows(user: User, tags: Iterable[RetiredTag[SignpostCoding]]) -> list[Row]:
    kind, writes = str(capfirst(Signpost._meta.verbose_name)), may_write(user)
    return [
        Row(
            tag, kind, str(post), reverse("desk_national:signpost", args=[post.pk]),
            reverse("desk_national:signpost_retag", args=[post.pk]) if writes or may_review(user, post) else "",
            post.unit, str(post.owner or ""),
        )
        for tag in tags
        for post in [tag.coding.signpost]
    ]  # fmt: skip


def of_page(user: User, on: date, page: SitePage) -> list[Row]:
    return _page_rows(user, pages.retired_tags(on, page=page)) if page.live else []


def _page_rows(user: User, tags: Iterable[pages.Tag]) -> list[Row]:
    found = list(tags)
    kinds = {type(tag.coding.on) for tag in found}
    writes, publishes = (
        {kind: set(pages_where(user, act, kind).values_list("pk", flat=True)) for kind in kinds} for act in ("change", "publish")
    )
    return [
        Row(
            tag, str(capfirst(page._meta.verbose_name)), page.title,
            _of_page(page, "edit") if page.pk in writes[type(page)] else "",
            _of_page(page, "retag") if page.pk in publishes[type(page)] else "",
            f"{page.unit}, {page.site.name}",
        )
        for tag in found
        for page in [tag.coding.on]
    ]  # fmt: skip


def _of_page(page: SitePage, view: str) -> str:
    return reverse(f"wagtailsnippets_pages_{page._meta.model_name}:{view}", args=[page.pk])


def of_order(user: User, on: date, order: Order) -> list[Row]:
    return _order_rows(user, orders.retired_tags(on, order=order))


def _order_rows(user: User, tags: Iterable[orders.Tag]) -> list[Row]:
    kind, writes = str(capfirst(Order._meta.verbose_name)), may_write(user)
    return [
        Row(
            tag, kind, order.title, reverse("desk_life:order", args=[order.pk]),
            reverse("desk_life:order_retag", args=[order.pk]) if writes else "", order.site.name,
        )
        for tag in tags
        for order in [tag.coding.order]
    ]  # fmt: skip


_KINDS: tuple[Callable[[User, date], list[Row]], ...] = (
    lambda user, on: _topic_rows(user, topics.retired_tags(on)),
    lambda user, on: _signpost_rows(user, signposts.retired_tags(on)),
    lambda user, on: _page_rows(user, pages.retired_tags(on)),
    lambda user, on: _order_rows(user, orders.retired_tags(on)),
)
