"""A site owner changes the menu and the footer; the hospital next door cannot, and nothing leads to an empty page."""

from __future__ import annotations

from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fellesnett.desk.tests.unscripted import form_of
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_national_office, make_organization, make_site, make_user
from fellesnett.pages.actions import open_site
from fellesnett.pages.models import SiteProfile

pytestmark = pytest.mark.django_db
EDIT, LIST = "wagtailsnippets_pages_siteprofile:edit", "wagtailsnippets_pages_siteprofile:list"


@pytest.fixture
def fjord(now: datetime) -> Site:
    return open_site(
        organization=make_organization("Fjord HF"),
        slug="fjord",
        name="Fjord sykehus",
        language="nb",
        by=make_user(roles={make_national_office(): Role.NATIONAL_MEDICAL_EDITOR}),
        in_preparation=False,
        at=now,
    )


def client_at(site: Site, role: str) -> Client:
    client = Client()
    client.force_login(make_user(roles={site.organization: role}))
    return client


def form(profile: SiteProfile, *paths: str, **facts: str) -> dict[str, Any]:
    """The form as the browser sends it, with this menu in place of the one that was."""
    words = {"phone": "", "email": "", "post_address": "", "invoice_note": "", "owner_line": "", "agreement_line": ""}
    values: dict[str, Any] = {**words, "declaration_url": "", "declared_on": "", **facts}
    old = list(profile.menu.all())
    values |= {"menu-TOTAL_FORMS": len(old) + len(paths), "menu-INITIAL_FORMS": len(old), "menu-MIN_NUM_FORMS": 0}
    values |= {"menu-MAX_NUM_FORMS": 7, "breaches-TOTAL_FORMS": 0, "breaches-INITIAL_FORMS": 0}
    values |= {"breaches-MIN_NUM_FORMS": 0, "breaches-MAX_NUM_FORMS": 1000}
    for number, entry in enumerate(old):
        values |= {f"menu-{number}-id": entry.pk, f"menu-{number}-path": entry.path, f"menu-{number}-sort_order": number}
        values |= {f"menu-{number}-DELETE": "on"}
    for number, path in enumerate(paths, len(old)):
        values |= {f"menu-{number}-id": "", f"menu-{number}-path": path, f"menu-{number}-sort_order": number}
    return values


def test_an_owner_changes_menu_and_footer_and_the_record_remembers(fjord: Site) -> None:
    profile = SiteProfile.objects.get(site=fjord)
    client = client_at(fjord, Role.SITE_OWNER)
    assert client.get(reverse(EDIT, args=[profile.pk])).status_code == 200
    client.post(reverse(EDIT, args=[profile.pk]), form(profile, "/kontakt/", phone="55 00 00 00"))
    profile = SiteProfile.objects.get(site=fjord)
    assert (profile.phone, [entry.path for entry in profile.menu.all()]) == ("55 00 00 00", ["/kontakt/"])
    event = Event.objects.order_by("sequence").last()
    assert event is not None
    assert (event.verb, event.payload["menu"]) == ("site.described", ["/kontakt/"])


@pytest.mark.parametrize(
    ("path", "phone", "words"), [("kontakt", "", "med / først og sist"), ("/kontakt/", "ring", "telefonnummer")]
)
def test_what_is_wrong_is_said_and_nothing_changes(fjord: Site, path: str, phone: str, words: str) -> None:
    profile = SiteProfile.objects.get(site=fjord)
    answer = client_at(fjord, Role.EDITOR).post(reverse(EDIT, args=[profile.pk]), form(profile, path, phone=phone))
    assert words in answer.content.decode()
    assert SiteProfile.objects.get(site=fjord).menu.count() == 6


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.CLINICIAN, Role.AUDITOR])
def test_the_menu_is_not_for_those_who_only_propose(fjord: Site, role: str) -> None:
    assert client_at(fjord, role).get(reverse(LIST)).status_code == 404


@pytest.mark.parametrize("role", Role.values)
def test_the_hospital_next_door_finds_nothing(fjord: Site, role: str) -> None:
    profile = SiteProfile.objects.get(site=fjord)
    client = client_at(make_site("annensted"), role)
    address = reverse(EDIT, args=[profile.pk])
    assert (client.get(address).status_code, client.post(address, form(profile)).status_code) == (404, 404)
    assert "Fjord sykehus" not in client.get(reverse(LIST)).content.decode()


