"""An editor is asked whether a page still holds, opens the case, reads the page, and says so with one click."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.editorial.models import Event, OpenItem
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_site, make_user
from fellesnett.pages.actions import open_page_reviews
from fellesnett.pages.models import Department, NewsItem
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db

PAGES = "wagtailsnippets_pages_department:"
NEXT_YEAR = timedelta(days=360)


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def ward(bergen: Site, now: datetime) -> Department:
    page: Department = make_page(bergen, Department, live_at=now, slug="ortopedi", title="Ortopedi", unit="Ortopedisk avdeling")
    return page


def client_at(site: Site, role: str = Role.EDITOR) -> Client:
    client = Client()
    client.force_login(make_user(roles={site.organization: role}))
    return client


def test_from_the_inbox_to_the_answer_in_two_clicks(
    bergen: Site, ward: Department, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for screen in ("sitepages.reviewing", "local.inbox"):
        monkeypatch.setattr(f"fellesnett.desk.{screen}.now", lambda: now + NEXT_YEAR)
    [item] = open_page_reviews(at=now + NEXT_YEAR)
    client, editor = client_at(bergen), reverse(PAGES + "edit", args=[ward.pk])
    inbox = client.get("/admin/venter/").content.decode()
    assert "Ortopedi: er siden fortsatt riktig?" in inbox
    assert f'href="{editor}"' in inbox
    assert client.get(f"/admin/sak/{item.pk}/").headers["Location"] == editor
    screen = client.get(editor).content.decode()
    answer = reverse(PAGES + "still_right", args=[ward.pk])
    assert f'formaction="{answer}"' in screen
    assert "Siden skal ses over innen 24. november 2027." in screen
    told = client.post(answer, follow=True).content.decode()
    assert "Takk. Vi spør igjen innen 19. november 2028." in told
    assert not OpenItem.objects.open().exists()
    assert Event.objects.order_by("sequence").last().verb == "page.confirmed"  # type: ignore[union-attr]


def test_who_may_not_publish_sees_the_day_and_no_button(bergen: Site, ward: Department) -> None:
    client, answer = client_at(bergen, Role.CONTRIBUTOR), reverse(PAGES + "still_right", args=[ward.pk])
    screen = client.get(reverse(PAGES + "edit", args=[ward.pk])).content.decode()
    assert "Siden skal ses over innen" in screen
    assert answer not in screen
    assert client.post(answer).status_code == 404
    assert client_at(make_site("annensted")).post(answer).status_code == 404


def test_an_unseen_page_and_a_piece_of_news_ask_nothing(bergen: Site, now: datetime) -> None:
    client = client_at(bergen)
    draft, news = make_page(bergen, Department, slug="utkast"), make_page(bergen, NewsItem, live_at=now)
    for page, kind in ((draft, "department"), (news, "newsitem")):
        screen = client.get(reverse(f"wagtailsnippets_pages_{kind}:edit", args=[page.pk])).content.decode()
        assert "Siden skal ses over innen" not in screen
    refused = client.post(reverse(PAGES + "still_right", args=[draft.pk]), follow=True).content.decode()
    assert "Siden er ikke publisert." in refused
    assert 'name="review_months"' not in client.get(reverse("wagtailsnippets_pages_newsitem:add")).content.decode()


def test_the_board_lists_own_pages_adds_them_up_and_has_them_in_its_file(
    bergen: Site, ward: Department, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fellesnett.desk.boards.reviews.now", lambda: now + timedelta(days=366))
    make_page(make_site("annensted"), Department, live_at=now, slug="deres", title="Deres klinikk")
    client = client_at(bergen)
    board = client.get("/admin/oversikt/kvalitetssikring/", {"hva": "sider"}).content.decode()
    assert "1 egen side" in board
    assert f'href="{reverse(PAGES + "edit", args=[ward.pk])}"' in board
    assert "1 dag over fristen" in board
    assert "Deres klinikk" not in board
    for chosen, left in (
        ({"vis": "frist"}, 1),
        ({"fag": "Ortopedisk avdeling"}, 1),
        ({"fag": "Øye"}, 0),
        ({"maned": "2027-12"}, 0),
    ):
        answer = client.get("/admin/oversikt/kvalitetssikring/", {"hva": "sider", **chosen}).content.decode()
        assert (f'href="{reverse(PAGES + "edit", args=[ward.pk])}"' in answer) == bool(left), chosen
    text = client.get("/admin/oversikt/kvalitetssikring/fil/", {"hva": "sider"}).getvalue().decode().removeprefix("\ufeff")
    [row] = csv.DictReader(io.StringIO(text, newline=""), delimiter=";")
    assert (row["Tekst"], row["Hva"], row["Fagmiljø"], row["Dager igjen"]) == (
        "Ortopedi",
        "Avdeling",
        "Ortopedisk avdeling",
        "-1",
    )
    nation = Client()
    nation.force_login(make_user(roles={make_national_office(): Role.NATIONAL_EDITOR}))
    for by in ("site", "unit", "month"):
        everybody = nation.get("/admin/oversikt/kvalitetssikring/", {"hva": "sider", "etter": by}).content.decode()
        assert "2 egne sider" in everybody
        assert reverse(PAGES + "edit", args=[ward.pk]) not in everybody, "the nation reads, and does not write"
