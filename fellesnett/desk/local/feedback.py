"""What readers say of a site's pages: the list, one page with all that is said of it, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fellesnett.desk import sent
from fellesnett.desk.local import address
from fellesnett.desk.local.frame import Crumb, DeskForm, attempt, page, site_trail
from fellesnett.desk.local.scope import Here, here
from fellesnett.editorial.models import OpenItem
from fellesnett.foundation.clock import now
from fellesnett.insight import queries
from fellesnett.insight.actions import close_feedback
from fellesnett.insight.models import Feedback
from fellesnett.insight.permissions import may_answer

ROWS = 25
A_YEAR = timedelta(days=365)
PASSED_ON = "passed_on"
DONE = {
    "changed": gettext_lazy("Vi har endret siden"),
    "later": gettext_lazy("Vi endrer siden senere"),
    PASSED_ON: gettext_lazy("Det gjelder den nasjonale teksten. Vi har sagt fra til nasjonal redaksjon"),
    "nothing": gettext_lazy("Ingenting skal endres"),
}


class DoneForm(DeskForm):
    """What was done with what readers said."""

    done = forms.ChoiceField(
        label=gettext_lazy("Hva har dere gjort?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Velg hva dere har gjort.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Merknad (valgfritt)"),
        help_text=gettext_lazy("Står i historikken. Leserne ser den ikke."),
        max_length=150,
        required=False,
    )

    def __init__(self, where: Here, data: Any = None) -> None:
        super().__init__(data)
        national = where.site.is_front_door
        self.field("done").choices = [(key, words) for key, words in DONE.items() if not (national and key == PASSED_ON)]

    @property
    def resolution(self) -> str:
        note = self.cleaned_data["note"]
        return str(DONE[self.cleaned_data["done"]]) + (f": {note}" if note else "")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer in words, with where the reader was."""

    row: Feedback
    is_new: bool
    version: str


@require_safe
def feedback(request: HttpRequest, site: str) -> HttpResponse:
    """The pages that readers of a site have said something of."""
    where = here(request, site)
    found = Paginator(queries.pages_said(where.site), ROWS).get_page(request.GET.get("side"))
    rows = [(said, address.feedback(where.site.slug, said.path), queries.in_words(said.summary)) for said in found.object_list]
    return page(request, "feedback.html", _("Tilbakemeldinger"), _site(where), where=where, found=found, rows=rows)


@require_safe
def feedback_page(request: HttpRequest, site: str) -> HttpResponse:
    """All that readers say of one page, the newest first."""
    where, path = here(request, site), sent.words(request.GET, "sti")
    return _screen(request, where, path, DoneForm(where))


@require_POST
def feedback_close(request: HttpRequest, site: str) -> HttpResponse:
    """Say what was done. A refusal or a mistake shows the page again with what was chosen."""
    where, path = here(request, site), sent.words(request.POST, "sti")
    item, form = queries.open_item_of(where.site, path), DoneForm(where, request.POST)
    if item is None or not form.is_valid():
        return _screen(request, where, path, form, status=422)
    reasons = attempt(lambda: close_feedback(item=item, resolution=form.resolution, by=where.user, at=now()))
    if reasons:
        return _screen(request, where, path, form, status=409, reasons=reasons)
    messages.success(request, _("Lukket. Nye tilbakemeldinger om siden blir en ny sak."))
    return redirect(address.feedback(where.site.slug, ""))


def _screen(request: HttpRequest, where: Here, path: str, form: DoneForm, *, status: int = 200, **context: Any) -> HttpResponse:
    answers = queries.answers_about(where.site, path)
    months = list(queries.months_of(where.site, path, localdate(now()) - A_YEAR))
    newest, item = answers.first(), queries.open_item_of(where.site, path)
    if newest is None and not months:
        raise Http404
    found = Paginator(answers.with_words(), ROWS).get_page(request.GET.get("side"))
    return page(
        request,
        "feedback_page.html",
        newest.title if newest else path,
        [*_site(where), (_("Tilbakemeldinger"), address.feedback(where.site.slug, ""))],
        status=status,
        where=where,
        path=path,
        item=item,
        form=form if item and may_answer(where.user, where.site) else None,
        found=found,
        said=[_said(request, where, row, item) for row in found.object_list],
        months=months,
        public=address.site_address(request, where.site, where.site.path_in(newest.language, path) if newest else path),
        topic=_topic(where, newest),
        forward=_forward(where, newest),
        **context,
    )


def _said(request: HttpRequest, where: Here, row: Feedback, item: OpenItem | None) -> Said:
    exact = row.snapshot and not where.site.is_front_door
    version = address.version(request, where.site, row.snapshot.removeprefix("sha256:")) if exact else ""
    return Said(row, is_new=item is not None and row.item_id == item.pk, version=version)


def _topic(where: Here, newest: Feedback | None) -> str:
    """The topic's page in the desk, where the page is a topic's."""
    kind, _colon, key = newest.subject.partition(":") if newest else ("", "", "")
    if kind != "topic":
        return ""
    if where.site.is_front_door:
        return reverse("desk_national:topic", args=[key])
    return reverse("desk_local:topic", args=[where.site.slug, key])


def _forward(where: Here, newest: Feedback | None) -> str:
    """The form that sends what readers say on to the national desk, where the page is a topic's that has a text."""
    kind, _colon, key = newest.subject.partition(":") if newest else ("", "", "")
    if newest is None or kind != "topic" or where.site.is_front_door or not where.rights.edit:
        return ""
    asked = {"tema": key, "sprak": newest.language, "fra": "leserne", "sagt": newest.text}
    return f"{reverse('desk_orders:proposal_new', args=[where.site.slug])}?{urlencode(asked)}"


def _site(where: Here) -> list[Crumb]:
    """The front door has no page of its own in the local desk."""
    return [] if where.site.is_front_door else site_trail(where)
