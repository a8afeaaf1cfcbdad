"""No word on a patient's page is left in the wrong language."""

from __future__ import annotations

from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests import borrowed, desk_words, life, translations


@pytest.mark.skipif(django.VERSION >= (6,), reason="the borrowed words are those of the versions we run")
def test_every_word_is_translated_and_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    assert translations.main([]) == 0
    assert "0 fault(s)" in capsys.readouterr().out


def test_every_word_behind_a_personal_link_is_there_in_nynorsk() -> None:
    own, public = desk_words.ours(), translations.translated(translations.catalog("nn"))
    asked = translations.between_colleagues()
    assert len(asked) > 40
    assert [key for key in asked if not public.get(key) and not (key in own and borrowed.translated(own[key]))] == []


def test_words_in_code_and_in_templates_are_found(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    code = '_("Før"); gettext("Etter"); pgettext("tid", "Under"); ngettext("%(n)s uke", "%(n)s uker", 2)'
    (tmp_path / "labels.py").write_text(code, encoding="utf-8")
    page = (
        '{% load i18n %}{% translate "Hei" %}{% blocktranslate with a=b %}Ved {{ a }}{% endblocktranslate %}{# translate "nei" #}'
    )
    (tmp_path / "templates" / "page.html").write_text(page, encoding="utf-8")
    found = translations.used(tmp_path, lent=())
    assert {key[1] for key in found} == {"Før", "Etter", "Under", "Hei", "Ved %(a)s", "%(n)s uke"}
    assert ("tid", "Under") in found
    assert found["", "%(n)s uke"].id == ("%(n)s uke", "%(n)s uker")


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


@pytest.mark.parametrize(("language", "weeks"), [("nb", "3 uker"), ("nn", "3 veker"), ("se", "3 vahku"), ("en", "3 weeks")])
def test_a_number_of_weeks_is_said_in_every_language(language: str, weeks: str) -> None:
    with translation.override(language):
        assert ngettext("%(count)s uke", "%(count)s uker", 3) % {"count": 3} == weeks


@pytest.mark.parametrize(("language", "words"), [("nb", "Forside"), ("nn", "Framside"), ("se", "Ovdasiidu"), ("en", "Home")])
def test_django_finds_the_words(language: str, words: str) -> None:
    with translation.override(language):
        assert gettext("Forside") == words


def test_northern_sami_is_known_to_django_by_its_own_name() -> None:
    assert translation.get_language_info("se")["name_local"] == "Davvisámegiella"


def test_words_about_life_are_said_in_one_way_and_never_in_a_draft() -> None:
    said = {"Fare for liv:", "Ring 113"}
    found = Catalog()
    found.add("Forside", "Ovdasiidu", auto_comments=[life.DRAFT])
    found.add("Fare for liv:", "", auto_comments=[life.LIFE])
    found.add("Ring 113", "Riŋge 113", auto_comments=[life.LIFE, "lest av Máret Sara, 1. mars 2027"])
    assert life.faults("se", found, said) == []
    assert life.awaited(found) == {"Fare for liv:"}
    found.add("Det haster:", "Hoahppu:", auto_comments=[life.DRAFT])
    assert life.faults("se", found, said) == ["se: 'Det haster:' is about life: say it with {% vital \"...\" %}"]
    (unmarked,) = life.faults("se", found, {*said, "Det haster:"})[:1]
    assert unmarked == "se: 'Det haster:' lacks the comment 'liv og helse'"
    assert "nobody has read its translation" in life.faults("se", found, {*said, "Det haster:"})[1]


def test_a_language_that_is_no_draft_must_have_the_words_about_life() -> None:
    found = Catalog()
    found.add("Fare for liv:", "", auto_comments=[life.LIFE])
    assert life.awaited(found) == set()


def test_words_about_life_are_known_by_themselves() -> None:
    alarming = ("Ring 113 nå", "legevakten", "Det haster:", "Står det om liv", "116 117", "116117")
    assert [text for text in alarming if not life.ALARM.search(text)] == []
    assert [text for text in ("Livet etterpå", "1131 sider", "haste") if life.ALARM.search(text)] == []


def test_northern_sami_leaves_them_to_bokmaal_today() -> None:
    assert translations.about_life() == life.awaited(translations.catalog("se"))
    assert len(translations.about_life()) >= 8
