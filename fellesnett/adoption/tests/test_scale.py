"""Fifty hospitals cost no more queries than five."""

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


def queries_of(key, number, now, change_class, act):
    topic = f.make_topic(key)
    f.make_edition(topic)
    hospitals(topic, number)
    edition = f.make_edition(
        topic, f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>"), changes={"faste": change_class}
    )
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act(edition, now)
    return len(captured)


def rolled_out(edition, now):
    roll_out(edition=edition, at=now)


def foreseen(edition, now):
    impact(edition.topic, "nb", edition.value)


@pytest.mark.parametrize(("change_class", "act"), [("content", rolled_out), ("safety", rolled_out), ("content", foreseen)])
def test_the_number_of_queries_does_not_grow_with_the_number_of_hospitals(now, change_class, act):
    few = queries_of("faa", 5, now, change_class, act)
    many = queries_of("mange", 50, now, change_class, act)
    assert many <= few
    assert few <= 60


def test_every_hospital_has_its_update_and_its_page_after_a_roll_out(now):
    topic = f.make_topic("kneprotese")
    f.make_edition(topic)
    hospitals(topic, 10)
    changed = f.changed("faste", "<p>Du må faste i 4 timer før operasjonen.</p>")
    roll_out(edition=f.make_edition(topic, changed, changes={"faste": "safety"}), at=now)
    assert Update.objects.open().count() == 10
    assert Showing.objects.live().count() == 10
    assert {item.site_id for item in OpenItem.objects.open()} == set(
        Showing.objects.live().values_list("text__adoption__site", flat=True)
    )
