"""Languages behind: topic by language, and each language of each site."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame, tables
from fellesnett.desk.boards.frame import Field
from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.foundation.sheets import Value
from fellesnett.insight.boards import languages
from fellesnett.insight.boards.languages import ONLY, Row, Standing
from fellesnett.insight.boards.scope import Scope
from fellesnett.organizations.models import LANGUAGE_CHOICES

ON_A_PAGE = 40
LANGUAGES = dict(LANGUAGE_CHOICES)
TONES = {Standing.STALE: tables.WARN, Standing.MISSING: tables.WARN, Standing.NOT_WANTED: tables.SOFT}


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic in use, and where each of its languages stands."""
    where = frame.scope(request)
    words, only = frame.words(request, "q"), frame.narrowed(request, "vis", ONLY)
    language = frame.narrowed(request, "sprak", languages.languages_of(where))
    found = frame.paged(request, languages.topics(where, words=words, only=only, language=language), ON_A_PAGE)
    names = [("", _("Alle språk")), *((code, LANGUAGES[code].capitalize()) for code in languages.languages_of(where))]
    return frame.board(
        request,
        "languages",
        where,
        "languages.html",
        tab="topics",
        table=_table(where, languages.rows(where, list(found.object_list))),
        found=found,
        said=ngettext("%(n)s tema", "%(n)s temaer", found.paginator.count) % {"n": found.paginator.count},
        fields=frame.fields(
            where,
            Field("q", _("Ord i tittel eller synonym"), words),
            Field("vis", _("Vis bare"), only, list(ONLY.items())),
            Field("sprak", _("Språk"), language, names),
        ),
        file=reverse("desk_boards:languages_file"),
        empty=_("Alle språkversjoner følger bokmål, og ingen mangler."),
    )


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each topic in each language."""
    where = frame.scope(request)
    language = frame.narrowed(request, "sprak", languages.languages_of(where))
    only = frame.narrowed(request, "vis", ONLY)
    found = languages.topics(where, words=frame.words(request, "q"), only=only, language=language)
    header = [_("Tema"), _("Nøkkel"), _("Språk"), _("Status"), _("Har hengt etter siden"), _("Nettsteder som trenger det")]

    def lines() -> Iterator[list[Value]]:
        for row in languages.every_row(where, found):
            for code, cell in row.cells.items():
                day = localtime(cell.since).date() if cell.since else None
                yield [row.topic.title, row.topic.key, LANGUAGES[code], str(cell.standing.label), day, cell.sites]

    return frame.sheet(str(_("sprak")), where, header, lines)


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Every language of every site: how much of what it uses is shown in it."""
    where = frame.scope(request)
    return frame.board(
        request,
        "languages",
        where,
        "languages.html",
        tab="sites",
        table=_sums(where),
        fields=frame.fields(where),
        file=reverse("desk_boards:languages_sites_file"),
    )


@require_safe
def sites_file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each language of each site."""
    where = frame.scope(request)
    header = [_("Region"), _("Nettsted"), _("Språk"), _("Temaer i bruk"), _("Vises"), _("Ikke godkjent ennå")]
    header += [_("Henger etter"), _("Mangler")]

    def lines() -> Iterator[list[Value]]:
        for one in languages.site_sums(where):
            about = [str(where.region_of(one.site) or ""), one.site.name, LANGUAGES[one.language]]
            yield [*about, one.used, one.shown, one.awaiting, one.stale, one.missing]

    return frame.sheet(str(_("sprak-nettsteder")), where, header, lines)


def _table(where: Scope, rows: list[Row]) -> Table:
    columns = [Column(LANGUAGES[code].capitalize()) for code in languages.languages_of(where)]
    return Table(_("Temaer og språk"), _("Tema"), columns, [Group([_line(where, row) for row in rows])])


def _line(where: Scope, row: Row) -> Line:
    if where.national:
        url = reverse("desk_national:topic", args=[row.topic.key])
    elif where.site and where.site.pk in where.acts_at:
        url = reverse("desk_local:topic", args=[where.site.slug, row.topic.key])
    else:
        url = ""
    return Line(Cell(row.topic.title, url), [_cell(cell) for cell in row.cells.values()])


def _cell(cell: languages.Cell) -> Cell:
    notes = [_("siden %(day)s") % {"day": date_format(localtime(cell.since), "j.n.Y")}] if cell.since else []
    if cell.sites:
        notes.append(ngettext("%(n)s nettsted", "%(n)s nettsteder", cell.sites) % {"n": cell.sites})
    return Cell(str(cell.standing.label), tone=TONES.get(cell.standing, tables.PLAIN), note=", ".join(notes))


def _sums(where: Scope) -> Table:
    names = [_("Temaer i bruk"), _("Vises"), _("Ikke godkjent ennå"), _("Henger etter"), _("Mangler")]
    sums: dict[int, list[languages.SiteSum]] = {}
    for one in languages.site_sums(where):
        sums.setdefault(one.site.pk, []).append(one)
    groups = [
        Group(
            [_sum(where, one) for site in sites for one in sums[site.pk]],
            str(region) if region else _("Utenfor regionene"),
        )
        for region, sites in where.by_region()
    ]
    columns = [Column(_("Språk")), *(Column(name, number=True) for name in names)]
    return Table(_("Nettstedene og språkene deres"), _("Nettsted"), columns, groups)


def _sum(where: Scope, one: languages.SiteSum) -> Line:
    url = reverse("desk_local:site", args=[one.site.slug]) if one.site.pk in where.acts_at else ""

    def number(count: int) -> Cell:
        return Cell(str(count), number=True, tone=tables.WARN if count else tables.PLAIN)

    picture = tables.bars((one.shown, "good"), (one.awaiting, "plain"), (one.missing, "soft"))
    language = Cell(LANGUAGES[one.language].capitalize(), note=_("hovedspråk") if one.own else "")
    shown = Cell(str(one.shown), number=True, bars=picture if one.used else ())
    cells = [language, Cell(str(one.used), number=True), shown, number(one.awaiting), number(one.stale), number(one.missing)]
    return Line(Cell(tables.softened(one.site.name), url), cells)
