"""A hospital's page as patients will meet it once the drafts are approved, seen from the desk before anybody says yes."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.http import require_safe

from fellesnett.adoption.candidates import Candidate, candidate_of, foreseen
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.models import AdoptedText, Showing
from fellesnett.adoption.models import Snapshot as SnapshotRow
from fellesnett.national.naming import LIST_OF_KIND
from fellesnett.organizations.models import Place, Site
from fellesnett.public import hosts, languages
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.views.topics import hospital_page

_OWN_LINK = re.compile(rb'(<a\b[^>]*?\bhref=")/(?!/)')


@require_safe
def draft(request: HttpRequest, site: str, key: str, language: str) -> HttpResponseBase:
    """`/admin/lokalt/<site>/tekster/<key>/<language>/slik/`: what a yes now would show; with `?ny=1` as the newer edition
    will be, ours standing where nothing has been chosen. `?sted=` names a place; `?innfelt=1` is for looking
    at inside the desk's own screen: nothing in it can be used. Raises Http404 where there is no such
    text, or where its parts do not fit together yet."""
    shown = hosts.directory().by_slug.get(site)
    text = AdoptedText.objects.filter(adoption__site__slug=site, adoption__topic__key=key, language=language).first()
    if shown is None or text is None:
        raise Http404
    held = gather([text.adoption_id])
    text = held.texts[text.pk]
    place = _place(held, text, request.GET.get("sted", ""))
    found = foreseen(held, text, place) if request.GET.get("ny") else candidate_of(held, text, place)
    if found.page is None:
        raise Http404
    with translation.override(languages.interface_of(language)):
        return _lead_home(_page(request, shown, held, found), shown, request)


def _place(held: Holdings, text: AdoptedText, slug: str) -> Place | None:
    found = next((place for place in held.places.get(text.adoption_id, []) if place.slug == slug), None)
    if slug and found is None:
        raise Http404
    return found


def _page(request: HttpRequest, site: Site, held: Holdings, found: Candidate) -> HttpResponseBase:
    text, place = found.text, found.place
    adoption, topic = text.adoption, text.adoption.topic
    edition = held.shelf.editions[found.recipe["edition"]]
    row = SnapshotRow(text=text, hash=found.hash, edition=edition, recipe=found.recipe)
    frame = frame_of(request, site, text.language, None, current=LIST_OF_KIND[topic.kind], indexed=False)
    live = held.live.get((text.pk, place.pk if place else None))
    showing, places = Showing(text=text, place=place, snapshot=row), held.places.get(adoption.pk, [])
    page: dict[str, Any] = hospital_page(request, site, text.language, adoption, showing, places, place)
    page["inside"] = bool(request.GET.get("innfelt"))
    if live is None or live.snapshot.hash != found.hash:
        page |= {"is_draft": True, "version": ""}  # it has no lasting address before the yes
    return render(request, "public/draft.html", frame, page, snapshot=found.hash)


def _lead_home(answer: HttpResponseBase, site: Site, request: HttpRequest) -> HttpResponseBase:
    """Links lead to the hospital's own site: the desk may stand at another address. Nobody keeps a draft in a cache."""
    if isinstance(answer, HttpResponse):
        home = hosts.address_of(site, request).encode()
        answer.content = _OWN_LINK.sub(lambda match: match[1] + home, answer.content)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
