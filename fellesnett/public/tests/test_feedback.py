"""A relative says that she did not find what she looked for. She has no cookie, no script, and leaves no trace of who she is."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from fellesnett.adoption.models import Showing
from fellesnett.editorial.models import OpenItem, OpenItemKind
from fellesnett.foundation import clock, limiting
from fellesnett.insight.models import Feedback
from fellesnett.organizations.models import Site
from fellesnett.organizations.tests.factories import make_site
from fellesnett.pages.tests.factories import make_page
from fellesnett.public.feedback import LONGEST
from fellesnett.public.tests.factories import make_bergen, make_front_door, make_haukeland, make_knee, make_voss, show
from fellesnett.public.tests.reading import Visit, words
from fellesnett.public.views import feedback
from tests.laying import Lay

pytestmark = pytest.mark.django_db
KNEE = "/behandlinger/kneprotese/"
FORM = "/tilbakemelding/"


class Answer(Visit):
    """What came of sending the form at the end of a page."""

    def __init__(self, page: Visit, host: str = "bergen.localhost", *, to: str = "", headers: Any = (), **said: str) -> None:
        form = page.one("form", class_="feedback")
        fields = {field.get("name"): field.get("value", "") for field in form.iter() if field.get("type") == "hidden"}
        headers = {"host": host, "sec-fetch-site": "same-origin", **dict(headers)}
        self.response = Client().post(to or form.get("action"), {**fields, **said}, headers=headers)
        self.status = self.response.status_code
        self.location = self.response.headers.get("Location", "")
        self.html = self.response.content.decode()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    feedback.OFTEN.forget()


@pytest.fixture(scope="module")
def laid(lay: Lay) -> Site:
    return lay(make_hospital)


@pytest.fixture
def bergen(db: None, laid: Site) -> Site:
    return deepcopy(laid)


def make_hospital() -> Site:
    site = make_bergen(other_languages=["en"])
    show(site, make_knee(english=True), places=[make_haukeland(site), make_voss(site)])
    return site


def test_every_page_asks_and_says_what_not_to_write_before_anything_is_sent(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit(KNEE)
    form = page.one("form", class_="feedback")
    assert (form.get("method"), form.get("action")) == ("post", FORM)
    assert words(page.one("legend")) == "Fant du det du lette etter?"
    assert [field.get("value") for field in page.all("input", type="radio")] == ["yes", "no", "partly"]
    assert "Ikke skriv om helsen din" in words(form)
    assert "kan ikke svare deg" in words(form)
    assert "116 117" in words(form)
    assert not page.all("input", type="email")
    assert visit("/en" + KNEE).one("form", class_="feedback").get("action") == "/en/tilbakemelding/"


def test_an_answer_is_kept_without_what_points_to_her(bergen: Site, visit: Callable[..., Visit], now: datetime) -> None:
    sent = Answer(visit(KNEE), found="no", text="Hvor parkerer vi?\r\nRing meg på 98 76 54 32.")
    assert (sent.status, sent.location) == (303, "/tilbakemelding/takk/?side=%2Fbehandlinger%2Fkneprotese%2F")
    kept = Feedback.objects.get()
    assert (kept.site, kept.path, kept.title, kept.subject) == (bergen, KNEE, "Kneprotese", "topic:kneprotese")
    assert (kept.language, kept.found) == ("nb", "no")
    assert kept.text == "Hvor parkerer vi?\nRing meg på [telefonnummer fjernet]."
    assert kept.stripped == {"phone": 1}
    assert kept.snapshot == Showing.objects.live().get(text__language="nb", place=None).snapshot.hash
    assert kept.at == now.replace(minute=0, second=0, microsecond=0)


def test_there_is_no_column_for_who_it_was() -> None:
    columns = {field.name for field in Feedback._meta.get_fields()}
    assert columns == {
        *("id", "site", "path", "title", "subject", "language", "found", "text", "stripped", "snapshot", "item", "at")
    }


def test_the_answer_about_a_place_or_another_language_belongs_to_that_page(bergen: Site, visit: Callable[..., Visit]) -> None:
    Answer(visit(f"{KNEE}voss/"), found="no")
    sent = Answer(visit(f"/en{KNEE}"), found="partly")
    assert sent.location == "/en/tilbakemelding/takk/?side=%2Fen%2Fbehandlinger%2Fkneprotese%2F"
    assert set(Feedback.objects.values_list("path", "language")) == {(f"{KNEE}voss/", "nb"), (KNEE, "en")}


def test_a_sites_own_page_asks_too(bergen: Site, visit: Callable[..., Visit], now: datetime) -> None:
    make_page(bergen, live_at=now)
    assert Answer(visit("/nyheter/ny-inngang/"), found="no").status == 303
    kept = Feedback.objects.get()
    assert (kept.path, kept.title, kept.subject, kept.snapshot) == ("/nyheter/ny-inngang/", "Ny inngang", "", "")


def test_the_national_page_asks_the_national_editors(bergen: Site, visit: Callable[..., Visit]) -> None:
    make_front_door()
    assert Answer(visit(KNEE, "www.localhost"), "www.localhost", found="no").status == 303
    assert OpenItem.objects.get(kind=OpenItemKind.FEEDBACK).role == "national_editor"


def test_lists_dead_ends_and_old_versions_do_not_ask(bergen: Site, visit: Callable[..., Visit]) -> None:
    version = "/v/" + Showing.objects.live().filter(place=None).first().snapshot.hash.removeprefix("sha256:") + "/"
    for path in ("/", "/behandlinger/", "/finnes-ikke/", version):
        assert visit(path).all("form", class_="feedback") == [], path


def test_thanks_leads_back_to_the_page_and_nowhere_else(bergen: Site, visit: Callable[..., Visit]) -> None:
    thanks = visit(f"/tilbakemelding/takk/?side={KNEE}")
    assert thanks.status == 200
    assert thanks.links()["Tilbake til siden"] == KNEE
    assert words(thanks.one("h1")) == "Takk for tilbakemeldingen"
    evil = ("//ond.example/", "https://ond.example/", "/\\ond.example/", "javascript:alert(1)", "/%0d%0aX: y/", "/a b/", "")
    for side in evil:
        back = visit(f"/tilbakemelding/takk/?side={side}")
        assert back.links()["Tilbake til siden"] == "/", side
        assert "ond.example" not in back.html


def test_a_mistake_is_said_at_the_field_and_nothing_is_lost(bergen: Site, visit: Callable[..., Visit]) -> None:
    wrong = Answer(visit(KNEE), text="Hvor parkerer vi? <b>Takk</b>")
    assert wrong.status == 422
    assert "Velg «Ja», «Nei» eller «Delvis»." in words(wrong.one("fieldset"))
    assert wrong.one("fieldset").get("aria-describedby") == "svar-feil"
    assert wrong.one("textarea").text == "Hvor parkerer vi? <b>Takk</b>"
    assert wrong.links()["Kneprotese"] == KNEE
    assert not Feedback.objects.exists()
    assert Answer(wrong, found="yes", text="Hvor parkerer vi?").status == 303


def test_a_text_that_is_too_long_comes_back_whole(bergen: Site, visit: Callable[..., Visit]) -> None:
    long = "å\n" * (LONGEST // 2)
    assert Answer(visit(KNEE), found="no", text=long.strip().replace("\n", "\r\n")).status == 303
    wrong = Answer(visit(KNEE), found="no", text=long + "slutt")
    assert wrong.status == 422
    assert wrong.one("textarea").get("aria-describedby") == "tilbakemelding-rad tekst-feil"
    assert wrong.one("textarea").text.strip() == long + "slutt"
    checked = [field.get("value") for field in wrong.all("input", type="radio") if field.get("checked") is not None]
    assert checked == ["no"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "", "origin": "https://ond.example"}, 403),
        ({"sec-fetch-site": "", "origin": "null"}, 403),
        ({"sec-fetch-site": "", "origin": "http://bergen.localhost"}, 303),
        ({"sec-fetch-site": ""}, 303),
    ],
)
def test_only_our_own_pages_may_send_the_form(
    bergen: Site, visit: Callable[..., Visit], headers: dict[str, str], status: int
) -> None:
    assert Answer(visit(KNEE), headers=headers, found="no").status == status
    assert Feedback.objects.exists() is (status == 303)


def test_an_answer_is_about_a_page_we_have_shown(bergen: Site, visit: Callable[..., Visit]) -> None:
    """A page is named by a signed value: nobody fills the inbox with pages that are not there, or another hospital's."""
    page = visit(KNEE)
    make_site("solsiden")
    assert Answer(page, found="no", side="/behandlinger/noe-annet/").status == 400
    assert Answer(page, "solsiden.localhost", found="no").status == 400
    assert not Feedback.objects.exists()


