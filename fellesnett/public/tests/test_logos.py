"""A site's logo in its header: seen, said aloud, still while the page loads, and unable to do anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions.branding import put_up_logo, take_down_logo
from fellesnett.pages.models import Logo
from fellesnett.pages.tests.logos import drawn, painted
from fellesnett.public import hosts
from fellesnett.public.tests.factories import make_bergen
from fellesnett.public.tests.reading import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bergen() -> Site:
    return make_bergen()


@pytest.fixture
def put_up(bergen: Site, now: datetime) -> Callable[..., Logo]:
    editor = make_user(roles={bergen.organization: Role.EDITOR})

    def up(content: bytes, ground: str = "light", alt: str = "") -> Logo:
        logo = put_up_logo(site=bergen, ground=ground, content=content, alt=alt, by=editor, at=now)
        hosts.forget()  # the signal waits for a commit that a test never makes
        return logo

    return up


def test_the_logo_says_the_name_leads_home_and_holds_its_place(put_up: Callable[..., Logo], visit: Callable[..., Visit]) -> None:
    logo = put_up(drawn("#ffffff"), "dark")
    link = visit("/").one("a", class_="site-name")
    (image,) = link
    assert link.get("href") == "/"
    assert dict(image.attrib) == {
        "class": "site-logo",
        "src": logo.address,
        "width": "240",
        "height": "60",
        "alt": "Helse Bergen",
    }


def test_a_logo_that_would_drown_has_a_plate_and_may_have_words_of_its_own(
    put_up: Callable[..., Logo], visit: Callable[..., Visit]
) -> None:
    put_up(painted("#003087"), alt="Haukeland universitetssjukehus")
    (image,) = visit("/").one("a", class_="site-name")
    assert (image.get("class"), image.get("alt")) == ("site-logo on-light", "Haukeland universitetssjukehus")


def test_its_file_is_kept_for_ever_and_may_do_nothing(put_up: Callable[..., Logo], bergen: Site) -> None:
    logo = put_up(drawn())
    for host in ("bergen.localhost", "www.localhost"):
        answer = Client(headers={"host": host}).get(logo.address)
        assert b"".join(answer.streaming_content) == drawn()
        assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
            "image/svg+xml",
            "public, max-age=31536000, immutable",
        )
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert policy.endswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Client().get("/logoer/" + "0" * 24 + ".svg", headers={"host": "bergen.localhost"}).status_code == 404


def test_a_page_is_new_to_its_readers_when_the_logo_is(put_up: Callable[..., Logo], bergen: Site, now: datetime) -> None:
    def etag() -> str:
        return Client(headers={"host": "bergen.localhost"}).get("/").headers["ETag"]

    seen = [etag()]
    put_up(drawn())
    seen.append(etag())
    put_up(drawn("#aa0000"))
    seen.append(etag())
    take_down_logo(site=bergen, ground="light", by=make_user(roles={bergen.organization: Role.EDITOR}), at=now)
    hosts.forget()
    assert len(set(seen)) == 3
    assert etag() == seen[0]


def test_the_hospital_next_door_keeps_its_name(put_up: Callable[..., Logo], visit: Callable[..., Visit]) -> None:
    put_up(drawn())
    make_site("annensted", name="Annensted sykehus")
    html = Client(headers={"host": "annensted.localhost"}).get("/").content.decode()
    assert "site-logo" not in html
    assert "Annensted sykehus" in html
