"""What a person chose in the place of a retired code, read from the form that every bearer of codes has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from fellesnett.codes.systems import NORMALIZERS
from fellesnett.desk import sent
from fellesnett.desk.national.pages import attempt
from fellesnett.national.gates import Reason

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """Which code goes, and what comes instead: nothing where `removes`."""

    system: str
    code: str
    to: Sequence[str]
    typed: str
    removes: bool

    def carry_out(self, verb: Callable[..., object]) -> tuple[Reason, ...]:
        """Do it; or why not. `verb` takes system, code and to."""
        if not self.to and not self.removes:
            return (Reason("no_code", _("Ingen kode er valgt."), _("Velg eller skriv en kode.")),)
        return attempt(lambda: verb(system=self.system, code=self.code, to=self.to))

    @property
    def told(self) -> str:
        """What was done, in words."""
        return _("Koden er byttet.") if self.to else _("Koden %(code)s er tatt bort.") % {"code": self.code}


def chosen(request: HttpRequest) -> Choice:
    """The buttons of what is proposed give `to`; the field beside them what is `typed`."""
    system, code = (
        sent.words(request.POST, name, longest) or sent.words(request.GET, name, longest)
        for name, longest in (("system", 60), ("code", 20))
    )
    typed = sent.words(request.POST, "typed", LONGEST)
    normal = NORMALIZERS.get(system, str.strip)
    to = [normal(each)[:20] for each in (*sent.choices(request.POST, "to"), *typed.replace(",", " ").split())]
    return Choice(system, code, to, typed, "remove" in request.POST)


Again = Callable[[tuple[Reason, ...], str], HttpResponse]
"""The screen once more, with why not and what was typed."""


def change(request: HttpRequest, verb: Callable[..., object], *, own: str, again: Again) -> HttpResponse:
    """Put the chosen codes in the place of a retired one; none, to take it away. `own` is the screen of what bears the code."""
    choice = chosen(request)
    if reasons := choice.carry_out(verb):
        return again(reasons, choice.typed)
    messages.success(request, choice.told)
    return redirect(onward(request, own))


def let_stand(request: HttpRequest, verb: Callable[..., object], *, own: str, again: Again) -> HttpResponse:
    """Let the retired codes of a system stand. `verb` takes system and reason."""
    said = {"system": sent.words(request.POST, "system", 60), "reason": sent.words(request.POST, "reason", LONGEST)}
    if reasons := attempt(lambda: verb(**said)):
        return again(reasons, "")
    messages.success(request, kept())
    return redirect(own)


def kept() -> str:
    """What was decided, in words."""
    return _("Kodene beholdes. Vi spør igjen når neste utgivelse gjelder.")


def onward(request: HttpRequest, own: str) -> str:
    """Back to where the button stood: the board, or the screen of what bears the code."""
    return reverse("desk_national:retired_codes") if request.POST.get("from") == "board" else own
