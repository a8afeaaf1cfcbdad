"""The workbench of one text: the page as it will look, whose words are whose, and what may be done at each of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fellesnett.adoption.candidates import Candidate
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, LocalOperation, OperationState
from fellesnett.adoption.permissions import EDITORS
from fellesnett.desk.local import address, changes, commenting
from fellesnett.desk.local.composed import chapters, title_row
from fellesnett.desk.local.frame import page, topic_trail
from fellesnett.desk.local.looking import look_address
from fellesnett.desk.local.operating import held_text
from fellesnett.desk.local.readiness import readiness
from fellesnett.desk.local.scope import LANGUAGES, here, text_of
from fellesnett.desk.local.sharing import group_drafts
from fellesnett.organizations.permissions import roles_at


@require_safe
def text(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """One text at one site."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    ready = readiness(where, held, text)
    shown = page_at(ready.pages, request.GET.get("sted", ""))
    variant = text.adoption.variant
    own_group = variant is not None and not roles_at(where.user, variant.organization).isdisjoint(EDITORS)
    update = held.updates.get(text.pk)
    parts = chapters(held, shown, may_edit=where.rights.edit, own_group=own_group)
    live = held.live.get((text.pk, shown.place.pk if shown.place else None))
    return page(
        request,
        "workbench.html",
        LANGUAGES[language].capitalize(),
        topic_trail(where, text.adoption.topic),
        where=where,
        text=text,
        adoption=text.adoption,
        chapters=parts,
        talk=commenting.talk(where, text, parts),
        shown=shown,
        ready=ready,
        group=group_drafts(where, held, text),
        titled=title_row(shown.rows),
        edition=held.shelf.editions[shown.recipe["edition"]],
        update=update,
        newest=held.shelf.editions[update.to_edition_id] if update else None,
        aside=aside(held, text),
        live=live,
        live_address=address.version(request, where.site, live.snapshot.hash) if live else "",
        places=held.places.get(text.adoption_id, []),
        others=[other for other in held.texts_of(text.adoption) if other.pk != text.pk],
        returned=any(row.returned for row in held.rows(text)),
        has_local=any(row.layer != "group" for row in shown.rows),
        look=look_address(where, text, shown.place) if shown.page else "",
        here_address=reverse("desk_local:text", args=[site, key, language]),
        create_address=reverse("desk_local:create", args=[site, key, language]),
    )


def page_at(pages: tuple[Candidate, ...], slug: str) -> Candidate:
    """The page of one place; the hospital's own when none is named. Raises Http404 for a place the topic is not at."""
    found = next((page for page in pages if (page.place.slug if page.place else "") == slug), None)
    if found is None:
        raise Http404(_("Temaet vises ikke ved dette stedet."))
    return found


def aside(held: Holdings, text: AdoptedText) -> list[tuple[LocalOperation, str]]:
    """Local text that is not on the page and can be brought back: set aside, parked, or leaving at the next approval."""
    rows = held.rows(text)
    followed = {row.replaces_id for row in rows}
    current = {row.key for row in rows if row.state in (OperationState.ACTIVE, OperationState.DRAFT) and not row.leaving}
    away = (OperationState.SET_ASIDE, OperationState.PARKED)
    found = [row for row in rows if row.key not in current and row.pk not in followed and (row.state in away or row.leaving)]
    return [(row, _about(held, row)) for row in found]


def _about(held: Holdings, row: LocalOperation) -> str:
    if not row.target:
        return ""
    held.shelf.fetch(editions=[row.base_edition_id])
    return changes.name_of(held.shelf.edition(row.base_edition_id), row.target)
