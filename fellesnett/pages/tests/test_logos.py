"""Whatever logo a hospital has and whatever colour its header, the logo is seen; and what cannot be used is said in words."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image

from fellesnett.accounts.models import User
from fellesnett.editorial.models import Event
from fellesnett.organizations.models import Role, Site
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.actions.branding import put_up_logo, take_down_logo
from fellesnett.pages.colors import EDGE, contrast
from fellesnett.pages.gates import NotReady
from fellesnett.pages.logos import HEAVIEST, LARGEST, TALLEST, fit_logo, placed
from fellesnett.pages.models import Logo
from fellesnett.pages.tests.logos import drawn, painted

NAVY, YELLOW, RED = "#003087", "#ffcc00", "#e4002b"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bergen() -> Site:
    return make_site("bergen")


@pytest.fixture
def editor(bergen: Site) -> User:
    return make_user(roles={bergen.organization: Role.EDITOR})


def logos(light: tuple[str, ...] | None = None, dark: tuple[str, ...] | None = None) -> list[Logo]:
    given = {"light": light, "dark": dark}
    return [Logo(ground=ground, colors=list(colors)) for ground, colors in given.items() if colors is not None]


def lies(brand: str, **own: tuple[str, ...]) -> tuple[str, str] | None:
    found = placed(logos(**own), brand)
    return (str(found.logo.ground), found.plate) if found else None


# --- where it lies -------------------------------------------------------------------------------------------------------


def test_a_logo_that_is_seen_lies_bare_on_the_colour() -> None:
    assert lies(YELLOW, light=(NAVY,)) == ("light", "")
    assert lies(NAVY, dark=("#ffffff",)) == ("dark", "")
    assert lies(NAVY, light=(NAVY,), dark=("#ffffff",)) == ("dark", "")
    assert lies(YELLOW, light=(NAVY,), dark=("#ffffff",)) == ("light", "")


def test_a_logo_that_would_drown_lies_on_a_plate() -> None:
    assert lies(NAVY, light=(NAVY,)) == ("light", "light")
    assert lies(YELLOW, dark=("#ffffff",)) == ("dark", "dark")
    assert lies(NAVY, light=(RED,), dark=("#ffffff", RED)) == ("light", "light")


def test_a_logo_whose_colours_nobody_can_tell_lies_on_a_plate() -> None:
    found = placed(logos(light=()), NAVY)
    assert found is not None
    assert (found.plate, found.ratio) == ("light", None)
    assert lies(NAVY, dark=()) == ("dark", "dark")


def test_without_a_logo_the_name_stands() -> None:
    assert placed([], NAVY) is None


def test_every_logo_of_one_colour_is_seen_on_every_header() -> None:
    dice = random.Random(1)
    for _turn in range(2_000):
        brand, color = (f"#{dice.randrange(1 << 24):06x}" for _ in range(2))
        ground = "light" if contrast(color, "#ffffff") >= EDGE else "dark"
        found = placed([Logo(ground=ground, colors=[color])], brand)
        assert found is not None
        under = {"": brand, "light": "#ffffff", "dark": "#1e2329"}[found.plate]
        assert contrast(color, under) >= EDGE, (brand, color)


# --- what is let in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_painted_logo_becomes_webp_of_a_fitting_size_and_stays_see_through(kind: str) -> None:
    mark = fit_logo(painted(NAVY, size=(1600, 400), kind=kind))
    assert (mark.fit.ending, mark.fit.width, mark.fit.height) == ("webp", TALLEST * 4, TALLEST)
    assert Image.open(BytesIO(mark.fit.content)).convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert mark.colors == (NAVY,)


def test_the_colours_of_a_painted_logo_are_told_unless_it_has_a_ground_of_its_own() -> None:
    assert set(fit_logo(painted(NAVY, RED)).colors) == {NAVY, RED}
    assert fit_logo(painted(NAVY, ground="#ffffffff")).colors == ()


def test_a_drawn_logo_keeps_its_proportions() -> None:
    mark = fit_logo(drawn(RED))
    assert (mark.fit.ending, mark.fit.width, mark.fit.height, mark.colors) == ("svg", 240, 60, (RED,))


def noise() -> bytes:
    image = Image.frombytes("RGBA", (400, 180), random.Random(1).randbytes(400 * 180 * 4))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


BAD = {
    "ikke en logo": (b"hei", "Velg SVG, PNG eller WebP"),
    "fotografi": (b"\xff\xd8\xff\xe0" + b"0" * 99, "Velg SVG, PNG eller WebP"),
    "for stor": (b"0" * (LARGEST + 1), "under 1 MB"),
    "usynlig": (painted(), "gjennomsiktig"),
    "for liten": (painted(NAVY, size=(90, 30)), "bare 30 bildepunkter høy"),
    "for bred": (drawn(size=(1300, 100)), "for bred"),
    "for smal": (drawn(size=(10, 100)), "for smal"),
    "for tung": (noise(), f"den kan være {HEAVIEST // 1024}"),
    "tung tegning": (drawn().replace(b"/></svg>", b"/>" + b'<path d="M0 0h9"/>' * 6000 + b"</svg>"), "for tung"),
    "med skript": (drawn().replace(b"</svg>", b"<script/></svg>"), "<script>"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_logo_is_said_in_words(name: str) -> None:
    content, words = BAD[name]
    with pytest.raises(ValidationError) as found:
        fit_logo(content)
    assert words in found.value.messages[0]


# --- put up, replaced, taken down ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_logo_is_replaced_and_taken_down_and_the_record_knows(bergen: Site, editor: User, now: datetime) -> None:
    first = put_up_logo(site=bergen, ground="light", content=drawn(NAVY), by=editor, at=now)
    later = now + timedelta(days=1)
    second = put_up_logo(site=bergen, ground="light", content=drawn(RED), alt="Haukeland", by=editor, at=later)
    take_down_logo(site=bergen, ground="light", by=editor, at=later)
    take_down_logo(site=bergen, ground="light", by=editor, at=later)  # nothing is up: no event
    assert (first.words, second.words) == (bergen.name, "Haukeland")
    assert list(Logo.objects.down().filter(site=bergen).values_list("taken_down_by", "taken_down_at")) == [(editor.pk, later)] * 2
    events = Event.objects.order_by("sequence")
    assert [event.verb for event in events] == ["site.logo_put_up"] * 2 + ["site.logo_taken_down"]
    assert events[1].payload == {"ground": "light", "file": second.file.name, "replaced": first.file.name}
    assert default_storage.exists(first.file.name), "what was shown stays"


@pytest.mark.django_db
def test_the_same_file_is_kept_once(bergen: Site, editor: User, now: datetime) -> None:
    names = {put_up_logo(site=bergen, ground="light", content=drawn(), by=editor, at=now).file.name for _turn in range(2)}
    assert len(names) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("ground", "color", "words"), [("light", "#ffffff", "for lys"), ("dark", "#1e2329", "for mørk")])
def test_a_logo_that_nobody_would_see_is_refused_with_the_number_and_the_way_on(
    bergen: Site, editor: User, now: datetime, ground: str, color: str, words: str
) -> None:
    with pytest.raises(NotReady) as found:
        put_up_logo(site=bergen, ground=ground, content=drawn(color), by=editor, at=now)
    (reason,) = found.value.reasons
    assert reason.field == "file"
    assert words in reason.text
    assert "kontrasten er 1,0 og må være minst 3,0. Legg den ut som" in reason.text
    assert not Logo.objects.exists()


@pytest.mark.django_db
def test_the_verbs_ask_again_whoever_opened_the_door(bergen: Site, now: datetime) -> None:
    stranger = make_user(roles={make_site("annensted").organization: Role.SITE_OWNER})
    for verb, more in ((put_up_logo, {"content": drawn()}), (take_down_logo, {})):
        with pytest.raises(NotReady):
            verb(site=bergen, ground="light", by=stranger, at=now, **more)  # type: ignore[operator]
