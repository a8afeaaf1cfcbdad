"""Help while writing, on every screen where somebody writes. Advice is given, never demanded: nothing is stopped by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from fellesnett.composition.advice import Advice, Kind, Passage, advise_on_all
from fellesnett.organizations.models import LANGUAGE_CHOICES

LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)

SAYINGS: dict[Kind, Any] = {
    "other_language": gettext_lazy("Ser ut til å være på %(instead)s. Skriv på språket som siden er på."),
    "no_alternative_text": gettext_lazy("Et bilde mangler tekst for dem som ikke ser det."),
    "heading_order": gettext_lazy("Et nivå av overskrifter er hoppet over. De som hører siden lest opp, mister oversikten."),
    "vague_link": gettext_lazy("Lenken sier ikke hvor den fører. Skriv det, også når den leses alene."),
    "broken_reference": gettext_lazy("Viser til noe som kan stå et annet sted hos et annet sykehus. Skriv hva du mener."),
    "jargon": gettext_lazy("Et fagord. Skriv heller, eller forklar med: %(instead)s."),
    "percent": gettext_lazy("Mange forstår dette bedre: %(instead)s."),
    "long_sentence": gettext_lazy("Setningen har %(number)s ord. Del den i to om du kan."),
    "long_paragraph": gettext_lazy("Avsnittet har %(number)s setninger. Del det, eller lag en liste."),
    "passive": gettext_lazy("Sagt passivt %(number)s ganger. Skriv hvem som gjør det: «vi» eller «du»."),
    "not_to_you": gettext_lazy("Teksten snakker om pasienten og aldri til leseren. Skriv «du»."),
}
"""What is said of each kind, for somebody with ten minutes."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of advice in words."""

    quote: str
    says: str


@dataclass(frozen=True, slots=True)
class Hints:
    """All that is said of one part of a text."""

    where: str
    hints: tuple[Hint, ...]


def hints_on(passages: Sequence[Passage]) -> tuple[Hints, ...]:
    """What a reader may stumble on, part by part, in the text's order. Empty when there is nothing to say."""
    found = advise_on_all(passages)
    places = dict.fromkeys(passage.where for passage in passages)
    told = (Hints(where, tuple(_hint(each) for each in found if each.where == where)) for where in places)
    return tuple(each for each in told if each.hints)


def _hint(advice: Advice) -> Hint:
    instead = str(LANGUAGE_NAMES[advice.instead]).lower() if advice.kind == "other_language" else advice.instead
    return Hint(advice.quote, str(SAYINGS[advice.kind]) % {"instead": instead, "number": advice.number})


class AdvicePanel(Panel):  # type: ignore[misc]
    """In Wagtail's editors: what was said of the text as it was last saved. `passages_of` reads it."""

    def __init__(self, passages_of: Callable[[Any], Iterable[Passage]], **kwargs: Any) -> None:
        kwargs.setdefault("heading", gettext_lazy("Språkhjelp"))
        super().__init__(**kwargs)
        self.passages_of = passages_of

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "passages_of": self.passages_of}

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/advice.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "advice": hints_on(list(self.panel.passages_of(self.instance)))}
