"""What an update asks: for each local text, national before and after, ours, the suggestion, and what can be chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.accounts.models import User
from fellesnett.adoption.actions.deciding import KEEPS, choices_for
from fellesnett.adoption.candidates import moved_by
from fellesnett.adoption.holdings import Holdings, needs_person
from fellesnett.adoption.models import AdoptedText, Choice, Decision, LocalOperation, OperationState, Update
from fellesnett.adoption.readiness import signable
from fellesnett.composition.merging import merge
from fellesnett.desk.classes import CLASSES
from fellesnett.desk.local import changes
from fellesnett.desk.local.words import OPERATIONS
from fellesnett.editorial import marking
from fellesnett.national.sections import SECTION_NAMES

ASKS = {
    "proposal": gettext_lazy("Den nasjonale teksten er endret der dere har egen tekst"),
    "conflict": gettext_lazy("Den nasjonale teksten er endret der dere har egen tekst"),
    "hidden_change": gettext_lazy("Ny nasjonal tekst som deres kapittel ville skjult"),
    "ask_still_right": gettext_lazy("Stemmer teksten deres fortsatt?"),
    "ask_still_left_out": gettext_lazy("Skal dette fortsatt være utelatt hos dere?"),
    "dissolve": gettext_lazy("Den nasjonale teksten sier nå det samme som deres"),
    "converged": gettext_lazy("Den nasjonale teksten sier nå det samme som deres"),
    "orphan": gettext_lazy("Teksten deres har mistet plassen sin"),
    "base_gone": gettext_lazy("Den nasjonale teksten som dere har erstattet, er tatt bort"),
}
_TEXTS = {
    Choice.TAKE_NATIONAL: gettext_lazy("Ta den nasjonale teksten"),
    Choice.KEEP_OURS: gettext_lazy("Behold vår"),
    Choice.TAKE_SUGGESTION: gettext_lazy("Ta forslaget"),
    Choice.WRITE: gettext_lazy("Skriv selv"),
    Choice.CONFIRM: gettext_lazy("Stemmer fortsatt"),
    Choice.MOVE: gettext_lazy("Flytt til slutten av kapitlet"),
}
_LABELS: dict[str, Mapping[str, Any]] = {
    "hidden_change": {
        Choice.CONFIRM: gettext_lazy("Jeg har lest den. Teksten vår skal fortsatt stå i stedet"),
        Choice.WRITE: gettext_lazy("Skriv om teksten vår"),
        Choice.TAKE_NATIONAL: gettext_lazy("Vis det nasjonale kapitlet i stedet for vårt"),
    },
    "ask_still_right": {
        Choice.WRITE: gettext_lazy("Endre teksten vår"),
        Choice.TAKE_NATIONAL: gettext_lazy("Ta bort teksten vår"),
    },
    "ask_still_left_out": {
        Choice.CONFIRM: gettext_lazy("Skal fortsatt være utelatt"),
        Choice.TAKE_NATIONAL: gettext_lazy("Vis den nasjonale teksten"),
    },
    "dissolve": {Choice.TAKE_NATIONAL: gettext_lazy("Ta bort vår"), Choice.CONFIRM: gettext_lazy("Behold vår likevel")},
    "converged": {
        Choice.TAKE_NATIONAL: gettext_lazy("Ta den nasjonale teksten"),
        Choice.CONFIRM: gettext_lazy("Behold vår likevel"),
    },
    "orphan": {Choice.TAKE_NATIONAL: gettext_lazy("Legg teksten til side")},
    "base_gone": {
        Choice.MOVE: gettext_lazy("Gjør den til en egen tekst sist i kapitlet"),
        Choice.TAKE_NATIONAL: gettext_lazy("Legg teksten til side"),
    },
}
_HELP = {
    Choice.TAKE_NATIONAL: gettext_lazy("Deres tekst legges til side. Den kan hentes tilbake."),
    Choice.KEEP_OURS: gettext_lazy("Teksten deres står som før, med det nye nasjonale som utgangspunkt neste gang."),
}
_SAME = {Choice.CONFIRM: Choice.KEEP_OURS, Choice.MOVE: Choice.KEEP_OURS}
"""Where the first is offered, the second would do the same with more questions."""

TOKENS_NAMED = 6
_ORIGINS = {"national": gettext_lazy("nytt fra den nasjonale"), "local": gettext_lazy("vårt")}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: str
    help: str


@dataclass
class Question:
    """One local text that needs a person."""

    key: str
    row: LocalOperation
    outcome: str
    ask: str
    where: str
    section: str
    change_class: str
    before: SafeString
    after: SafeString
    ours: SafeString
    suggestion: SafeString | str
    remarks: list[str]
    options: list[Option]
    decision: Decision | None
    carried: str = ""
    news: list[SafeString] = field(default_factory=list)
    shows: frozenset[str] = frozenset()
    gone: bool = False
    may_sign: bool = False  # told of a safety change alone: nothing else asks for a signature here

    @property
    def decided(self) -> str:
        """The choice that counts now, in words."""
        if self.decision is None:
            return ""
        return next(
            (option.label for option in self.options if option.value == self.decision.choice), self.decision.get_choice_display()
        )

    @property
    def is_text(self) -> bool:
        """Is it a choice between texts (all four parts shown), rather than a yes or no?"""
        return self.outcome in ("conflict", "proposal")

    @property
    def asks_reason(self) -> bool:
        return self.change_class == "content" and any(option.value == Choice.KEEP_OURS for option in self.options)

    @property
    def is_safety(self) -> bool:
        return self.change_class == "safety"

    @property
    def offered(self) -> list[Option]:
        """The choices that this person may make: local text stands against a safety change by a clinician's signature alone."""
        if not self.is_safety or self.may_sign:
            return self.options
        return [option for option in self.options if option.value not in KEEPS]

    @property
    def class_in_words(self) -> str:
        return str(CLASSES.get(self.change_class, ""))

    @property
    def kind(self) -> str:
        return str(OPERATIONS[self.row.op])

    @property
    def may_write(self) -> bool:
        return any(option.value == Choice.WRITE for option in self.offered)

    @property
    def write_label(self) -> str:
        return next((option.label for option in self.options if option.value == Choice.WRITE), "")

    @property
    def start(self) -> str:
        """What a new wording starts from: what was chosen before, else ours."""
        made = self.decision.result if self.decision and self.decision.choice == Choice.WRITE else None
        return "".join(item["html"] for item in (made or self.row).content)


