"""What colleagues at a site say to each other about a text, block by block: read, said, settled and taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fellesnett.adoption.actions.commenting import comment_on, reopen_comment, settle_comment
from fellesnett.adoption.models import AdoptedText
from fellesnett.desk import sent
from fellesnett.desk.commenting import CommentForm, Spot, Talk, screen, turned
from fellesnett.desk.local import people
from fellesnett.desk.local.composed import Chapter, Shown, chapters
from fellesnett.desk.local.frame import attempt, page, text_trail
from fellesnett.desk.local.operating import held_text
from fellesnett.desk.local.questions import Question
from fellesnett.desk.local.readiness import readiness
from fellesnett.desk.local.scope import Here, here, text_of
from fellesnett.editorial import subjects
from fellesnett.editorial.commenting import words_in
from fellesnett.editorial.models import Comment
from fellesnett.foundation.clock import now

READERS = gettext_lazy("Bare de som kan skrive her, ser det. Aldri leserne. Ikke skriv om pasienter.")


def words_of(block: Shown) -> str:
    """The block in plain text, as a comment remembers it."""
    return words_in(str(block.html))


def blocks_of(shown: Iterable[Chapter]) -> dict[str, Shown]:
    """The blocks of these chapters by their ids."""
    return {block.id: block for chapter in shown for block in chapter.blocks}


def talk(where: Here, text: AdoptedText, shown: Iterable[Chapter]) -> Talk | None:
    """What is said of a text, to stand beside these chapters; nothing for those who do not write here."""
    if not where.rights.edit:
        return None
    blocks = blocks_of(shown)
    return Talk(
        subjects.adoption(text.adoption_id),
        text.language,
        words=lambda block: words_of(blocks[block]) if block in blocks else "",
        address=partial(address, where, text),
    )


def spot(where: Here, text: AdoptedText, block: str, words: str | None, **shown: Any) -> Spot:
    """One place in a text of this site."""
    return Spot(
        subjects.adoption(text.adoption_id),
        text.language,
        block,
        words,
        where.user,
        READERS,
        people.writers(where.site.organization),
        say=partial(comment_on, text=text, by=where.user, at=now()),
        attempt=attempt,
        turn=partial(_turn_address, where, text),
        **shown,
    )


def blocks_about(question: Question, shown: Iterable[Chapter]) -> list[str]:
    """Where on the page the words stand that a question is about: what the local text makes of the page, and the national
    blocks under it; the local text's own target where nothing of it is on the page. Never empty."""
    own = [
        block.id
        for block in blocks_of(shown).values()
        if (block.row and block.row.key == question.key) or block.id in question.shows
    ]
    return own or [question.row.target or question.key]


def spot_of(where: Here, text: AdoptedText, question: Question, shown: Iterable[Chapter]) -> Spot:
    """The place in the text where something is said of a question."""
    block = blocks_about(question, shown)[0]
    there = blocks_of(shown).get(block)
    return spot(where, text, block, words_of(there) if there else words_in(str(question.ours or question.before)))


def form_beside(spot: Spot, key: str, data: Any = None) -> CommentForm:
    """A form to say something beside a question. It is not asked for, so nothing in it must be filled in for a choice."""
    return CommentForm(data, spot=spot, auto_id=f"{key}-%s", use_required_attribute=False)


def forms_beside(spots: Mapping[str, Spot], sent: Mapping[str, CommentForm]) -> dict[str, CommentForm]:
    """Such a form for each question; whom one can ask is looked up once."""
    made = {key: sent.get(key) or form_beside(spot, key) for key, spot in spots.items()}
    colleagues: list[Any] | None = None
    for form in made.values():
        field: Any = form.fields["mentioned"]
        colleagues = [choice for choice in field.choices] if colleagues is None else colleagues  # noqa: C416 (`list` counts first)
        field.widget.choices = colleagues
    return made


def comments(request: HttpRequest, site: str, key: str, language: str) -> HttpResponse:
    """All that is said about one block, and a form to say more. Raises Http404 for a block that was never there."""
    where = here(request, site)
    text, held = held_text(text_of(where, key, language))
    pages = (chapters(held, candidate) for candidate in reversed(readiness(where, held, text).pages))
    blocks = {id: block for parts in pages for id, block in blocks_of(parts).items()}
    wanted = sent.words(request.GET, "blokk")
    there = blocks.get(wanted)
    place = (
        spot(where, text, wanted, words_of(there), html=there.html, lang=there.lang) if there else spot(where, text, wanted, None)
    )
    shown = screen(request, place)
    if shown is None:
        return redirect(address(where, text, wanted))
    back = reverse("desk_local:text", args=[where.site.slug, text.adoption.topic.key, text.language])
    return page(
        request,
        "comments.html",
        _("Kommentarer"),
        text_trail(where, text),
        where=where,
        text=text,
        back=f"{back}#b-{wanted}" if there else back,
        **shown,
    )


def address(where: Here, text: AdoptedText, block: str) -> str:
    address = reverse("desk_local:comments", args=[where.site.slug, text.adoption.topic.key, text.language])
    return f"{address}?{urlencode({'blokk': block})}"


def _turn_address(where: Here, text: AdoptedText, comment: Comment) -> str:
    name = "comment_reopen" if comment.settled_at else "comment_settle"
    return reverse(f"desk_local:{name}", args=[where.site.slug, text.adoption.topic.key, text.language, comment.pk])


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
    act = partial(verb, text=text, comment=pk, by=where.user, at=now())
    found = turned(request, subjects.adoption(text.adoption_id), language, pk, act, attempt, done)
    return redirect(address(where, text, found.block))
