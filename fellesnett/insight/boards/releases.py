"""The status of a release: which sites have an edition, on whose word, who has not answered, and how long it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from fellesnett.adoption import inbox
from fellesnett.adoption.inbox import ANSWER_WITHIN
from fellesnett.adoption.models import Approval, ApprovalKind, Choice, Decision, SafetyNotice, Update
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.insight.boards.scope import Scope
from fellesnett.national.models import Edition, EditionState, Topic
from fellesnett.national.queries import called
from fellesnett.organizations.models import Site


class Status(models.TextChoices):
    """Where one site stands with one edition."""

    OVERDUE = "overdue", _("Over fristen")
    CONFLICT = "conflict", _("Venter på et valg")
    PENDING = "pending", _("Venter på godkjenning")
    PARKED = "parked", _("Lokal tekst parkert")
    DECIDED = "decided", _("Tatt i bruk etter valg")
    KEPT = "kept", _("Tatt i bruk, egen tekst beholdt")
    APPROVED = "approved", _("Godkjent")
    CONSENT = "consent", _("Tatt i bruk etter stående samtykke")
    OVERTAKEN = "overtaken", _("Avløst før svar")
    DECLINED = "declined", _("Tilbys ikke lenger")


IN_A_CHUNK = 500
"""Questions asked for by their keys at once."""
WAITING = (Status.OVERDUE, Status.CONFLICT, Status.PENDING)
HAVE_IT = (Status.DECIDED, Status.KEPT, Status.APPROVED, Status.CONSENT, Status.PARKED)
_CONSENTS = {ApprovalKind.STANDING_CONSENT, ApprovalKind.CLEAN_AFTER_30_DAYS, ApprovalKind.EXPIRY}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one site's answer to one edition."""

    opened_at: datetime
    closed_at: datetime | None = None
    outcome: str = ""
    clean: bool = True
    deadline: datetime | None = None
    by: str = ""
    choices: frozenset[str] = frozenset()
    parked: bool = False


