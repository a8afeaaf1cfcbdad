"""A patient reads about her operation at her hospital."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from fellesnett.adoption.tests.factories import make_adoption, make_edition
from fellesnett.foundation import clock
from fellesnett.organizations.models import Site
from fellesnett.public.tests.factories import (
    approve,
    make_bergen,
    make_haukeland,
    make_knee,
    make_variant,
    make_voss,
    operate,
    show,
)
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
def bergen() -> Site:
    return make_bergen(other_languages=["en"])


def test_the_page_is_the_national_text_with_the_hospitals_own_telephone(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee(), unit="Ortopedisk poliklinikk")
    page = visit(KNEE)
    live = adoption.texts.get().showings.get(place=None)
    assert page.status == 200
    assert page.one("main").get("data-snapshot") == live.snapshot.hash
    assert words(page.one("h1")) == "Kneprotese"
    assert page.block("faste").get("data-source") == "national"
    assert page.block("faste").get("data-edition") == "1"
    phone = page.block("telefon")
    assert (phone.get("data-source"), phone.get("data-edition")) == ("site", "1")
    assert words(phone) == "Telefon til poliklinikken: 55 97 50 00"


def test_every_block_says_where_it_came_from(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    blocks = visit(KNEE).blocks()
    assert list(blocks) == ["intro", "faste", "blod", "tider", "telefon", "narkose", "hjem"]
    assert all(block.get("data-source") in ("national", "group", "site", "place") for block in blocks.values())


def test_a_slot_that_need_not_be_filled_shows_nothing(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    page = visit(KNEE)
    assert "oppmote" not in page.blocks()
    assert "Oppmøte:" not in page.text


def test_chapters_have_headings_and_a_list_of_contents(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee(), places=[make_haukeland(bergen)])
    page = visit(KNEE)
    headings = [words(heading) for heading in page.all("h2")]
    assert headings == [
        "Før behandlingen",
        "Under behandlingen",
        "Etter behandlingen",
        "Kontakt og oppmøte",
        "På Helsenorge",
        "Om denne siden",
    ]
    assert len(page.all("h1")) == 1
    contents = page.one("nav", aria_labelledby="contents-title")
    targets = [link.get("href") for link in contents.iter() if link.get("href")]
    assert targets == ["#before", "#during", "#after", "#kontakt", "#helsenorge", "#om-siden"]
    ids = {element.get("id") for element in page.tree.iter() if element.get("id")}
    assert {target[1:] for target in targets} <= ids


def test_what_is_said_locally_is_marked_in_words(bergen: Site, visit: Callable[..., Visit]) -> None:
    voss = make_voss(bergen)
    knee = make_knee()
    adoption = show(bergen, knee, places=[make_haukeland(bergen), voss], variant=make_variant(knee))
    operate(adoption, "supplement", "kurs", target="before", position="end", html="<p>Kom på førkurs.</p>")
    operate(
        adoption, "supplement", "dag", variant=adoption.variant, target="hjem", position="after", html="<p>Hjem samme dag.</p>"
    )
    operate(adoption, "supplement", "rom", place=voss, target="hjem", position="after", html="<p>Rommet er i 3. etasje.</p>")
    approve(adoption)
    page = visit(f"{KNEE}voss/")
    labels = {words(block).strip(): block for block in page.all("div", class_="local")}
    assert any(text.startswith("Hos oss ved Helse Bergen") and "førkurs" in text for text in labels)
    assert any(text.startswith("For sykehusene som deler «Dagkirurgi i vest»") and "samme dag" in text for text in labels)
    assert any(text.startswith("Ved Voss sjukehus") and "3. etasje" in text for text in labels)
    assert [page.block(name).get("data-source") for name in ("kurs.1", "dag.1", "rom.1")] == ["site", "group", "place"]
    assert page.block("kurs.1").get("data-edition") is None


def test_a_sentence_the_hospital_replaced_says_so_and_the_national_one_is_gone(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee())
    operate(adoption, "override", "fra-midnatt", target="faste", html="<p>Du må faste fra midnatt.</p>")
    approve(adoption)
    page = visit(KNEE)
    assert words(page.block("faste")) == "Du må faste fra midnatt."
    assert page.block("faste").get("data-source") == "site"
    assert "6 timer før operasjonen" not in page.text
    assert "Hos oss ved Helse Bergen Gjelder her i stedet for den nasjonale teksten." in page.text


def test_what_a_hospital_left_out_is_not_there(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee())
    operate(adoption, "omit", "uten-tabell", target="tider")
    approve(adoption)
    assert "tider" not in visit(KNEE).blocks()


def test_the_english_page_never_shows_the_sentence_the_hospital_rejected(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee(english=True))
    operate(adoption, "override", "fra-midnatt", target="faste", html="<p>Du må faste fra midnatt.</p>")
    approve(adoption)
    page = visit(f"/en{KNEE}")
    assert page.one("html").get("lang") == "en"
    assert "You must fast for 6 hours" not in page.text
    assert page.block("faste").get("lang") == "nb"
    assert "This part is only available in Norwegian Bokmål." in page.text
    assert "Here at Helse Bergen" in page.text


def test_she_chooses_her_place_and_sees_where_to_meet(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee(), places=[make_haukeland(bergen), make_voss(bergen)])
    page = visit(KNEE)
    assert "Dette gjelder ved Helse Bergen. Velg sted:" in page.text
    assert page.links()["Haukeland universitetssjukehus"] == f"{KNEE}haukeland/"
    there = visit(f"{KNEE}haukeland/")
    assert "Ved Haukeland universitetssjukehus , Helse Bergen. Bytt sted:" in there.text
    contact = words(there.one("section", id="kontakt"))
    for fact in ("Ortopedisk poliklinikk, 2. etasje", "Jonas Lies vei 65, 5021 Bergen", "mandag–fredag 08.00–15.30"):
        assert fact in contact
    assert there.links()["55 97 50 00"] == "tel:55975000"
    assert "Voss" not in contact


def test_a_place_that_says_nothing_of_its_own_points_search_engines_to_the_hospitals_page(
    bergen: Site, visit: Callable[..., Visit]
) -> None:
    voss = make_voss(bergen)
    adoption = show(bergen, make_knee(), places=[make_haukeland(bergen), voss])
    assert visit(f"{KNEE}voss/").one("link", rel="canonical").get("href") == f"http://bergen.localhost{KNEE}"
    operate(adoption, "supplement", "rom", place=voss, target="hjem", position="after", html="<p>Rom i 3. etasje.</p>")
    approve(adoption)
    assert visit(f"{KNEE}voss/").one("link", rel="canonical").get("href") == f"http://bergen.localhost{KNEE}voss/"


def test_todays_links_to_a_place_still_lead_there(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee(), places=[make_haukeland(bergen)])
    old = visit(f"{KNEE}?sted=haukeland")
    assert (old.status, old.location) == (301, f"{KNEE}haukeland/")
    assert visit(f"{KNEE}?sted=../../ondt").status == 200


def test_a_place_where_it_is_not_done_is_not_found(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_voss(bergen)
    show(bergen, make_knee(), places=[make_haukeland(bergen)])
    assert visit(f"{KNEE}voss/").status == 404


def test_the_end_of_the_page_says_who_stands_behind_it(bergen: Site, visit: Callable[..., Visit]) -> None:
    adoption = show(bergen, make_knee(), unit="Ortopedisk poliklinikk")
    page = visit(KNEE)
    about = words(page.one("section", id="om-siden"))
    for fact in (
        "Ansvarlig enhet hos oss Ortopedisk poliklinikk",
        "Nasjonalt fagmiljø Ortopedisk kirurgi",
        "Sist faglig gjennomgått 24. november 2026",
        "Neste gjennomgang 12. mai 2029",
        "Godkjent hos oss av Kari Berg",
        "24. november 2026",
        "Nasjonal utgave Utgave 1",
    ):
        assert fact in about
    digest = adoption.texts.get().showings.get().snapshot.hash.removeprefix("sha256:")
    assert page.links()["Nøyaktig denne versjonen av siden"] == f"/v/{digest}/"


@pytest.mark.parametrize(("days", "late"), [(0, False), (90, False), (91, True)])
def test_ninety_days_after_a_review_was_due_the_page_says_it_is_late(
    bergen: Site, visit: Callable[..., Visit], monkeypatch: pytest.MonkeyPatch, now: datetime, days: int, late: bool
) -> None:
    show(bergen, make_knee())
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=900 + days))
    assert ("Gjennomgangen er forsinket." in visit(KNEE).text) is late


def test_the_language_switch_offers_only_what_exists(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee(english=True))
    page = visit(KNEE)
    (switch,) = page.all("nav", aria_label="Språk")
    offered = [(link.get("lang"), link.get("hreflang"), link.get("href")) for link in switch.iter() if link.get("href")]
    assert offered == [("nb", "nb", KNEE), ("en", "en", f"/en{KNEE}")]
    alternates = {link.get("hreflang"): link.get("href") for link in page.all("link", rel="alternate") if link.get("hreflang")}
    own = f"http://bergen.localhost{KNEE}"
    assert alternates == {"nb": own, "en": f"http://bergen.localhost/en{KNEE}", "x-default": own}
    assert not visit("/behandlinger/finnes-ikke/").all("nav", aria_label="Språk")


def test_a_page_missing_in_a_language_says_so_and_offers_the_one_that_exists(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee())
    page = visit(f"/nn{KNEE}")
    assert page.status == 200
    assert "Denne sida finst ikkje på nynorsk." in page.text
    offer = page.links()
    assert offer["Bokmål"] == KNEE
    assert page.blocks() == {}, "a nynorsk page never shows bokmål silently"
    assert page.all("meta", name="robots")


def test_a_nynorsk_hospital_speaks_nynorsk_without_a_prefix(visit: Callable[..., Visit]) -> None:
    forde = make_bergen(language="nn", other_languages=["nb"])
    knee = make_knee()
    make_edition(knee, {"before": [{"id": "faste", "type": "text", "html": "<p>Du må faste i 6 timar.</p>"}]}, language="nn")
    adoption = make_adoption(forde, knee, approved=False)
    operate(adoption, "fill", "tlf", target="telefon", value="57 00 00 00")
    approve(adoption)
    page = visit(KNEE)
    assert page.one("html").get("lang") == "nn"
    assert [words(heading) for heading in page.all("h2")] == ["Før behandlinga", "På Helsenorge", "Om denne sida"]
    assert visit(f"/nn{KNEE}").location == KNEE
    assert visit(f"/nb{KNEE}").one("html").get("lang") == "nb"


def test_the_old_sami_addresses_lead_to_the_new(bergen: Site, visit: Callable[..., Visit]) -> None:
    old = visit(f"/sa{KNEE}?a=b")
    assert (old.status, old.location) == (301, f"/se{KNEE}?a=b")
    assert visit("/sa/").location == "/se/"


def test_a_topic_under_the_wrong_list_leads_to_the_right_one(bergen: Site, visit: Callable[..., Visit]) -> None:
    show(bergen, make_knee(), places=[make_haukeland(bergen)])
    wrong = visit("/en/sykdommer/kneprotese/haukeland/")
    assert (wrong.status, wrong.location) == (301, f"/en{KNEE}haukeland/")
