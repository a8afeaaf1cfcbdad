"""A doctor's journal system asks what there is to read for the patient, with the code it has at hand."""

from __future__ import annotations

import json
import logging
from copy import deepcopy
from datetime import date
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.models import CodeSystem, Mapping, Replacement, Term
from fellesnett.codes.tests.factories import make_code_system, make_concept, make_release
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.editorial.models import Event
from fellesnett.hl7 import doors
from fellesnett.national.models import Synonym, Topic, TopicCoding
from fellesnett.organizations.models import CatchmentArea, Identifier, Organization, OrganizationKind, PostalCode, Site
from fellesnett.organizations.tests.factories import make_organization
from tests.laying import Lay

pytestmark = pytest.mark.django_db

ICD10 = "2.16.578.1.12.4.1.1.7110"
ICPC2 = "2.16.578.1.12.4.1.1.7170"
BERGENS_NUMBER = "983974724"
ENH = "2.16.578.1.12.4.1.4.101"


@pytest.fixture(autouse=True)
def nobody_has_asked_before() -> None:
    doors.OFTEN.forget()


def codes_of_the_knee(topic: Topic) -> CodeSystem:
    """The codes of worn knees, and the general practitioner's code with the words that map it."""
    icd10 = make_code_system("icd10", url="http://hl7.org/fhir/sid/icd-10-no", oid=ICD10)
    release = make_release(icd10, codes={"M17": "Kneartrose"})
    make_concept(release, "M179", "Uspesifisert kneartrose", parent_code="M17")
    TopicCoding.objects.create(topic=topic, system=icd10, code="M17", display="Kneartrose")
    icpc2 = make_code_system("icpc2", url="http://hl7.org/fhir/sid/icpc-2", oid=ICPC2)
    Term.objects.create(term="Slitasje i kne", source_code="L900002", system=icpc2, code="L90")
    Term.objects.create(term="Slitasje i kne", source_code="L900002", system=icd10, code="M179")
    Synonym.objects.create(topic=topic, language="nb", term="nytt kne")
    return icd10


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Topic:
    return lay(make_texts)


@pytest.fixture
def knee(db: None, laid: Topic) -> Topic:
    return deepcopy(laid)


def make_texts() -> Topic:
    """The text on a new knee: national in bokmål and English, and Bergen's own."""
    make_front_door()
    topic = make_knee(english=True)
    codes_of_the_knee(topic)
    bergen = make_bergen()
    show(bergen, topic)
    Identifier.objects.create(organization=bergen.organization, system="orgnr", value=BERGENS_NUMBER)
    follow(at=MORNING)
    national = Item.objects.create(
        topic=topic, language="nb", edition=topic.editions.get(language="nb"), first_published=MORNING, changed=MORNING,
        modified=MORNING, document=national_document(),
    )  # fmt: skip
    assert national.site_id is None
    return topic


def national_document() -> str:
    """What the national text would be delivered as: Bergen's, without Bergen."""
    document = json.loads(Item.objects.texts().get(site__slug="bergen", language="nb").document)
    web = "http://www.localhost:8000/behandlinger/kneprotese/"
    links = document["links"] | {"web": web}
    return json.dumps(document | {"id": "urn:uuid:00000000-0000-0000-0000-000000000001", "links": links})


def ask(client: Client, status: int = 200, accept: str = "application/json", **parameters: str) -> Any:
    query = urlencode({name.replace("__", "."): value for name, value in parameters.items()})
    answer = client.get(f"/infobutton/v1/service?{query}", headers={"accept": accept})
    assert answer.status_code == status, answer.content
    return json.loads(answer.content) if "json" in answer["Content-Type"] else answer.content.decode()


def told(feed: Any) -> list[tuple[str, str]]:
    """By which rule, and from which page."""
    return [(entry["category"][0]["term"], entry["link"][0]["href"]) for entry in feed["feed"]["entry"]]


NATIONAL = "http://www.localhost:8000/behandlinger/kneprotese/"
BERGENS = "http://bergen.localhost:8000/behandlinger/kneprotese/"


