"""Every address that a sitemap lists leads to a page that may be found, is its own, and names the same versions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.gates.conftest import World
from tests.gates.listed import Listed, faults

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("gates")]  # read once, by one worker


NOT_LISTED = {"drift/<int:number>/"}
"""Alerts are gone before a robot comes back."""


def test_every_address_in_a_sitemap_is_a_page_of_its_own(world: World) -> None:
    listed = [found for found in world.listed if found.in_a_sitemap]
    known = {found.address: found for found in listed}
    assert len(known) == len(listed) > 500, "an address is listed twice, or hardly any are listed"
    wrong = {str(found): faults(found, known) for found in listed}
    assert {address: said for address, said in wrong.items() if said} == {}


def test_every_page_that_may_be_found_is_in_a_sitemap(world: World) -> None:
    others = [found for found in world.listed if not found.in_a_sitemap and found.status == 200 and not found.noindex]
    missing = [found.address for found in others if found.canonical == found.address and found.route not in NOT_LISTED]
    assert missing == []


def test_a_bad_address_is_seen() -> None:
    good = Listed("http://a/", {"nb": "http://a/", "en": "http://a/en/"}, canonical="http://a/", language="nb")
    good = replace(good, in_head=good.versions)
    known = {"http://a/": good, "http://a/en/": good}
    assert faults(good, known) == []
    assert faults(good, {"http://a/": good}) == ["http://a/en/ is not listed"]
    assert "answers 404" in faults(replace(good, status=404), known)
    assert "is noindex" in faults(replace(good, noindex=True), known)
    assert "its page says http://b/" in faults(replace(good, canonical="http://b/"), known)
    assert "versions in the page: {}" in faults(replace(good, in_head={}), known)
    assert "is not the en version it says" in faults(replace(good, language="en"), known)
