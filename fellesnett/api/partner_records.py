"""What places and services have in common when partners deliver them: read, made new, changed, taken away, and answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

from django.http import HttpRequest, HttpResponse

from fellesnett.api.partner_requests import JSON, MERGE_PATCH, caller_of, carry_out, forbidden, read
from fellesnett.api.partner_submissions import answered
from fellesnett.api.problems import Refused
from fellesnett.organizations.models import Site
from fellesnett.partners import gates
from fellesnett.partners.actions.receiving import Delivery
from fellesnett.partners.merging import merged
from fellesnett.partners.models import Submission, Way
from fellesnett.partners.queries import Seen, seen_record
from fellesnett.partners.records import Document, Records, Row

Deliver = Callable[[Delivery, Site | None, Row | None, Callable[[Document | None], Document]], Submission]
"""The verb: `deliver_place`, `deliver_service`."""


@dataclass(frozen=True, slots=True)
class Desk(Generic[Row, Document]):
    """Where one kind of record is read and delivered."""

    records: Records[Row, Document]
    document: type[Document]
    deliver: Deliver[Row, Document]

    def own(self, request: HttpRequest, id: str) -> tuple[Site, Row]:
        """The record and the site that answers for it, where this partner may deliver to it. Raises Refused."""
        row = self.records.find(id)
        try:
            site = gates.demand_leave(caller_of(request).partner, self.records.site_of(row) if row else None, self.records.NOUN)
        except gates.Forbidden as fault:
            raise Refused(forbidden(fault)) from fault
        assert row is not None  # noqa: S101 - there is no leave for what is not there
        return site, row

    def seen(self, request: HttpRequest, response: HttpResponse, id: str) -> tuple[Row, Seen[Document]]:
        """As it stands, with what of the partner's own is waiting put in; its mark is in the answer."""
        site, row = self.own(request, id)
        seen = seen_record(self.records, site, row, caller_of(request).partner)
        response["ETag"] = f'"{seen.etag}"'
        return row, seen

    def create(self, request: HttpRequest) -> HttpResponse:
        """A new one, as the body says."""

        def do(delivery: Delivery, body: Any) -> Submission:
            wanted = read(self.document, body)
            site = Site.objects.filter(slug=wanted.site).select_related("organization").first()
            return self.deliver(delivery, site, None, lambda _seen: wanted)

        return answered(carry_out(request, Way.NEW, do, media_type=JSON, sees=False))

    def change(self, request: HttpRequest, id: str) -> HttpResponse:
        """A merge patch on what was seen."""

        def do(delivery: Delivery, patch: Any) -> Submission:
            def changed(seen: Document | None) -> Document:
                return read(self.document, merged(seen.model_dump(mode="json") if seen else {}, patch))

            site, row = self.own(request, id)
            return self.deliver(delivery, site, row, changed)

        return answered(carry_out(request, Way.CHANGE, do, media_type=MERGE_PATCH))

    def remove(self, request: HttpRequest, id: str) -> HttpResponse:
        """Away with it, where the site says yes."""

        def do(delivery: Delivery, _body: Any) -> Submission:
            def unchanged(seen: Document | None) -> Document:
                assert seen is not None  # noqa: S101 - what is taken away was there
                return seen

            site, row = self.own(request, id)
            return self.deliver(delivery, site, row, unchanged)

        return answered(carry_out(request, Way.REMOVE, do))
