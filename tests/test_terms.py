"""A Sámi reader gets the words that no public text uses, to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import terms


def test_words_are_read_from_documents_and_from_aligned_sentences() -> None:
    lines = [
        json.dumps(
            {"lang": "sme", "blocks": [{"lang": "sme", "t": "Buohcciviessu lea dás."}, {"lang": "nob", "t": "Sykehuset"}]}
        ),
        json.dumps({"sme": "Riŋge midjiide", "nob": "Ring oss"}),
    ]
    assert terms.in_texts(lines, "sme") >= {"buohcciviessu", "lea", "dás", "riŋge", "midjiide"}
    assert not {"sykehuset", "oss"} & terms.in_texts(lines, "sme")


def test_the_interfaces_words_are_those_of_its_catalogue_without_values() -> None:
    ours = terms.of_interface("se")
    assert "ovdasiidu" in ours
    assert not {"site", "language", "count"} & ours


def test_what_no_text_uses_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.jsonl").write_text(json.dumps({"sme": "Ovdasiidu"}), encoding="utf-8")
    assert terms.main([str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "ovdasiidu" not in said.out.splitlines()
    assert said.err.startswith("1 of ")
