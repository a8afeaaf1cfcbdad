"""Fifty hospitals cost no more queries than five."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fellesnett.adoption.actions import roll_out
from fellesnett.adoption.models import Showing, Update
from fellesnett.adoption.queries import impact
from fellesnett.editorial.models import OpenItem

from . import factories as f

pytestmark = pytest.mark.django_db


def hospitals(topic, number):
    """Hospitals that use a topic, two in five with an operation of each kind in turn."""
    kinds = [
        ("override", "faste", "<p>Du må faste i 8 timer.</p>"),
        ("supplement", "faste", "<p>Drikk vann.</p>"),
        ("omit", "hjem", ""),
    ]
    for index in range(number):
        hospital = f.make_hospital(f"sykehus-{topic.key}-{index}")
        adoption = f.make_adoption(hospital.site, topic, by=hospital.editor)
        if index % 5 < 2:
            f.write(hospital, adoption, *kinds[index % 3])
            f.approve_candidate(f.text_of(adoption), by=hospital.clinician)


@pytest.fixture(scope="module")
def laid(lay):
    return lay(few_and_many)


@pytest.fixture
def topics(db, laid):
    return deepcopy(laid)


def few_and_many():
    """A topic that five hospitals use, and one that fifty use."""
    found = []
    for key, number in (("faa", 5), ("mange", 50)):
        topic = f.make_topic(key)
        f.make_edition(topic)
        hospitals(topic, number)
        found.append(topic)
    return found


def queries_of(topic, now, change_class, act):
    edition = f.make_edition(
        topic, f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>"), changes={"faste": change_class}
    )
    with CaptureQueriesContext(connection) as captured:
        act(edition, now)
    return len(captured)


def rolled_out(edition, now):
    roll_out(edition=edition, at=now)


def foreseen(edition, now):
    impact(edition.topic, "nb", edition.value)


@pytest.mark.parametrize(("change_class", "act"), [("content", rolled_out), ("safety", rolled_out), ("content", foreseen)])
def test_the_number_of_queries_does_not_grow_with_the_number_of_hospitals(topics, now, change_class, act):
    few, many = (queries_of(topic, now, change_class, act) for topic in topics)
    assert many <= few
    assert few <= 60


def test_every_hospital_has_its_update_and_its_page_after_a_roll_out(now):
    topic = f.make_topic("kneprotese")
    f.make_edition(topic)
    hospitals(topic, 10)
    changed = f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>")
    roll_out(edition=f.make_edition(topic, changed, changes={"faste": "safety"}), at=now)
    shown = Showing.objects.live().filter(text__adoption__topic=topic)
    assert Update.objects.open().filter(text__adoption__topic=topic).count() == 10
    assert shown.count() == 10
    assert {item.site_id for item in OpenItem.objects.open()} == set(shown.values_list("text__adoption__site", flat=True))
