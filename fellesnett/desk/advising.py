"""Help while writing, on every screen where somebody writes. Advice is given, never demanded: nothing is stopped by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from fellesnett.composition.advice import Advice, Kind, Passage, advise_on_all, hrefs_of
from fellesnett.editorial.keeping import hash_of, is_kept, kept_in
from fellesnett.editorial.models import KeptWording
from fellesnett.links.queries import known_of
from fellesnett.organizations.models import LANGUAGE_CHOICES, Site

LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)

SAYINGS: dict[Kind, Any] = {
    "other_language": gettext_lazy("Ser ut til å være på %(instead)s. Skriv på språket som siden er på."),
    "no_alternative_text": gettext_lazy("Et bilde mangler tekst for dem som ikke ser det."),
    "heading_order": gettext_lazy("Et nivå av overskrifter er hoppet over. De som hører siden lest opp, mister oversikten."),
    "vague_link": gettext_lazy("Lenken sier ikke hvor den fører. Skriv det, også når den leses alene."),
    "broken_reference": gettext_lazy("Viser til noe som kan stå et annet sted hos et annet sykehus. Skriv hva du mener."),
    "jargon": gettext_lazy("Et fagord. Skriv heller, eller forklar med: %(instead)s."),
    "percent": gettext_lazy("Mange forstår dette bedre: %(instead)s."),
    "large_number": gettext_lazy("Store tall leses lettere delt opp: %(instead)s."),
    "decimal_point": gettext_lazy("Desimaltall skrives med komma: %(instead)s."),
    "tight_unit": gettext_lazy("Sett mellomrom mellom tall og enhet: %(instead)s."),
    "unclear_range": gettext_lazy("Streken kan leses som minus. Skriv heller: %(instead)s."),
    "uneven_chances": gettext_lazy("Tallene er vanskelige å sammenligne. Bruk samme antall mennesker, om lag: %(instead)s."),
    "long_sentence": gettext_lazy("Setningen har %(number)s ord. Del den i to om du kan."),
    "long_paragraph": gettext_lazy("Avsnittet har %(number)s setninger. Del det, eller lag en liste."),
    "passive": gettext_lazy("Sagt passivt %(number)s ganger. Skriv hvem som gjør det: «vi» eller «du»."),
    "not_to_you": gettext_lazy("Teksten snakker om pasienten og aldri til leseren. Skriv «du»."),
    "dead_link": gettext_lazy("Lenken virker ikke: %(instead)s. Rett den, eller ta den bort."),
    "moved_link": gettext_lazy("Siden har flyttet. Ny adresse: %(instead)s."),
    "insecure_link": gettext_lazy("Andre kan lese med på veien: %(instead)s. Finnes siden på https://, bruk den adressen."),
}
"""What is said of each kind, for somebody with ten minutes."""


RULES: dict[str, Any] = {
    "other_language": gettext_lazy("annet språk"),
    "no_alternative_text": gettext_lazy("bilde uten beskrivelse"),
    "heading_order": gettext_lazy("rekkefølge av overskrifter"),
    "vague_link": gettext_lazy("uklar lenke"),
    "broken_reference": gettext_lazy("henvisning i teksten"),
    "jargon": gettext_lazy("fagord"),
    "percent": gettext_lazy("prosent"),
    "large_number": gettext_lazy("stort tall"),
    "decimal_point": gettext_lazy("desimaltall med punktum"),
    "tight_unit": gettext_lazy("tall og enhet i ett"),
    "unclear_range": gettext_lazy("uklar strek mellom tall"),
    "uneven_chances": gettext_lazy("ulike tall å sammenligne med"),
    "long_sentence": gettext_lazy("lang setning"),
    "long_paragraph": gettext_lazy("langt avsnitt"),
    "passive": gettext_lazy("passiv"),
    "not_to_you": gettext_lazy("uten «du»"),
    "dead_link": gettext_lazy("lenke som ikke virker"),
    "moved_link": gettext_lazy("lenke som har flyttet"),
    "insecure_link": gettext_lazy("lenke uten kryptering"),
}
"""What each kind is called, in a list."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One piece of advice in words. `token` names it: the rule, and the very words it is about."""

    quote: str
    says: str
    token: str = ""
    may_be_let_be: bool = True


@dataclass(frozen=True, slots=True)
class Hints:
    """All that is said of one part of a text."""

    where: str
    hints: tuple[Hint, ...]


def advice_on(passages: Sequence[Passage], *, here: Site | None = None) -> tuple[Advice, ...]:
    """All that a reader may stumble on, also what somebody has said may stand. `here`: the site that the text stands on, which
    links without a host lead to."""
    return advise_on_all(passages, known_of(hrefs_of(passages), here=here))


def hints_of(passages: Sequence[Passage], found: Iterable[Advice], kept: Sequence[KeptWording] = ()) -> tuple[Hints, ...]:
    """The same in words, part by part, in the text's order; without what is kept as it is."""
    given = [advice for advice in found if not is_kept(advice, kept)]
    places = dict.fromkeys(passage.where for passage in passages)
    told = (Hints(where, tuple(_hint(each) for each in given if each.where == where)) for where in places)
    return tuple(each for each in told if each.hints)


def hints_on(passages: Sequence[Passage], *, here: Site | None = None, kept: Sequence[KeptWording] = ()) -> tuple[Hints, ...]:
    """What there is to say of a text. Empty when there is nothing."""
    return hints_of(passages, advice_on(passages, here=here), kept)


def _hint(advice: Advice) -> Hint:
    instead = str(LANGUAGE_NAMES[advice.instead]).lower() if advice.kind == "other_language" else advice.instead
    says = str(SAYINGS[advice.kind]) % {"instead": instead, "number": advice.number}
    return Hint(advice.quote, says, f"{advice.kind}:{hash_of(advice.words)}", advice.may_be_let_be)


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a text in Wagtail's editors is addressed: its subject in the record, and its screen of advice."""

    subject: str
    address: str


class AdvicePanel(Panel):  # type: ignore[misc]
    """In Wagtail's editors: what was said of the text as it was last saved. `passages_of` reads it, `spoken_of` addresses it."""

    def __init__(
        self, passages_of: Callable[[Any], Iterable[Passage]], spoken_of: Callable[[Any], Spoken], **kwargs: Any
    ) -> None:
        kwargs.setdefault("heading", gettext_lazy("Språkhjelp"))
        super().__init__(**kwargs)
        self.passages_of, self.spoken_of = passages_of, spoken_of

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "passages_of": self.passages_of, "spoken_of": self.spoken_of}

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]
        template_name = "desk/advice.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            spoken, here = self.panel.spoken_of(self.instance), getattr(self.instance, "site", None)
            kept = kept_in(spoken.subject, self.instance.language)
            advice = hints_on(list(self.panel.passages_of(self.instance)), here=here, kept=kept)
            return {**context, "advice": advice, "kept": kept, "one_by_one": spoken.address}
