"""The ways to what others have written: the list, one of them, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellesnett.desk import sent
from fellesnett.desk.boards.frame import as_file
from fellesnett.desk.codes import choosing
from fellesnett.desk.codes.rows import of_signpost
from fellesnett.desk.national.pages import Crumb, attempt
from fellesnett.desk.national.topics import person
from fellesnett.desk.signposts.forms import SignpostForm, SignpostSearch, as_form, codes_of
from fellesnett.foundation.clock import months_after, now
from fellesnett.foundation.sheets import Value
from fellesnett.links.queries import dead_among
from fellesnett.national.gates import Reason
from fellesnett.signposts.actions import MONTHS_BETWEEN, NOTICES, change, confirm_review, put_up, take_down
from fellesnett.signposts.models import Signpost, SignpostQuerySet
from fellesnett.signposts.permissions import may_put_up, may_review
from fellesnett.signposts.queries import find
from fellesnett.signposts.retagging import keep_codes, retag

ON_A_PAGE = 50
LONGEST = 500


def today() -> date:
    return timezone.localdate(now())


@require_safe
def signposts(request: HttpRequest) -> HttpResponse:
    """All of them, searched and narrowed; what is dead or late is said."""
    search = SignpostSearch(request.GET)
    found = Paginator(_found(search).select_related("owner").prefetch_related("arms", "topics", "codings__system"), ON_A_PAGE)
    rows = found.get_page(request.GET.get("side"))
    dead = dead_among([arm.address for row in rows for arm in row.arms.all()])
    shown = [(row, any(arm.address in dead for arm in row.arms.all())) for row in rows]
    return _page(
        request, "signposts.html", _("Veivisere"), [], search=search, found=rows, rows=shown, today=today(),
        may_put_up=may_put_up(person(request)), asked=request.GET.urlencode(), narrowed=any(request.GET.values()),
    )  # fmt: skip


def _found(search: SignpostSearch) -> SignpostQuerySet:
    asked = search.cleaned_data if search.is_valid() else {"q": "", "state": ""}
    words, state = asked["q"].strip(), asked["state"]
    if state == "due":
        return find(words, due_before=today() + timedelta(days=NOTICES[0]))
    return find(words, state=state)


@require_safe
def file(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each language of each signpost in the selection."""
    search = SignpostSearch(request.GET)
    search.is_valid()

    def rows() -> Iterator[list[Value]]:
        everything = list(_found(search).select_related("owner").prefetch_related("arms", "topics", "codings__system"))
        dead = dead_among([arm.address for row in everything for arm in row.arms.all()])
        for row in everything:
            topics = ", ".join(topic.key for topic in row.topics.all())
            codes = ", ".join(f"{coding.system.key} {coding.code}" for coding in row.codings.all())
            after = [topics, codes, row.unit, str(row.owner or ""), row.review_by, row.last_day, row.get_state_display()]
            for arm in row.arms.all():
                works = _("virker ikke") if arm.address in dead else ""
                about = [arm.title, arm.get_language_display(), arm.address, works, row.publisher]
                yield [*about, row.get_kind_display(), row.get_audience_display(), *after]

    header = [_("Tittel"), _("Språk"), _("Adresse"), _("Lenke"), _("Hvem som står bak"), _("Type"), _("For hvem"), _("Temaer")]
    header += [_("Koder"), _("Fagmiljø"), _("Ansvarlig"), _("Ses over innen"), _("Siste dag"), _("Tilstand")]
    return as_file(str(_("veivisere")), header, rows)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put one up. `?tema=` fills in the topic one comes from."""
    begun = {"review_by": months_after(today(), MONTHS_BETWEEN), "topics": sent.words(request.GET, "tema", 120)}
    form = SignpostForm(request.POST or None, initial=begun)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: put_up(written=form.written(), by=person(request), at=now()))
        if not reasons:
            messages.success(request, _("Veiviseren er satt opp. Leserne ser den om et øyeblikk."))
            return redirect("desk_national:signposts")
    status = 422 if request.method == "POST" else 200
    return _page(request, "form.html", _("Ny veiviser"), _trail(), status, form=form, reasons=reasons)


@require_http_methods(["GET", "HEAD", "POST"])
def signpost(request: HttpRequest, signpost: int) -> HttpResponse:
    """One: looked over, changed, or taken down."""
    row = get_object_or_404(Signpost.objects.select_related("owner").prefetch_related("arms"), pk=signpost)
    form = SignpostForm(request.POST or None, initial=as_form(row), standing=codes_of(row))
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: change(signpost=row, written=form.written(), by=person(request), at=now()))
        if not reasons:
            messages.success(request, _("Lagret."))
            return redirect("desk_national:signpost", row.pk)
    return _one(request, row, form, reasons, 422 if request.method == "POST" else 200)


def _one(
    request: HttpRequest, row: Signpost, form: SignpostForm, reasons: tuple[Reason, ...], status: int, typed: str = ""
) -> HttpResponse:
    user = person(request)
    retired = of_signpost(user, today(), row)
    keep = reverse("desk_national:signpost_keep", args=[row.pk]) if retired and may_review(user, row) else ""
    arms = list(row.arms.all())  # type: ignore[attr-defined]
    dead = dead_among([arm.address for arm in arms])
    return _page(
        request, "signpost.html", str(row), _trail(), status, signpost=row, form=form, reasons=reasons, today=today(),
        arms=[(arm, arm.address in dead) for arm in arms], may_put_up=may_put_up(user), may_review=may_review(user, row),
        rows=retired, keep=keep, typed=typed,
    )  # fmt: skip


@require_POST
def review(request: HttpRequest, signpost: int) -> HttpResponse:
    """It still leads right."""
    row = get_object_or_404(Signpost, pk=signpost)
    reasons = attempt(lambda: confirm_review(signpost=row, by=person(request), at=now()))
    if reasons:
        return _unchanged(request, row, reasons)
    messages.success(request, _("Takk. Vi spør igjen om et år."))
    return redirect("desk_national:signpost", row.pk)


@require_POST
def retag_codes(request: HttpRequest, signpost: int) -> HttpResponse:
    """Put the chosen codes in the place of a retired one; none, to take it away."""
    row = get_object_or_404(Signpost, pk=signpost)
    verb = partial(retag, signpost=row, by=person(request), at=now())
    return choosing.change(request, verb, own=_own(row), again=partial(_unchanged, request, row))


@require_POST
def keep(request: HttpRequest, signpost: int) -> HttpResponse:
    """Let the retired codes of a system stand."""
    row = get_object_or_404(Signpost, pk=signpost)
    verb = partial(keep_codes, signpost=row, by=person(request), at=now())
    return choosing.let_stand(request, verb, own=_own(row), again=partial(_unchanged, request, row))


def _own(row: Signpost) -> str:
    return reverse("desk_national:signpost", args=[row.pk])


def _unchanged(request: HttpRequest, row: Signpost, reasons: tuple[Reason, ...], typed: str = "") -> HttpResponse:
    return _one(request, row, SignpostForm(initial=as_form(row)), reasons, 422, typed)


@require_POST
def down(request: HttpRequest, signpost: int) -> HttpResponse:
    """Show it no more."""
    row = get_object_or_404(Signpost, pk=signpost)
    reason = sent.words(request.POST, "reason", LONGEST)
    reasons = attempt(lambda: take_down(signpost=row, reason=reason, by=person(request), at=now()))
    if reasons:
        return _unchanged(request, row, reasons)
    messages.success(request, _("Veiviseren er tatt ned."))
    return redirect("desk_national:signposts")


def _trail() -> list[Crumb]:
    return [(_("Veivisere"), reverse("desk_national:signposts"))]


def _page(request: HttpRequest, template: str, title: str, trail: list[Crumb], status: int = 200, **shown: Any) -> HttpResponse:
    crumbs = [(_("Hjem"), reverse("wagtailadmin_home")), *trail, (title, "")]
    items = [{"label": label, "url": url} for label, url in crumbs]
    frame = {"header_title": title, "within": trail[-1][0] if trail else "", "breadcrumbs_items": items}
    return render(request, f"desk/signposts/{template}", {**frame, **shown}, status=status)