WAYS = [
    (ICD10, "M17", "exact"),
    (f"urn:oid:{ICD10}", "m17", "exact"),
    ("http://hl7.org/fhir/sid/icd-10-no", "M17.9", "parent"),
    (ICPC2, "L90", "mapped"),
    ("urn:oid:2.16.840.1.113883.6.139", "l 90", "mapped"),
    (ICD10, "Z99", None),
    ("2.16.840.1.113883.6.88", "123", None),
]


def test_a_code_leads_to_the_text_by_the_nearest_way(client: Client, knee: Topic) -> None:
    for system, code, rule in WAYS:
        feed = ask(client, mainSearchCriteria__v__cs=system, mainSearchCriteria__v__c=code)
        assert told(feed) == ([(rule, NATIONAL)] if rule else []), (system, code)


def test_a_map_that_leads_to_no_text_gives_way_to_the_next(client: Client, knee: Topic) -> None:
    """The general practitioner's code is mapped to two lists: of the first, whose key comes before, no text is tagged."""
    first = make_code_system("diagnoser", oid="1.2.3.4")
    Mapping.objects.create(source=CodeSystem.objects.get(key="icpc2"), code="L90", target=first, target_code="D1")
    feed = ask(client, mainSearchCriteria__v__cs=ICPC2, mainSearchCriteria__v__c="L90")
    assert told(feed) == [("mapped", NATIONAL)]


def test_a_code_of_last_years_list_leads_to_the_text_on_what_replaced_it(client: Client, knee: Topic) -> None:
    icd10 = CodeSystem.objects.get(key="icd10")
    Replacement.objects.create(system=icd10, code="M234", replaced_by="M179", since=date(2026, 1, 1))
    feed = ask(client, mainSearchCriteria__v__cs=ICD10, mainSearchCriteria__v__c="M23.4")
    assert told(feed) == [("replaced", NATIONAL)]


def test_words_lead_where_no_code_does(client: Client, knee: Topic) -> None:
    TopicCoding.objects.create(topic=knee, system=CodeSystem.objects.get(key="icd10"), code="M179")
    unknown = {"mainSearchCriteria__v__cs": "2.16.840.1.113883.6.88", "mainSearchCriteria__v__c": "1"}
    for words in ("Kneprotese", "kneprotese", "Nytt kne", "slitasje i kne"):
        assert told(ask(client, mainSearchCriteria__v__dn=words)) == [("text", NATIONAL)], words
        assert told(ask(client, **unknown, mainSearchCriteria__v__ot=words)) == [("text", NATIONAL)], words


FROM_BERGEN = [
    {"serviceDeliveryLocation.id.root": BERGENS_NUMBER},
    {"serviceDeliveryLocation.id.root": f"urn:oid:{ENH}.{BERGENS_NUMBER}"},
    {"serviceDeliveryLocation.id.root": ENH, "serviceDeliveryLocation.id.extension": "983 974 724"},
    {"holder.assignedEntity.representedOrganization.id.root": BERGENS_NUMBER},
    {"locationOfInterest.addr.CTY": "BERGEN"},
    {"locationOfInterest.addr.ZIP": "5021"},
]


def test_who_asks_from_a_hospital_gets_that_hospitals_text(client: Client, knee: Topic) -> None:
    bergen = Site.objects.get(slug="bergen").organization
    CatchmentArea.objects.create(municipality_number="4601", municipality="Bergen", trust=bergen)
    PostalCode.objects.create(code="5021", place="BERGEN")
    for place in FROM_BERGEN:
        feed = ask(client, **{"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17", **place})
        assert told(feed) == [("exact", BERGENS)], place


def test_a_ward_below_the_hospital_is_the_hospital_and_a_stranger_gets_the_national_text(client: Client, knee: Topic) -> None:
    bergen = Site.objects.get(slug="bergen").organization
    ward = make_organization("voss", kind=OrganizationKind.UNIT, parent=bergen)
    Identifier.objects.create(organization=ward, system="resh", value="4201")
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17"}
    by_resh = {"serviceDeliveryLocation.id.root": "2.16.578.1.12.4.1.4.102.4201"}
    assert told(ask(client, **asked, **by_resh)) == [("exact", BERGENS)]
    assert told(ask(client, **asked, **{"serviceDeliveryLocation.id.root": "4242"})) == [("exact", NATIONAL)]
    Organization.objects.filter(pk=ward.pk).update(active=False)
    assert told(ask(client, **asked, **{"serviceDeliveryLocation.id.root": "4201"})) == [("exact", NATIONAL)]


