"""The addresses in the desk of what shows the public pages' look: the gallery, a site in a colour that is tried, and a
page as it will be.

Their doors are in `desk/doors.py`, `desk/brand/doors.py` and `desk/local/doors.py`.
"""

# mypy: disable-error-code="untyped-decorator"
from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks

from fellesnett.public.views import brand, drafts, gallery


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("galleri/", gallery.show, name="public_gallery"),
        path("lokalt/<slug:site>/utseende/<slug:color>/", brand.sample, name="public_brand_sample"),
        path("lokalt/<slug:site>/tekster/<slug:key>/<slug:language>/slik/", drafts.draft, name="public_draft"),
    ]
