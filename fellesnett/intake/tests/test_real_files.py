"""Every file of the three real collections: known counts, and not a word of them lost in silence.

What a file says is found here without the parsers: a walk over its JSON, and the words between its tags.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fellesnett.composition import richtext
from fellesnett.intake.actions import Staging, stage
from fellesnett.intake.naming import chapters
from fellesnett.intake.records import StagedTopic, Tally

_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL)
_NUMBER = re.compile(r"^\s*[1-9][.)]\s", re.MULTILINE)  # of a list's items, which count themselves
_UNSEEN = re.compile("[\u00ad\u200b\ufeff\x00-\x08\x0e-\x1f]")
_WORD = re.compile(r"\w+")


def staged(folder: Path) -> Staging:
    return stage(files=[(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.name != "README.md"])


def words(raw: str) -> Counter[str]:
    plain = html.unescape(_TAG.sub(" ", _NUMBER.sub("", raw)))
    return Counter(_WORD.findall(_UNSEEN.sub("", unicodedata.normalize("NFC", plain)).lower()))


def told(topic: StagedTopic) -> Counter[str]:
    """Every word in a topic's blocks (addresses too), titles and left-out remarks."""
    found: Counter[str] = Counter()
    for text in topic.texts:
        for block in text.blocks:
            found += Counter(_WORD.findall(html.unescape(block.html).lower()))
        found += words(text.title)
    for remark in topic.remarks:
        if remark.left_out or remark.why.startswith("lenken har ikke"):
            found += Counter(_WORD.findall(unicodedata.normalize("NFC", html.unescape(remark.what)).lower()))
    return found


