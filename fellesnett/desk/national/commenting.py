"""What colleagues say of a national text, block by block. It belongs to the text, and is read in the draft, in a candidate and
in an edition; `?utkast=17` or `?utgave=2` says which of them the reader has before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fellesnett.accounts.models import User
from fellesnett.composition.blocks import Edition as Value
from fellesnett.composition.documents import InvalidDocument
from fellesnett.desk import sent
from fellesnett.desk.commenting import Said, Spot, Talk, screen, turned
from fellesnett.desk.national.pages import attempt, page, topic_trail
from fellesnett.desk.national.topics import person
from fellesnett.editorial import subjects
from fellesnett.editorial.models import Comment
from fellesnett.foundation.clock import now
from fellesnett.national.actions import comment_on, reopen_comment, settle_comment
from fellesnett.national.actions.commenting import CHAPTER, words_at
from fellesnett.national.drafting import edition_value
from fellesnett.national.models import Candidate, Edition, Topic, TopicText
from fellesnett.national.permissions import may_comment, those_who_may_comment
from fellesnett.national.reading import candidate_value
from fellesnett.national.telling import shown_sections
from fellesnett.organizations.models import LANGUAGE_CHOICES

LANGUAGES = dict(LANGUAGE_CHOICES)
READERS = gettext_lazy(
    "Nasjonal redaksjon, de som godkjenner temaet faglig og klinikere som er bedt om å lese teksten, ser det. Aldri leserne. "
    "Ikke skriv om pasienter."
)


@dataclass(frozen=True)
class Read:
    """The text as the reader has it before them: a candidate (`{"utkast": 17}`), an edition (`{"utgave": 2}`), or the draft as
    it was last saved. `back` is the screen it is read on, `value` is None for a draft that cannot be read."""

    topic: Topic
    language: str
    value: Value | None
    named: Mapping[str, int]
    back: str
    author: int | None = None

    @property
    def subject(self) -> str:
        return subjects.text(self.topic.key, self.language)

    @cached_property
    def words(self) -> dict[str, str]:
        return words_at(self.value) if self.value else {}

    def address(self, block: str = "") -> str:
        """Where what is said of this text is read; of one block, or of all."""
        asked = {**self.named, **({"blokk": block} if block else {})}
        address = reverse("desk_national:comments", args=[self.topic.key, self.language])
        return f"{address}?{urlencode(asked)}" if asked else address


def read_candidate(one: Candidate, value: Value) -> Read:
    """A candidate, as its own screen shows it."""
    back = reverse("desk_national:candidate", args=[one.pk])
    return Read(one.topic, one.language, value, {"utkast": one.pk}, back, one.author_id)


def read_edition(one: Edition) -> Read:
    """An edition, as its own screen shows it."""
    back = reverse("desk_national:edition", args=[one.topic.key, one.language, one.number])
    return Read(one.topic, one.language, one.value, {"utgave": one.number}, back)


def read_draft(text: TopicText) -> Read:
    """The draft as it was last saved."""
    try:
        value = edition_value(text, 1)
    except InvalidDocument:
        value = None
    author = text.latest_revision.user_id if text.latest_revision else None
    return Read(text.topic, text.language, value, {}, reverse("desk_national:topic", args=[text.topic.key]), author)


def talk(user: User, read: Read) -> Talk | None:
    """What is said of this text, to stand beside it; nothing for those who may not read it."""
    if not may_comment(user, read.topic):
        return None
    words = read.words
    return Talk(read.subject, read.language, lambda block: words.get(block, ""), read.address)


def comments(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """What is said of one block, and a form to say more; with no block named, the whole text with all that is open beside it."""
    read, user = _read(request, key, language), person(request)
    shown: dict[str, Any] = {"topic": read.topic, "language": read.language, "back": read.back}
    shown["language_name"] = LANGUAGES[read.language]
    if "blokk" not in request.GET:
        return _whole(request, user, read, shown)
    place = _spot(user, read, sent.words(request.GET, "blokk"))
    answered = screen(request, place)
    if answered is None:
        return redirect(read.address(place.block))
    trail = [*topic_trail(read.topic), (_("Alle kommentarer"), read.address())]
    return page(request, "comments.html", _("Kommentarer"), trail, **shown, **answered)


def _whole(request: HttpRequest, user: User, read: Read, shown: Mapping[str, Any]) -> HttpResponse:
    beside = talk(user, read)
    words = read.words
    gone = [block for block in beside.waiting if block not in words] if beside else []
    sections = shown_sections(read.value) if read.value else []
    title = _("Alle kommentarer")
    return page(
        request, "talk.html", title, topic_trail(read.topic), **shown, talk=beside, sections=sections, gone=_said(beside, gone)
    )


def _said(beside: Talk | None, blocks: list[str]) -> list[Said]:
    return beside.at(blocks) if beside else []


def _read(request: HttpRequest, key: str, language: str) -> Read:
    """What the reader has before them. Raises Http404 for what is not of this text."""
    candidate, number = (request.GET.get(name, "") for name in ("utkast", "utgave"))
    if candidate:
        own = Candidate.objects.select_related("topic", "topic__owner", "topic__deputy")
        one = get_object_or_404(own, pk=_number(candidate), topic__key=key, language=language)
        return read_candidate(one, candidate_value(one, 1))
    if number:
        editions = Edition.objects.select_related("topic", "topic__owner", "topic__deputy")
        return read_edition(get_object_or_404(editions, number=_number(number), topic__key=key, language=language))
    texts = TopicText.objects.select_related("topic", "topic__owner", "topic__deputy", "latest_revision")
    return read_draft(get_object_or_404(texts, topic__key=key, language=language))


def _number(asked: str) -> int:
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    return int(asked)


def _spot(user: User, read: Read, block: str) -> Spot:
    pieces = dict(_pieces(read.value)) if read.value else {}
    topic = read.topic
    parts = {topic.owner_id: _("fagansvarlig"), topic.deputy_id: _("vara"), read.author: _("skrev teksten")}
    return Spot(
        read.subject,
        read.language,
        block,
        read.words.get(block),
        user,
        READERS,
        User.objects.filter(those_who_may_comment(topic)),
        say=partial(comment_on, topic=topic, language=read.language, by=user, at=now()),
        attempt=attempt,
        turn=partial(_turn_address, read),
        html=pieces.get(block, ""),
        lang=read.language,
        parts={pk: part for pk, part in parts.items() if pk is not None},
    )


def _pieces(value: Value) -> Iterator[tuple[str, SafeString]]:
    """Each block and each chapter as it is read."""
    for section in shown_sections(value):
        yield from ((block.id, block.text) for block in section.blocks)
        yield f"{CHAPTER}{section.key}", format_html_join("", "{}", ((block.text,) for block in section.blocks))


def _turn_address(read: Read, comment: Comment) -> str:
    name = "comment_reopen" if comment.settled_at else "comment_settle"
    address = reverse(f"desk_national:{name}", args=[read.topic.key, read.language, comment.pk])
    return f"{address}?{urlencode(read.named)}" if read.named else address


@require_POST
def settle(request: HttpRequest, key: str, language: str, comment: int) -> HttpResponse:
    """It is dealt with."""
    return _turn(request, _read(request, key, language), comment, settle_comment, _("Kommentaren er satt som ferdig."))


@require_POST
def reopen(request: HttpRequest, key: str, language: str, comment: int) -> HttpResponse:
    """It is not, after all."""
    return _turn(request, _read(request, key, language), comment, reopen_comment, _("Kommentaren er åpnet igjen."))


def _turn(request: HttpRequest, read: Read, pk: int, verb: Any, done: str) -> HttpResponse:
    act = partial(verb, topic=read.topic, language=read.language, comment=pk, by=person(request), at=now())
    return redirect(read.address(turned(request, read.subject, read.language, pk, act, attempt, done).block))
