"""One text from every side: as it was, what changed, a part of it, its variants, and in other forms."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import extruct
import pytest
from django.test import Client

from fellesnett.adoption.actions.answering import answer
from fellesnett.adoption.actions.rolling_out import roll_out
from fellesnett.adoption.models import Adoption, Answer
from fellesnett.adoption.tests.factories import MORNING, approve_candidate, changed, make_edition
from fellesnett.codes.tests.factories import make_code_system
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item
from fellesnett.delivery.tests.factories import everybody, make_knee, show
from fellesnett.national.models import TopicCoding
from fellesnett.national.tests import factories as national
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=2)


@pytest.fixture
def knee(bergen: Site) -> Item:
    """Two versions: eight hours of fasting instead of six, from ten o'clock."""
    topic = make_knee()
    TopicCoding.objects.create(topic=topic, system=make_code_system("icd10"), code="M17", display="Kneartrose")
    show(bergen, topic)
    follow(at=MORNING)
    words = changed("faste", "<p>Du må faste i 8 timer før operasjonen.</p>")
    roll_out(edition=make_edition(topic, words, changes={"faste": "content"}, at=LATER), at=LATER)
    approve_candidate(Adoption.objects.get().texts.get(), by=everybody(bergen), at=LATER)
    follow(at=LATER)
    return Item.objects.texts().get()


def read(client: Client, address: str, status: int = 200) -> Any:
    got = client.get(address)
    assert got.status_code == status, got.content
    return json.loads(got.content)


def before(document: Any) -> str:
    return next(section["text"] for section in document["sections"] if section["id"] == "before")


# --- as it was ------------------------------------------------------------------------------------------------------


def test_what_was_read_at_a_moment(client: Client, knee: Item) -> None:
    at = f"/api/v1/content/{knee.pk}?at="
    assert "6 timer" in before(read(client, f"{at}2026-11-24T09:30:00Z"))
    assert "8 timer" in before(read(client, f"{at}2026-11-24T10:30:00Z"))
    read(client, f"{at}2026-11-23", 404)


def test_a_version_never_changes_but_whoever_keeps_it_asks_each_time_whether_it_was_taken_back(
    client: Client, knee: Item
) -> None:
    kept = client.get(f"/api/v1/content/{knee.pk}?version=1")
    assert ("6 timer" in before(json.loads(kept.content)), kept["Cache-Control"]) == (True, "public, no-cache")
    again = client.get(f"/api/v1/content/{knee.pk}?version=1", headers={"If-None-Match": kept["ETag"]})
    assert again.status_code == 304


def test_what_changed_between_two_versions(client: Client, knee: Item) -> None:
    said = read(client, f"/api/v1/content/{knee.pk}/diff?from=1&to=2")
    assert said == read(client, f"/api/v1/content/{knee.pk}/diff")
    (block,) = said["blocks"]
    assert (block["id"], block["section"], block["change"]) == ("faste", "before", "changed")
    assert ("6 timer" in block["before"], "8 timer" in block["after"]) == (True, True)
    assert (said["since"], said["until"], said["significant"]) == (1, 2, True)
    assert said["around"] == ["based_on"]
    read(client, f"/api/v1/content/{knee.pk}/diff?from=1&to=9", 404)


def test_a_text_that_came_back_was_not_there_in_between(client: Client, knee: Item, bergen: Site) -> None:
    answer(site=bergen, topic=knee.topic, answer=Answer.NOT_OFFERED, by=everybody(bergen), at=LATER + timedelta(hours=1))
    follow(at=LATER)
    assert "8 timer" in before(read(client, f"/api/v1/content/{knee.pk}?at=2026-11-24T10:30:00Z"))
    read(client, f"/api/v1/content/{knee.pk}?at=2026-11-24T11:30:00Z", 404)
    assert read(client, f"/api/v1/content/{knee.pk}/sections/before", 410)["reason"] == "not_offered"


# --- a part of it ---------------------------------------------------------------------------------------------------


def test_a_section_brings_whom_it_is_from_and_whether_it_may_stand_alone(client: Client, knee: Item) -> None:
    said = read(client, f"/api/v1/content/{knee.pk}/sections/before")
    assert [section["aspect"] for section in said["sections"]] == ["preparation"]
    assert said["sections"][0]["standalone_approved"] is False
    assert said["attribution"]["text"].startswith("Fra Helse Bergen HF")
    assert (said["version"], said["licence"]) == (2, "https://data.norge.no/nlod/no/2.0")
    read(client, f"/api/v1/content/{knee.pk}/sections/symptoms", 404)


