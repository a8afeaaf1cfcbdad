"""The addresses where patients meet what is approved here, and where the desk hears of them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from fellesnett.adoption.models import Adoption
from fellesnett.organizations.models import Site


def site_address(request: HttpRequest, site: Site, path: str = "/") -> str:
    """The full address of a path on the site's own host, with the scheme and port of this request."""
    host = site.host or f"{site.slug}.{(settings.SITE_BASE_DOMAINS or ['localhost'])[0]}"
    port = request.get_host().rpartition(":")[2]
    return f"{request.scheme}://{host}:{port}{path}" if ":" not in host and port.isdigit() else f"{request.scheme}://{host}{path}"


def version(request: HttpRequest, site: Site, hash: str) -> str:
    """The permanent address of an exact version."""
    return site_address(request, site, f"/v/{hash}/")


def short(request: HttpRequest, adoption: Adoption) -> str:
    """The short address that is printed in letters."""
    return site_address(request, adoption.site, f"/b/{adoption.short_code}")


def feedback(slug: str, path: str) -> str:
    """Where the desk shows what readers say of one page; of all pages of the site where no page is named."""
    if not path:
        return reverse("desk_local:feedback", args=[slug])
    return reverse("desk_local:feedback_page", args=[slug]) + "?" + urlencode({"sti": path})
