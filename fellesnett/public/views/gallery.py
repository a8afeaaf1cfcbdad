"""The component gallery of the desk: every component as patients see it, in the colours of a site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from fellesnett.public import alphabet, gallery, hosts, stylesheets, themes


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`/admin/galleri/?nettsted=<slug>`. Which sites there are is no secret, and nothing of them but name and colour is shown."""
    directory = hosts.directory()
    site = directory.by_slug.get(request.GET.get("nettsted", ""), directory.front_door)
    sites = sorted(directory.by_slug.values(), key=lambda each: alphabet.sort_key(each.name))
    with translation.override("nb"):
        page = {
            "groups": gallery.GROUPS,
            "sites": [(each.slug, each.name, each == site) for each in sites],
            "site_name": site.name,
            "style": stylesheets.sheet().address,
            "theme": themes.address(site),
        }
        return render(request, "public/gallery.html", page)
