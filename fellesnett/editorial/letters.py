"""What a letter says: plain text, and the same in simple HTML, in the reader's own Norwegian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from fellesnett.editorial import asking, digest
from fellesnett.editorial.models import Letter, LetterKind


@dataclass(frozen=True, slots=True)
class Words:
    """One letter as it is sent."""

    to: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]

    def send(self) -> None:
        """Hand the letter to the mail server. Raises what the server says when it does not take it."""
        message = EmailMultiAlternatives(self.subject, self.text, settings.DEFAULT_FROM_EMAIL, [self.to], headers=self.headers)
        message.attach_alternative(self.html, "text/html")
        message.send()


Writer = Callable[[Letter, datetime], "Words | None"]


def words_of(letter: Letter, *, at: datetime) -> Words | None:
    """The letter written out; None when what it tells of is no longer so. A step in the transaction that claims it."""
    return WRITERS[LetterKind(letter.kind)](letter, at)


def _request(letter: Letter, at: datetime) -> Words | None:
    request = letter.request
    if request is None or asking.standing(request, request.content_hash, at) != asking.Standing.OPEN:
        return None
    address = f"{settings.MAIL_LINKS}/les/{asking.new_secret(request, at=at)}/"
    with translation.override(request.language):
        subject = f"Vil du lese og godkjenne «{request.title}»?"  # the same in both
        values = {"request": request, "address": address, "nn": request.language == "nn"}
        return written(letter, subject, "sign_off", values)


def _digest(letter: Letter, at: datetime) -> Words | None:
    if letter.digest is None:
        return None
    person = letter.digest.person
    with translation.override(person.language):
        said = digest.said(letter.digest, at=at)
        if said is None:
            return None
        choice = f"{settings.MAIL_LINKS}/admin/e-post/"
        words = written(letter, said.subject, "digest", {"said": said, "choice": choice})
    return Words(words.to, words.subject, words.text, words.html, {**words.headers, "List-Unsubscribe": f"<{choice}>"})


def written(letter: Letter, subject: str, template: str, values: dict[str, Any]) -> Words:
    """The letter in the language that is in force, from `editorial/letters/<template>.txt` and `.html`."""
    values = {**values, "language": translation.get_language(), "subject": subject}
    text = render_to_string(f"editorial/letters/{template}.txt", values)
    html = render_to_string(f"editorial/letters/{template}.html", values)
    return Words(letter.to, " ".join(subject.split()), text, html, {"Auto-Submitted": "auto-generated"})


WRITERS: dict[LetterKind, Writer] = {LetterKind.SIGN_OFF: _request, LetterKind.DIGEST: _digest}
"""Who writes out each kind. The rooms above lay in their own when they are ready."""