def questions(held: Holdings, text: AdoptedText, update: Update, by: User) -> list[Question]:
    """Every local text that this update asks about, answered or not, in the order of the plan. `by`: who is to answer."""
    asked: dict[str, list[dict[str, Any]]] = {}
    for outcome in update.plan["outcomes"]:
        if needs_person(outcome) and outcome["operation"]:
            asked.setdefault(outcome["operation"], []).append(outcome)
    rows = {key: row for key in asked if (row := _row(held, text, key))}
    safety = [row for key, row in rows.items() if any(outcome["class"] == "safety" for outcome in asked[key])]
    signing = {row.pk for row in signable(by, safety, text)} if safety else set()
    found = (_question(held, text, update, row, asked[key], row.pk in signing) for key, row in rows.items())
    return [question for question in found if question]


def _question(
    held: Holdings, text: AdoptedText, update: Update, row: LocalOperation, outcomes: list[dict[str, Any]], may_sign: bool
) -> Question | None:
    options = _options(outcomes)
    if not options:
        return None
    key, main = row.key, outcomes[0]
    new = held.shelf.edition(update.to_edition_id)
    base, national = _base(held, row), _now(held, text, update, row, main)
    ours = own_words(row)
    classes = {outcome["class"] for outcome in outcomes}
    change_class = next((name for name in ("safety", "content", "editorial") if name in classes), "")
    decision = held.decisions.get(text.pk, {}).get(key)
    return Question(
        key=key, row=row, outcome=main["outcome"], ask=str(ASKS[main["outcome"]]), where=_where(held, text, row),
        section=_section(held, text, row),
        change_class=change_class,
        before=marking.plain(base, new.language), after=marking.marked(base, national, new.language), ours=mark_safe(ours),
        suggestion=_suggestion(main, base, national, ours, new.language), remarks=list(_remarks(outcomes)), options=options,
        decision=decision, carried=_carried(decision),
        shows=frozenset(_shows(held, update, row, outcomes)), gone=not national,
        may_sign=may_sign,
        news=[marking.marked("", outcome["proposal_html"], new.language)
              for outcome in outcomes if outcome["outcome"] == "hidden_change" and outcome.get("proposal_html")],
    )  # fmt: skip


def _carried(decision: Decision | None) -> str:
    """What is said of a choice that was made about an edition that this one overtook."""
    number = getattr(decision, "first_number", None)
    if number is None:
        return ""
    return _("Valget ble gjort for utgave %(number)s. Her er ordene de samme, så det gjelder fortsatt.") % {"number": number}


def own_words(row: LocalOperation) -> str:
    """What an operation says, as rich text; nothing for an omission."""
    plain = row.value or row.title
    return "".join(item["html"] for item in row.content) or (format_html("<p>{}</p>", plain) if plain else "")


def _row(held: Holdings, text: AdoptedText, key: str) -> LocalOperation | None:
    """The row that stands now: what a decision makes of it waits beside it."""
    standing = (OperationState.ACTIVE, OperationState.DRAFT)
    rows = [row for row in held.rows(text) if row.key == key and row.state in standing and not row.decided_in_id]
    return rows[-1] if rows else next((row for row in reversed(held.rows(text)) if row.key == key), None)


