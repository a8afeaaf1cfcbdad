"""What a site has answered, written, approved and shown, as values that can be kept outside the system (docs/site-export.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fellesnett.adoption.models import AdoptedText, Adoption, LocalOperation, Showing
from fellesnett.adoption.recipes import document_of
from fellesnett.organizations.models import Site

Values = dict[str, Any]


def adoptions_in_full(site: Site) -> Iterator[Values]:
    """Every answer of the site, with its texts, its local text and all that it ever showed. By topic."""
    related = ("topic", "variant", "answered_by", "clinical_owner")
    rows = Adoption.objects.for_site(site).select_related(*related).prefetch_related("places", "offered_at")
    for adoption in rows.order_by("topic__key"):
        yield {
            "topic": adoption.topic.key,
            "answer": adoption.answer,
            "answered_by": str(adoption.answered_by or ""),
            "answered_at": adoption.answered_at,
            "reason": adoption.reason,
            "offered_at": [other.slug for other in adoption.offered_at.all()],
            "variant": adoption.variant.key if adoption.variant else None,
            "places": [place.slug for place in adoption.places.all()],
            "unit": adoption.unit,
            "clinical_owner": str(adoption.clinical_owner or ""),
            "short_code": adoption.short_code,
            "texts": [_text(text) for text in adoption.texts.select_related("edition").order_by("language")],
            "operations": [_operation(row) for row in _operations(adoption)],
        }


def _text(text: AdoptedText) -> Values:
    showings = Showing.objects.filter(text=text).select_related("place", "snapshot__edition", "approval")
    return {
        "language": text.language,
        "edition": {"number": text.edition.number, "hash": text.edition.content_hash},
        "showings": [_showing(row) for row in showings.order_by("live_from", "pk")],
    }


def _showing(row: Showing) -> Values:
    approval = row.approval
    return {
        "place": row.place.slug if row.place else None,
        "from": row.live_from,
        "to": row.live_to,
        "snapshot": row.snapshot.hash,
        "edition": {"number": row.snapshot.edition.number, "hash": row.snapshot.edition.content_hash},
        "recipe": row.snapshot.recipe,
        "approval": {
            "hash": approval.hash,
            "kind": approval.kind,
            "by": approval.approved_by_name,
            "role": approval.role,
            "at": approval.approved_at,
            "note": approval.note,
        },
    }


def _operations(adoption: Adoption) -> Iterator[LocalOperation]:
    return iter(LocalOperation.objects.with_base_number().select_related("place").filter(adoption=adoption).order_by("pk"))


def _operation(row: LocalOperation) -> Values:
    place = row.place.slug if row.place else None
    return {"number": row.pk, "language": row.language, "state": row.state, "place": place, "document": document_of(row)}
