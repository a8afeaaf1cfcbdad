"""How the directory is asked, whatever it is asked about: a page of rows, references, codes, ids, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, overload
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fellesnett.codes.models import CodeSystem
from fellesnett.codes.queries import systems_by_any_name
from fellesnett.hl7 import fhir
from fellesnett.hl7.fhir import Asked, Refused, Resource, token

PROFILES = "http://hl7.no/fhir/StructureDefinition/no-basis"


class Rows(Sequence[Resource]):
    """What a search found: only the page that is shown is read, and made into resources all at once.

    In the order of their keys: what is changed while somebody reads page by page stays where it was, and nothing else moves.
    """

    def __init__(self, rows: QuerySet[Any], told: Callable[[Sequence[Any]], list[Resource]]) -> None:
        self.rows, self.told = rows.order_by("pk"), told

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, index: int) -> Resource: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Resource]: ...
    def __getitem__(self, index: int | slice) -> Resource | Sequence[Resource]:
        return self.told(list(self.rows[index])) if isinstance(index, slice) else self.told([self.rows[index]])[0]


def each(told: Callable[[Any], Resource]) -> Callable[[Sequence[Any]], list[Resource]]:
    return lambda rows: [told(row) for row in rows]


def reading(kind: str, rows: Callable[[], QuerySet[Any]], told: Callable[[Any], Resource]) -> Callable[[str, date], Resource]:
    def read(id: str, on: date) -> Resource:
        row = rows().filter(pk=number(id)).first()
        if row is None:
            raise no_such(kind, id)
        return told(row)

    return read


def referred(rows: Callable[[], QuerySet[Any]], told: Callable[[Any], Resource]) -> Callable[[Iterable[str]], list[Resource]]:
    """Those with these ids, in one question."""
    return lambda ids: [told(row) for row in rows().filter(pk__in=map(number, ids))]


def no_such(kind: str, id: str) -> Refused:
    return Refused(404, _("%(kind)s/%(id)s finnes ikke.") % {"kind": kind, "id": id})


def number(id: str) -> int:
    """The key in an id; 0, which nothing has, where it is none."""
    return int(id) if re.fullmatch(r"[1-9][0-9]{0,17}", id) else 0


def uuid(id: str) -> UUID:
    """The key in an id; one that nothing has, where it is none."""
    return UUID(id if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id) else "0" * 32)


Criterion = Callable[[str], Q]
"""The rows that one value of a search parameter is true of. Raises Refused for a value that is none."""
NOBODY = Q(pk__in=())


def held(found: QuerySet[Any], asked: Asked, by: Mapping[str, Criterion]) -> QuerySet[Any]:
    """The rows of which every parameter is true, each time it is said, by one of its values (FHIR R4, Search 3.1.1.4.17)."""
    for name, is_true in by.items():
        for values in asked.conditions(name):
            found = found.filter(reduce(or_, map(is_true, values)))
    return found


def named(written: str, kind: str) -> int:
    """The key in a reference, `Organization/12` or `12`; 0, which nothing has, where it refers to nothing of ours."""
    return number(written.removeprefix(f"{fhir.base()}/").removeprefix(f"{kind}/"))


Coded = tuple[CodeSystem, str]


def coded(name: str, written: str) -> Coded | None:
    """The code list and the code of `system|code`; None where it is of a list that we do not hold. Raises Refused where no list
    is named: which is meant is not for us to guess."""
    list_name, code = token(written)
    if list_name is None:
        raise Refused(400, _("Skriv «%(name)s» som kodeverk|kode.") % {"name": name})
    system = systems_by_any_name(list_name)
    return (system, code) if system and code else None
