"""The report of an import: one line for each remark and refusal, as CSV, and the sums in words."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from fellesnett.intake.actions import CHANGED, CREATED, UNCHANGED, Outcome, Staging
from fellesnett.intake.records import Refusal

COLUMNS = ("fil", "sted", "hva", "hvorfor", "utelatt")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, outcomes: Iterable[Outcome], refusals: Iterable[Refusal]) -> None:
    """Every remark with its whole text, and every refusal. Opens as a table, and nothing in it runs as a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS)
        for outcome in outcomes:
            for remark in outcome.remarks:
                words = (remark.file, remark.place, remark.what, remark.why, "ja" if remark.left_out else "nei")
                rows.writerow(_harmless(word) for word in words)
        for refusal in refusals:
            rows.writerow(_harmless(word) for word in (refusal.file, refusal.place, "", refusal.fault, "ja"))


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def summary(staging: Staging, outcomes: Iterable[Outcome]) -> str:
    """Topics and pieces of text, in one line: what came in is what was placed and what was reported."""
    states = Counter(outcome.state for outcome in outcomes)
    tally = staging.tally
    return (
        f"{states[CREATED]} nye temaer, {states[CHANGED]} endret, {states[UNCHANGED]} uendret. "
        f"{tally.read} tekstbiter lest: {tally.placed} plassert, {tally.left} utelatt og meldt."
    )
