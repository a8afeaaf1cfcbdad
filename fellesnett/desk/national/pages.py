"""What every screen of the national desk shares: the frame, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.national.gates import NotReady, Reason
from fellesnett.national.models import Topic

Crumb = tuple[str, str]


def page(
    request: HttpRequest, template: str, title: str, trail: Sequence[Crumb] = (), status: int = 200, **context: Any
) -> HttpResponse:
    """One screen. `trail` is (label, address) from the national base down, without the screen itself."""
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    within = trail[-1][0] if trail else ""  # a browser's tab says «Historikk – Kneprotese»
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": within, "breadcrumbs_items": items}
    return render(request, f"desk/national/{template}", {**frame, **context}, status=status)


def base_trail() -> list[Crumb]:
    return [(_("Nasjonal base"), reverse("desk_national:topics"))]


def topic_trail(topic: Topic) -> list[Crumb]:
    return [*base_trail(), (topic.title, reverse("desk_national:topic", args=[topic.key]))]


def attempt(verb: Callable[[], object]) -> tuple[Reason, ...]:
    """Do it. Empty when it was done, else why not: the words of the gate, or of the right that is missing."""
    try:
        verb()
    except NotReady as refusal:
        return tuple(refusal.reasons)
    except PermissionDenied as refusal:
        return (Reason("not_allowed", str(refusal), ""),)
    return ()
