"""An editor points at the patient's face in a picture, and it stays in view however the picture is cut."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions.pointing import point_at
from fellesnett.pages.gates import NotReady
from fellesnett.pages.models import Picture
from fellesnett.pages.tests.test_pictures import make_picture, photograph

pytestmark = pytest.mark.django_db
MAY = {Role.SITE_OWNER, Role.EDITOR, Role.CONTRIBUTOR}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def picture(bergen: Site) -> Picture:
    return make_picture(bergen, photograph(1200, 600))


def client_at(site: Site, role: str = Role.EDITOR) -> Client:
    client = Client()
    client.force_login(make_user(roles={site.organization: role}))
    return client


def address(picture: Picture) -> str:
    return f"/admin/sider/bilder/{picture.pk}/punkt/"


def point_of(picture: Picture) -> tuple[int, int]:
    stored = Picture.objects.get(pk=picture.pk)
    return stored.focus_x, stored.focus_y


@pytest.mark.parametrize(
    ("click", "point"),
    [
        ({"large.x": "0", "large.y": "0"}, (0, 0)),
        ({"large.x": "639", "large.y": "319"}, (100, 100)),
        ({"large.x": "160", "large.y": "96"}, (25, 30)),
        ({"small.x": "80", "small.y": "48"}, (25, 30)),
        ({"small.x": "99999", "small.y": "0"}, (100, 0)),
    ],
)
def test_a_click_on_the_picture_is_the_point_whatever_size_it_was_shown_in(
    bergen: Site, picture: Picture, click: dict[str, str], point: tuple[int, int]
) -> None:
    answer = client_at(bergen).post(address(picture), click)
    assert answer.headers["Location"] == address(picture)
    assert point_of(picture) == point


def test_two_numbers_do_the_same_and_the_record_remembers_once(bergen: Site, picture: Picture) -> None:
    client = client_at(bergen)
    for _turn in range(2):
        client.post(address(picture), {"x": "35", "y": "80"})
    assert point_of(picture) == (35, 80)
    event = Event.objects.get()
    assert (event.verb, event.payload) == ("picture.pointed", {"site": "bergen", "x": 35, "y": 80})


@pytest.mark.parametrize("x", ["", "-1", "101", "midten", "12.5"])
def test_what_is_no_place_is_said_at_the_field_and_kept_there(bergen: Site, picture: Picture, x: str) -> None:
    answer = client_at(bergen).post(address(picture), {"x": x, "y": "80"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv et helt tall fra 0 til 100." in html
    assert 'value="80"' in html
    assert point_of(picture) == (50, 50)


@pytest.mark.parametrize("click", [{"large.x": "-3", "large.y": "4"}, {"large.x": "4"}, {"large.x": "9" * 9, "large.y": "4"}])
def test_half_a_click_moves_nothing(bergen: Site, picture: Picture, click: dict[str, str]) -> None:
    assert client_at(bergen).post(address(picture), click).status_code == 422
    assert point_of(picture) == (50, 50)


def test_the_screen_shows_the_mark_and_the_cuts_with_points_for_decimals(bergen: Site, picture: Picture) -> None:
    Picture.objects.update(focus_x=33, focus_y=100)
    html = client_at(bergen).get(address(picture)).content.decode()
    assert 'width="640" height="320"' in html
    assert 'cx="211.2" cy="320.0"' in html
    assert re.findall(r'<svg viewBox="([^"]+)" width="\d+" height="144" role="img"', html) == [
        "105.0 0.0 900.0 600",  # 300 pixels to share, 35 % of them on the left
        "262.5 0.0 450.0 600",
        "0.0 200.0 1200 400.0",
    ]


def test_the_picture_is_seen_at_the_desk_whatever_host_that_stands_on_and_may_do_nothing(bergen: Site, picture: Picture) -> None:
    source = f"/admin/sider/bilder/{picture.pk}/fil/"
    client = client_at(bergen)
    assert f'src="{source}?{picture.file.name}"' in client.get(address(picture)).content.decode()
    answer = client.get(source)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert client_at(make_site("annensted")).get(source).status_code == 404


def test_after_an_upload_comes_the_question_of_what_matters_most(bergen: Site) -> None:
    client = client_at(bergen)
    form = {"site": bergen.pk, "name": "Fjord", "alt_nb": "En fjord.", "credit": "Meg", "rights": "own_site"}
    answer = client.post("/admin/sider/bilder/add/", {**form, "file": ContentFile(photograph(), name="bilde.jpg")})
    picture = Picture.objects.get()
    assert answer.headers["Location"] == address(picture)
    assert address(picture) in client.get(f"/admin/sider/bilder/edit/{picture.pk}/").content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_pointing_is_for_those_who_write_at_the_pictures_own_site(bergen: Site, picture: Picture, role: str) -> None:
    own, foreign = client_at(bergen, role), client_at(make_site("annensted"), role)
    click = {"large.x": "0", "large.y": "0"}
    assert (foreign.get(address(picture)).status_code, foreign.post(address(picture), click).status_code) == (404, 404)
    assert point_of(picture) == (50, 50)
    expected = (200, 302) if role in MAY else (404, 404)
    assert (own.get(address(picture)).status_code, own.post(address(picture), click).status_code) == expected
    assert point_of(picture) == ((0, 0) if role in MAY else (50, 50))


def test_the_verb_asks_again_whoever_opened_the_door(picture: Picture, now: datetime) -> None:
    with pytest.raises(NotReady):
        point_at(picture=picture, x=0, y=0, by=make_user(roles={make_site("annensted").organization: Role.EDITOR}), at=now)