def test_without_script_a_row_is_removed_and_another_added_and_what_is_left_empty_is_no_row(fjord: Site) -> None:
    client = client_at(fjord, Role.SITE_OWNER)
    profile = SiteProfile.objects.get(site=fjord)
    edit = reverse(EDIT, args=[profile.pk])
    before = [entry.path for entry in profile.menu.all()]
    sent = form_of(client.get(edit), "phone")
    assert f"menu-{len(before)}-path" in sent, "one may be added"
    sent[f"menu-{len(before)}-path"], sent[f"menu-{len(before)}-sort_order"] = ["/om-oss/"], ["9"]
    sent["menu-0-DELETE"].append("1")
    sent["breaches-1-criterion"], sent["breaches-1-text"] = ["1.2.2"], ["Filmene mangler tekst."]

    client.post(edit, sent)

    profile = SiteProfile.objects.get()
    assert [entry.path for entry in profile.menu.all()] == [*before[1:], "/om-oss/"]
    assert [breach.criterion for breach in profile.breaches.all()] == ["1.2.2"]


def test_who_saves_over_what_a_colleague_saved_meanwhile_is_told_once_and_keeps_what_was_typed(fjord: Site) -> None:
    kari, per = client_at(fjord, Role.SITE_OWNER), client_at(fjord, Role.EDITOR)
    profile = SiteProfile.objects.get(site=fjord)
    edit = reverse(EDIT, args=[profile.pk])
    of_kari, of_per = form_of(kari.get(edit), "phone"), form_of(per.get(edit), "phone")
    of_kari["phone"], of_kari["menu-0-path"] = ["55 11 11 11"], ["/om-oss/"]
    kari.post(edit, of_kari)
    of_per["post_address"] = ["Postboks 1, 5020 Bergen"]

    told = per.post(edit, of_per)

    shown = unescape(told.content.decode())
    assert "Ikke lagret: noen andre lagret mens du skrev. Det du skrev, står her." in shown
    assert "Sentralbord, slik det er lagret nå: «55 11 11 11»" in shown
    assert "Menyen, slik det er lagret nå: «/om-oss/, " in shown
    assert "Postadresse, slik" not in shown, "only what the other changed"
    assert (profile.phone, SiteProfile.objects.get(site=fjord).phone) == ("", "55 11 11 11")
    again = form_of(told, "phone")
    assert again["post_address"] == ["Postboks 1, 5020 Bergen"]
    again["phone"], again["menu-0-path"] = ["55 11 11 11"], ["/om-oss/"]
    per.post(edit, again)
    saved = SiteProfile.objects.get(site=fjord)
    assert (saved.phone, saved.post_address, saved.menu.first().path) == ("55 11 11 11", "Postboks 1, 5020 Bergen", "/om-oss/")


def test_what_was_wrong_with_the_form_does_not_hide_that_a_colleague_saved(fjord: Site) -> None:
    kari, per = client_at(fjord, Role.SITE_OWNER), client_at(fjord, Role.EDITOR)
    edit = reverse(EDIT, args=[SiteProfile.objects.get(site=fjord).pk])
    of_per = form_of(per.get(edit), "phone") | {"phone": ["ring"]}
    kari.post(edit, form_of(kari.get(edit), "phone") | {"phone": ["55 11 11 11"]})

    corrected = form_of(per.post(edit, of_per), "phone") | {"phone": ["55 22 22 22"]}
    per.post(edit, corrected)

    assert SiteProfile.objects.get(site=fjord).phone == "55 11 11 11"


@pytest.mark.parametrize("opened", ["", "nei", "[]", "3", "null"])
def test_a_form_that_does_not_know_what_it_was_opened_on_is_saved_as_before(fjord: Site, opened: str) -> None:
    client = client_at(fjord, Role.SITE_OWNER)
    profile = SiteProfile.objects.get(site=fjord)
    client.post(reverse(EDIT, args=[profile.pk]), form(profile, "/kontakt/", phone="55 00 00 00") | {"opened": opened})
    assert SiteProfile.objects.get(site=fjord).phone == "55 00 00 00"
