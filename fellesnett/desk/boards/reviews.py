"""Reviews due: national texts, local text and own pages, added up by community, owner, month or site, and one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame, page_reviews, tables
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
NATIONALLY, LOCALLY, PAGES = "nasjonalt", "lokalt", "sider"
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What falls due within a year: added up first, then one by one, what is overdue first."""
    where, at, wanted = frame.scope(request), now(), _wanted(request)
    what = _what(request, where)
    by = _by(request, where, what)
    rows = _ROWS[what](where, wanted, at=at)
    found = frame.paged(request, rows, ON_A_PAGE)
    today, sums = timezone.localdate(at), (page_reviews if what == PAGES else reviews).sums(rows, by, where, at=at)
    return frame.board(
        request,
        "reviews",
        where,
        "reviews.html",
        sums=_sums(request, where, sums, by),
        more=max(len(sums) - ADDED_UP, 0),
        table=_table(request, where, what, found, today),
        found=found,
        said=_count(found.paginator.count, what),
        narrowed=_narrowed(request, wanted),
        fields=frame.fields(where, Field("etter", _("Legg sammen etter"), by, _choices(what))),
        hidden={key: request.GET[key] for key in ("hva",) if key in request.GET},
        parts=[
            (label, frame.address(request, "reviews", hva=part, fag="", eier="", maned="", etter=""), part == what)
            for part, label in _PARTS.items()
        ],
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
        what = _what(request, where)
        if what == NATIONALLY:
            for edition in reviews.national(where, wanted, at=at).iterator(500):
                topic = edition.topic
                about = [edition.title, LANGUAGES[edition.language], _("nasjonal tekst"), "", "", topic.unit]
                people = [str(topic.owner or ""), str(topic.deputy or "")]
                yield [*about, *people, edition.review_by, (edition.review_by - today).days]
            return
        sites = {site.pk: site for site in where.sites}
        if what == PAGES:
            called = page_reviews.kinds()
            for one in page_reviews.rows(where, wanted, at=at):
                site = sites[one.site]
                about = [one.title, LANGUAGES[one.language], called[one.kind]]
                place = [str(where.region_of(site) or ""), site.name, one.unit]
                yield [*about, *place, "", "", one.review_by, (one.review_by - today).days]
            return
        for row in reviews.local(where, wanted, at=at).iterator(500):
            adoption: Any = row.adoption
            site = sites[adoption.site_id]
            about = [adoption.topic.title, LANGUAGES[row.language], str(OPERATIONS[row.op])]
            place = [str(where.region_of(site) or ""), site.name, adoption.unit]
            owner = row.clinical_owner or adoption.clinical_owner or ""
            yield [*about, *place, str(owner), "", row.valid_until, (row.valid_until - today).days if row.valid_until else None]

    return frame.sheet(str(_("kvalitetssikring")), where, header, lines)


# --- what is asked for ----------------------------------------------------------------------------------------------


_PARTS = {
    NATIONALLY: gettext_lazy("Nasjonale tekster"),
    LOCALLY: gettext_lazy("Lokal tekst"),
    PAGES: gettext_lazy("Egne sider"),
}
_ROWS: dict[str, Callable[..., Any]] = {NATIONALLY: reviews.national, LOCALLY: reviews.local, PAGES: page_reviews.rows}


def _what(request: HttpRequest, where: Scope) -> str:
    """National texts for those who read the national base, local text for the others, until one says which."""
    return frame.narrowed(request, "hva", _PARTS) or (NATIONALLY if where.national else LOCALLY)


def _wanted(request: HttpRequest) -> Wanted:
    owner, month = frame.words(request, "eier"), frame.words(request, "maned")
    return Wanted(
        unit=frame.words(request, "fag"),
        owner=owner if owner.isascii() and owner.isdigit() and len(owner) < 12 else "",
        month=month if MONTH.fullmatch(month) else "",
        overdue=request.GET.get("vis") == "frist",
    )


def _by(request: HttpRequest, where: Scope, what: str) -> str:
    """The communities; of what is local the sites, where there are several: each names its units in its own way."""
    offered = [key for key, _label in _choices(what)]
    return frame.narrowed(request, "etter", offered) or ("site" if what != NATIONALLY and len(where.sites) > 1 else "unit")


def _choices(what: str) -> list[tuple[str, Any]]:
    offered = {NATIONALLY: ("unit", "owner", "month"), LOCALLY: tuple(BY), PAGES: page_reviews.BY}[what]
    return [(key, label) for key, label in BY.items() if key in offered]


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


def _table(request: HttpRequest, where: Scope, what: str, found: Any, today: date) -> Table:
    if what == PAGES:
        return page_reviews.table(request, where, found, partial(_day, today=today))
    return _local(where, found, today) if what == LOCALLY else _national(where, found, today)


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


def _count(count: int, what: str) -> str:
    if what == PAGES:
        return ngettext("%(n)s egen side", "%(n)s egne sider", count) % {"n": count}
    if what == LOCALLY:
        return ngettext("%(n)s lokal tekst", "%(n)s lokale tekster", count) % {"n": count}
    return ngettext("%(n)s nasjonal tekst", "%(n)s nasjonale tekster", count) % {"n": count}
