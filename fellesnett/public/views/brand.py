"""A piece of a site in a colour that is tried: its own header and menu, a link and buttons, as patients will see them."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from fellesnett.pages.colors import is_color
from fellesnett.public import hosts, logos, themes
from fellesnett.public.rendering import frame_of


@require_safe
def sample(request: HttpRequest, site: str, color: str) -> HttpResponse:
    """`/admin/lokalt/<site>/utseende/<rrggbb>/`, shown inside the desk's page, to be looked at: nothing in it can be used."""
    shown, brand = hosts.directory().by_slug.get(site), f"#{color}"
    if shown is None or not is_color(brand):
        raise Http404
    with translation.override(shown.language):
        frame = frame_of(request, shown, shown.language, None, current="behandlinger", indexed=False)
        frame = replace(frame, theme=themes.trial_address(brand), logo=logos.shown(shown, brand))
        return render(request, "public/brand_sample.html", {"frame": frame})
