"""The safety lane: clean blocks at once on every site, a notice where local text stands, parking at the deadline
(semantics.md section 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fellesnett.adoption import inbox
from fellesnett.adoption.candidates import notice_part, translated
from fellesnett.adoption.holdings import Holdings, PageKey, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.locking import lock_adoption
from fellesnett.adoption.models import AdoptedText, ApprovalKind, LocalOperation, OperationState, SafetyNotice, Update
from fellesnett.adoption.plans import replan
from fellesnett.adoption.recipes import Patch, Recipe, blocks_of, changed, with_notice
from fellesnett.composition.blocks import Edition as Value
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.national.models import Edition


@dataclass
class _Lane:
    """One safety release on its way to the sites: what changes, page by page. `value` tells all that is new to them."""

    held: Holdings
    edition: Edition
    value: Value
    at: datetime
    recipes: dict[PageKey, Recipe] = field(default_factory=dict)
    opened: list[SafetyNotice] = field(default_factory=list)
    closed: list[SafetyNotice] = field(default_factory=list)
    texts: list[AdoptedText] = field(default_factory=list)

    def recipe(self, key: PageKey) -> Recipe:
        """The page's recipe as changed so far."""
        return self.recipes.get(key) or changed(self.held.live[key].snapshot.recipe)

    def notices(self, text: AdoptedText) -> list[SafetyNotice]:
        return self.held.notices.setdefault(text.pk, [])


def safety_blocks(value: Value) -> list[str]:
    """The blocks whose change was declared as safety, in the order of the edition's record."""
    return [change.block for change in value.changes if change.change_class == "safety"]


def open_lane(held: Holdings, updates: Sequence[Update], edition: Edition, *, at: datetime) -> list[log.Entry]:
    """Take an edition's safety changes to every site at once. A step inside the roll-out; a fixed number of queries."""
    value = _not_offered_before(held, edition)
    blocks = safety_blocks(value)
    if not blocks:
        return []
    lane = _Lane(held, edition, value, at)
    for update in updates:
        _one_text(lane, held.texts[update.text_id], blocks)
    for text in held.texts.values():
        if text.language != edition.language and not follows(held, text, edition):
            _other_language(lane, text, blocks)
    return _write(lane)


def _not_offered_before(held: Holdings, edition: Edition) -> Value:
    """The edition, telling also what changed in those before it that never came out: a scheduled one that was overtaken, or
    called off. Their safety changes come with this one."""
    earlier = Edition.objects.filter(topic=edition.topic_id, language=edition.language, number__lt=edition.number)
    numbered = list(earlier.order_by("-number").values_list("pk", "rolled_out_at"))
    if not numbered:
        return edition.value
    offered = next((pk for pk, rolled_out in numbered if rolled_out), numbered[-1][0])
    held.shelf.fetch(editions={offered})
    return held.shelf.step(offered, edition.value)


def _one_text(lane: _Lane, text: AdoptedText, blocks: Sequence[str]) -> None:
    """Patch the safety blocks into a text, and warn where local text stands instead of them."""
    keys = [key for key, _showing in lane.held.live_pages(text)]
    going = _patchable(lane, text, keys, blocks)
    if going:
        text.patches = [*text.patches, Patch(edition=lane.edition.pk, blocks=going)]
        lane.texts.append(text)
    _close_translated(lane, text)
    for key in keys:
        recipe = lane.recipe(key)
        notices = [notice_part(lane.held, notice) for notice in _warnings(lane, text, recipe, blocks)]
        gone = [notice_part(lane.held, notice) for notice in lane.closed if notice.text_id == text.pk]
        kept = [part for part in recipe["notices"] if part not in gone or part in notices]
        patches = [*recipe["patches"], Patch(edition=lane.edition.pk, blocks=going)] if going else recipe["patches"]
        lane.recipes[key] = changed(recipe, patches=patches, notices=with_notice(kept, notices))


def _patchable(lane: _Lane, text: AdoptedText, keys: Iterable[PageKey], blocks: Sequence[str]) -> list[str]:
    """The blocks that can go ahead alone: what the edition has, and what it took away unless local text hangs on it."""
    value = lane.value
    standing = blocks_of(value)
    gone = [block for item in value.lineage if set(item.to_ids) & set(blocks) for block in item.from_ids]
    gone += [block for block in blocks if block not in standing]
    spoken = {lane.held.shelf.operations[pk].target for key in keys for pk in lane.recipe(key)["operations"]}
    before = blocks_of(lane.held.shelf.edition(text.edition_id))
    taken_away = [block for block in dict.fromkeys(gone) if block in before and block not in standing and block not in spoken]
    return [*(block for block in blocks if block in standing), *taken_away]


