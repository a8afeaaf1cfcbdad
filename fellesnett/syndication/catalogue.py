"""`/dcat/catalog`: what there is here for others, as DCAT-AP-NO has it, for data.norge.no and others that gather catalogues.

Every description is a part of this one document (`#texts`), so that whoever follows an identifier comes here. The publisher is
the organization of the front door; its contact point is a page, not a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from fellesnett.delivery.addresses import origin_of
from fellesnett.delivery.models import Item
from fellesnett.foundation.answering import for_xml, preferred_type
from fellesnett.foundation.languages import BY_CODE
from fellesnett.organizations.identifiers import ORGNR
from fellesnett.organizations.models import Site
from fellesnett.syndication.described import CATALOGUE, DATASETS, SERVICES, Dataset, Distribution, Service, Words
from fellesnett.syndication.doors import by_what_is_accepted, open_to_all
from fellesnett.syndication.refusals import Refused

FORMS = {"turtle": "text/turtle", "xml": "application/rdf+xml", "json-ld": "application/ld+json"}
EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"
BRREG = "https://data.brreg.no/enhetsregisteret/api/enheter"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
THEME, PUBLIC, CONTINUOUS, NORWAY, NLOD = (
    "data-theme/HEAL",
    "access-right/PUBLIC",
    "frequency/CONT",
    "country/NOR",
    "licence/NLOD_2_0",
)


@open_to_all
def catalog(request: HttpRequest) -> HttpResponse:
    """As Turtle, RDF/XML or JSON-LD: by `format`, else by `Accept`, else as Turtle."""
    front_door = Site.objects.filter(is_front_door=True).select_related("organization").first()
    if front_door is None:
        raise Refused(404, _("Adressen finnes ikke her."))
    form = request.GET.get("format") or _accepted(request)
    if form not in FORMS:
        raise Refused(406, _("Be om text/turtle, application/rdf+xml eller application/ld+json."))
    text = graph_of(front_door).serialize(format=form)
    return by_what_is_accepted(HttpResponse(text, content_type=f"{FORMS[form]}; charset=utf-8"))


def _accepted(request: HttpRequest) -> str:
    preferred = preferred_type(request.headers.get("Accept", ""), list(FORMS.values()))
    return next((form for form, media_type in FORMS.items() if media_type == preferred), "turtle")


def graph_of(front_door: Site) -> Graph:
    """The whole catalogue."""
    writing = _Writing(front_door)
    writing.write()
    return writing.graph


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been told of some types of things: since when, when it last changed, and the languages it can be read in now."""

    first: datetime | None
    last: datetime | None
    languages: frozenset[str]


def _ask() -> Callable[[Iterable[str]], _Told]:
    """What has been told of each type, asked for once. What is taken away is a change too."""
    by_type = Item.objects.order_by().values("type", "language")
    annotated = by_type.annotate(
        first=Min("first_published"),
        modified=Max("modified"),
        gone=Max("gone_at"),
        readable=Count("pk", filter=Q(gone_at__isnull=True)),
    )
    rows = list(annotated)

    def told(types: Iterable[str]) -> _Told:
        ours = [row for row in rows if row["type"] in types]
        last = max((row[name] for row in ours for name in ("modified", "gone") if row[name]), default=None)
        languages = frozenset(row["language"] for row in ours if row["readable"])
        return _Told(min((row["first"] for row in ours), default=None), last, languages)

    return told


