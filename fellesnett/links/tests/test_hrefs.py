"""Links are found wherever they are stored, and one address is written in one way."""

from __future__ import annotations

import pytest

from fellesnett.links.hrefs import bare_addresses, hrefs_in, normal


def test_links_are_found_in_rich_text_and_in_the_fields_that_hold_an_address() -> None:
    document = [
        {"type": "text", "html": '<p>Se <a class="x" href="https://a.example/?x=1&amp;y=2">A</a> og <a href="#her">her</a>.</p>'},
        {"type": "source", "address": "https://b.example/", "name": "href=https://nei.example/"},
        {"type": "links", "value": [{"value": {"text": "C", "href": "/avdelinger/c/"}}], "url": ""},
    ]
    assert list(hrefs_in(document)) == ["https://a.example/?x=1&y=2", "#her", "https://b.example/", "/avdelinger/c/"]


def test_what_a_place_says_in_plain_words_is_read_too() -> None:
    said = {"nb": {"parking": "Se https://parkering.example/kart. Ring ellers.", "note": "(https://x.example/a)"}}
    assert list(bare_addresses([said])) == ["https://parkering.example/kart", "https://x.example/a"]


@pytest.mark.parametrize(
    ("href", "stored"),
    [
        ("HTTPS://Helsenorge.NO", "https://helsenorge.no/"),
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d"),
        ("https://a.example/b%20c", "https://a.example/b%20c"),
        ("https://a.example/blåbær", "https://a.example/bl%C3%A5b%C3%A6r"),
        ("https://blåbær.example/", "https://xn--blbr-roah.example/"),
        ("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("mailto:a@b.example", ""),
        ("tel:55000000", ""),
        ("#avsnitt", ""),
        ("/avdelinger/", ""),
        ("https://bruker:ord@a.example/", ""),
        ("http://[feil", ""),
        ("https://a.example:99999/", ""),
        ("https://a.example/" + "x" * 3000, ""),
    ],
)
def test_one_address_is_written_in_one_way(href: str, stored: str) -> None:
    assert normal(href) == stored
