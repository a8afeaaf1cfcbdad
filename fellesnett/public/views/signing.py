"""`/les/<secret>/`: a clinician without log-in reads exactly one text, and says yes or no (semantics.md section 6).

Opening the address changes nothing, so that a mail program that looks at links ahead of its reader does no harm. The words
are Norwegian only, in the form that the letter was written in: this is between colleagues in Norwegian hospitals, and no part
of the sites that patients read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from fellesnett.editorial import asking
from fellesnett.editorial.asking import LinkClosed, Standing
from fellesnett.editorial.models import SignOffRequest
from fellesnett.foundation import clock, limiting
from fellesnett.public import hosts, signing
from fellesnett.public.rendering import frame_of
from fellesnett.public.views.feedback import LARGEST

LANGUAGE = "nb"
LONGEST_COMMENT = 4_000
OPENED = limiting.SlidingCounter(limit=60, window=timedelta(minutes=10))  # by one address
ANSWERED = limiting.SlidingCounter(limit=10, window=timedelta(minutes=10))  # by one link
STATUS = {Standing.OPEN: 200, Standing.ANSWERED: 200}
GONE = 410


@method_decorator([sensitive_post_parameters("comment"), sensitive_variables("secret")], name="dispatch")
class PersonalLinkView(View):
    """One personal link."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(_language_of(request)):
            if not OPENED.allows(limiting.address_of(request), clock.now()):
                return _shown(request, "limited.html", 429)
            found = asking.find(kwargs["secret"])
            if found is None:
                return _shown(request, "unknown.html", 404)
        with translation.override(found.language):
            handler: Callable[..., HttpResponseBase] = super().dispatch
            return handler(request, found)

    def get(self, request: HttpRequest, asked: SignOffRequest) -> HttpResponseBase:
        """The text as patients will see it and what is new in it; or why it can no longer be answered."""
        return _page(request, asked)

    def post(self, request: HttpRequest, asked: SignOffRequest) -> HttpResponseBase:
        """Yes or no; or, where the text has changed, the wish to read the new one."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return _page(request, asked, wrong={"comment": _("Merknaden er altfor lang. Kort den ned.")}, status=413)
        if not ANSWERED.allows(f"link:{asked.pk}", clock.now()):
            return _shown(request, "limited.html", 429)
        if "again" in request.POST:
            return self._again(request, asked)
        return self._answer(request, asked)

    def _answer(self, request: HttpRequest, asked: SignOffRequest) -> HttpResponseBase:
        typed = {name: request.POST.get(name, "") for name in ("answer", "comment", "block")}
        alone = request.POST.getlist("standalone")
        wrong = _wrong(typed["answer"], typed["comment"])
        if wrong:
            return _page(request, asked, wrong=wrong, said={**typed, "standalone": alone}, status=422)
        reasons: tuple[str, ...] = ()
        try:
            yes = typed["answer"] == "yes"
            signing.answer(asked, yes=yes, comment=typed["comment"], block=typed["block"], standalone=alone, at=clock.now())
        except LinkClosed:
            return self._closed(request, asked, typed["answer"], typed["comment"])
        except signing.Refused as refusal:
            reasons = refusal.reasons
        if reasons:
            return _page(request, asked, reasons=reasons, said={**typed, "standalone": alone}, status=422)
        return _back(request)

    def _closed(self, request: HttpRequest, asked: SignOffRequest, said: str, comment: str) -> HttpResponseBase:
        """Answered by another click, or changed while it was read: the page says which, with the remark that was not taken."""
        asked.refresh_from_db()
        taken = asked.answer == said and asked.comment.strip() == comment.strip()
        return _back(request) if taken or not comment.strip() else _page(request, asked, unsent=comment)

    def _again(self, request: HttpRequest, asked: SignOffRequest) -> HttpResponseBase:
        signing.ask_again(asked, at=clock.now())
        return _back(request)


def _language_of(request: HttpRequest) -> str:
    """Where no letter tells it: nynorsk for a reader whose browser asks for that before bokmål, or at a nynorsk hospital."""
    asked = [code.partition("-")[0] for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    norwegian = next((code for code in asked if code in ("nb", "nn", "no")), hosts.site_of(request).language)
    return "nn" if norwegian == "nn" else LANGUAGE


def _wrong(said: str, comment: str) -> dict[str, str]:
    wrong = {}
    if said not in ("yes", "no"):
        wrong["answer"] = _("Velg «Ja» eller «Nei».")
    if said == "no" and not comment.strip():
        wrong["comment"] = _("Skriv hva som ikke stemmer, så redaktøren kan rette det.")
    if len(comment) > LONGEST_COMMENT:
        wrong["comment"] = _("Merknaden er %(length)s tegn. Den kan være %(longest)s.") % {
            "length": len(comment),
            "longest": LONGEST_COMMENT,
        }
    return wrong


def _page(request: HttpRequest, asked: SignOffRequest, status: int = 0, **more: Any) -> HttpResponseBase:
    asked.refresh_from_db()
    at = clock.now()
    standing = signing.standing(asked, at)
    if standing == Standing.OPEN:
        page = {"text": signing.text_of(asked), "said": {}, "wrong": {}, "asked": asked, **more}
        return _shown(request, "text.html", status or 200, **page)
    page = {"asked": asked, "standing": str(standing), "asked_again": signing.has_asked_again(asked), **more}
    return _shown(request, "closed.html", STATUS.get(standing, GONE), **page)


def _back(request: HttpRequest) -> HttpResponseBase:
    return _private(HttpResponse(status=303, headers={"Location": request.path}))


def _shown(request: HttpRequest, template: str, status: int, **values: Any) -> HttpResponseBase:
    language = translation.get_language() or LANGUAGE
    frame = frame_of(request, hosts.site_of(request), language, None, indexed=False)
    response = HttpResponse(render_to_string(f"public/signing/{template}", {"frame": frame, **values}), status=status)
    response["Content-Language"] = language
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a key: nobody keeps the page, indexes it, or is told where its reader came from."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
