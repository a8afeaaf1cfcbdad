"""Is this operation one that may be written here? Every fault is said, in the editor's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings
from fellesnett.adoption.models import AdoptedText, Adoption, LocalOperation, OperationState, Variant
from fellesnett.adoption.permissions import may_except_from_lock
from fellesnett.adoption.recipes import LAYERS, Part, in_layer_order, layers_of, operation_value
from fellesnett.adoption.wording import VIOLATIONS, invalid_words
from fellesnett.composition.blocks import Edition
from fellesnett.composition.composing import CompositionError, base_for, violations
from fellesnett.composition.documents import InvalidDocument, read_operation
from fellesnett.composition.faults import POLICY_CODES
from fellesnett.composition.operations import REASON_CODES, Layer, Operation, Override, Supplement
from fellesnett.national.models import Edition as EditionRow
from fellesnett.organizations.facts import FACTS, fact_in_words
from fellesnett.organizations.models import Place

if TYPE_CHECKING:
    from fellesnett.accounts.models import User

OPS = ("fill", "supplement", "override", "omit", "retitle")
DEPARTURES = ("override", "omit")


class Said(TypedDict, total=False):
    """What may be said of an operation beside whose it is and of which kind (`Wanted` has what is meant by silence)."""

    place: Place | None
    target: str
    position: str
    content: Sequence[dict[str, str]]
    value: str
    title: str
    base_hash: str
    reason_code: str
    reason_text: str
    clinical: bool
    clinical_owner: User | None
    valid_until: date | None
    replaces: LocalOperation | None
    from_place: Place | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an editor asks to write. `by` is None in a trial: nobody has asked for it yet (`trying`)."""

    adoption: Adoption | None
    variant: Variant | None
    language: str
    op: str
    by: User | None
    at: datetime
    place: Place | None = None
    target: str = ""
    position: str = ""
    content: Sequence[dict[str, str]] = ()
    value: str = ""
    title: str = ""
    base_hash: str = ""
    reason_code: str = ""
    reason_text: str = ""
    clinical: bool = False
    clinical_owner: User | None = None
    valid_until: date | None = None
    replaces: LocalOperation | None = None
    from_place: Place | None = None
    from_fact: str = ""

    @property
    def layer(self) -> str:
        return "group" if self.variant else "place" if self.place else "site"


def checked(held: Holdings, wanted: Wanted) -> LocalOperation:
    """The row to store. Raises `NotReady` with every fault."""
    reasons = [*_form(held, wanted), *_departure(wanted), *_validity(wanted)]
    if reasons:
        raise NotReady(reasons)
    ground = _ground(held, wanted)
    if wanted.from_place:
        wanted = _as_the_place_says(wanted, wanted.from_place, ground)
    operation = _read(held, wanted)
    base_edition, base_hash = base_of(held, ground, wanted)
    row = _row(held, wanted, operation, base_edition, base_hash)
    if faults := list(_faults(held, wanted, ground, row)):
        raise NotReady(faults)
    return row


# --- what the form says ---------------------------------------------------------------------------------------------


def _form(held: Holdings, wanted: Wanted) -> Iterator[Reason]:
    if wanted.op not in OPS:
        yield Reason("unknown_operation", _("Velg utfylling, supplement, erstatning, utelatelse eller egen tittel."))
    if wanted.replaces and not _same_speaker(wanted, wanted.replaces):
        yield Reason("wrong_layer", _("Teksten som skal endres, hører til noen andre."), wanted.replaces.key)
    if wanted.replaces and _is_rewritten(held, wanted.replaces):
        words = _("Ikke lagret: dette er skrevet om etter at du åpnet det. Det du skrev, står her ennå.")
        yield Reason("rewritten", words, wanted.replaces.key)
    places = held.places.get(wanted.adoption.pk, []) if wanted.adoption else []
    if wanted.place and wanted.place not in places:
        yield Reason("wrong_place", _("Temaet vises ikke ved dette stedet. Legg stedet til først."), wanted.place.slug)


def _as_the_place_says(wanted: Wanted, place: Place, ground: Ground) -> Wanted:
    """The fill with the place's words. Raises `NotReady` where the place is another's, or says nothing of it."""
    kind = next((block.slot for part in ground.value.sections for block in part.blocks if block.id == wanted.target), None)
    if wanted.op != "fill" or wanted.adoption is None or kind not in FACTS:
        raise NotReady(Reason("wrong_source", _("Bare telefon, sted og åpningstid kan hentes fra et sted."), wanted.target))
    site = wanted.adoption.site.organization
    if site.pk not in place.organization.lineage:
        raise NotReady(Reason("wrong_source", _("Stedet hører til en annen virksomhet."), place.slug))
    value = fact_in_words(place, kind, wanted.language)
    if not value:
        words = _("%(place)s har ikke fylt ut dette. Skriv det på stedet først, eller skriv det her.")
        raise NotReady(Reason("empty_source", words % {"place": place}, wanted.target))
    return replace(wanted, value=value, from_fact=kind)


