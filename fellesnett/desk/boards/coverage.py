"""Coverage: topic by site, region by region where there are many sites, and each site's share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame, tables
from fellesnett.desk.boards.frame import Field
from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value
from fellesnett.insight import viewing
from fellesnett.insight.boards import coverage
from fellesnett.insight.boards.coverage import OFFERED, ONLY, UNANSWERED, Row, Standing, Wanted
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

ON_A_PAGE = 40
SIDE_BY_SIDE = 16
"""So many sites are shown each in a column; more are added up by region until they are asked for."""
LANGUAGES = dict(LANGUAGE_CHOICES)
TONES = {
    Standing.SHOWN: tables.GOOD,
    Standing.BEHIND: tables.WARN,
    Standing.AWAITING: tables.WARN,
    Standing.LEAVING: tables.WARN,
    Standing.UNDECIDED: tables.SOFT,
    Standing.TAKEN_BACK: tables.SOFT,
    Standing.NOT_DESCRIBED: tables.SOFT,
    Standing.GONE: tables.SOFT,
}
SEEN = OFFERED - {Standing.AWAITING}
"""Where readers can have opened the page."""
MEANINGS = {
    Standing.SHOWN: gettext_lazy("Godkjent. Pasientene ser den gjeldende utgaven."),
    Standing.BEHIND: gettext_lazy("Pasientene ser en godkjent, men eldre utgave. En nyere venter på svar («1 utgave bak»)."),
    Standing.PARTLY: gettext_lazy("Vises, men ikke på alle språkene til nettstedet."),
    Standing.DRAFT: gettext_lazy("Vises. Et lokalt utkast venter på godkjenning."),
    Standing.AWAITING: gettext_lazy("Tatt i bruk, men pasientene ser det ikke før det er godkjent."),
    Standing.LEAVING: gettext_lazy("Trukket nasjonalt. Vises til fristen, eller til nettstedet har svart."),
    Standing.OWN_PAGE: gettext_lazy("Nettstedet svarer selv for en egen side."),
    Standing.NOT_OFFERED: gettext_lazy("Nettstedet har svart at det ikke tilbys der."),
    Standing.WITHDRAWN: gettext_lazy("Siden er tatt ned fordi temaet er trukket."),
    Standing.UNDECIDED: gettext_lazy("Ingen har svart. Det betyr ikke at det ikke tilbys."),
    Standing.TAKEN_BACK: gettext_lazy("Et svar er tatt tilbake, og ikke noe nytt er gitt."),
    Standing.NOT_DESCRIBED: gettext_lazy("Det finnes ingen nasjonal utgave å ta i bruk ennå."),
    Standing.GONE: gettext_lazy("Temaet er trukket, og nettstedet har aldri hatt det."),
}


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Every topic, and where each site stands with it."""
    where, wanted, units = frame.scope(request), _wanted(request), coverage.units()
    every = request.GET.get("kolonner") == "alle"
    found = frame.paged(request, coverage.topics(where, wanted), ON_A_PAGE)
    rows = coverage.rows(where, list(found.object_list))
    in_columns = len(where.sites) <= SIDE_BY_SIDE or every
    opened = viewing.over_sites([row.path for row in rows], where.keys, at=now())
    table = _by_site(where, rows, opened) if in_columns else _by_region(request, where, rows, opened)
    return frame.board(
        request,
        "coverage",
        where,
        "coverage.html",
        tab="topics",
        table=table,
        found=found,
        fields=frame.fields(where, *_fields(wanted, units)),
        file=reverse("desk_boards:coverage_file"),
        hidden={"kolonner": "alle"} if every else {},
        wide=in_columns,
        can_widen=len(where.sites) > SIDE_BY_SIDE,
        legend=[(standing.label, meaning) for standing, meaning in MEANINGS.items()],
    )


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each topic at each site."""
    where, wanted = frame.scope(request), _wanted(request)
    header = [_("Tema"), _("Nøkkel"), _("Type"), _("Fagmiljø"), _("Region"), _("Nettsted"), _("Svar")]
    header += [_("Utgaver bak"), _("Språk i bruk"), _("Tilbys i stedet ved"), _("Åpnet siste 30 dager")]
    return frame.sheet(str(_("dekning")), where, header, lambda: _lines(where, wanted))


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """How much of what is offered nationally each site has answered."""
    where, wanted, units = frame.scope(request), _wanted(request), coverage.units()
    return frame.board(
        request,
        "coverage",
        where,
        "coverage.html",
        tab="sites",
        table=_sums(where, wanted),
        fields=frame.fields(where, *(field for field in _fields(wanted, units) if field.name != "vis")),
        file=reverse("desk_boards:coverage_sites_file"),
    )


@require_safe
def sites_file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each site."""
    where, wanted = frame.scope(request), _wanted(request)
    header = [_("Region"), _("Nettsted"), _("Temaer"), _("Svart"), _("Ikke svart"), _("I bruk"), _("Eldre utgave")]
    header += [_("Ikke godkjent ennå"), _("Egen side"), _("Tilbys ikke"), _("Siste svar")]
    return frame.sheet(str(_("dekning-nettsteder")), where, header, lambda: _site_lines(where, wanted))


