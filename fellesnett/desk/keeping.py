"""The advice on a text one by one, where an editor says «Behold slik» or takes it back. One screen for all kinds of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fellesnett.adoption.actions import keeping as local_verbs
from fellesnett.adoption.passages import passages_of as local_passages
from fellesnett.composition.advice import Advice, Passage
from fellesnett.desk.advising import RULES, advice_on, hints_of
from fellesnett.desk.local.frame import Crumb, page, text_trail
from fellesnett.desk.local.scope import here, number, person, text_of
from fellesnett.desk.national.pages import topic_trail
from fellesnett.editorial import subjects
from fellesnett.editorial.keeping import NotForTaste, hash_of, kept_in
from fellesnett.editorial.models import KeptWording
from fellesnett.foundation.clock import now
from fellesnett.national.actions import keeping as national_verbs
from fellesnett.national.models import TopicText
from fellesnett.national.passages import passages_of as national_passages
from fellesnett.organizations.models import Site
from fellesnett.pages.actions import keeping as page_verbs
from fellesnett.pages.models import page_models
from fellesnett.pages.reading import passages_of as page_passages


@dataclass(frozen=True)
class Spoken:
    """A text on this screen. `keep` and `take_back` are the verbs of the room that owns it."""

    subject: str
    language: str
    title: str
    passages: Sequence[Passage]
    site: Site | None
    keep: Callable[[Advice], None]
    take_back: Callable[[int], None]


def _screen(request: HttpRequest, text: Spoken, trail: Sequence[Crumb]) -> HttpResponse:
    found = advice_on(text.passages, here=text.site)
    if request.method == "POST":
        _answer(request, text, found)
        return redirect(request.path)
    kept = kept_in(text.subject, text.language)
    return page(
        request,
        "hints.html",
        _("Råd om teksten"),
        trail,
        advice=hints_of(text.passages, found, kept),
        kept=[(row, RULES.get(row.rule, row.rule)) for row in kept],
        text=text,
    )


def _answer(request: HttpRequest, text: Spoken, found: Iterable[Advice]) -> None:
    """Keep what is named as it is now read, or take back what was kept. Raises Http404 for what is of another text."""
    if "ta-tilbake" in request.POST:
        try:
            text.take_back(number(request.POST["ta-tilbake"]))
        except KeptWording.DoesNotExist as nothing:
            raise Http404 from nothing
        messages.success(request, _("Rådet gis igjen."))
        return
    rule, _colon, digest = request.POST.get("behold", "").partition(":")
    advice = next((each for each in found if (each.kind, hash_of(each.words)) == (rule, digest)), None)
    if advice is None:
        messages.error(request, _("Ordene er endret siden du leste rådet. Se om det fortsatt gjelder."))
        return
    try:
        text.keep(advice)
    except NotForTaste:
        messages.error(request, _("Dette stenger noen ute, og må rettes."))
        return
    messages.success(request, _("Dette rådet gis ikke igjen så lenge ordene står som de er."))


@require_http_methods(["GET", "HEAD", "POST"])
def of_page(request: HttpRequest, pk: str, model: str) -> HttpResponse:
    """The advice on a page of the site's own, as it was last saved."""
    kind = next(each for each in page_models() if each._meta.model_name == model)
    stored: Any = get_object_or_404(kind._default_manager.select_related("site__organization"), pk=number(pk))
    draft, user = stored.get_latest_revision_as_object(), person(request)
    text = Spoken(
        subjects.page(model, stored.pk),
        stored.language,
        draft.title,
        list(page_passages(draft)),
        stored.site,
        lambda advice: page_verbs.keep_words(page=stored, advice=advice, by=user, at=now()),
        lambda kept: page_verbs.take_back_words(page=stored, kept=kept, by=user, at=now()),
    )
    return _screen(request, text, [(draft.title, reverse(f"wagtailsnippets_pages_{model}:edit", args=[stored.pk]))])


@require_http_methods(["GET", "HEAD", "POST"])
def of_national(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The advice on a national text, as it was last saved."""
    stored = get_object_or_404(TopicText.objects.select_related("topic"), topic__key=key, language=language)
    draft, user = stored.get_latest_revision_as_object(), person(request)
    text = Spoken(
        subjects.text(key, language),
        language,
        draft.title,
        list(national_passages(draft)),
        None,
        lambda advice: national_verbs.keep_words(text=stored, advice=advice, by=user, at=now()),
        lambda kept: national_verbs.take_back_words(text=stored, kept=kept, by=user, at=now()),
    )
    trail = [*topic_trail(stored.topic), (draft.title, reverse("wagtailsnippets_national_topictext:edit", args=[stored.pk]))]
    return _screen(request, text, trail)


@require_http_methods(["GET", "HEAD", "POST"])
def of_local(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """The advice on all that the site itself has written in a text."""
    where = here(request, site)
    stored = text_of(where, key, language)
    text = Spoken(
        subjects.adoption(stored.adoption_id),
        language,
        stored.adoption.topic.title,
        list(local_passages(stored)),
        where.site,
        lambda advice: local_verbs.keep_words(text=stored, advice=advice, by=where.user, at=now()),
        lambda kept: local_verbs.take_back_words(text=stored, kept=kept, by=where.user, at=now()),
    )
    return _screen(request, text, text_trail(where, stored))
