"""What an editor is told of a colour is what the stylesheet does with it."""

from __future__ import annotations

import pytest

from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_site, make_user
from fellesnett.pages.colors import WHITE
from fellesnett.pages.gates.branding import blockers_to_color
from fellesnett.pages.readability import Pair, decimal, pairs, repairs
from fellesnett.pages.tests.test_colors import SWEEP


def told(brand: str) -> list[str]:
    return [repair.what for repair in repairs(brand)]


def test_a_contrast_is_never_rounded_up_to_what_is_asked_for() -> None:
    grey = Pair("Lenke", "#777777", WHITE)  # 4.48
    assert (grey.ratio, grey.holds, grey.verdict) == (4.4, False, "for svak")
    assert decimal(4.48) == "4,4"


@pytest.mark.parametrize(
    ("front", "needed", "words"),
    [("#000000", 4.5, "svært godt lesbar"), ("#767676", 4.5, "godt lesbar"), ("#767676", 3.0, "godt synlig")],
)
def test_a_contrast_has_a_word(front: str, needed: float, words: str) -> None:
    assert Pair("Noe", front, WHITE, needed).verdict == words


def test_navy_needs_no_repair_and_yellow_needs_three() -> None:
    assert told("#003087") == []
    assert told("#ffcc00") == [
        "Navnet i toppfeltet og teksten på knapper er svart",
        "Lenker har en mørkere tone av fargen",
        "Kanter er mørkere enn fargen",
    ]


def test_a_middle_green_is_told_why_its_button_moves_the_other_way() -> None:
    moved = repairs("#118811")[-1]
    assert moved.what == "Knappen blir mørkere når den brukes"
    assert "Ellers ville teksten på den hatt kontrast" in moved.why


def test_no_colour_of_the_sweep_is_told_to_be_too_weak() -> None:
    assert [(brand, pair.name) for brand in SWEEP[::5] for pair in pairs(brand) if not pair.holds] == []


@pytest.mark.django_db
def test_what_cannot_be_read_is_refused_at_the_field_with_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour is known to fail. Should the scale change, this stands between it and the patients."""
    site = make_site("bergen")
    monkeypatch.setattr("fellesnett.pages.gates.branding.pairs", lambda brand: (Pair("Knappens tekst", "#999999", WHITE),))
    editor = make_user(roles={site.organization: Role.EDITOR})
    (reason,) = blockers_to_color(site, "#999999", by=editor)
    assert (reason.code, reason.field) == ("unreadable", "color")
    assert reason.text.startswith("Knappens tekst blir for svak: kontrasten er 2,8 og må være minst 4,5.")
