"""When something broke on our side (`handler500`). Nothing here asks a database, a session or a file: they may be what broke."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation
from django.views import defaults

from fellesnett.desk.language import browsers_language
from fellesnett.foundation import clock


def broken(request: HttpRequest) -> HttpResponse:
    """Words for whoever works here: what was saved, what to do, whom to tell. Readers of the sites have a page of their own."""
    if not request.path.startswith("/admin/"):
        return defaults.server_error(request)
    with translation.override(getattr(request, "desk_language", "") or browsers_language(request)):
        page = loader.get_template("desk/access/broken.html").render({"language": translation.get_language(), "at": clock.now()})
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store"})