# --- what is asked for ----------------------------------------------------------------------------------------------


def _wanted(request: HttpRequest) -> Wanted:
    return Wanted(
        words=frame.words(request, "q"),
        kind=frame.narrowed(request, "type", TopicKind.values),
        unit=frame.words(request, "fag"),
        only=frame.narrowed(request, "vis", ONLY),
    )


def _fields(wanted: Wanted, units: list[str]) -> list[Field]:
    kinds = [("", _("Alle typer")), *((value, label.capitalize()) for value, label in TopicKind.choices)]
    return [
        Field("q", _("Ord i tittel eller synonym"), wanted.words),
        Field("vis", _("Vis bare"), wanted.only, [("", _("Alle temaer")), *ONLY.items()]),
        Field("type", _("Type"), wanted.kind, kinds, seldom=True),
        Field(
            "fag",
            _("Fagmiljø"),
            wanted.unit,
            [("", _("Alle fagmiljøer")), *((unit, unit) for unit in units if unit)],
            seldom=True,
        ),
    ]


# --- topic by site --------------------------------------------------------------------------------------------------


def _opened(row: Row, opened: Mapping[str, int]) -> Cell:
    """How often readers have opened it: «–» where nobody has it, for then there is no page to open."""
    return Cell(viewing.in_words(opened.get(row.path, 0)) if row.offered else "–", number=True)


def _by_site(where: Scope, rows: list[Row], opened: Mapping[str, int]) -> Table:
    many = len(where.sites) > 1
    columns = [Column(tables.softened(site.name)) for site in where.sites] if many else [Column(_("Svar"))]
    if many:
        columns.insert(0, Column(_("Har det"), number=True))
    columns.insert(1, Column(_("Åpnet"), number=True, note=_("siste 30 dager")))
    pattern = {site.pk: _topic_address(site) for site in where.sites if site.pk in where.acts_at}
    lines = [Line(_topic(where, row), _cells(where, row, pattern, _opened(row, opened))) for row in rows]
    return Table(_("Temaer og nettsteder"), _("Tema"), columns, [Group(lines)], wide=many)


def _cells(where: Scope, row: Row, pattern: dict[int, tuple[str, str]], opened: Cell) -> list[Cell]:
    cells = [_one(row, site, pattern.get(site.pk), alone=len(where.sites) == 1) for site in where.sites]
    if len(where.sites) == 1:
        return [*cells, opened]
    return [Cell(_("%(n)s av %(all)s") % {"n": row.offered, "all": len(where.sites)}, number=True), opened, *cells]


def _one(row: Row, site: Site, pattern: tuple[str, str] | None, *, alone: bool) -> Cell:
    cell = row.cells[site.pk]
    text = str(cell.standing.label)
    if cell.standing == Standing.BEHIND:
        text = ngettext("%(n)s utgave bak", "%(n)s utgaver bak", cell.behind) % {"n": cell.behind}
    url = f"{pattern[0]}{row.topic.key}{pattern[1]}" if pattern and _can_be_opened(cell.standing) else ""
    note = _note(cell) if alone else ""
    return Cell(text, url, TONES.get(cell.standing, tables.PLAIN), note, aloud=f": {row.topic.title}, {site.name}")


def _note(cell: coverage.Cell) -> str:
    if cell.elsewhere:
        return _("Tilbys ved %(sites)s") % {"sites": ", ".join(cell.elsewhere)}
    return ", ".join(
        _("%(language)s: utgave %(n)s") % {"language": LANGUAGES[text.language], "n": text.number} for text in cell.texts
    )


def _can_be_opened(standing: Standing) -> bool:
    return standing not in (Standing.NOT_DESCRIBED, Standing.GONE)


def _topic_address(site: Site) -> tuple[str, str]:
    """What stands before and after a topic's key in the address of its page at a site: a table asks for a thousand."""
    before, _key, after = reverse("desk_local:topic", args=[site.slug, "KEY"]).partition("KEY")
    return before, after


def _topic(where: Scope, row: Row) -> Cell:
    topic = row.topic
    url = reverse("desk_national:topic", args=[topic.key]) if where.national else ""
    notes = []
    if topic.withdrawn_at:
        notes.append(_("trukket nasjonalt"))
    elif not row.offered and len(where.sites) > 1:
        notes.append(_("ingen nettsteder har det"))
    return Cell(topic.title, url, note=", ".join(notes), tone=tables.WARN if notes else tables.PLAIN)


# --- topic by region ------------------------------------------------------------------------------------------------


def _by_region(request: HttpRequest, where: Scope, rows: list[Row], opened: Mapping[str, int]) -> Table:
    regions = where.by_region()
    columns = [Column(_("Har det"), number=True), Column(_("Åpnet"), number=True, note=_("siste 30 dager"))]
    for region, sites in regions:
        label = str(region) if region else _("Utenfor regionene")
        url = frame.address(request, "coverage", region=region.key) if region else ""
        columns.append(
            Column(label, url=url, note=ngettext("%(n)s nettsted", "%(n)s nettsteder", len(sites)) % {"n": len(sites)})
        )
    lines = []
    for row in rows:
        cells = [Cell(_("%(n)s av %(all)s") % {"n": row.offered, "all": len(where.sites)}, number=True)]
        cells.append(_opened(row, opened))
        lines.append(Line(_topic(where, row), [*cells, *(_regional(row, sites) for _region, sites in regions)]))
    return Table(_("Temaer og regioner"), _("Tema"), columns, [Group(lines)], wide=True)


