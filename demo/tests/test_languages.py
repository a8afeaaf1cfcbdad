"""Each site keeps to its own language, and tells in English what visitors need most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from demo.fronts import rows as fronts
from demo.pages import kinds, rows_of
from demo.places import places
from demo.reading import TopicFile, organizations, topics

BOKMAL = (
    "ikke hva hvor hvem hvordan hvorfor jeg dere noen noe mye fra være gjør gjøre sykehuset sykehusene behandlingen avdelingen "
    "henvisning pårørende uker uken nå selv mer kommer ble deres hjem besøkende innen uten åpen åpne følger skriver"
)
NYNORSK = (
    "ikkje kva kvar kven korleis kvifor eg dykk nokon noko mykje frå vere gjer gjere sjukehuset sjukehusa behandlinga avdelinga "
    "tilvising pårørande veker timar sjølv meir blei vorte deira heim besøkande innan utan opnar køyrer følgjer"
)
"""Common words that are written in one form of Norwegian alone."""

FOREIGN = {"nb": set(NYNORSK.split()), "nn": set(BOKMAL.split()), "en": set(BOKMAL.split()) | set(NYNORSK.split())}
NO_WORDS = {"site", "sites", "slug", "work", "language", "scope", "parent", "department", "places", "place", "services", "codes"}
HOSPITALS = ("health_trust", "private_nonprofit")


def own_language() -> dict[str, str]:
    return {site["slug"]: site["language"] for site in organizations()["sites"]}


def said(value: Any) -> Iterator[str]:
    """What a reader meets: no addresses, no codes, no words that a program reads."""
    if isinstance(value, str) and not value.startswith("http"):
        yield re.sub(r"<[^>]+>", " ", value)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in NO_WORDS:
                yield from said(each)
    elif isinstance(value, list):
        for each in value:
            yield from said(each)


def strangers(language: str, value: Any) -> list[str]:
    words = re.findall(r"[a-zæøåéò]+", " ".join(said(value)).casefold())
    return sorted(set(words) & FOREIGN.get(language, set()))


def words_of(topic: TopicFile, language: str) -> list[str]:
    blocks = (block for section in topic.text(language) for block in section["blocks"])
    return [block.get("html", block.get("label", "")) for block in blocks]


def pages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    own = own_language()
    for kind in kinds():
        for row in rows_of(kind):
            yield f"{row['site']} {kind} {row['slug']}", row.get("language", own[row["site"]]), row


def test_no_page_mixes_the_two_forms_of_norwegian() -> None:
    own = own_language()
    found = {where: strangers(language, row) for where, language, row in pages()}
    found |= {f"{row['site']} front": strangers(row.get("language", own[row["site"]]), row) for row in fronts()}
    found |= {f"{site['slug']} foot": strangers(site["language"], site.get("profile", {})) for site in organizations()["sites"]}
    assert {where: words for where, words in found.items() if words} == {}


def test_no_place_mixes_them() -> None:
    found = {
        f"{row['slug']} {part} {language}": strangers(language, words)
        for row in places()
        for part in ("meeting", "descriptions")
        for language, words in row[part].items()
    }
    assert {where: words for where, words in found.items() if words and where != "haukeland descriptions en"} == {}


def test_no_topic_mixes_them() -> None:
    found = {
        f"{topic.key} {language}": strangers(language, [topic.titles[language], *words_of(topic, language)])
        for topic in topics()
        for language in ("nb", "nn")
    }
    assert {where: words for where, words in found.items() if words} == {}


def test_a_hospital_tells_in_english_what_a_visitor_needs_most() -> None:
    kind_of = {row["key"]: row["kind"] for row in organizations()["organizations"]}
    hospitals = [site["slug"] for site in organizations()["sites"] if kind_of[site["organization"]] in HOSPITALS]
    english = {(row["site"], kind, row["slug"]) for kind in kinds() for row in rows_of(kind) if row.get("language") == "en"}
    for slug in hospitals:
        there = {page for site, kind, page in english if site == slug and kind == "practicalinformation"}
        assert there >= {"besok", "nar-det-haster", "ta-med", "reise", "tolk"}, slug
        assert sum(site == slug and kind == "department" for site, kind, _page in english) >= 2, slug
        assert any(row["site"] == slug and row.get("language") == "en" for row in fronts()), slug
