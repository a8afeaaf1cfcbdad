"""What is said when a journal system's question cannot be answered: a problem document (RFC 9457), or a page for a window."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fellesnett.foundation.answering import KINDS, problem


def refused(status: int, detail: str, *, as_page: bool = False) -> HttpResponse:
    """The refusal, in the reader's language."""
    title = _("Spørsmålet kan ikke besvares")
    if as_page:
        return page(format_html("<h1>{}</h1><p>{}</p>", title, detail), status=status)
    return problem(KINDS[status], status, title, detail)


def page(body: str, status: int = 200) -> HttpResponse:
    """A page by itself: no scripts, no styles, nothing fetched."""
    head = format_html('<meta charset="utf-8"><title>{}</title>', _("Pasientinformasjon"))
    html = format_html('<!doctype html><html lang="{}"><head>{}</head><body><main>', translation.get_language(), head)
    return HttpResponse(f"{html}{body}</main></body></html>", status=status, content_type="text/html; charset=utf-8")