def test_the_sections_about_some_aspects(client: Client, knee: Item) -> None:
    said = read(client, f"/api/v1/content/{knee.pk}/sections?aspects=followup,preparation")
    assert [section["id"] for section in said["sections"]] == ["before", "after"]
    whole = read(client, f"/api/v1/content/{knee.pk}")["sections"]
    assert read(client, f"/api/v1/content/{knee.pk}/sections")["sections"] == whole
    assert read(client, f"/api/v1/content/{knee.pk}/sections?aspects=alt", 422)["errors"][0]["parameter"] == "aspects"


# --- beside others --------------------------------------------------------------------------------------------------


def test_the_national_text_beside_what_hospitals_have_made_of_it(client: Client, bergen: Site) -> None:
    edition = national.make_edition(sections={"before": [("faste", "<p>Du må faste.</p>"), ("telefon", PHONE)]})
    for site in (bergen, make_site("voss", name="Voss")):
        show(site, edition.topic)
    follow(at=MORNING)
    first = Item.objects.texts().get(site=bergen)
    said = read(client, f"/api/v1/content/{first.pk}/variants")
    assert [row["site"] for row in said["local"]] == ["bergen", "voss"]
    assert [row["diverged"] for row in (said["national"], *said["local"])] == [False, True, True]
    assert said["national"]["id"] == read(client, f"/api/v1/content/{first.pk}")["based_on"]["id"]
    made = read(client, f"/api/v1/content?based_on={said['national']['id']}")["items"]
    assert {row["id"] for row in made} == {row["id"] for row in said["local"]}


PHONE = {"slot": "phone", "label": "Telefon"}


def test_the_same_text_in_the_language_that_was_asked_for_or_the_nearest(client: Client, bergen: Site) -> None:
    show(bergen, make_knee(english=True))
    follow(at=MORNING)
    norwegian = Item.objects.texts().get(language="nb")
    found = {code: read(client, f"/api/v1/content/{norwegian.pk}?language={code}")["language"] for code in ("en", "nn", "se")}
    assert found == {"en": "en", "nn": "nb", "se": "nb"}


# --- in other forms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [("text/markdown", "text/markdown"), ("application/ld+json", "application/ld+json"), ("*/*", "application/json"),
     ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"), ("image/png", "application/json"),
     ("text/markdown; charset=utf-8", "text/markdown"), ("application/ld+json;profile=x, */*;q=0.1", "application/ld+json")],
)  # fmt: skip
def test_the_form_that_is_asked_for_first(client: Client, knee: Item, accept: str, media_type: str) -> None:
    got = client.get(f"/api/v1/content/{knee.pk}", headers={"Accept": accept})
    assert got["Content-Type"].partition(";")[0] == media_type
    assert "Accept" in got["Vary"]
    assert client.get(f"/api/v1/content/{knee.pk}?format=json", headers={"Accept": accept})["Content-Type"] == "application/json"


def test_as_markdown_it_begins_with_its_facts_and_ends_with_whom_it_is_from(client: Client, knee: Item) -> None:
    text = client.get(f"/api/v1/content/{knee.pk}?format=markdown").content.decode()
    facts, _line, _words = text.partition("\n---\n")
    assert f'id: "{knee.pk.urn}"' in facts
    before = next(part for part in json.loads(facts.partition("\nsections: ")[2]) if part["id"] == "before")
    assert (before["standalone_approved"], before["blocks"][0]["source"]["layer"]) == (False, "national")
    assert "\n# Kneprotese\n" in text
    assert "\n## Før behandlingen\n\nDu må faste i 8 timer før operasjonen.\n" in text
    assert text.endswith(
        "[Fra Helse Bergen HF, sist endret 24.11.2026](<http://bergen.localhost:8000/behandlinger/kneprotese/>). "
        "https://data.norge.no/nlod/no/2.0\n"
    )


def test_as_a_page_it_stands_by_itself(client: Client, knee: Item) -> None:
    page = client.get(f"/api/v1/content/{knee.pk}?format=html").content.decode()
    assert '<html lang="nb">' in page
    assert '<section id="before" data-standalone-approved="false"><h2>Før behandlingen</h2>' in page
    assert 'data-source="national" data-edition="2"><p>Du må faste i 8 timer før operasjonen.</p></div>' in page
    assert "Fra Helse Bergen HF, sist endret 24.11.2026</a>" in page
    assert [word for word in ("<script", "<style", "style=", "<img") if word in page] == []