def strings(value: Any, skipped: frozenset[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, skipped)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in skipped:
                yield from strings(item, skipped)


@pytest.fixture(scope="module")
def nhs(real_data: Path) -> Staging:
    return staged(real_data / "text_nhs")


@pytest.fixture(scope="module")
def atlases(real_data: Path) -> Staging:
    return staged(real_data / "text_helseatlas")


@pytest.fixture(scope="module")
def documents(real_data: Path) -> Staging:
    return staged(real_data / "text_multilingual")


def test_the_english_health_service(nhs: Staging) -> None:
    assert len(nhs.topics) == 21
    assert len(nhs.refusals) == 20
    faults = Counter(re.sub(r"\d+", "N", refusal.fault).split(":")[0] for refusal in nhs.refusals)
    assert faults == {
        "siden har ingen egen tekst, bare N lenker og utdrag": 17,
        "et feilsvar fra kilden (N": 3,
    }
    assert nhs.tally == Tally(read=817, placed=548, left=269)
    assert Counter(str(topic.kind) for topic in nhs.topics) == {
        "treatment": 8,
        "condition": 6,
        "support_article": 6,
        "examination": 1,
    }
    assert Counter(block.type for topic in nhs.topics for block in topic.texts[0].blocks) == {
        "text": 296,
        "list": 98,
        "warning": 11,
        "table": 6,
    }


def test_no_word_of_a_page_is_lost(nhs: Staging, real_data: Path) -> None:
    skipped = frozenset(
        [
            "@type",
            "name",
            "identifier",
            "position",
            "url",
            "hasPart",
            "hasHealthAspect",
            "datePublished",
            "keywords",
            "content_url",
            "duration",
            "alternateName",
            "uploadDate",
            "lastReviewed",
            "thumbnailUrl",
        ]
    )
    for topic in nhs.topics:
        document = json.loads((real_data / "text_nhs" / topic.files[0]).read_text(encoding="utf-8"))
        source = Counter[str]()
        for part in strings(document["mainEntityOfPage"], skipped):
            source += words(part)
        assert source - told(topic) == Counter(), topic.files


def test_no_aspect_of_a_page_is_lost(nhs: Staging, real_data: Path) -> None:
    skipped = frozenset(
        ["@type", "name", "identifier", "url", "hasHealthAspect", "datePublished", "keywords", "provider", "license", "credit"]
    )
    for topic in nhs.topics:
        document = json.loads((real_data / "text_nhs" / topic.files[0]).read_text(encoding="utf-8"))
        everything = set(told(topic))
        for part in strings([document.get("hasPart"), document.get("modules")], skipped):
            assert set(words(part)) <= everything, (topic.files, part)


def test_the_health_atlases(atlases: Staging) -> None:
    assert len(atlases.topics) == 47
    assert sorted(str(refusal) for refusal in atlases.refusals) == [
        "atlas__psyk2-1.json: publisert: ikke publisert hos kilden: tas ikke inn",
        "atlas__rus.json: publisert: ikke publisert hos kilden: tas ikke inn",
    ]
    assert atlases.tally == Tally(read=2626, placed=1995, left=631)
    assert Counter(topic.texts[0].language for topic in atlases.topics) == {"nb": 22, "en": 18, "nn": 7}
    assert Counter(block.type for topic in atlases.topics for block in topic.texts[0].blocks) == {
        "text": 2192,
        "list": 423,
        "table": 46,
    }


def test_no_word_of_an_atlas_is_lost(atlases: Staging, real_data: Path) -> None:
    plumbing = frozenset(["type", "lang", "date", "filename", "forfatter", "image", "publisert", "oppdatert", "shortTitle"])
    for topic in atlases.topics:
        raw = (real_data / "text_helseatlas" / topic.files[0]).read_text(encoding="utf-8")
        parts = strings(json.loads(raw), plumbing) if topic.files[0].endswith(".json") else [raw.split("---", 2)[2]]
        source = Counter[str]()
        for part in parts:
            source += words(part)
        assert source - told(topic) == Counter(), topic.files


def test_the_trilingual_documents(documents: Staging) -> None:
    assert len(documents.topics) == 331
    assert [str(refusal) for refusal in documents.refusals] == [
        "1177_aligned_sami.jsonl: linje 1: linjer med doc, sma, sme, ikke dokumenter: ukjent form"
    ]
    assert documents.tally == Tally(read=20816, placed=20745, left=71)
    assert Counter(text.language for topic in documents.topics for text in topic.texts) == {"nb": 277, "nn": 136, "se": 317}


def test_no_word_of_a_document_is_lost(documents: Staging, real_data: Path) -> None:
    sources: dict[str, Counter[str]] = {}
    for path in sorted((real_data / "text_multilingual").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            document = json.loads(line) if line.strip() else {}
            for block in document.get("blocks", ()):
                sources.setdefault(f"giellalt-{document['group']}", Counter()).update(words(block["s"]))
    assert set(sources) == {topic.source_id for topic in documents.topics}
    told_of: dict[str, Counter[str]] = {}
    for topic in documents.topics:
        told_of.setdefault(topic.source_id, Counter()).update(told(topic))
    assert [key for key, source in sources.items() if source - told_of[key]] == []


def test_many_versions_are_tied_chapter_by_chapter(documents: Staging) -> None:
    tied = whole = versions = 0
    for topic in documents.topics:
        first, *others = topic.texts
        for other in others:
            versions += 1
            shared = {block.id for block in first.blocks} & {block.id for block in other.blocks}
            tied += bool(shared)
            whole += len(shared) == len(first.blocks) == len(other.blocks)
    assert (versions, tied, whole) == (399, 195, 145)


def test_no_script_and_no_double_id_in_any_real_file(nhs: Staging, atlases: Staging, documents: Staging) -> None:
    for staging in (nhs, atlases, documents):
        for topic in staging.topics:
            assert topic.tally.read == topic.tally.placed + topic.tally.left
            for text in topic.texts:
                ids = [block.id for block in text.blocks]
                assert len(ids) == len(set(ids))
                assert all(
                    richtext.active(block.html) == () and richtext.normalize(block.html) == block.html for block in text.blocks
                )
                assert sum(len(chapter) for section in text.sections for chapter in chapters(section.blocks)) == len(ids)
