"""What the feed has decided and not written yet: the rows of many lines are written together."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from fellesnett.delivery import wording
from fellesnett.delivery.models import Change, Item, Version


class Pending:
    """Rows that wait to be written in one go. Whoever asks the database for any of them has them written first."""

    def __init__(self) -> None:
        self._items: dict[UUID, Item] = {}
        self._lines: list[Change] = []
        self._versions: list[Version] = []
        self._words: dict[UUID, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    def hold(self, item: Item, line: Change, version: Version | None) -> None:
        """An item as it is now, with the line that says so, and the version that it is, where it can be read."""
        self._items[item.pk] = item
        self._lines.append(line)
        if version is not None:
            self._versions.append(version)

    def find_by(self, item: Item, words: Iterable[str]) -> None:
        """From now on the item is found by these words; by none where there are none."""
        self._words[item.pk] = frozenset(words)

    def write(self) -> None:
        """All of it, items first: a few statements, and one for each item that was there before."""
        new = [item for item in self._items.values() if item._state.adding]
        known = [item for item in self._items.values() if not item._state.adding]
        Item.objects.bulk_create(new)
        for item in known:
            item.save()
        Change.objects.bulk_create(self._lines)
        Version.objects.bulk_create(self._versions)
        wording.keep(self._words, new={item.pk for item in new})
        for written in (self._items, self._lines, self._versions, self._words):
            written.clear()
