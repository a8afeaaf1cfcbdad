"""The way in: which boards there are, what each of them answers, and what it says now in a line."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fellesnett.desk.boards import frame
from fellesnett.foundation.clock import now
from fellesnett.insight.boards.glance import Glance, glance


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Every board with what it answers."""
    where = frame.scope(request)
    said = _said(glance(where, at=now()), alone=bool(where.site))
    boards = [(label, lead, said[name], reverse(f"desk_boards:{name}")) for name, (label, lead) in frame.BOARDS.items()]
    trail = [(_("Hjem"), reverse("wagtailadmin_home")), (_("Oversikter"), "")]
    shared = {"header_title": _("Oversikter"), "breadcrumbs_items": [{"label": label, "url": url} for label, url in trail]}
    return render(
        request,
        "desk/boards/front.html",
        {**shared, "boards": boards, "fields": frame.fields(where), "whose": frame.named(where), "kept": frame.kept(request)},
    )


def _said(found: Glance, *, alone: bool) -> dict[str, list[str]]:
    """What each board says now: a number with its words. One site alone has nothing that several do."""
    unanswered = ngettext("%(n)s tema er ikke besvart", "%(n)s temaer er ikke besvart", found.unanswered)
    without = ngettext("%(n)s tema har ingen nettsteder", "%(n)s temaer har ingen nettsteder", found.without)
    way = ngettext("%(n)s utgave venter på svar", "%(n)s utgaver venter på svar", found.on_their_way)
    several = ngettext("%(n)s sted der flere sier noe annet", "%(n)s steder der flere sier noe annet", found.several)
    lag = ngettext(
        "%(n)s tema har et språk som henger etter eller mangler",
        "%(n)s temaer har et språk som henger etter eller mangler",
        found.languages,
    )
    items = ngettext("%(n)s sak venter", "%(n)s saker venter", found.items)
    late = _("%(n)s over fristen")
    raised = _("%(n)s løftet uten svar")
    said: dict[str, list[tuple[str, int]]] = {
        "coverage": [(unanswered, found.unanswered), *([] if alone else [(without, found.without)])],
        "releases": [(way, found.on_their_way), (late, found.late)],
        "overrides": [] if alone else [(several, found.several)],
        "languages": [(lag, found.languages)],
        "reviews": [(late, found.reviews)],
        "waiting": [(items, found.items), (late, found.overdue), *([(raised, found.raised)] if found.raised else [])],
    }
    return {name: [words % {"n": number} for words, number in parts] for name, parts in said.items()}
