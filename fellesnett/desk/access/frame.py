"""What the screens of the log-in share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.access.gates import Reason, Refused


def outside(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A screen for those who are not in: no menu. Never kept by a browser or a proxy."""
    answer = render(request, f"desk/access/{template}", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def inside(
    request: HttpRequest, template: str, title: str, *, parent: bool = True, status: int = 200, **context: Any
) -> HttpResponse:
    """A screen of one's own security, with the desk's menu."""
    trail = [(_("Hjem"), reverse("wagtailadmin_home"))]
    if parent:
        trail.append((_("Innlogging og sikkerhet"), reverse("desk_security:overview")))
    items = [{"label": label, "url": url} for label, url in [*trail, (title, "")]]
    frame = {"header_title": title, "breadcrumbs_items": items}
    answer = render(request, f"desk/access/{template}", {**frame, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def attempt(verb: Callable[[], object]) -> tuple[Reason, ...]:
    """Do it. Empty when it was done, else why not."""
    try:
        verb()
    except Refused as refusal:
        return refusal.reasons
    return ()