def status_of(facts: Facts, at: datetime) -> Status:
    """What is late comes first, then what somebody must choose; of what is done, what was set aside."""
    if facts.closed_at is None:
        if at > (facts.deadline or facts.opened_at + ANSWER_WITHIN):
            return Status.OVERDUE
        return Status.PENDING if facts.clean else Status.CONFLICT
    if facts.outcome == "overtaken":
        return Status.OVERTAKEN
    if facts.outcome in ("answered", "withdrawn"):
        return Status.DECLINED
    if facts.parked:
        return Status.PARKED
    if Choice.KEEP_OURS in facts.choices:
        return Status.KEPT
    if facts.choices:
        return Status.DECIDED
    return Status.CONSENT if facts.by in _CONSENTS else Status.APPROVED


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site's answer to an edition. `days` it took, or has waited so far; `safety_first`: its safety changes were shown at
    once, ahead of the rest. `update`: the key of the question that is open."""

    site: Site
    status: Status
    opened_at: datetime
    closed_at: datetime | None
    days: float
    safety_first: bool = False
    update: int | None = None
    on_whose_word: str = ""


@dataclass(frozen=True)
class Progress:
    """One edition over the sites."""

    edition: Edition
    safety: bool
    rows: tuple[SiteStatus, ...]

    @property
    def counted(self) -> Counter[Status]:
        return Counter(row.status for row in self.rows)

    @property
    def have_it(self) -> int:
        return sum(row.status in HAVE_IT for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(row.status in WAITING for row in self.rows)

    @property
    def asked(self) -> int:
        """The sites that were asked and still could answer: those that a later edition reached first are left out."""
        return sum(row.status is not Status.OVERTAKEN for row in self.rows)

    @property
    def median(self) -> float | None:
        """Days from offered to in use, of the sites that have it."""
        took = [row.days for row in self.rows if row.status in HAVE_IT]
        return median(took) if took else None

    @property
    def longest(self) -> float | None:
        """The longest that a site took, or has waited so far."""
        return max((row.days for row in self.rows if row.status in HAVE_IT or row.status in WAITING), default=None)


ONLY = {
    "waiting": _("Noen har ikke svart"),
    "late": _("Noen er over fristen"),
    "safety": _("Sikkerhetsendringer"),
    "choice": _("Noen må velge"),
}
"""What the list can be narrowed to."""


def editions(scope: Scope, *, at: datetime, words: str = "", only: str = "") -> QuerySet[Edition]:
    """The editions that some site of the scope was asked about: safety changes that somebody has not answered first, then the
    newest."""
    asked = Update.objects.filter(to_edition=OuterRef("pk"), text__adoption__site__in=scope.keys)
    asked = asked.exclude(from_edition=models.F("to_edition"))
    found = Edition.objects.without_text().select_related("topic").filter(Exists(asked))
    if words:
        found = found.filter(topic__in=Topic.objects.filter(called(words)).values("pk"))
    narrowed = {
        "waiting": asked.open(),
        "late": asked.open().filter(Exists(_late_questions(at)) | Exists(_late_notices(at))),
        "safety": asked.filter(change_class="safety"),
        "choice": asked.open().filter(clean=False),
    }
    if only in narrowed:
        found = found.filter(Exists(narrowed[only]))
    return found.order_by(Exists(asked.open().filter(change_class="safety")).desc(), "-released_at", "-pk")


def _late_questions(at: datetime) -> QuerySet[OpenItem]:
    key = Concat(Value("text:"), Cast(OuterRef("text"), models.CharField()), Value(f":{OpenItemKind.UPDATE}:"))
    return OpenItem.objects.open().filter(key=key, deadline__lt=at)


def _late_notices(at: datetime) -> QuerySet[SafetyNotice]:
    notices = SafetyNotice.objects.filter(text=OuterRef("text"), edition=OuterRef("to_edition"))
    return notices.filter(closed_at__isnull=True, deadline__lt=at)


def progress(scope: Scope, editions: Sequence[Edition], *, at: datetime) -> list[Progress]:
    """How far each of these editions has come at the sites of the scope. Six queries, however many of either."""
    chosen = [edition.pk for edition in editions]
    updates = list(_updates(scope, chosen))
    keys = [update.pk for update in updates]
    choices = _choices(keys)
    words = _words({update.text_id for update in updates}, chosen)
    deadlines, parked = _notices(keys, updates)
    questions = _questions(updates)
    sites = {site.pk: site for site in scope.sites}
    found: dict[int, list[SiteStatus]] = defaultdict(list)
    safety: set[int] = set()
    for update in updates:
        edition = update.to_edition_id
        by, name = words.get((update.text_id, edition), ("", ""))
        facts = Facts(
            update.opened_at,
            update.closed_at,
            update.outcome,
            update.clean,
            deadlines.get((update.text_id, edition)) or questions.get(update.text_id),
            by,
            frozenset(choices.get(update.pk, ())),
            (update.text_id, edition) in parked,
        )
        if update.change_class == "safety":
            safety.add(edition)
        site = sites[update.text.adoption.site_id]
        spent = (update.closed_at or at) - update.opened_at
        first = any(patch["edition"] == edition for patch in update.text.patches)
        found[edition].append(
            SiteStatus(
                site,
                status_of(facts, at),
                update.opened_at,
                update.closed_at,
                max(spent / timedelta(days=1), 0),
                first,
                None if update.closed_at else update.pk,
                name,
            )
        )
    order = list(Status)
    return [
        Progress(
            edition,
            edition.pk in safety,
            tuple(sorted(found.get(edition.pk, ()), key=lambda row: (order.index(row.status), row.site.name))),
        )
        for edition in editions
    ]


def one(scope: Scope, key: str, language: str, number: int, *, at: datetime) -> Progress | None:
    """One edition over the sites; None where there is none, or no site of the scope was ever asked about it."""
    edition = (
        Edition.objects.without_text()
        .select_related("topic")
        .filter(topic__key=key, language=language, number=number)
        .exclude(state__in=[EditionState.SCHEDULED, EditionState.CALLED_OFF])
        .first()
    )
    if edition is None:
        return None
    [found] = progress(scope, [edition], at=at)
    return found if found.rows else None


def _updates(scope: Scope, editions: Sequence[int]) -> QuerySet[Update]:
    """The latest question to each text about each edition; a text that was asked twice has answered with the last."""
    found = Update.objects.filter(to_edition__in=editions, text__adoption__site__in=scope.keys)
    later = Update.objects.filter(text=OuterRef("text"), to_edition=OuterRef("to_edition"), pk__gt=OuterRef("pk"))
    moving = found.exclude(from_edition=models.F("to_edition"))
    later = later.exclude(from_edition=models.F("to_edition"))
    return moving.filter(~Exists(later)).select_related("text__adoption").defer("plan").order_by("pk")


def _choices(updates: Sequence[int]) -> Mapping[int, set[str]]:
    """The choices that count: the latest about each operation."""
    latest: dict[tuple[int, int], str] = {}
    rows = Decision.objects.filter(update_row__in=updates).order_by("pk")
    for update, operation, choice in rows.values_list("update_row_id", "operation_id", "choice"):
        latest[(update, operation)] = choice
    found: dict[int, set[str]] = defaultdict(set)
    for (update, _operation), choice in latest.items():
        found[update].add(choice)
    return found


def _words(texts: Iterable[int], editions: Sequence[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """(text, edition) -> on whose word its first page was shown: the kind of yes, and the name."""
    found: dict[tuple[int, int], tuple[str, str]] = {}
    rows = Approval.objects.filter(snapshot__text__in=list(texts), snapshot__edition__in=editions).exclude(
        kind=ApprovalKind.FOLLOWS
    )
    values = rows.order_by("approved_at", "pk")
    for text, edition, kind, name in values.values_list("snapshot__text_id", "snapshot__edition_id", "kind", "approved_by_name"):
        found.setdefault((text, edition), (kind, name))
    return found


def _questions(rows: Sequence[Update]) -> dict[int, datetime]:
    """By text, the deadline of the open question about its update. What was asked of an edition that another overtook is still
    unanswered: the new one gives nobody thirty more days (semantics.md section 5)."""
    keys = [inbox.key_of(row.text_id, OpenItemKind.UPDATE) for row in rows if row.closed_at is None]
    found: dict[int, datetime] = {}
    for start in range(0, len(keys), IN_A_CHUNK):
        items = OpenItem.objects.open().filter(key__in=keys[start : start + IN_A_CHUNK])
        found |= {detail["text"]: deadline for detail, deadline in items.values_list("detail", "deadline")}
    return found


def _notices(updates: Sequence[int], rows: Sequence[Update]) -> tuple[dict[tuple[int, int], datetime], set[tuple[int, int]]]:
    """(text, edition) -> the deadline of its standing safety notice; and where one parked local text."""
    if not any(row.change_class == "safety" for row in rows):
        return {}, set()
    texts = {row.text_id for row in rows if row.change_class == "safety"}
    told = SafetyNotice.objects.filter(text__in=texts).filter(Q(closed_at__isnull=True) | Q(outcome="parked"))
    deadlines: dict[tuple[int, int], datetime] = {}
    parked: set[tuple[int, int]] = set()
    for text, edition, deadline, outcome in told.values_list("text_id", "edition_id", "deadline", "outcome"):
        if outcome == "parked":
            parked.add((text, edition))
        elif deadline is not None:
            deadlines[(text, edition)] = min(deadline, deadlines.get((text, edition), deadline))
    return deadlines, parked
