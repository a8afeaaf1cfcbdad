"""Wishes as hospitals word them, against real titles: chapters of the health atlases and the rubrics of ICPC-2.

`real_wishes.csv` was written by hand: a wish, and the titles that an editor would call the same matter; none where the base
has nothing of the kind. ICPC-2B's words are loaded as `fellesnett codes import` would.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fellesnett.codes.models import CodeSystem, Term, fold
from fellesnett.national.models import Topic
from fellesnett.participation.likeness import Wish, similar

WISHES = Path(__file__).parent / "real_wishes.csv"
FOUND, SHOWN_IN_VAIN = 80, 2
"""Of 97 wishes whose matter exists, 82 were found when this was written; of 21 that nothing covers, none was shown a text."""


def _titles(folder: Path) -> Iterator[str]:
    for atlas in sorted((folder / "text_helseatlas").glob("atlas__*.json")):
        for chapter in json.loads(atlas.read_text(encoding="utf-8"))["kapittel"]:
            yield (chapter.get("overskrift") or "").strip(" \u200b")
    with (folder / "codes" / "icpc2_no_2026.csv").open(encoding="utf-8") as rows:
        yield from (row["text_nb"] for row in csv.DictReader(rows) if not row["text_nb"].startswith(("Engstelig", "Redus")))


@pytest.fixture
def base(db: None, real_data: Path) -> None:
    titles = dict.fromkeys(filter(None, _titles(real_data)))
    Topic.objects.bulk_create(Topic(key=f"t{n}", kind="condition", title=title[:200]) for n, title in enumerate(titles))
    icd10 = CodeSystem.objects.create(key="icd10", name="ICD-10")
    with (real_data / "codes" / "icpc2b_terms_no.csv").open(encoding="utf-8") as rows:
        words = {(row["term_nb"], row["icd10"]) for row in csv.DictReader(rows) if row["icd10"]}
    Term.objects.bulk_create(Term(term=term, folded=fold(term), system=icd10, code=code) for term, code in sorted(words))


@pytest.mark.usefixtures("base")
def test_what_exists_in_other_words_is_found_and_what_does_not_is_let_alone() -> None:
    assert Topic.objects.count() > 800
    missed, in_vain, known = [], [], 0
    with WISHES.open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows, delimiter=";"):
            shown = {found.topic.title for found in similar(Wish(row["wish"])) if found.topic}
            wanted = set(row["titles"].split("|")) - {""}
            known += bool(wanted)
            if wanted and not wanted & shown:
                missed.append(row["wish"])
            if not wanted and shown:
                in_vain.append((row["wish"], shown))
    assert known - len(missed) >= FOUND, missed
    assert len(in_vain) <= SHOWN_IN_VAIN, in_vain
