"""The desk speaks nynorsk to one who has chosen it; a word that waits is said in bokmål and stops nobody."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext

from tests import borrowed, desk_words, translations
from tests.borrowed import Key


@pytest.fixture(scope="module")
def asked() -> set[Key]:
    """Every message that the desk says itself."""
    return set(desk_words.said(translations.used()))


def test_the_desk_says_its_own_words_in_nynorsk() -> None:
    with translation.override("nn"):
        assert gettext("Ingenting venter på deg nå.") == "Ingenting ventar på deg no."
    with translation.override("nb"):
        assert gettext("Ingenting venter på deg nå.") == "Ingenting venter på deg nå."


def test_a_word_that_waits_is_said_in_bokmaal_and_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(desk_words, "FOLDER", tmp_path)
    borrowed.write(tmp_path / "django.po", [Message("Ny knapp")], project="fellesnett", language="nn")
    desk_words.compile_all()
    assert desk_words.awaiting({("", "Ny knapp"): Message("Ny knapp"), ("", "Ikke lagt klar"): Message("Ikke lagt klar")}) == [
        ("", "Ny knapp"),
        ("", "Ikke lagt klar"),
    ]
    assert desk_words.faults() == []
    with translation.override("nn"):
        assert gettext("Ny knapp") == "Ny knapp"


def test_a_translation_that_would_break_a_screen_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(desk_words, "FOLDER", tmp_path)
    words = [Message("Hei, %(name)s", "Hei, %(navn)s"), Message("Ikke nå", "Ikke no")]
    borrowed.write(tmp_path / "django.po", words, project="fellesnett", language="nn")
    values, bokmaal, compiled = desk_words.faults()
    assert "name different values" in values
    assert "'Ikke' is bokmål" in bokmaal
    assert "django.mo is not compiled" in compiled


def test_what_is_written_into_the_record_has_no_translation(asked: set[Key]) -> None:
    """A note that a colleague reads later must not change language with the one who caused it."""
    for text in ("Frist utløpt", "Gyldighetstiden gikk ut for mer enn 30 dager siden"):
        assert text not in {words for _context, words in asked}
        with translation.override("nn"):
            assert gettext(text) == text


def test_a_note_on_a_screen_is_no_note_in_the_record(asked: set[Key]) -> None:
    assert ("", "siste 30 dager") in asked, "the boards' second line under a heading"
    with translation.override("nn"):
        assert gettext("siste 30 dager") == "siste 30 dagar"


def test_nynorsk_has_one_word_for_a_link() -> None:
    """«Lenke» and «lenkje» are both right; the public pages and the letters say «lenkje», and so does all of the desk."""
    catalogs = list(desk_words.ROOT.rglob("nn/LC_MESSAGES/*.po"))
    said = [entry.string for path in catalogs for entry in read_po(BytesIO(path.read_bytes()), locale="nn")]
    words = [one for string in said for one in ([string] if isinstance(string, str) else string)]
    assert len(catalogs) > 10
    assert [text for text in words if re.search(r"lenk(e|a|er|ene)\b", text, re.IGNORECASE)] == []


def test_how_a_case_was_closed_is_among_the_words(asked: set[Key]) -> None:
    assert ("", "Overtatt av en nyere utgave") in asked


def test_every_recorded_word_is_still_said() -> None:
    said = {key[1] for room in desk_words.ROOMS for key in translations.used(desk_words.ROOT / room, ())}
    assert said >= desk_words.RECORDED_ELSEWHERE
