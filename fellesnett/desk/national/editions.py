"""What has been released: the list of editions, one edition, and any two side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellesnett.desk.national import commenting
from fellesnett.desk.national.forms import CallOffForm
from fellesnett.desk.national.pages import Crumb, attempt, page, topic_trail
from fellesnett.desk.national.queries import previous_edition
from fellesnett.desk.national.topics import person
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Event
from fellesnett.foundation.clock import now
from fellesnett.national.actions import call_off
from fellesnett.national.models import Edition, EditionState, Topic
from fellesnett.national.permissions import may_write
from fellesnett.national.telling import changed_blocks, shown_sections
from fellesnett.organizations.models import LANGUAGE_CHOICES

LANGUAGES = dict(LANGUAGE_CHOICES)


def editions(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Every edition of a topic in a language, newest first."""
    topic = _topic(key, language)
    found = (
        topic.editions.filter(language=language)
        .without_text()
        .annotate(sites=Count("adopted_texts"))
        .select_related("released_by")
    )
    return page(
        request,
        "editions.html",
        _("Utgaver på %(language)s") % {"language": LANGUAGES[language]},
        topic_trail(topic),
        topic=topic,
        language=language,
        editions=found.order_by("-number"),
    )


def edition(request: HttpRequest, key: str, language: str, number: int, **more: Any) -> HttpResponse:
    """One edition, as it was released, with how many sites use it now."""
    topic = _topic(key, language)
    found = Edition.objects.select_related("released_by", "topic", "candidate", "follows")
    one = get_object_or_404(found, topic=topic, language=language, number=number)
    earlier = previous_edition(one)
    return page(
        request,
        "edition.html",
        _("Utgave %(number)s") % {"number": number},
        _trail(topic, language),
        topic=topic,
        language=language,
        edition=one,
        previous=earlier,
        sites=one.adopted_texts.count(),
        sections=shown_sections(one.value),
        talk=commenting.talk(person(request), commenting.read_edition(one)),
        changed=changed_blocks(earlier.value if earlier else None, one.value),
        may_call_off=one.state == EditionState.SCHEDULED and may_write(person(request)),
        called_off=_called_off(one),
        **{"form": CallOffForm(), **more},
    )


@require_POST
def call_off_edition(request: HttpRequest, key: str, language: str, number: int) -> HttpResponse:
    """A scheduled edition is not to come."""
    one = get_object_or_404(Edition.objects.without_text(), topic=_topic(key, language), language=language, number=number)
    form = CallOffForm(request.POST)
    if not form.is_valid():
        return edition(request, key, language, number, form=form)
    reasons = attempt(lambda: call_off(edition=one, reason=form.cleaned_data["reason"], by=person(request), at=now()))
    if reasons:
        return edition(request, key, language, number, form=form, reasons=reasons)
    messages.success(request, _("Utgaven er avlyst. Sykehusene får den ikke."))
    return redirect("desk_national:edition", key, language, number)


def _called_off(one: Edition) -> Event | None:
    """Who called it off, when and why."""
    if one.state != EditionState.CALLED_OFF:
        return None
    told = Event.objects.filter(subject=subjects.text(one.topic.key, one.language), verb="edition.called_off")
    return told.filter(payload__number=one.number).order_by("-sequence").first()


def compare(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Two editions of one text: what the second says that the first did not."""
    topic = _topic(key, language)
    old, new = (_numbered(topic, language, request.GET.get(name, "")) for name in ("fra", "til"))
    title = _("Fra utgave %(old)s til %(new)s") % {"old": old.number, "new": new.number}
    return page(
        request,
        "compare.html",
        title,
        _trail(topic, language),
        topic=topic,
        language=language,
        old=old,
        new=new,
        changed=changed_blocks(old.value, new.value),
        all_editions=topic.editions.filter(language=language).without_text().order_by("number"),
    )


def _numbered(topic: Topic, language: str, number: str) -> Edition:
    if not number.isdecimal() or len(number) > 6:
        raise Http404
    return get_object_or_404(Edition.objects.select_related("topic"), topic=topic, language=language, number=int(number))


def _topic(key: str, language: str) -> Topic:
    if language not in LANGUAGES:
        raise Http404
    return get_object_or_404(Topic, key=key)


def _trail(topic: Topic, language: str) -> list[Crumb]:
    address = reverse("desk_national:editions", args=[topic.key, language])
    return [*topic_trail(topic), (_("Utgaver på %(language)s") % {"language": LANGUAGES[language]}, address)]
