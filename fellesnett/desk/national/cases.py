"""What waits nationally for a person, as rows to read: what it is, why this person, what waiting costs, and one thing to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellesnett.desk.local import words
from fellesnett.desk.national.waiting import address_of
from fellesnett.editorial import subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national import turns
from fellesnett.national.changes import highest_class
from fellesnett.national.models import Candidate, CandidateState, Topic
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
SIGNPOST_WAITS = gettext_lazy("Ingenting endres av seg selv. Veiviseren er som den er til noen har svart.")
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


@dataclass
class Case(ABC):
    """One row. The names are those of a hospital's rows, so that one template draws both and one set of choices narrows both.
    The words are made when they are asked for: a screen shows few of many."""

    user: User
    held: frozenset[str]
    at: datetime
    opened_at: datetime
    deadline: datetime
    kind: str
    urgent: bool
    is_mine: bool = False
    change_class: str = ""
    topic: str = ""
    unit: str = ""
    of_my_unit: bool = False
    where: str = ""

    @property
    @abstractmethod
    def title(self) -> str: ...

    @property
    def listed_as(self) -> str:
        return self.kind

    @property
    def age(self) -> int:
        """Whole days it has waited."""
        return (self.at - self.opened_at).days

    @property
    def due(self) -> str:
        return words.due(self.deadline, self.at)

    @property
    def near(self) -> bool:
        return words.is_near(self.deadline, self.at)


@dataclass
class Asked(Case):
    """What an open item asks. `tail` is said after its title."""

    item: OpenItem = field(kw_only=True)
    tail: str = ""

    @property
    def title(self) -> str:
        return f"{self.item.title_in_words}{self.tail}"

    @property
    def kind_in_words(self) -> str:
        return str(capfirst(self.item.get_kind_display()))

    @property
    def reason(self) -> str:
        return self.item.reason_in_words

    @property
    def address(self) -> str:
        return _address(self.item)

    @property
    def act(self) -> str:
        step = self.item.key.rpartition(":")[2]
        return str(BY_STEP.get(step) or ACTS.get(OpenItemKind(self.item.kind)) or _("Åpne saken"))

    @property
    def why_me(self) -> str:
        return _why(self.item, self.is_mine, self.held)

    @property
    def if_you_wait(self) -> str:
        return str(_if_you_wait(self.item))


@dataclass
class ToRelease(Case):
    """A text that is approved, and that any national editor can release."""

    candidate: Candidate = field(kw_only=True)

    @property
    def title(self) -> str:
        told = {"title": self.candidate.title, "language": self.candidate.get_language_display()}
        return _("%(title)s (%(language)s): slipp utgaven") % told

    @property
    def kind_in_words(self) -> str:
        return str(capfirst(self.candidate.get_state_display()))

    @property
    def reason(self) -> str:
        return self.candidate.note_editors

    @property
    def address(self) -> str:
        return reverse("desk_national:candidate", args=[self.candidate.pk])

    @property
    def act(self) -> str:
        return _("Slipp utgaven")

    @property
    def why_me(self) -> str:
        return _("Alle i nasjonal redaksjon kan slippe den.")

    @property
    def if_you_wait(self) -> str:
        return str(words.IF_YOU_WAIT[OpenItemKind.RELEASE])


def cases(
    user: User, held: frozenset[str], candidates: Sequence[Candidate], items: Iterable[OpenItem], at: datetime
) -> list[Case]:
    """The texts under approval and the other items, most urgent first. One query."""
    asked = [turns.key(one, step) for one in candidates for step in ("sign", "confirm", "release")]
    about = {
        item.detail["candidate"]: item
        for item in OpenItem.objects.for_the_nation().open().filter(key__in=asked).select_related("owner").order_by("-pk")
    }
    rows: list[Case] = [_of_candidate(one, about.get(one.pk), user, held, at) for one in candidates]
    rows += [_of_item(item, user, held, at) for item in items]
    return sorted(rows, key=lambda row: (not row.urgent, row.deadline))


def _of_candidate(candidate: Candidate, item: OpenItem | None, user: User, held: frozenset[str], at: datetime) -> Case:
    change_class, topic = highest_class(candidate.changes), candidate.topic.key
    if item is not None and candidate.state != CandidateState.APPROVED:
        tail = f" ({candidate.get_language_display()})"
        return _of_item(item, user, held, at, tail=tail, change_class=change_class, topic=topic)
    approved_at = candidate.approved_at or candidate.submitted_at
    return ToRelease(
        user=user,
        held=held,
        at=at,
        opened_at=approved_at,
        deadline=approved_at + RELEASE_WITHIN,
        kind=OpenItemKind.RELEASE,
        urgent=change_class == "safety",
        change_class=change_class,
        topic=topic,
        candidate=candidate,
    )


def _of_item(item: OpenItem, user: User, held: frozenset[str], at: datetime, **facts: Any) -> Case:
    known = {"topic": item.detail.get("topic") or subjects.topic_of(item.subject), "change_class": item.detail.get("class", "")}
    return Asked(
        user=user,
        held=held,
        at=at,
        opened_at=item.opened_at,
        deadline=item.deadline,
        kind=item.kind,
        urgent=item.urgent,
        is_mine=item.owner_id == user.pk,
        item=item,
        **(known | facts),
    )


def tell_units(rows: Sequence[Case], user: User) -> frozenset[str]:
    """Give each case the unit that answers for its topic, and say whether this person answers for a topic of that unit. Returns
    the person's units. One query."""
    about = {row.topic for row in rows} - {""}
    topics = Topic.objects.filter(Q(key__in=about) | Q(owner=user) | Q(deputy=user))
    facts = list(topics.values_list("key", "unit", "owner_id", "deputy_id"))
    units = {key: unit for key, unit, *_people in facts}
    own = frozenset(unit for _key, unit, *people in facts if unit and user.pk in people)
    for row in rows:
        row.unit = units.get(row.topic, "")
        row.of_my_unit = row.unit in own
    return own


def _address(item: OpenItem) -> str:
    if item.kind == OpenItemKind.FEEDBACK and item.site:
        return f"{reverse('desk_local:feedback_page', args=[item.site.slug])}?{urlencode({'sti': item.detail['path']})}"
    return address_of(item)


def _if_you_wait(item: OpenItem) -> Any:
    kind = OpenItemKind(item.kind)
    if kind == OpenItemKind.REVIEW_DUE and item.detail.get("signpost"):
        return SIGNPOST_WAITS  # what stands on a page of ours when its review is late, stands by no signpost
    return NATIONALLY.get(kind) or words.IF_YOU_WAIT.get(kind, "")


def _why(item: OpenItem, is_mine: bool, held: frozenset[str]) -> str:
    if is_mine:
        return _("Saken er gitt til deg ved navn.")
    if item.role in held:
        return _("Du er %(role)s.") % {"role": Role(item.role).label}
    if item.owner:
        return _("Saken er gitt til %(person)s.") % {"person": item.owner}
    return _("Saken hører til %(role)s.") % {"role": Role(item.role).label} if item.role in Role.values else ""
