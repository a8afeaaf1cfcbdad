"""What the desk cannot take: a form too large or in pieces, or an address that only takes a form. Nothing was done."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.views import defaults

from fellesnett.desk.access.frame import outside


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to what it cannot read (`handler400`): words where somebody writes, its own elsewhere, and where the desk
    has not begun: a host that is not ours is refused before anybody knows who asks."""
    if not request.path.startswith("/admin/") or not hasattr(request, "user"):
        return defaults.bad_request(request, exception)
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return outside(request, "unreadable.html", status=400, too_large=too_large)


def incomplete(request: HttpRequest) -> HttpResponse:
    """A form of Wagtail's that lost a part on its way, or whose script has not run."""
    return outside(request, "unreadable.html", status=400)


def takes_only_a_form(request: HttpRequest, allowed: str) -> HttpResponse:
    """For one who opens an address that acts, from the browser's history or by its address bar: it acts on forms alone."""
    answer = outside(request, "only_a_form.html", status=405)
    answer["Allow"] = allowed
    return answer
