"""An accident in the night: what every page tells, how soon, in which language, and what stands afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client, override_settings

from fellesnett.organizations.models import OrganizationKind, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site
from fellesnett.pages.actions.alerting import change_alert, end_alert, replace_alert
from fellesnett.pages.gates.alerts import Words
from fellesnett.pages.models import AlertKind, Reach, Service
from fellesnett.pages.tests.alerts import STORM, make_alert, make_emergency, national_editor, wanted_at
from fellesnett.pages.tests.factories import editor_of, make_page
from fellesnett.public import alerts
from fellesnett.public.tests.caches import SharedCache
from fellesnett.public.tests.factories import make_knee
from fellesnett.public.tests.reading import Visit, words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def it_is(moment: datetime) -> None:
        monkeypatch.setattr("fellesnett.foundation.clock.now", lambda: moment)

    alerts.forget()
    it_is(now)
    return it_is


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen", other_languages=["nn", "se", "en"])


def visit(path: str, host: str = "bergen.localhost") -> Visit:
    return Visit(Client(), host, path)


def titles(page: Visit) -> list[str]:
    return [words(title) for title in (*page.all("p", class_="alert-title"), *page.all("span", class_="alert-title"))]


# --- the national emergency -----------------------------------------------------------------------------------------


@pytest.fixture
def every_kind_of_site(bergen: Site) -> list[Site]:
    office = make_national_office()
    company = make_organization("IKT AS", kind=OrganizationKind.ICT_COMPANY)
    others = {"language": "nn", "other_languages": ["nb", "se", "en"]}
    return [
        bergen,
        make_site("ikt", organization=company, **others),
        make_site("www", organization=office, is_front_door=True, other_languages=["nn", "se", "en"]),
    ]


def test_a_national_emergency_gets_through_every_cache_in_five_seconds(
    every_kind_of_site: list[Site], now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    """Each site, each language, a page, a list, a page that is not there, and a topic that is not offered."""
    make_knee()
    cache = SharedCache()
    addresses = [
        (f"{site.slug}.localhost", site.path_in(language, path), language)
        for site in every_kind_of_site
        for language in ("nb", "nn", "se", "en")
        for path in ("/", "/nyheter/", "/finnes-ikke/", "/behandlinger/kneprotese/", "/personvern/", "/drift/")
    ]
    before = {(host, path): cache.get(host, path) for host, path, _language in addresses}
    assert all(STORM["nb"].title not in page.content.decode() for page in before.values())
    with override_settings(ALERT_SECONDS=2), django_capture_on_commit_callbacks(execute=True):
        make_emergency(now)
    cache.seconds = 4.9
    assert cache.get("bergen.localhost", "/") is before["bergen.localhost", "/"], "the cache keeps what it may"
    cache.seconds = 5.0
    for host, path, language in addresses:
        page = cache.get(host, path)
        assert STORM[language].title in page.content.decode(), f"{host}{path}"


def test_an_unchanged_page_is_not_sent_again_and_survives_that_the_origin_falls(bergen: Site) -> None:
    cache = SharedCache()
    first = cache.get("bergen.localhost", "/")
    cache.seconds = 6
    assert cache.get("bergen.localhost", "/") is first
    assert cache.asked == 2
    cache.origin_is_down = True
    cache.seconds = 6 + 86_400
    assert cache.get("bergen.localhost", "/") is first


def test_a_process_that_did_not_hear_of_it_knows_within_two_seconds(
    bergen: Site, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    monkeypatch.setattr("fellesnett.public.alerts.time.monotonic", lambda: seconds[0])
    with override_settings(ALERT_SECONDS=2):
        assert titles(visit("/")) == []
        make_emergency(now)  # no callback on commit here: as if another process had raised it
        assert titles(visit("/")) == []
        seconds[0] += 2
        assert titles(visit("/")) == [STORM["nb"].title]


def test_it_goes_as_it_came(bergen: Site, now: datetime, clock: Callable[[datetime], None]) -> None:
    alert = make_emergency(now, starts_at=now + HOUR, stops_at=now + 3 * HOUR)
    seen = {}
    for hours in (0, 1, 2, 3):
        clock(now + hours * HOUR)
        seen[hours] = bool(titles(visit("/")))
    assert seen == {0: False, 1: True, 2: True, 3: False}
    clock(now + 2 * HOUR)
    end_alert(alert=alert, by=national_editor(), at=now + 2 * HOUR)
    assert titles(visit("/")) == []


def test_the_etag_follows_the_alert(bergen: Site, now: datetime) -> None:
    plain = visit("/").response.headers["ETag"]
    alert = make_alert(bergen, now)
    warned = visit("/").response.headers["ETag"]
    end_alert(alert=alert, by=editor_of(bergen), at=now)
    assert warned != plain == visit("/").response.headers["ETag"]


def test_headers_let_no_cache_keep_a_page_longer(bergen: Site) -> None:
    for path in ("/", "/finnes-ikke/"):
        assert visit(path).response.headers["Cache-Control"] == "public, max-age=5, stale-if-error=86400"


# --- how it looks ---------------------------------------------------------------------------------------------------


def test_each_kind_is_a_region_that_says_in_words_what_it_is(bergen: Site, now: datetime) -> None:
    make_alert(bergen, now)
    make_alert(
        bergen, now, kind=AlertKind.OPERATIONS, level=2, words={"nb": Words("Telefonen er nede", "Ring 915 06 200 i stedet.")}
    )
    make_emergency(now)
    page = visit("/")
    regions = page.all("section", class_="alert")
    assert [words(region).split(":")[0].split(" Færre")[0] for region in regions] == [
        "Informasjon.",
        "Rød beredskap",
        "Driftsmelding",
    ]
    for region in regions:
        (name,) = [each for each in region.iter() if each.get("id") == region.get("aria-labelledby")]
        assert words(name) in words(region)
    assert "Informasjon" in words(page.one("header", class_="site-header"))
    assert "Rød beredskap" in words(page.one("div", class_="trail"))


def test_of_several_only_the_emergency_is_told_in_full(bergen: Site, now: datetime) -> None:
    """Else three of them fill the first screen of a telephone. What each is and is about is there without a tap."""
    alert = make_alert(bergen, now)
    alone = visit("/")
    assert alone.all("details", class_="alert-body") == []
    assert "Bare to kan besøke deg" in words(alone.one("div", class_="alert-body"))
    make_emergency(now)
    page = visit("/")
    assert STORM["nb"].text in words(page.one("div", class_="alert-body"))
    folded = page.one("details", class_="alert-body")
    assert folded.get("open") is None
    assert words(folded[0]) == "Informasjon. Færre besøk"
    assert "Bare to kan besøke deg" in words(folded)
    assert words(folded).endswith("Hele meldingen")
    assert f'href="/drift/{alert.pk}/" aria-describedby="melding-{alert.pk}"' in page.html


def test_words_in_another_language_are_marked_and_say_so(bergen: Site, now: datetime) -> None:
    make_alert(bergen, now)
    page = visit("/en/")
    region = page.one("section", class_="alert")
    assert page.one("p", class_="alert-title").get("lang") == "nb"
    assert "Meldingen finnes bare på" in words(region) or "only" in words(region)
    assert page.status == 200


def test_a_part_of_a_site_and_a_single_page(bergen: Site, now: datetime) -> None:
    make_page(bergen, live_at=now)
    part = {"reach": Reach.PART, "path": "/nyheter/", "words": {"nb": Words("Om nyhetene", "Kort sagt.")}}
    make_alert(bergen, now, **part)
    make_alert(bergen, now, reach=Reach.PAGE, path="/nyheter/ny-inngang/", words={"nb": Words("Om inngangen", "Kort sagt.")})
    assert titles(visit("/")) == []
    assert titles(visit("/nyheter/")) == ["Om nyhetene"]
    assert sorted(titles(visit("/nyheter/ny-inngang/"))) == ["Om inngangen", "Om nyhetene"]
    assert titles(visit("/en/nyheter/")) == ["Om nyhetene"]


# --- its own page, and the status of services ------------------------------------------------------------------------


def test_its_own_page_has_the_whole_text_and_what_has_happened(
    bergen: Site, now: datetime, clock: Callable[[datetime], None]
) -> None:
    editor = editor_of(bergen)
    told = Words("Færre besøk", "To om gangen.", "https://www.fhi.no/", "Råd fra FHI", "Vi har mye influensa.\n\nVask <hendene>.")
    alert = make_alert(bergen, now, words={"nb": told})
    change = wanted_at(bergen, now, words={"nb": Words("Ingen besøk", "Ring avdelingen.")}, stops_at=now + 9 * HOUR)
    page = visit(f"/drift/{alert.pk}/")
    assert "Vask <hendene>." in page.text
    assert page.text.count("Færre besøk") == 2, "in the path and as its heading, and not in a box above it too"
    assert "Det som har skjedd" not in page.text, "nothing has, since it was told"
    assert page.links()["Råd fra FHI"] == "https://www.fhi.no/"
    change_alert(alert=alert, wanted=change, by=editor, at=now + HOUR)
    end_alert(alert=alert, by=editor, at=now + 2 * HOUR)
    clock(now + 3 * HOUR)
    page = visit(f"/drift/{alert.pk}/")
    history = [words(line) for line in page.one("ol", class_="history")]
    assert [line.split(" ", 5)[5] for line in history] == [
        "Meldingen ble avsluttet",
        "Meldingen ble endret Ingen besøk Ring avdelingen.",
        "Meldingen ble lagt ut Færre besøk To om gangen.",
    ]
    assert "Meldingen er avsluttet." in page.text


def test_an_alert_has_no_page_where_it_does_not_reach_or_has_not_begun(bergen: Site, now: datetime) -> None:
    make_site("oslo")
    alert = make_alert(bergen, now)
    assert visit(f"/drift/{alert.pk}/", "oslo.localhost").status == 404
    assert visit(f"/drift/{alert.pk + 1}/").status == 404
    planned = {"starts_at": now + HOUR, "stops_at": now + 2 * HOUR}
    assert visit(f"/drift/{make_alert(bergen, now, **planned).pk}/").status == 404
    operations = make_alert(bergen, now, kind=AlertKind.OPERATIONS, level=1, **planned)
    assert visit(f"/drift/{operations.pk}/").status == 200
    end_alert(alert=operations, by=editor_of(bergen), at=now)
    assert visit(f"/drift/{operations.pk}/").status == 404, "called off before it began: never said to anybody"


def test_the_status_of_services_and_what_is_current_planned_and_past(
    bergen: Site, now: datetime, clock: Callable[[datetime], None]
) -> None:
    journal = Service.objects.create(site=bergen, slug="journal", name={"nb": "Journal", "en": "Records"})
    Service.objects.create(site=bergen, slug="epost", name={"nb": "E-post"}, sort_order=1)
    Service.objects.create(site=bergen, slug="telefaks", name={"nb": "Telefaks"}, retired=True)
    down: dict[str, Any] = {"kind": AlertKind.OPERATIONS, "level": 3, "services": (journal,)}
    make_alert(bergen, now, **down, words={"nb": Words("Journalen er nede", "Bruk papir.")})
    make_alert(
        bergen,
        now,
        kind=AlertKind.OPERATIONS,
        level=1,
        words={"nb": Words("Ny skriver", "Slå den av og på.")},
        stops_at=now + HOUR,
    )
    tomorrow = {"starts_at": now + 24 * HOUR, "stops_at": now + 25 * HOUR}
    make_alert(bergen, now, **down, **tomorrow, words={"nb": Words("Oppgradering", "Journalen er nede i en time.")})
    clock(now + 2 * HOUR)
    page = visit("/drift/")
    assert [words(line) for line in page.one("ul", class_="statuses")] == ["Journal Ute av drift", "E-post I drift"]
    assert [words(heading) for heading in page.all("h2")] == ["Slik er det nå", "Meldinger nå", "Planlagt", "Tidligere meldinger"]
    assert [words(heading) for heading in page.all("h3")] == ["Journalen er nede", "Oppgradering", "Ny skriver"]
    assert "24. november 2026 kl. 09.00–10.00" in page.text
    assert titles(page) == [], "the page itself tells of them"
    assert "Records" in visit("/en/drift/").text


def test_with_nothing_wrong_the_page_says_so(bergen: Site) -> None:
    assert "Det er ingen meldinger nå." in visit("/drift/").text


def test_one_who_kept_the_old_address_is_led_to_what_is_said_now(bergen: Site, now: datetime) -> None:
    old, editor = make_alert(bergen, now), editor_of(bergen)
    graver = wanted_at(bergen, now, kind=AlertKind.EMERGENCY, level=2, words={"nb": Words("Ingen besøk", "Ring avdelingen.")})
    new = replace_alert(alert=old, wanted=graver, by=editor, at=now + HOUR)
    ways = [(old, new, "Ny melding", "Ingen besøk"), (new, old, "Forrige melding", "Færre besøk")]
    for here, there, words_before, title in ways:
        page = visit(f"/drift/{here.pk}/")
        assert words_before in page.text
        assert title in [words(link) for link in page.all("a", href=f"/drift/{there.pk}/")]
