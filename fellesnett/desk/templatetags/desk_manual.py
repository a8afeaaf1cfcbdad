"""The way from a screen, and from what went wrong there, to the page of the manual that explains it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from fellesnett.desk.manual.reading import Page, pages
from fellesnett.desk.manual.screens import page_for, page_for_reasons

register = template.Library()


def _screen_of(context: Any) -> str:
    """The view name of the screen. Templates that are included alone have no variables, but the request is there still."""
    match = getattr(getattr(context, "request", None), "resolver_match", None)
    return match.view_name if match else ""


def _page(slug: str) -> dict[str, Page | None]:
    return {"page": pages().get(slug)}


@register.inclusion_tag("desk/manual/how_to.html", takes_context=True)
def how_to(context: Any) -> dict[str, Page | None]:
    """The quiet link of a screen to its task. Nothing where the screen has none."""
    return _page(page_for(_screen_of(context)))


@register.inclusion_tag("desk/manual/help_with.html", takes_context=True)
def help_with(context: Any, reasons: Iterable[Any] = ()) -> dict[str, Page | None]:
    """The link of a refusal or of a form's faults: to what the first known reason is about, else to the screen's task."""
    return _page(page_for_reasons(reasons) or page_for(_screen_of(context)))


@register.inclusion_tag("desk/manual/help_with.html")
def help_about(slug: str) -> dict[str, Page | None]:
    """The link to one named task."""
    return _page(slug)
