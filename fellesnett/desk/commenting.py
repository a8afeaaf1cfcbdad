"""What colleagues say of a text, on whichever desk it is written: beside the words, and on a screen of one block.

A desk's own part is which text an address is about, who may read it there, and which verbs are called
(`local/commenting.py`, `national/commenting.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.accounts.models import User
from fellesnett.editorial.commenting import LONGEST, by_block, comments_on
from fellesnett.editorial.models import Comment

Attempt = Callable[[Callable[[], object]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    """One comment, and whether the words have moved on: they are no longer those that it is about. `address` is where it is
    answered, `turn` settles it or takes it up again."""

    comment: Comment
    moved_on: bool
    address: str = ""
    turn: str = ""


@dataclass(frozen=True)
class Talk:
    """The open comments on a text, to stand beside its words on a screen. One query.

    `words` says how a block reads on this screen, `address` where what is said of it is read and answered.
    """

    subject: str
    language: str
    words: Callable[[str], str]
    address: Callable[[str], str]

    @cached_property
    def waiting(self) -> Mapping[str, list[Comment]]:
        return by_block(comment for comment in comments_on(self.subject, self.language) if comment.settled_at is None)

    def at(self, blocks: Iterable[str]) -> list[Said]:
        """What is said at any of these blocks."""
        return [self._said(block, comment) for block in dict.fromkeys(blocks) for comment in self.waiting.get(block, ())]

    def _said(self, block: str, comment: Comment) -> Said:
        return Said(comment, comment.words != self.words(block), f"{self.address(block)}#k-{comment.pk}")


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who can be asked; those with a part in the text first, and which."""

    parts: Mapping[int, str]

    def offer(self, colleagues: QuerySet[User], parts: Mapping[int, str]) -> None:
        self.parts = parts
        places = [When(pk=pk, then=place) for place, pk in enumerate(parts)]
        by_part = [Case(*places, default=len(parts), output_field=IntegerField())] if places else []  # no constant on PostgreSQL
        self.queryset = colleagues.order_by(*by_part, "first_name", "last_name", "pk")

    def label_from_instance(self, person: User) -> str:
        part = self.parts.get(person.pk)
        return f"{person} ({part})" if part else str(person)


class CommentForm(forms.Form):
    """What one says, and whom one asks."""

    said = forms.CharField(label=gettext_lazy("Hva vil du si?"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    mentioned: Any = ColleagueField(
        label=gettext_lazy("Spør en kollega (kan stå tom)"),
        help_text=gettext_lazy("Da får kollegaen en sak, og beskjed i neste e-post."),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Ingen bestemt"),
    )

    def __init__(self, *args: Any, spot: Spot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said"].help_text = spot.readers
        field: Any = self.fields["mentioned"]
        field.offer(spot.colleagues.exclude(pk=spot.by.pk), {pk: part for pk, part in spot.parts.items() if pk != spot.by.pk})


@dataclass(frozen=True)
class Spot:
    """One place in a text, and what a desk does there. `words` is None where it is no longer in the text.

    `readers` says who will see what is said, `colleagues` who can be asked and `parts` what some of them have to do with
    the text; `say` is the desk's verb, `turn` the address that settles a comment or takes it up again.
    """

    subject: str
    language: str
    block: str
    words: str | None
    by: User
    readers: Any
    colleagues: QuerySet[User]
    say: Callable[..., object]
    attempt: Attempt
    turn: Callable[[Comment], str]
    html: SafeString | str = ""
    lang: str = ""
    parts: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def comments(self) -> list[Comment]:
        """All that was ever said here, oldest first. One query for the text."""
        return by_block(comments_on(self.subject, self.language)).get(self.block, [])

    @property
    def asker(self) -> int | None:
        """Whoever asked this person last and waits: an answer goes to them unless another is chosen."""
        asked = [one for one in self.comments if one.mentioned_id == self.by.pk and one.settled_at is None]
        return asked[-1].by_id if asked else None


def said_on(request: HttpRequest, spot: Spot, form: CommentForm) -> tuple[Any, ...] | None:
    """Say what the form says. None where the form is not filled in, else why not; empty when it was said."""
    if not form.is_valid():
        return None
    reasons = spot.attempt(lambda: spot.say(block=spot.block, words=spot.words or "", **form.cleaned_data))
    if not reasons:
        messages.success(request, _("Kommentaren er lagret."))
    return reasons


def screen(request: HttpRequest, spot: Spot) -> dict[str, Any] | None:
    """All that is said at one place, and a form to say more; None when something was said just now. Raises Http404 for a
    place that was never there."""
    if spot.words is None and not spot.comments:
        raise Http404
    form = CommentForm(request.POST or None, spot=spot, initial={"mentioned": spot.asker})
    reasons = said_on(request, spot, form) if request.method == "POST" and spot.words is not None else None
    if reasons == ():
        return None
    said = [Said(comment, comment.words != spot.words, turn=spot.turn(comment)) for comment in spot.comments]
    return {"spot": spot, "said": said, "form": form, "reasons": reasons or ()}


def turned(
    request: HttpRequest, subject: str, language: str, pk: int, verb: Callable[[], object], attempt: Attempt, done: str
) -> Comment:
    """One comment settled, or taken up again, and told. Raises Http404 for one that is not about this text."""
    found = get_object_or_404(Comment, pk=pk, subject=subject, language=language)
    reasons = attempt(verb)
    for reason in reasons:
        messages.error(request, reason.text)
    if not reasons:
        messages.success(request, done)
    return found
