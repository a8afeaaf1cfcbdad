"""Readers' answers: taken in without cookie, script or trace of who it was. Nothing here is indexed or kept by readers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_post_parameters

from fellesnett.foundation import clock, limiting
from fellesnett.insight.actions import Page, leave_feedback
from fellesnett.insight.models import Found
from fellesnett.organizations.models import Site
from fellesnett.public import languages
from fellesnett.public.feedback import Asking, FeedbackForm, page_of
from fellesnett.public.rendering import frame_of
from fellesnett.public.views.doors import public_form, public_page

LARGEST = 64 * 1024  # bytes; a thousand characters with room for a mistake
OFTEN = limiting.SlidingCounter(limit=10, window=timedelta(minutes=10))
TRAP = "nettadresse"  # a field that nobody sees, and that programs fill in
_LOCAL = re.compile(r"/(?:[-\w.]+/)*")


@sensitive_post_parameters("text")
@public_form
def feedback(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/tilbakemelding/`: a form that is sent from the end of a page."""
    if request.method != "POST":
        return _no_store(HttpResponseRedirect(languages.path_in(site, language, "/")))
    page = None if (refused := _refused(request)) else page_of(site, request.POST.get("side", ""))
    if refused or page is None:
        return _shown(request, site, language, "public/feedback_refused.html", {"why": refused or "page"}, refused or 400)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _mistake(request, site, language, page, form)
    return _taken_in(request, site, language, page, form)


def _refused(request: HttpRequest) -> int:
    """The status of a refusal before anything is read: too large, or sent from another website. 0: go on."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return 413
    return 0 if _from_here(request) else 403


def _from_here(request: HttpRequest) -> bool:
    """Browsers say where a form was sent from. What says nothing is no browser of the last years, and has no cookie to abuse."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _mistake(request: HttpRequest, site: Site, language: str, page: Page, form: FeedbackForm) -> HttpResponseBase:
    """The form again, with the message at the field and what was written kept."""
    again = {
        "feedback": Asking(request.path, request.POST["side"]),
        "about": page.title,
        "back": _address(site, page),
        "wrong": {name: messages[0] for name, messages in form.errors.items()},
        "said": form.data,
    }
    return _shown(request, site, language, "public/feedback_again.html", again, 422)


def _taken_in(request: HttpRequest, site: Site, language: str, page: Page, form: FeedbackForm) -> HttpResponseBase:
    at = clock.now()
    if not OFTEN.allows(limiting.address_of(request), at):
        back = {"why": 429, "back": _address(site, page), "text": form.cleaned_data["text"]}
        return _shown(request, site, language, "public/feedback_refused.html", back, 429)
    if not request.POST.get(TRAP):
        found = Found(form.cleaned_data["found"])
        leave_feedback(site=site, page=page, found=found, text=form.cleaned_data["text"], at=at)
    thanks = languages.path_in(site, language, "/tilbakemelding/takk/") + "?" + urlencode({"side": _address(site, page)})
    return _no_store(HttpResponse(status=303, headers={"Location": thanks}))


@public_page
def thanks(request: HttpRequest, site: Site, language: str) -> HttpResponseBase:
    """`/tilbakemelding/takk/?side=<path>`: the way back is a path on this site, or the front page."""
    wanted = request.GET.get("side", "")
    back = wanted if _LOCAL.fullmatch(wanted) else languages.path_in(site, language, "/")
    return _shown(request, site, language, "public/feedback_thanks.html", {"back": back}, 200)


def _address(site: Site, page: Page) -> str:
    return languages.path_in(site, page.language, page.path)


def _shown(
    request: HttpRequest, site: Site, language: str, template: str, values: dict[str, Any], status: int
) -> HttpResponseBase:
    frame = frame_of(request, site, language, None, indexed=False)
    response = HttpResponse(render_to_string(template, {"frame": frame, **values}), status=status)
    response["Content-Language"] = frame.spoken
    return _no_store(response)


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
