"""The one table of languages that texts may be in. Settings, choices in forms, addresses and names all come from here.

A language may carry texts before it has an interface: until somebody who knows it has written the words around the texts,
those words are said in bokmål, and marked as such. The semantics know no framework and name the same codes themselves
(`composition.blocks.Language`); a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass


def _(name: str) -> str:
    """Marks a name for the catalogues. Django's own mark reads the settings, and they are made from this table."""
    return name


SOURCE = "nb"
"""The language that the interface and the national texts are written in first."""


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is BCP 47 and the first part of an address. `name` is its name in bokmål, `own_name` what its speakers say."""

    code: str
    three_letters: str  # ISO 639-3, as registers and corpora have it
    name: str
    own_name: str
    english_name: str
    norwegian: bool = False  # a written form of Norwegian: what a site may have as its own language
    has_interface: bool = True  # the words around the texts are written in it (`locale`)


LANGUAGES = (
    Language("nb", "nob", _("bokmål"), "Bokmål", "Norwegian Bokmål", norwegian=True),
    Language("nn", "nno", _("nynorsk"), "Nynorsk", "Norwegian Nynorsk", norwegian=True),
    Language("se", "sme", _("nordsamisk"), "Davvisámegiella", "Northern Sami"),
    Language("smj", "smj", _("lulesamisk"), "Julevsámegiella", "Lule Sami", has_interface=False),
    Language("sma", "sma", _("sørsamisk"), "Åarjelsaemien gïele", "Southern Sami", has_interface=False),
    Language("en", "eng", _("engelsk"), "English", "English"),
)
BY_CODE = {language.code: language for language in LANGUAGES}
BY_THREE_LETTERS = {language.three_letters: language.code for language in LANGUAGES}
CODES = tuple(BY_CODE)
CHOICES = [(language.code, language.name) for language in LANGUAGES]
NORWEGIAN = tuple(language.code for language in LANGUAGES if language.norwegian)
NORWEGIAN_CHOICES = [choice for choice in CHOICES if choice[0] in NORWEGIAN]


def interface_of(code: str) -> str:
    """The language of the words around a text in this language: itself where they are written, else bokmål."""
    language = BY_CODE.get(code)
    return code if language and language.has_interface else SOURCE


def foreign_to(spoken: str, code: str) -> str:
    """What `lang` must say of words in one language on a page of another: nothing where they are in the language that the
    page says it is in, which is that of its interface."""
    return spoken if spoken and spoken != interface_of(code) else ""


def stand_ins(code: str) -> tuple[str, ...]:
    """The languages to read words in, the one wanted first: the readers of one form of Norwegian read the other too."""
    others = tuple(other for other in NORWEGIAN if other != code)
    return (code, *others) if code in NORWEGIAN else (code, *NORWEGIAN)


def for_django() -> dict[str, dict[str, object]]:
    """The languages in the form of Django's `LANG_INFO`, which knows no Sámi."""
    return {
        language.code: {"bidi": False, "code": language.code, "name": language.english_name, "name_local": language.own_name}
        for language in LANGUAGES
    }
