"""Two people in the same text: who saves last is told what the first one saved, before anything is written over."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext


class SeesOthers:
    """For Wagtail's editors of drafts. Saving over a draft that somebody saved meanwhile is refused once: what was typed
    stands in the form, with the newer draft known, so that saving again is a choice. Both drafts are in the history."""

    is_out_of_date: bool
    latest_revision: Any
    request: Any
    produced_error_message: str

    def form_valid(self, form: Any) -> HttpResponseBase:
        """As the editor's own, unless somebody else was first. The same words sent twice are no quarrel."""
        if not self.is_out_of_date or not form.has_changed():
            answer: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
            return answer
        self.produced_error_message = gettext("Ikke lagret: noen andre lagret mens du skrev. Det du skrev, står her.")
        form.add_error(None, self._what_to_do())
        return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]

    def _what_to_do(self) -> str:
        first = self.latest_revision.user
        if first == self.request.user:
            words = gettext("Du har selv lagret i et annet vindu etter at du åpnet dette.")
        else:
            words = gettext("%(person)s lagret etter at du åpnet dette.") % {"person": first or gettext("Noen")}
        todo = gettext("Åpne «Historikk» i en ny fane og se hva som er nytt. Ta det med her, og lagre igjen.")
        return f"{words} {todo}"
