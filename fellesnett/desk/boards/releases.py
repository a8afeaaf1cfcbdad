"""The status of a release: the editions on their way, and one of them site by site."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame, tables
from fellesnett.desk.boards.frame import Field
from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value
from fellesnett.insight.boards import releases
from fellesnett.insight.boards.releases import HAVE_IT, ONLY, WAITING, Progress, SiteStatus, Status
from fellesnett.insight.boards.scope import Scope
from fellesnett.organizations.models import LANGUAGE_CHOICES

ON_A_PAGE = 25
IN_A_CHUNK = 200
"""Editions that are read together for the file."""
LANGUAGES = dict(LANGUAGE_CHOICES)
TONES = {Status.OVERDUE: tables.WARN, Status.CONFLICT: tables.WARN, Status.PARKED: tables.WARN, Status.OVERTAKEN: tables.SOFT}


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """The editions that were handed to the sites: safety changes that somebody has not answered first, then the newest."""
    where, at = frame.scope(request), now()
    words, only = frame.words(request, "q"), frame.narrowed(request, "vis", ONLY)
    found = frame.paged(request, releases.editions(where, at=at, words=words, only=only), ON_A_PAGE)
    rows = releases.progress(where, list(found.object_list), at=at)
    count = ngettext("%(n)s utgave", "%(n)s utgaver", found.paginator.count) % {"n": found.paginator.count}
    return frame.board(
        request,
        "releases",
        where,
        table=_editions(request, rows),
        found=found,
        said=count,
        fields=frame.fields(
            where,
            Field("q", _("Ord i tittel eller synonym"), words),
            Field("vis", _("Vis bare"), only, [("", _("Alle utgaver")), *ONLY.items()]),
        ),
        file=reverse("desk_boards:releases_file"),
        empty=_("Ingen nye utgaver er sendt til disse nettstedene."),
    )


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each edition at each site."""
    where, at = frame.scope(request), now()
    found = releases.editions(where, at=at, words=frame.words(request, "q"), only=frame.narrowed(request, "vis", ONLY))

    def lines() -> Iterator[list[Value]]:
        every = list(found.values_list("pk", flat=True))
        for start in range(0, len(every), IN_A_CHUNK):
            chunk = found.filter(pk__in=every[start : start + IN_A_CHUNK])
            for progress in releases.progress(where, list(chunk), at=at):
                yield from (_line(where, progress, row) for row in progress.rows)

    return frame.sheet(str(_("utgaver")), where, _header(), lines)


@require_safe
def edition(request: HttpRequest, key: str, language: str, number: int) -> HttpResponse:
    """One edition, site by site: those that wait first."""
    where = frame.scope(request)
    found = _one(where, key, language, number)
    title = _("%(title)s, utgave %(n)s") % {"title": found.edition.title, "n": number}
    return frame.board(
        request,
        "releases",
        where,
        "release.html",
        title=title,
        found_one=found,
        facts=_facts(found),
        table=_sites(where, found),
        language=LANGUAGES[language],
        national=reverse("desk_national:edition", args=[key, language, number]) if where.national else "",
        fields=frame.fields(where),
        file=reverse("desk_boards:release_file", args=[key, language, number]),
    )


@require_safe
def edition_file(request: HttpRequest, key: str, language: str, number: int) -> StreamingHttpResponse:
    """One edition, a line for each site."""
    where = frame.scope(request)
    found = _one(where, key, language, number)
    name = _("utgave-%(n)s-av-%(topic)s") % {"n": number, "topic": key}
    return frame.sheet(name, where, _header(), lambda: (_line(where, found, row) for row in found.rows))


def _one(where: Scope, key: str, language: str, number: int) -> Progress:
    """One edition at the sites one has a part in. Raises Http404 where none of them was given it."""
    found = releases.one(where, key, language, number, at=now())
    if found is None:
        raise Http404
    return found


# --- the list -------------------------------------------------------------------------------------------------------


def _editions(request: HttpRequest, rows: list[Progress]) -> Table:
    columns = [Column(_("Sluppet")), Column(_("Har den"), number=True), Column(_("Venter"), number=True)]
    columns += [Column(_("Over fristen"), number=True), Column(_("Vanlig svartid"), number=True, note=_("median"))]
    columns += [Column(_("Lengste"), number=True)]
    return Table(_("Utgaver og nettsteder"), _("Utgave"), columns, [Group([_edition(request, row) for row in rows])])


