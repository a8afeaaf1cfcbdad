"""No word on a patient's page is left in the wrong language."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import gettext

from tests import translations


def test_every_word_is_translated_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main([]) == 0
    assert "0 fault(s)" in capsys.readouterr().out


def test_words_in_code_and_in_templates_are_found(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "labels.py").write_text('_("Før"); gettext("Etter"); pgettext("tid", "Under")', encoding="utf-8")
    page = (
        '{% load i18n %}{% translate "Hei" %}{% blocktranslate with a=b %}Ved {{ a }}{% endblocktranslate %}{# translate "nei" #}'
    )
    (tmp_path / "templates" / "page.html").write_text(page, encoding="utf-8")
    assert translations.used(tmp_path) == {("", "Før"), ("", "Etter"), ("tid", "Under"), ("", "Hei"), ("", "Ved %(a)s")}


def test_a_missing_a_needless_and_a_wrong_translation_are_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = Catalog()
    found.add("Ved %(a)s", "At %(b)s")
    found.add("Gammel", "Old")
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "catalog", lambda *asked: found)
    (folder / "django.mo").write_bytes(translations.compiled(found))
    faults = translations.faults("en", {("", "Ved %(a)s"), ("", "Ny")})
    assert faults == [
        "en: no translation of 'Ny'",
        "en: 'Gammel' is used nowhere",
        "en: 'Ved %(a)s' and its translation name different values",
    ]
    found.add("Ny", "New")
    assert any("not compiled" in fault for fault in translations.faults("en", {("", "Ny")}))


@pytest.mark.parametrize(("language", "words"), [("nb", "Forside"), ("nn", "Framside"), ("se", "Ovdasiidu"), ("en", "Home")])
def test_django_finds_the_words(language: str, words: str) -> None:
    with translation.override(language):
        assert gettext("Forside") == words


def test_the_desk_says_wagtails_words_in_norwegian() -> None:
    with translation.override("nb"):
        assert gettext("Skip to main content") == "Hopp til innholdet"


def test_a_borrowed_word_that_wagtail_no_longer_says_is_seen() -> None:
    assert ("", "Collapse all") in translations.said_by_wagtail("djangojs")
    assert "nb: 'Collapse all' is used nowhere" in translations._faults_within("nb", "djangojs", set())


def test_northern_sami_is_known_to_django_by_its_own_name() -> None:
    assert translation.get_language_info("se")["name_local"] == "davvisámegiella"
