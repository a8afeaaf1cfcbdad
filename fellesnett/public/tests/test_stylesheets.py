"""One stylesheet for all sites: joined, shortened, compressed beforehand, kept for ever."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest
from django.test import Client

from fellesnett.organizations.models import Site
from fellesnett.public import stylesheets
from fellesnett.public.stylesheets import sheet, shortened, sources
from fellesnett.public.tests.factories import make_bergen
from fellesnett.public.tests.reading import Visit


@pytest.fixture
def bergen() -> Site:
    return make_bergen()


def test_only_what_people_read_is_taken_away() -> None:
    assert (
        shortened("/* why */\na :focus,\nb {\n  color: red;\n  margin: calc(1rem + 2px);\n}\n")
        == "a :focus,b{color:red;margin:calc(1rem + 2px)}"
    )
    assert shortened('a::after { content: " (; " attr(href) "/* */"; }') == 'a::after{content:" (; " attr(href) "/* */"}'
    assert shortened("@media (min-width: 40rem) { a + b { color: red } }") == "@media (min-width:40rem){a + b{color:red}}"


def test_a_licence_is_kept() -> None:
    assert shortened("/*! MIT, see LICENSE. */ a { }") == "/*! MIT, see LICENSE. */ a{}"
    assert b"@digdir/designsystemet-css" in sheet().text
    assert b"MIT" in sheet().text[:200]


def test_every_source_is_in_the_sheet_in_the_order_of_its_number() -> None:
    names = [source.name for source in sources()]
    assert names[0] == "designsystemet.css"
    assert names[-1] == "90-print.css"
    assert all(re.fullmatch(r"\d\d-[a-z-]+\.css", name) for name in names[1:])
    assert sheet().text.decode().count("{") == sheet().text.decode().count("}")


def test_all_styles_together_stay_within_their_budget() -> None:
    assert len(sheet().compressed) <= 20_000


@pytest.mark.django_db
def test_the_sheet_is_sent_compressed_and_kept_for_ever(bergen: Site, client: Client) -> None:
    answer = client.get(sheet().address, headers={"host": "bergen.localhost", "accept-encoding": "gzip, br"})
    assert gzip.decompress(answer.content) == sheet().text
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    plain = client.get(sheet().address, headers={"host": "bergen.localhost"})
    assert plain.content == sheet().text
    assert "Content-Encoding" not in plain.headers


@pytest.mark.django_db
def test_an_address_from_before_a_release_gives_todays_styles_but_is_not_kept(bergen: Site, visit: Callable[..., Visit]) -> None:
    answer = visit("/stil/000000000000.css").response
    assert answer.content == sheet().text
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_every_page_asks_for_the_sheet_and_its_colours_and_nothing_else(bergen: Site, visit: Callable[..., Visit]) -> None:
    links = [link.get("href") for link in visit("/").all("link", rel="stylesheet")]
    assert links[0] == stylesheets.sheet().address
    assert len(links) == 2


def test_the_look_of_a_link_under_the_pointer_is_told_once_for_all_and_else_by_where_it_stands() -> None:
    lines = [line for source in sources()[1:] for line in source.read_text(encoding="utf-8").splitlines()]
    assert len([line for line in lines if line.startswith("a:hover")]) == 1
