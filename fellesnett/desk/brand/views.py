"""A site's face: try a colour, see all that it becomes with its contrasts, and use it; put up a logo, and take it down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fellesnett.desk.brand import showing
from fellesnett.desk.brand.forms import ColorForm, LogoForm, settled, tell
from fellesnett.desk.local.frame import page, site_trail
from fellesnett.desk.local.scope import Here, here, person
from fellesnett.foundation import clock
from fellesnett.pages.actions.branding import choose_color, put_up_logo, take_down_logo
from fellesnett.pages.gates import NotReady
from fellesnett.pages.gates.branding import blockers_to_color
from fellesnett.pages.models import Ground


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, site: str) -> HttpResponse:
    """The site's face as it is, or in a colour that is tried. «Vis» only shows; «Bruk fargen» is the verb."""
    where = here(request, site)
    if request.method != "POST":
        return _screen(request, where)
    form = ColorForm(request.POST, color=where.site.brand_color)
    if not form.is_valid():
        return _screen(request, where, form)
    color = form.cleaned_data["color"]
    if request.POST.get("act") != "use":
        tell(form, blockers_to_color(where.site, color, by=person(request)))
        return _screen(request, where, form if form.errors else settled(color), color=color)
    try:
        choose_color(site=where.site, color=color, by=person(request), at=clock.now())
    except NotReady as refusal:
        tell(form, refusal.reasons)
        return _screen(request, where, form, color=color)
    return _done(request, where, _("Fargen er lagret. Den vises på alle sidene innen ti sekunder."))


@require_POST
def logo(request: HttpRequest, site: str, ground: str) -> HttpResponse:
    """Put up a logo for light or dark ground."""
    where = _where(request, site, ground)
    form = LogoForm(request.POST, request.FILES, prefix=ground)
    if not form.is_valid():
        return _screen(request, where, logo_form=form)
    wanted: dict[str, Any] = {"content": form.cleaned_data["file"], "alt": form.cleaned_data["alt"]}
    try:
        put_up_logo(site=where.site, ground=ground, **wanted, by=person(request), at=clock.now())
    except ValidationError as problem:
        form.add_error("file", problem)
    except NotReady as refusal:
        tell(form, refusal.reasons)
    if form.errors:
        return _screen(request, where, logo_form=form)
    return _done(request, where, _("Logoen er lagt ut. Den vises på alle sidene innen ti sekunder."))


@require_POST
def remove_logo(request: HttpRequest, site: str, ground: str) -> HttpResponse:
    """Take a logo down. It stays in the history."""
    where = _where(request, site, ground)
    try:
        take_down_logo(site=where.site, ground=ground, by=person(request), at=clock.now())
    except NotReady as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("desk_local:look", args=[site]))
    return _done(request, where, _("Logoen er tatt bort."))


def _where(request: HttpRequest, site: str, ground: str) -> Here:
    if ground not in Ground.values:
        raise Http404
    return here(request, site)


def _done(request: HttpRequest, where: Here, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(reverse("desk_local:look", args=[where.site.slug]))


def _screen(
    request: HttpRequest, where: Here, form: ColorForm | None = None, *, color: str = "", logo_form: LogoForm | None = None
) -> HttpResponse:
    """The whole screen, with the form that was refused, if one was."""
    wrong = any(each is not None and bool(each.errors) for each in (form, logo_form))
    context = showing.of_color(where.site, color or where.site.brand_color)
    context |= showing.of_logos(where.site, logo_form)
    context["form"] = form or settled(where.site.brand_color)
    title, status = _("Utseende"), 422 if wrong else 200
    return page(request, "look.html", title, site_trail(where), status=status, where=where, logo_form=logo_form, **context)
