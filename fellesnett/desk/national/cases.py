"""What waits nationally for a person, as rows to read: what it is, why this person, what waiting costs, and one thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local import words
from fellesnett.desk.national.waiting import address_of
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national import turns
from fellesnett.national.models import Candidate, CandidateState
from fellesnett.organizations.models import Role

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

RELEASE_WITHIN = timedelta(days=7)
"""How long an approved edition lies before the row says that it is late."""
NATIONALLY: dict[str, Any] = {
    OpenItemKind.ORDER: gettext_lazy("Bestillingen står som den er, og de som venter på teksten, får ikke vite noe."),
    OpenItemKind.HEARING: gettext_lazy("Høringen står åpen, og utgaven holdes tilbake."),
    OpenItemKind.SUGGESTION: gettext_lazy("De som sendte innspillet, får ikke svar."),
    OpenItemKind.WEBHOOK: gettext_lazy("Mottakeren får ikke vite om endringer."),
    OpenItemKind.SOURCE: gettext_lazy("Det som står, vises til det går ut. Ingenting skrives over før noen har valgt."),
    OpenItemKind.HAND_OVER: gettext_lazy("Ingen svarer for tekstene når noen spør."),
    OpenItemKind.LANGUAGE_BEHIND: gettext_lazy("De som leser på språket, får vite det bokmål sa før."),
    OpenItemKind.REVIEW_DUE: gettext_lazy(
        "Teksten vises som før. 90 dager etter fristen står det på siden at gjennomgangen er forsinket."
    ),
}
SIGNPOST_WAITS = gettext_lazy("Veiviseren vises som før, så lenge lenken virker.")
ACTS: dict[str, Any] = {
    OpenItemKind.SIGN_OFF: gettext_lazy("Les og godkjenn"),
    OpenItemKind.RELEASE: gettext_lazy("Se og godkjenn"),
    OpenItemKind.ORDER: gettext_lazy("Ta stilling"),
    OpenItemKind.HEARING: gettext_lazy("Se svarene"),
    OpenItemKind.SUGGESTION: gettext_lazy("Les og svar"),
    OpenItemKind.COMMENT: gettext_lazy("Les og svar"),
    OpenItemKind.REVIEW_DUE: gettext_lazy("Les og svar"),
    OpenItemKind.FEEDBACK: gettext_lazy("Les og lukk"),
    OpenItemKind.LANGUAGE_BEHIND: gettext_lazy("Se og skriv om"),
    OpenItemKind.DEAD_LINK: gettext_lazy("Rett lenken"),
    OpenItemKind.RETIRED_CODE: gettext_lazy("Bytt koden"),
    OpenItemKind.HAND_OVER: gettext_lazy("Finn en ny"),
    OpenItemKind.WEBHOOK: gettext_lazy("Se hva som feiler"),
    OpenItemKind.SOURCE: gettext_lazy("Se på kilden"),
}
BY_STEP = {"confirm": gettext_lazy("Les og bekreft"), "write": gettext_lazy("Skriv")}


@dataclass(frozen=True, slots=True)
class Case:
    """One row. The names are those of a hospital's rows, so that one template draws both."""

    title: str
    kind_in_words: str
    address: str
    act: str
    deadline: datetime
    at: datetime
    why_me: str
    if_you_wait: str
    reason: str = ""
    urgent: bool = False

    @property
    def due(self) -> str:
        return words.due(self.deadline, self.at)

    @property
    def near(self) -> bool:
        return words.is_near(self.deadline, self.at)


def cases(
    user: User, held: frozenset[str], candidates: Sequence[Candidate], items: Sequence[OpenItem], at: datetime
) -> list[Case]:
    """The texts under approval and the other items, most urgent first. One query."""
    asked = [turns.key(one, step) for one in candidates for step in ("sign", "confirm", "release")]
    about = {
        item.detail["candidate"]: item for item in OpenItem.objects.for_the_nation().open().filter(key__in=asked).order_by("-pk")
    }
    rows = [_of_candidate(one, about.get(one.pk), user, held, at) for one in candidates]
    rows += [_of_item(item, user, held, at) for item in items]
    return sorted(rows, key=lambda row: (not row.urgent, row.deadline))


def _of_candidate(candidate: Candidate, item: OpenItem | None, user: User, held: frozenset[str], at: datetime) -> Case:
    if item is not None and candidate.state != CandidateState.APPROVED:
        return _of_item(item, user, held, at, tail=f" ({candidate.get_language_display()})")
    return Case(
        title=_("%(title)s (%(language)s): slipp utgaven")
        % {"title": candidate.title, "language": candidate.get_language_display()},
        kind_in_words=str(capfirst(candidate.get_state_display())),
        address=reverse("desk_national:candidate", args=[candidate.pk]),
        act=_("Slipp utgaven"),
        deadline=(candidate.approved_at or candidate.submitted_at) + RELEASE_WITHIN,
        at=at,
        why_me=_("Alle i nasjonal redaksjon kan slippe den."),
        if_you_wait=str(words.IF_YOU_WAIT[OpenItemKind.RELEASE]),
        reason=candidate.note_editors,
        urgent=any(change["class"] == "safety" for change in candidate.changes),
    )


def _of_item(item: OpenItem, user: User, held: frozenset[str], at: datetime, tail: str = "") -> Case:
    step = item.key.rpartition(":")[2]
    return Case(
        title=f"{item.title_in_words}{tail}",
        kind_in_words=str(capfirst(item.get_kind_display())),
        address=_address(item),
        act=str(BY_STEP.get(step) or ACTS.get(item.kind) or _("Åpne saken")),
        deadline=item.deadline,
        at=at,
        why_me=_why(item, user, held),
        if_you_wait=str(_if_you_wait(item)),
        reason=item.reason_in_words,
        urgent=item.urgent,
    )


def _address(item: OpenItem) -> str:
    if item.kind == OpenItemKind.FEEDBACK and item.site:
        return f"{reverse('desk_local:feedback_page', args=[item.site.slug])}?{urlencode({'sti': item.detail['path']})}"
    return address_of(item)


def _if_you_wait(item: OpenItem) -> Any:
    kind = OpenItemKind(item.kind)
    if kind == OpenItemKind.REVIEW_DUE and item.detail.get("signpost"):
        return SIGNPOST_WAITS  # what stands on a page of ours when its review is late, stands by no signpost
    return NATIONALLY.get(kind) or words.IF_YOU_WAIT.get(kind, "")


def _why(item: OpenItem, user: User, held: frozenset[str]) -> str:
    if item.owner_id == user.pk:
        return _("Saken er gitt til deg ved navn.")
    if item.role not in Role.values:
        return ""
    role = {"role": str(Role(item.role).label)}
    return _("Du er %(role)s.") % role if item.role in held else _("Saken hører til %(role)s.") % role