def test_as_linked_data_others_read_what_it_is_about(client: Client, knee: Item) -> None:
    said = client.get(f"/api/v1/content/{knee.pk}?format=jsonld").content.decode()
    page = f'<html><head><script type="application/ld+json">{said}</script></head></html>'
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert (found["@type"], found["about"]["@type"], found["inLanguage"]) == ("MedicalWebPage", "MedicalProcedure", "nb")
    assert found["about"]["code"][0]["codeValue"] == "M17"
    assert found["lastReviewed"] == "2026-11-24"
    assert found["publisher"]["name"] == "Helse Bergen HF"
    assert len(found["hasPart"]) == len(read(client, f"/api/v1/content/{knee.pk}")["sections"])
    before = next(part for part in found["hasPart"] if part["identifier"] == "before")
    assert before["fellesnett:standalone_approved"] is False
    assert before["hasPart"][0]["fellesnett:source_layer"] == "national"
    assert found["fellesnett:review_due"] == read(client, f"/api/v1/content/{knee.pk}")["review_due"]


@pytest.mark.parametrize("form", ["markdown", "html", "jsonld"])
def test_in_every_form_anothers_words_are_told_from_ours_and_links_lead_to_the_site(
    client: Client, knee: Item, form: str
) -> None:
    document = json.loads(knee.document)
    block = next(section for section in document["sections"] if section["id"] == "before")["blocks"][0]
    block["html"] = '<p><a href="/steder/voss/">Voss</a></p>'
    block["borrowed"] = {
        "name": "Helsedirektoratet", "address": "https://helsedirektoratet.example/kne", "title": "Kne", "fetched": "2026-11-02",
        "licence": "CC BY 4.0",
    }  # fmt: skip
    knee.hold(json.dumps(document))
    knee.save()
    said = client.get(f"/api/v1/content/{knee.pk}?format={form}").content.decode()
    assert [words for words in ("Helsedirektoratet", "helsedirektoratet.example/kne", "CC BY 4.0") if words not in said] == []
    if form != "jsonld":
        assert "Informasjon fra Helsedirektoratet, hentet 02.11.2026." in said
        assert "http://bergen.localhost:8000/steder/voss/" in said


# --- as it no longer is, or is not yet ------------------------------------------------------------------------------


def merged(bergen: Site) -> tuple[Item, Item]:
    """Two national texts, the first withdrawn with the other as its successor."""
    old = national.make_edition(national.make_topic("kne-gammel", title="Kneprotese, den gamle"))
    words = {"before": [("ny", "<p>Du må faste i 6 timer.</p>")]}
    new = national.make_edition(national.make_topic("kne-ny", title="Ny kneprotese"), words)
    follow(at=MORNING)
    national.actions.withdraw(
        topic=old.topic, successor=new.topic, reason="Slått sammen", deadline=MORNING + timedelta(days=60),
        by=national.medical_editor(), at=MORNING,
    )  # fmt: skip
    follow(at=MORNING)
    return Item.objects.texts().get(topic=old.topic), Item.objects.texts().get(topic=new.topic)


def test_a_text_whose_topic_has_become_another_leads_there(client: Client, bergen: Site) -> None:
    old, new = merged(bergen)
    got = client.get(f"/api/v1/content/{old.pk}")
    assert (got.status_code, got["Location"]) == (308, f"/api/v1/content/{new.pk}")
    assert (json.loads(got.content)["replaced_by"], json.loads(got.content)["reason"]) == (new.pk.urn, "withdrawn")
    assert read(client, got["Location"])["title"] == "Ny kneprotese"
    (line,) = [one for one in read(client, "/api/v1/changes")["items"] if one["id"] == old.pk.urn][-1:]
    assert (line["change"], line["became"], line["replaced_by"]) == ("deleted", "merged", new.pk.urn)


def test_where_the_same_publisher_has_no_such_text_it_is_gone(client: Client, bergen: Site) -> None:
    old, new = merged(bergen)
    Item.objects.filter(pk=old.pk).update(site=bergen)
    assert {one["became"] for one in read(client, "/api/v1/changes")["items"]} == {None}
    gone = read(client, f"/api/v1/content/{old.pk}", 410)
    assert gone["replaced_by"] == new.pk.urn
    Item.objects.filter(pk=old.pk).update(site=None)
    Item.objects.filter(pk=new.pk).update(gone_at=MORNING, document="")
    assert read(client, f"/api/v1/content/{old.pk}", 410)["replaced_by"] == new.pk.urn


def test_the_parts_of_a_text_in_the_form_it_had_before_an_upgrade(client: Client, knee: Item) -> None:
    older = json.loads(knee.document)
    for section in older["sections"]:
        del section["standalone_approved"], section["audience"]
    for name in ("status", "media_left_out", "synonyms"):
        del older[name]
    knee.hold(json.dumps(older))
    knee.save()
    (part,) = read(client, f"/api/v1/content/{knee.pk}/sections/before")["sections"]
    assert ("8 timer" in part["text"], part["standalone_approved"]) == (True, False)
    assert read(client, f"/api/v1/content/{knee.pk}/sections?aspects=preparation")["sections"] == [part]
    assert read(client, f"/api/v1/content/{knee.pk}/variants")["local"][0]["id"] == knee.pk.urn
