"""What the screens about code lists share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.desk.national.pages import Crumb


def page(request: HttpRequest, template: str, title: str, trail: list[Crumb], status: int = 200, **shown: Any) -> HttpResponse:
    """One screen. `trail` is (label, address) without the screen itself."""
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": trail[-1][0] if trail else "", "breadcrumbs_items": items}
    return render(request, f"desk/codes/{template}", {**frame, **shown}, status=status)


def all_trail() -> list[Crumb]:
    return [(_("Kodeverk"), reverse("desk_national:code_systems"))]
