"""Override heat: where the sites say something else than the national text, and one such place side by side."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame, tables
from fellesnett.desk.boards.frame import Field
from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.desk.local.words import REASON_CODES
from fellesnett.editorial.marking import marked, plain
from fellesnett.foundation.sheets import Value
from fellesnett.insight.boards import overrides
from fellesnett.insight.boards.overrides import DEPARTS, KINDS, Block, Compared, Row, Said, Wanted
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.models import Topic
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import LANGUAGE_CHOICES

ON_A_PAGE = 25
IN_A_CHUNK = 200
"""Places that are read together for the file."""
WORDS = 90
SEVERAL = (1, 2, 3, 5)
LANGUAGES = dict(LANGUAGE_CHOICES)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Every place in the national texts where sites say something else, the most sites first."""
    where, wanted = frame.scope(request), _wanted(request)
    found = frame.paged(request, overrides.hot(where, wanted), ON_A_PAGE)
    rows = overrides.rows(where, list(found.object_list))
    count = ngettext("%(n)s sted i tekstene", "%(n)s steder i tekstene", found.paginator.count) % {"n": found.paginator.count}
    return frame.board(
        request,
        "overrides",
        where,
        table=_table(request, rows),
        found=found,
        said=count,
        fields=frame.fields(where, *_fields(wanted)),
        file=reverse("desk_boards:overrides_file"),
        empty=_("Ingen av disse nettstedene sier noe annet enn den nasjonale teksten."),
    )


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each place."""
    where, wanted = frame.scope(request), _wanted(request)
    header = [_("Tema"), _("Kapittel"), _("Blokk"), _("Nasjonal tekst"), *(str(label) for label in KINDS.values())]
    header += [_("Nettsteder i alt"), _("Grunner"), _("Neste sluttdato"), _("Navn på nettstedene")]
    names = {site.pk: site.name for site in where.sites}

    def lines() -> Iterator[list[Value]]:
        heats = overrides.hot(where, wanted)
        for start in range(0, len(heats), IN_A_CHUNK):
            for row in overrides.rows(where, heats[start : start + IN_A_CHUNK]):
                sites = set().union(*row.heat.sites.values())
                yield [
                    row.topic.title,
                    str(row.block.chapter),
                    row.heat.target,
                    _short(row.block, 500),
                    *(row.heat.count(op) for op in KINDS),
                    row.heat.count(*KINDS),
                    _reasons(row),
                    row.next_end,
                    ", ".join(sorted(names[site] for site in sites)),
                ]

    return frame.sheet(str(_("lokale-endringer")), where, header, lines)


@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """One place: the national text, and what each site says there, word by word."""
    where = frame.scope(request)
    found = _compared(request, where)
    topic = found.topic
    return frame.board(
        request,
        "overrides",
        where,
        "override.html",
        title=topic.title,
        place=_where(found.block),
        text=found.block,
        html=plain(found.block.html, found.block.language),
        language=LANGUAGES[found.block.language],
        said=[_said(where, found, one) for one in found.said],
        national=_national(topic, found) if where.national else "",
        several=len({one.site.pk for one in found.said if one.operation.op in DEPARTS}) > 1,
        file=reverse("desk_boards:override_file"),
    )


@require_safe
def place_file(request: HttpRequest) -> StreamingHttpResponse:
    """One place, a line for each thing that a site says there."""
    where = frame.scope(request)
    found = _compared(request, where)
    header = [_("Tema"), _("Kapittel"), _("Blokk"), _("Nasjonal tekst"), _("Region"), _("Nettsted"), _("Felles variant")]
    header += [_("Sted"), _("Språk"), _("Hva"), _("Teksten der"), _("Hvorfor"), _("Faglig ansvarlig"), _("Gjelder til")]
    header += [_("Laget mot utgave")]
    name = _("lokale-endringer-i-%(topic)s") % {"topic": found.topic.key}
    return frame.sheet(name, where, header, lambda: (_said_line(where, found, one) for one in found.said))


def _compared(request: HttpRequest, where: Scope) -> Compared:
    """The place that the address asks for. Raises Http404 where none of the sites says anything."""
    topic = get_object_or_404(Topic, key=frame.words(request, "tema"))
    found = overrides.compared(where, topic, frame.words(request, "blokk", 120))
    if found is None:
        raise Http404
    return found


def _national(topic: Topic, found: Compared) -> str:
    if not found.block.edition:
        return reverse("desk_national:topic", args=[topic.key])
    return reverse("desk_national:edition", args=[topic.key, found.block.language, found.block.edition])


# --- what is asked for ----------------------------------------------------------------------------------------------


def _wanted(request: HttpRequest) -> Wanted:
    least = frame.narrowed(request, "minst", map(str, SEVERAL))
    return Wanted(
        words=frame.words(request, "q"),
        kind=frame.narrowed(request, "type", TopicKind.values),
        op=frame.narrowed(request, "vis", KINDS),
        least=int(least or 1),
    )


def _fields(wanted: Wanted) -> list[Field]:
    kinds = [("", _("Alle typer")), *((value, label.capitalize()) for value, label in TopicKind.choices)]
    least = [
        (str(number) if number > 1 else "", ngettext("Minst %(n)s nettsted", "Minst %(n)s nettsteder", number) % {"n": number})
        for number in SEVERAL
    ]
    return [
        Field("q", _("Ord i tittel eller synonym"), wanted.words),
        Field("vis", _("Vis bare"), wanted.op, [("", _("Alle lokale endringer")), *KINDS.items()]),
        Field("minst", _("Hvor mange"), str(wanted.least) if wanted.least > 1 else "", least),
        Field("type", _("Type"), wanted.kind, kinds, seldom=True),
    ]


# --- the list -------------------------------------------------------------------------------------------------------


def _table(request: HttpRequest, rows: list[Row]) -> Table:
    columns = [Column(_("Sted i teksten"), broad=True), *(Column(str(label), number=True) for label in KINDS.values())]
    columns += [Column(_("Grunner")), Column(_("Neste sluttdato"))]
    return Table(
        _("Steder der nettstedene sier noe annet"), _("Tema"), columns, [Group([_line(request, row) for row in rows])], wide=True
    )


def _line(request: HttpRequest, row: Row) -> Line:
    url = frame.address(request, "override", tema=row.topic.key, blokk=row.heat.target, q="", vis="", minst="", type="")
    counts = [(op, row.heat.count(op)) for op in KINDS]
    return Line(
        Cell(row.topic.title, url),
        [
            Cell(_where(row.block), note=_short(row.block, WORDS)),
            *(
                Cell(str(count), number=True, tone=tables.WARN if op in DEPARTS and count > 1 else tables.PLAIN)
                for op, count in counts
            ),
            Cell(_reasons(row) or "–"),
            Cell(date_format(row.next_end, "j.n.Y") if row.next_end else "–"),
        ],
    )


def _where(block: Block) -> str:
    if block.gone:
        return _("Står ikke i den gjeldende utgaven")
    if block.is_title:
        return _("Tittelen")
    return _("Hele kapitlet «%(name)s»") % {"name": block.chapter} if block.whole_chapter else str(block.chapter)


def _short(block: Block, words: int) -> str:
    return str(Truncator(_bare(block.html)).chars(words))


def _bare(html: str) -> str:
    """The words alone."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def _reasons(row: Row) -> str:
    said = [(str(REASON_CODES.get(code, code)), count) for code, count in row.reasons.most_common()]
    return ", ".join(f"{words} ({count})" for words, count in said)


