"""The tabs of a site's screens: one list, whole on a wide screen and behind one press on a telephone, without any script."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.urls import reverse

from fellesnett.desk.tests.wards import as_
from fellesnett.organizations.models import Role, SiteState
from fellesnett.organizations.tests.factories import make_site, make_user

pytestmark = pytest.mark.django_db
FOLD = re.compile(r'<details class="desk-fold">(.*?)</details>', re.DOTALL)
ROW = re.compile(r'<div class="desk-tabs">(.*?)</div>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>')
LINK_OF_MENU = re.compile(r'<li><a href="([^"]+)">([^<]+)</a>')


def shown(role: str, view: str, **facts: str | datetime) -> tuple[str, list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """What the fold says while it is closed, the links within it, and those of the row."""
    site = make_site("bergen", **facts)
    page = as_(make_user(roles={site.organization: role})).get(reverse(f"desk_local:{view}", args=["bergen"])).content.decode()
    fold, row = FOLD.search(page), ROW.search(page)
    assert fold
    assert row
    return fold[1].partition("</summary>")[0], LINK.findall(fold[1]), LINK.findall(row[1])


def test_the_fold_says_where_one_is_and_leads_wherever_the_row_does() -> None:
    closed, fold, row = shown(Role.SITE_OWNER, "places")
    assert "<strong>Steder</strong>" in closed
    assert fold == row
    assert [words for _address, current, words in row if current] == ["Steder"]
    assert len(row) == 11


def test_nobody_is_led_where_they_have_no_business() -> None:
    _closed, fold, _row = shown(Role.CONTRIBUTOR, "texts")
    words = {words for _address, _current, words in fold}
    assert words.isdisjoint({"Meldinger", "Utseende", "Fra partnere", "Folk og tilgang"})
    assert {"Venter", "Våre tekster", "Steder", "Faglig ansvar"} <= words


def test_what_is_left_before_a_site_opens_has_its_tab_until_then() -> None:
    _closed, fold, _row = shown(Role.SITE_OWNER, "texts", state=SiteState.PREPARING)
    assert "Før nettstedet åpner" in {words for _address, _current, words in fold}


def test_without_script_the_menu_is_a_row_of_links_and_the_choices_stand_apart() -> None:
    site = make_site("bergen")
    client = as_(make_user(roles={site.organization: Role.SITE_OWNER}))
    page = client.get(reverse("desk_local:inbox")).content.decode()
    menu = re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert menu
    links = dict(LINK_OF_MENU.findall(menu[1]))
    assert {"/admin/", reverse("desk_local:inbox"), reverse("desk_manual:contents")} <= set(links)
    assert "#" not in links
    assert links[reverse("desk_local:inbox")] == "Venter på deg"
    assert re.search(r">Mine</a>\s+<a [^>]*>Gitt til meg</a>\s+<a [^>]*>Alle</a>", page)