def _regional(row: Row, sites: tuple[Site, ...]) -> Cell:
    counted = row.counted(sites)
    has = sum(count for standing, count in counted.items() if standing in OFFERED)
    parts = [
        (_("%(n)s eldre utgave"), counted[Standing.BEHIND]),
        (_("%(n)s ikke godkjent"), counted[Standing.AWAITING]),
        (_("%(n)s tilbyr ikke"), counted[Standing.NOT_OFFERED]),
        (_("%(n)s ikke svart"), sum(counted[standing] for standing in UNANSWERED)),
    ]
    note = ", ".join(words % {"n": count} for words, count in parts if count)
    if not has and not note:
        whole = next(iter(counted), Standing.UNDECIDED)
        return Cell(str(whole.label), tone=tables.SOFT)
    return Cell(_("%(n)s av %(all)s") % {"n": has, "all": len(sites)}, note=note, tone=tables.PLAIN if has else tables.SOFT)


def _lines(where: Scope, wanted: Wanted) -> Iterator[list[Value]]:
    kinds = {value: str(label) for value, label in TopicKind.choices}
    standings = {standing: str(standing.label) for standing in Standing}
    regions = {site.pk: str(where.region_of(site) or "") for site in where.sites}
    for row, opened in _with_openings(where, coverage.every_row(where, wanted)):
        about = [row.topic.title, row.topic.key, kinds.get(row.topic.kind, row.topic.kind), row.topic.unit]
        for site in where.sites:
            cell = row.cells[site.pk]
            languages = ", ".join(f"{text.language} {text.number}" for text in cell.texts)
            yield [
                *about,
                regions[site.pk],
                site.name,
                standings[cell.standing],
                cell.behind if cell.texts else None,
                languages,
                ", ".join(cell.elsewhere),
                viewing.in_words(opened.get((site.pk, row.path), 0)) if cell.standing in SEEN else None,
            ]


def _with_openings(where: Scope, rows: Iterator[Row]) -> Iterator[tuple[Row, Mapping[tuple[int, str], int]]]:
    """Each row with the openings of its chunk: one query for many topics."""
    while some := list(islice(rows, coverage.IN_A_CHUNK)):
        opened = viewing.site_by_site([row.path for row in some], where.keys, at=now())
        yield from ((row, opened) for row in some)


# --- site by site ---------------------------------------------------------------------------------------------------


def _sums(where: Scope, wanted: Wanted) -> Table:
    names = (
        _("Svart"),
        _("Ikke svart"),
        _("I bruk"),
        _("Eldre utgave"),
        _("Ikke godkjent ennå"),
        _("Egen side"),
        _("Tilbys ikke"),
    )
    columns = [Column(str(name), number=True) for name in names]
    sums = {one.site.pk: one for one in coverage.site_sums(where, wanted)}
    groups = [
        Group([_sum(where, sums[site.pk]) for site in sites], str(region) if region else _("Utenfor regionene"))
        for region, sites in where.by_region()
    ]
    return Table(_("Nettstedene og svarene deres"), _("Nettsted"), columns, groups, wide=True)


def _sum(where: Scope, one: coverage.SiteSum) -> Line:
    narrowed = urlencode({"nettsted": one.site.slug})
    base = reverse("desk_boards:coverage")
    own = one.site.pk in where.acts_at

    def number(count: int, only: str = "", tone: str = tables.PLAIN) -> Cell:
        url = f"{base}?{narrowed}&vis={only}" if only and count else ""
        return Cell(str(count), url, tone if count else tables.PLAIN, number=True, aloud=f": {one.site.name}")

    picture = tables.bars((one.in_use, "good"), (one.own_page + one.not_offered, "plain"), (one.unanswered, "soft"))
    return Line(
        Cell(tables.softened(one.site.name), reverse("desk_local:site", args=[one.site.slug]) if own else f"{base}?{narrowed}"),
        [
            Cell(f"{one.share} %", number=True, bars=picture),
            number(one.unanswered, "unanswered"),
            number(one.in_use),
            number(one.behind, "behind", tables.WARN),
            number(one.awaiting, "awaiting", tables.WARN),
            number(one.own_page),
            number(one.not_offered, "not_offered"),
        ],
    )


def _site_lines(where: Scope, wanted: Wanted) -> Iterator[list[Value]]:
    for one in coverage.site_sums(where, wanted):
        yield [
            str(one.region or ""),
            one.site.name,
            one.asked,
            one.answered,
            one.unanswered,
            one.in_use,
            one.behind,
            one.awaiting,
            one.own_page,
            one.not_offered,
            one.latest.date() if one.latest else None,
        ]
