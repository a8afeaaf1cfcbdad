"""What waits, site by site, in plain numbers: to see who may need a hand, never to rank."""

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
from fellesnett.desk.boards.tables import Cell, Column, Group, Line, Table
from fellesnett.editorial.models import OpenItemKind
from fellesnett.foundation.clock import now
from fellesnett.foundation.sheets import Value
from fellesnett.insight.boards import waiting
from fellesnett.insight.boards.scope import Scope
from fellesnett.insight.boards.unanswered import Unanswered, unanswered
from fellesnett.insight.boards.waiting import CLASSES, SiteSum
from fellesnett.organizations.models import Organization, Site


@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """How much waits at each site, of what, and how long the oldest has waited."""
    where = frame.scope(request)
    return frame.board(
        request,
        "waiting",
        where,
        "waiting.html",
        table=_table(where),
        silence=_silence(where),
        fields=frame.fields(where),
        file=reverse("desk_boards:waiting_file"),
    )


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each site."""
    where, at = frame.scope(request), now()
    header = [_("Region"), _("Nettsted"), _("Saker"), *(str(label) for label, _kinds in CLASSES.values())]
    header += [_("Siste uke"), _("En uke til en måned"), _("Over en måned"), _("Over fristen"), _("Eldste sak")]
    header += [
        _("Løftet"),
        _("Ikke besvart der heller"),
        _("Tatt til side av sikkerhetsfristen"),
        _("Nettansvarlig"),
        _("Regionen"),
    ]

    def lines() -> Iterator[list[Value]]:
        silent = {one.site.pk: one for one in unanswered(where, at=at)}
        for one in waiting.site_sums(where, at=at):
            region = where.region_of(one.site) if one.site else None
            about: list[Value] = [str(region or ""), one.site.name if one.site else _("Nasjonal redaksjon"), one.all]
            ages = [one.week, one.month, one.older, one.overdue]
            oldest = localtime(one.oldest).date() if one.oldest else None
            yield [*about, *one.by_class.values(), *ages, oldest, *_upwards(silent.get(one.site.pk if one.site else 0))]

    return frame.sheet(str(_("venter")), where, header, lines)


def _upwards(one: Unanswered | None) -> list[Value]:
    return [one.raised, one.silent, one.aside, ", ".join(one.owners), ", ".join(one.region)] if one else [0, 0, 0, "", ""]


def _silence(where: Scope) -> Table:
    """What was taken to the site owner and the region and waits still, and what a safety deadline took aside."""
    columns = [
        Column(_("Løftet"), number=True),
        Column(_("Av dette"), broad=True),
        Column(_("Ikke besvart der heller"), number=True),
    ]
    columns += [Column(_("Tatt til side av sikkerhetsfristen"), number=True), Column(_("Hvem som er spurt"), broad=True)]
    lines = [_silent_line(where, one) for one in unanswered(where, at=now())]
    return Table(_("Løftet til nettansvarlig og region, og ikke besvart"), _("Nettsted"), columns, [Group(lines)], wide=True)


def _silent_line(where: Scope, one: Unanswered) -> Line:
    kinds = ", ".join(f"{count} {OpenItemKind(kind).label}" for kind, count in sorted(one.kinds.items()))
    since = _("den første %(day)s") % {"day": date_format(localtime(one.since), "j. F Y")} if one.since else ""
    return Line(
        Cell(tables.softened(one.site.name), _address(where, one.site)),
        [
            Cell(str(one.raised), number=True, note=since),
            Cell(kinds or "–"),
            Cell(str(one.silent), number=True, tone=tables.WARN if one.silent else tables.PLAIN),
            Cell(str(one.aside), number=True, tone=tables.WARN if one.aside else tables.PLAIN),
            Cell(_named(_("Nettansvarlig"), one.owners), note=_named(_("Regionen"), one.region)),
        ],
    )


def _named(role: str, people: tuple[str, ...]) -> str:
    """«Nettansvarlig: Kari Nord»; or that there is nobody, which is often why nothing is answered."""
    return f"{role}: {', '.join(people) or _('ingen har rollen')}"


def _address(where: Scope, site: Site) -> str:
    return f"{reverse('desk_local:site', args=[site.slug])}?hvem=alle" if site.pk in where.acts_at else ""


def _table(where: Scope) -> Table:
    columns = [Column(_("Saker"), number=True), *(Column(str(label), number=True) for label, _kinds in CLASSES.values())]
    columns += [Column(_("Siste uke"), number=True), Column(_("En uke til en måned"), number=True)]
    columns += [Column(_("Over en måned"), number=True), Column(_("Over fristen"), number=True), Column(_("Eldste"), number=True)]
    sums = waiting.site_sums(where, at=now())
    by_site = {one.site.pk: one for one in sums if one.site}
    groups = [Group([_line(where, one) for one in sums if one.site is None])]
    groups += [
        Group([_line(where, by_site[site.pk]) for site in sites], _added_up(region, [by_site[site.pk] for site in sites]))
        for region, sites in where.by_region()
    ]
    return Table(_("Saker som venter"), _("Nettsted"), columns, groups, wide=True)


def _added_up(region: Organization | None, sums: list[SiteSum]) -> str:
    """`Helse Nord: 86 saker, 3 over fristen`"""
    number, late = sum(one.all for one in sums), sum(one.overdue for one in sums)
    cases = ngettext("%(n)s sak", "%(n)s saker", number) % {"n": number}
    name = str(region) if region else _("Utenfor regionene")
    return f"{name}: {cases}, {_('%(n)s over fristen') % {'n': late}}"


def _line(where: Scope, one: SiteSum) -> Line:
    site = one.site
    url = _address(where, site) if site else ""
    oldest = ngettext("%(n)s dag", "%(n)s dager", one.days(now())) % {"n": one.days(now())} if one.oldest else "–"
    ages = [Cell(str(count), number=True) for count in (one.week, one.month, one.older)]
    return Line(
        Cell(tables.softened(site.name) if site else _("Nasjonal redaksjon"), url),
        [
            Cell(str(one.all), number=True),
            *(Cell(str(count), number=True, tone=_tone(name, count)) for name, count in one.by_class.items()),
            *ages,
            Cell(str(one.overdue), number=True, tone=tables.WARN if one.overdue else tables.PLAIN),
            Cell(oldest, number=True),
        ],
    )


def _tone(name: str, count: int) -> str:
    return tables.WARN if name == "safety" and count else tables.PLAIN
