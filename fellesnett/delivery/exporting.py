"""All that could be read at one number of the feed, as one file: whoever asks for the rest of it gets the same bytes, whatever
has happened since.

No file lies anywhere. What has not changed since the number is read where it is served; of what has, the version that was served
then. Never many documents in memory at a time, however much is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, Func, IntegerField, Q, QuerySet
from django.db.models.functions import Cast, Length
from django.utils import timezone

from fellesnett.delivery import packing
from fellesnett.delivery.models import Change, ChangeKind, Item, Version

FEW = 50  # documents in memory at a time
RESUMABLE = timedelta(days=1)
NIGHT = 2  # the hour
LINE_END = b"\n"


class _Octets(Func):
    """How many bytes a text is."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        measured = Length(Cast(self.get_source_expressions()[0], BinaryField()))
        return measured.as_sql(compiler, connection, **more)


@dataclass(frozen=True, slots=True)
class Export:
    """The file as of a number of the feed: one document on each line, by id; `packed`, all of it in one gzip file."""

    seq: int
    packed: bool

    def pieces(self) -> Iterator[bytes]:
        """The whole file, piece by piece."""
        if not self.packed:
            for document in self._documents():
                yield document + LINE_END
            return
        splice = packing.Splice()
        for stored in self._documents():
            yield splice.document(stored) + splice.between(LINE_END)
        yield splice.end()

    def size(self) -> int:
        """How many bytes it is. What has not changed since is measured, and not read."""
        around, each = packing.beside(LINE_END) if self.packed else (0, len(LINE_END))
        return around + sum(size + each for size in self._sizes())

    def _documents(self) -> Iterator[bytes]:
        for pk, seq, said in self._rows("packed" if self.packed else "document"):
            if seq > self.seq:
                said = self._as_it_was(pk)
                if said:
                    yield said
            else:
                yield said.encode() if isinstance(said, str) else bytes(said) or self._packed_now(pk)

    def _sizes(self) -> Iterator[int]:
        measured = Length("packed") if self.packed else _Octets("document")
        for pk, seq, size in self._rows(measured):
            size = len(self._as_it_was(pk)) if seq > self.seq else size or len(self._packed_now(pk))
            if size:
                yield size

    def _rows(self, what: Any) -> Iterator[tuple[UUID, int, Any]]:
        """What could be read at the number and has not changed since; and all that has, as something to look up."""
        there: QuerySet[Item] = Item.objects.filter(Q(gone_at__isnull=True) & ~Q(document="") | Q(seq__gt=self.seq))
        return there.order_by("pk").values_list("pk", "seq", what).iterator(chunk_size=FEW)

    def _as_it_was(self, pk: UUID) -> bytes:
        """A document as it was served at the number; empty where there was none."""
        last = Change.objects.filter(item=pk, seq__lte=self.seq).order_by("-seq").values_list("kind", "version").first()
        if last is None or last[0] == ChangeKind.DELETED:
            return b""
        document = Version.objects.values_list("document", flat=True).get(item=pk, number=last[1])
        return packing.packed(document) if self.packed else document.encode()

    def _packed_now(self, pk: UUID) -> bytes:
        """A document that was written by hand, and never packed."""
        return packing.packed(Item.objects.values_list("document", flat=True).get(pk=pk))


def of_the_night(at: datetime) -> int:
    """The number of the last night's file: how far the feed had come at two o'clock, Norwegian time. Where something has been
    recalled since, the file is as of the recall: nobody begins a copy with what was taken back."""
    two = timezone.localtime(at).replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    night = two if two <= at else two - timedelta(days=1)
    newest_first = Change.objects.order_by("-seq").values_list("seq", flat=True)
    return max(newest_first.filter(at__lte=night).first() or 0, newest_first.filter(recall=True).first() or 0)


def may_be_resumed(seq: int, at: datetime) -> bool:
    """May the rest of the file as of this number still be given? Not where it is a day old, nor where anything in it has been
    recalled since: then it begins anew."""
    after = Change.objects.filter(seq__gt=seq)
    if after.filter(recall=True).exists():
        return False
    return Change.objects.filter(seq=seq, at__lte=at).exists() and not after.filter(at__lt=at - RESUMABLE).exists()
