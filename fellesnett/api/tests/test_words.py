"""A municipality looks for a text without knowing what we call it: by words, as they are said and written anywhere in Norway."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.api.tests.test_reading import read
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Item, Word
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.delivery.wording import MOST_WORDS, found_by, keep
from fellesnett.national.models import Synonym
from fellesnett.organizations.models import Site
from tests.laying import Lay

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def laid(lay: Lay) -> None:
    lay(make_texts)


@pytest.fixture
def texts(db: None, laid: None) -> None:
    """What was laid."""


def make_texts() -> None:
    """A knee in two languages, which is also called something else, and a hip."""
    make_front_door()
    bergen, knee = make_bergen(), make_knee(english=True)
    Synonym.objects.create(topic=knee, language="nb", term="Nytt kneledd")
    show(bergen, knee)
    show(bergen, make_knee("hofteprotese", "Operasjon for brudd i hoften"))
    follow(at=MORNING)


def found(client: Client, query: str) -> list[str]:
    return [text["title"] for text in read(client, f"/api/v1/content?q={query}")["items"]]


KNEE, HIP, ENGLISH = "Kneprotese", "Operasjon for brudd i hoften", "Knee replacement"


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kneprotese", [KNEE]),
        ("PROTESEN+i+kneet", [KNEE]),  # in any order, inflected, and as parts of a compound
        ("kne+kneledd", [KNEE]),  # the other name
        ("hoftebrudd", [HIP]),
        ("brot+i+hofta", [HIP]),  # nynorsk, of a text in bokmål
        ("hofte+protese", []),  # all of them, or none
        ("protes", [KNEE]),
        ("prot", []),  # a beginning is no word
        ("knee", [ENGLISH]),
        ("replacements&language=en", []),  # of other languages we know no endings
        ("kneprotese&language=nb", [KNEE]),
        ("kneprotese&language=en", []),
        ("knee&language=en", [ENGLISH]),
        ("kneprotese&site=unn", []),
        ("kneprotese&scope=local", [KNEE]),
        ("%25", None),
        ("og+til", None),
        ("+".join("abcdefghjk"), None),
        ("kne%27+or+1=1", []),
    ],
)  # fmt: skip
def test_a_text_is_found_by_its_words(client: Client, texts: None, query: str, titles: list[str] | None) -> None:
    if titles is None:
        assert read(client, f"/api/v1/content?q={query}", 422)["errors"][0]["parameter"] == "q"
    else:
        assert found(client, query) == titles


def test_a_refusal_says_what_to_write_instead(client: Client, texts: None) -> None:
    said = {
        reads: read(client, "/api/v1/content?q=og", 422, **{"Accept-Language": reads})["detail"] for reads in ("nb", "nn", "en")
    }
    assert said["nb"].startswith("q: Skriv minst ett ord")
    assert said["nn"].startswith("q: Skriv minst eitt ord")
    assert said["en"].startswith("q: Write at least one word")


def test_a_code_is_narrowed_by_words_too(client: Client, texts: None) -> None:
    assert read(client, "/api/v1/codes/icd10/M17/content?q=og", 404)["type"] == "/problems/not-found"  # no such system here
    assert found(client, "kne&fields=title,id&limit=1") == [KNEE]


def test_what_is_found_is_read_page_by_page(client: Client, texts: None) -> None:
    for number in range(3):
        show(Site.objects.get(slug="bergen"), make_knee(f"albue-{number}", f"Albue {number}"))
    follow(at=MORNING)
    address, titles = "/api/v1/content?q=albuen&limit=2", []
    while address:
        page = read(client, address)
        titles += [text["title"] for text in page["items"]]
        address = page["next"]
    assert titles == ["Albue 0", "Albue 1", "Albue 2"]


def test_looking_for_words_is_one_question_by_an_index(client: Client, texts: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as asked:
        found(client, "protese+i+kneet+operasjon")
    (query,) = asked.captured_queries
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # these few rows are read faster without
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + query["sql"])
        said = str(cursor.fetchall())
    assert "delivered_word_once" in said or "autoindex_delivery_word" in said


def test_what_a_text_no_longer_says_it_is_not_found_by(client: Client, texts: None) -> None:
    item = Item.objects.texts().get(topic__key="kneprotese", language="nb")
    keep({item.pk: found_by("nb", ["Kunstig kne"])})
    assert (found(client, "kunstig"), found(client, "protese")) == ([KNEE], [])
    before = set(Word.objects.filter(item=item).values_list("pk", flat=True))
    keep({item.pk: found_by("nb", ["Kunstig kne", "Kne"])})
    assert set(Word.objects.filter(item=item).values_list("pk", flat=True)) == before


def test_norwegian_is_kept_by_stems_and_other_languages_as_they_are() -> None:
    assert found_by("nn", ["Hofteprotesar"]) == found_by("nb", ["Proteser i hoften"])
    assert found_by("en", ["Hip replacements"]) == {"hip", "replacements"}
    assert all(len(word) <= 60 for word in found_by("nb", ["x" * 400]))
    assert MOST_WORDS == 8
