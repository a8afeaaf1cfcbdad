"""A link is found dead, and works again: whoever copies the page that leads there is told both times."""

from __future__ import annotations

import json
from datetime import date

import pytest

from fellesnett.adoption.tests.factories import MORNING
from fellesnett.delivery.following import follow
from fellesnett.delivery.models import Change, Item
from fellesnett.delivery.tests.factories import make_bergen, make_front_door, make_knee, show
from fellesnett.links.actions import read_texts, tell
from fellesnett.links.models import Address, Reading, Standing
from fellesnett.signposts.tests.factories import ADDRESS, make_signpost

pytestmark = pytest.mark.django_db


def test_a_signpost_is_gone_from_copies_while_its_link_is_dead_and_comes_back() -> None:
    make_front_door()
    bergen, knee = make_bergen(), make_knee()
    show(bergen, knee)
    make_signpost(topics=[knee], review_by=date(2027, 6, 1))
    follow(at=MORNING)
    read_texts(at=MORNING)
    for standing, shown in ((Standing.DEAD, []), (Standing.WORKS, ["Artrose"])):
        before = Change.objects.count()
        Address.objects.filter(url=ADDRESS).update(standing=standing)
        tell(list(Reading.objects.filter(subject__startswith="signpost:")), at=MORNING)
        follow(at=MORNING)
        [line] = Change.objects.filter(item__subject="", seq__gt=before)
        assert (line.kind, line.significant) == ("updated", False)
        assert [way["title"] for way in json.loads(Item.objects.texts().get().document)["onward"]] == shown