def _warnings(lane: _Lane, text: AdoptedText, recipe: Recipe, blocks: Sequence[str]) -> Iterator[SafetyNotice]:
    """A standing notice for each safety block that an operation on this page replaces or leaves out."""
    sections = blocks_of(lane.value)
    for pk in recipe["operations"]:
        row = lane.held.shelf.operations[pk]
        target = recipe["moved"].get(row.target, row.target)
        if row.op in ("override", "omit"):
            for block in blocks:
                if block in sections and target in (block, sections[block]):
                    yield _notice(lane, text, block, row)


def _other_language(lane: _Lane, text: AdoptedText, blocks: Sequence[str]) -> None:
    """The text in a language that is not changed yet gets the notice in the language that is, marked with it."""
    sections = blocks_of(lane.value)
    keys = [key for key, _showing in lane.held.live_pages(text)]
    parts = [notice_part(lane.held, _notice(lane, text, block, None)) for block in blocks if block in sections and keys]
    for key in keys:
        recipe = lane.recipe(key)
        lane.recipes[key] = changed(recipe, notices=with_notice(recipe["notices"], parts))


def _notice(lane: _Lane, text: AdoptedText, block: str, row: LocalOperation | None) -> SafetyNotice:
    """The notice above a block: the standing one of this edition, or a new one that takes over from an older."""
    about = (row.pk if row else None, block)
    for notice in lane.notices(text):
        if (notice.operation_id, notice.block) == about and notice.edition_id == lane.edition.pk:
            return notice
    for notice in [old for old in lane.notices(text) if (old.operation_id, old.block) == about]:
        _close(lane, notice, "overtaken")
    fresh = SafetyNotice(
        text=text,
        operation=row,
        edition=lane.edition,
        block=block,
        html=next(item.html for section in lane.value.sections for item in section.blocks if item.id == block),
        opened_at=lane.at,
        deadline=lane.at + inbox.SAFETY_WITHIN if row else None,
    )
    lane.notices(text).append(fresh)
    lane.opened.append(fresh)
    return fresh


def _close_translated(lane: _Lane, text: AdoptedText) -> None:
    """The words have come in this language too: the notice in the other language goes."""
    for notice in list(lane.notices(text)):
        if (
            notice.operation_id is None
            and translated(lane.held, notice, lane.edition.pk)
            and notice.block in safety_blocks(lane.value)
        ):
            _close(lane, notice, "translated")


def stand_down(held: Holdings, edition: Edition, *, at: datetime) -> list[log.Entry]:
    """A translation is found to say what the safety changes in another language say: the notices of these above it go. A step
    inside a verb."""
    lane = _Lane(held, edition, edition.value, at)
    for text in held.texts.values():
        if text.edition_id == edition.pk:
            answered = [row for row in lane.notices(text) if not row.operation_id and translated(held, row, edition.pk)]
            gone = [notice_part(held, notice) for notice in answered]
            for key, _showing in held.live_pages(text) if gone else ():
                recipe = lane.recipe(key)
                lane.recipes[key] = changed(recipe, notices=[part for part in recipe["notices"] if part not in gone])
            for notice in answered:
                _close(lane, notice, "translated")
    return _write(lane)


def _close(lane: _Lane, notice: SafetyNotice, outcome: str) -> None:
    notice.closed_at, notice.outcome = lane.at, outcome
    lane.closed.append(notice)
    lane.notices(lane.held.texts[notice.text_id]).remove(notice)


def _write(lane: _Lane) -> list[log.Entry]:
    SafetyNotice.objects.bulk_update(lane.closed, ["closed_at", "outcome"], batch_size=200)
    SafetyNotice.objects.bulk_create(lane.opened, batch_size=200)
    AdoptedText.objects.bulk_update(lane.texts, ["patches"], batch_size=200)
    yes = Yes(ApprovalKind.SAFETY_LANE, _("Nasjonal sikkerhetsendring"), "", None, str(lane.edition))
    pages = [_next(lane.held, key, recipe, yes) for key, recipe in lane.recipes.items()]
    return [*(_opened(lane.held, notice) for notice in lane.opened), *put_live(lane.held, pages, at=lane.at)]


def _next(held: Holdings, key: PageKey, recipe: Recipe, yes: Yes) -> NextPage:
    return NextPage(held.texts[key[0]], held.live[key].place, recipe, yes)


def _opened(held: Holdings, notice: SafetyNotice) -> log.Entry:
    text = held.texts[notice.text_id]
    told = {
        "text": text.pk,
        "notice": notice.pk,
        "operation": notice.operation_id,
        "edition": notice.edition_id,
        "block": notice.block,
    }
    return log.Entry("notice.opened", subjects.adoption(text.adoption_id), told, text.adoption.site.organization)


def newest_of(held: Holdings, text: AdoptedText) -> int:
    """The newest edition that this text has been offered."""
    return held.updates[text.pk].to_edition_id if text.pk in held.updates else text.edition_id


def follows(held: Holdings, text: AdoptedText, edition: Edition) -> bool:
    """Does the newest edition of this text follow the given one, or one of yet another language, or none?"""
    row = held.shelf.editions[newest_of(held, text)]
    if row.follows_id is None or row.follows_id == edition.pk:
        return True
    return held.shelf.editions[row.follows_id].language != edition.language


