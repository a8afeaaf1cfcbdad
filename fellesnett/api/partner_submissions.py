"""What became of what a partner delivered: its receipts, and taking back what nobody has answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from fellesnett.access.machines import scope
from fellesnett.adoption.gates import NotReady
from fellesnett.api.answers import Limit
from fellesnett.api.partner_requests import JSON, RECEIPTS, SCOPES, ByToken, caller_of, insufficient
from fellesnett.api.problems import Refused, not_found
from fellesnett.foundation import clock
from fellesnett.foundation.answering import problem
from fellesnett.partners import places, services, texts
from fellesnett.partners.actions import withdraw
from fellesnett.partners.models import Noun, Submission, Way
from fellesnett.partners.outcomes import became_of
from fellesnett.partners.queries import submissions_of
from fellesnett.partners.schema import Receipt

router = Router(tags=["partner"], auth=ByToken(*SCOPES.values()))
HERE = RECEIPTS
USUAL = 50
READS = {"responses": {"503": {"$ref": "#/components/responses/Refused"}}}
State = Literal["waiting", "accepted", "refused", "overtaken", "withdrawn"]


class Receipts(Schema):
    items: list[Receipt]
    next: str = Field(description="Where the next are; empty at the end.")


@router.get("/partner/submissions", response=Receipts, summary="Your deliveries, the newest first", openapi_extra=READS)
def receipts(
    request: HttpRequest,
    state: State | None = None,
    cursor: UUID | None = None,
    limit: Annotated[Limit, Field(description="How many at most in one answer.")] = USUAL,
) -> Receipts:
    caller = caller_of(request)
    found = submissions_of(caller.partner, noun__in=caller.nouns, **({"state": state} if state else {}))
    if cursor and (last := submissions_of(caller.partner, pk=cursor).first()):
        found = found.filter(Q(received_at__lt=last.received_at) | Q(received_at=last.received_at, pk__gt=last.pk))
    rows = list(found[: limit + 1])
    onward = f"{HERE}?limit={limit}{f'&state={state}' if state else ''}&cursor={rows[limit - 1].pk}" if len(rows) > limit else ""
    return Receipts(items=_told(rows[:limit]), next=onward)


@router.get("/partner/submissions/{id}", response=Receipt, summary="What became of a delivery", openapi_extra=READS)
def receipt(request: HttpRequest, id: UUID) -> Receipt:
    """Asked again, it says what is so now: taken in, it may not be shown yet."""
    return receipt_of(_own(request, id))


@router.delete("/partner/submissions/{id}", response=Receipt, summary="Take back what nobody has answered", openapi_extra=READS)
def take_back(request: HttpRequest, id: UUID) -> Receipt:
    """Taken back before, nothing happens."""
    row, caller = _own(request, id), caller_of(request)
    try:
        taken = withdraw(submission=row, partner=caller.partner, supplier=caller.machine.supplier, at=clock.now())
    except NotReady as refusal:
        raise Refused(problem("answered", 409, _("Allerede besvart"), " ".join(one.text for one in refusal.reasons))) from refusal
    return receipt_of(taken)


def answered(row: Submission) -> HttpResponse:
    """The answer to a delivery: the receipt as it was then, the same however often the request comes."""
    said = _receipt(row).model_copy(
        update={"state": "waiting", "decided_at": None, "reason": None, "overtaken_by": None, "became": None}
    )
    if row.noun != Noun.CONTENT and row.way == Way.NEW:
        said = said.model_copy(update={"about": None})
    answer = HttpResponse(said.model_dump_json(), status=202, content_type=JSON)
    answer["Location"] = said.href
    return answer


def receipt_of(row: Submission) -> Receipt:
    """What is so now."""
    (receipt,) = _told([row])
    return receipt


def _told(rows: Sequence[Submission]) -> list[Receipt]:
    found = became_of(rows)
    return [_receipt(row).model_copy(update={"became": found.get(row.pk)}) for row in rows]


def _receipt(row: Submission) -> Receipt:
    return Receipt(
        id=row.pk,
        href=f"{HERE}/{row.pk}",
        state=row.state,  # type: ignore[arg-type]  # one of SubmissionState
        noun=row.noun,  # type: ignore[arg-type]
        way=row.way,  # type: ignore[arg-type]
        site=row.site.slug,
        title=row.title,
        about=_about(row),
        hash=row.body_hash,
        received_at=row.received_at,
        supplier=row.supplier or None,
        decided_at=row.decided_at,
        reason=row.reason or None,
        overtaken_by=row.overtaken_by_id,
        became=None,
    )


def _about(row: Submission) -> str | None:
    """Where what it is about is read."""
    if row.text:
        return f"/api/v1/partner/content/{texts.id_of(row.text)}"
    if row.place:
        return f"/api/v1/partner/places/{places.id_of(row.place)}"
    return f"/api/v1/partner/services/{services.id_of(row.service)}" if row.service else None


def _own(request: HttpRequest, id: UUID) -> Submission:
    """The delivery, where it is the partner's and of a kind that the token is for. Raises Refused."""
    caller = caller_of(request)
    row = submissions_of(caller.partner, pk=id).first()
    if row is None:
        raise Refused(not_found(_("Du har ikke noen slik levering.")))
    if row.noun not in caller.nouns:
        raise Refused(insufficient([scope(SCOPES[Noun(row.noun)])]))
    return row
