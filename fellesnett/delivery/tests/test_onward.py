"""Those who copy a text hear of every change of what its page leads on to: what comes, changes, goes or falls silent."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.codes.tests.factories import make_concept, make_release
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change, Item
from fellesnett.delivery.renderings import as_linked_data, as_markdown, as_page
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.national.models import Topic
from fellesnett.national.tests.factories import national_editor
from fellesnett.signposts.actions import Said, change, take_down
from fellesnett.signposts.retagging import retag
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def knee() -> Topic:
    """At Bergen, tagged with M179, which stands below M17; the feed has told of it."""
    release = make_release(codes={"M17": "Kneartrose", "M16": "Hofteartrose"})
    make_concept(release, "M179", "Uspesifisert", parent_code="M17")
    make_front_door()
    bergen, knee = make_bergen(), make_knee()
    knee.codings.create(system=release.system, code="M179")
    show(bergen, knee)
    follow(at=MORNING)
    return knee


def told(at: datetime = MORNING) -> list[tuple[str, bool]]:
    """What the feed has to say of texts since last time: the kind of each line, and whether it matters."""
    before = Change.objects.count()
    follow(at=at)
    lines = Change.objects.filter(item__subject="").order_by("seq").exclude(seq__lte=before)
    return [(line.kind, line.significant) for line in lines]


def said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Item.objects.texts().get().document)
    return found


def onward() -> list[str]:
    return [way["title"] for way in said()["onward"]]


def test_a_signpost_put_up_at_the_topic_is_an_entry_that_nobody_needs_to_approve(knee: Topic) -> None:
    make_signpost(topics=[knee], arms=[Said("nb", "Artrose", ADDRESS), Said("en", "Arthrosis", f"{ADDRESS}en")])
    assert told() == [("updated", False)]
    assert said()["onward"] == [
        {
            "title": "Artrose",
            "url": ADDRESS,
            "publisher": "Helsenorge",
            "language": "nb",
            "kind": "information",
            "audience": "everyone",
        }
    ]


def test_changed_moved_and_taken_down_it_is_an_entry_each_time(knee: Topic) -> None:
    hip = make_signpost(topics=[knee])
    told()
    change(signpost=hip, written=written(topics=[knee], publisher="NHI"), by=national_editor(), at=MORNING)
    assert told() == [("updated", False)]
    change(signpost=hip, written=written(codes=[("icd10", "M16")]), by=national_editor(), at=MORNING)
    assert (told(), onward()) == ([("updated", False)], []), "it stood here until now"
    change(signpost=hip, written=written(codes=[("icd10", "M17")]), by=national_editor(), at=MORNING)
    assert (told(), onward()) == ([("updated", False)], ["Artrose"]), "by a code above"
    retag(signpost=hip, system="icd10", code="M17", to=["M16"], by=national_editor(), at=MORNING)
    assert (told(), onward()) == ([("updated", False)], [])
    retag(signpost=hip, system="icd10", code="M16", to=["M17"], by=national_editor(), at=MORNING)
    told()
    take_down(signpost=hip, reason="Borte", by=national_editor(), at=MORNING)
    assert (told(), onward()) == ([("updated", False)], [])


def test_what_is_not_shown_here_is_no_entry(knee: Topic) -> None:
    make_signpost(codes=[("icd10", "M16")], arms=[Said("nb", "Hofte", f"{ADDRESS}hofte")])
    make_signpost(topics=[knee], audience="professionals")
    assert told() == []


def test_past_its_last_day_it_is_gone_the_day_after(knee: Topic) -> None:
    make_signpost(topics=[knee], last_day=MORNING.date())
    told()
    assert onward() == ["Artrose"]
    assert (told(MORNING + timedelta(days=1)), onward()) == ([("updated", False)], [])
    assert told(MORNING + timedelta(days=2)) == []


def test_the_other_forms_lead_on_too_and_say_whose_it_is(knee: Topic) -> None:
    without = said()
    make_signpost(topics=[knee], publisher="Norsk <Forening>")
    told()
    document = said()
    assert f"## Mer hos andre\n\n- [Artrose](<{ADDRESS}>), Norsk" in as_markdown(document)
    page = as_page(document)
    assert f'<a href="{ADDRESS}" hreflang="nb" rel="external">Artrose</a>, Norsk &lt;Forening&gt;' in page
    assert json.loads(as_linked_data(document))["relatedLink"] == [ADDRESS]
    older = {name: value for name, value in without.items() if name != "onward"}
    for form in (as_markdown, as_page, as_linked_data):
        assert ADDRESS not in form(older)
        assert "Mer hos andre" not in form(older)
