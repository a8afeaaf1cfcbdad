"""A person at the desk never meets Wagtail's English, and an upgrade that brings new words says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import gettext, ngettext

from tests import borrowed, translations
from tests.borrowed import CORRECTION, Book

MENU = Book("wagtail/admin", "django")


def faults(message: str | tuple[str, str], words: str | tuple[str, str], language: str = "nb") -> list[str]:
    return list(borrowed.faults_of(Message(message), Message(message, words), language))


def test_a_sound_translation_has_no_fault() -> None:
    assert faults("<b>%(user)s</b> saved {title} ", "<b>%(user)s</b> lagret {title} ") == []
    assert faults(("One page", "%(count)s pages"), ("Én side", "%(count)s sider")) == []
    assert faults(("One page", "%(count)s pages"), ("%(count)s side", "%(count)s sider")) == []


@pytest.mark.parametrize(
    ("message", "words", "said"),
    [
        ("Saved by %(user)s", "Lagret av %(users)s", "name different values"),
        (("%(n)s page", "%(n)s pages"), ("%(n)s side", "sider"), "name different values"),
        ("Hello <b>you</b>", "Hei <b>du", "different tags"),
        ("Restart workflow ", "Start på nytt", "begin or end with different space"),
        (("%(n)s page", "%(n)s pages"), "%(n)s side(r)", "2 form(s) asked for, 1 given"),
    ],
)
def test_a_translation_that_would_break_a_screen_is_seen(
    message: str | tuple[str, str], words: str | tuple[str, str], said: str
) -> None:
    (fault,) = faults(message, words)
    assert said in fault


def test_bokmaal_in_nynorsk_is_seen_but_not_in_names_of_attributes() -> None:
    (fault,) = faults("Not saved", "Ikke lagra", "nn")
    assert "'Ikke' is bokmål" in fault
    assert faults('<a class="mer">More</a>', '<a class="mer">Meir</a>', "nn") == []


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[borrowed.Key, Message]]:
    """A package that says and translates what the test lays in it, and an empty shelf for ours."""
    laid: dict[str, dict[borrowed.Key, Message]] = {"said": {}, "theirs": {}}
    monkeypatch.setattr(borrowed, "ROOT", tmp_path)
    monkeypatch.setattr(borrowed, "LANGUAGES", {"nb": "Norwegian Bokmål"})
    monkeypatch.setattr(borrowed, "books", lambda: [MENU])
    monkeypatch.setattr(borrowed, "said", lambda book: laid["said"])
    monkeypatch.setattr(borrowed, "theirs", lambda book, language: laid["theirs"])
    return laid


def lay(*messages: Message) -> None:
    borrowed.write(MENU.path(borrowed.ROOT, "nb"), list(messages), project="wagtail", language="nb")
    borrowed.compile_all()


def test_what_an_upgrade_says_anew_is_told_and_laid_ready(package: dict[str, dict[borrowed.Key, Message]]) -> None:
    package["said"] = {("", text): Message(text) for text in ("Page", "Crop")}
    lay(Message("Page", "Side"), Message("Frame", "Ramme"))
    assert borrowed.faults() == [
        "nb: wagtail/admin (django): no translation of 'Crop' (python -m tests.borrowed lays it ready)",
        "nb: wagtail/admin (django): 'Frame' is no longer said (python -m tests.borrowed drops it)",
    ]
    assert borrowed.take_up() == 1
    assert [(key[1], message.string) for key, message in borrowed.ours(MENU, "nb").items()] == [("Page", "Side"), ("Crop", "")]
    assert any("no translation of 'Crop'" in fault for fault in borrowed.faults()), "laid ready is not translated"
    assert borrowed.take_up() == 0


def test_what_the_package_now_says_itself_is_told_unless_ours_corrects_it(
    package: dict[str, dict[borrowed.Key, Message]],
) -> None:
    package["said"] = {("", text): Message(text) for text in ("Page", "Site", "Review")}
    package["theirs"] = {
        ("", "Page"): Message("Page", "Side"),
        ("", "Site"): Message("Site", "Sted"),
        ("", "Review"): Message("Review", "Anmeldelse"),
    }
    lay(Message("Page", "Side"), Message("Site", "Nettsted"), Message("Review", "Gjennomgang", user_comments=[CORRECTION]))
    page, site = borrowed.faults()
    assert "'Page' is said by the package itself; drop ours" in page
    assert f"'Site': the package now says 'Sted'; drop ours, or mark it '# {CORRECTION}'" in site


def test_words_that_were_not_compiled_are_told(package: dict[str, dict[borrowed.Key, Message]]) -> None:
    package["said"] = {("", "Page"): Message("Page")}
    lay(Message("Page", "Side"))
    assert borrowed.faults() == []
    borrowed.write(MENU.path(borrowed.ROOT, "nb"), [Message("Page", "Siden")], project="wagtail", language="nb")
    assert borrowed.faults() == ["nb: django.mo is not compiled (python -m tests.translations --compile)"]


def test_two_packages_do_not_say_one_word_in_two_ways(
    package: dict[str, dict[borrowed.Key, Message]], monkeypatch: pytest.MonkeyPatch
) -> None:
    package["said"] = {("", "Page"): Message("Page")}
    other = Book("wagtail/users", "django")
    monkeypatch.setattr(borrowed, "books", lambda: [MENU, other])
    lay(Message("Page", "Side"))
    borrowed.write(other.path(borrowed.ROOT, "nb"), [Message("Page", "Ark")], project="wagtail", language="nb")
    borrowed.compile_all()
    (fault,) = borrowed.faults()
    assert "'Page' is said in two ways: ['Side'] and ['Ark']" in fault


def test_the_public_words_are_asked_first_and_must_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(borrowed, "together", lambda language, domain: {("", "Status"): Message("Status", "Stoda")})
    assert translations._hidden("nn", {("", "Status"): "Status"}) == ["nn: 'Status' is said in another way in borrowed_words"]
    assert translations._hidden("se", {("", "Status"): "Dilli"}) == []


@pytest.mark.parametrize(
    ("language", "words", "pages"), [("nb", "Hopp til innholdet", "2 sider"), ("nn", "Hopp til innhaldet", "2 sider")]
)
def test_django_finds_the_borrowed_words(language: str, words: str, pages: str) -> None:
    with translation.override(language):
        assert gettext("Skip to main content") == words
        assert gettext("Past 7 days").startswith("Siste 7 dag")
        assert ngettext("%(num_pages)d page", "%(num_pages)d pages", 2) % {"num_pages": 2} == pages
