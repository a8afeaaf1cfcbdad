"""A group's layer: what several hospitals share is approved once, by the group, for all of them (semantics.md section 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fellesnett.adoption.gates import NotReady, Reason
from fellesnett.adoption.holdings import Holdings, gather
from fellesnett.adoption.live import NextPage, Yes, put_live
from fellesnett.adoption.locking import lock_sharing, lock_variant
from fellesnett.adoption.models import ApprovalKind, LocalOperation, OperationState, Variant
from fellesnett.adoption.permissions import APPROVERS, OWNERS, is_clinician, role_for
from fellesnett.adoption.plans import review
from fellesnett.adoption.readiness import is_departure
from fellesnett.adoption.recipes import changed, in_layer_order, operation_value
from fellesnett.composition.canonical import digest, operation_hash
from fellesnett.composition.composing import CompositionError
from fellesnett.editorial import actions as editorial
from fellesnett.editorial import log, subjects
from fellesnett.editorial.models import SignOff
from fellesnett.national.models import Topic
from fellesnett.organizations.models import Organization

if TYPE_CHECKING:
    from fellesnett.accounts.models import User


@transaction.atomic
def create_variant(*, topic: Topic, name: str, organization: Organization, by: User, at: datetime) -> Variant:
    """A deviation that hospitals may share, spoken in the name of an organization. Sites join it with `adopt`."""
    role = role_for(by, organization, OWNERS)
    if Variant.objects.filter(topic=topic, name=name).exists():
        raise NotReady(Reason("name_taken", _("Det finnes allerede en variant med dette navnet.")))
    key = slugify(name)[:120] or f"variant-{Variant.objects.filter(topic=topic).count() + 1}"
    variant = Variant.objects.create(topic=topic, name=name, key=key, organization=organization)
    told = {"topic": topic.key, "key": key}
    log.append([log.Entry("variant.created", subjects.variant(variant.pk), told, organization, role=role)], by=by, at=at)
    return variant


def next_layer(variant: Variant, language: str) -> list[LocalOperation]:
    """What the group would say after an approval now."""
    rows = LocalOperation.objects.filter(variant=variant, language=language).current().with_base_number()
    return _next(rows)


def _next(rows: Iterable[LocalOperation]) -> list[LocalOperation]:
    by_key: dict[str, LocalOperation] = {}
    for row in sorted(rows, key=lambda row: (row.state == OperationState.DRAFT, row.pk)):
        stands = row.state == OperationState.ACTIVE and not row.leaving
        if stands or (row.state == OperationState.DRAFT and not row.decided_in_id):
            by_key[row.key] = row
    return in_layer_order(by_key.values())


def layer_hash(rows: Iterable[LocalOperation]) -> str:
    """The hash that a yes to a group's layer is bound to."""
    return digest([[row.key, operation_hash(operation_value(row))] for row in rows])


@transaction.atomic
def approve_variant(*, variant: Variant, language: str, hash: str, by: User, at: datetime) -> int:
    """The group's yes: its drafts are shown by every hospital that shares the variant, each page with its own snapshot
    and approval. `hash` is `layer_hash(next_layer(...))` as it was seen. Returns how many pages changed.

    A hospital whose own text stands on what the group changed is asked about it. A page on which the group's text has
    no place keeps what it shows until that hospital has taken the newer edition.
    """
    lock_variant(variant)
    held = gather(lock_sharing([variant.pk]))
    role = role_for(by, variant.organization, APPROVERS)
    stored = LocalOperation.objects.filter(variant=variant, language=language).current().with_base_number()
    rows = _next(held.shelf.operations.setdefault(row.pk, row) for row in stored)
    if layer_hash(rows) != hash:
        raise NotReady(Reason("stale_hash", _("Variantens tekst er endret etter at du så den. Se på den på nytt og godkjenn.")))
    entries = _signed(variant, rows, role, by, at)
    _settle(stored, rows, held)
    yes = Yes(ApprovalKind.PERSON, by.get_full_name() or by.email, role, by, _("Godkjent for varianten %s") % variant.name)
    pages = list(_pages(held, language, rows, yes))
    entries += put_live(held, pages, at=at)
    for text in held.texts.values():
        if text.language == language:
            review(held, text, at=at)
    told = {"language": language, "hash": hash, "operations": [row.pk for row in rows], "pages": len(pages)}
    entry = log.Entry("variant.approved", subjects.variant(variant.pk), told, variant.organization, role=role)
    log.append([entry, *entries], by=by, at=at)
    return len(pages)


def _signed(variant: Variant, rows: Iterable[LocalOperation], role: str, by: User, at: datetime) -> list[log.Entry]:
    fresh = [row for row in rows if is_departure(row) and row.state == OperationState.DRAFT]
    hashes = [operation_hash(operation_value(row)) for row in fresh]
    subject = subjects.variant(variant.pk)
    if all(row.clinical_owner_id == by.pk or is_clinician(by, variant.organization) for row in fresh):
        editorial.sign(hashes=hashes, subject=subject, organization=variant.organization, role=role, by=by, at=at)
        return [log.Entry("operation.signed", subject, {"hashes": hashes}, variant.organization, role=role)] if hashes else []
    signed = set(SignOff.objects.filter(subject=subject, content_hash__in=hashes).values_list("content_hash", flat=True))
    words = _("Teksten avviker faglig fra den nasjonale og må godkjennes av en kliniker i gruppen.")
    missing = [Reason("needs_sign_off", words, row.key) for row, known in zip(fresh, hashes, strict=True) if known not in signed]
    if missing:
        raise NotReady(missing)
    return []


def _settle(stored: Iterable[LocalOperation], rows: list[LocalOperation], held: Holdings) -> None:
    shown = {row.pk for row in rows}
    keys = {row.key for row in rows if row.state == OperationState.DRAFT}
    changed = []
    for stale in stored:
        row = held.shelf.operations[stale.pk]
        if row.pk in shown and row.state == OperationState.DRAFT:
            row.state = OperationState.ACTIVE
        elif row.pk not in shown and row.state == OperationState.ACTIVE:
            row.state = OperationState.REPLACED if row.key in keys else OperationState.SET_ASIDE
        else:
            continue
        row.leaving = False
        changed.append(row)
    LocalOperation.objects.bulk_update(changed, ["state", "leaving"])


def _pages(held: Holdings, language: str, rows: list[LocalOperation], yes: Yes) -> Iterator[NextPage]:
    for text in held.texts.values():
        if text.language != language:
            continue
        for _key, showing in held.live_pages(text):
            recipe = showing.snapshot.recipe
            own = [pk for pk in recipe["operations"] if held.shelf.operations[pk].layer != "group"]
            moved = {row.target: text.moved[row.target] for row in rows if row.target in text.moved}
            wanted = changed(
                recipe,
                operations=[*(row.pk for row in rows), *own],
                moved={**recipe["moved"], **moved},
                owners=held.owners(text, showing.place),
            )
            try:
                held.shelf.page(wanted)
            except CompositionError:
                continue
            yield NextPage(text, showing.place, wanted, yes)