def _said(where: Scope, found: Compared, one: Said) -> dict[str, object]:
    """What one site says, for its place on the screen."""
    row, block = one.operation, found.block
    compares = row.op in ("override", "retitle") and row.language == block.language and not block.gone
    own = one.site.pk in where.acts_at and not one.group
    return {
        "site": one.site.name,
        "kind": KINDS[row.op],
        "language": LANGUAGES[row.language],
        "lang": row.language,
        "html": marked(block.html, one.html, row.language) if compares else plain(one.html, row.language),
        "reason": REASON_CODES.get(row.reason_code, row.reason_code),
        "reason_text": row.reason_text,
        "owner": row.clinical_owner,
        "until": row.valid_until,
        "base": row.base_edition.number,
        "older": row.base_edition.number != block.edition and row.language == block.language,
        "group": one.group,
        "place": str(row.place) if row.place else "",
        "url": reverse("desk_local:text", args=[one.site.slug, found.topic.key, row.language]) if own else "",
    }


def _said_line(where: Scope, found: Compared, one: Said) -> list[Value]:
    row = one.operation
    reason = str(REASON_CODES.get(row.reason_code, row.reason_code))
    return [
        found.topic.title,
        str(found.block.chapter),
        found.target,
        _bare(found.block.html),
        str(where.region_of(one.site) or ""),
        one.site.name,
        one.group,
        str(row.place) if row.place else "",
        row.language,
        str(KINDS[row.op]),
        _bare(one.html),
        f"{reason}: {row.reason_text}" if row.reason_text else reason,
        str(row.clinical_owner or ""),
        row.valid_until,
        row.base_edition.number,
    ]
