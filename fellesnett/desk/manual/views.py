"""The manual's screens. It holds no data of anybody: those who cannot get in read it too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access

from fellesnett.desk.manual.finding import find, meant
from fellesnett.desk.manual.reading import SUBJECTS, pages
from fellesnett.desk.rules import any_member

View = Callable[..., HttpResponseBase]
LONGEST_QUESTION = 200


def for_everybody(view: View) -> View:
    """In the desk's frame and the reader's language for its members, in a plain frame for those who are outside."""
    within: View = require_admin_access(view)

    @wraps(view)
    def answer(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponseBase:
        user: Any = request.user
        if user.is_authenticated and any_member(user, {}, request):
            return within(request, *arguments, frame="desk/manual/inside.html", **keywords)
        with override(settings.LANGUAGE_CODE):
            return view(request, *arguments, frame="desk/manual/outside.html", **keywords)

    return answer


@for_everybody
def contents(request: HttpRequest, *, frame: str) -> HttpResponseBase:
    """Every task by its subject, and the answer to a question."""
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    language = get_language() or settings.LANGUAGE_CODE
    found = find(question, language) if question else []
    parts = [(name, [page for page in pages().values() if page.subject == key]) for key, name in SUBJECTS.items()]
    context = {"question": question, "found": found, "parts": parts, "meant": "" if found else meant(question, language)}
    return _screen(request, "contents.html", frame, _("Slik gjør du"), **context)


@for_everybody
def one(request: HttpRequest, task: str, *, frame: str) -> HttpResponseBase:
    """One task. Raises Http404 for one that is not written."""
    every = pages()
    if (page := every.get(task)) is None:
        raise Http404
    see = [every[other] for other in page.see if other in every]
    return _screen(request, "task.html", frame, page.title, page=page, see=see, subject=SUBJECTS[page.subject])


def _screen(request: HttpRequest, template: str, frame: str, title: str, **context: Any) -> HttpResponseBase:
    trail = [(_("Hjem"), reverse("wagtailadmin_home"))]
    if template != "contents.html":
        trail.append((_("Slik gjør du"), reverse("desk_manual:contents")))
    items = [{"label": label, "url": url} for label, url in [*trail, (title, "")]]
    return render(
        request, f"desk/manual/{template}", {"frame": frame, "header_title": title, "breadcrumbs_items": items, **context}
    )