@dataclass
class _Writing:
    """The catalogue while it is written."""

    site: Site

    def __post_init__(self) -> None:
        self.graph = Graph()
        for prefix, space in (("dct", DCTERMS), ("vcard", VCARD)):
            self.graph.bind(prefix, space)
        self.origin = origin_of(self.site)
        self.document = f"{self.origin}/dcat/catalog"
        self.told_of = _ask()
        self.told = self.told_of({word for dataset in DATASETS for word in dataset.types})
        self.publisher = self._publisher()
        self.contact = self._contact()

    def write(self) -> None:
        """The catalogue, then each dataset with its distributions, then the services."""
        node = URIRef(self.document)
        self._resource(node, DCAT.Catalog, CATALOGUE)
        self._spoken(node, self.told)
        self._add(node, FOAF.homepage, self._whole("/docs"))
        self._add(node, DCAT.themeTaxonomy, URIRef(f"{EU}/data-theme"))
        self._add(node, DCTERMS.license, self._concept(NLOD))
        for dataset in DATASETS:
            self._add(node, DCAT.dataset, self._dataset(dataset))
            self._record(node, self._part(dataset.key))
        for service in SERVICES:
            self._add(node, DCAT.service, self._service(service))
            self._record(node, self._part(service.key))

    def _dataset(self, said: Dataset) -> URIRef:
        node = self._part(said.key)
        self._resource(node, DCAT.Dataset, said)
        self._add(node, DCAT.theme, self._concept(THEME))
        self._add(node, DCTERMS.accessRights, self._concept(PUBLIC))
        self._add(node, DCTERMS.accrualPeriodicity, self._concept(CONTINUOUS))
        self._add(node, DCTERMS.spatial, self._concept(NORWAY))
        self._add(node, DCAT.landingPage, self._whole("/docs"))
        for word in said.keywords:
            self._said(node, DCAT.keyword, word)
        told = self.told_of(said.types)
        self._spoken(node, told)
        self._moments(node, told)
        for number, distribution in enumerate(said.distributions, 1):
            self._add(node, DCAT.distribution, self._distribution(said.key, number, distribution))
        return node

    def _distribution(self, dataset: str, number: int, said: Distribution) -> URIRef:
        node = self._part(f"{dataset}-{number}")
        self._add(node, RDF.type, DCAT.Distribution)
        self._said(node, DCTERMS.title, said.title)
        self._add(node, DCAT.accessURL, self._whole(said.path))
        if said.is_file:
            self._add(node, DCAT.downloadURL, self._whole(said.path))
        self._add(node, DCTERMS.license, self._concept(NLOD))
        self._add(node, DCTERMS["format"], self._concept(f"file-type/{said.file_type}"))
        self._add(node, DCAT.mediaType, self._typed(URIRef(f"{IANA}/{said.media_type}"), DCTERMS.MediaType))
        if said.service:
            self._add(node, DCAT.accessService, self._part(said.service))
        return node

    def _service(self, said: Service) -> URIRef:
        node = self._part(said.key)
        self._resource(node, DCAT.DataService, said)
        self._add(node, DCAT.endpointURL, self._whole(said.path))
        self._add(node, DCAT.endpointDescription, self._whole(said.description_path))
        self._add(node, DCAT.theme, self._concept(THEME))
        self._add(node, DCTERMS.license, self._concept(NLOD))
        self._add(node, DCTERMS.accessRights, self._concept(PUBLIC))
        for file_type in said.file_types:
            self._add(node, DCTERMS["format"], self._concept(f"file-type/{file_type}"))
        for dataset in DATASETS:
            if said.key in {one.service for one in dataset.distributions} | set(dataset.services):
                self._add(node, DCAT.servesDataset, self._part(dataset.key))
        return node

    # --- what all of them say ------------------------------------------------------------------------------------------

    def _resource(self, node: URIRef, kind: URIRef, said: Words) -> None:
        """Its title and description in each language, who publishes it, and whom to ask."""
        self._add(node, RDF.type, kind)
        self._said(node, DCTERMS.title, said.title)
        self._said(node, DCTERMS.description, said.description)
        self._add(node, DCTERMS.identifier, Literal(str(node), datatype=XSD.anyURI))
        self._add(node, DCTERMS.publisher, self.publisher)
        self._add(node, DCAT.contactPoint, self.contact)

    def _spoken(self, node: URIRef, told: _Told) -> None:
        for code in sorted(told.languages):
            self._add(node, DCTERMS.language, self._concept(f"language/{BY_CODE[code].three_letters.upper()}"))

    def _record(self, catalogue: URIRef, about: URIRef) -> None:
        """That it is in the catalogue: those who gather catalogues read what has such a record."""
        node = URIRef(f"{about}-record")
        self._add(node, RDF.type, DCAT.CatalogRecord)
        self._add(node, FOAF.primaryTopic, about)
        self._add(node, DCTERMS.identifier, Literal(str(node)))
        self._moments(node, self.told)
        self._add(catalogue, DCAT.record, node)

    def _publisher(self) -> URIRef:
        owner = self.site.organization
        number = owner.identifiers.filter(system=ORGNR).values_list("value", flat=True).first()
        node = URIRef(f"{BRREG}/{number}") if number else self._part("publisher")
        self._add(node, RDF.type, FOAF.Agent)
        self._add(node, FOAF.name, Literal(for_xml(owner.name), lang=self.site.language))
        if number:
            self._add(node, DCTERMS.identifier, Literal(number))
        return node

    def _contact(self) -> URIRef:
        node = self._part("contact")
        self._add(node, RDF.type, VCARD.Organization)
        self._add(node, VCARD.fn, Literal(for_xml(self.site.organization.name), lang=self.site.language))
        self._add(node, VCARD.hasURL, self._whole("/kontakt/"))
        return node

    def _concept(self, name: str) -> URIRef:
        """A word of the European Union's controlled vocabularies, said to be one."""
        node = self._typed(URIRef(f"{EU}/{name}"), SKOS.Concept)
        self._add(node, SKOS.inScheme, URIRef(f"{EU}/{name.rpartition('/')[0]}"))
        return node

    def _typed(self, node: URIRef, kind: URIRef) -> URIRef:
        self._add(node, RDF.type, kind)
        return node

    def _moments(self, node: URIRef, told: _Told) -> None:
        for name, moment in ((DCTERMS.issued, told.first), (DCTERMS.modified, told.last)):
            if moment:
                self._add(node, name, Literal(moment.isoformat(), datatype=XSD.dateTime))

    def _said(self, node: URIRef, name: URIRef, words: dict[str, str]) -> None:
        for language, text in words.items():
            self._add(node, name, Literal(text, lang=language))

    def _add(self, node: URIRef, name: URIRef, value: URIRef | Literal) -> None:
        self.graph.add((node, name, value))

    def _part(self, key: str) -> URIRef:
        return URIRef(f"{self.document}#{key}")

    def _whole(self, path: str) -> URIRef:
        return URIRef(f"{self.origin}{path}")