def _is_rewritten(held: Holdings, row: LocalOperation) -> bool:
    """Is there a newer wording than the one that was opened? Asked under the lock, so that two at once come one by one."""
    state = LocalOperation.objects.filter(pk=row.pk).values_list("state", flat=True).first()
    siblings = held.shared.get(row.variant_id or 0, []) + held.own.get(row.adoption_id or 0, [])
    drafts = (one for one in siblings if one.replaces_id == row.pk and one.state == OperationState.DRAFT)
    return state == OperationState.REPLACED or any(not one.decided_in_id for one in drafts)


def _same_speaker(wanted: Wanted, row: LocalOperation) -> bool:
    mine = (
        wanted.variant.pk if wanted.variant else None,
        wanted.adoption.pk if wanted.adoption else None,
        wanted.place.pk if wanted.place else None,
        wanted.language,
    )
    return mine == (row.variant_id, row.adoption_id, row.place_id, row.language)


def _departure(wanted: Wanted) -> Iterator[Reason]:
    if wanted.op not in DEPARTURES:
        return
    if wanted.reason_code not in REASON_CODES or not wanted.reason_text.strip():
        yield Reason("needs_reason", _("Skriv hvorfor den nasjonale teksten ikke passer her, og velg en årsak."))
    if wanted.clinical_owner is None and wanted.by is not None:
        yield Reason("needs_owner", _("Velg hvem som har det faglige ansvaret for avviket."))


def _validity(wanted: Wanted) -> Iterator[Reason]:
    if wanted.valid_until and not wanted.at.date() < wanted.valid_until <= a_year_after(wanted.at):
        yield Reason("wrong_validity", _("Lokal tekst gjelder i høyst tolv måneder. Velg en dato innen et år."))


def a_year_after(at: datetime) -> date:
    """Twelve months on (semantics.md section 7); 29 February gives 28."""
    day = at.date()
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


# --- where it stands ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """The national text and the earlier layers that an operation is written on. `texts`: whose pages it will be on."""

    row: EditionRow
    value: Edition
    earlier: tuple[Layer, ...]
    texts: tuple[AdoptedText, ...]


def _ground(held: Holdings, wanted: Wanted) -> Ground:
    texts = tuple(text for text in held.texts.values() if text.language == wanted.language)
    if wanted.variant:
        return _group_ground(held, wanted.variant, wanted.language, texts)
    if not texts:
        raise NotReady(Reason("wrong_language", _("Temaet er ikke tatt i bruk på dette språket her.")))
    text = texts[0]
    value = held.shelf.patched(Part(edition=text.edition_id, patches=text.patches, moved={}, operations=[]))
    rows = [row for row in held.next_rows(text, wanted.place) if LAYERS.index(row.layer) < LAYERS.index(wanted.layer)]  # type: ignore[arg-type]
    earlier = layers_of(rows, held.owners(text, wanted.place), text.language, text.moved)
    return Ground(held.shelf.editions[text.edition_id], value, earlier, texts)


def _group_ground(held: Holdings, variant: Variant, language: str, texts: tuple[AdoptedText, ...]) -> Ground:
    """A group speaks on the edition that is live nationally."""
    found = EditionRow.objects.live().filter(topic=variant.topic_id, language=language).select_related("topic").first()
    if found is None:
        raise NotReady(Reason("no_edition", _("Temaet har ingen gjeldende utgave på dette språket.")))
    held.shelf.add_editions([found])
    return Ground(found, found.value, (), texts)


def base_of(held: Holdings, ground: Ground, wanted: Wanted) -> tuple[int, str]:
    """The edition and hash to store as the base. Raises `NotReady` where the editor saw something else."""
    if wanted.op in ("fill", "retitle"):
        return ground.row.pk, ""
    try:
        base = base_for(ground.value, ground.earlier, wanted.target)
    except CompositionError as fault:
        raise NotReady(Reason(fault.reason, violation_words(fault.reason), wanted.target)) from None
    if wanted.base_hash and wanted.base_hash != base.block_hash:
        words = _("Teksten er endret etter at du begynte å skrive. Se hva som er nytt, og skriv på nytt.")
        raise NotReady(Reason("stale_base", words, wanted.target))
    return _edition_of(held, ground, wanted), base.block_hash


def _edition_of(held: Holdings, ground: Ground, wanted: Wanted) -> int:
    """The edition the target was taken from: a safety change may stand there ahead of the rest."""
    for section in ground.value.sections:
        for block in section.blocks:
            if block.id == wanted.target and block.edition and ground.texts:
                return next(
                    int(part["edition"])
                    for part in reversed(ground.texts[0].patches)
                    if held.shelf.editions[part["edition"]].number == block.edition
                )
    return ground.row.pk


