"""Two people in the same text: who saves last is told what the first one saved, before anything is written over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from fellesnett.composition.advice import Passage
from fellesnett.composition.units import plain

SHOWN, LONGEST = 6, 400
ON_ITS_WAY = timedelta(seconds=10)
"""The editor saves by itself half a second after the last key. Whoever presses «Lagre» before that is answered, sends a form
that does not know of it."""


class SavedMeanwhile(Exception):
    """Somebody saved between this request's first look at the draft and its own turn to write."""


class SeesOthers:
    """For Wagtail's editors of drafts. Saving over a draft that somebody saved meanwhile is refused once: what was typed
    stands in the form, what the other wrote is said beside it, and the newer draft is known, so that saving again is a choice;
    until then the editor saves nothing by itself.
    Both drafts are in the history. Asked as the form arrives, and once more with the row locked: of two in the same instant
    one waits for the other, and is told.

    `passages_of`: the text of a draft, part by part.
    """

    passages_of: Callable[[Any], Iterable[Passage]]

    expects_json_response: bool
    is_out_of_date: bool
    latest_revision: Any
    object: Any
    form: Any
    request: Any
    produced_error_message: str
    produced_error_code: str
    autosave_enabled: bool

    def form_valid(self, form: Any) -> HttpResponseBase:
        """As the editor's own, unless somebody else was first. The same words sent twice are no quarrel."""
        if not self.is_out_of_date or not form.has_changed() or self._is_own_saving(self.latest_revision):
            try:
                answer: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
            except SavedMeanwhile:
                return self._told(form)
            return answer
        return self._told(form)

    def save_instance(self) -> Any:
        """Within the transaction that Wagtail opens. Raises `SavedMeanwhile`, and then nothing is written."""
        if self.latest_revision:
            self._ask_again()
        return super().save_instance()  # type: ignore[misc]

    def _ask_again(self) -> None:
        stored = type(self.object)._default_manager.select_for_update(of=("self",)).get(pk=self.object.pk)
        newest = stored.latest_revision
        known = (self.latest_revision.pk, self.latest_revision.created_at)
        if (newest.pk, newest.created_at) == known or self._is_own_saving(newest) or not self._says_something_else(newest):
            return
        self.latest_revision = self.object.latest_revision = newest
        self.__dict__.pop("latest_revision_created_at", None)
        raise SavedMeanwhile

    def _is_own_saving(self, newest: Any) -> bool:
        """Saved by the editor for this very person a moment ago, when «Lagre» was pressed, and all that the form does not know.
        It is in the history all the same. An editor that has saved by itself before, saves on in the same place."""
        own = not self.expects_json_response and newest.user_id == self.request.user.pk
        if not own or timezone.now() - newest.created_at >= ON_ITS_WAY:
            return False
        if saves_on := self.request.POST.get("overwrite_revision_id"):
            return bool(saves_on == str(newest.pk))
        before = self.object.revisions.exclude(pk=newest.pk).order_by("-pk").values_list("pk", flat=True).first()
        return bool(str(before) == self.request.POST.get("loaded_revision_id"))

    def _says_something_else(self, newest: Any) -> bool:
        """A double click sends the same words twice, and is no quarrel."""
        ours = self.form.instance.serializable_data()
        return any(newest.content.get(name) != ours.get(name) for name in self.form.fields)

    def _told(self, form: Any) -> HttpResponseBase:
        self.produced_error_code = "invalid_revision"
        self.autosave_enabled = False  # else the editor would itself save over the other's words, half a second later
        self.produced_error_message = gettext("Ikke lagret: noen andre lagret mens du skrev. Det du skrev, står her.")
        form.add_error(None, self._what_to_do())
        for words in self._what_they_wrote(form.instance):
            form.add_error(None, words)
        return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]

    def _what_to_do(self) -> str:
        first = self.latest_revision.user
        if first == self.request.user:
            words = gettext("Du har selv lagret i et annet vindu etter at du åpnet dette.")
        else:
            words = gettext("%(person)s lagret etter at du åpnet dette.") % {"person": first or gettext("Noen")}
        next_step = gettext("Ta med her det du vil ha av det, og lagre igjen. Alt som er lagret, ligger også under «Historikk».")
        return f"{words} {next_step}"

    def _what_they_wrote(self, mine: Any) -> list[str]:
        """Each part that says something else in the newer draft than in what was typed here: the first few, and how many more."""
        theirs, ours = self._parts(self.latest_revision.as_object()), self._parts(mine)
        other = [where for where in {**theirs, **ours} if theirs.get(where, "") != ours.get(where, "")]
        said = [
            gettext("%(where)s, slik det er lagret nå: «%(words)s»") % {"where": where, "words": _short(theirs[where])}
            if theirs.get(where)
            else gettext("%(where)s finnes ikke i det som er lagret nå.") % {"where": where}
            for where in other[:SHOWN]
        ]
        more = len(other) - SHOWN
        return [*said, gettext("Og %(n)s steder til.") % {"n": more}] if more > 0 else said

    def _parts(self, draft: Any) -> dict[str, str]:
        parts = {passage.where: " ".join(plain(passage.html).split()) for passage in type(self).passages_of(draft)}
        return {gettext("Tittel"): str(draft.title), **parts}


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} …"
