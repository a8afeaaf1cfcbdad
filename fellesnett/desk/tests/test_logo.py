"""A communication adviser puts up the hospital's logo, is told where it lies and why, and takes it down again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.models import Logo
from fellesnett.pages.tests.logos import drawn, painted

pytestmark = pytest.mark.django_db
LOOK = "/admin/lokalt/bergen/utseende/"
MAY = {Role.SITE_OWNER, Role.EDITOR}


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def bergen() -> Site:
    return make_site("bergen", name="Haukeland", brand_color="#003087")


def client_at(site: Site, role: str = Role.EDITOR) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(make_user(roles={site.organization: role}, first_name="Kari", last_name="Nes"))
    return client


def upload(client: Client, content: bytes | None = None, *, ground: str = "light", alt: str = "") -> Any:
    file = {} if content is None else {f"{ground}-file": ContentFile(content, name="logo.svg")}
    return client.post(f"{LOOK}logo/{ground}/", {**file, f"{ground}-alt": alt})


def test_a_logo_is_put_up_replaced_and_taken_down_and_the_screen_says_what_it_does(bergen: Site) -> None:
    client = client_at(bergen)
    assert "Nettstedet har ingen logo. Navnet står i toppfeltet." in client.get(LOOK).content.decode()
    assert upload(client, drawn("#003087")).headers["Location"] == LOOK
    html = client.get(LOOK).content.decode()
    assert "Logoen ligger på hvit plate, fordi noe i den bare har kontrast 1,0 mot fargen i toppfeltet." in html
    assert "Lagt ut av Kari Nes" in html
    assert "Leses som «Haukeland»." in html
    upload(client, painted("#ffffff"), ground="dark", alt="Haukeland sjukehus")
    html = client.get(LOOK).content.decode()
    assert "Logoen ligger rett på fargen i toppfeltet. Det svakeste i den har kontrast 11," in html
    assert "Leses som «Haukeland sjukehus»." in html
    for ground in ("light", "dark"):
        assert client.post(f"{LOOK}logo/{ground}/ta-bort/").headers["Location"] == LOOK
    html = client.get(LOOK).content.decode()
    assert "Logoer dere har hatt" in html
    assert "Nettstedet har ingen logo." in html
    assert Event.objects.count() == 4


def test_a_logo_that_fills_its_frame_lies_on_a_plate_because_nobody_can_tell(bergen: Site) -> None:
    client = client_at(bergen)
    upload(client, painted("#003087", ground="#ffffffff"))
    assert "på hvit plate, fordi vi ikke kan regne ut" in client.get(LOOK).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Velg filen med logoen."),
        (b"", "Filen er tom. Velg en annen."),
        (b"hei", "Filen er ikke en logo vi kan bruke."),
        (drawn().replace(b"</svg>", b"<script/></svg>"), "Tegningen inneholder &lt;script&gt; (linje 1)."),
        (drawn("#ffffff"), "Legg den ut som logo for mørk bakgrunn."),
        (b"0" * (1024 * 1024 + 1), "Velg en som er under 1 MB."),
    ],
)
def test_what_cannot_be_used_is_said_at_the_field_and_the_words_are_kept(bergen: Site, content: bytes | None, words: str) -> None:
    client = client_at(bergen)
    upload(client, drawn())
    answer = upload(client, content, alt="Haukeland universitetssjukehus")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'href="#id_light-file"' in html
    assert 'value="Haukeland universitetssjukehus"' in html
    assert Logo.objects.up().get().alt == ""


def test_the_trial_colour_shows_how_the_logo_would_lie_there(bergen: Site) -> None:
    client = client_at(bergen)
    upload(client, drawn("#003087"))
    assert 'class="site-logo on-light"' in client.get(LOOK + "003087/").content.decode()
    assert 'class="site-logo"' in client.get(LOOK + "ffcc00/").content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_a_logo_is_for_those_who_describe_the_site(bergen: Site, role: str) -> None:
    client = client_at(bergen, role)
    expected = 302 if role in MAY else 404
    assert upload(client, drawn()).status_code == expected
    assert Logo.objects.exists() == (role in MAY)
    assert client.post(LOOK + "logo/light/ta-bort/").status_code == expected


@pytest.mark.parametrize("role", Role.values)
def test_the_hospital_next_door_neither_puts_up_nor_takes_down(bergen: Site, role: str) -> None:
    upload(client_at(bergen), drawn())
    client = client_at(make_site("annensted"), role)
    assert {upload(client, drawn("#aa0000")).status_code, client.post(LOOK + "logo/light/ta-bort/").status_code} == {404}
    assert Logo.objects.up().filter(site=bergen).count() == 1


def test_there_are_two_grounds_and_a_visit_changes_nothing(bergen: Site) -> None:
    client = client_at(bergen)
    assert upload(client, drawn(), ground="purple").status_code == 404
    assert client.post(LOOK + "logo/purple/ta-bort/").status_code == 404
    assert client.get(LOOK + "logo/light/").status_code == 405