def test_a_number_that_is_not_this_hospitals_does_not_lead_to_it(client: Client, knee: Topic) -> None:
    """RESH and HER give the same numbers to different hospitals, and a journal system has numbers of its own."""
    bergen = Site.objects.get(slug="bergen").organization
    for system, number in (("resh", "4201"), ("her", "5000"), ("skde_hf", "77")):
        Identifier.objects.create(organization=bergen, system=system, value=number)
    other = make_organization("annet", kind=OrganizationKind.HEALTH_TRUST)
    Identifier.objects.create(organization=other, system="her", value="4201")
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17"}
    resh, her = "2.16.578.1.12.4.1.4.102", "2.16.578.1.12.4.1.2"
    for root, extension, address in (
        (resh, "4201", BERGENS), (her, "5000", BERGENS), ("", "5000", BERGENS), (her, "4201", NATIONAL), (ENH, "4201", NATIONAL),
        ("1.2.3.4", "5000", NATIONAL), ("1.2.3.4.5000", "", NATIONAL), ("", "4201", NATIONAL), ("4201", "", NATIONAL),
        ("77", "", NATIONAL),
    ):  # fmt: skip
        place = {"serviceDeliveryLocation.id.root": root, "serviceDeliveryLocation.id.extension": extension}
        assert told(ask(client, **asked, **place)) == [("exact", address)], (root, extension)


def test_of_two_municipalities_of_one_name_none_is_guessed(client: Client, knee: Topic) -> None:
    bergen = Site.objects.get(slug="bergen").organization
    CatchmentArea.objects.create(municipality_number="1515", municipality="Herøy", trust=bergen)
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17", "locationOfInterest.addr.CTY": "Herøy"}
    assert told(ask(client, **asked)) == [("exact", BERGENS)]
    CatchmentArea.objects.create(municipality_number="1818", municipality="Herøy", trust=make_organization("helgeland"))
    assert told(ask(client, **asked)) == [("exact", NATIONAL)]


READ = {"en": "Knee replacement", "en-GB": "Knee replacement", "nn": "Kneprotese", "nob": "Kneprotese", "de": "Kneprotese"}


def test_the_reader_is_answered_in_a_language_they_read(client: Client, knee: Topic) -> None:
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17", "serviceDeliveryLocation.id.root": BERGENS_NUMBER}
    for tag, title in READ.items():
        (entry,) = ask(client, **asked, **{"informationRecipient.languageCode.c": tag})["feed"]["entry"]
        assert entry["title"]["_value"] == title, tag


def test_where_nothing_is_national_every_hospital_speaks_for_itself_once(client: Client, knee: Topic) -> None:
    Item.objects.filter(site__isnull=True).update(gone_at=MORNING, document="")
    assert told(ask(client, mainSearchCriteria__v__cs=ICD10, mainSearchCriteria__v__c="M17")) == [("exact", BERGENS)]


FORMS = [
    ("", "*/*", "text/xml"),
    ("", "application/atom+xml", "application/atom+xml"),
    ("text/xml", "text/html", "text/xml"),
    ("application/atom+xml; charset=utf-8", "*/*", "application/atom+xml"),
    ("application/atom xml", "*/*", "application/atom+xml"),  # a plus that was written into an address as it is
    ("", "application/atom+xml; type=feed", "application/atom+xml"),
]


def test_a_feed_reader_reads_the_answer(client: Client, knee: Topic) -> None:
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17", "taskContext.c.c": "PROBLISTREV"}
    for form, accept, media_type in FORMS:
        query = urlencode(asked | ({"knowledgeResponseType": form} if form else {}))
        answer = client.get(f"/infobutton/v1/service?{query}", headers={"accept": accept})
        assert answer["Content-Type"] == f"{media_type}; charset=utf-8"
        feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
        assert (feed.bozo, feed.version, feed.feed.language) == (False, "atom10", "nb")
        categories = {tag.scheme: tag.term for tag in feed.feed.tags}
        assert (categories["mainSearchCriteria.v.c"], categories["taskContext.c.c"]) == ("M17", "PROBLISTREV")
        (entry,) = feed.entries
        assert (entry.title, entry.link, entry.summary_detail.type) == ("Kneprotese", NATIONAL, "text/html")
        assert "Fra Helse Bergen" in entry.summary
        assert entry.updated_parsed
        assert feed.feed.id.startswith("urn:uuid:")