def _edition(request: HttpRequest, row: Progress) -> Line:
    edition, counted = row.edition, row.counted
    url = reverse("desk_boards:release", args=[edition.topic.key, edition.language, edition.number])
    chosen = frame.kept(request)
    note = _("utgave %(n)s, %(language)s") % {"n": edition.number, "language": LANGUAGES[edition.language]}
    head = Cell(
        edition.title,
        f"{url}?{chosen}" if chosen else url,
        tables.WARN if row.safety else tables.PLAIN,
        f"{_('Sikkerhetsendring')}, {note}" if row.safety else note,
    )
    late = counted[Status.OVERDUE]
    choices = counted[Status.CONFLICT]
    picture = tables.bars((row.have_it, "good"), (row.waiting, "plain"), (row.asked - row.have_it - row.waiting, "soft"))
    waiting_note = _("%(n)s må velge") % {"n": choices} if choices else ""
    return Line(
        head,
        [
            Cell(date_format(localtime(edition.released_at), "j.n.Y")),
            Cell(_("%(n)s av %(all)s") % {"n": row.have_it, "all": row.asked}, number=True, bars=picture),
            Cell(str(row.waiting), number=True, note=waiting_note),
            Cell(str(late), number=True, tone=tables.WARN if late else tables.PLAIN),
            Cell(days(row.median), number=True),
            Cell(days(row.longest), number=True),
        ],
    )


def days(number: float | None) -> str:
    """`3 dager`, `2,5 dager`, `under en dag`."""
    if number is None:
        return "–"
    if number < 1:
        return _("under en dag")
    said = round(number, 1)
    whole = int(said) if said == int(said) else 0
    shown = str(whole) if whole else number_format(said, 1)
    return ngettext("%(n)s dag", "%(n)s dager", whole or 2) % {"n": shown}


# --- one edition ----------------------------------------------------------------------------------------------------


def _facts(found: Progress) -> list[tuple[str, str]]:
    released = date_format(localtime(found.edition.released_at), "j. F Y")
    facts = [(_("Sluppet"), released), (_("Har den"), _("%(n)s av %(all)s") % {"n": found.have_it, "all": found.asked})]
    facts += [(str(status.label), str(count)) for status in Status if (count := found.counted[status])]
    return [*facts, (_("Vanlig svartid (median)"), days(found.median)), (_("Lengste"), days(found.longest))]


def _sites(where: Scope, found: Progress) -> Table:
    columns = [Column(_("Status")), Column(_("Tilbudt")), Column(_("Tid"), number=True), Column(_("Godkjent av"))]
    return Table(_("Nettstedene"), _("Nettsted"), columns, [Group([_site(where, found, row) for row in found.rows])])


def _site(where: Scope, found: Progress, row: SiteStatus) -> Line:
    own = row.site.pk in where.acts_at
    slug, key = row.site.slug, found.edition.topic.key
    url = reverse("desk_local:topic", args=[slug, key]) if own else ""
    if own and row.update:
        url = reverse("desk_local:update", args=[slug, row.update])
    waited = row.status in WAITING
    note = _("sikkerhetsendringen vises allerede") if row.safety_first and waited else ""
    took = days(row.days) if waited or row.status in HAVE_IT else "–"
    return Line(
        Cell(tables.softened(row.site.name), url),
        [
            Cell(str(row.status.label), tone=TONES.get(row.status, tables.PLAIN), note=note),
            Cell(date_format(localtime(row.opened_at), "j.n.Y")),
            Cell(_("%(time)s så langt") % {"time": took} if waited else took, number=True),
            Cell(row.on_whose_word if row.status in HAVE_IT else "–"),
        ],
    )


def _header() -> list[str]:
    header = [_("Tema"), _("Språk"), _("Utgave"), _("Sluppet"), _("Sikkerhet"), _("Region"), _("Nettsted"), _("Status")]
    return [*header, _("Tilbudt"), _("Avsluttet"), _("Dager"), _("Godkjent av")]


def _line(where: Scope, progress: Progress, row: SiteStatus) -> list[Value]:
    edition = progress.edition
    return [
        edition.title,
        edition.language,
        edition.number,
        edition.released_at,
        _("ja") if progress.safety else _("nei"),
        str(where.region_of(row.site) or ""),
        row.site.name,
        str(row.status.label),
        row.opened_at,
        row.closed_at,
        round(row.days, 1),
        row.on_whose_word if row.status in HAVE_IT else "",
    ]
