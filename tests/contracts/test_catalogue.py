"""The catalogue of open data, as those who gather catalogues read it: data.norge.no's parser, and what DCAT-AP-NO demands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from django.test import Client
from fdk_rdf_parser import parse_data_services, parse_datasets
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from rdflib.compare import isomorphic

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery import schema
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.organizations.models import Identifier, Site
from fellesnett.syndication import described, doors

SHAPES = Path(__file__).with_name("dcat-ap-no.ttl")
AT = "http://www.localhost:8000"
NUMBER = "983658776"
NLOD = URIRef("http://publications.europa.eu/resource/authority/licence/NLOD_2_0")

# pyshacl and rdflib's own readers still say it the old way.
pytestmark = pytest.mark.filterwarnings(r"ignore:(ConjunctiveGraph|Dataset)\b.* deprecated:DeprecationWarning")

Asked = Callable[..., str]
DATASETS = ("texts", "directory", "services", "activities")


@pytest.fixture
def ask(client: Client, db: None) -> Asked:
    """The catalogue of a base with a text in two languages."""
    doors.OFTEN.forget()
    front_door = make_front_door()
    Identifier.objects.create(organization=front_door.organization, system="orgnr", value=NUMBER)
    show(make_bergen(), make_knee(english=True))
    follow(at=MORNING)

    def asked(accept: str = "*/*", **query: str) -> str:
        answer = client.get("/dcat/catalog", query, headers={"host": "www.localhost", "accept": accept})
        assert answer.status_code == 200
        return answer.content.decode()

    return asked


def test_it_meets_the_demands_of_dcat_ap_no(ask: Asked) -> None:
    conforms, _graph, told = validate(Graph().parse(data=ask(), format="turtle"), shacl_graph=str(SHAPES), inference="none")
    assert conforms, told


def test_the_demands_are_ones_that_a_catalogue_can_fail(ask: Asked) -> None:
    text = ask()
    for kind, name in DEMANDED:
        graph = Graph().parse(data=text, format="turtle")
        node = min(graph.subjects(RDF.type, kind))
        graph.remove((node, name, None))
        conforms, _graph, told = validate(graph, shacl_graph=str(SHAPES), inference="none")
        assert (conforms, str(node) in told) == (False, True), (kind, name)


DEMANDED = (
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Dataset, DCAT.theme),
    (DCAT.Dataset, DCTERMS.title),
    (DCAT.Distribution, DCAT.accessURL),
    (DCAT.DataService, DCAT.endpointURL),
    (DCAT.DataService, DCAT.contactPoint),
    (DCAT.CatalogRecord, DCTERMS.modified),
)


def test_the_harvester_of_data_norge_finds_every_dataset_and_where_it_can_be_had(ask: Asked) -> None:
    found = parse_datasets(ask())
    assert set(found) == {f"{AT}/dcat/catalog#{key}" for key in DATASETS}
    texts: Any = found[f"{AT}/dcat/catalog#texts"]
    assert (texts.title["nb"], texts.title["en"]) == ("Pasientinformasjon", "Patient information")
    assert texts.publisher.id == NUMBER
    assert [theme.code for theme in texts.theme] == ["HEAL"]
    assert f"{AT}/api/v1/content" in {address for one in texts.distribution for address in one.accessURL}
    assert texts.contactPoint[0].hasURL == f"{AT}/kontakt/"
    assert texts.contactPoint[0].email is None, "whom to ask is a page, and no person"


def test_it_finds_the_services_with_their_descriptions(ask: Asked) -> None:
    found = parse_data_services(ask())
    assert set(found) == {f"{AT}/dcat/catalog#{key}" for key in ("api", "fhir", "infobutton")}
    api: Any = found[f"{AT}/dcat/catalog#api"]
    assert (api.endpointURL, api.endpointDescription) == ({f"{AT}/api/v1"}, {f"{AT}/openapi.json"})
    assert set(api.servesDataset) == {f"{AT}/dcat/catalog#{key}" for key in DATASETS}


def of(graph: Graph, key: str, name: URIRef) -> set[str]:
    return {str(value) for value in graph.objects(URIRef(f"{AT}/dcat/catalog#{key}"), name)}


def test_a_dataset_is_in_the_languages_that_it_can_be_read_in(ask: Asked) -> None:
    graph = Graph().parse(data=ask(), format="turtle")
    languages = {key: {one.rpartition("/")[2] for one in of(graph, key, DCTERMS.language)} for key in DATASETS}
    assert languages == {"texts": {"NOB", "ENG"}, "directory": set(), "services": {"NOB"}, "activities": set()}


def test_that_a_text_is_taken_away_is_a_change_of_the_dataset(ask: Asked) -> None:
    before = Graph().parse(data=ask(), format="turtle")
    Item.objects.texts().filter(language="en").update(gone_at=MORNING + timedelta(days=1), document="")
    after = Graph().parse(data=ask(), format="turtle")
    assert max(of(after, "texts", DCTERMS.modified)) > max(of(before, "texts", DCTERMS.modified))
    assert of(after, "services", DCTERMS.modified) == of(before, "services", DCTERMS.modified)
    assert {one.rpartition("/")[2] for one in of(after, "texts", DCTERMS.language)} == {"NOB"}


def test_everything_that_is_delivered_is_in_a_dataset() -> None:
    assert {word for dataset in described.DATASETS for word in dataset.types} == {*get_args(schema.Type)}


def test_it_costs_one_question_of_all_that_is_delivered(ask: Asked, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        ask()


def test_every_form_says_the_same(ask: Asked) -> None:
    turtle = Graph().parse(data=ask(), format="turtle")
    profiled = 'application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"'
    assert isomorphic(turtle, Graph().parse(data=ask(profiled), format="json-ld"))
    for media_type, word, form in (("application/rdf+xml", "xml", "xml"), ("application/ld+json", "json-ld", "json-ld")):
        assert isomorphic(turtle, Graph().parse(data=ask(media_type), format=form))
        assert isomorphic(turtle, Graph().parse(data=ask(format=word), format=form))


def test_every_address_of_ours_in_it_answers(ask: Asked, client: Client) -> None:
    graph = Graph().parse(data=ask(), format="turtle")
    named = (DCAT.accessURL, DCAT.downloadURL, DCAT.endpointDescription, DCAT.landingPage)
    addresses = {str(value) for name in named for value in graph.objects(None, name)}
    assert len(addresses) > 8
    answers = {
        address: client.get(urlsplit(address).path, headers={"host": "www.localhost"}).status_code for address in addresses
    }
    assert set(answers.values()) == {200}, answers


def test_everything_is_under_the_licence_and_named_in_three_languages(ask: Asked) -> None:
    graph = Graph().parse(data=ask(), format="turtle")
    forms = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert all(graph.value(form, DCTERMS.license) == NLOD for form in forms)
    told = [node for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.DataService) for node in graph.subjects(RDF.type, kind)]
    assert all({title.language for title in graph.objects(node, DCTERMS.title)} == {"nb", "nn", "en"} for node in told)


def test_a_form_that_is_not_had_is_refused_in_words(ask: Asked, client: Client) -> None:
    answer = client.get("/dcat/catalog", {"format": "csv"}, headers={"host": "www.localhost", "accept": "application/json"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    Site.objects.filter(is_front_door=True).update(is_front_door=False)
    assert client.get("/dcat/catalog", headers={"host": "www.localhost"}).status_code == 404
