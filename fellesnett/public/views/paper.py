"""What goes on paper: the short address and its QR code, and the sheet a patient takes along."""

from __future__ import annotations

from io import BytesIO

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from fellesnett.adoption.models import Adoption
from fellesnett.foundation import clock
from fellesnett.national.naming import LIST_OF_KIND
from fellesnett.organizations.models import Site
from fellesnett.public import dates, hosts, languages, place_pages, showings
from fellesnett.public.rendering import frame_of, render
from fellesnett.public.topic_pages import Link
from fellesnett.public.views.doors import public_page
from fellesnett.public.views.topics import hospital_page, path_of, short_path

TRAVEL = ("transit", "parking", "accessibility", "interpreter")


@public_page
def visit(request: HttpRequest, site: Site, language: str, word: str, key: str, slug: str) -> HttpResponseBase:
    """`/<list>/<key>/<place>/mitt-besok/`: where and when to meet, and what to do before; one sheet of paper."""
    adoption = showings.adoption_of(site, key)
    if adoption is None or LIST_OF_KIND[adoption.topic.kind] != word:
        raise Http404
    live = showings.showings_of(adoption)
    place = next((known for known in showings.places_of(adoption, live) if known.slug == slug), None)
    found = [row for row in live if row.text.language == language and place and row.place_id in (None, place.pk)]
    if place is None or not found:
        raise Http404
    showing, today = found[-1], timezone.localdate(clock.now())
    topic = hospital_page(request, site, language, adoption, showing, [place], place)
    path = f"{path_of(adoption.topic)}{slug}/"
    address = short_path(adoption, place)
    page = {
        "title": gettext("Besøket ditt: %(topic)s") % {"topic": topic["title"]},
        "topic": topic["title"],
        "contact": topic["contacts"][0],
        "sections": tuple(section for section in topic["sections"] if section.key == "before"),
        "told": tuple(place_pages.told_by(place, language, TRAVEL)),
        "crumbs": (topic["crumb"], Link(topic["title"], languages.path_in(site, language, path))),
        "qr": f"{address}/qr.svg",
        "paper": hosts.address_of(site, request, address),
        "printed": dates.in_words(today, language),
        "demonstration": topic["demonstration"],
    }
    sheet = f"{path}mitt-besok/"
    frame = frame_of(request, site, language, sheet, existing={language: sheet}, current=word, indexed=False)
    return render(request, "public/visit.html", frame, page, snapshot=showing.snapshot.hash)


@require_safe
def short_address(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/b/<code>` and `/b/<code>-<place>`: from a letter or a QR code to the page, on whichever site it is asked for.
    Never expires: where the place is gone, the hospital's page answers."""
    adoption, slug = _of_code(code)
    path = path_of(adoption.topic)
    if slug in {place.slug for place in adoption.places.all()}:
        path = f"{path}{slug}/"
    same = adoption.site.pk == hosts.site_of(request).pk
    response = HttpResponseRedirect(path if same else hosts.address_of(adoption.site, request, path))
    response["Cache-Control"] = "public, max-age=60"
    return response


def _of_code(code: str) -> tuple[Adoption, str]:
    """What a code names, and at which place. Raises Http404."""
    short, _dash, slug = code.partition("-")
    adoption = showings.adoption_of_code(short)
    if adoption is None:
        raise Http404
    return adoption, slug


@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponseBase:
    """`/b/<code>/qr.svg`: the short address as a picture for paper."""
    adoption, slug = _of_code(code)
    path = f"/b/{adoption.short_code}{'-' if slug else ''}{slug}"
    drawn = BytesIO()
    address = hosts.address_of(adoption.site, request, path)
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, omitsize=True, border=2)
    response = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response
