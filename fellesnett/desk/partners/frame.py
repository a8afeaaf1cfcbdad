"""What the screens about partners share: the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.desk.local.frame import Crumb, site_trail
from fellesnett.desk.local.scope import Here


def page(
    request: HttpRequest, template: str, title: str, trail: Sequence[Crumb] = (), status: int = 200, **context: Any
) -> HttpResponse:
    """One screen. `trail` is (label, address) from the top down, without the screen itself."""
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": trail[-1][0] if trail else "", "breadcrumbs_items": items}
    return render(request, f"desk/partners/{template}", {**frame, **context}, status=status)


def deliveries_trail(where: Here) -> list[Crumb]:
    return [*site_trail(where), (_("Fra partnere"), reverse("desk_local:deliveries", args=[where.site.slug]))]


def partners_trail() -> list[Crumb]:
    return [(_("Partnere"), reverse("desk_national:partners"))]
