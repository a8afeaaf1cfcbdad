"""Which language a page is in, told by its address: the site's own language has no prefix, the others have.

The table of languages is `foundation.languages`. A page may be in a language that has no interface: the words around its
text are then bokmål, the page says so (`lang` on `html`), and each piece of its text says what language that is in.
"""

from __future__ import annotations

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from fellesnett.foundation.languages import BY_CODE, CODES, foreign_to, interface_of
from fellesnett.organizations.models import Site

__all__ = [
    "OWN_NAMES",
    "PREFIXES",
    "attribute",
    "foreign_to",
    "interface_of",
    "of_site",
    "path_in",
    "preferred",
    "spoken",
    "worded_at",
]

OWN_NAMES = {code: language.own_name for code, language in BY_CODE.items()}
PREFIXES = CODES  # the languages that whole pages can be in

ANY = "x-default"
"""What search engines call the version for those who read none of the languages that a page is in."""

UNREVIEWED = frozenset({"se"})
"""Languages whose words on the sites await a reader who knows them: every page says so (docs/terms.md)."""


def attribute(spoken_in: str, language: str) -> SafeString:
    """The whole `lang` attribute of words in one language on a page in another; nothing where none is needed."""
    lang = foreign_to(spoken_in, language)
    return format_html(' lang="{}"', lang) if lang else SafeString()


def spoken(words: str, lang: str = "") -> SafeString:
    """The words, escaped; within a `span` that carries the attribute where there is one."""
    return format_html("<span{}>{}</span>", lang, words) if lang else conditional_escape(words)


def path_in(site: Site, language: str, path: str) -> str:
    """The address of a path, written without a prefix, in this language on this site."""
    return site.path_in(language, path)


def of_site(site: Site) -> list[str]:
    """The languages this site has pages in, its own first."""
    return [code for code in site.languages if code in PREFIXES]


def worded_at(site: Site) -> list[str]:
    """Those of them that a page exists in which is made of the interface's words and the site's records alone."""
    return [code for code in of_site(site) if interface_of(code) == code]


def preferred(site: Site, existing: set[str]) -> str | None:
    """Of the languages a page exists in, the one to offer first: the site's own, else the next it publishes in."""
    order = [*site.languages, *PREFIXES]
    return min(existing, key=lambda code: order.index(code) if code in order else len(order), default=None)
