"""Reviews due: national texts and local text, added up by community, owner, month or site, and one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame, tables
from fellesnett.desk.boards.frame import Field
from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.desk.local.words import OPERATIONS
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value
from fellesnett.insight.boards import reviews
from fellesnett.insight.boards.reviews import BY, Sum, Wanted
from fellesnett.insight.boards.scope import Scope
from fellesnett.organizations.models import LANGUAGE_CHOICES

ON_A_PAGE = 40
ADDED_UP = 40
"""So many sums are shown: those with the most to do stand first."""
LANGUAGES = dict(LANGUAGE_CHOICES)
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What falls due within a year: added up first, then one by one, what is overdue first."""
    where, at, wanted = frame.scope(request), now(), _wanted(request)
    locally = _is_local(request, where)
    by = _by(request, where, locally=locally)
    rows = reviews.local(where, wanted, at=at) if locally else reviews.national(where, wanted, at=at)
    found = frame.paged(request, rows, ON_A_PAGE)
    today, sums = timezone.localdate(at), reviews.sums(rows, by, where, at=at)
    return frame.board(
        request,
        "reviews",
        where,
        "reviews.html",
        locally=locally,
        sums=_sums(request, where, sums, by),
        more=max(len(sums) - ADDED_UP, 0),
        table=_local(where, found, today) if locally else _national(where, found, today),
        found=found,
        said=_count(found.paginator.count, locally=locally),
        narrowed=_narrowed(request, wanted),
        fields=frame.fields(where, Field("etter", _("Legg sammen etter"), by, _choices(locally=locally))),
        hidden={key: request.GET[key] for key in ("hva",) if key in request.GET},
        national_address=frame.address(request, "reviews", hva="nasjonalt", fag="", eier="", maned="", etter=""),
        local_address=frame.address(request, "reviews", hva="lokalt", fag="", eier="", maned="", etter=""),
        file=reverse("desk_boards:reviews_file"),
        empty=_("Ingenting her skal ses over det neste året."),
    )


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each text or each piece of local text."""
    where, at, wanted = frame.scope(request), now(), _wanted(request)
    header = [_("Tekst"), _("Språk"), _("Hva"), _("Region"), _("Nettsted"), _("Fagmiljø"), _("Den som svarer"), _("Vara")]
    header += [_("Innen"), _("Dager igjen")]
    today = timezone.localdate(at)

    def lines() -> Iterator[list[Value]]:
        if not _is_local(request, where):
            for edition in reviews.national(where, wanted, at=at).iterator(500):
                topic = edition.topic
                about = [edition.title, LANGUAGES[edition.language], _("nasjonal tekst"), "", "", topic.unit]
                people = [str(topic.owner or ""), str(topic.deputy or "")]
                yield [*about, *people, edition.review_by, (edition.review_by - today).days]
            return
        sites = {site.pk: site for site in where.sites}
        for row in reviews.local(where, wanted, at=at).iterator(500):
            adoption: Any = row.adoption
            site = sites[adoption.site_id]
            about = [adoption.topic.title, LANGUAGES[row.language], str(OPERATIONS[row.op])]
            place = [str(where.region_of(site) or ""), site.name, adoption.unit]
            owner = row.clinical_owner or adoption.clinical_owner or ""
            yield [*about, *place, str(owner), "", row.valid_until, (row.valid_until - today).days if row.valid_until else None]

    return frame.sheet(str(_("kvalitetssikring")), where, header, lines)


# --- what is asked for ----------------------------------------------------------------------------------------------


def _is_local(request: HttpRequest, where: Scope) -> bool:
    """National texts for those who read the national base, local text for the others, until one says which."""
    asked = frame.narrowed(request, "hva", ("nasjonalt", "lokalt"))
    return asked == "lokalt" if asked else not where.national


def _wanted(request: HttpRequest) -> Wanted:
    owner, month = frame.words(request, "eier"), frame.words(request, "maned")
    return Wanted(
        unit=frame.words(request, "fag"),
        owner=owner if owner.isascii() and owner.isdigit() and len(owner) < 12 else "",
        month=month if MONTH.fullmatch(month) else "",
        overdue=request.GET.get("vis") == "frist",
    )


def _by(request: HttpRequest, where: Scope, *, locally: bool) -> str:
    """The communities; of local text the sites, where there are several: each names its units in its own way."""
    offered = [key for key, _label in _choices(locally=locally)]
    return frame.narrowed(request, "etter", offered) or ("site" if locally and len(where.sites) > 1 else "unit")


def _choices(*, locally: bool) -> list[tuple[str, Any]]:
    return [(key, label) for key, label in BY.items() if locally or key != "site"]


def _narrowed(request: HttpRequest, wanted: Wanted) -> str:
    """The way out of what the list is narrowed to, where it is."""
    if wanted == Wanted():
        return ""
    return frame.address(request, "reviews", fag="", eier="", maned="", vis="")


# --- the tables -----------------------------------------------------------------------------------------------------


def _slug(where: Scope, one: Sum) -> str:
    return next((site.slug for site in where.sites if str(site.pk) == one.key), "")


def _sums(request: HttpRequest, where: Scope, sums: list[Sum], by: str) -> Table:
    names = [_("Over fristen"), _("Innen 30 dager"), _("Innen 90 dager"), _("Senere")]
    columns = [*(Column(name, number=True) for name in names), Column(_("Første"))]
    lines = []
    for one in sums[:ADDED_UP]:
        narrowing = {
            "unit": {"fag": one.key},
            "owner": {"eier": one.key},
            "month": {"maned": one.key},
            "site": {"nettsted": _slug(where, one)},
        }[by]
        url = frame.address(request, "reviews", **narrowing) if any(narrowing.values()) else ""
        name = date_format(date.fromisoformat(f"{one.key}-01"), "F Y").capitalize() if by == "month" else one.name
        counts = [one.overdue, one.soon, one.later, one.beyond]
        cells = [
            Cell(str(count), number=True, tone=tables.WARN if count and not at else tables.PLAIN)
            for at, count in enumerate(counts)
        ]
        lines.append(Line(Cell(name, url), [*cells, Cell(date_format(one.first, "j.n.Y"))]))
    return Table(_("Lagt sammen"), str(BY[by]), columns, [Group(lines)])


def _national(where: Scope, found: Any, today: date) -> Table:
    columns = [Column(_("Innen")), Column(_("Fagmiljø")), Column(_("Den som svarer")), Column(_("Vara"))]
    lines = []
    for edition in found:
        topic = edition.topic
        url = reverse("desk_national:review", args=[topic.key, edition.language]) if where.national else ""
        head = Cell(edition.title, url, note=LANGUAGES[edition.language])
        cells = [_day(edition.review_by, today), Cell(topic.unit), _person(topic.owner), Cell(str(topic.deputy or "–"))]
        lines.append(Line(head, cells))
    return Table(_("Nasjonale tekster, det som haster mest først"), _("Tekst"), columns, [Group(lines)])


def _local(where: Scope, found: Any, today: date) -> Table:
    many = len(where.sites) > 1
    columns = [Column(_("Innen")), *([Column(_("Nettsted"))] if many else []), Column(_("Hva")), Column(_("Ansvarlig enhet"))]
    columns.append(Column(_("Den som svarer")))
    lines = []
    for row in found:
        adoption = row.adoption
        opens = adoption.site_id in where.acts_at
        url = reverse("desk_local:text", args=[adoption.site.slug, adoption.topic.key, row.language]) if opens else ""
        cells = [_day(row.valid_until, today), *([Cell(adoption.site.name)] if many else []), Cell(str(OPERATIONS[row.op]))]
        cells += [Cell(adoption.unit or "–"), _person(row.clinical_owner or adoption.clinical_owner)]
        lines.append(Line(Cell(adoption.topic.title, url, note=LANGUAGES[row.language]), cells))
    return Table(_("Lokal tekst, det som går ut først"), _("Tekst"), columns, [Group(lines)])


def _day(day: date, today: date) -> Cell:
    left = (day - today).days
    if left < 0:
        note = ngettext("%(n)s dag over fristen", "%(n)s dager over fristen", -left) % {"n": -left}
    else:
        note = ngettext("%(n)s dag igjen", "%(n)s dager igjen", left) % {"n": left} if left <= 30 else ""
    return Cell(date_format(day, "j.n.Y"), tone=tables.WARN if left < 0 else tables.PLAIN, note=note)


def _person(person: Any) -> Cell:
    return Cell(str(person)) if person else Cell(_("Ingen"), tone=tables.WARN)


def _count(count: int, *, locally: bool) -> str:
    if locally:
        return ngettext("%(n)s lokal tekst", "%(n)s lokale tekster", count) % {"n": count}
    return ngettext("%(n)s nasjonal tekst", "%(n)s nasjonale tekster", count) % {"n": count}
