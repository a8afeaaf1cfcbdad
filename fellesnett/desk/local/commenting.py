"""What colleagues at a site say to each other about a text, block by block: read, said, settled and taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fellesnett.adoption.actions.commenting import about_text, comment_on, reopen_comment, settle_comment
from fellesnett.adoption.gates import Reason
from fellesnett.adoption.models import AdoptedText
from fellesnett.composition.units import plain
from fellesnett.desk.local import people
from fellesnett.desk.local.composed import Chapter, Shown, chapters
from fellesnett.desk.local.frame import DeskForm, attempt, page, text_trail
from fellesnett.desk.local.operating import held_text
from fellesnett.desk.local.readiness import readiness
from fellesnett.desk.local.scope import Here, here, text_of
from fellesnett.editorial.commenting import LONGEST, by_block, comments_on
from fellesnett.editorial.models import Comment
from fellesnett.foundation.clock import now


class CommentForm(DeskForm):
    said = forms.CharField(
        label=gettext_lazy("Hva vil du si?"),
        help_text=gettext_lazy("Bare de som kan skrive her, ser det. Aldri leserne. Ikke skriv om pasienter."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    mentioned: Any = forms.ModelChoiceField(
        label=gettext_lazy("Spør en kollega (kan stå tom)"),
        help_text=gettext_lazy("Da får kollegaen en sak, og beskjed i neste e-post."),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Ingen bestemt"),
    )

    def __init__(self, data: Any, *, where: Here) -> None:
        super().__init__(data)
        self.field("mentioned").queryset = people.writers(where.site.organization).exclude(pk=where.user.pk)


@dataclass(frozen=True, slots=True)
class Said:
    """One comment beside its block. `moved_on`: the words are no longer those that were commented on."""

    comment: Comment
    moved_on: bool


def words_of(block: Shown) -> str:
    """The block in plain text, as a comment remembers it."""
    return " ".join(plain(str(block.html)).split())


def beside(text: AdoptedText, shown: Iterable[Chapter]) -> None:
    """Put the open comments of a text beside their blocks. One query."""
    waiting = by_block(comment for comment in comments_on(about_text(text)) if comment.settled_at is None)
    for block in (block for chapter in shown for block in chapter.blocks):
        now_reads = words_of(block) if block.id in waiting else ""
        block.comments = [Said(comment, comment.words != now_reads) for comment in waiting.get(block.id, ())]


def comments(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """All that is said about one block, and a form to say more. Raises Http404 for a block that was never there."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    blocks = {
        block.id: block
        for candidate in reversed(readiness(where, held, text).pages)
        for chapter in chapters(held, candidate)
        for block in chapter.blocks
    }
    wanted = request.GET.get("blokk", "")
    said = by_block(comments_on(about_text(text))).get(wanted, [])
    words = words_of(blocks[wanted]) if wanted in blocks else ""
    if not words and not said:
        raise Http404
    form = CommentForm(request.POST or None, where=where)
    reasons: tuple[Reason, ...] = ()
    if request.method == "POST" and form.is_valid():
        reasons = _say(text, wanted, words, form, where)
        if not reasons:
            messages.success(request, _("Kommentaren er lagret."))
            return redirect(_address(where, text, wanted))
    return page(
        request,
        "comments.html",
        _("Kommentarer"),
        text_trail(where, text),
        where=where,
        text=text,
        piece=blocks.get(wanted),
        said=[Said(comment, comment.words != words) for comment in said],
        form=form,
        reasons=reasons,
    )


def _say(text: AdoptedText, block: str, words: str, form: CommentForm, where: Here) -> tuple[Reason, ...]:
    return attempt(lambda: comment_on(text=text, block=block, words=words, **form.cleaned_data, by=where.user, at=now()))


def _address(where: Here, text: AdoptedText, block: str) -> str:
    address = reverse("desk_local:comments", args=[where.site.slug, text.adoption.topic.key, text.language])
    return f"{address}?{urlencode({'blokk': block})}"


@require_POST
def settle(request: HttpRequest, site: str, key: str, language: str, comment: int) -> HttpResponse:
    """It is dealt with."""
    return _turn(request, here(request, site), key, language, comment, settle_comment, _("Kommentaren er satt som ferdig."))


@require_POST
def reopen(request: HttpRequest, site: str, key: str, language: str, comment: int) -> HttpResponse:
    """It is not, after all."""
    return _turn(request, here(request, site), key, language, comment, reopen_comment, _("Kommentaren er åpnet igjen."))


def _turn(request: HttpRequest, where: Here, key: str, language: str, pk: int, verb: Any, done: str) -> HttpResponse:
    text = text_of(where, key, language)
    found = next((comment for comment in comments_on(about_text(text)) if comment.pk == pk), None)
    if found is None:
        raise Http404
    reasons = attempt(lambda: verb(text=text, comment=pk, by=where.user, at=now()))
    for reason in reasons:
        messages.error(request, reason.text)
    if not reasons:
        messages.success(request, done)
    return redirect(_address(where, text, found.block))