# --- the deadline ---------------------------------------------------------------------------------------------------


def park_overdue(*, at: datetime) -> int:
    """Park every operation whose safety notice has passed its deadline unanswered: not deleted, and the national text
    shows. One transaction for each adoption. Returns how many operations were parked."""
    due = SafetyNotice.objects.filter(closed_at__isnull=True, deadline__lte=at)
    adoptions = sorted(set(due.values_list("text__adoption_id", flat=True)))
    return sum(_park_due(adoption, at=at) for adoption in adoptions)


@transaction.atomic
def _park_due(adoption: int, *, at: datetime) -> int:
    held = gather([lock_adoption(adoption)])
    parked = 0
    entries: list[log.Entry] = []
    for text in held.texts.values():
        due = [notice for notice in held.notices.get(text.pk, []) if notice.deadline and notice.deadline <= at]
        rows = {notice.operation_id: held.shelf.operations[notice.operation_id] for notice in due if notice.operation_id}
        if rows:
            parked += len(rows)
            _answered_by_time(held, text, due, at)
            entries += park(held, text, list(rows.values()), note=_("Fristen for svar på sikkerhetsendringen gikk ut"), at=at)
    log.append(entries, by=None, at=at)
    return parked


def _answered_by_time(held: Holdings, text: AdoptedText, due: Collection[SafetyNotice], at: datetime) -> None:
    for notice in due:
        notice.closed_at, notice.outcome = at, "parked"
        held.notices[text.pk].remove(notice)
    SafetyNotice.objects.bulk_update(due, ["closed_at", "outcome"])


def park_tightened(*, at: datetime) -> int:
    """Park a hospital's own operations that a tightened policy refuses, when the deadline to decide has passed
    (semantics.md section 2). A group's text waits for the group: it is escalated, not parked. Returns how many."""
    late = OpenItem.objects.open().overdue(at).filter(kind=OpenItemKind.POLICY)
    wanted = defaultdict[int, set[str]](set)
    for detail in late.values_list("detail", flat=True):
        wanted[detail["text"]].add(detail["operation"])
    texts = AdoptedText.objects.filter(pk__in=wanted).order_by("adoption_id").values_list("adoption_id", "pk")
    return sum(_park_refused(adoption, text, wanted[text], at=at) for adoption, text in texts)


@transaction.atomic
def _park_refused(adoption: int, text: int, keys: Collection[str], *, at: datetime) -> int:
    held = gather([lock_adoption(adoption)])
    stands = (OperationState.ACTIVE, OperationState.DRAFT)
    rows = [row for row in held.rows(held.texts[text]) if row.key in keys and row.adoption_id and row.state in stands]
    if rows:
        log.append(
            park(held, held.texts[text], rows, note=_("Fristen for å rette seg etter regelen gikk ut"), at=at), by=None, at=at
        )
    return len(rows)


def park(held: Holdings, text: AdoptedText, rows: Sequence[LocalOperation], *, note: str, at: datetime) -> list[log.Entry]:
    """Take operations off the live pages and keep them parked. The open update is planned anew without them. A step
    inside a verb, with the adoption locked."""
    keys = {row.key for row in rows}
    family = [row for row in held.rows(text) if row.key in keys and row.state in (OperationState.ACTIVE, OperationState.DRAFT)]
    for row in family:
        row.state = OperationState.PARKED if row.state == OperationState.ACTIVE else OperationState.SET_ASIDE
    LocalOperation.objects.bulk_update(family, ["state"])
    yes = Yes(ApprovalKind.EXPIRY, _("Frist utløpt"), "", None, note)
    pages = [_next(held, key, without(held, text, showing.snapshot.recipe, keys), yes) for key, showing in held.live_pages(text)]
    entries = [_parked(text, row, note) for row in rows]
    entries += put_live(held, pages, at=at)
    closing = [
        inbox.key_of(text, kind, key) for key in keys for kind in (OpenItemKind.SAFETY, OpenItemKind.POLICY, OpenItemKind.LAPSING)
    ]
    editorial.close_items(keys=closing, by=None, at=at, resolution=note)
    replan(held, text, at=at)
    return entries


def without(held: Holdings, text: AdoptedText, recipe: Recipe, keys: Collection[str]) -> Recipe:
    """A page's recipe without these operations, and without the notices that stood above them."""
    operations = [pk for pk in recipe["operations"] if held.shelf.operations[pk].key not in keys]
    standing = [notice_part(held, notice) for notice in held.notices.get(text.pk, [])]
    notices = [part for part in recipe["notices"] if part in standing]
    return changed(recipe, operations=operations, notices=notices)


def _parked(text: AdoptedText, row: LocalOperation, note: str) -> log.Entry:
    told = {"text": text.pk, "operation": row.pk, "key": row.key, "note": note}
    return log.Entry("operation.parked", subjects.adoption(text.adoption_id), told, text.adoption.site.organization)
