"""Our texts: every national topic with this site's answer, and the page of one topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fellesnett.adoption.models import Adoption, Answer, OperationState
from fellesnett.desk.local.frame import page, site_trail, texts_trail
from fellesnett.desk.local.scope import LANGUAGES, Here, answer_or_none, here, topic_by
from fellesnett.foundation.clock import now
from fellesnett.insight import viewing
from fellesnett.national.models import Edition, Topic
from fellesnett.national.naming import path_of
from fellesnett.national.sections import TopicKind
from fellesnett.organizations.models import Site

ROWS = 50
ANSWERS = {
    "adopted": gettext_lazy("I bruk"),
    "not_offered": gettext_lazy("Tilbys ikke her"),
    "own_page": gettext_lazy("Egen side"),
    "undecided": gettext_lazy("Ikke besvart"),
    "withdrawn": gettext_lazy("Tatt ned"),
}
MARKS = {
    "behind": gettext_lazy("Nyere utgave venter"),
    "local": gettext_lazy("Har lokal tekst"),
    "not_shown": gettext_lazy("I bruk, men ikke vist ennå"),
}


class Search(forms.Form):
    """What to find in the list."""

    q = forms.CharField(label=gettext_lazy("Søk i tittel eller synonym"), required=False, max_length=120)
    answer = forms.ChoiceField(
        label=gettext_lazy("Vårt svar"), required=False, choices=[("", gettext_lazy("Alle svar")), *ANSWERS.items()]
    )
    mark = forms.ChoiceField(label=gettext_lazy("Vis bare"), required=False, choices=[("", gettext_lazy("Alle")), *MARKS.items()])


@dataclass
class TextRow:
    """One language of a topic here: the edition in use, the newest one, and whether patients see it."""

    language: str
    number: int
    newest: int
    update: int | None
    shown: bool

    @property
    def name(self) -> str:
        return LANGUAGES[self.language]

    @property
    def behind(self) -> bool:
        return self.newest > self.number


@dataclass
class Row:
    """One topic and this site's answer."""

    topic: Any
    adoption: Adoption | None
    answer: str
    texts: list[TextRow] = field(default_factory=list)
    local: bool = False
    views: str = ""

    @property
    def answer_in_words(self) -> str:
        return str(ANSWERS[self.answer])


@require_safe
def texts(request: HttpRequest, site: str) -> HttpResponse:
    """All topics with this site's answer."""
    where = here(request, site)
    search = Search(request.GET)
    wanted = search.cleaned_data if search.is_valid() else {}
    found = Paginator(_topics(where.site, wanted), ROWS).get_page(request.GET.get("side"))
    found.object_list = rows(where.site, list(found.object_list))
    tell_views(where.site, found.object_list, at=now())
    return page(request, "texts.html", _("Våre tekster"), site_trail(where), where=where, search=search, found=found)


def _topics(site: Site, wanted: dict[str, str]) -> QuerySet[Any]:
    """Topics that can be used or that this site has answered, with the answer; filtered as asked."""
    ours = FilteredRelation("adoptions", condition=Q(adoptions__site=site))
    live = Edition.objects.live().filter(topic=OuterRef("pk"))
    found = Topic.objects.alias(ours=ours).annotate(ours_pk=F("ours__pk"), our_answer=F("ours__answer"))
    found = found.filter(Exists(live) | Q(ours__isnull=False)).order_by("title", "pk")
    if words := wanted.get("q", "").strip():
        found = found.filter(
            Q(title__icontains=words) | Q(pk__in=Topic.objects.filter(synonyms__term__icontains=words).values("pk"))
        )
    if answer := wanted.get("answer"):
        given = Q(our_answer=answer)
        found = found.filter(given | Q(our_answer__isnull=True) if answer == Answer.UNDECIDED else given)
    if mark := wanted.get("mark"):
        found = found.filter(ours__in=_marked(site, mark).values("pk"))
    return found


def _marked(site: Site, mark: str) -> QuerySet[Adoption]:
    mine = Adoption.objects.for_site(site)
    if mark == "local":
        return mine.filter(operations__state__in=[OperationState.ACTIVE, OperationState.DRAFT])
    if mark == "behind":
        return mine.filter(texts__updates__isnull=False, texts__updates__closed_at__isnull=True)
    shown = mine.filter(texts__showings__live_to__isnull=True, texts__showings__isnull=False)
    return mine.adopted().exclude(pk__in=shown.values("pk"))


