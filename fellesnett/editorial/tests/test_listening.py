"""Who was let in, by whom and when, stands in the record."""

from __future__ import annotations

from datetime import datetime

import pytest

from fellesnett.editorial.checks import chain_faults
from fellesnett.editorial.models import Event
from fellesnett.organizations import actions
from fellesnett.organizations.describing import describe_place, record_of
from fellesnett.organizations.models import Role
from fellesnett.organizations.tests.factories import make_organization, make_place, make_user

pytestmark = pytest.mark.django_db


def test_a_role_that_is_given_and_taken_away_stands_in_the_record(now: datetime) -> None:
    bergen = make_organization("Helse Bergen HF")
    owner = make_user("eier@bergen.example", roles={bergen: Role.SITE_OWNER})
    nurse = make_user("pleier@bergen.example")
    actions.grant(user=nurse, organization=bergen, role=Role.EDITOR, by=owner, at=now)
    actions.revoke(user=nurse, organization=bergen, role=Role.EDITOR, by=owner, at=now)
    told = [(event.verb, event.payload["role"], event.actor, event.organization) for event in Event.objects.order_by("sequence")]
    assert told == [("membership.granted", "editor", owner, bergen), ("membership.revoked", "editor", owner, bergen)]
    assert list(chain_faults()) == []


def test_a_role_that_is_refused_leaves_no_trace(now: datetime) -> None:
    bergen, stavanger = make_organization("Helse Bergen HF"), make_organization("Helse Stavanger HF")
    owner = make_user("eier@bergen.example", roles={bergen: Role.SITE_OWNER})
    with pytest.raises(actions.NotAllowed):
        actions.grant(user=make_user(), organization=stavanger, role=Role.EDITOR, by=owner, at=now)
    assert Event.objects.count() == 0


def test_what_a_place_says_stands_in_the_record_with_who_wrote_it(now: datetime) -> None:
    bergen = make_organization("Helse Bergen HF")
    editor = make_user("redaktor@bergen.example", roles={bergen: Role.EDITOR})
    place = make_place(bergen, "voss", name="Voss sjukehus")
    changed = {**record_of(place), "latitude": "60.6319", "longitude": "6.4149"}
    describe_place(place=place, record=changed, by=editor, at=now)
    event = Event.objects.get()
    assert (event.verb, event.subject, event.actor, event.organization) == (
        "place.described",
        f"place:{place.pk}",
        editor,
        bergen,
    )
    assert event.payload == {
        "organization": bergen.key,
        "slug": "voss",
        "changed": {"latitude": "60.63190", "longitude": "6.41490"},
    }
    assert list(chain_faults()) == []
