"""The documents that others read, as types. A document is checked against these once, when it is made; then it is bytes."""

from __future__ import annotations

from fellesnett.composition.blocks import ChangeClass
from fellesnett.delivery.schema.changes import Became, BlockChange, Change, ChangeName, Diff
from fellesnett.delivery.schema.directory import (
    Address,
    Exceptional,
    Hours,
    Identifier,
    Opening,
    Organization,
    Place,
    Point,
    Telephone,
    Website,
)
from fellesnett.delivery.schema.envelope import (
    LICENCE,
    Attribution,
    Code,
    Envelope,
    Kind,
    Licence,
    Number,
    Owner,
    Part,
    Translation,
    Type,
    Ways,
    Words,
)
from fellesnett.delivery.schema.pages import Event, EventPlace, News, Session, Study, Told
from fellesnett.delivery.schema.services import Agreement, PlaceName, Service, ServiceWays, Unit, Waiting
from fellesnett.delivery.schema.texts import (
    ASPECTS,
    Aspect,
    Audience,
    BasedOn,
    Block,
    Borrowed,
    Content,
    Excerpt,
    Links,
    Onward,
    Section,
    Source,
)

FORM = 6
"""The form of the documents. A new one has everything told anew (`following`)."""

Record = Organization | Place | Service | News | Event | Study
Document = Content | Record

__all__ = [
    "ASPECTS",
    "FORM",
    "LICENCE",
    "Address",
    "Agreement",
    "Aspect",
    "Attribution",
    "Audience",
    "BasedOn",
    "Became",
    "Block",
    "BlockChange",
    "Borrowed",
    "Change",
    "ChangeClass",
    "ChangeName",
    "Code",
    "Content",
    "Diff",
    "Document",
    "Envelope",
    "Event",
    "EventPlace",
    "Exceptional",
    "Excerpt",
    "Hours",
    "Identifier",
    "Kind",
    "Licence",
    "Links",
    "News",
    "Number",
    "Onward",
    "Opening",
    "Organization",
    "Owner",
    "Part",
    "Place",
    "PlaceName",
    "Point",
    "Record",
    "Section",
    "Service",
    "ServiceWays",
    "Session",
    "Source",
    "Study",
    "Telephone",
    "Told",
    "Translation",
    "Type",
    "Unit",
    "Waiting",
    "Ways",
    "Website",
    "Words",
]