def rows(site: Site, topics: Sequence[Any]) -> list[Row]:
    """The topics of one screen with what the site has. Five queries, however many topics."""
    chosen = [topic.ours_pk for topic in topics if topic.ours_pk]
    adoptions = {row.pk: row for row in Adoption.objects.for_site(site).filter(pk__in=chosen)}
    texts = _texts(site, chosen)
    waiting = _waiting(site, chosen)
    showing = Adoption.objects.for_site(site).filter(texts__showings__live_to__isnull=True, texts__showings__isnull=False)
    shown = set(showing.filter(pk__in=chosen).values_list("texts__pk", flat=True))
    local = set(
        Adoption.objects.for_site(site)
        .filter(pk__in=chosen, operations__state__in=["active", "draft"])
        .values_list("pk", flat=True)
    )
    return [_row(topic, adoptions.get(topic.ours_pk), texts, waiting, shown, local) for topic in topics]


def tell_views(site: Site, rows: Sequence[Row], *, at: datetime) -> None:
    """Say of each topic that is shown here how often its page was opened of late. One query."""
    paths = {path_of(row.topic.kind, row.topic.key): row for row in rows if any(text.shown for text in row.texts)}
    opened = viewing.by_path(site, list(paths), at=at)
    for path, row in paths.items():
        row.views = viewing.in_words(opened.get(path, 0))


def _texts(site: Site, adoptions: Sequence[int]) -> dict[int, list[tuple[int, str, int]]]:
    """Adoption -> its texts (key, language and the number of the edition in use), the site's own language first."""
    found: dict[int, list[tuple[int, str, int]]] = {}
    asked = Adoption.objects.for_site(site).adopted().filter(pk__in=adoptions, texts__isnull=False)
    for adoption, pk, language, number in asked.values_list("pk", "texts__pk", "texts__language", "texts__edition__number"):
        found.setdefault(adoption, []).append((pk, language, number))
    for texts in found.values():
        texts.sort(key=lambda text: _order(site, text[1]))
    return found


def _waiting(site: Site, adoptions: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Text -> its open update and the number of the edition it leads to."""
    found = Adoption.objects.for_site(site).filter(
        pk__in=adoptions, texts__updates__isnull=False, texts__updates__closed_at__isnull=True
    )
    values = found.values_list("texts__pk", "texts__updates__pk", "texts__updates__to_edition__number")
    return {text: (update, number) for text, update, number in values}


def _row(
    topic: Any,
    adoption: Adoption | None,
    texts: dict[int, list[tuple[int, str, int]]],
    waiting: dict[int, tuple[int, int]],
    shown: set[int],
    local: set[int],
) -> Row:
    row = Row(topic, adoption, adoption.answer if adoption else "undecided", local=bool(adoption and adoption.pk in local))
    for text, language, number in texts.get(topic.ours_pk, []):
        update, newest = waiting.get(text, (None, number))
        row.texts.append(TextRow(language, number, newest, update, text in shown))
    return row


def _order(site: Site, language: str) -> int:
    return site.languages.index(language) if language in site.languages else 99


@require_safe
def topic(request: HttpRequest, site: str, key: str) -> HttpResponse:
    """One topic at this site: our answer, our texts, and what can be answered instead."""
    where = here(request, site)
    return topic_screen(request, where, topic_by(key))


def topic_screen(request: HttpRequest, where: Here, topic: Topic, *, status: int = 200, **more: Any) -> HttpResponse:
    """The topic's page; `more` may hold forms with faults in them."""
    adoption = answer_or_none(where, topic)
    editions = list(topic.editions.live().without_text().order_by("language"))
    if not adoption and not editions:
        raise Http404
    topic.ours_pk = adoption.pk if adoption else None  # type: ignore[attr-defined]
    [row] = rows(where.site, [topic])
    context = {
        "where": where,
        "topic": topic,
        "adoption": adoption,
        "row": row,
        "editions": editions,
        "kind": TopicKind(topic.kind).label,
        "offered_at": list(adoption.offered_at.all()) if adoption else [],
        "places": list(adoption.places.all()) if adoption else [],
        "missing": [LANGUAGES[code] for code in where.site.languages if code not in {edition.language for edition in editions}],
    }
    return page(request, "topic.html", topic.title, texts_trail(where), status=status, **{**context, **more})
