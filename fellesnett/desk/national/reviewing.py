"""The review cycle: what is due, and one edition looked over by a clinician: it holds, must be changed, or should go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.national.pages import attempt, base_trail, page, topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event, OpenItem
from fellesnett.foundation.clock import now
from fellesnett.national.actions import Reason, ask_for_change, confirm_review, propose_withdrawal
from fellesnett.national.actions.reviewing import wanted_keys
from fellesnett.national.models import Edition
from fellesnett.national.permissions import may_sign
from fellesnett.national.reviews import due_first, is_overdue, reader_is_told
from fellesnett.national.telling import shown_sections

AHEAD = timedelta(days=180)
ON_A_PAGE = 50
SAID = ("edition.reviewed", "edition.found_wanting", "edition.released")
FOUND: dict[str, tuple[Any, Callable[..., object], Any]] = {
    "holds": (gettext_lazy("Teksten stemmer fortsatt"), confirm_review, gettext_lazy("Takk. Teksten har fått en ny frist.")),
    "change": (
        gettext_lazy("Noe må endres"),
        ask_for_change,
        gettext_lazy("Takk. De nasjonale redaktørene har fått beskjed om hva som må endres."),
    ),
    "withdraw": (
        gettext_lazy("Teksten bør trekkes"),
        propose_withdrawal,
        gettext_lazy("Takk. Nasjonal medisinsk redaktør har fått forslaget."),
    ),
}


class ReviewForm(forms.Form):
    found = forms.ChoiceField(
        label=gettext_lazy("Hva har du kommet fram til?"),
        choices=[(key, words) for key, (words, _verb, _done) in FOUND.items()],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("Merknad"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Må fylles ut når noe må endres eller teksten bør trekkes."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("found") in ("change", "withdraw") and not said.get("comment", "").strip():
            self.add_error("comment", _("Skriv hva som må gjøres, og hvorfor."))
        return said


def due(request: HttpRequest) -> HttpResponse:
    """What is to be reviewed within half a year, the most overdue first."""
    at = now()
    found = Paginator(due_first(at, AHEAD), ON_A_PAGE).get_page(request.GET.get("side"))
    rows = [(edition, is_overdue(edition, at), (edition.review_by - timezone.localdate(at)).days) for edition in found]
    return page(request, "reviews.html", _("Kvalitetssikring"), base_trail(), found=found, rows=rows)


def review(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The live edition as it is read, and the three things a clinician can find."""
    editions = Edition.objects.live().select_related("topic", "topic__owner", "topic__deputy")
    one = get_object_or_404(editions, topic__key=key, language=language)
    form = ReviewForm(request.POST or None)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        _words, verb, done = FOUND[form.cleaned_data["found"]]
        reasons = attempt(lambda: verb(edition=one, by=person(request), at=now(), comment=form.cleaned_data["comment"]))
        if not reasons:
            messages.success(request, str(done))
            return redirect("desk_national:review", key, language)
    return page(
        request,
        "review.html",
        _("Kvalitetssikring"),
        topic_trail(one.topic),
        edition=one,
        topic=one.topic,
        language=language,
        sections=shown_sections(one.value),
        overdue=is_overdue(one, now()),
        told=reader_is_told(one, now()),
        wanted=OpenItem.objects.for_the_nation().open().filter(key__in=wanted_keys(one)),
        events=Event.objects.filter(subject=subjects.text(key, language), verb__in=SAID).order_by("-sequence")[:10],
        may_review=may_sign(person(request), one.topic),
        form=form,
        reasons=reasons,
    )
