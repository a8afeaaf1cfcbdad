"""helsenorge beside the hospital: the ways there, its words on our pages, and the way onward."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import translation

from fellesnett.adoption.models import Snapshot
from fellesnett.adoption.tests.factories import make_adoption, make_edition, make_topic, text
from fellesnett.codes.models import CodeSystem
from fellesnett.foundation import clock
from fellesnett.national.models import Topic, TopicCoding
from fellesnett.organizations.models import Place, Site
from fellesnett.pages.models import WaitingTime
from fellesnett.public import helsenorge, hosts
from fellesnett.public.dates import in_words
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_haukeland, make_knee, make_voss, show
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
HEART = "/sykdommer/hjertesvikt/"
REFERRED = {"referral": [text("henvist", "<p>Fastlegen henviser deg.</p>")], "before": [text("faste", "<p>Du må faste.</p>")]}
ORD = "<p>Hjertet klarer ikke å pumpe nok blod rundt i kroppen.</p>"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    hosts.forget()


@pytest.fixture
def bergen() -> Site:
    return make_bergen(other_languages=["nn", "en", "se"])


def source(html: str = "", **said: str) -> dict[str, Any]:
    attribution = {"name": "helsenorge.no", "address": "https://www.helsenorge.no/sykdom/", **said}
    return {"id": "kilde", "type": "source", "html": html, "policy": "locked", "attribution": attribution}


def heart_failure(block: dict[str, Any]) -> Topic:
    topic = make_topic("hjertesvikt", kind="condition", title="Hjertesvikt")
    sections = {
        "introduction": [text("intro", "<p>Hjertesvikt er vanlig.</p>"), block],
        "symptoms": [text("s", "<p>Tung pust.</p>")],
    }
    make_edition(topic, sections, title="Hjertesvikt")
    return topic


# --- the table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", helsenorge.TABLE)
def test_every_address_is_helsenorges_own_and_secure(key: str) -> None:
    addresses = helsenorge.TABLE[key].addresses
    assert "nb" in addresses
    assert all(re.fullmatch(r"https://(www|tjenester)\.helsenorge\.no/[a-z/-]*", each) for each in addresses.values())
    assert all(f"/{lang}/" in address for lang, address in addresses.items() if lang != "nb")


def test_a_way_in_norwegian_says_so_to_those_who_did_not_ask_for_norwegian() -> None:
    with translation.override("nb"):
        assert [helsenorge.way("appointments", each).note for each in ("nb", "nn", "se", "en")] == [
            "",
            "",
            "på norsk",
            "på norsk",
        ]
        assert helsenorge.way("journal", "en").lang == "en"


def test_a_front_page_has_every_errand_once() -> None:
    keys = [way.key for way in helsenorge.on_front_page("nb")]
    assert len(keys) == len(set(keys)) == 6


# --- on a topic page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "nn", "en", "se"])
def test_she_changes_her_appointment_at_helsenorge(bergen: Site, visit: Callable[..., Visit], language: str) -> None:
    knee = make_topic("kneprotese", title="Kneprotese")
    make_edition(knee, REFERRED, language=language, title="Kneprotese")
    make_adoption(bergen, knee, places=[make_haukeland(bergen)])
    page = visit(KNEE if language == "nb" else f"/{language}{KNEE}")
    assert page.status == 200
    part = page.one("section", id="helsenorge")
    links = {link.get("href"): link for link in part.iter() if link.get("href")}
    assert "https://www.helsenorge.no/timeavtaler/" in links
    assert links["https://www.helsenorge.no/timeavtaler/"].get("hreflang") == "nb"
    assert all(link.get("rel") == "external" for link in links.values())
    assert "helsenorge.no" in words(part)


def test_the_choice_of_hospital_stands_with_the_referral(bergen: Site, visit: Callable[..., Visit]) -> None:
    knee = make_topic("kneprotese", title="Kneprotese")
    make_edition(knee, REFERRED, title="Kneprotese")
    make_adoption(bergen, knee)
    page = visit(KNEE)
    assert "Velg behandlingssted på Helsenorge." in words(page.one("section", id="referral"))
    assert "Velg behandlingssted" not in words(page.one("section", id="helsenorge"))


def test_without_words_on_referral_the_choice_stands_at_helsenorge(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    page = visit(KNEE)
    assert "Velg behandlingssted" in words(page.one("section", id="helsenorge"))
    assert page.links()["Velg behandlingssted"] == "https://tjenester.helsenorge.no/velg-behandlingssted"


def test_an_article_that_is_no_treatment_offers_no_choice_of_hospital(bergen: Site, visit: Callable[..., Visit]) -> None:
    article = make_topic("faste", kind="support_article", title="Faste")
    make_edition(article, {"body": [text("f", "<p>Ikke spis.</p>")]}, title="Faste")
    make_adoption(bergen, article)
    assert "Velg behandlingssted" not in visit("/artikler/faste/").text


def test_the_front_door_leads_to_helsenorge_too(visit: Callable[..., Visit]) -> None:
    make_front_door()
    make_knee()
    page = visit(KNEE, host="www.localhost")
    assert "Se eller endre timen din" in words(page.one("section", id="helsenorge"))


# --- another publisher's words --------------------------------------------------------------------------------------


def test_words_from_helsenorge_say_whose_they_are_and_when_they_were_taken(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_adoption(bergen, heart_failure(source(ORD, fetched="2026-03-12", licence="Gjengitt etter avtale")))
    page = visit(HEART)
    (box,) = page.all("div", class_="sourced")
    said = words(box)
    assert said.startswith("Informasjon fra helsenorge.no, hentet 12. mars 2026. Hjertet klarer ikke")
    assert said.endswith("Les mer hos helsenorge.no Gjengitt etter avtale")
    block = page.block("kilde")
    assert (block.get("data-source"), block.get("data-edition")) == ("national", "1")
    assert page.links()["Les mer hos helsenorge.no"] == "https://www.helsenorge.no/sykdom/"
    assert "Hjertesvikt er vanlig" not in said


def test_without_words_it_is_only_the_way_there(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_adoption(bergen, heart_failure(source(title="Hjertesvikt")))
    page = visit(HEART)
    assert words(page.one("div", class_="sourced")) == "Les «Hjertesvikt» hos helsenorge.no"
    assert "Dette står på siden til sykehuset ditt" not in page.text


def test_the_exact_version_shows_it_as_well(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = make_adoption(bergen, heart_failure(source(ORD, fetched="2026-03-12")))
    digest = adoption.texts.get().showings.get(place=None).snapshot.hash.removeprefix("sha256:")
    assert "Informasjon fra helsenorge.no, hentet 12. mars 2026." in visit(f"/v/{digest}/").text


def test_what_helsenorge_says_cannot_run_in_our_page(bergen: Site, visit: Callable[..., Visit]) -> None:
    name = '<script>alert("x")</script>'
    make_adoption(bergen, heart_failure(source(ORD, fetched="2026-03-12", name=name, licence="<b>fri</b>")))
    page = visit(HEART)
    assert {script.get("type") for script in page.all("script")} <= {"application/ld+json"}
    assert "<b>fri</b>" in page.text


# --- related topics -------------------------------------------------------------------------------------------------


def code(topic: Topic, code: str, key: str = "icd10") -> Topic:
    system, _new = CodeSystem.objects.get_or_create(key=key, defaults={"name": key})
    TopicCoding.objects.create(topic=topic, system=system, code=code)
    return topic


def another(key: str, title: str, kind: str = "condition") -> Topic:
    topic = make_topic(key, kind=kind, title=title)
    make_edition(topic, {"introduction": [text(f"{key}-1", f"<p>{title}.</p>")]}, title=title)
    return topic


def test_a_page_leads_to_topics_about_the_same_disease_at_this_hospital(bergen: Site, visit: Callable[..., Visit]) -> None:
    heart = code(another("hjertesvikt", "Hjertesvikt"), "I509")
    pump = code(another("pumpe", "Hjertepumpe", "treatment"), "I500")
    elsewhere = code(another("annet", "Behandles et annet sted"), "I501")
    infarct = code(another("infarkt", "Hjerteinfarkt"), "I219")
    for topic in (heart, pump, infarct):
        make_adoption(bergen, topic)
    page = visit(HEART)
    assert words(page.one("section", id="les-ogsa")) == "Les også Hjertepumpe Behandling"
    assert page.links()["Hjertepumpe"] == "/behandlinger/pumpe/"
    assert elsewhere.title not in page.text


def test_the_front_door_leads_to_everything_that_is_written(visit: Callable[..., Visit]) -> None:
    make_front_door()
    code(another("hjertesvikt", "Hjertesvikt"), "I509")
    code(another("annet", "Hjertepumpe"), "I501")
    assert "Hjertepumpe" in words(visit(HEART, host="www.localhost").one("section", id="les-ogsa"))


def test_the_same_letters_in_another_code_system_are_not_the_same_thing(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_adoption(bergen, code(another("hjertesvikt", "Hjertesvikt"), "I509"))
    make_adoption(bergen, code(another("annet", "Noe annet"), "I50", "ncsp"))
    assert not visit(HEART).all("section", id="les-ogsa")


# --- waiting times --------------------------------------------------------------------------------------------------

SOURCE = "Velg behandlingssted"


def wait(site: Site, topic: Topic, weeks: int, now: datetime, kind: str = "inpatient", **facts: Any) -> WaitingTime:
    facts = {"as_of": now.date(), "valid_until": now.date() + timedelta(days=30), "source": SOURCE} | facts
    facts["source_address"] = "https://tjenester.helsenorge.no/velg-behandlingssted"
    return WaitingTime.objects.create(site=site, topic=topic, kind=kind, weeks=weeks, **facts)


@pytest.fixture
def knee_in_bergen(bergen: Site, settings: LazySettings) -> Topic:
    settings.WAITING_TIME_SOURCES = (SOURCE,)
    knee = make_topic("kneprotese", title="Kneprotese")
    for language in ("nb", "nn", "en", "se"):
        make_edition(knee, REFERRED, language=language, title="Kneprotese")
    make_adoption(bergen, knee, places=[make_haukeland(bergen), make_voss(bergen)])
    return knee


def test_she_sees_how_long_the_wait_is_and_who_says_so(
    bergen: Site, knee_in_bergen: Topic, visit: Callable[..., Visit], now: datetime
) -> None:
    wait(bergen, knee_in_bergen, 22, now)
    wait(bergen, knee_in_bergen, 1, now, "assessment")
    wait(bergen, knee_in_bergen, 0, now, "day")
    page = visit(KNEE)
    said = words(page.one("section", id="ventetid"))
    figures = "Til utredning 1 uke Til dagbehandling mindre enn en uke Til innleggelse 22 uker"
    assert said.startswith(f"Ventetid {figures} Anslag fra Velg behandlingssted, {in_words(now.date(), 'nb')}.")
    assert "Sammenlign ventetider på Velg behandlingssted" in page.links()
    assert "#ventetid" in [link.get("href") for link in page.one("nav", class_="contents").iter() if link.get("href")]


@pytest.mark.parametrize("prefix", ["", "/nn", "/en", "/se"])
def test_the_wait_is_told_in_every_language(
    bergen: Site, knee_in_bergen: Topic, visit: Callable[..., Visit], now: datetime, prefix: str
) -> None:
    wait(bergen, knee_in_bergen, 22, now)
    assert "22" in words(visit(f"{prefix}{KNEE}").one("section", id="ventetid"))


def test_a_place_tells_its_own_wait_and_the_hospitals(
    bergen: Site, knee_in_bergen: Topic, visit: Callable[..., Visit], now: datetime
) -> None:
    here, there = (Place.objects.get(slug=slug) for slug in ("voss", "haukeland"))
    wait(bergen, knee_in_bergen, 11, now, place=here)
    wait(bergen, knee_in_bergen, 33, now, place=there)
    both = words(visit(KNEE).one("section", id="ventetid"))
    assert "Voss sjukehus 11 uker" in both
    assert "Haukeland universitetssjukehus 33 uker" in both
    assert "33" not in words(visit(f"{KNEE}voss/").one("section", id="ventetid"))


def test_an_old_figure_is_not_shown(bergen: Site, knee_in_bergen: Topic, visit: Callable[..., Visit], now: datetime) -> None:
    long_ago = now.date() - timedelta(days=60)
    wait(bergen, knee_in_bergen, 22, now, as_of=long_ago, valid_until=now.date() - timedelta(days=1))
    assert not visit(KNEE).all("section", id="ventetid")


def test_no_wait_is_shown_where_no_source_is_set_up(
    bergen: Site, knee_in_bergen: Topic, visit: Callable[..., Visit], now: datetime, settings: LazySettings
) -> None:
    settings.WAITING_TIME_SOURCES = ()
    wait(bergen, knee_in_bergen, 22, now)
    assert "22 uker" not in visit(KNEE).text


def test_a_fixed_copy_of_the_page_does_not_show_todays_wait(
    bergen: Site, knee_in_bergen: Topic, visit: Callable[..., Visit], now: datetime
) -> None:
    wait(bergen, knee_in_bergen, 22, now)
    digest = Snapshot.objects.filter(edition__language="nb").latest("pk").hash.removeprefix("sha256:")
    page = visit(f"/v/{digest}/")
    assert page.status == 200
    assert "22 uker" not in page.text


# --- around every page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "address"),
    [
        ("", "https://www.helsenorge.no/"),
        ("/nn", "https://www.helsenorge.no/nn/"),
        ("/en", "https://www.helsenorge.no/en/"),
        ("/se", "https://www.helsenorge.no/"),
    ],
)
def test_the_log_in_at_helsenorge_is_at_the_top_of_every_page(
    bergen: Site, visit: Callable[..., Visit], prefix: str, address: str
) -> None:
    page = visit(f"{prefix}/")
    assert address in page.links("header").values()


def test_the_front_page_has_every_errand_at_helsenorge(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    hosts.forget()
    links = visit("/").links()
    assert links["Se reseptene dine"] == "https://www.helsenorge.no/legemidler/resepter/"
    assert links["Velg behandlingssted"].startswith("https://tjenester.helsenorge.no/")