def test_programs_that_fill_in_everything_are_thanked_and_not_believed(bergen: Site, visit: Callable[..., Visit]) -> None:
    assert Answer(visit(KNEE), found="no", text="Kjøp!", nettadresse="https://ond.example").status == 303
    assert not Feedback.objects.exists()


def test_what_is_far_too_large_is_not_read(bergen: Site, visit: Callable[..., Visit]) -> None:
    sent = Answer(visit(KNEE), found="no", text="å" * feedback.LARGEST)
    assert sent.status == 413
    assert "altfor lang" in sent.text


def test_ten_in_ten_minutes_is_enough(bergen: Site, visit: Callable[..., Visit], now: datetime, monkeypatch: Any) -> None:
    page = visit(KNEE)
    assert [Answer(page, found="no").status for _ in range(11)] == [303] * 10 + [429]
    refused = Answer(page, found="no", text="Hvor parkerer vi?")
    assert "Vent ti minutter" in refused.text
    assert "Hvor parkerer vi?" in refused.text
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=11))
    assert Answer(page, found="no").status == 303


def test_nothing_here_is_kept_or_indexed(bergen: Site, visit: Callable[..., Visit]) -> None:
    page = visit(KNEE)
    answers = [Answer(page), Answer(page, found="yes"), Answer(page, side="x"), visit("/tilbakemelding/takk/"), visit(FORM)]
    for answer in answers:
        assert answer.response["Cache-Control"] == "no-store"
        assert answer.response["X-Robots-Tag"] == "noindex"
        assert not answer.response.cookies
    assert (answers[-1].status, answers[-1].location) == (302, "/")


