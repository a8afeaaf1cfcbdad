"""Who is asked, beyond names and roles: a room above may know more, such as who edits the part of a site where a page lies."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from fellesnett.editorial.models import OpenItem

if TYPE_CHECKING:
    from fellesnett.accounts.models import User
    from fellesnett.editorial.querysets import OpenItemQuerySet

Reach = Callable[["User", "OpenItemQuerySet"], Collection[int]]
FURTHER: list[Reach] = []
"""Who finds the keys of what else a person is asked among some items. The rooms above lay in their own when they are ready."""


def asked_of(user: User, among: OpenItemQuerySet | None = None) -> OpenItemQuerySet:
    """What this person is asked among these items (all, where none are named): by name, by a role, or as a room above knows."""
    items = OpenItem.objects.all() if among is None else among
    further = {pk for reach in FURTHER for pk in reach(user, items)}
    mine: OpenItemQuerySet = items.for_user(user)
    return mine | items.filter(pk__in=further) if further else mine


def item_asked_of(user: User, key: int) -> OpenItemQuerySet:
    """The item with this key where this person is asked it, open or closed; else none."""
    return asked_of(user, OpenItem.objects.filter(pk=key))
