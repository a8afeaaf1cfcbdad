"""An editor uploads pictures: photographs are made fit, drawings are checked, and each says what it shows and who made it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.models import Picture, Rights
from fellesnett.pages.pictures import WIDEST, fit
from fellesnett.pages.tests.factories import make_page

pytestmark = pytest.mark.django_db
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h30v20z"/></svg>'


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


def photograph(width: int = 40, height: int = 30, kind: str = "JPEG", **extra: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#336699").save(out, kind, **extra)
    return out.getvalue()


def make_picture(site: Site, content: bytes = DRAWING, **facts: Any) -> Picture:
    facts = {"name": "Fjord", "alt_nb": "En fjord.", "credit": "Fellesnett"} | facts
    picture = Picture(site=site, file=ContentFile(content, name="fil"), **facts)
    picture.save()
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_becomes_webp_no_wider_than_a_page(kind: str) -> None:
    made = fit(photograph(WIDEST * 2, 600, kind))
    assert (made.ending, made.width, made.height) == ("webp", WIDEST, 300)


def test_what_the_camera_wrote_of_place_and_time_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Hjemme hos meg"
    assert b"Hjemme hos meg" in photograph(exif=exif)
    assert not Image.open(BytesIO(fit(photograph(exif=exif)).content)).getexif()


def test_a_drawing_keeps_its_size() -> None:
    made = fit(DRAWING)
    assert (made.ending, made.width, made.height) == ("svg", 30, 20)


BAD = [
    b"ikke et bilde",
    b"GIF89a" + b"\x00" * 40,
    b"<svg",
    b'<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><script>alert(1)</script></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2" onload="alert(1)"/>',
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><foreignObject/></svg>',
    b'<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2">&x;</svg>',
    b"\x00" * (12 * 1024 * 1024 + 1),
]


@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValidationError) as found:
        fit(content)
    assert found.value.messages[0].endswith(".")


def test_a_picture_says_what_it_shows_or_that_it_only_decorates(bergen: Site) -> None:
    silent = make_picture(bergen, alt_nb="")
    with pytest.raises(ValidationError) as found:
        silent.full_clean()
    assert set(found.value.message_dict) == {"alt_nb"}
    silent.decorative = True
    silent.full_clean()
    assert silent.alt_in("nb") == ("", "")
    assert make_picture(bergen, alt_en="A fjord.").alt_in("en") == ("A fjord.", "en")
    assert make_picture(bergen).alt_in("se") == ("En fjord.", "nb")


@pytest.mark.parametrize(("rights", "status"), [(Rights.OWN_SITE, 404), (Rights.SHARED, 200)])
def test_a_picture_leaves_its_site_only_where_the_rights_allow(bergen: Site, rights: str, status: int) -> None:
    make_site("annensted")
    address = make_picture(bergen, rights=rights).address
    at_home = Client().get(address, headers={"host": "bergen.localhost"})
    assert (at_home.status_code, at_home.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "sandbox" in at_home.headers["Content-Security-Policy"]
    assert b"".join(at_home.streaming_content) == DRAWING
    away = Client().get(address, headers={"host": "annensted.localhost"})
    assert away.status_code == status
    b"".join(away.streaming_content) if status == 200 else away.content


def test_a_page_shows_its_picture_with_words_size_and_maker(bergen: Site, now: Any) -> None:
    make_page(bergen, picture=make_picture(bergen), live_at=now)
    html = Client().get("/nyheter/ny-inngang/", headers={"host": "bergen.localhost"}).content.decode()
    assert 'alt="En fjord." width="30" height="20"' in html
    assert "Bilde: Fellesnett" in html


def test_an_editor_uploads_at_ones_own_site_alone(bergen: Site) -> None:
    client = Client()
    client.force_login(make_user(roles={bergen.organization: Role.EDITOR}))
    annensted = make_site("annensted")
    form = {"name": "Fjord", "alt_nb": "En fjord.", "credit": "Meg", "rights": "own_site"}
    for site in (bergen, annensted):
        client.post("/admin/sider/bilder/add/", {**form, "site": site.pk, "file": ContentFile(photograph(), name="bilde.jpg")})
    assert list(Picture.objects.values_list("site__slug", "width")) == [("bergen", 40)]
    theirs = make_picture(annensted)
    assert client.get(f"/admin/sider/bilder/edit/{theirs.pk}/").status_code == 404
    assert "Fjord" in client.get("/admin/sider/bilder/").content.decode()