def test_the_same_page_is_the_same_for_everybody(bergen: Site, visit: Callable[..., Visit]) -> None:
    first = visit(KNEE)
    assert visit(KNEE, if_none_match=first.response["ETag"]).status == 304
    assert first.response.cookies == {}


# --- counting without knowing whom -----------------------------------------------------------------------------------


def test_each_reader_is_counted_alone_and_forgotten_the_next_day(now: datetime) -> None:
    often = limiting.SlidingCounter(limit=2, window=timedelta(minutes=10))
    assert [often.allows("10.0.0.1", now) for _ in range(3)] == [True, True, False]
    assert often.allows("10.0.0.2", now)
    assert not often.allows("10.0.0.1", now + timedelta(minutes=9))
    assert often.allows("10.0.0.1", now + timedelta(minutes=10))
    first = set(often._seen)
    often.allows("10.0.0.1", now + timedelta(days=1))
    assert not first & set(often._seen)
    assert all(b"10.0.0" not in reader for reader in first)


def test_many_readers_do_not_fill_the_memory(now: datetime) -> None:
    often = limiting.SlidingCounter(limit=1, window=timedelta(minutes=10), readers=3)
    assert all(often.allows(f"10.0.0.{number}", now) for number in range(9))
    assert len(often._seen) == 3


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(rf: Any, settings: Any) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.7"})
    assert limiting.address_of(request) == "127.0.0.1"
    settings.PROXIES_IN_FRONT = 1
    assert limiting.address_of(request) == "10.0.0.7"
    assert limiting.address_of(rf.get("/")) == "127.0.0.1"