# --- the row --------------------------------------------------------------------------------------------------------


def _read(held: Holdings, wanted: Wanted) -> Operation:
    document: dict[str, Any] = {"op": wanted.op, "id": _key(held, wanted)}
    if wanted.op == "fill":
        document |= {"slot": wanted.target, "value": wanted.value}
    elif wanted.op == "retitle":
        document["title"] = wanted.title
    else:
        document["target"] = wanted.target
    if wanted.op == "supplement":
        document["position"] = wanted.position
    if wanted.op in ("supplement", "override"):
        document["content"] = list(wanted.content)
    try:
        return read_operation(document)
    except InvalidDocument as fault:
        raise NotReady(Reason("invalid", invalid_words(fault), fault.field)) from None


def _key(held: Holdings, wanted: Wanted) -> str:
    """The operation's id on the page: that of the row it replaces, or the next free of its speaker."""
    if wanted.replaces:
        return wanted.replaces.key
    if wanted.variant:
        rows = LocalOperation.objects.filter(variant=wanted.variant)
        return next_key("g", list(rows.values_list("key", flat=True)))
    own = held.own.get(wanted.adoption.pk if wanted.adoption else 0, [])
    return next_key("o", [row.key for row in own])


def next_key(letter: str, taken: Sequence[str]) -> str:
    return f"{letter}{max((int(key[1:]) for key in taken), default=0) + 1}"


def _row(held: Holdings, wanted: Wanted, operation: Operation, base_edition: int, base_hash: str) -> LocalOperation:
    content = operation.content if isinstance(operation, Supplement | Override) else ()
    departs = wanted.op in DEPARTURES
    row = LocalOperation(
        layer=wanted.layer,
        variant=wanted.variant,
        adoption=wanted.adoption,
        place=wanted.place,
        language=wanted.language,
        key=operation.id,
        op=wanted.op,
        target=wanted.target if wanted.op != "retitle" else "",
        position=wanted.position if wanted.op == "supplement" else "",
        content=[{"type": item.type, "html": item.html} for item in content],
        value=wanted.value if wanted.op == "fill" else "",
        title=wanted.title if wanted.op == "retitle" else "",
        base_edition_id=base_edition,
        base_hash=base_hash,
        reason_code=wanted.reason_code if departs else "",
        reason_text=wanted.reason_text.strip() if departs else "",
        clinical=wanted.clinical or departs,
        clinical_owner=wanted.clinical_owner,
        from_place=wanted.from_place,
        from_fact=wanted.from_fact,
        valid_until=None if wanted.op == "retitle" or wanted.from_place else wanted.valid_until or a_year_after(wanted.at),
        author_id=wanted.by.pk if wanted.by else None,  # type: ignore[misc]  # of a trial, which is not stored
        created_at=wanted.at,
        replaces=wanted.replaces,
    )
    held.shelf.fetch(editions=[base_edition])
    row.base_number = held.shelf.editions[base_edition].number  # type: ignore[attr-defined]
    return row


def _faults(held: Holdings, wanted: Wanted, ground: Ground, row: LocalOperation) -> Iterator[Reason]:
    """What the page as a whole says to it: faults that were not there before, on any page it will stand on."""
    seen = set[tuple[str, str]]()
    for rows, owners, moved in _pages(held, wanted, ground):
        kept = [other for other in rows if other.key != row.key]
        before = {(item.code, item.operation) for item in violations(ground.value, layers_of(kept, owners, row.language, moved))}
        layers = layers_of(in_layer_order([*kept, row]), owners, row.language, moved)
        for item in violations(ground.value, layers):
            excepted = item.code in POLICY_CODES and wanted.by is not None and may_except_from_lock(wanted.by)
            if (item.code, item.operation) not in before | seen and not excepted:
                seen.add((item.code, item.operation))
                yield Reason(item.code, violation_words(item.code), item.operation if item.operation != row.key else item.target)


def _pages(
    held: Holdings, wanted: Wanted, ground: Ground
) -> Iterator[tuple[list[LocalOperation], dict[str, str], dict[str, str]]]:
    if wanted.variant:
        rows = [item for item in held.shared.get(wanted.variant.pk, []) if item.language == wanted.language]
        if not held.shared:
            rows = list(LocalOperation.objects.filter(variant=wanted.variant, language=wanted.language).with_base_number())
        yield [item for item in rows if item.state in ("active", "draft") and not item.leaving], {"group": wanted.variant.key}, {}
        return
    text = ground.texts[0]
    for place in [wanted.place] if wanted.place else held.pages(text):
        yield held.next_rows(text, place), held.owners(text, place), text.moved


def violation_words(code: str) -> str:
    return str(VIOLATIONS.get(code, VIOLATIONS["other"]))


__all__ = ["Ground", "Wanted", "a_year_after", "base_of", "checked", "next_key", "operation_value", "violation_words"]
