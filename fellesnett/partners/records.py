"""What is delivered as one record with fields: a place, a service. Each has a module that answers what is asked here of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

from fellesnett.adoption.models import Adoption
from fellesnett.organizations.models import Place, Site
from fellesnett.partners.gates import Fault, Invalid
from fellesnett.partners.models import Noun
from fellesnett.partners.schema import LONGEST, MOST_ENTRIES, PlaceDocument, ServiceDocument

Fields = dict[str, Any]
Row = TypeVar("Row", Place, Adoption)
Document = TypeVar("Document", PlaceDocument, ServiceDocument)


class Records(Protocol[Row, Document]):
    """`places` and `services` are such modules. A record is told apart at its site by a name that stands: a place's `slug`, a
    service's `topic` (`NAME` says which)."""

    @property
    def NOUN(self) -> Noun: ...  # noqa: N802 - as the module names it

    @property
    def NAME(self) -> str: ...  # noqa: N802

    def find(self, name: str, /) -> Row | None:
        """The record that partners call so."""

    def id_of(self, row: Row, /) -> str:
        """What partners call it."""

    def site_of(self, row: Row, /) -> Site | None:
        """The site that answers for it."""

    def name_of(self, row: Row, /) -> str:
        """What tells it apart at its site."""

    def known(self, site: Site, name: str, /) -> Row | None:
        """The record that stands there under this name."""

    def title_of(self, row: Row | None, wanted: Document, /) -> str:
        """What the site reads on its list of deliveries."""

    def fields_of(self, row: Row, /) -> Fields:
        """What it says now, by the names of the document."""

    def document_of(self, site: Site, name: str, fields: Fields, /) -> Document:
        """The document that says so."""

    def changes_between(self, now: Fields | None, wanted: Document, /, *, at: datetime) -> Fields:
        """What the document says otherwise than `now` (None: all of it, of a new one). Raises Invalid."""


def demand_same(records: Records[Row, Document], site: Site, name: str, wanted: Document) -> None:
    """Raises Invalid where a change names another record than the one that its address names."""
    if (wanted.site, getattr(wanted, records.NAME)) != (site.slug, name):
        raise Invalid(Fault(records.NAME, _("Nettstedet og %(name)s står fast. De kan ikke endres.") % {"name": records.NAME}))


def too_much(where: str, value: Any) -> Iterator[Fault]:
    """What is delivered at too great length, in a field and within it. What stands already may be more."""
    if isinstance(value, str) and len(value) > LONGEST:
        yield Fault(where, _("Teksten er for lang: høyst %(most)s tegn.") % {"most": LONGEST})
    if isinstance(value, list) and len(value) > MOST_ENTRIES:
        yield Fault(where, _("Det er for mange deler på én gang: høyst %(most)s.") % {"most": MOST_ENTRIES})
    elif isinstance(value, list | dict):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from too_much(f"{where}.{name}", inner)
