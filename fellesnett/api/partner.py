"""Partners write too: a site's local parts of texts, into the site's own queue. Nothing is shown before the site says yes."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from fellesnett.adoption.models import AdoptedText
from fellesnett.api.answers import Limit
from fellesnett.api.partner_requests import JSON, MERGE_PATCH, ByToken, caller_of, carry_out, forbidden, read
from fellesnett.api.partner_submissions import answered
from fellesnett.api.problems import Refused
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.partners import gates, texts
from fellesnett.partners.actions import deliver_text
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.merging import merged
from fellesnett.partners.models import Noun, Submission, Way
from fellesnett.partners.queries import seen_text
from fellesnett.partners.schema import DeliveredText, LocalText, Receipt, TextEntry
from fellesnett.partners.texts import standing

router = Router(tags=["partner"], auth=ByToken("content.write"))
HERE = "/api/v1/partner/content"
USUAL = 100
Name = Annotated[str, Field(max_length=40, pattern=r"^[\w-]+$", description="The text, as the list of texts names it.")]

KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 255},
    "description": "A key that you make for this request. Sent again with the same key, it is carried out once.",
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}  # fmt: skip
SEEN = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"},
    "description": "The `ETag` of what you read.", "example": '"33a64df551425fcc55e4d42a148795d9"',
}  # fmt: skip
UNREACHABLE = {"503": {"$ref": "#/components/responses/Refused"}}
WRITES: dict[str, Any] = {"parameters": [KEY], "responses": UNREACHABLE}
CHANGES: dict[str, Any] = {"parameters": [KEY, SEEN], "responses": UNREACHABLE}
READS: dict[str, Any] = {"responses": UNREACHABLE}


class TextNames(Schema):
    items: list[TextEntry]
    next: str = Field(description="Where the next are; empty at the end.")


def patched_by(schema: str, example: dict[str, Any]) -> dict[str, Any]:
    """How a merge patch stands in the description of the interface: any part of the document, null to take a part away."""
    words = f"A JSON Merge Patch (RFC 7396) of the document as you read it, of its members that `{schema}` has."
    words += " Members that are only read may stand in it."
    content = {MERGE_PATCH: {"schema": {"type": "object", "description": words}, "example": example}}
    return {**CHANGES, "requestBody": {"required": True, "content": content}}


@router.get("/partner/content", response=TextNames, summary="The texts that you may deliver to", openapi_extra=READS)
def names(
    request: HttpRequest,
    site: Annotated[str, Field(max_length=60)] = "",
    topic: Annotated[str, Field(max_length=120)] = "",
    cursor: Annotated[int, Field(ge=0, le=2**62)] = 0,
    limit: Limit = USUAL,
) -> TextNames:
    """Texts that the sites use. To use one it does not use yet, ask its editors."""
    leaves = caller_of(request).partner.leaves.standing().filter(content=True)
    found = texts.texts_at(leaves.values_list("site", flat=True), site=site, topic=topic, after=cursor)
    rows = list(found[: limit + 1])
    onward = f"{HERE}?site={site}&topic={topic}&limit={limit}&cursor={rows[limit - 1].pk}" if len(rows) > limit else ""
    return TextNames(items=[_name(text) for text in rows[:limit]], next=onward)


@router.post("/partner/content", response={202: Receipt}, summary="Deliver local parts of a text", openapi_extra=WRITES)
def create(request: HttpRequest, said: LocalText) -> HttpResponse:
    """For a text where the site has none of its own yet. It waits for the site's answer; the receipt says what became of it."""

    def do(delivery: Delivery, body: Any) -> Submission:
        wanted = read(LocalText, body)
        site = gates.demand_leave(delivery.partner, Site.objects.filter(slug=wanted.site).first(), Noun.CONTENT)
        text = texts.text_at(site.pk, wanted.topic, wanted.language)
        if text is None:
            raise texts.not_in_use()
        return deliver_text(delivery=delivery, text=text, change=lambda _seen: wanted, at=clock.now())

    return answered(carry_out(request, Way.NEW, do, media_type=JSON, sees=False))


@router.get("/partner/content/{id}", response=DeliveredText, summary="Local parts as they stand", openapi_extra=READS)
def one(request: HttpRequest, response: HttpResponse, id: Name) -> DeliveredText:
    """As patients read them, with what of yours is waiting or taken in, and with what they stand on: ids and hashes of the
    national text. The site's drafts are not told of."""
    partner = caller_of(request).partner
    text = _own(request, id)
    now = standing(text)
    _parts, seen = seen_text(now, partner)
    response["ETag"] = f'"{seen.etag}"'
    return DeliveredText(
        **seen.document.model_dump(), id=texts.id_of(text), edition=now.edition,
        waiting=seen.waiting.pk if seen.waiting else None, ground=now.ground,
    )  # fmt: skip


@router.patch(
    "/partner/content/{id}",
    response={202: Receipt},
    summary="Deliver a change of local parts",
    openapi_extra=patched_by("LocalText", {"title": "Nytt kne"}),
)
def change(request: HttpRequest, id: Name) -> HttpResponse:
    """A list in the patch stands instead of the whole list, as always in a merge patch."""

    def do(delivery: Delivery, patch: Any) -> Submission:
        def changed(seen: LocalText) -> LocalText:
            return read(LocalText, merged(seen.model_dump(mode="json"), patch))

        return deliver_text(delivery=delivery, text=_own(request, id), change=changed, at=clock.now())

    return answered(carry_out(request, Way.CHANGE, do, media_type=MERGE_PATCH))


@router.delete(
    "/partner/content/{id}", response={202: Receipt}, summary="Ask to have local parts taken away", openapi_extra=CHANGES
)
def remove(request: HttpRequest, id: Name) -> HttpResponse:
    """All that the site shows of its own in the text; then the national text stands alone. The site answers this too."""

    def do(delivery: Delivery, _body: Any) -> Submission:
        def emptied(seen: LocalText) -> LocalText:
            return seen.model_copy(update={"title": None, "sections": ()})

        return deliver_text(delivery=delivery, text=_own(request, id), change=emptied, at=clock.now())

    return answered(carry_out(request, Way.REMOVE, do))


def _own(request: HttpRequest, id: str) -> AdoptedText:
    """The text, where this partner may deliver to it. Raises Refused."""
    text = texts.find(id)
    try:
        gates.demand_leave(caller_of(request).partner, text.adoption.site if text else None, Noun.CONTENT)
    except gates.Forbidden as fault:
        raise Refused(forbidden(fault)) from fault
    assert text is not None  # noqa: S101 - there is no leave for what is not there
    return text


def _name(text: AdoptedText) -> TextEntry:
    adoption, name = text.adoption, texts.id_of(text)
    return TextEntry(
        id=name, site=adoption.site.slug, topic=adoption.topic.key, language=text.language, title=text.edition.title,
        href=f"{HERE}/{name}",
    )  # fmt: skip