def test_what_was_pasted_from_a_word_processor_is_told_in_xml(client: Client, knee: Topic) -> None:
    national = Item.objects.get(site__isnull=True)
    national.document = json.dumps(json.loads(national.document) | {"title": "Kne\x0bprotese", "reviewed_by": "Ortopedi\x1f"})
    national.save()
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17"}
    (entry,) = feedparser.parse(ask(client, accept="text/xml", **asked)).entries
    assert entry.title == "Kne protese"


def test_the_json_has_the_tree_that_journal_systems_know(client: Client, knee: Topic) -> None:
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17", "mainSearchCriteria.v.dn": "Artrose"}
    feed = ask(client, **asked)["feed"]
    assert (feed["title"]["_value"], feed["subtitle"]["_value"], feed["lang"]) == ("Pasientinformasjon", "M17 Artrose", "nb")
    assert feed["author"]["name"]["_value"] == "Sykehusene i Norge"
    (entry,) = feed["entry"]
    assert entry["summary"]["type"] == "html"
    assert entry["link"] == [{"title": "Kneprotese", "rel": "alternate", "type": "text/html", "href": NATIONAL}]


NOTHING_IN_ENGLISH = {"mainSearchCriteria.v.c": "Z99", "informationRecipient.languageCode.c": "en"}


def test_what_stands_beside_the_form_that_is_asked_for_changes_nothing(client: Client, knee: Topic) -> None:
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17"}
    assert told(ask(client, accept="application/json; charset=utf-8", **asked)) == [("exact", NATIONAL)]


def test_a_window_in_the_journal_system_is_a_page(client: Client, knee: Topic) -> None:
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": "M17", "informationRecipient.languageCode.c": "nn"}
    page = ask(client, accept="text/html,application/xhtml+xml,*/*;q=0.8", **asked)
    assert f'href="{NATIONAL}"' in page
    assert '<html lang="nn">' in page
    assert "<script" not in page
    assert "Vi har ingen tekst" in ask(client, accept="text/html", **(asked | {"mainSearchCriteria.v.c": "Z99"}))
    assert "We have no text" in ask(client, accept="text/html", **(asked | NOTHING_IN_ENGLISH))
    assert "mainSearchCriteria.v.c" in ask(client, 400, accept="text/html")


def test_the_older_names_numbers_and_several_codes_are_understood(client: Client, knee: Topic) -> None:
    assert told(ask(client, **{"mainSearchCriteria.c.cs": ICD10, "mainSearchCriteria.c.c": "M17"})) == [("exact", NATIONAL)]
    several = {"mainSearchCriteria.v.c": "Z99", "mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c1": "M17.9"}
    assert told(ask(client, **several, **{"mainSearchCriteria.v.cs1": ICD10})) == [("parent", NATIONAL)]


A_PATIENT = {
    "patientPerson.administrativeGenderCode.c": "F-OLAUG",
    "patientPerson.administrativeGenderCode.dn": "kvinne-olaug",
    "age.v.v": "8331",
    "age.v.u": "aar-olaug",
    "ageGroup.v.c": "D000368-olaug",
    "holder.assignedEntity.n": "Olaug Lege",
    "assignedEntity.n": "Olaug Sekretær",
    "assignedAuthorizedPerson.id.root": "01018331234",
    "mainSearchCriteria.v.ot": "Olaug Hansen, vondt kne",
    "observation.v.v": "olaug-svar",
}


def test_nothing_of_the_patient_or_the_asker_is_kept_or_repeated(
    client: Client, knee: Topic, caplog: pytest.LogCaptureFixture
) -> None:
    forms = ("text/xml", "application/json", "text/html", "image/png")
    for form, code in [(form, code) for form in forms for code in ("M17", "Z99", "x" * 400)]:
        nothing_is_kept(client, caplog, form, code)


