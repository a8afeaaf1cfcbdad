"""What every board shares: whose it is, how it is narrowed, its frame, and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk import sent
from fellesnett.desk.national.topics import person
from fellesnett.foundation import sheets
from fellesnett.foundation.clock import now
from fellesnett.insight.boards.scope import EVERY_KIND, TREATS, Asked, Outside, Scope, scope_of
from fellesnett.organizations.models import OrganizationKind

Choices = Sequence[tuple[str, Any]]
LINES_AT_ONCE = 200
"""Lines of a file that are sent together: the coverage of the country has 70,000."""
BOARDS = {
    "coverage": (gettext_lazy("Dekning"), gettext_lazy("Hvilke temaer hvert nettsted har, og hva det betyr der noe mangler.")),
    "releases": (gettext_lazy("Utgaver på vei"), gettext_lazy("Hvor langt hver nye utgave har nådd, og hvor lang tid det tar.")),
    "overrides": (
        gettext_lazy("Lokale endringer"),
        gettext_lazy("Hvor nettstedene sier noe annet enn den nasjonale teksten. Der flere gjør det, bør kanskje den endres."),
    ),
    "languages": (gettext_lazy("Språk"), gettext_lazy("Hvilke språkversjoner som henger etter bokmål eller mangler.")),
    "reviews": (gettext_lazy("Kvalitetssikring"), gettext_lazy("Hva som skal ses over, når, og hvem som svarer for det.")),
    "waiting": (gettext_lazy("Det som venter"), gettext_lazy("Hvor mye som venter på hvert nettsted, av hva, og hvor lenge.")),
}
"""Every board by the name of its address: what it is called, and what it answers."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to narrow a board by: a choice, or words where there are no choices."""

    name: str
    label: Any
    value: str
    choices: Choices = ()
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """All that a board can be narrowed by; what is seldom used is folded away until it is."""

    every: tuple[Field, ...]

    def __bool__(self) -> bool:
        return bool(self.every)

    @property
    def near(self) -> list[Field]:
        return [field for field in self.every if not field.seldom]

    @property
    def more(self) -> list[Field]:
        return [field for field in self.every if field.seldom]

    @property
    def is_open(self) -> bool:
        return any(field.value for field in self.more)


def narrowed(request: HttpRequest, name: str, allowed: Iterable[str]) -> str:
    """What the address says, where it is one of these; else nothing."""
    value = request.GET.get(name, "")
    return value if value in set(allowed) else ""


def words(request: HttpRequest, name: str, longest: int = 100) -> str:
    return sent.words(request.GET, name, longest)


def scope(request: HttpRequest) -> Scope:
    """The sites this board speaks of. Raises Http404 for a site or region one has no part in."""
    asked = Asked(words(request, "region"), words(request, "nettsted"), words(request, "slag"))
    if asked.kind not in (TREATS, EVERY_KIND, *OrganizationKind.values):
        asked = Asked(asked.region, asked.site)
    try:
        return scope_of(person(request), asked)
    except Outside as outside:
        raise Http404 from outside


def fields(where: Scope, *own: Field) -> Fields:
    """A board's own choices, and those that every board has: region, site and kind of site, where there is any choice."""
    found = list(own)
    if len(where.regions) > 1:
        regions = [("", _("Hele landet") if where.national else _("Alle regioner"))]
        regions += [(region.key, str(region)) for region in where.regions]
        found.append(Field("region", _("Region"), where.asked.region, regions))
    if len(where.open_sites) > 1:
        sites = [site for site in where.open_sites if where.region in (None, where.region_of(site))]
        names = [("", _("Alle nettsteder")), *((site.slug, site.name) for site in sites)]
        found.append(Field("nettsted", _("Nettsted"), where.asked.site, names))
    if len(where.kinds) > 1 and not where.asked.site:
        kinds = [(TREATS, _("De som behandler pasienter")), (EVERY_KIND, _("Alle slags"))]
        kinds += [(kind, OrganizationKind(kind).label.capitalize()) for kind in where.kinds]
        found.append(Field("slag", _("Slags virksomhet"), where.asked.kind, kinds, seldom=True))
    return Fields(tuple(found))


def named(where: Scope) -> str:
    """Whose board this is: a site, a region, the nation, or one's own sites."""
    if where.site:
        return where.site.name
    if where.region:
        return str(where.region)
    return _("Hele landet") if where.national else _("Nettstedene dine")


def paged(request: HttpRequest, rows: Any, on_a_page: int) -> Any:
    return Paginator(rows, on_a_page).get_page(request.GET.get("side"))


def board(request: HttpRequest, name: str, where: Scope, template: str = "board.html", **context: Any) -> HttpResponse:
    """One board's screen."""
    title, lead = BOARDS[name]
    trail = [(_("Hjem"), reverse("wagtailadmin_home")), (_("Oversikter"), reverse("desk_boards:front")), (str(title), "")]
    chosen = f"?{kept(request)}" if kept(request) else ""
    shared = {
        "header_title": str(title),
        "lead": lead,
        "where": where,
        "whose": named(where),
        "tabs": [(str(label), reverse(f"desk_boards:{key}") + chosen, key == name) for key, (label, _lead) in BOARDS.items()],
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in trail],
        "kept": kept(request),
    }
    return render(request, f"desk/boards/{template}", {**shared, **context})


def address(request: HttpRequest, name: str, **changed: Any) -> str:
    """The address of a screen with what is chosen here kept, and some of it changed; an empty value is let go."""
    chosen = request.GET.copy()
    chosen.pop("side", None)
    for key, value in changed.items():
        chosen.pop(key, None)
        if value:
            chosen[key] = value
    query = chosen.urlencode()
    return reverse(f"desk_boards:{name}") + (f"?{query}" if query else "")


def kept(request: HttpRequest) -> str:
    """Region, site and kind as they are chosen, for the way to another board."""
    chosen = request.GET.copy()
    for key in list(chosen):
        if key not in ("region", "nettsted", "slag"):
            del chosen[key]
    return chosen.urlencode()


def sheet(
    name: str, where: Scope, header: Sequence[str], rows: Callable[[], Iterable[Iterable[sheets.Value]]]
) -> StreamingHttpResponse:
    """A board as a file, written while it is sent, in the language of whoever asked."""
    return as_file(f"{name}-{named(where)}", header, rows)


def as_file(name: str, header: Sequence[str], rows: Callable[[], Iterable[Iterable[sheets.Value]]]) -> StreamingHttpResponse:
    """A table as a file with the day in its name."""
    language = translation.get_language() or "nb"
    called = slugify(name.translate(str.maketrans("æøåÆØÅ", "eoaEOA")))
    day = f"{timezone.localdate(now()):%Y-%m-%d}"
    answer = StreamingHttpResponse(_in(language, sheets.lines(header, rows())), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{called}-{day}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _in(language: str, lines: Iterable[str]) -> Iterable[str]:
    """Some lines at a time, made with this language on: they are sent after the request's own has been put away."""
    making = iter(lines)
    while True:
        with translation.override(language):
            some = "".join(islice(making, LINES_AT_ONCE))
        if not some:
            return
        yield some
