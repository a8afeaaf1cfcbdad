"""Where a signpost about a code stands: at every topic below it, however many codes that is."""

from __future__ import annotations

from typing import Any

import pytest

from fellesnett.codes.models import Concept
from fellesnett.codes.tests.factories import make_release
from fellesnett.national.tests.factories import make_topic
from fellesnett.signposts.queries import topics_with

pytestmark = pytest.mark.django_db
MANY = 1_200


def test_a_code_with_thousands_below_it_is_followed_to_the_last_in_a_query_a_level(django_assert_num_queries: Any) -> None:
    release = make_release(codes={"V01-Y98": "Ytre årsaker"})
    below = [(f"W{number:04}", "V01-Y98") for number in range(MANY)] + [
        (f"W{number:04}0", f"W{number:04}") for number in range(MANY)
    ]
    Concept.objects.bulk_create(Concept(release=release, code=code, display=code, parent_code=above) for code, above in below)
    fall, burn = make_topic("fall", codes=[("icd10", "W11990")]), make_topic("brann", codes=[("icd10", "X09")])
    with django_assert_num_queries(4):
        assert topics_with([burn.key], [("icd10", "V01-Y98")]) == {fall.pk, burn.pk}
