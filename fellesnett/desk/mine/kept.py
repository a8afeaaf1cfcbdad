"""What a person had written when the sign-in was over: read it, send it again, or let it go."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fellesnett.desk.access import lapsed
from fellesnett.desk.local.scope import person
from fellesnett.desk.manual.reading import pages
from fellesnett.desk.manual.screens import page_for
from fellesnett.desk.national.pages import page
from fellesnett.foundation.clock import now


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Show what is kept; a POST lets one of them go. Sending again is a form of its own, to where it was to go first."""
    if request.method == "POST":
        lapsed.let_go(request, request.POST.get("key", ""))
    found = lapsed.of(request, person(request).pk, at=now())
    if not found:
        messages.info(request, _("Det er ikke noe å ta vare på lenger."))
        return redirect("wagtailadmin_home")
    return page(request, "kept.html", _("Du var logget ut. Dette hadde du skrevet"), forms=[_shown(one) for one in found])


def _shown(form: lapsed.KeptForm) -> dict[str, object]:
    task = pages().get(page_for(form.view))
    return {"form": form, "task": task.title if task else "", "sent_at": datetime.fromtimestamp(form.sent_at, UTC)}
