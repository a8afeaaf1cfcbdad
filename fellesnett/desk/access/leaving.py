"""Going out: here at once, and at the provider too for those who wish."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fellesnett.access import oidc
from fellesnett.desk.access.frame import outside
from fellesnett.desk.access.sessions import leave
from fellesnett.foundation import clock

LEFT = "left"


@never_cache
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the sign-in here. Nothing of the old session is left; the next page may offer to log out of the provider as well."""
    provider, token = leave(request, at=clock.now())
    onward = ""
    if provider is not None:
        back = request.build_absolute_uri(reverse("wagtailadmin_login"))
        try:
            onward = oidc.log_out_at(provider, id_token=token, back_to=back)
        except oidc.ProviderFault:
            onward = ""  # it does not answer; the person is out here all the same
    request.session[LEFT] = {"name": provider.name if provider else "", "onward": onward}
    return redirect("desk_entry:left")


@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """You are out. The session that carried the way to the provider is emptied by showing it."""
    said = request.session.get(LEFT, {})
    request.session.flush()
    return outside(request, "left.html", provider=said.get("name", ""), onward=said.get("onward", ""))
