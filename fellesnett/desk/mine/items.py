"""`/admin/sak/<number>/`: the way from a letter to the screen where a case is answered."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from fellesnett.desk.local import waiting
from fellesnett.desk.local.scope import person
from fellesnett.desk.national import waiting as national
from fellesnett.desk.national.pages import page
from fellesnett.editorial.asked import item_asked_of
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation.clock import now


@require_safe
def item(request: HttpRequest, item: int) -> HttpResponse:
    """Send on to where the case is answered; tell how it was closed, where it is."""
    user = person(request)
    asked = item_asked_of(user, item)
    found: OpenItem | None = asked.select_related("site__organization", "organization", "closed_by").first()
    if found is None:
        raise Http404
    if found.closed_at is not None:
        return page(request, "closed_item.html", found.title_in_words, item=found)
    if found.site is None:
        return redirect(national.address_of(found))
    return redirect(waiting.address_of(user, found.site, found, now()))
