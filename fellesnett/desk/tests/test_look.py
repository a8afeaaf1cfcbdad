"""A communication adviser tries colours from the design manual, sees what each becomes, and uses one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import html5lib
import pytest
from django.test import Client

from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions.branding import choose_color
from fellesnett.pages.gates import NotReady

pytestmark = pytest.mark.django_db
LOOK = "/admin/lokalt/bergen/utseende/"
MAY = {Role.SITE_OWNER, Role.EDITOR}


@pytest.fixture(autouse=True)
def bergen() -> Site:
    return make_site("bergen", name="Haukeland", brand_color="#003087")


def client_at(site: Site, role: str = Role.EDITOR) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(make_user(roles={site.organization: role}))
    return client


def send(client: Client, color: str, *, picked: str = "#003087", act: str = "try") -> Any:
    """What a browser sends: both fields began at the colour that was shown."""
    return client.post(LOOK, {"color": color, "picked": picked, "shown": "#003087", "act": act})


def test_trying_a_colour_shows_it_with_numbers_and_changes_nothing(bergen: Site) -> None:
    client = client_at(bergen)
    html = send(client, "#FFCC00").content.decode()
    assert "Slik blir det med #ffcc00" in html
    row = re.search(r"<tr><th scope=\"row\">Navnet i toppfeltet</th>.*?</tr>", html, re.S)
    assert row
    assert "13,8" in row[0]
    assert "svært godt lesbar" in row[0]
    assert "Navnet i toppfeltet og teksten på knapper er svart" in html
    assert "for svak" not in html
    assert Site.objects.get(pk=bergen.pk).brand_color == "#003087"
    assert not Event.objects.exists()


def test_using_it_gives_every_page_the_colour_and_the_record_both(bergen: Site) -> None:
    client = client_at(bergen)
    assert send(client, "7a1f3d", act="use").headers["Location"] == LOOK
    event = Event.objects.get()
    assert (event.verb, event.subject, event.payload) == ("site.colored", "site:bergen", {"from": "#003087", "to": "#7a1f3d"})
    home = Client(headers={"host": "bergen.localhost"})
    theme = re.search(r"/tema/bergen-[0-9a-f]{12}\.css", home.get("/").content.decode())
    assert theme
    assert b"--site-brand:#7a1f3d" in home.get(theme[0]).content
    client.post(LOOK, {"color": "#7a1f3d", "picked": "#7a1f3d", "shown": "#7a1f3d", "act": "use"})
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "picked", "becomes"),
    [("#f80", "#003087", "#ff8800"), ("#003087", "#118811", "#118811"), ("#118811", "#118811", "#118811"), ("", "#118811", None)],
)
def test_the_field_that_was_moved_is_the_one_that_counts(bergen: Site, typed: str, picked: str, becomes: str | None) -> None:
    html = send(client_at(bergen), typed, picked=picked).content.decode()
    assert (f"Slik blir det med {becomes}" in html) == (becomes is not None)


@pytest.mark.parametrize(
    ("typed", "picked", "words"),
    [
        ("lilla", "#003087", "Skriv fargen som # og seks tegn"),
        ("", "#003087", "Skriv fargen som # og seks tegn"),
        ("#003087;}body{display:none", "#003087", "Skriv fargen som # og seks tegn"),
        ("#ff0000", "#00ff00", "Du har skrevet én farge og pekt ut en annen (#00ff00)"),
    ],
)
@pytest.mark.parametrize("act", ["try", "use"])
def test_what_is_no_colour_is_said_at_the_field_and_kept_there(
    bergen: Site, typed: str, picked: str, words: str, act: str
) -> None:
    answer = send(client_at(bergen), typed, picked=picked, act=act)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'value="{typed}"' in html or not typed
    assert Site.objects.get(pk=bergen.pk).brand_color == "#003087"


@pytest.mark.parametrize("role", Role.values)
def test_the_colour_is_for_those_who_describe_the_site(bergen: Site, role: str) -> None:
    client = client_at(bergen, role)
    expected = (200, 302, 200) if role in MAY else (404, 404, 404)
    sample = client.get(LOOK + "ffcc00/").status_code
    assert (client.get(LOOK).status_code, send(client, "#118811", act="use").status_code, sample) == expected
    assert (Site.objects.get(pk=bergen.pk).brand_color == "#118811") == (role in MAY)


@pytest.mark.parametrize("role", Role.values)
def test_the_hospital_next_door_finds_nothing(bergen: Site, role: str) -> None:
    client = client_at(make_site("annensted"), role)
    answers = {
        client.get(LOOK).status_code,
        send(client, "#118811", act="use").status_code,
        client.get(LOOK + "118811/").status_code,
    }
    assert answers == {404}
    assert Site.objects.get(pk=bergen.pk).brand_color == "#003087"


def test_the_verb_asks_again_whoever_opened_the_door(bergen: Site, now: datetime) -> None:
    with pytest.raises(NotReady) as found:
        choose_color(
            site=bergen, color="#118811", by=make_user(roles={make_site("annensted").organization: Role.SITE_OWNER}), at=now
        )
    assert "Be en redaktør der" in str(found.value)


def test_the_sample_is_the_site_itself_in_the_trial_colour_and_takes_nothing_else(bergen: Site) -> None:
    client = client_at(bergen)
    answer = client.get(LOOK + "ffcc00/")
    html = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert "Haukeland" in html
    address = re.search(r"/tema/farge/ffcc00-[0-9a-f]{12}\.css", html)
    assert address
    css = Client(headers={"host": "localhost"}).get(address[0])
    assert css.content.startswith(b":root{--site-brand:#ffcc00;--site-on-brand:#000000")
    assert "immutable" in css.headers["Cache-Control"]
    assert "style=" not in html
    for nonsense in ("gul", "ffcc0", "ffcc000", "FFCC0G"):
        assert client.get(f"{LOOK}{nonsense}/").status_code == 404
        assert Client(headers={"host": "localhost"}).get(f"/tema/farge/{nonsense}-{'0' * 12}.css").status_code == 404


def test_an_old_trial_address_is_answered_briefly() -> None:
    css = Client(headers={"host": "localhost"}).get(f"/tema/farge/ffcc00-{'0' * 12}.css")
    assert (css.status_code, css.headers["Cache-Control"]) == (200, "public, max-age=60")
