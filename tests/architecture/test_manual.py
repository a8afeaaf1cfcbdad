"""The manual holds what it promises: a page for every screen, in both languages, in the screens' own words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from fellesnett.desk.doors import DOORS
from fellesnett.desk.manual.reading import FOLDER, QUOTED, SUBJECTS, Page, pages_in
from fellesnett.desk.manual.screens import REASONS, TASKS, WITHOUT_A_PAGE, page_for

ROOT = Path(__file__).resolve().parents[2] / "fellesnett"
PICTURES = ROOT / "desk" / "static" / "desk" / "manual"
NB, NN = pages_in("nb"), pages_in("nn")


def parts(page: Page) -> list[str]:
    """All that is said on a page, in order."""
    return [page.title, page.when, *page.steps, page.then, *(text for each in page.wrong for text in (each.what, each.do))]


def quoted(page: Page) -> list[str]:
    return [label for part in parts(page) for label in QUOTED.findall(part)]


@cache
def sources() -> str:
    """Everything the desk may say, but the manual itself."""
    found = (path for ending in ("py", "html", "po") for path in ROOT.rglob(f"*.{ending}"))
    return "\n".join(
        path.read_text(encoding="utf-8") for path in found if not {"manual", "tests"} & set(path.relative_to(ROOT).parts)
    )


def test_every_screen_of_the_desk_has_a_page_or_a_reason_to_have_none() -> None:
    names = [door.name for door in DOORS]
    bare = [name for name in names if not page_for(name) and name not in WITHOUT_A_PAGE]
    assert not bare, f"write a page in fellesnett/desk/manual/pages, or say why not in screens.py: {bare}"
    assert all(why for why in WITHOUT_A_PAGE.values())


def test_the_table_names_only_pages_and_doors_that_exist() -> None:
    doors = [door.name for door in DOORS]
    assert set(TASKS) | set(REASONS.values()) <= set(NB)
    for name in [name for names in TASKS.values() for name in names] + list(WITHOUT_A_PAGE):
        assert any(door == name or (name.endswith("*") and door.startswith(name[:-1])) for door in doors), name


def test_no_page_is_out_of_reach() -> None:
    assert set(NB) == set(TASKS)


def test_every_reason_that_leads_to_a_page_is_one_that_is_given() -> None:
    for code in REASONS:
        assert re.search(rf'(Reason\(\s*|because\(\s*|^    )"{code}"', sources(), re.MULTILINE), code


def test_both_languages_have_the_same_pages_with_the_same_parts() -> None:
    assert set(NB) == set(NN)
    for slug, page in NB.items():
        other = NN[slug]
        assert len(parts(page)) == len(parts(other)), slug
        assert (page.subject, page.see) == (other.subject, other.see), slug
        assert page.subject in SUBJECTS
        assert set(page.see) <= set(NB), slug


@pytest.mark.parametrize("page", NB.values(), ids=str)
def test_a_page_is_short_and_numbered(page: Page) -> None:
    assert 2 <= len(page.steps) <= 7
    assert all(len(step.split()) <= 32 for step in page.steps), page.slug
    assert page.wrong, f"{page.slug}: what can go wrong?"


def test_every_picture_is_there_is_described_is_used_and_all_are_light() -> None:
    named = {picture.name for page in NB.values() for picture in page.pictures}
    files = {path.stem: path.stat().st_size for path in PICTURES.glob("*.webp")}
    assert named == set(files)
    assert sum(files.values()) < 2_000_000
    for slug, page in NB.items():
        assert [each.name for each in page.pictures] == [each.name for each in NN[slug].pictures]
        assert all(each.alt.endswith(".") for each in (*page.pictures, *NN[slug].pictures)), slug


def test_every_page_shows_its_screen() -> None:
    assert [slug for slug, page in NB.items() if not page.pictures] == []


def test_what_the_manual_quotes_stands_on_the_screens() -> None:
    """A button that changes its name changes it in the manual too."""
    spoken_by_others = {"legg til konto"}  # in the telephone's app
    wrong = [f"{slug}: «{label}»" for slug, page in NB.items() for label in quoted(page) if label not in sources()]
    assert [each for each in wrong if not any(other in each for other in spoken_by_others)] == []


def test_both_languages_quote_the_same_in_the_words_of_the_code() -> None:
    """A page holds what its screen says as the code says it, and is read in the language of whoever reads."""
    for slug, page in NB.items():
        raw = (FOLDER / "nn" / f"{slug}.yaml").read_text(encoding="utf-8")
        assert sorted(QUOTED.findall(" ".join(raw.split()))) == sorted(quoted(page)), slug
    assert "Lagre valet" in quoted(NN["velge-ved-konflikt"])
