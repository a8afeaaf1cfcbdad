"""One table of languages: whoever names them elsewhere names the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.utils import translation

from fellesnett.accounts.models import User
from fellesnett.composition.blocks import Language
from fellesnett.composition.lexicon import _SOURCES as LEXICONS
from fellesnett.foundation import languages
from fellesnett.organizations.models import Site

ROOT = Path(__file__).resolve().parents[2] / "fellesnett"


def test_the_semantics_name_the_same_languages() -> None:
    assert get_args(Language) == languages.CODES
    assert set(LEXICONS) == set(languages.CODES)


def test_settings_and_forms_offer_what_the_table_says() -> None:
    assert [code for code, _name in settings.LANGUAGES] == list(languages.CODES)
    assert Site._meta.get_field("language").choices == languages.NORWEGIAN_CHOICES == User._meta.get_field("language").choices
    assert languages.NORWEGIAN == ("nb", "nn")


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.code)
def test_django_knows_each_by_its_own_name(language: languages.Language) -> None:
    assert translation.get_language_info(language.code)["code"] == language.code
    assert (ROOT / "locale" / language.code).is_dir() == (language.has_interface and language.code != languages.SOURCE)


def test_words_around_a_text_fall_back_to_bokmaal_and_no_further() -> None:
    assert [languages.interface_of(code) for code in ("se", "smj", "sma", "en", "fi")] == ["se", "nb", "nb", "en", "nb"]
    assert languages.foreign_to("smj", "smj") == "smj", "the page says it is in bokmål, and its text is not"
    assert languages.foreign_to("nb", "smj") == "", "that is what the page says already"
    assert languages.foreign_to("se", "se") == ""


def test_norwegians_read_both_forms() -> None:
    assert [languages.stand_ins(code) for code in ("nn", "nb", "sma")] == [("nn", "nb"), ("nb", "nn"), ("sma", "nb", "nn")]


def test_nobody_lists_the_languages_by_hand() -> None:
    by_hand = re.compile(r"[\"'](?:smj|sma)[\"']")
    known = {"foundation/languages.py", "composition/blocks.py", "composition/lexicon.py", "intake/naming.py"}
    files = (path for path in ROOT.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))
    found = {str(path.relative_to(ROOT)) for path in files if by_hand.search(path.read_text(encoding="utf-8"))}
    assert found == known, "the table is in foundation; the rank at an import and the words of each language are their own"
