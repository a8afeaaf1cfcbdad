"""The desk's doors are shut unless `doors.py` opens them (semantics: least privilege by organization)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation

from fellesnett.desk.access import lapsed, misread
from fellesnett.desk.access.doors import OPEN_WHEN_LATE
from fellesnett.desk.access.sessions import is_late, stand_behind
from fellesnett.desk.doors import door_for
from fellesnett.desk.language import language_of
from fellesnett.desk.rules import any_member
from fellesnett.foundation import clock

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""What the desk's pages may load: nothing from others, and no script written into a page. Wagtail's editor sets styles."""
TIMERS = "wagtailadmin_editing_sessions:"
"""What the editor asks for by itself while a tab is open: it keeps nobody logged in."""


class DeskDoors:
    """Ask the door before every view under /admin/. A shut door answers 404: it does not tell what stands behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.desk_language = language_of(request)  # type: ignore[attr-defined]
        with translation.override(request.desk_language):  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code == 405 and request.method in ("GET", "HEAD") and not response.streaming:
                response = misread.takes_only_a_form(request, response["Allow"])
        if inside := getattr(request, "inside", None):
            lapsed.remember_who(request, response, inside)
        if request.method == "POST" and lapsed.RESENT in request.POST and response.status_code < 400:
            lapsed.let_go(request, request.POST[lapsed.RESENT])
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None opens the door. Strangers are sent to the log-in; members meet 404 where they have no business."""
        match = request.resolver_match
        door = door_for(match.view_name) if match else None
        if door is not None and door.anonymous:
            return None
        user: Any = request.user
        name, at = match.view_name if match else "", clock.now()
        if not user.is_authenticated:
            return lapsed.to_log_in(request, name, lapsed.who(request), at=at)
        inside = user.pk
        if shut := stand_behind(request, at=at, counts=not name.startswith(TIMERS)):
            messages.error(request, shut)
            return lapsed.to_log_in(request, name, inside, at=at)
        request.inside = inside  # type: ignore[attr-defined]
        if not any_member(user, {}, request):
            return redirect("desk_entry:without_role")
        if name not in OPEN_WHEN_LATE and is_late(request, at=at):
            return redirect("desk_security:set_up")
        if door is None or not door.rule(user, keywords, request):
            return render(request, "wagtailadmin/404.html", status=404)
        return None
