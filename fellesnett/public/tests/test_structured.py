"""What machines read about a page: complete, without empty facts, and never a way out of the script element."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template

from fellesnett.public.structured import as_json, breadcrumb, organization, postal_address, telephone

HOSTILE = "</script><script>alert(1)</script> & <!-- \u2028"


def written(data: object) -> str:
    return Template("{% load structured %}{% structured_data data %}").render(Context({"data": data}))


def test_a_thing_is_written_as_json_ld_in_a_data_block():
    html = written({"@type": "NewsArticle", "headline": "Ny inngang", "datePublished": date(2026, 11, 3)})
    assert html.startswith('<script type="application/ld+json">')
    assert html.endswith("</script>\n")
    assert json.loads(html.removeprefix('<script type="application/ld+json">').removesuffix("</script>\n")) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Ny inngang",
        "datePublished": "2026-11-03",
    }


def test_no_words_can_end_the_element():
    html = written({"@type": "Thing", "name": HOSTILE, HOSTILE: "x"})
    inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>\n")
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["name"] == HOSTILE


def test_several_things_are_one_graph():
    read = json.loads(as_json([{"@type": "A"}, {}, {"@type": "B"}]))
    assert read == {"@context": "https://schema.org", "@graph": [{"@type": "A"}, {"@type": "B"}]}


@pytest.mark.parametrize("nothing", [{}, [], (), None, "", {"name": ""}, {"address": {"city": None}}])
def test_nothing_to_say_writes_nothing(nothing):
    assert written(nothing) == ""


def test_what_is_empty_is_dropped_at_every_depth_and_zero_stays():
    data = {"@type": "Event", "offers": {"price": 0, "name": ""}, "free": False, "place": ({"name": None},), "tags": ()}
    assert json.loads(as_json(data)) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "offers": {"price": 0},
        "free": False,
    }


def test_times_and_numbers_are_written_as_schema_org_wants_them():
    data = {"opens": time(8), "starts": datetime(2026, 11, 3, 8, 0, tzinfo=UTC), "latitude": Decimal("60.37410")}
    read = json.loads(as_json(data))
    assert (read["opens"], read["starts"], read["latitude"]) == ("08:00", "2026-11-03T08:00:00+00:00", 60.3741)


def test_an_address_is_in_norway_or_not_there():
    assert postal_address("Haukelandsveien 22", "5021", "Bergen")["addressCountry"] == "NO"
    assert postal_address("", "5021", "") == {}


def test_a_breadcrumb_counts_from_the_front_page():
    trail = breadcrumb([("Forside", "https://a.no/"), ("Steder", "https://a.no/steder/")])
    assert [item["position"] for item in trail["itemListElement"]] == [1, 2]
    assert breadcrumb([]) == {}


def test_the_body_behind_a_site():
    assert organization("Helse Bergen", "https://a.no/", kind="Hospital")["@type"] == "Hospital"
    assert "contactPoint" not in json.loads(as_json(organization("Helse Bergen", "https://a.no/")))


def test_a_number_is_written_as_machines_dial_it():
    assert [telephone(number) for number in ("55 97 50 00", "116 117", "+46 8 123", "")] == [
        "+4755975000",
        "116117",
        "+468123",
        "",
    ]
