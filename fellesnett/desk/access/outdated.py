"""A form from before the last sign-in: its token no longer holds, and nothing was done. What was typed is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from fellesnett.desk.access import lapsed
from fellesnett.desk.access.frame import outside
from fellesnett.foundation import clock


def outdated(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without a token that holds (`CSRF_FAILURE_VIEW`).

    The words are only given back where the browser says that one of our own pages sent the form, to one who is signed in: then
    the token is merely old. What another site sends is never shown as if the person had written it.
    """
    user, match = request.user, request.resolver_match
    form = None
    if user.pk is not None and match is not None and _sent_by_our_own_page(request):
        form = lapsed.form_of(request, match.view_name, user.pk, at=clock.now())
    return outside(request, "outdated.html", status=403, form=form)


def _sent_by_our_own_page(request: HttpRequest) -> bool:
    same = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return same and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