def nothing_is_kept(client: Client, caplog: pytest.LogCaptureFixture, form: str, code: str) -> None:
    caplog.set_level(logging.NOTSET)
    events = Event.objects.count()
    asked = {"mainSearchCriteria.v.cs": ICD10, "mainSearchCriteria.v.c": code, "knowledgeResponseType": form, **A_PATIENT}
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/infobutton/v1/service?{urlencode(asked)}")
    assert answer.status_code == (406 if form == "image/png" else 400 if len(code) > 300 else 200)
    written = [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]
    for kept in (answer.content.decode(), str(dict(answer.items())), caplog.text, *written):
        assert not [value for value in A_PATIENT.values() if value in kept]
        assert "olaug" not in kept.lower()
    assert (Event.objects.count(), written) == (events, [])
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "Set-Cookie" not in answer


HOSTILE = [
    ("", 400),
    ("mainSearchCriteria.v.c=M17", 400),
    ("mainSearchCriteria.v.cs=x", 400),
    ("mainSearchCriteria.v.dn=" + "a" * 301, 400),
    ("mainSearchCriteria.v.dn=a%00b", 400),
    ("mainSearchCriteria.v.dn=a%EF%BF%BF", 400),
    ("&".join(f"mainSearchCriteria.v.dn={number}" for number in range(6)), 400),
    ("&".join(f"x{number}=1" for number in range(101)), 400),
    ("&".join(f"x{number}=1" for number in range(10_001)), 400),
    ("mainSearchCriteria.v.dn=a&knowledgeResponseType=application/javascript&callback=evil", 406),
    ("mainSearchCriteria.v.dn=%FF%FE%ED%A0%80", 200),
    ("mainSearchCriteria.v.dn=%3Cscript%3E%22%27&mainSearchCriteria.v.c=%27%20OR%201=1&mainSearchCriteria.v.cs=icd10", 200),
    ("mainSearchCriteria.v.dn=a&locationOfInterest.addr.ZIP=%F0%9F%92%A9&serviceDeliveryLocation.id.root=...", 200),
    ("mainSearchCriteria.v.c=" + "9" * 300 + "&mainSearchCriteria.v.cs=icd10", 200),
    ("mainSearchCriteria.v.dn=a&informationRecipient.languageCode.c=..%2F..%2F", 200),
    ("%00=%00&mainSearchCriteria.v.dn=a%25%5F", 400),
]


@pytest.mark.parametrize("accept", ["*/*", "text/html", "a/b;q=\xff,,;"])
def test_whatever_is_sent_is_answered_in_order(client: Client, accept: str) -> None:
    make_code_system("icd10", oid=ICD10)
    for query, status in HOSTILE:
        answer = client.get(f"/infobutton/v1/service?{query}", headers={"accept": accept})
        assert answer.status_code == status, query[:80]
        assert b"<script" not in answer.content
        if status != 200 and (accept != "text/html" or "json" in answer["Content-Type"]):
            assert json.loads(answer.content)["status"] == status
            assert answer["Content-Type"] == "application/problem+json"


def test_only_this_address_only_by_reading_and_not_too_often(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.post("/infobutton/v1/service", b"<xml/>", content_type="text/xml")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert client.get("/infobutton/v2/service").json()["type"] == "/problems/not-found"
    assert client.options("/infobutton/v1/service")["Access-Control-Allow-Origin"] == "*"
    assert client.head("/infobutton/v1/service?mainSearchCriteria.v.dn=kne").content == b""
    monkeypatch.setattr(doors.OFTEN, "limit", 0)
    assert client.get("/infobutton/v1/service")["Retry-After"] == "60"


def test_a_question_costs_the_same_with_many_hospitals(client: Client, knee: Topic) -> None:
    asked = {"mainSearchCriteria__v__cs": ICPC2, "mainSearchCriteria__v__c": "L90"}
    with CaptureQueriesContext(connection) as few:
        ask(client, **asked)
    for name in ("unn", "innlandet", "sorlandet"):
        Item.objects.create(
            topic=knee, site=Site.objects.create(slug=name, name=name, organization=make_organization(name)), language="nb",
            edition=knee.editions.get(language="nb"), first_published=MORNING, changed=MORNING, modified=MORNING,
            document=national_document(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        ask(client, **asked)
    assert len(many) == len(few) <= 17
