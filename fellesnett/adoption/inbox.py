"""The open items of this room: what a site is asked, in which words, and by when (semantics.md sections 3, 5 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from fellesnett.adoption.holdings import Holdings, Waited, needs_person
from fellesnett.adoption.models import AdoptedText, Update
from fellesnett.editorial import subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.editorial.wording import worded
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

ANSWER_WITHIN = timedelta(days=30)
SAFETY_WITHIN = timedelta(hours=72)

KINDS = {
    "conflict": OpenItemKind.CONFLICT,
    "proposal": OpenItemKind.CONFLICT,
    "hidden_change": OpenItemKind.HIDDEN_CHANGE,
    "ask_still_right": OpenItemKind.STILL_RIGHT,
    "ask_still_left_out": OpenItemKind.STILL_RIGHT,
    "dissolve": OpenItemKind.STILL_RIGHT,
    "converged": OpenItemKind.STILL_RIGHT,
    "orphan": OpenItemKind.ORPHAN,
    "base_gone": OpenItemKind.ORPHAN,
    "parked": OpenItemKind.WITHDRAWN,
}

TITLES = {
    OpenItemKind.UPDATE: _("{title}: utgave {number} er klar"),
    OpenItemKind.CONFLICT: _("{title}: den nasjonale teksten er endret der dere har egen tekst"),
    OpenItemKind.HIDDEN_CHANGE: _("{title}: ny nasjonal tekst som deres kapittel ville skjult"),
    OpenItemKind.STILL_RIGHT: _("{title}: stemmer den lokale teksten fortsatt?"),
    OpenItemKind.ORPHAN: _("{title}: den lokale teksten har mistet plassen sin"),
    OpenItemKind.SAFETY: _("{title}: sikkerhetsendring der dere har egen tekst"),
    OpenItemKind.POLICY: _("{title}: teksten kan ikke lenger endres lokalt"),
}

REASONS = {
    OpenItemKind.UPDATE: _("Den nasjonale teksten er endret. Se hva som er nytt, og godkjenn siden."),
    OpenItemKind.CONFLICT: _(
        "Velg nasjonal tekst, behold deres, ta forslaget eller skriv selv. Siden vises som før til dere har valgt."
    ),
    OpenItemKind.HIDDEN_CHANGE: _("Les den nye teksten, og avgjør om deres kapittel fortsatt skal stå i stedet."),
    OpenItemKind.STILL_RIGHT: _("Teksten rundt er endret nasjonalt. Bekreft deres, endre den eller legg den til side."),
    OpenItemKind.ORPHAN: _("Avsnittet den hørte til, er borte. Flytt den til slutten av kapitlet, eller legg den til side."),
    OpenItemKind.SAFETY: _("Et nasjonalt varsel står nå over deres tekst. Uten svar innen fristen vises den nasjonale teksten."),
    OpenItemKind.POLICY: _(
        "Legg deres tekst til side, eller be den nasjonale medisinske redaktøren om unntak. Den står til fristen."
    ),
}


def key_of(text: AdoptedText | int, kind: str, about: str = "") -> str:
    """The key of an open item about an adopted text: the same question is asked once."""
    pk = text if isinstance(text, int) else text.pk
    return f"text:{pk}:{kind}:{about}"


def item(
    text: AdoptedText, kind: str, *, at: datetime, within: timedelta = ANSWER_WITHIN, about: str = "", **fields: Any
) -> OpenItem:
    """A question to the site that has this text."""
    site = text.adoption.site
    return OpenItem(
        kind=kind,
        organization=site.organization,
        site=site,
        role=fields.pop("role", Role.EDITOR),
        owner=fields.pop("owner", None),
        subject=subjects.adoption(text.adoption_id),
        key=key_of(text, kind, about),
        title=fields.pop("title"),
        reason=fields.pop("reason", ""),
        detail={"text": text.pk, "language": text.language, **fields.pop("detail", {})},
        urgent=fields.pop("urgent", False),
        asks=fields.pop("asks", True),
        opened_at=at,
        deadline=at + within,
    )


def remember(held: Holdings, items: Iterable[OpenItem]) -> None:
    """Note since when these questions about texts have waited, before they are asked anew. The earliest counts: a newer
    edition gives nobody another 30 days for what is still unanswered (semantics.md section 5)."""
    for row in items:
        about = (row.detail["text"], row.detail.get("operation") or "")
        known = held.waited.get(about, Waited(row.opened_at, row.deadline))
        held.waited[about] = Waited(min(known.opened_at, row.opened_at), min(known.deadline, row.deadline))


def update_items(held: Holdings, update: Update, *, at: datetime) -> Iterator[OpenItem]:
    """One item for the update, and one for each operation that needs a person; each has waited since it was first asked."""
    for row in _questions(held, update, at=at):
        about = row.detail.get("operation") or ""
        if waited := held.waited.get((update.text_id, about)):
            row.opened_at, row.deadline = waited.opened_at, min(waited.deadline, row.deadline)
        if row.kind == OpenItemKind.SAFETY:
            row.deadline = _parked_at(held, update.text_id, about) or row.deadline
        yield row


def _parked_at(held: Holdings, text: int, operation: str) -> datetime | None:
    """When the standing safety notices above an operation park it; the question is to be answered before that."""
    above = [row for row in held.notices.get(text, []) if row.operation_id and _key_of(held, row.operation_id) == operation]
    return min((row.deadline for row in above if row.deadline), default=None)


def _key_of(held: Holdings, operation: int) -> str:
    return held.shelf.operations[operation].key


def _questions(held: Holdings, update: Update, *, at: datetime) -> Iterator[OpenItem]:
    text = held.texts[update.text_id]
    number = held.shelf.editions[update.to_edition_id].number
    title = held.shelf.editions[update.to_edition_id].title
    if update.to_edition_id != update.from_edition_id:
        yield _asked(text, OpenItemKind.UPDATE, title, at, number=number, detail={"update": update.pk})
    told = set[tuple[str, str]]()
    for outcome in update.plan["outcomes"]:
        kind = kind_of(outcome)
        if needs_person(outcome) and (kind, outcome["operation"]) not in told:
            told.add((kind, outcome["operation"]))
            yield _outcome_item(text, update, outcome, kind, title, at)


def _outcome_item(
    text: AdoptedText, update: Update, outcome: dict[str, Any], kind: OpenItemKind, title: str, at: datetime
) -> OpenItem:
    detail = {"update": update.pk, "operation": outcome["operation"], "block": outcome["block"], "outcome": outcome["outcome"]}
    urgent = kind == OpenItemKind.SAFETY
    within = SAFETY_WITHIN if urgent else ANSWER_WITHIN
    role = Role.CLINICIAN if urgent else Role.EDITOR
    return _asked(text, kind, title, at, about=outcome["operation"] or "", detail=detail, urgent=urgent, within=within, role=role)


def kind_of(outcome: dict[str, Any]) -> OpenItemKind:
    if outcome.get("class") == "safety" and outcome.get("replaces"):
        return OpenItemKind.SAFETY
    if "policy_tightened" in outcome["reasons"]:
        return OpenItemKind.POLICY
    return KINDS.get(outcome["outcome"], OpenItemKind.UPDATE)


def _asked(text: AdoptedText, kind: OpenItemKind, title: str, at: datetime, *, number: int = 0, **fields: Any) -> OpenItem:
    words = worded(TITLES[kind], title=title, number=number)
    return item(text, kind, at=at, title=words, reason=worded(REASONS[kind]), **fields)


def keys_of_update(update: Update) -> list[str]:
    """The keys of everything that was asked because of an update."""
    keys = [key_of(update.text_id, OpenItemKind.UPDATE)]
    for outcome in update.plan["outcomes"]:
        if needs_person(outcome):
            keys.append(key_of(update.text_id, kind_of(outcome), outcome["operation"] or ""))
    return keys


def keys_of_updates(updates: Iterable[Update]) -> list[str]:
    return [key for update in updates for key in keys_of_update(update)]


def first_approval(text: AdoptedText, title: str, *, at: datetime) -> OpenItem:
    """A text that the site has not approved yet: taken into use, or new in one of its languages."""
    words = worded("{title} ({language}): skal godkjennes før den vises", title=title, language=text.get_language_display())
    return item(text, OpenItemKind.UPDATE, at=at, title=words, reason=worded("Se gjennom siden, fyll ut feltene og godkjenn."))


def language_behind(text: AdoptedText, title: str, *, at: datetime) -> OpenItem:
    """The national text in this language waits to be written anew. The national editors are asked; the site is told."""
    words = worded("{title}: teksten på {language} henger etter bokmål", title=title, language=text.get_language_display())
    reason = worded(
        "Bokmålsteksten har fått en ny utgave. Nasjonal redaksjon er bedt om å skrive den om på {language}. "
        "Dere gjør ikke noe nå. Når den er klar, får dere den til godkjenning her.",
        language=text.get_language_display(),
    )
    return item(text, OpenItemKind.LANGUAGE_BEHIND, at=at, title=words, reason=reason, asks=False)


def proposed(text: AdoptedText, title: str, by: User, *, at: datetime) -> OpenItem:
    """Local text written by one who may not approve it: those who may have it in the inbox until the page is approved."""
    words = worded("{title} ({language}): lokal tekst venter på godkjenning", title=title, language=text.get_language_display())
    reason = worded("{person} har skrevet. Les siden slik den blir, og godkjenn den.", person=by)
    return item(text, OpenItemKind.PROPOSAL, at=at, title=words, reason=reason, detail={"by": by.pk})


def untrue_elsewhere(text: AdoptedText, title: str, other: str, *, at: datetime) -> OpenItem:
    """A block that the site replaces or leaves out in one language is untrue in this one until handled (section 2)."""
    words = worded(
        "{title} ({language}): dere har endret teksten på {other}", title=title, language=text.get_language_display(), other=other
    )
    reason = worded("Leseren får avsnittet på det andre språket, merket, til dere har endret det her også.")
    return item(text, OpenItemKind.LANGUAGE_BEHIND, at=at, title=words, reason=reason, about="elsewhere")