def _options(outcomes: list[dict[str, Any]]) -> list[Option]:
    offered = [choices_for(outcome) for outcome in outcomes]
    shared = [choice for choice in offered[0] if all(choice in others for others in offered)]
    hidden = {_SAME[choice] for choice in shared if choice in _SAME}
    if any("policy_tightened" in outcome["reasons"] for outcome in outcomes):
        shared = [choice for choice in shared if choice == Choice.TAKE_NATIONAL]
    labels: dict[str, Any] = dict(_TEXTS) | dict(_LABELS.get(outcomes[0]["outcome"], {}))
    return [Option(str(choice), str(labels[choice]), str(_HELP.get(choice, ""))) for choice in shared if choice not in hidden]


def _base(held: Holdings, row: LocalOperation) -> str:
    if not row.target:
        return str(format_html("<p>{}</p>", held.shelf.edition(row.base_edition_id).title))
    return changes.text_of(held.shelf.edition(row.base_edition_id), row.target)


def _now(held: Holdings, text: AdoptedText, update: Update, row: LocalOperation, outcome: dict[str, Any]) -> str:
    new = held.shelf.edition(update.to_edition_id)
    if not row.target:
        return str(format_html("<p>{}</p>", new.title))
    targets = outcome.get("against") or [moved_by(held, text, update).get(row.target, row.target)]
    return "".join(changes.text_of(new, target) for target in targets)


def _shows(held: Holdings, update: Update, row: LocalOperation, outcomes: list[dict[str, Any]]) -> Iterator[str]:
    """The blocks whose change the question shows, so that they need not be shown again."""
    yield row.target
    for outcome in outcomes:
        yield outcome["block"] or ""
        yield from outcome.get("against") or ()
    for pk in (update.from_edition_id, update.to_edition_id):
        for section in held.shelf.edition(pk).sections:
            if section.key == row.target:
                yield from (block.id for block in section.blocks)


def _where(held: Holdings, text: AdoptedText, row: LocalOperation) -> str:
    return str(SECTION_NAMES.get(_section(held, text, row), "")) if row.target else _("tittelen")


def _section(held: Holdings, text: AdoptedText, row: LocalOperation) -> str:
    """The key of the section that an operation is about; nothing for the title."""
    editions = (held.shelf.edition(text.edition_id), held.shelf.edition(row.base_edition_id))
    keys = (changes.section_of(edition, row.target) for edition in editions)
    return next((key for key in keys if key in SECTION_NAMES), "")


def _remarks(outcomes: list[dict[str, Any]]) -> Iterator[str]:
    """The plan's reasons, in words."""
    reasons = list(dict.fromkeys(reason for outcome in outcomes for reason in outcome["reasons"]))
    for reason in reasons:
        if words := _REASONS.get(reason):
            yield str(words)


_REASONS = {
    "policy_tightened": gettext_lazy(
        "Teksten kan ikke lenger endres lokalt. Bare den nasjonale medisinske redaktøren kan gjøre unntak."
    ),
    "moved": gettext_lazy("Avsnittet er flyttet."),
    "split": gettext_lazy("Avsnittet er delt i flere."),
    "joined": gettext_lazy("Avsnittet er slått sammen med et annet."),
    "title_changed": gettext_lazy("Den nasjonale tittelen er ny."),
    "base_unknown": gettext_lazy("Det er ikke kjent hvilken nasjonal tekst deres ble skrevet mot."),
    "section_changed": gettext_lazy("Noe annet i kapitlet er endret."),
    "slot_kind_changed": gettext_lazy("Feltet skal nå fylles ut med noe annet."),
    "slot_label_changed": gettext_lazy("Feltets ledetekst er ny."),
}


def _suggestion(outcome: dict[str, Any], base: str, national: str, ours: str, language: str) -> SafeString | str:
    """The machine's suggestion, each piece marked with where it came from, or why there is none. Nothing in it stands in
    neither text."""
    if not outcome.get("proposal_html"):
        return format_html('<p class="desk-meta">{}</p>', _no_suggestion(outcome["reasons"]))
    merged = merge(base, national, ours, language)
    if merged.html != outcome["proposal_html"]:
        return marking.marked(ours, outcome["proposal_html"], language)
    pieces = [_piece(unit.origin, unit.text) for unit in merged.units if unit.text]
    return mark_safe("<p>" + " ".join(pieces) + "</p>")  # every piece is escaped in `_piece`


def _no_suggestion(reasons: list[str]) -> str:
    tokens = [reason.partition(":")[2] for reason in reasons if reason.startswith("sensitive:")][:TOKENS_NAMED]
    if tokens:
        named = ", ".join(f"«{token}»" for token in tokens)
        return _("Ikke noe forslag: endringen rører %(tokens)s. Slikt slår maskinen aldri sammen.") % {"tokens": named}
    return _("Ikke noe forslag: dere og den nasjonale redaksjonen har endret det samme. Et menneske må velge.")


def _piece(origin: str, text: str) -> str:
    if origin not in _ORIGINS:
        return escape(text)
    return format_html('<span class="desk-from desk-from--{}">{} <small>({})</small></span>', origin, text, _ORIGINS[origin])
