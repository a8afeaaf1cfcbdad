"""`/bilder/<digest>.<ending>` and `/logoer/<digest>.<ending>`: kept for ever by readers, since the name is the content."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from fellesnett.pages.models import Logo, Picture
from fellesnett.public import hosts

TYPES = {"webp": "image/webp", "svg": "image/svg+xml"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing that is opened by itself may colour itself, and nothing else."""


@require_safe
def picture(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A picture of this site, or one that its owner shares. Others' pictures are not here."""
    site = hosts.site_of(request)
    found = Picture.objects.for_site(site).filter(file=f"bilder/{name}.{ending}").first() if site.pk else None
    if found is None:
        raise Http404
    return _kept_for_ever(found.file, ending)


@require_safe
def logo(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A logo that stands, or stood, on a site. It is public, and any host answers: the desk shows it too."""
    found = Logo.objects.filter(file=f"logoer/{name}.{ending}").first()
    if found is None:
        raise Http404
    return _kept_for_ever(found.file, ending)


def _kept_for_ever(file: FieldFile, ending: str) -> HttpResponseBase:
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Security-Policy": POLICY}
    return FileResponse(file.open("rb"), content_type=TYPES[ending], headers=headers)
