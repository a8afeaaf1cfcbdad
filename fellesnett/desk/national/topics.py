"""The list of topics, and one topic: its facts, its texts in each language, and its way out of the base."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellesnett.desk.national.forms import LanguageForm, NewTopicForm, TopicForm, TopicSearch, WithdrawForm
from fellesnett.desk.national.pages import attempt, base_trail, page, topic_trail
from fellesnett.desk.national.queries import topics as find_topics
from fellesnett.editorial import subjects
from fellesnett.editorial.commenting import open_on
from fellesnett.foundation.clock import now
from fellesnett.insight import viewing
from fellesnett.national.actions import Reason, create_topic, start_language_version, withdraw, write_text
from fellesnett.national.actions.describing import describe_topic
from fellesnett.national.models import Candidate, Edition, Topic, TopicText
from fellesnett.national.naming import path_of
from fellesnett.national.permissions import may_approve, may_comment, may_write
from fellesnett.national.queries import stale_editions
from fellesnett.national.sections import TEMPLATES
from fellesnett.organizations.models import LANGUAGE_CHOICES

if TYPE_CHECKING:
    from collections.abc import Collection

    from fellesnett.accounts.models import User

ON_A_PAGE = 50
WITHDRAWAL_NOTICE = timedelta(days=90)


def person(request: HttpRequest) -> User:
    """Who is logged in. The door has seen to it that somebody is."""
    return cast("User", request.user)


def topics(request: HttpRequest) -> HttpResponse:
    """The whole base, searched by title, synonym or code."""
    search = TopicSearch(request.GET)
    asked = search.cleaned_data if search.is_valid() else {"q": "", "kind": ""}
    found = Paginator(find_topics(asked["q"].strip(), asked["kind"]), ON_A_PAGE).get_page(request.GET.get("side"))
    return page(request, "topics.html", _("Nasjonal base"), search=search, found=found, can_write=may_write(person(request)))


def create(request: HttpRequest) -> HttpResponse:
    """Make a topic, with an empty text in bokmål to write in."""
    form = NewTopicForm(request.POST or None)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: _create(form, person(request)))
        if not reasons:
            messages.success(request, _("Temaet er opprettet. Skriv teksten på bokmål først."))
            return redirect("desk_national:topic", form.cleaned_data["key"])
    return page(request, "topic_form.html", _("Nytt tema"), base_trail(), form=form, reasons=reasons)


def _create(form: NewTopicForm, by: User) -> None:
    at = now()
    facts = {name: form.cleaned_data[name] for name in ("key", "kind", "title", "unit", "owner", "deputy", "high_risk", "source")}
    topic = create_topic(**facts, codes=form.cleaned_data["codes"], synonyms=_by_language(form), by=by, at=at)
    empty = [{"key": section, "blocks": []} for section in TEMPLATES[topic.kind]]
    write_text(topic=topic, language="nb", title=topic.title, sections=empty, by=by, at=at)


def _by_language(form: TopicForm) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for language, term in form.synonyms():
        words.setdefault(language, []).append(term)
    return words


def describe(request: HttpRequest, key: str) -> HttpResponse:
    """Change a topic's facts, names and codes."""
    topic = get_object_or_404(Topic, key=key)
    form = TopicForm(request.POST or None, instance=topic)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: _describe(topic, form, person(request)))
        if not reasons:
            messages.success(request, _("Temaet er lagret."))
            return redirect("desk_national:topic", key)
    return page(request, "topic_form.html", _("Rediger temaet"), topic_trail(topic), form=form, topic=topic, reasons=reasons)


def _describe(topic: Topic, form: TopicForm, by: User) -> None:
    facts = {name: form.cleaned_data[name] for name in ("title", "unit", "owner", "deputy", "high_risk", "source")}
    describe_topic(topic=topic, **facts, codes=form.cleaned_data["codes"], synonyms=_by_language(form), by=by, at=now())


def topic(request: HttpRequest, key: str, **more: Any) -> HttpResponse:
    """One topic: what it is, its texts, what is under way, who uses it."""
    one = get_object_or_404(Topic.objects.select_related("owner", "deputy", "successor", "withdrawn_by"), key=key)
    texts = sorted(one.texts.select_related("latest_revision", "locked_by"), key=_bokmal_first)
    user = person(request)
    said = open_on(subjects.text(key, text.language) for text in texts)
    stale = set(stale_editions().filter(topic=one).values_list("language", flat=True))
    return page(
        request,
        "topic.html",
        one.title,
        base_trail(),
        topic=one,
        texts=[_row(one, text) | _besides(text, said[subjects.text(key, text.language)], stale) for text in texts],
        may_comment=may_comment(user, one),
        codings=one.codings.select_related("system").order_by("system__key", "code"),
        synonyms=one.synonyms.order_by("language", "term"),
        sites=one.adoptions.adopted().count(),
        views=viewing.in_words(sum(viewing.by_site(path_of(one.kind, one.key), at=now()).values())),
        language_form=LanguageForm(taken=[t.language for t in texts]),
        can_write=may_write(user) and one.withdrawn_at is None,
        can_withdraw=may_approve(user) and one.withdrawn_at is None,
        **more,
    )


def _bokmal_first(text: TopicText) -> int:
    return [code for code, _name in LANGUAGE_CHOICES].index(text.language)


def _besides(text: TopicText, said: int, stale: Collection[str]) -> dict[str, Any]:
    """What colleagues say of a text, and whether bokmål has left it behind."""
    return {"said": said, "behind": text.language in stale}


def _row(topic: Topic, text: TopicText) -> dict[str, Any]:
    editions = Edition.objects.filter(topic=topic, language=text.language).without_text().order_by("-number")
    candidates = Candidate.objects.filter(topic=topic, language=text.language).order_by("-pk")
    latest = candidates.defer("sections", "lineage", "changes").first()
    return {
        "text": text,
        "live": editions.live().first(),
        "latest": editions.first(),
        "candidate": latest if latest and (latest.is_open or latest.state == "returned") else None,
    }


@require_POST
def start_language(request: HttpRequest, key: str) -> HttpResponse:
    """Open a language version from the bokmål text."""
    one = get_object_or_404(Topic, key=key)
    form = LanguageForm(request.POST, taken=one.texts.values_list("language", flat=True))
    if not form.is_valid():
        return topic(request, key)
    language = form.cleaned_data["language"]
    reasons = attempt(lambda: start_language_version(topic=one, language=language, by=person(request), at=now()))
    if reasons:
        return topic(request, key, reasons=reasons)
    messages.success(request, _("Språkversjonen er opprettet med den norske teksten. Oversett blokk for blokk."))
    return redirect("desk_national:topic", key)


def withdraw_topic(request: HttpRequest, key: str) -> HttpResponse:
    """Take a topic out of the base, with a successor and a deadline."""
    one = get_object_or_404(Topic, key=key)
    form = WithdrawForm(request.POST or None, topic=one, initial={"deadline": now() + WITHDRAWAL_NOTICE})
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = attempt(lambda: withdraw(topic=one, **form.cleaned_data, by=person(request), at=now()))
        if not reasons:
            messages.success(request, _("Temaet er trukket. Sykehusene som bruker det, har fått det i innboksen."))
            return redirect("desk_national:topic", key)
    sites = one.adoptions.adopted().select_related("site").order_by("site__name")
    return page(request, "withdraw.html", _("Trekk temaet"), topic_trail(one), topic=one, form=form, sites=sites, reasons=reasons)
